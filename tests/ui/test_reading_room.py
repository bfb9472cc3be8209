"""The page's logic, run by Streamlit's own test runner without a browser."""

from __future__ import annotations

import json

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest

from tests.ui.fake_assistant import ANSWERS, FakeAssistant
from tests.ui.fake_library import library_of
from ui.answers import TOO_MANY, WAITING_QUESTIONS, Talks
from ui.reading_room import ReadingRoom


def page(room):
    from ui import reading_room

    reading_room.draw(room)


@pytest.fixture
def room(tmp_path):
    assistant = FakeAssistant()
    with library_of(assistant, tmp_path) as library:
        yield ReadingRoom(assistant, Talks(library, assistant.article.id))


@pytest.fixture
def visit(room):
    return lambda: AppTest.from_function(page, kwargs={"room": room}, default_timeout=30).run()


def protos(at):
    """What each of our elements was mounted with, by its name."""

    def leaves(node):
        for child in node.children.values():
            if hasattr(child, "children"):
                yield from leaves(child)
            elif child.type == "bidi_component":
                yield child.proto

    return {proto.component_name.removeprefix("footnote."): proto for proto in leaves(at._tree)}


def shown(at):
    assert not at.exception
    return json.loads(protos(at)["conversation"].json)


def ask(at, question):
    """Do what the browser does when a question is sent."""
    state = WidgetState(
        id=_make_trigger_id(protos(at)["conversation"].id, "events"),
        json_trigger_value=json.dumps([{"event": "asked", "value": question}]),
    )
    return at._run(WidgetStates(widgets=[state]))


def test_the_first_screen_has_the_article_and_example_questions(visit, room):
    at = visit()
    article = json.loads(protos(at)["article_pane"].json)
    assert article["title"] == room.assistant.article.title
    assert article["minutes"] == 1
    assert shown(at)["suggestions"] == list(ANSWERS)
    assert shown(at)["turns"] == []


def test_a_question_is_answered_and_the_examples_make_room(visit):
    at = ask(visit(), "When was the bridge built?")
    assert shown(at)["suggestions"] == []
    (turn,) = shown(at)["turns"]
    assert (turn["question"], turn["verdict"]) == ("When was the bridge built?", "answered")


def test_a_reload_of_the_address_shows_the_same_conversation(visit, room):
    at = ask(visit(), "When was the bridge built?")
    again = AppTest.from_function(page, kwargs={"room": room}, default_timeout=30)
    again.query_params["conversation"] = at.query_params["conversation"]
    again.run()
    assert shown(again)["turns"] == shown(at)["turns"]
    assert room.assistant.turns_seen == [0]  # the answer was not made a second time


def test_another_visit_begins_a_conversation_of_its_own(visit):
    at = ask(visit(), "When was the bridge built?")
    other = visit()
    assert shown(other)["turns"] == []
    assert other.query_params["conversation"] != at.query_params["conversation"]


def test_an_answer_on_its_way_is_followed_and_a_reload_does_not_ask_again(visit, room):
    room.assistant.gate.clear()
    at = ask(visit(), "When was the bridge built?")
    (turn,) = shown(at)["turns"]
    assert (turn["verdict"], len(turn["sources"])) == ("waiting", 1)
    room.assistant.gate.set()
    assert room.talks.open(at.query_params["conversation"]).wait(10)
    assert shown(at.run())["turns"][0]["verdict"] == "answered"
    assert room.assistant.turns_seen == [0]


def test_a_question_too_many_is_refused_in_one_sentence(visit, room):
    room.assistant.gate.clear()
    at = visit()
    for number in range(WAITING_QUESTIONS + 2):
        at = ask(at, f"Question {number}")
    assert shown(at)["notice"] == TOO_MANY
    assert len(shown(at)["turns"]) == WAITING_QUESTIONS + 1
    room.assistant.gate.set()


def test_a_question_that_cannot_be_kept_is_refused_in_one_sentence(visit, tmp_path):
    at = visit()
    for file in tmp_path.glob("footnote.sqlite3*"):
        file.unlink()
    at = ask(at, "When was the bridge built?")
    assert "was removed while in use" in shown(at)["notice"]
    assert shown(at)["turns"] == []


def test_what_is_not_text_is_no_question(visit):
    assert shown(ask(visit(), {"html": "<b>"}))["turns"] == []
