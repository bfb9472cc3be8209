"""Connections that cannot be made, that break, that fall silent, and what is kept of the answer."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from assistant.domain import Ending, Notice
from assistant.provider.calling import Ended, Words
from assistant.provider.limits import Limits
from tests.provider.hearing_out import CLOCK, KEY, QUESTION, Heard, ask, hear, model_at
from tests.provider.test_refusals_of_servers import patiently
from tests.servers.model_server import DONE, Written, event_of, model_server
from tests.servers.raw_server import (
    HOLD,
    OK,
    RESET,
    STOP,
    WHOLE,
    Endless,
    Script,
    Step,
    dripped,
    head,
    raw_server,
    said,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from assistant.provider.calling import Happening

PARTIAL = OK + said("partial ")
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)
LIMITS = Limits()  # of a server elsewhere: those of this machine are more patient


def in_chunks(body: bytes) -> bytes:
    return CHUNKED + f"{len(body):x}\r\n".encode() + body + b"\r\n"


def test_nobody_listening_is_told_at_once_with_what_to_start():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    heard = ask(f"http://127.0.0.1:{port}/v1")
    assert heard.code == "unreachable"
    assert heard.sentence.startswith(f"No server answers at 127.0.0.1:{port}; start it (for Ollama")
    assert heard.ended.calls == 1


def test_a_server_that_lets_nobody_in_is_given_up_after_the_limit_on_connecting():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, contextlib.ExitStack() as open_:
        for _ in range(3):  # the queue of those who wait to be let in
            waiting = open_.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        heard = ask(f"http://127.0.0.1:{full.getsockname()[1]}/v1", limits=Limits(connect=0.2))
    assert heard.code == "unreachable"


def test_a_server_without_encryption_where_some_is_expected_is_told():
    with raw_server([WHOLE]) as server:
        heard = ask(server.url.replace("http:", "https:"))
    assert heard.code == "no_encryption"
    assert "No safe connection to 127.0.0.1" in heard.sentence


def test_a_name_that_nobody_knows_is_told():
    heard = ask("http://no-such-host.invalid/v1", limits=Limits(connect=1.0))
    assert heard.code == "unreachable"
    assert heard.sentence == (
        "no-such-host.invalid cannot be reached; check OPENAI_BASE_URL and the network."
    )


def test_a_server_that_never_begins_the_encryption_is_given_up_after_the_limit_on_connecting():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        heard = ask(f"https://127.0.0.1:{silent.getsockname()[1]}/v1", limits=Limits(connect=0.2))
    assert heard.code == "no_encryption"
    assert heard.ended.calls == 1


@pytest.mark.parametrize("script", [[RESET], [], [head()[:20], RESET]])
def test_a_connection_that_breaks_before_a_word_is_tried_three_times(script):
    with raw_server(script) as server:
        heard = patiently(server.url)
    assert heard.code == "cut_off"
    assert heard.ended.ending is Ending.FAILED
    assert len(server.hits) == 3


def test_a_try_that_broke_in_the_middle_of_a_thought_leaves_no_trace():
    with raw_server([OK, said("<think>hm"), RESET], [WHOLE]) as server:
        heard = patiently(server.url)
    assert (heard.text, heard.ended.ending) == ("hello", Ending.COMPLETE)


def test_headers_that_never_come_are_waited_for_once_and_not_three_times():
    with raw_server([lambda: CLOCK.pass_by(LIMITS.first_word), HOLD]) as server:
        heard = hear(model_at(server.url, CLOCK, LIMITS).stream(QUESTION))
        assert server.gone.wait(5)
    assert heard.code == "too_slow"
    assert heard.sentence.endswith("sent no word in 30 s; ask again, or ask offline.")
    assert heard.ended.ending is Ending.FAILED
    assert len(server.hits) == 1


def test_tries_share_the_time_for_the_first_word():
    slow: Script = [lambda: CLOCK.pass_by(LIMITS.first_word * 0.6), RESET]
    with raw_server(slow) as server:
        stream = model_at(server.url, CLOCK, LIMITS).stream(QUESTION)
        heard = hear(stream, lambda event: CLOCK.pass_by(1.0))
    assert heard.code == "too_slow"
    assert len(server.hits) == 2


def test_a_model_that_thinks_for_long_is_said_to_and_then_heard():
    slow: list[Step] = [OK, lambda: CLOCK.pass_by(8.0), said("At last."), STOP]

    def waited(event: Happening) -> None:
        if isinstance(event, Notice):
            waiting.set()

    waiting = threading.Event()
    slow.insert(2, lambda: waiting.wait(5))
    with raw_server(slow) as server:
        heard = hear(model_at(server.url, CLOCK, LIMITS).stream(QUESTION), waited)
    assert heard.notices == ["test-model is thinking … 8 s"]
    assert heard.text == "At last."
    assert heard.ended.ending is Ending.COMPLETE


SILENCES: dict[str, Step] = {
    "nothing": HOLD,
    "comments": Endless(b": keep-alive\n\n", 10**9),
    "empty events": Endless(event_of({"content": ""}), 10**9),
}


@pytest.mark.parametrize("what", ["nothing", "comments", "empty events"])
def test_a_silence_is_measured_on_what_the_model_writes(what):
    limits = Limits(gap=0.3) if what != "nothing" else LIMITS
    with raw_server([PARTIAL, SILENCES[what]]) as server:
        stream = model_at(server.url, CLOCK, limits).stream(QUESTION)
        heard = hear(stream, lambda event: CLOCK.pass_by(20.0) if what == "nothing" else None)
        assert server.gone.wait(5)
    assert heard.text == "partial "
    assert heard.ended.ending is Ending.INTERRUPTED
    assert heard.code == "too_slow"
    assert "fell silent for" in heard.sentence
    assert len(server.hits) == 1


def test_thoughts_are_no_silence():
    thought = event_of({"reasoning_content": "hmm"})
    aloud: Script = [
        step for _ in range(4) for step in (thought, lambda: CLOCK.pass_by(0), thought)
    ]
    with raw_server([OK, *aloud, said("So."), STOP]) as server:
        heard = hear(model_at(server.url, CLOCK, LIMITS).stream(QUESTION))
    assert heard.text == "So."


def test_an_answer_that_goes_on_for_ever_is_ended_and_kept():
    with raw_server([PARTIAL, Endless(said("and "), 400), HOLD]) as server:
        stream = model_at(server.url, CLOCK, LIMITS).stream(QUESTION)
        heard = hear(stream, lambda event: CLOCK.pass_by(19.0))
    assert heard.text.startswith("partial ")
    assert heard.ended.ending is Ending.INTERRUPTED
    assert heard.code == "too_slow"


BROKEN: dict[str, Script] = {
    "closed in the middle of a chunk": [in_chunks(PARTIAL.partition(b"\r\n\r\n")[2]), b"ff\r\nda"],
    "reset": [PARTIAL, RESET],
    "closed without an end": [PARTIAL],
    "closed in the middle of an event": [PARTIAL, said("more")[:40]],
    "an event that is no JSON": [PARTIAL, b"data: {oops}\n\n", said("more"), STOP, DONE],
    "an event that is no UTF-8": [PARTIAL, said("more").replace(b"more", b"a\xff\xfe"), STOP],
    "no UTF-8 in one packet with words": [PARTIAL + said("more").replace(b"more", b"\xff") + STOP],
    "an error as an object": [PARTIAL, b'data: {"error": {"message": "overloaded"}}\n\n', STOP],
    "an error as a string": [PARTIAL, b'event: error\ndata: {"error": "it died"}\n\n'],
    "an endless line": [PARTIAL, b"data: ", Endless(b"x" * 65_536, 200_000_000)],
    "an endless event": [PARTIAL, Endless(b"data: xxxxxxxxxxxxxxxxxxxxxxxxxxxx\n" * 999, 10**8)],
    "an end that nobody knows": [PARTIAL, event_of({}, "because")],
    "an end with the end missing": [PARTIAL, STOP[:-1]],
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_stream_that_breaks_keeps_what_arrived_and_is_never_tried_again(what):
    with raw_server(BROKEN[what]) as server:
        heard = ask(server.url)
    assert heard.text == "partial "
    assert heard.ended.ending is Ending.INTERRUPTED
    assert heard.sentence.count(".") >= 1
    assert "Traceback" not in heard.everything
    assert len(server.hits) == heard.ended.calls == 1
    assert server.sent < 8_000_000


@pytest.mark.parametrize(
    "what",
    ["an event that is no JSON", "an event that is no UTF-8", "no UTF-8 in one packet with words"],
)
def test_what_cannot_be_read_is_said_to_be_so(what):
    with raw_server(BROKEN[what]) as server:
        assert ask(server.url).code == "unreadable"


@pytest.mark.parametrize("what", ["an endless line", "an endless event"])
def test_what_never_ends_before_a_word_is_a_failure(what):
    with raw_server([OK, *BROKEN[what][1:]]) as server:
        heard = ask(server.url)
        assert server.gone.wait(5)
    assert (heard.ended.ending, heard.code) == (Ending.FAILED, "too_large")
    assert server.sent < 8_000_000


def test_an_answer_that_ends_to_call_a_tool_calls_none_and_is_not_whole():
    with raw_server([PARTIAL, event_of({}, "tool_calls"), DONE]) as server:
        heard = ask(server.url)
    assert (heard.text, heard.ended.ending, heard.code) == (
        "partial ",
        Ending.INTERRUPTED,
        "cut_off",
    )
    assert len(server.hits) == 1


def test_an_error_in_the_middle_is_understood_like_one_at_the_beginning():
    told = b'data: {"error": {"message": "no more", "code": "insufficient_quota"}}\n\n'
    with raw_server([PARTIAL, told]) as server:
        heard = ask(server.url)
    assert (heard.ended.ending, heard.code) == (Ending.INTERRUPTED, "quota_used_up")


def test_bytes_may_come_one_by_one_in_any_dress():
    body = (said("Grüße, 世界 🙂 ") + said("bye") + STOP + DONE).replace(b"\\u00fc", "ü".encode())
    raw = body.replace(b"\n", b"\r\n")
    with raw_server([OK.replace(b"\n\n", b"\r\n\r\n"), *dripped(raw)]) as server:
        heard = ask(server.url)
    assert heard.text == "Grüße, 世界 🙂 bye"
    assert heard.ended.ending is Ending.COMPLETE


BREAKS: dict[str, Script] = {"closed": [], "reset": [RESET], "silent": [HOLD]}
IMPATIENT = Limits(first_word=0.05, gap=0.05, after_end=0.05, first_backoff=0.0)


def cut_at(cuts: Iterable[int], body: bytes, how: str) -> Iterator[tuple[int, Heard]]:
    """What is heard of a body that breaks off after so many bytes."""
    cut = 0
    with raw_server(lambda: [head() + body[:cut], *BREAKS[how]]) as server:
        limits = IMPATIENT if how == "silent" else Limits(first_backoff=0.0)
        model = model_at(server.url, limits=limits)
        for cut in cuts:
            yield cut, hear(model.stream(QUESTION))


@pytest.mark.parametrize("how", BREAKS)
def test_a_stream_cut_at_any_byte_is_complete_only_after_its_end(how):
    said_so = [
        b'data: {"choices":[{"delta":{"content":"%s"}}]}\n\n' % word for word in (b"1", b" 2.")
    ]
    stop = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'
    body = b"".join(said_so) + stop + DONE
    whole_from = body.index(stop) + len(stop)
    cuts = range(0, len(body) + 1, 6 if how == "silent" else 1)  # silence takes its time
    for cut, heard in cut_at(cuts, body, how):
        whole = heard.ended.ending is Ending.COMPLETE
        assert not whole or cut >= whole_from, cut
        assert whole or how != "closed" or cut < whole_from, cut
        assert "1 2.".startswith(heard.text)
        assert whole or heard.ended.fault


def test_recorded_replies_cut_anywhere_are_complete_only_after_their_end(adversarial):
    """One at every byte, the others at some and at each around their end."""
    for path in sorted((adversarial / "own" / "sse").glob("*.sse")):
        body = path.read_bytes()
        ends = re.search(rb'"finish_reason": ?"stop"[^\n]*(?:\n\n|\r\n\r)', body)
        whole_from = ends.end() if ends else len(body) + 1
        near = range(max(0, whole_from - 4), min(len(body), whole_from + 4))
        every = 1 if path.stem == "ok" else 23
        ((_, uncut),) = cut_at([len(body)], body, "closed")
        cuts = sorted({*range(0, len(body), every), *near})
        for cut, heard in cut_at(cuts, body, "closed"):
            assert heard.ended.ending is not Ending.COMPLETE or cut >= whole_from, (path.stem, cut)
            assert uncut.text.startswith(heard.text), (path.stem, cut)
            assert KEY not in heard.everything


def test_a_reader_who_stops_is_obeyed_at_once_and_the_connection_is_closed():
    with model_server(Written("one two three four five six", pace=30.0)) as server:
        stream = model_at(server.url).stream(QUESTION)
        heard = hear(stream, lambda event: stream.stop())
        for _ in range(200):
            if server.gone:
                break
            threading.Event().wait(0.01)
    assert heard.text == "one"
    assert heard.ended == Ended(Ending.STOPPED, calls=1)
    assert server.gone == 1


def test_a_reader_who_stops_before_the_answer_begins_asks_nothing():
    with model_server("never") as server:
        stream = model_at(server.url).stream(QUESTION)
        stream.stop()
        heard = hear(stream)
    assert heard.ended == Ended(Ending.STOPPED)
    assert not server.requests


def test_a_reader_who_goes_away_takes_the_request_along():
    with raw_server([PARTIAL, HOLD]) as server:
        stream = iter(model_at(server.url).stream(QUESTION))
        assert next(stream) == Words("partial ")
        stream.close()  # type: ignore[attr-defined]
        assert server.gone.wait(5)


def test_a_machine_that_slept_finds_its_answer_interrupted():
    with raw_server([PARTIAL, HOLD]) as server:
        stream = model_at(server.url, CLOCK).stream(QUESTION)
        heard = hear(stream, lambda event: CLOCK.pass_by(600.0))
    assert (heard.text, heard.ended.ending) == ("partial ", Ending.INTERRUPTED)
