"""What is drawn of an exchange, at every moment of it."""

from __future__ import annotations

from tests.ui.fake_assistant import FakeAssistant
from ui.answers import Exchange
from ui.components.conversation import turn


def exchanges(question):
    """The exchange after each event of its answer."""
    exchange = Exchange(question)
    yield exchange
    for event in FakeAssistant().ask(question):
        exchange = exchange.with_event(event)
        yield exchange


def test_evidence_is_drawn_before_any_word():
    asked, found, *_ = [turn(each) for each in exchanges("When was the bridge built?")]
    assert (asked["verdict"], asked["sources"], asked["pieces"]) == ("waiting", [], [])
    assert [source["where"] for source in found["sources"]] == ["Sentence 8 of 11"]
    assert (found["verdict"], found["pieces"]) == ("waiting", [])


def test_a_complete_answer_has_its_pieces_and_numbered_sources():
    *_, whole = [turn(each) for each in exchanges("How long will the bridge stay closed?")]
    assert whole["verdict"] == "answered"
    assert [source["number"] for source in whole["sources"]] == [1, 2]
    assert {"kind": "marker", "text": "[2]", "citation": 2} in whole["pieces"]


def test_a_refusal_offers_the_nearest_passages_and_cites_nothing():
    *_, whole = [turn(each) for each in exchanges("Who won?")]
    assert whole["verdict"] == "not_in_article"
    assert whole["sources"] == []
    assert len(whole["nearest"]) == 2


def test_a_failure_is_told_in_place_of_the_answer():
    drawn = turn(Exchange("Why?", failure="The disk is full; free some space."))
    assert drawn["verdict"] == "failed"
    assert [piece["text"] for piece in drawn["pieces"]] == ["The disk is full; free some space."]
