# mypy: disable-error-code="index"
"""Every way in which an answer is not whole is told, with what to do next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.domain import Answer, Ending, Exchange, Fault, Piece, PieceKind, Progress, Verdict
from tests.ui.fake_assistant import DETAILS, WRITES, WRITTEN, FakeAssistant
from ui.components.troubles import TITLES, TO_BE_PUT_RIGHT, UNCHECKED, trouble

ENDINGS = [each.value for each in Ending if each not in {Ending.COMPLETE, Ending.FAILED}]


def answered(question):
    exchange = Exchange(question, datetime(2026, 11, 25, tzinfo=UTC))
    for event in FakeAssistant().ask(question):
        exchange = exchange.with_event(event)
    return exchange


@pytest.mark.parametrize("question", ["When was the bridge built?", "Who won?", "hi", WRITES])
def test_a_whole_answer_has_no_trouble(question):
    assert trouble(answered(question)) is None


def test_an_answer_on_its_way_has_none_yet():
    assert trouble(Exchange("Why?")) is None


@pytest.mark.parametrize("code", [*TITLES, "unheard_of"])
def test_a_fault_is_told_in_its_sentence_with_its_details_and_both_ways_on(code):
    told = trouble(answered(f"fault {code}"))
    assert told["sentence"] == f"vendor.example says {code}; ask again, or ask offline."
    assert told["title"] == TITLES.get(code, "No answer")
    assert (told["details"], told["failed"]) == (DETAILS, True)
    assert sorted(told["steps"]) == ["again", "offline"]


def test_what_comes_again_by_itself_puts_going_on_offline_first():
    assert trouble(answered("fault key_refused"))["steps"] == ["offline", "again"]
    assert trouble(answered("fault cut_off"))["steps"] == ["again", "offline"]
    assert set(TITLES) >= TO_BE_PUT_RIGHT


def test_a_busy_server_is_asked_again_when_it_wants_to_be():
    exchange = answered("fault busy")
    wait = exchange.answer.fault.retry_after
    assert trouble(exchange)["ready"] >= exchange.asked.timestamp() + wait
    assert trouble(replace(exchange, asked=None))["ready"] == 0
    assert trouble(answered("fault cut_off"))["ready"] == 0


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_ending_is_told_and_can_be_tried_again(ending):
    told = trouble(answered(f"end {ending}"))
    assert told["title"]
    assert told["sentence"]
    assert told["steps"] == ["again", "offline"]
    assert told["failed"] is (ending in {"refused", "empty"})


def test_the_endings_are_told_apart():
    told = [trouble(answered(f"end {ending}")) for ending in ENDINGS]
    assert len({each["title"] for each in told}) == len(ENDINGS)
    assert len({each["sentence"] for each in told}) == len(ENDINGS)


def test_a_fault_beside_a_whole_answer_is_told_and_is_no_failure():
    exchange = answered(WRITES)
    fault = Fault("prompt_cut", "The server read only a part of the passages.")
    told = trouble(replace(exchange, answer=replace(exchange.answer, fault=fault)))
    assert (told["title"], told["failed"]) == ("Not everything was read", False)
    assert told["sentence"] == fault.sentence


def test_an_answer_that_was_quoted_instead_offers_the_model_again_and_not_offline_twice():
    exchange = answered("When was the bridge built?")
    fault = Fault("busy", "vendor.example is busy.")
    told = trouble(replace(exchange, answer=replace(exchange.answer, fault=fault)))
    assert told["steps"] == ["again"]


def test_a_failure_without_a_model_offers_no_way_around_one():
    failed = Answer(Verdict.FAILED, (Piece("That question is too long."),))
    told = trouble(Exchange("x").with_event(failed))
    assert (told["sentence"], told["steps"]) == ("That question is too long.", ["again"])


def test_what_arrived_unchecked_is_said_to_be():
    written = Exchange("Why?", pieces=(Piece(WRITTEN[0], PieceKind.WRITTEN),))
    told = trouble(written.cut_short(Progress.INTERRUPTED, "Footnote was ended."))
    assert told["sentence"] == f"Footnote was ended. {UNCHECKED}"
    stopped = trouble(written.cut_short(Progress.STOPPED, "You stopped it."))
    assert (stopped["title"], told["title"]) == ("Stopped", "It broke off")
