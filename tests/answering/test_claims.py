"""A model's answer cut into sentences, each with the markers that belong to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.citing import Parser, joined
from assistant.answering.claims import claims
from assistant.domain import Sentence

NUMBERS = {number: Sentence(number, number, number + 1) for number in range(1, 21)}


def tokens_of(text):
    parser = Parser(NUMBERS)
    return joined([*parser.feed(text), *parser.finish()])


def claimed(text):
    """Each sentence of an answer and what it cites."""
    return [(claim.text, claim.cited) for claim in claims(tokens_of(text))]


def test_a_marker_belongs_to_its_sentence_before_or_behind_the_full_stop():
    assert claimed("It opened [3]. It closed. [4] Then [5] it fell [6, 5].") == [
        ("It opened.", (3,)),
        ("It closed.", (4,)),
        ("Then it fell.", (5, 6)),
    ]


def test_in_a_line_that_begins_with_a_marker_each_belongs_to_what_follows_it():
    assert claimed("[3] It opened. [4] It closed.\nIt fell. [5]") == [
        ("It opened.", (3,)),
        ("It closed.", (4,)),
        ("It fell.", (5,)),
    ]


def test_each_line_of_a_list_is_a_sentence():
    assert claimed("- a bridge [3]\n- a mill [4]\n1. a bell [5]") == [
        ("- a bridge", (3,)),
        ("- a mill", (4,)),
        ("1. a bell", (5,)),
    ]


def test_a_quotation_of_two_sentences_is_not_cut():
    assert claimed("She said: “It fell. It broke.” [3] It was sold [4].") == [
        ("She said: “It fell. It broke.”", (3,)),
        ("It was sold.", (4,)),
    ]


def test_an_abbreviation_ends_no_sentence():
    assert claimed("Dr. Brandt came at 5 p.m. on Friday [3].") == [
        ("Dr. Brandt came at 5 p.m. on Friday.", (3,))
    ]


def test_a_sentence_without_a_marker_cites_nothing():
    assert claimed("It opened. It closed [4].") == [("It opened.", ()), ("It closed.", (4,))]


@pytest.mark.parametrize("text", ["", "   \n"])
def test_an_empty_answer_has_no_words(text):
    assert "".join(sentence for sentence, _ in claimed(text)) == ""


PARTS = st.sampled_from(
    ["It fell", ". ", "! ", "\n", " [3]", "[4]", "“", "” ", "- ", "1. ", "…", " ", "5 p.m.", "?"]
)


@given(st.lists(PARTS, max_size=20).map("".join))
def test_no_token_is_lost_or_moved(text):
    tokens = tokens_of(text)
    assert joined(token for claim in claims(tokens) for token in claim.tokens) == tokens
