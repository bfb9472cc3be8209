"""A conversation is on the disk before it is on the screen."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant import conversing
from assistant.answering.asking import Reply
from assistant.conversation.exporting import FORMATS, in_bytes
from assistant.conversation.verifying import read_export
from assistant.conversing import STOPPED
from assistant.domain import Progress, Verdict
from assistant.errors import UNEXPECTED, ModelError, StorageError
from tests.ui.fake_assistant import FakeAssistant
from tests.ui.fake_library import library_of, stored

if TYPE_CHECKING:
    from assistant.domain import Exchange

BUILT = "When was the bridge built?"
KILLS = 36


@pytest.fixture
def assistant():
    return FakeAssistant()


@pytest.fixture
def library(assistant, tmp_path):
    with library_of(assistant, tmp_path) as library:
        yield library


@pytest.fixture
def conversation(library, assistant):
    return library.converse(assistant.article.id)


def test_a_question_is_answered_and_what_is_shown_is_what_is_kept(conversation):
    *growing, last = conversation.ask(BUILT)
    assert [each.over for each in growing] == [False] * len(growing)
    assert growing[0].evidence == last.evidence  # the places come before the words
    assert last.answer is not None
    assert last.answer.verdict is Verdict.ANSWERED
    assert conversation.exchanges == (last,)


def test_a_question_is_kept_before_anything_of_it_is_shown(conversation):
    conversation.ask(BUILT)  # nothing is answered yet
    assert [each.question for each in conversation.exchanges] == [BUILT]


def test_a_whole_answer_is_kept_before_it_is_shown(conversation):
    for exchange in conversation.ask(BUILT):
        if exchange.over:
            assert conversation.exchanges == (exchange,)


def test_a_follow_up_is_asked_after_the_answers_before_it(conversation, assistant):
    for question in (BUILT, "fail", "Who won?"):
        try:
            list(conversation.ask(question))
        except ModelError:
            continue
    assert assistant.turns_seen == [0, 1, 1]


def test_a_conversation_nobody_asked_anything_in_is_not_kept(library, conversation):
    assert conversation.exchanges == ()
    assert library.conversations() == ()
    conversation.put(BUILT)
    (listed,) = library.conversations()
    assert (listed.id, listed.questions, listed.first_question) == (conversation.id, 1, BUILT)


def test_a_conversation_is_gone_on_with_after_a_restart(assistant, tmp_path):
    with library_of(assistant, tmp_path) as library:
        first = list(library.converse(assistant.article.id, "mine").ask(BUILT))[-1]
    with library_of(assistant, tmp_path) as library:
        again = stored(library, "mine")
        second = list(again.ask("Who won?"))[-1]
        assert again.exchanges == (first, second)
    assert assistant.turns_seen == [0, 1]


def test_real_answers_are_shown_again_as_they_were_and_verify_when_exported(
    seed_assistant, tmp_path
):
    questions = (
        "Where are Xi and Putin meeting?", "And when?", "Where does it say that?", "Quote it.",
        "Who won the World Cup?", "What is the article about?", "Who is Yau?", "Hi!",
        "Are you sure?",
        "Who refused to condemn the invasion? And who won the World Cup?",
    )  # fmt: skip
    with library_of(seed_assistant, tmp_path) as library:
        conversation = library.converse(seed_assistant.article.id, "real")
        shown = tuple(list(conversation.ask(question))[-1] for question in questions)
    with library_of(seed_assistant, tmp_path) as library:
        again = stored(library, "real")
        assert again.exchanges == shown
    for kind in (".json", ".html"):
        text = in_bytes(FORMATS[kind]("", again.article, shown, datetime.now(UTC))).decode()
        assert read_export(text, "file").findings(again.article.text) == ()


def test_what_arrived_of_a_slow_answer_is_kept_before_it_is_whole(
    conversation, assistant, monkeypatch
):
    monkeypatch.setattr(conversing, "KEPT_AFTER_SECONDS", 0.0)
    kept = threading.Event()
    keep = conversation._stored.keep

    def noticed(*what):
        keep(*what)
        kept.set()

    monkeypatch.setattr(conversation._stored, "keep", noticed)
    answering = conversation.ask(BUILT)
    first = next(answering)
    assert kept.wait(10)
    assert [each.evidence for each in conversation.exchanges] == [first.evidence]
    assert not conversation.exchanges[0].over
    list(answering)
    assert conversation.exchanges[0].over


def test_a_slow_disk_holds_up_no_words_and_is_asked_for_one_write_at_a_time(
    conversation, assistant, monkeypatch
):
    monkeypatch.setattr(conversing, "KEPT_AFTER_SECONDS", 0.0)
    writing, go_on, at_once = threading.Event(), threading.Event(), []
    keep = conversation._stored.keep

    def slow(conversation_id, number, exchange):
        if not exchange.over:
            at_once.append(exchange)
            writing.set()
            assert go_on.wait(10)
        keep(conversation_id, number, exchange)

    monkeypatch.setattr(conversation._stored, "keep", slow)
    answering = conversation.ask(BUILT)
    next(answering)
    assert writing.wait(10)
    shown = [next(answering) for _ in range(2)]
    assert len(at_once) == 1  # and the words came all the same
    go_on.set()
    (last,) = list(answering)[-1:]
    assert last.over
    assert last != shown[-1]
    assert conversation.exchanges == (last,)


def test_an_answer_that_is_left_is_kept_as_stopped_with_what_had_arrived(conversation):
    answering = conversation.ask(BUILT)
    shown = [next(answering) for _ in range(3)][-1]
    answering.close()
    (exchange,) = conversation.exchanges
    assert (exchange.progress, exchange.reason) == (Progress.STOPPED, STOPPED)
    assert (exchange.evidence, exchange.pieces) == (shown.evidence, shown.pieces)


def test_a_stopped_answer_is_kept_as_the_assistant_ended_it(conversation, assistant):
    assistant.gate.clear()
    answering = conversation.ask(BUILT)
    next(answering)
    conversation.stop(1)
    (last,) = list(answering)[-1:]
    assert assistant.stopped == [BUILT]
    assert (last.over, last.answer) == (True, conversation.exchanges[0].answer)


def test_nothing_is_stopped_that_is_not_on_its_way(conversation, assistant):
    list(conversation.ask(BUILT))
    conversation.stop(1)
    conversation.stop(2)
    assert conversation.exchanges[0].progress is Progress.COMPLETE


def test_an_answer_that_is_left_is_not_waited_for(conversation, assistant):
    answering = conversation.ask(BUILT)
    next(answering)
    answering.close()
    assert assistant.stopped == [BUILT]


def test_a_failed_question_is_put_again_in_its_place(conversation):
    with pytest.raises(ModelError):
        list(conversation.ask("fail"))
    list(conversation.ask(BUILT))
    conversation.retry(1)
    first, second = conversation.exchanges
    assert (first.question, first.progress, first.reason) == ("fail", Progress.WAITING, "")
    assert second.over
    with pytest.raises(ModelError):
        list(conversation.answer(1))
    assert [each.progress for each in conversation.exchanges] == [
        Progress.FAILED,
        Progress.COMPLETE,
    ]


def test_a_question_put_again_sees_only_what_was_asked_before_it(conversation, assistant):
    for question in (BUILT, "Who won?", BUILT):
        list(conversation.ask(question))
    conversation.retry(2)
    list(conversation.answer(2))
    assert assistant.turns_seen == [0, 1, 2, 1]


def test_a_question_is_put_again_offline_or_not_as_was_asked_last(conversation, assistant):
    list(conversation.ask(BUILT))
    for offline in (True, False):
        conversation.retry(1, offline=offline)
        list(conversation.answer(1))
    assert assistant.offline == [False, True, False]


def test_a_question_that_is_being_answered_is_not_put_again(conversation):
    answering = conversation.ask(BUILT)
    next(answering)
    conversation.retry(1)
    assert list(answering)[-1].over


@pytest.mark.parametrize(
    ("question", "error", "reason"),
    [
        ("fail", ModelError, "The model file is damaged; install Footnote again."),
        ("break", ZeroDivisionError, UNEXPECTED),
    ],
)
def test_a_failure_is_shown_kept_and_raised(conversation, question, error, reason):
    shown = []
    with pytest.raises(error):
        shown.extend(conversation.ask(question))
    (exchange,) = conversation.exchanges
    assert (exchange.progress, exchange.reason) == (Progress.FAILED, reason)


def test_an_assistant_that_ends_without_an_answer_is_a_bug_and_kept_as_failed(
    conversation, assistant, monkeypatch
):
    monkeypatch.setattr(assistant, "ask", lambda *_, offline: Reply(iter(())))
    with pytest.raises(RuntimeError):
        list(conversation.ask(BUILT))
    assert conversation.exchanges[0].progress is Progress.FAILED


def test_an_answer_that_cannot_be_kept_is_not_shown_as_whole(conversation, monkeypatch):
    def full(*_):
        message = "The disk is full; free some space."
        raise StorageError(message)

    monkeypatch.setattr(conversation._stored, "keep", full)
    shown: list[Exchange] = []
    with pytest.raises(StorageError, match="The disk is full"):
        shown.extend(conversation.ask(BUILT))
    assert shown[-1].progress is Progress.FAILED
    assert shown[-1].reason == "The disk is full; free some space."
    assert all(each.answer is None for each in shown)


def test_a_removed_article_takes_its_conversations_and_their_bytes_along(
    library, conversation, assistant, tmp_path
):
    told_once = "the unrepeatable question of somebody"
    list(conversation.ask(told_once))
    library.remove(assistant.article.id)
    assert library.conversations() == ()
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or told_once.encode() not in file.read_bytes()


def test_what_a_killed_deletion_left_in_the_journal_is_gone_after_the_next_start(
    library, conversation, assistant, tmp_path, monkeypatch
):
    told_once = "the unrepeatable question of somebody"
    list(conversation.ask(told_once))
    with monkeypatch.context() as patch:
        patch.setattr(library._database, "empty_journal", lambda: None)
        library.delete_conversation(conversation.id, for_good=True)
    assert told_once.encode() in (tmp_path / "footnote.sqlite3-wal").read_bytes()
    library.close()
    library_of(assistant, tmp_path).close()
    for file in tmp_path.iterdir():
        assert told_once.encode() not in file.read_bytes()


def test_a_process_killed_at_any_moment_loses_nothing_that_a_reader_was_told(tmp_path):
    script = Path(__file__).with_name("killed_while_answering.py")
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(script), str(tmp_path), str(KILLS)],
        capture_output=True,
        text=True,
        check=False,
        cwd=script.parent.parent,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("kills") == KILLS
    assert found.pop("questions") == sum(found.values()) >= KILLS
    assert set(found) == {"complete", "interrupted with words", "interrupted before a word"}
