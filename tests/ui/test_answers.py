"""Conversations are owned by the server: a page that looks away loses nothing."""

from __future__ import annotations

import logging
import threading

import pytest

from assistant.domain import Ending, Progress, Verdict
from assistant.errors import UNEXPECTED, StorageError
from tests.ui.fake_assistant import FAULT, WRITER, WRITES, WRITES_AT_LENGTH
from ui.answers import QUESTION_CHARACTERS, WAITING_QUESTIONS, Talk, Talks

LONG = 10  # seconds: a bound for a hanging test, never a measurement


@pytest.fixture
def conversation(library, assistant):
    return Talk(library.converse(assistant.article.id))


@pytest.fixture
def talks(library, assistant):
    return Talks(library, assistant.article.id)


def test_an_answer_is_complete_without_any_page_looking_at_it(conversation):
    assert conversation.ask("When was the bridge built?")
    assert conversation.wait(LONG)
    (exchange,) = conversation.exchanges
    assert exchange.over
    assert exchange.answer is not None
    assert exchange.answer.verdict is Verdict.ANSWERED
    assert exchange.pieces == exchange.answer.pieces


def test_evidence_is_there_before_the_answer(conversation, assistant):
    assistant.gate.clear()
    conversation.ask("When was the bridge built?")
    with conversation._changed:
        conversation._changed.wait_for(lambda: conversation._exchanges[0].evidence, timeout=LONG)
    (exchange,) = conversation.exchanges
    assert [citation.quote for citation in exchange.evidence] == [
        "The bridge was built in 1871 and widened in 1934."
    ]
    assert not exchange.over
    assert conversation.running
    assert not conversation.wait(0)
    assistant.gate.set()
    assert conversation.wait(LONG)


def test_questions_asked_meanwhile_wait_their_turn_and_see_the_answers_before_them(
    conversation, assistant
):
    assistant.gate.clear()
    conversation.ask("When was the bridge built?")
    conversation.ask("Who won?")
    assistant.gate.set()
    assert conversation.wait(LONG)
    assert [exchange.over for exchange in conversation.exchanges] == [True, True]
    assert assistant.turns_seen == [0, 1]


def test_more_questions_than_may_wait_are_refused(conversation, assistant):
    assistant.gate.clear()
    taken = [conversation.ask(f"Question {number}") for number in range(WAITING_QUESTIONS + 3)]
    assert taken == [True] * (WAITING_QUESTIONS + 1) + [False, False]
    assistant.gate.set()
    assert conversation.wait(LONG)


def test_an_empty_question_is_not_asked_and_a_long_one_is_cut(conversation):
    assert not conversation.ask("  \n ")
    assert conversation.ask("x" * (QUESTION_CHARACTERS + 1))
    assert [len(exchange.question) for exchange in conversation.exchanges] == [QUESTION_CHARACTERS]


def test_a_failure_that_a_reader_can_put_right_is_told_in_its_own_words(conversation):
    conversation.ask("fail")
    assert conversation.wait(LONG)
    assert conversation.exchanges[0].reason.startswith("The model file is damaged")


def test_a_bug_is_logged_and_the_next_question_is_still_answered(conversation, caplog):
    with caplog.at_level(logging.ERROR):
        conversation.ask("break")
        conversation.ask("When was the bridge built?")
        assert conversation.wait(LONG)
    broken, fine = conversation.exchanges
    assert (broken.progress, broken.reason) == (Progress.FAILED, UNEXPECTED)
    assert fine.answer is not None
    assert "ZeroDivisionError" in caplog.text
    assert "bridge" not in caplog.text  # logs hold no words of a reader


def test_a_conversation_is_found_again_by_its_id_and_no_other_id_finds_one(talks):
    mine = talks.open(None)
    assert talks.open(mine.id) is mine
    guessed = talks.open("guessed")
    assert guessed is not mine
    assert guessed.id != "guessed"
    assert len(mine.id) == 32  # 128 bits


def test_a_restart_of_the_server_shows_the_same_conversation(talks, library, assistant):
    first = talks.open(None)
    for question in ("When was the bridge built?", "Who won?", "fail"):
        assert first.ask(question)
    assert first.wait(LONG)
    again = Talks(library, assistant.article.id).open(first.id)
    assert again is not first
    assert again.id == first.id
    assert again.exchanges == first.exchanges
    assert not again.running


def test_a_question_is_kept_before_it_is_shown(conversation, library, assistant):
    assistant.gate.clear()
    conversation.ask("When was the bridge built?")
    kept = library.conversation(conversation.id)
    assert [exchange.question for exchange in kept.exchanges] == ["When was the bridge built?"]
    assistant.gate.set()
    assert conversation.wait(LONG)


def test_a_question_that_cannot_be_kept_is_not_shown(conversation, assistant, tmp_path):
    for file in tmp_path.glob("footnote.sqlite3*"):
        file.unlink()
    with pytest.raises(StorageError, match="removed while in use"):
        conversation.ask("When was the bridge built?")
    assert conversation.exchanges == ()
    assert assistant.turns_seen == []


def test_a_name_is_not_an_address(talks, library, assistant):
    named = library.converse(assistant.article.id, "mine")
    assert [each.over for each in named.ask("When was the bridge built?")][-1]
    assert talks.open("mine").exchanges == ()
    assert talks.open(named.id).exchanges == named.exchanges


def test_what_another_server_answers_is_shown_when_it_comes(library, assistant):
    article_id = assistant.article.id
    here = Talks(library, article_id).open(None)
    here.ask("When was the bridge built?")
    assert here.wait(LONG)
    there = Talks(library, article_id).open(here.id)
    here.ask("Who won?")
    assert here.wait(LONG)
    assert len(there.exchanges) == 1
    there.look_again()
    assert there.exchanges == here.exchanges


def test_the_conversation_unused_for_longest_makes_room_and_is_kept_all_the_same(
    library, assistant
):
    talks = Talks(library, assistant.article.id, held=2)
    first, second = talks.open(None), talks.open(None)
    second.ask("When was the bridge built?")
    assert second.wait(LONG)
    talks.open(first.id)
    talks.open(None)
    assert talks.open(first.id) is first
    again = talks.open(second.id)
    assert again is not second
    assert again.exchanges == second.exchanges


def test_a_conversation_that_is_being_answered_is_not_let_go(library, assistant):
    talks = Talks(library, assistant.article.id, held=1)
    assistant.gate.clear()
    first = talks.open(None)
    first.ask("When was the bridge built?")
    talks.open(None)
    assert talks.open(first.id) is first
    assistant.gate.set()
    assert first.wait(LONG)


def test_a_stopped_answer_keeps_what_had_arrived_and_the_next_question_is_answered(conversation):
    conversation.ask(WRITES_AT_LENGTH)
    with conversation._changed:
        conversation._changed.wait_for(lambda: conversation._exchanges[0].pieces, timeout=LONG)
    conversation.ask("When was the bridge built?")
    conversation.stop()
    assert conversation.wait(LONG)
    stopped, answered = conversation.exchanges
    assert (stopped.answer.ending, stopped.answer.verdict) == (Ending.STOPPED, Verdict.ANSWERED)
    assert stopped.pieces
    assert answered.answer.ending is Ending.COMPLETE


def test_a_stop_holds_though_it_is_said_before_the_answer_has_begun(conversation, assistant):
    assistant.gate.clear()
    conversation.ask(WRITES_AT_LENGTH)
    conversation.stop()
    assistant.gate.set()
    assert conversation.wait(LONG)
    (exchange,) = conversation.exchanges
    assert exchange.answer.ending is Ending.STOPPED


class Lingering:
    """A conversation that has something left to do when an answer is complete."""

    def __init__(self, conversation):
        self._conversation = conversation
        self.gate = threading.Event()

    def __getattr__(self, name):
        return getattr(self._conversation, name)

    def answer(self, number):
        yield from self._conversation.answer(number)
        self.gate.wait(LONG)


def test_a_stop_is_for_the_answer_that_is_awaited_though_the_one_before_is_not_done_with(
    library, assistant
):
    kept = Lingering(library.converse(assistant.article.id))
    conversation = Talk(kept)
    conversation.ask("When was the bridge built?")
    with conversation._changed:
        conversation._changed.wait_for(lambda: conversation._exchanges[0].over, timeout=LONG)
    conversation.ask(WRITES_AT_LENGTH)
    conversation.stop()
    kept.gate.set()
    assert conversation.wait(LONG)
    endings = [each.answer and each.answer.ending for each in conversation.exchanges]
    assert endings == [Ending.COMPLETE, Ending.STOPPED]


def test_a_stop_where_nothing_is_answered_stops_nothing_later(conversation):
    conversation.stop()
    conversation.ask(WRITES)
    assert conversation.wait(LONG)
    conversation.stop()
    assert conversation.retry(1)
    assert conversation.wait(LONG)
    assert conversation.exchanges[0].answer.ending is Ending.COMPLETE


def test_a_failed_question_is_answered_again_in_its_place(conversation, library, assistant):
    conversation.ask("fail")
    conversation.ask("When was the bridge built?")
    assert conversation.wait(LONG)
    assert conversation.retry(1)
    assert conversation.wait(LONG)
    questions = [exchange.question for exchange in conversation.exchanges]
    assert questions == ["fail", "When was the bridge built?"]
    assert assistant.turns_seen == [0, 0, 0]
    assert library.conversation(conversation.id).exchanges == conversation.exchanges


def test_a_model_that_fails_can_be_gone_on_without_and_asked_again(conversation, assistant):
    conversation.ask(f"{FAULT}busy")
    assert conversation.wait(LONG)
    for offline, engine in ((True, "quoting"), (False, WRITER)):
        assert conversation.retry(1, offline=offline)
        assert conversation.wait(LONG)
        assert conversation.exchanges[0].answer.engine == engine
    assert assistant.offline == [False, True, False]


def test_what_is_asked_again_is_awaited_at_once(conversation, assistant):
    conversation.ask("Who won?")
    assert conversation.wait(LONG)
    assistant.gate.clear()
    assert conversation.retry(1)
    assert not conversation.exchanges[0].over
    assert not conversation.retry(1)  # it is on its way already
    assistant.gate.set()
    assert conversation.wait(LONG)


def test_a_question_that_was_never_asked_is_not_asked_again(conversation):
    assert not conversation.retry(0)
    assert not conversation.retry(1)
