"""A conversation whose answers a model writes: kept, stopped, tried again, without its key."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from assistant.conversation.exporting import FORMATS, in_bytes
from assistant.conversation.verifying import read_export
from assistant.domain import Ending, PieceKind, Progress, Verdict
from tests.answering.written import KEY, writing_assistant
from tests.servers.model_server import Refused, Reply, Written, model_server
from tests.ui.fake_library import library_of, stored

BUILT = "When was the bridge built?"
RIGHT = "The bridge was built in 1871 and widened in 1934 [8]."
LEAKY = Refused(401, {"error": {"code": "invalid_api_key", "message": f"Incorrect key {KEY}."}})
LONG = Written(f"{RIGHT} " + "Ferries will run every ten minutes [5]. " * 200, pace=0.02)


def test_whatever_became_of_an_answer_is_shown_again_as_it_was_and_verifies(tmp_path):
    replies: list[Reply] = [
        RIGHT,
        LEAKY,
        Written(f"{RIGHT} Some 14,000 vehicles", finish="length"),
        Written(f"{RIGHT} It is painted red [8].", usage=(90, 20)),
        "The article does not say.",
        "It is the longest of all.",
        "",
    ]
    with model_server(replies) as server:
        assistant = writing_assistant(server, prompt_price=1.0, answer_price=2.0)
        with library_of(assistant, tmp_path) as library:
            talk = library.converse(assistant.article.id, "mine")
            shown = tuple(list(talk.ask(BUILT))[-1] for _ in replies)
        with library_of(assistant, tmp_path) as library:
            again = stored(library, "mine")
            assert again.exchanges == shown
            receipts = [
                [each.answer and each.answer.receipt for each in exchanges]
                for exchanges in (shown, again.exchanges)
            ]
    assert receipts[0] == receipts[1]
    assert all(receipts[0])
    endings = [each.answer and each.answer.ending for each in shown]
    assert endings == [
        Ending.COMPLETE, Ending.FAILED, Ending.TRUNCATED, Ending.COMPLETE, Ending.COMPLETE,
        Ending.COMPLETE, Ending.EMPTY,
    ]  # fmt: skip
    for kind in (".json", ".html"):
        text = FORMATS[kind]("", again.article, shown, datetime.now(UTC))
        assert read_export(in_bytes(text).decode(), "it").findings(again.article.text) == ()


def test_the_key_is_nowhere_in_what_is_kept_shown_or_exported(tmp_path, capfd, caplog):
    with model_server(
        [LEAKY, f"The key is {KEY}, and the bridge was built in 1871 [8]."]
    ) as server:
        assistant = writing_assistant(server)
        with library_of(assistant, tmp_path) as library:
            talk = library.converse(assistant.article.id, "mine")
            shown = [each for _ in range(2) for each in talk.ask(BUILT)]
            exports = [export("", talk.article, talk.exchanges, datetime.now(UTC))
                       for export in FORMATS.values()]  # fmt: skip
    beginning = KEY[:12]
    assert shown[-1].answer is not None
    assert beginning not in repr(shown)
    assert not [export for export in exports if beginning in export]
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or beginning.encode() not in file.read_bytes()
    assert beginning not in "".join(capfd.readouterr()) + caplog.text


def test_what_was_told_of_waiting_is_gone_once_the_server_has_recovered(tmp_path):
    busy = Refused(503, {"error": {"message": "busy"}}, {"Retry-After": "0.1"})
    with model_server([busy, RIGHT]) as server:
        assistant = writing_assistant(server)
        with library_of(assistant, tmp_path) as library:
            talk = library.converse(assistant.article.id, "mine")
            shown = list(talk.ask(BUILT))
        with library_of(assistant, tmp_path) as library:
            assert stored(library, "mine").exchanges == (shown[-1],)
        assert len(server.chats) == 2
    assert any("trying again" in exchange.notice for exchange in shown)
    assert shown[-1].notice == ""
    assert shown[-1].answer is not None
    assert shown[-1].answer.verdict is Verdict.ANSWERED


def test_characters_that_no_disk_or_page_can_hold_are_left_out_and_the_rest_is_kept(tmp_path):
    odd = ["The bridge\x00 was built\x1b in 1871", "\ud83d and widened", " in\U000e0041 1934 [8]."]
    with model_server(Written("", chunks=odd)) as server:
        assistant = writing_assistant(server)
        with library_of(assistant, tmp_path) as library:
            *_, shown = library.converse(assistant.article.id, "mine").ask(BUILT)
        with library_of(assistant, tmp_path) as library:
            assert stored(library, "mine").exchanges == (shown,)
    assert shown.answer is not None
    assert shown.answer.text.startswith("The bridge was built in 1871\ufffd and widened in 1934")


def test_stopping_keeps_what_had_arrived_checked_and_on_the_disk(tmp_path):
    with model_server(LONG) as server:
        assistant = writing_assistant(server)
        with library_of(assistant, tmp_path) as library:
            talk = library.converse(assistant.article.id)
            number = talk.put(BUILT)
            for exchange in talk.answer(number):
                if any(piece.kind is PieceKind.MARKER for piece in exchange.pieces):
                    threading.Thread(target=talk.stop, args=(number,)).start()
            (kept,) = talk.exchanges
    assert kept == exchange
    assert kept.answer is not None
    assert (kept.progress, kept.answer.ending) == (Progress.COMPLETE, Ending.STOPPED)
    assert kept.answer.verdict is Verdict.ANSWERED
    assert server.gone == 1


@pytest.mark.parametrize("offline", [False, True])
def test_a_question_that_failed_is_answered_in_its_place_by_the_model_or_offline(tmp_path, offline):
    with model_server([LEAKY, RIGHT]) as server:
        assistant = writing_assistant(server)
        with library_of(assistant, tmp_path) as library:
            talk = library.converse(assistant.article.id)
            *_, failed = talk.ask(BUILT)
            talk.retry(1, offline=offline)
            *_, answered = talk.answer(1)
            assert talk.exchanges == (answered,)
        assert len(server.chats) == (1 if offline else 2)
    assert failed.answer is not None
    assert failed.answer.verdict is Verdict.FAILED
    assert answered.answer is not None
    assert answered.answer.verdict is Verdict.ANSWERED
    assert answered.answer.engine == ("quoting" if offline else "openai:test-model")


def test_a_question_can_be_put_offline_at_once(tmp_path):
    with model_server(RIGHT) as server:
        assistant = writing_assistant(server)
        with library_of(assistant, tmp_path) as library:
            *_, exchange = library.converse(assistant.article.id).ask(BUILT, offline=True)
        assert server.requests == []
    assert exchange.answer is not None
    assert exchange.answer.engine == "quoting"
