"""What an answer took is told in plain lines, and nothing is told that is not known."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain import Answer, Exchange, Piece, Timing, Verdict
from tests.ui.fake_assistant import WRITES, FakeAssistant
from ui.components.receipts import receipt


def answer_to(question):
    exchange = Exchange(question)
    for event in FakeAssistant().ask(question):
        exchange = exchange.with_event(event)
    return exchange.answer


def lines(answer):
    return {row["name"]: row["value"] for row in receipt(answer)}


def test_a_quoted_answer_tells_what_was_searched_and_how_long_it_took():
    assert lines(answer_to("When was the bridge built?")) == {
        "Made by": "quoting, on this machine",
        "Sentences": "9 searched, 9 weighed",
        "Chance that the article answers": "90%",
        "Time": "evidence 12 ms, all 17 ms",
    }


def test_a_written_answer_tells_the_model_the_calls_and_the_tokens():
    told = lines(answer_to(WRITES))
    assert told["Made by"] == "vendor:small, checked by Footnote"
    assert told["Model calls"] == "1"
    assert told["Tokens"] == "about 1,240 read, 85 written"
    assert told["Time"] == "evidence 12 ms, first word 340 ms, all 1.4 s"
    assert not {"Cost", "Sources"} & set(told)


def test_a_price_and_matched_sources_are_told_where_there_are_any():
    answer = answer_to(WRITES)
    paid = replace(answer.receipt, cost=0.0021, matched=True, estimated=False)
    told = lines(replace(answer, receipt=paid))
    assert told["Cost"] == "0.0021"
    assert "matched" in told["Sources"]
    assert told["Tokens"].startswith("1,240")


def test_small_talk_weighs_nothing():
    answer = Answer(Verdict.CHAT, (Piece("Hello."),), confidence=1.0, timing=Timing(total=2.0))
    assert lines(answer) == {"Made by": "quoting, on this machine", "Time": "all 2 ms"}


def test_what_failed_without_a_model_has_no_receipt():
    assert receipt(Answer(Verdict.FAILED, (Piece("That question is too long."),))) == []
