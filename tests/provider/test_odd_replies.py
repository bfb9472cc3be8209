"""Replies that came through whole and are not what was asked for, or not as it should be shown."""

from __future__ import annotations

import json

import pytest

from assistant.domain import Ending
from assistant.provider.calling import Usage
from assistant.provider.limits import Limits
from tests.provider.hearing_out import CLOCK, QUESTION, ask, hear, model_at
from tests.servers.model_server import DONE, event_of
from tests.servers.raw_server import (
    HOLD,
    OK,
    STOP,
    WHOLE,
    Endless,
    Script,
    head,
    raw_server,
    refusal,
    said,
)

COMPLETION = {
    "id": "1",
    "object": "chat.completion",
    "choices": [{"index": 0, "message": {"content": "All at once."}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
}

COMPLETE: dict[str, tuple[Script, str]] = {
    "without the word done": ([OK, said("hello"), STOP], "hello"),
    "with more after the end": ([WHOLE, said("AFTER"), DONE], "hello"),
    "with done said twice": ([OK, said("hello"), STOP, DONE, DONE], "hello"),
    "that stays connected after its end": ([OK, said("hello"), STOP, HOLD], "hello"),
    "with garbage after its end": ([OK, said("hello"), STOP, b"data: {oops\n\n"], "hello"),
    "that was not streamed": ([refusal(200, COMPLETION)], "All at once."),
    "that calls itself plain text": ([WHOLE.replace(b"event-stream", b"plain")], "hello"),
    "with fields nobody knows": (
        [head(), event_of({"content": "hello", "mood": 1}, extra={"a": 1}), STOP],
        "hello",
    ),
    "that speaks for somebody else": (
        [head(), event_of({"role": "user", "content": "hello"}), STOP],
        "hello",
    ),
    "with thoughts in a field": (
        [OK, event_of({"reasoning_content": "secret"}), said("hello"), STOP],
        "hello",
    ),
    "with thoughts in tags": (
        [OK, said("<th"), said("ink>secret</thi"), said("nk>\n\nhel"), said("lo"), STOP],
        "hello",
    ),
    "with hidden characters": (
        [OK, said("h\x00e\x1b[l\U000e0041l\u202eo"), STOP],
        "he[llo",
    ),
    "with half a character": (
        [OK, said("a\ud83d"), said("b\ud83d"), said("\ude42"), STOP],
        "a�b🙂",
    ),
    "with an end before its last word": (
        [OK, event_of({"content": "hello"}, "stop"), DONE],
        "hello",
    ),
}


@pytest.mark.parametrize("what", COMPLETE)
def test_a_reply_is_complete(what):
    script, text = COMPLETE[what]
    with raw_server(script) as server:
        heard = ask(server.url)
    assert heard.text == text
    assert heard.ended.ending is Ending.COMPLETE
    assert heard.ended.fault is None


NO_API: dict[str, Script] = {
    "a page": [refusal(200, "<html><body>login</body></html>")],
    "a page that calls itself a stream": [head(), b"<html><body>login</body></html>"],
    "garbage": [head(kind="application/json"), b"{not json"],
    "JSON of another kind": [refusal(200, {"hello": "world"})],
    "a list": [head(kind="application/json"), b"[1, 2]"],
    "nothing at all": [head()],
    "something compressed": [head(Content_Encoding="gzip"), b"\x1f\x8b\x08\x00"],
    "an endpoint that is none": [refusal(200, {"error": "Unexpected endpoint or method. (POST)"})],
}


@pytest.mark.parametrize("what", NO_API)
def test_a_server_of_another_kind_is_told_from_a_model(what):
    with raw_server(NO_API[what]) as server:
        heard = ask(server.url)
    assert heard.code == "no_api"
    assert heard.ended.ending is Ending.FAILED
    assert not heard.text
    assert len(server.hits) == 1


EMPTY: dict[str, Script] = {
    "no choices": [OK, b'data: {"id":"x","object":"chat.completion.chunk","choices":[]}\n\n', DONE],
    "null choices": [
        OK,
        b'data: {"id":"x","object":"chat.completion.chunk","choices":null}\n\n',
        DONE,
    ],
    "a null delta": [OK, event_of(None, "stop"), DONE],
    "no words": [OK, STOP, DONE],
    "spaces": [OK, said(" \n\t\u200b"), STOP, DONE],
    "a thought that never ends": [OK, said("<think>hmm, hmm"), STOP, DONE],
    "a tool": [
        OK,
        event_of(
            {
                "tool_calls": [
                    {
                        "index": 0,
                        "id": "c",
                        "type": "function",
                        "function": {"name": "rm", "arguments": "{}"},
                    }
                ]
            }
        ),
        event_of({}, "tool_calls"),
        DONE,
    ],
    "only done": [head(), DONE],
    "only comments": [head(), b": ping\n\n"],
}


@pytest.mark.parametrize("what", EMPTY)
def test_a_reply_without_a_word_is_said_to_be_none(what):
    with raw_server(EMPTY[what]) as server:
        heard = ask(server.url)
    assert heard.ended.ending is Ending.EMPTY
    assert heard.sentence == "test-model returned nothing; ask again, or in other words."
    assert not heard.text.strip()
    assert len(server.hits) == 1


@pytest.mark.parametrize(
    ("finish", "ending"),
    [("length", Ending.TRUNCATED), ("content_filter", Ending.FILTERED)],
)
def test_an_end_that_the_server_chose_keeps_what_was_written(finish, ending):
    with raw_server([OK, said("partial "), event_of({}, finish), DONE]) as server:
        heard = ask(server.url)
    assert (heard.text, heard.ended.ending, heard.ended.fault) == ("partial ", ending, None)


def test_a_model_that_has_no_room_for_a_word_is_told_from_one_that_has_none_to_say():
    with raw_server([OK, event_of({"reasoning": "hm"}), event_of({}, "length"), DONE]) as server:
        heard = ask(server.url)
    assert (heard.ended.ending, heard.code) == (Ending.EMPTY, "no_room")
    assert "ASSISTANT_MAX_TOKENS" in heard.sentence


def test_a_model_that_declines_is_heard_in_its_own_words():
    declined = [event_of({"refusal": part}) for part in ("I cannot ", "help with that.")]
    with raw_server([OK, *declined, STOP, DONE]) as server:
        heard = ask(server.url)
    assert (heard.text, heard.ended.ending) == ("I cannot help with that.", Ending.REFUSED)


def test_an_answer_longer_than_any_is_cut_and_the_connection_closed():
    with raw_server([OK, Endless(said("many words " * 100), 30_000_000)]) as server:
        heard = ask(server.url)
        assert server.gone.wait(5)
    assert len(heard.text) == Limits().answer_characters
    assert heard.ended.ending is Ending.TRUNCATED
    assert server.sent < 8_000_000


def test_an_endless_thought_ends_too():
    thought = event_of({"reasoning_content": "hmm " * 500})
    with raw_server([OK, Endless(thought, 10**9)]) as server:
        heard = ask(server.url, limits=Limits(reply_bytes=1_000_000))
        assert server.gone.wait(5)
    assert (heard.ended.ending, heard.code) == (Ending.FAILED, "too_large")


def test_an_error_as_long_as_a_book_is_not_read_to_its_end():
    page = refusal(500, "x" * 50_000_000)
    with raw_server([page[:200], Endless(b"x" * 65_536, 50_000_000)]) as server:
        stream = model_at(server.url, CLOCK).stream(QUESTION)
        heard = hear(stream, lambda event: CLOCK.pass_by(1.0))
    assert heard.code == "trouble"
    assert server.sent < 24_000_000
    assert heard.ended.fault
    assert len(heard.ended.fault.details) <= 1_000


def usage(prompt: int, answer: int) -> bytes:
    told = {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}
    return b"data: " + json.dumps({"choices": [], "usage": told}).encode() + b"\n\n"


def test_tokens_are_those_that_the_server_counts_even_where_it_counts_along():
    with raw_server(
        [OK, usage(40, 1), said("hello"), usage(40, 2), STOP, usage(40, 3), DONE]
    ) as server:
        assert ask(server.url).ended.usage == Usage(40, 3)
    with raw_server([refusal(200, COMPLETION)]) as server:
        assert ask(server.url).ended.usage == Usage(7, 3)
    with raw_server([WHOLE]) as server:
        assert ask(server.url).ended.usage is None


def test_recorded_replies_end_as_they_should(adversarial):
    """Those of the shared data whose end says how they must be understood."""
    expected = {
        "ok": Ending.COMPLETE,
        "eof_finish_nodone": Ending.COMPLETE,
        "content_after_done": Ending.COMPLETE,
        "crlf": Ending.COMPLETE,
        "reasoning_field": Ending.COMPLETE,
        "thinking_tags": Ending.COMPLETE,
        "lone_surrogate": Ending.COMPLETE,
        "role_spoof": Ending.COMPLETE,
        "eof_nodone": Ending.INTERRUPTED,
        "mid_json_cut": Ending.INTERRUPTED,
        "bad_json_event": Ending.INTERRUPTED,
        "error_event_object": Ending.INTERRUPTED,
        "error_event_string": Ending.INTERRUPTED,
        "invalid_utf8": Ending.FAILED,
        "html_login_200": Ending.FAILED,
        "garbage_200": Ending.FAILED,
        "empty_content": Ending.EMPTY,
        "whitespace_only": Ending.EMPTY,
        "no_choices": Ending.EMPTY,
        "null_choices": Ending.EMPTY,
        "null_delta": Ending.EMPTY,
        "tool_call": Ending.EMPTY,
        "refusal": Ending.REFUSED,
        "content_filter": Ending.FILTERED,
        "length": Ending.TRUNCATED,
    }
    for name, ending in expected.items():
        body = (adversarial / "own" / "sse" / f"{name}.sse").read_bytes()
        with raw_server([head() + body]) as server:
            heard = ask(server.url)
        assert heard.ended.ending is ending, name
        assert "secret plan" not in heard.everything
