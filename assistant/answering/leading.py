"""The shortest useful answer, when the cited sentence holds exactly one thing it could be.

"When?" with one time in the sentence, "how many?" with one number that the question did not bring:
then that span leads the answer. Where two could be meant, none is named and the sentence speaks.
"""

from __future__ import annotations

import re

from assistant.retrieval.questions import kind_of
from assistant.retrieval.wording import fold

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_YEAR = r"(?:1\d|20)\d\d"
_TIME = re.compile(
    rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? {_YEAR})?\b|\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}"
    rf"(?:,? {_YEAR})?\b|\b{_MONTH}(?:,? {_YEAR})?\b|\b{_DAY}\b"
    rf"|\b(?:last|next|this) (?:week|month|year)\b|\b{_YEAR}s?\b"
    r"|\b\d{1,2}(?:st|nd|rd|th) century\b|\byesterday\b|\btomorrow\b"
)
_NUMBER_WORD = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
    "|thousand|million|billion|dozen"
)
_NUMBER = re.compile(
    r"(?:[$£€¥]|US\$)?\d[\d,]*(?:\.\d+)?(?:\s?%| percent| per cent)?"
    r"(?: (?:hundred|thousand|million|billion|trillion))?"
    rf"|\b(?:{_NUMBER_WORD})(?:[ -](?:{_NUMBER_WORD}))*\b(?: percent| per cent)?",
    re.IGNORECASE,
)
_SPANS = {"time": _TIME, "number": _NUMBER}
# "How long is it?" may ask for metres or for years: a lone number does not prove which.
_MEASURED_IN_MANY_WAYS = re.compile(
    r"\bhow (?:long|far|often|old|big|large|high|deep)\b", re.IGNORECASE
)
_LONGEST_UNIT = re.compile(r" [^\W\d_]+")


def shortest_answer(question: str, sentence: str) -> str | None:
    """A span of `sentence` that answers `question`, or None when that is not certain."""
    kind = kind_of(question).name
    if kind not in _SPANS or _MEASURED_IN_MANY_WAYS.search(question):
        return None
    asked = fold(question)
    spans = [m for m in _SPANS[kind].finditer(sentence) if fold(m.group()) not in asked]
    if len(spans) != 1:
        return None
    if kind == "number" and _TIME.fullmatch(spans[0].group()):
        return None  # a year is no count
    return _with_unit(sentence, spans[0]) if kind == "number" else spans[0].group()


def _with_unit(sentence: str, number: re.Match[str]) -> str:
    """The number with the word it counts: "94 passengers", not "94"."""
    unit = _LONGEST_UNIT.match(sentence, number.end())
    return number.group() + (unit.group() if unit and number.group()[-1] not in "%t" else "")
