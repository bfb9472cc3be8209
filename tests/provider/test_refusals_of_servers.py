"""What a server says instead of an answer, before the first word, and what a reader is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from itertools import pairwise
from math import ceil

import pytest

from assistant.domain import Ending
from assistant.provider.calling import Words
from assistant.provider.chat import chat_model
from tests.provider.hearing_out import (
    CLOCK,
    KEY,
    QUESTION,
    Heard,
    ask,
    hear,
    model_at,
    settings_for,
)
from tests.servers.model_server import Refused, model_server
from tests.servers.raw_server import HOLD, OK, WHOLE, head, raw_server, refusal, said

SCRIPT = "<html><script>alert(1)</script>oh no</html>"


def patiently(url: str, **more: object) -> Heard:
    """Ask, with every second of waiting gone by at once."""
    stream = model_at(url, CLOCK, **more).stream(QUESTION)  # type: ignore[arg-type]
    return hear(stream, lambda event: None if isinstance(event, Words) else CLOCK.pass_by(1.0))


def error(message: str, **more: object) -> dict[str, object]:
    return {"error": {"message": message, **more}}


ONCE = {
    "a key that is wrong": (
        refusal(401, error(f"Incorrect API key provided: {KEY}.", code="invalid_api_key")),
        ("key_refused", "refused the key; correct OPENAI_API_KEY"),
    ),
    "a key that may not": (
        refusal(403, error("Country not supported", code="unsupported_country_region_territory")),
        ("not_allowed", "This key may not use test-model at 127.0.0.1"),
    ),
    "an address without /v1": (
        refusal(404, {"detail": "Not Found"}),
        ("no_api", "does not speak OpenAI's protocol"),
    ),
    "an address that is a page": (refusal(404, SCRIPT), ("no_api", "correct OPENAI_BASE_URL")),
    "a quota that is used up": (
        refusal(429, error("You exceeded your current quota", code="insufficient_quota")),
        ("quota_used_up", "The quota of this key at 127.0.0.1"),
    ),
    "a bill": (refusal(402, error("Payment required")), ("quota_used_up", "paid first")),
    "a long wait": (
        refusal(429, error("busy"), Retry_After="600"),
        ("busy", "is busy; ask again after "),
    ),
    "a request it does not like": (
        refusal(400, error("messages: unknown role")),
        ("request_refused", "refused the request (400)"),
    ),
    "a temperature it does not take": (
        refusal(400, error("Unsupported value: 'temperature'", param="temperature")),
        ("parameter_refused", "take ASSISTANT_TEMPERATURE and ASSISTANT_MAX_TOKENS out of .env"),
    ),
    "too long a question, to OpenAI": (
        refusal(
            400,
            error("This model's maximum context length is 8192", code="context_length_exceeded"),
        ),
        ("context_exceeded", "set ASSISTANT_CONTEXT_TOKENS to 8192."),
    ),
    "too long a question, to llama.cpp": (
        refusal(400, error("the request exceeds", type="exceed_context_size_error", n_ctx=4096)),
        ("context_exceeded", "longer than test-model can read; set ASSISTANT_CONTEXT_TOKENS to 4"),
    ),
    "too long a question, to vLLM": (
        refusal(
            400,
            {
                "object": "error",
                "message": "The prompt is longer than the maximum model length of 512",
            },
        ),
        ("context_exceeded", "set ASSISTANT_CONTEXT_TOKENS to 512."),
    ),
    "a redirect": (
        refusal(307, "", Location="http://127.0.0.1:9/v1/chat/completions"),
        ("redirected", "tried to redirect to another address, so nothing was sent there"),
    ),
}


@pytest.mark.parametrize("what", ONCE)
def test_a_refusal_that_asking_again_cannot_change_is_told_at_once(what):
    script, (code, told) = ONCE[what]
    with raw_server([script]) as server:
        heard = ask(server.url)
    assert heard.ended.ending is Ending.FAILED
    assert heard.code == code
    assert told in heard.sentence
    assert len(server.hits) == heard.ended.calls == 1
    assert not heard.text
    assert not heard.notices


@pytest.mark.parametrize(
    "script",
    [
        refusal(429, error("slow down")),
        refusal(429, error("slow down"), Retry_After="soon"),
        refusal(429, error("slow down"), Retry_After="-5"),
        refusal(429, error("slow down"), Retry_After="nan"),
        refusal(429, error("slow down"), Retry_After="2"),
        refusal(500, error("oh no")),
        refusal(502, SCRIPT),
        refusal(503, SCRIPT),
        refusal(529, error("Overloaded", type="overloaded_error")),
    ],
)
def test_a_server_that_may_recover_is_asked_three_times_and_the_reader_sees_the_wait(script):
    with raw_server([script]) as server:
        heard = patiently(server.url)
    assert heard.ended.ending is Ending.FAILED
    assert heard.code in {"busy", "trouble"}
    assert "ask again in a moment, or ask offline." in heard.sentence
    assert len(server.hits) == heard.ended.calls == 3
    assert all("yet; trying again in" in notice for notice in heard.notices)
    assert SCRIPT not in heard.sentence


def test_a_server_that_recovers_is_forgiven_and_no_word_comes_twice():
    with raw_server([refusal(503, SCRIPT)], [WHOLE]) as server:
        heard = patiently(server.url)
    assert heard.ended.ending is Ending.COMPLETE
    assert heard.text == "hello"
    assert len(server.hits) == heard.ended.calls == 2


def test_the_wait_that_a_server_asks_for_is_kept_and_counted_down():
    with raw_server([refusal(429, error("slow down"), Retry_After="7")], [WHOLE]) as server:
        heard = patiently(server.url)
    assert [notice[-8:] for notice in heard.notices] == [
        f" in {left} s." for left in range(7, 0, -1)
    ]
    assert heard.text == "hello"


def test_the_wait_that_a_server_asks_for_goes_by_before_it_is_asked_again():
    asked: list[float] = []

    def note() -> None:
        asked.append(CLOCK.background.loop.time())

    busy = refusal(429, error("slow down"), Retry_After="2")
    with raw_server([note, busy], [note, busy], [note, WHOLE]) as server:
        heard = patiently(server.url)
    assert heard.text == "hello"
    assert [later - earlier >= 2.0 for earlier, later in pairwise(asked)] == [True, True]


def test_the_wait_grows_where_the_server_asks_for_none_and_differs_between_readers():
    waits = {}
    for chance in (0.0, 0.5):
        with raw_server([refusal(503, SCRIPT)]) as server:
            model = chat_model(
                settings_for(server.url), background=CLOCK.background, chance=partial(float, chance)
            )
            heard = hear(model.stream(QUESTION), lambda event: CLOCK.pass_by(1.0))
        waits[chance] = heard.notices
    assert [len(notices) for notices in waits.values()] == [
        ceil(0.5) + ceil(1.0),
        ceil(0.75) + ceil(1.5),
    ]


def test_a_reader_can_stop_while_the_wait_is_counted_down():
    with raw_server([refusal(429, error("slow down"), Retry_After="20")]) as server:
        stream = model_at(server.url, CLOCK).stream(QUESTION)
        heard = hear(stream, lambda event: stream.stop())
    assert heard.ended.ending is Ending.STOPPED
    assert len(server.hits) == 1


@pytest.mark.parametrize("ahead", [timedelta(minutes=10), timedelta(days=-3)])
def test_a_wait_may_be_asked_for_as_a_date(ahead):
    then = format_datetime(datetime.now(UTC) + ahead, usegmt=True)
    with raw_server([refusal(503, SCRIPT, Retry_After=then)]) as server:
        heard = patiently(server.url)
    late = ahead > timedelta(0)
    assert len(server.hits) == (1 if late else 3)
    assert ("after" in heard.sentence) == late
    assert heard.ended.fault
    assert (heard.ended.fault.retry_after is not None) == late


def test_a_model_that_is_not_there_is_answered_with_those_that_are():
    missing = Refused(404, error("The model `test-model` does not exist", code="model_not_found"))
    with model_server(missing, models=("llama-9b", "mistral-7b")) as server:
        heard = ask(server.url)
    assert heard.code == "no_such_model"
    assert heard.sentence.endswith("set ASSISTANT_CHAT_MODEL to one that is: llama-9b, mistral-7b.")
    assert len(server.requests) == 2


def test_a_server_that_does_not_list_its_models_costs_only_the_list():
    missing = refusal(404, error("model 'test-model' not found"))
    with raw_server([missing], [head(), lambda: CLOCK.pass_by(3.1), HOLD]) as server:
        heard = hear(model_at(server.url, CLOCK).stream(QUESTION))
    assert heard.code == "no_such_model"
    assert heard.sentence.endswith("set ASSISTANT_CHAT_MODEL to one that is.")


def test_an_address_without_v1_is_answered_with_the_one_to_try():
    with raw_server([refusal(404, {"detail": "Not Found"})]) as server:
        heard = ask(server.url.removesuffix("/v1"))
    assert heard.sentence.endswith(f"try OPENAI_BASE_URL={server.url}.")


def test_a_server_that_wants_a_key_is_told_apart_from_one_that_refuses_it():
    with raw_server([refusal(401, error("No key provided"))]) as server:
        heard = ask(server.url, openai_api_key="")
    assert heard.sentence == f"{server.host} wants a key; set OPENAI_API_KEY in .env."


def test_a_server_that_refuses_to_count_tokens_is_asked_without():
    refuses = refusal(400, error("Unrecognized request argument supplied: stream_options"))
    with raw_server([refuses], [WHOLE]) as server:
        model = model_at(server.url)
        first, second = hear(model.stream(QUESTION)), hear(model.stream(QUESTION))
    assert first.text == second.text == "hello"
    assert ["stream_options" in body for body in server.bodies] == [True, False, False]
    assert (first.ended.calls, second.ended.calls) == (2, 1)


def test_a_redirect_takes_no_word_of_the_question_elsewhere():
    with raw_server([WHOLE]) as elsewhere:
        away = refusal(307, "", Location=f"{elsewhere.url}/chat/completions")
        with raw_server([away]) as server:
            heard = ask(server.url)
            assert heard.code == "redirected"
            assert not elsewhere.hits
            followed = ask(server.url, follow_redirects=True)
    assert followed.text == "hello"
    assert len(elsewhere.hits) == 1


def test_no_fault_shows_the_key_even_where_the_server_repeats_it():
    echoes = [
        refusal(401, error(f"Incorrect API key: {KEY}")),
        refusal(401, error(f"Incorrect API key: {KEY[:12]}***def")),
        refusal(500, f"<pre>Authorization: Bearer {KEY}</pre>"),
        OK + said(f"Your key is {KEY[:9]}") + said(f"{KEY[9:]}, I think."),
    ]
    for echo in echoes:
        with raw_server([echo]) as server:
            heard = patiently(server.url)
        assert KEY[:7] not in heard.everything
        assert "•••" in heard.everything
