"""The shortest useful answer, when it is certain which words of the cited sentence it is.

"When?" with one time in the sentence, "how many?" with one number that the question did not bring:
then that span leads the answer. Where two could be meant, or a name is asked for, the reader must
prove the span; where it does not, none is named and the sentence speaks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.retrieval.questions import holds, kind_of
from assistant.retrieval.wording import fold, words

if TYPE_CHECKING:
    from assistant.domain import Reading

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


PROVEN = 4.0
"""Proof from which the reader's span is shown; how often it is then right is in `reader.md`."""
MOST_WORDS = 8
"""A longer span is no shorter to read than the sentence."""
_PROVABLE = ("time", "number", "place", "person")
_LOOSE = " ,;:.!?()[]“”\"‘’'–—-"


def shortest_answer(question: str, sentence: str, reading: Reading | None = None) -> str | None:
    """A span of `sentence` that answers `question`, or None when that is not certain.

    `reading` is what the reader made of the two.
    """
    return _by_shape(question, sentence) or (reading and _read(question, sentence, reading)) or None


def _read(question: str, sentence: str, reading: Reading) -> str | None:
    kind = kind_of(question)
    span = sentence[reading.start : reading.end].strip(_LOOSE)
    if reading.proof < PROVEN or kind.name not in _PROVABLE or not span:
        return None
    if len(span.split()) > MOST_WORDS or fold(span) in fold(question):
        return None
    # "In" or "the" before a name may keep it from looking like one: its sentence shows it whole.
    asked = frozenset(words(question))
    return span if kind.name in ("place", "person") or holds(span, kind, asked) == 1 else None


def _by_shape(question: str, sentence: str) -> str | None:
    """The only time or number of the sentence that can be meant."""
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
