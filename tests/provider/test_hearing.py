"""What a model writes, however it is cut into pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.provider.hearing import Hearing, seen
from tests.provider.hearing_out import KEY

WRITTEN = {
    "plain": ("The sky is blue [1].", "The sky is blue [1]."),
    "with spaces first": (" \n\u200b \tBlue.", "Blue."),
    "with a thought first": ("<think>What is <b>blue</b>?</think>\n\nBlue.", "Blue."),
    "with two thoughts first": ("<think>a</think> <thinking>b</thinking> Blue.", "Blue."),
    "with a thought that never ends": ("<think>Blue. Or is it?", ""),
    "that speaks of thoughts": ("Blue is a <think>tag</think>.", "Blue is a <think>tag</think>."),
    "that begins like a thought": ("<thesis>Blue.", "<thesis>Blue."),
    "that ends like a thought begins": ("<thin", "<thin"),
    "with a key": (f"It is {KEY}, {KEY}.", "It is •••, •••."),
    "with the beginning of a key": (f"It is {KEY[:-1]}", f"It is {KEY[:-1]}"),
    "with characters that do things": (
        "a\x00b\x1b[31m\x07c\x85\u202ed\U000e0061e\r\n\tf",
        "ab[31mcde\n\tf",
    ),
    "with whole and half characters": ("a\ud83d\ude42b\ud83dc\ude42", "a🙂b�c�"),
    "with letters that join": ("می\u200cخواهم", "می\u200cخواهم"),
}


@pytest.mark.parametrize("what", WRITTEN)
@given(cuts=st.lists(st.integers(0, 60), max_size=12))
def test_the_same_is_shown_wherever_an_answer_is_cut(what, cuts):
    written, shown = WRITTEN[what]
    places = sorted({0, *(cut % (len(written) + 1) for cut in cuts), len(written)})
    hearing = Hearing(KEY)
    heard = [hearing.hear(written[here:there]) for here, there in pairwise(places)]
    assert "".join([*heard, hearing.finish()]) == shown


@pytest.mark.parametrize("what", WRITTEN)
def test_a_key_is_never_shown_in_parts(what):
    hearing = Hearing(KEY)
    heard = "".join(
        [*(hearing.hear(character) for character in WRITTEN[what][0]), hearing.finish()]
    )
    assert heard == WRITTEN[what][1]
    assert KEY not in heard


def test_an_answer_is_shown_as_it_comes_and_not_at_its_end():
    hearing = Hearing(KEY)
    assert [hearing.hear(word) for word in ("The ", "sky ", "is ", "blue.")] == [
        "The ",
        "sky ",
        "is ",
        "blue.",
    ]


@pytest.mark.parametrize(
    ("text", "visible"), [("", False), (" \n\u200b\u2060", False), (".", True)]
)
def test_spaces_of_every_width_are_nothing(text, visible):
    assert seen(text) == visible
