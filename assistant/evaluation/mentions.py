"""What a text mentions that could have been made up: quotations, numbers, dates, names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from assistant.evaluation.matching import plain
from assistant.retrieval.wording import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLOSING: Final = {"“": "”", "«": "»", "„": "“”"}
_NUMBER: Final = re.compile(r"(?<![\w.,])\d+(?:[.,:]\d+)*")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SPELLED: Final = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
    "eighty": "80", "ninety": "90",
}  # fmt: skip
_SPELLED_NUMBER: Final = re.compile(rf"\b(?:{'|'.join(_SPELLED)})\b")
_MAGNITUDE: Final = r"hundred|thousand|million|billion|trillion|percent|per cent|%"
_AMOUNT: Final = re.compile(rf"(?:([$€£¥])\s?)?(\d+(?:[.,]\d+)*)(?:[\s-]?({_MAGNITUDE}))?(?!\w)")
_WEEKDAYS: Final = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTHS: Final = (
    "January|February|April|June|July|August|September|October|November|December"
    r"|March(?= \d)|May(?= \d)|(?<=\d )March|(?<=\d )May"
)
_DATE: Final = re.compile(rf"\b(?:{_WEEKDAYS}|{_MONTHS})\b")
_CAPITALISED: Final = r"[^\W\d_a-z][\w’'&-]*"
_NAME: Final = re.compile(
    rf"(?<!\w){_CAPITALISED}(?:[ \t]+(?:(?:of the|of|de la|de|van der|van|von|der)[ \t]+)?"
    rf"{_CAPITALISED})+"
)
_TITLES: Final = frozenset(
    {"mr", "mrs", "ms", "dr", "president", "professor", "director", "minister", "yes"}
)


def quotations(text: str) -> list[str]:
    """What stands between quotation marks: nested curly ones each, straight ones pair by pair."""
    found, opened = [], list[tuple[int, str]]()
    for at, character in enumerate(text):
        if opened and character in opened[-1][1]:
            start, _ = opened.pop()
            found.append(text[start:at])
        elif character in _CLOSING:
            opened.append((at + 1, _CLOSING[character]))
    for line in text.split("\n"):
        found += line.split('"')[1::2] if line.count('"') > 1 else []
    return found


def numbers(text: str) -> frozenset[str]:
    """The numbers in a text, written one way: "1,200" as 1200 and "three" as 3."""
    digits = {_unspaced(match.group()) for match in _NUMBER.finditer(text)}
    spelled = {_SPELLED[match.group()] for match in _SPELLED_NUMBER.finditer(plain(text))}
    return frozenset(digits | spelled)


def amounts(text: str) -> frozenset[str]:
    """The numbers that have a currency, a percent sign or a magnitude, together with it."""
    found = set()
    for match in _AMOUNT.finditer(plain(text)):
        currency, number, magnitude = match.groups(default="")
        unit = "%" if magnitude in ("%", "percent", "per cent") else magnitude
        if currency or unit:
            found.add(f"{currency}{_unspaced(number)} {unit}".strip())
    return frozenset(found)


def dates(text: str) -> frozenset[str]:
    """The weekdays and months named; "may" and "march" count beside a number alone."""
    return frozenset(match.group() for match in _DATE.finditer(text))


def names(text: str) -> Iterator[tuple[str, ...]]:
    """Each capitalised name of two words or more, in the forms in which it may be found.

    Words that only open a sentence or address a person are no part of a name.
    """
    for match in _NAME.finditer(text):
        words = match.group().split()
        opens = not text[: match.start()].rstrip(" \t“\"'‘(").strip() or bool(
            re.search(r"[.!?:\n—–-][\s“\"'‘(]*$", text[: match.start()])
        )
        while words and (plain(words[0]) in STOP_WORDS or plain(words[0]) in _TITLES):
            words, opens = words[1:], False
        if len(words) < 2:
            continue
        whole = " ".join(words)
        variants = [whole, _without_possessive(whole)]
        if opens:  # "Reportedly Niva Yau" is the name Niva Yau
            variants += [" ".join(words[1:]), _without_possessive(" ".join(words[1:]))]
        yield tuple(dict.fromkeys(variants))


def _without_possessive(words: str) -> str:
    return re.sub(r"['’]s?$", "", words)


def _unspaced(number: str) -> str:
    return number.replace(",", "") if _THOUSANDS.fullmatch(number) else number
