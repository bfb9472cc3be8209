"""What is drawn of an exchange, at every moment of it."""

from __future__ import annotations

from assistant.domain import Exchange, Progress
from tests.ui.fake_assistant import FakeAssistant
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
    failed = Exchange("Why?").cut_short(Progress.FAILED, "The disk is full; free some space.")
    drawn = turn(failed)
    assert drawn["verdict"] == "failed"
    assert [piece["text"] for piece in drawn["pieces"]] == ["The disk is full; free some space."]


def test_an_answer_cut_short_shows_what_had_arrived_and_why_there_is_no_more():
    *_, arriving, _ = exchanges("When was the bridge built?")
    drawn = turn(arriving.cut_short(Progress.INTERRUPTED, "Footnote was ended."))
    assert drawn["verdict"] == "interrupted"
    assert len(drawn["sources"]) == 1
    assert [piece["text"] for piece in drawn["pieces"][-2:]] == [" ", "\n\nFootnote was ended."]


def test_an_answer_cut_short_before_its_first_word_is_told_as_none():
    _, found, *_ = exchanges("When was the bridge built?")
    drawn = turn(found.cut_short(Progress.INTERRUPTED, "Footnote was ended."))
    assert (drawn["verdict"], drawn["sources"]) == ("failed", [])
