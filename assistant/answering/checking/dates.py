"""Days, months and other words for a time: each one written stands in the cited words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.retrieval.wording import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.answering.checking.statement import Statement

_MONTH = (
    r"Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
# "May" begins sentences and "March" is a name: beside a number or such a word they are months.
_BEFORE_A_MONTH = (
    r"(?i:in|of|by|on|since|until|till|from|to|last|next|this|early|late|mid|between|and|during)"
)
_MONTHS = re.compile(
    rf"(?:\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?|\b{_BEFORE_A_MONTH}[ -])?"
    rf"\b(?P<month>{_MONTH})\b\.?(?: (?P<after>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)"
    r"|,? \d{4}\b)?"
)
_SURE = re.compile(r"January|February|April|June|July|August|September|October|November|December")
_TIMES = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|yesterday|today|tomorrow|tonight|noon"
    r"|midnight|spring|summer|autumn|winter"
    r"|(?:last|next|this) (?:week|month|year|night|weekend|decade|century))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Date:
    """A month as printed with what stands beside it, its first three letters, and the day."""

    printed: str
    month: str
    day: str


def doubt(statement: Statement) -> str:
    """The first day, month or time that the cited words do not name."""
    known = list(_dates(statement.cited))
    for date in _dates(statement.written):
        of_that_day = {each.month for each in known if each.day and each.day == date.day}
        if date.month not in {each.month for each in known} or (
            of_that_day and date.month not in of_that_day
        ):
            return f"“{date.printed}” is not in the cited words."
    cited, question = fold(statement.cited), fold(statement.question)
    for time in _TIMES.finditer(statement.written):
        name = fold(time.group()).removesuffix("s")
        if name not in cited and not (statement.denies and name in question):
            return f"“{time.group()}” is not in the cited words."
    return ""


def _dates(text: str) -> Iterator[_Date]:
    for found in _MONTHS.finditer(text):
        if found.group() != found["month"] or _SURE.fullmatch(found["month"]):
            yield _Date(found.group(), found["month"][:3], found["day"] or found["after"] or "")
