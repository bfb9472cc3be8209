"""Read the numbers in a text, with their units: "1,200", "twelve hundred", "6.5 %", "21st"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assistant.answering.checking.word_lists import ORDINALS, SMALL, TENS, UNITS
from assistant.retrieval.wording import STOP_WORDS, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LOOKED_AHEAD: Final = 2
"""Words after a number among which its unit may stand: "15 long weeks"."""

_CARDINAL: Final = {
    **{word: float(value) for value, word in enumerate(SMALL)},
    **{word: 10.0 * value for value, word in enumerate(TENS, start=2)},
}
_ORDINAL: Final = {word: float(value) for value, word in enumerate(ORDINALS, start=1)}
_SCALE: Final = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9,
    "trillion": 1e12, "dozen": 12.0,
}  # fmt: skip
_ALONE: Final = {
    "half": 0.5, "quarter": 0.25, "quarters": 0.25, "twice": 2.0, "double": 2.0, "doubled": 2.0,
    "hundred": 1e2, "dozen": 12.0,
}  # fmt: skip
_ALSO: Final = {
    "both": 2.0, "pair": 2.0, "couple": 2.0, "a": 1.0, "an": 1.0, "the": 1.0, "single": 1.0,
    "once": 1.0, "only": 1.0, "no": 0.0, "none": 0.0,
}  # fmt: skip
"""Bear out a number that is written, without being one themselves."""
_SIGNS: Final = "$€£¥₹"
_DECADE: Final = 0.001  # keeps "the 1990s" apart from the year

_TOKENS = re.compile(
    r"(?:\d+(?:,\d{3})+|\d+)(?:[.:]\d+)*(?:st|nd|rd|th|s)?(?![^\W\d_])|\d+(?=[a-z])"
    r"|[^\W\d_]+(?:'[^\W\d_]+)?|[$€£¥₹%°]|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as printed, its value, its known unit, and the words it stands before."""

    printed: str
    value: float
    unit: str = ""
    counted: str = ""
    ordinal: bool = False


def quantities(text: str, *, lenient: bool = False) -> Iterator[Quantity]:
    """The numbers of a text; where `lenient`, also words that amount to one ("both", "a week").

    A mere "one" and a "first" are passed over: they are mostly no numbers.
    """
    tokens = tokens_of(text)
    at = 0
    while at < len(tokens):
        after, value, ordinal = _number(tokens, at)
        if value is None and lenient and tokens[at] in _ALSO:
            after, value = at + 1, _ALSO[tokens[at]]
        if value is None:
            at += 1
            continue
        unit, counted = _unit(tokens, at, after)
        if lenient or unit or tokens[at] != "one":
            printed = " ".join(tokens[at:after]).replace(" - ", "-")
            yield Quantity(printed, value, unit, counted, ordinal)
        at = after


def tokens_of(text: str) -> list[str]:
    """The folded words, numbers and signs of a text."""
    plain = re.sub(r"\bper cent\b", "percent", fold(text))
    return _TOKENS.findall(re.sub(r"[‐‑–—]", "-", plain))


def _number(tokens: Sequence[str], at: int) -> tuple[int, float | None, bool]:
    """Where the number that begins at a word ends, its value, and whether it is an ordinal."""
    word = tokens[at]
    if word[0].isdigit():
        return _digits(tokens, at)
    if word in _ORDINAL:
        is_number = word != "first" and not (word == "second" and _is_number(tokens, at - 1))
        return at + 1, _ORDINAL[word] if is_number else None, True
    if word in _CARDINAL:
        return _spelled(tokens, at)
    return at + 1, _ALONE.get(word), False


def _digits(tokens: Sequence[str], at: int) -> tuple[int, float, bool]:
    plain = tokens[at].replace(",", "")
    ordinal = plain[-2:] in {"st", "nd", "rd", "th"}
    if plain.endswith("s"):
        return at + 1, float(re.split("[.:s]", plain)[0]) + _DECADE, False
    number = plain[:-2] if ordinal else plain
    if ":" in number:
        hours, minutes = number.split(":")[:2]
        return at + 1, float(hours) + float(minutes) / 100, False
    value = float(number) if number.count(".") < 2 else float(number.replace(".", ""))
    after = at + 1
    while after < len(tokens) and tokens[after] in _SCALE:
        value *= _SCALE[tokens[after]]
        after += 1
    return after, value, ordinal


def _spelled(tokens: Sequence[str], at: int) -> tuple[int, float, bool]:
    """A number in words: "two hundred and twenty-five thousand", "twenty-first"."""
    total = current = 0.0
    after = at
    for after in range(at, len(tokens)):
        word = tokens[after]
        if word in _CARDINAL and (after == at or _may_follow(current, _CARDINAL[word])):
            current += _CARDINAL[word]
        elif word in _ORDINAL and current % 10 == 0 and 0 < _ORDINAL[word] < 10 and current:
            return after + 1, total + current + _ORDINAL[word], True
        elif word in _SCALE and word != "m" and current:
            current *= _SCALE[word]
            if _SCALE[word] > 100:
                total, current = total + current, 0.0
        elif not _joins(tokens, after):
            return after, total + current, False
    return after + 1, total + current, False


def _may_follow(current: float, value: float) -> bool:
    """Whether "twenty" goes on with "five", "two hundred" with "twenty", a thousand with both."""
    after_tens = current % 10 == 0 and current % 100 >= 20 and value < 10
    return after_tens or (current % 100 == 0 and value < 100)


def _joins(tokens: Sequence[str], at: int) -> bool:
    """Whether a "-" or an "and" within a number stands at a place."""
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    goes_on = following in _CARDINAL or following in _ORDINAL
    return goes_on and (tokens[at] == "-" or (tokens[at] == "and" and tokens[at - 1] in _SCALE))


def _is_number(tokens: Sequence[str], at: int) -> bool:
    return at >= 0 and (tokens[at][0].isdigit() or tokens[at] in _CARDINAL)


def _unit(tokens: Sequence[str], at: int, after: int) -> tuple[str, str]:
    """The unit of a number, and the words or the sign that it was printed with."""
    if at and tokens[at - 1] in _SIGNS:
        return UNITS[tokens[at - 1]], tokens[at - 1]
    following = [word for word in tokens[after : after + LOOKED_AHEAD + 1] if word != "-"]
    if following[:1] == ["second"]:
        return "second", "second"
    counted: list[str] = []
    for word in following[:LOOKED_AHEAD]:
        if word in UNITS:
            return UNITS[word], word
        if not word.isalpha() or word in STOP_WORDS:
            break
        counted.append(word)
    return "", " ".join(counted)
