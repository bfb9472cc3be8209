"""The stream of what arrives of an answer."""

from __future__ import annotations

import json
from threading import Timer

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from tests.ui.fake_assistant import WRITES, WRITES_AT_LENGTH
from ui import arriving
from ui.arriving import AGAIN_MILLISECONDS, ARRIVING
from ui.protecting import SameOriginOnly

BUILT = "When was the bridge built?"
LONG = 10  # seconds: a bound for a hanging test, never a measurement


@pytest.fixture
def talk(shared, assistant):
    return shared.talks(assistant.article.id).open(None)


@pytest.fixture
def follow(shared, assistant, talk):
    app = Starlette(routes=[arriving.route(shared)], middleware=[Middleware(SameOriginOnly)])
    client = TestClient(app, base_url="http://127.0.0.1:8501")

    def followed(number=1, headers=None, **named):
        here = {"article": assistant.article.id, "conversation": talk.id, "number": number}
        return client.get(ARRIVING, params={**here, **named}, headers=headers)

    return followed


def events_of(response):
    lines = response.text.splitlines()
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


def turns_of(response):
    return [each["turn"] for each in events_of(response) if "turn" in each]


def test_what_arrives_is_told_until_the_answer_is_complete(follow, talk, assistant):
    assistant.gate.clear()
    talk.ask(BUILT)
    talk.wait_to_show()
    Timer(0.3, assistant.gate.set).start()
    first, *_, last = turns_of(follow())
    assert (first["state"], len(first["sources"]), first["pieces"]) == ("waiting", 1, [])
    assert last["state"] == "answered"
    assert "1871" in "".join(piece["text"] for piece in last["pieces"])


def test_words_that_come_are_told_alone_and_once(follow, talk, assistant):
    talk.ask(WRITES_AT_LENGTH)
    talk.wait_to_show()
    Timer(1.0, talk.stop).start()
    first, *more, last = events_of(follow())
    assert "turn" in first
    assert more
    assert all(each.keys() == {"number", "pieces"} for each in more)
    arrived = [*first["turn"]["pieces"], *(piece for each in more for piece in each["pieces"])]
    words = "".join(piece["text"] for piece in last["turn"]["pieces"])
    assert words.startswith("".join(piece["text"] for piece in arrived))


def test_an_answer_that_is_complete_is_told_once(follow, talk):
    talk.ask(BUILT)
    assert talk.wait(LONG)
    response = follow()
    assert [turn["state"] for turn in turns_of(response)] == ["answered"]
    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert response.headers["Cache-Control"] == "no-store"


def test_a_long_answer_comes_in_several_responses_none_of_which_asks_again(
    follow, talk, assistant, monkeypatch
):
    monkeypatch.setattr(arriving, "LONGEST_SECONDS", 0.25)
    assistant.gate.clear()
    talk.ask(WRITES)
    talk.wait_to_show()
    broken_off = follow()
    assert broken_off.text.startswith(f"retry: {AGAIN_MILLISECONDS}\n")
    assert [turn["state"] for turn in turns_of(broken_off)] == ["waiting"]
    assistant.gate.set()
    assert talk.wait(LONG)
    assert turns_of(follow())[-1]["state"] == "answered"
    assert len(assistant.turns_seen) == 1


@pytest.mark.parametrize(
    "named",
    [
        {"conversation": "00000000000000000000000000000000"},
        {"conversation": ""},
        {"article": "feed"},
        {"number": 2},
        {"number": 0},
        {"number": "one"},
        {"number": "²"},
        {"number": "9" * 5000},
    ],
)
def test_a_question_that_is_not_here_is_not_found(follow, talk, named):
    talk.ask(BUILT)
    assert talk.wait(LONG)
    assert follow(**named).status_code == 404


def test_a_page_of_another_site_is_refused(follow, talk):
    talk.ask(BUILT)
    assert follow(headers={"Origin": "https://elsewhere.example"}).status_code == 403
