"""Markers in a stream: every form is read, no half of one is seen, and nothing else is touched."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.citing import Cited, Numbering, Parser, Written, joined
from assistant.article.splitting import split
from assistant.domain import Article

ARTICLE = Article("Ten days", " ".join(f"On day {n} it rained." for n in range(1, 21)), ())
ARTICLE = Article(ARTICLE.title, ARTICLE.text, split(ARTICLE.text))
NUMBERS = {sentence.number: sentence for sentence in ARTICLE.story}


def parsed(*pieces):
    """The tokens of a stream that comes in these pieces."""
    parser = Parser(NUMBERS)
    tokens = [token for piece in pieces for token in parser.feed(piece)]
    return joined([*tokens, *parser.finish()])


def written(tokens):
    return "".join(token.text for token in tokens if isinstance(token, Written))


def cited(tokens):
    return [token.numbers for token in tokens if isinstance(token, Cited)]


MARKERS = {
    "[3]": (3,),
    "[3, 5]": (3, 5),
    "[3,5]": (3, 5),
    "[3; 5]": (3, 5),
    "[3 and 5]": (3, 5),
    "[5, 3, 5]": (5, 3),
    "[3-5]": (3, 4, 5),
    "[3–5]": (3, 4, 5),
    "[5-3]": (3, 4, 5),
    "[3 to 5]": (3, 4, 5),
    "[2, 4-6]": (2, 4, 5, 6),
    "[3][5]": (3, 5),
    "[3] [5]": (3, 5),
    "[3], [5]": (3, 5),
    "[sentence 3]": (3,),
    "[Sentences 3 and 5]": (3, 5),
    "[sentence 3, sentence 5]": (3, 5),
    "[source 3]": (3,),
    "[#3]": (3,),
    "[^3]": (3,),
    "[ 3 ]": (3,),
    "[[3]]": (3,),
    "【3】": (3,),
    "【3†source】": (3,),
    "【3†L1-L9】": (3,),
    "［3］": (3,),
    "(3)": (3,),
    "(3, 5)": (3, 5),
    "(sentence 3)": (3,),
    "(see sentences 3-5)": (3, 4, 5),
    "[3, 99]": (3,),
    "[19-999999]": (19, 20),
}


@pytest.mark.parametrize("marker", MARKERS)
def test_a_marker_in_any_of_these_forms_is_read(marker):
    assert parsed(f"It rained {marker}.") == (
        Written("It rained"),
        Cited(MARKERS[marker]),
        Written("."),
    )


@pytest.mark.parametrize("marker", [m for m in MARKERS if m != "(3, 5)"])
def test_a_marker_behind_the_full_stop_is_read(marker):
    assert parsed(f"It rained. {marker} Then it stopped.") == (
        Written("It rained."),
        Cited(MARKERS[marker]),
        Written(" Then it stopped."),
    )


@pytest.mark.parametrize(
    "marker", ["[99]", "[0]", "【77】", "[sentence 99]", "[40-50]", "[98, 99]"]
)
def test_a_marker_that_names_no_sentence_is_dropped_with_the_space_before_it(marker):
    assert parsed(f"It rained {marker}. Then {marker} it stopped.") == (
        Written("It rained. Then it stopped."),
    )


@pytest.mark.parametrize(
    "text",
    [
        "It rained in (1904).",
        "It rained in [1904].",
        "1. It rained.\n2. It stopped.",
        "(1) It rained, (2) it stopped.",
        "First (1) rain, then (2) sun came.",
        "“As shown in [3], it rained,” he said.",
        'He said "it rained [3] and [4]" twice.',
        "«La pluie [3] tombe»",
        "Use `days[3]` here.",
        "Use ``a `days[3]` b`` here.",
        "```\nday = days[3]\nf(3)\n```\nas above",
        "It [the rain] fell [sic] (reportedly) on all.",
        "The value of f(3).",
        "A list [3.5] or [3/4] or [a3] or [].",
        "He paid (€3) or (3 %).",
        "It rained (99).",
    ],
)
def test_what_is_no_marker_is_left_as_it_is(text):
    assert parsed(text) == (Written(text),)


def test_a_quotation_mark_left_open_hides_no_marker_of_the_next_line():
    assert cited(parsed("He said “it rained [3].\nIt stopped [4].")) == [(4,)]


def test_an_inch_is_no_quotation():
    assert cited(parsed('The pipe is 6" wide [3] and 7" long [4].')) == [(3,), (4,)]


def test_a_model_that_cites_everything_all_the_time_cites_each_sentence_once_a_group():
    assert cited(parsed("[1-20]" * 500)) == [tuple(range(1, 21))]


def test_markers_on_two_lines_are_two_groups():
    assert cited(parsed("One [3]\n[5]")) == [(3,), (5,)]


@pytest.mark.parametrize(
    "half", ["[", "[3", "[3,", "[3, 5", "[sen", "[sentences 3 ", "【3", "[[3]", "(3", " [12-"]
)
def test_half_a_marker_at_the_end_is_never_seen(half):
    assert parsed(f"It rained {half}") == (Written("It rained"),)


@pytest.mark.parametrize("end", ["[the", "(see", "(", "[3 people", "(reportedly", " "])
def test_words_at_the_end_that_are_no_half_marker_are_kept(end):
    assert parsed(f"It rained {end}") == (Written(f"It rained {end}"),)


@pytest.mark.parametrize("marker", ["[3]", "[3, 5]", "【3】", "[sentence 3]", "(3)", "[3][5]"])
def test_no_prefix_of_a_stream_shows_any_of_a_marker(marker):
    parser = Parser(NUMBERS)
    shown = written(token for c in f"It rained {marker}" for token in parser.feed(c))
    assert shown == "It rained"


FRAGMENTS = st.sampled_from(
    [
        *MARKERS,
        *("[99]", "[1904]", "(1904)", "[", "]", "(", ")", "【", "】", "[3", "3]", "(12", "[sic]"),
        *("“", "”", '"', "`", "``", "```", "«", "»", "\n", " ", "  ", "\u00a0", ",", ".", ";", "-"),
        *("It rained", "in 1904", "3", "12", "sentence", "see", "and", "f", "’s", "†", "é", "雨"),
    ]
)
TEXTS = st.lists(FRAGMENTS, max_size=16).map("".join)


@given(TEXTS, st.data())
def test_a_stream_is_read_the_same_however_it_is_cut(text, data):
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=8).map(sorted))
    bounds = [0, *cuts, len(text)]
    pieces = [text[a:b] for a, b in pairwise(bounds)]
    assert parsed(*pieces) == parsed(text) == parsed(*text)


@given(TEXTS)
def test_only_numbers_of_sentences_are_cited_and_no_word_is_changed(text):
    tokens = parsed(text)
    for numbers in cited(tokens):
        assert numbers
        assert len(set(numbers)) == len(numbers)
        assert set(numbers) <= NUMBERS.keys()
    rest = iter(text)
    assert all(character in rest for character in written(tokens))  # a subsequence


@given(st.lists(st.sampled_from(["It rained", "on", "many days", "."]), max_size=9).map(" ".join))
def test_a_text_without_markers_comes_out_as_it_went_in(text):
    assert written(parsed(text)) == text


def test_neighbours_in_one_group_are_one_place():
    places = Numbering(ARTICLE, NUMBERS)
    assert places.places(Cited((4, 3))) == (1,)
    assert places.citations[0].quote == "On day 3 it rained. On day 4 it rained."


def test_places_are_numbered_as_they_appear_and_the_same_place_has_the_same_number():
    places = Numbering(ARTICLE, NUMBERS)
    assert [places.places(Cited(group)) for group in [(9,), (2, 9), (2,), (5, 6), (9,)]] == [
        (1,),
        (2, 1),
        (2,),
        (3,),
        (1,),
    ]
    assert [place.quote for place in places.citations] == [
        "On day 9 it rained.",
        "On day 2 it rained.",
        "On day 5 it rained. On day 6 it rained.",
    ]
