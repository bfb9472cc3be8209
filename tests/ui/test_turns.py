# mypy: disable-error-code="index"
"""What is drawn of an exchange, at every moment of it."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.conversation.judging import Judgement, Opinion
from assistant.domain import Answer, Exchange, Piece, PieceKind, Progress, Verdict
from tests.ui.fake_assistant import (
    ANSWERS,
    DOUBT,
    FOLLOWING,
    WRITES,
    WRITES_BUSY,
    FakeAssistant,
)
from ui.components.turns import turn, turns


def exchanges(question):
    """The exchange after each event of its answer."""
    exchange = Exchange(question)
    yield exchange
    for event in FakeAssistant().ask(question):
        exchange = exchange.with_event(event)
        yield exchange


def whole(question):
    *_, last = exchanges(question)
    return last


def test_evidence_is_drawn_before_any_word():
    asked, found, *_ = [turn(each) for each in exchanges("When was the bridge built?")]
    assert (asked["state"], asked["sources"], asked["pieces"]) == ("waiting", [], [])
    assert [source["where"] for source in found["sources"]] == ["Sentence 8 of 11"]
    assert (found["state"], found["pieces"]) == ("waiting", [])


def test_a_complete_answer_has_its_pieces_and_numbered_sources():
    drawn = turn(whole("How long will the bridge stay closed?"))
    assert (drawn["state"], drawn["trouble"]) == ("answered", None)
    assert [source["number"] for source in drawn["sources"]] == [1, 2]
    assert {"kind": "marker", "text": "[2]", "citation": 2, "doubt": ""} in drawn["pieces"]


def test_what_a_model_wrote_word_by_word_is_sent_as_one_piece():
    drawn = turn(whole(WRITES))
    kinds = [piece["kind"] for piece in drawn["pieces"]]
    assert kinds == ["written", "marker", "said", "written", "marker", "said"]
    assert "".join(piece["text"] for piece in drawn["pieces"]) == whole(WRITES).answer.text


def test_marks_around_quoted_words_are_told_apart_from_what_is_said_before_them():
    pieces = (Piece("Lopes said: "), Piece("“"), Piece("Shut.", PieceKind.QUOTE, 1), Piece("” "))
    drawn = turn(Exchange("Shut?").with_event(Answer(Verdict.ANSWERED, pieces)))
    assert [piece["text"] for piece in drawn["pieces"]] == ["Lopes said: ", "“", "Shut.", "” "]


def test_two_markers_side_by_side_stay_two():
    pieces = (Piece("Shut."), *(Piece("[1]", PieceKind.MARKER, 1),) * 2)
    drawn = turn(Exchange("Shut?").with_event(Answer(Verdict.ANSWERED, pieces)))
    assert [piece["text"] for piece in drawn["pieces"]] == ["Shut.", "[1]", "[1]"]


def test_only_a_claim_that_failed_the_check_has_a_doubt():
    claims = [each for each in turn(whole(WRITES))["pieces"] if each["kind"] == "written"]
    assert [claim["doubt"] for claim in claims] == ["", DOUBT]


def test_a_notice_is_told_until_the_words_come():
    told = [turn(each)["notice"] for each in exchanges(WRITES_BUSY)]
    assert told[:3] == ["", "", "vendor.example is busy; trying again in 1 s."]
    assert set(told[3:]) == {""}


def test_a_follow_up_is_told_as_it_was_understood_and_a_plain_question_is_not():
    assert turn(whole(FOLLOWING))["understood"] == "How often do the ferries run?"
    assert turn(whole("When was the bridge built?"))["understood"] == ""


def test_a_refusal_offers_the_nearest_passages_and_cites_nothing():
    drawn = turn(whole("Who won?"))
    assert (drawn["state"], drawn["sources"]) == ("not_in_article", [])
    assert len(drawn["nearest"]) == 2


def test_the_last_refusal_offers_two_questions_that_were_not_asked_yet():
    first, second, third = ANSWERS
    told = turns([whole(first.upper()), whole("Who won?")], list(ANSWERS))
    assert [each["offers"] for each in told] == [[], [second, third]]
    told = turns([whole("Who won?"), whole(first)], list(ANSWERS))
    assert [each["offers"] for each in told] == [[], []]


def test_what_the_reader_thinks_stands_at_its_answer():
    given = Judgement("c", 2, Opinion.WRONG, "In 1872.", datetime.now(UTC))
    told = turns([whole("hi"), whole("When was the bridge built?")], judgements={2: given})
    assert [(each["opinion"], each["comment"]) for each in told] == [
        ("", ""),
        ("wrong", "In 1872."),
    ]


def test_small_talk_and_failures_are_not_asked_about():
    judged = [turn(whole(each))["judged"] for each in ("hi", "fault busy", "Who won?", WRITES)]
    assert judged == [False, False, True, True]


def test_a_failure_is_told_in_place_of_the_answer():
    drawn = turn(Exchange("Why?").cut_short(Progress.FAILED, "The disk is full; free some space."))
    assert (drawn["state"], drawn["pieces"]) == ("failed", [])
    assert drawn["trouble"]["sentence"] == "The disk is full; free some space."


def test_the_sentence_of_a_fault_is_told_once():
    drawn = turn(whole("fault busy"))
    assert (drawn["state"], drawn["pieces"]) == ("failed", [])
    assert drawn["trouble"]["sentence"].startswith("vendor.example says busy")


def test_an_answer_cut_short_shows_what_had_arrived_and_why_there_is_no_more():
    *_, arriving, _ = exchanges("When was the bridge built?")
    drawn = turn(arriving.cut_short(Progress.INTERRUPTED, "Footnote was ended."))
    assert (drawn["state"], len(drawn["sources"])) == ("interrupted", 1)
    assert "1871" in "".join(piece["text"] for piece in drawn["pieces"])
    assert drawn["trouble"]["sentence"] == "Footnote was ended."


def test_an_answer_cut_short_before_its_first_word_is_told_as_none():
    _, found, *_ = exchanges("When was the bridge built?")
    drawn = turn(found.cut_short(Progress.INTERRUPTED, "Footnote was ended."))
    assert (drawn["state"], drawn["sources"]) == ("failed", [])
