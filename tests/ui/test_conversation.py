"""What a reader does reaches the server once, whatever else a browser sends."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.running import data_of, send
from ui.components.conversation import ABOUT, ABOUT_WRITING, STATUS, Act, status


def page(seen, writer):
    from tests.ui.fake_assistant import bridge
    from ui.components import conversation

    article = bridge()
    suggestions = ["When was the bridge built?"]

    def act():
        seen.extend(conversation.acts())

    conversation.draw("c", "?conversation=c", article, [], suggestions, "Careful.", act, writer)


@pytest.fixture
def seen():
    return []


@pytest.fixture
def visit(seen):
    def opened(writer="quoting"):
        kwargs = {"seen": seen, "writer": writer}
        return AppTest.from_function(page, kwargs=kwargs, default_timeout=30).run()

    return opened


def do(at, *acts):
    send(at, "conversation", "acts", list(acts))
    assert not at.exception
    return data_of(at, "conversation")["handled"]


def test_an_act_is_handled_and_the_browser_is_told(visit, seen):
    assert do(visit(), {"id": "a", "kind": "ask", "words": "Why?"}) == ["a"]
    assert seen == [Act("ask", "Why?")]


def test_acts_that_were_lost_come_together_and_each_is_handled_once(visit, seen):
    at = visit()
    judge = {"id": "a", "kind": "judge", "number": 2, "opinion": "wrong", "words": "In 1872."}
    ask = {"id": "b", "kind": "ask", "words": "Why?"}
    do(at, judge)
    assert do(at, judge, ask) == ["a", "b"]
    assert seen == [Act("judge", "In 1872.", 2, "wrong"), Act("ask", "Why?")]


def test_the_same_question_asked_twice_is_asked_twice(visit, seen):
    at = visit()
    for id_ in ("a", "b"):
        do(at, {"id": id_, "kind": "ask", "words": "Why?"})
    assert seen == [Act("ask", "Why?")] * 2


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "ask", "words": "Why?"},
        {"id": 7, "kind": "ask", "words": "Why?"},
        {"id": "a", "kind": "delete"},
        {"id": "a", "kind": ["ask"]},
        {"id": "a", "kind": "ask", "words": {"html": "<b>"}},
        {"id": "a", "kind": "again", "number": "1"},
        {"id": "a", "kind": "again", "number": True},
        {"id": "a", "kind": "judge", "opinion": None},
        "ask",
        None,
    ],
)
def test_what_is_no_act_is_nothing(visit, seen, sent):
    assert do(visit(), sent) == []
    assert seen == []


def test_acts_that_are_no_list_are_nothing(visit, seen):
    at = visit()
    send(at, "conversation", "acts", {"id": "a", "kind": "ask"})
    assert not at.exception
    assert seen == []


def test_who_answers_is_told_in_one_line(visit):
    assert status("quoting") == STATUS
    assert "vendor:small" in status("vendor:small")
    quoting, writing = (
        data_of(visit(each), "conversation") for each in ("quoting", "vendor:small")
    )
    assert (quoting["about"], writing["about"]) == (ABOUT, ABOUT_WRITING)
    assert writing["status"] == status("vendor:small")


def test_what_is_copied_can_say_where_it_is_from(visit):
    article = data_of(visit(), "conversation")["article"]
    assert article["title"] == "Cracks close the old harbour bridge"
    assert article["origin"] == "The Harbour Gazette"
    assert len(article["id"]) == 16
