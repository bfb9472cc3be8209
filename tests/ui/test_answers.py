"""Conversations are owned by the server: a page that looks away loses nothing."""

from __future__ import annotations

import logging

import pytest

from assistant.domain import Verdict
from tests.ui.fake_assistant import FakeAssistant
from ui.answers import (
    QUESTION_CHARACTERS,
    UNEXPECTED,
    WAITING_QUESTIONS,
    Conversation,
    Conversations,
)

LONG = 10  # seconds: a bound for a hanging test, never a measurement


@pytest.fixture
def assistant():
    return FakeAssistant()


@pytest.fixture
def conversation(assistant):
    return Conversation(assistant)


def test_an_answer_is_complete_without_any_page_looking_at_it(conversation):
    assert conversation.ask("When was the bridge built?")
    assert conversation.wait(LONG)
    (exchange,) = conversation.exchanges
    assert exchange.over
    assert exchange.answer is not None
    assert exchange.answer.verdict is Verdict.ANSWERED
    assert exchange.pieces == exchange.answer.pieces


def test_evidence_is_there_before_the_answer(conversation, assistant):
    assistant.gate.clear()
    conversation.ask("When was the bridge built?")
    with conversation._changed:
        conversation._changed.wait_for(lambda: conversation._exchanges[0].evidence, timeout=LONG)
    (exchange,) = conversation.exchanges
    assert [citation.quote for citation in exchange.evidence] == [
        "The bridge was built in 1871 and widened in 1934."
    ]
    assert not exchange.over
    assert conversation.running
    assert not conversation.wait(0)
    assistant.gate.set()
    assert conversation.wait(LONG)


def test_questions_asked_meanwhile_wait_their_turn_and_see_the_answers_before_them(
    conversation, assistant
):
    assistant.gate.clear()
    conversation.ask("When was the bridge built?")
    conversation.ask("Who won?")
    assistant.gate.set()
    assert conversation.wait(LONG)
    assert [exchange.over for exchange in conversation.exchanges] == [True, True]
    assert assistant.turns_seen == [0, 1]


def test_more_questions_than_may_wait_are_refused(conversation, assistant):
    assistant.gate.clear()
    taken = [conversation.ask(f"Question {number}") for number in range(WAITING_QUESTIONS + 3)]
    assert taken == [True] * (WAITING_QUESTIONS + 1) + [False, False]
    assistant.gate.set()
    assert conversation.wait(LONG)


def test_an_empty_question_is_not_asked_and_a_long_one_is_cut(conversation):
    assert not conversation.ask("  \n ")
    assert conversation.ask("x" * (QUESTION_CHARACTERS + 1))
    assert [len(exchange.question) for exchange in conversation.exchanges] == [QUESTION_CHARACTERS]


def test_a_failure_that_a_reader_can_put_right_is_told_in_its_own_words(conversation):
    conversation.ask("fail")
    assert conversation.wait(LONG)
    assert conversation.exchanges[0].failure.startswith("The model file is damaged")


def test_a_bug_is_logged_and_the_next_question_is_still_answered(conversation, caplog):
    with caplog.at_level(logging.ERROR):
        conversation.ask("break")
        conversation.ask("When was the bridge built?")
        assert conversation.wait(LONG)
    broken, fine = conversation.exchanges
    assert broken.failure == UNEXPECTED
    assert fine.answer is not None
    assert "ZeroDivisionError" in caplog.text
    assert "bridge" not in caplog.text  # logs hold no words of a reader


def test_a_conversation_is_found_again_by_its_id_and_no_other_id_finds_one(assistant):
    conversations = Conversations(assistant)
    mine = conversations.open(None)
    assert conversations.open(mine.id) is mine
    guessed = conversations.open("guessed")
    assert guessed is not mine
    assert guessed.id != "guessed"
    assert len(mine.id) >= 22  # 128 bits


def test_the_conversation_unused_for_longest_makes_room(assistant):
    conversations = Conversations(assistant, kept=2)
    first, second = conversations.open(None), conversations.open(None)
    conversations.open(first.id)
    conversations.open(None)
    assert conversations.open(first.id) is first
    assert conversations.open(second.id) is not second
