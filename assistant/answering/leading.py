"""The shortest useful answer, where it is sure: a span of the cited sentence that leads.

Two things tell of it. The reader points at the words that answer, and says how much likelier they
are than no answer; and the shape of the sentence, where "when?" meets one time, or "how many?" one
number that the question did not bring. The reader's word counts where it is very sure, shape where
the reader points at the same words. Where neither does, the sentence speaks for itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.conversation.grammar import AUXILIARY
from assistant.retrieval.questions import kind_of
from assistant.retrieval.wording import fold

if TYPE_CHECKING:
    from assistant.domain import Reading

PROVEN = 7.0
"""The reader's proof from which its words lead: measured in `models/reader.md`."""
NOT_DENIED = -3.0
"""Its proof from which words that it points at as well may lead by their shape."""

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
_MONEY = "$£€¥"
_NUMBER = re.compile(
    rf"(?:[{_MONEY}]|US\$)?\d[\d,]*(?:\.\d+)?(?:\s?%| percent| per cent)?"
    r"(?: (?:hundred|thousand|million|billion|trillion))?"
    rf"|\b(?:{_NUMBER_WORD})(?:[ -](?:{_NUMBER_WORD}))*\b(?: percent| per cent)?",
    re.IGNORECASE,
)
_SPANS = {"time": _TIME, "number": _NUMBER}
# "How long is it?" may ask for metres or for years: a lone number does not prove which.
_MEASURED_IN_MANY_WAYS = re.compile(
    r"\bhow (?:long|far|often|old|big|large|high|deep)\b", re.IGNORECASE
)
_ASKS_YES_OR_NO = re.compile(
    rf"^\W*(?:(?:and|but|so|or)\b\W*)?(?:{AUXILIARY.pattern}|won\b)", re.IGNORECASE
)
_LONGEST_UNIT = re.compile(r" [^\W\d_]+")


def shortest_answer(question: str, sentence: str, reading: Reading | None = None) -> str | None:
    """A span of `sentence` that answers `question`, or None when that is not certain.

    `reading` is what the reader makes of the two; without one, shape alone decides.
    """
    shaped = _by_shape(question, sentence)
    if reading is None:
        return shaped
    pointed = _whole_words(sentence, reading.start, reading.end)
    if shaped and (shaped in pointed or pointed in shaped):
        return shaped if reading.proof >= NOT_DENIED else None
    if reading.proof < PROVEN or asks_yes_or_no(question):
        return None
    return pointed if fold(pointed) not in fold(question) else None


def asks_yes_or_no(question: str) -> bool:
    """Whether a question asks for a yes or a no, by the word it begins with."""
    return bool(_ASKS_YES_OR_NO.search(question))


def _whole_words(sentence: str, start: int, end: int) -> str:
    """The span widened to whole words: the reader's tokens may begin or end inside one."""
    while start > 0 and sentence[start - 1].isalnum() and sentence[start].isalnum():
        start -= 1
    while end < len(sentence) and sentence[end].isalnum() and sentence[end - 1].isalnum():
        end += 1
    if start > 0 and sentence[start - 1] in _MONEY:
        start -= 1
    return sentence[start:end].strip()


def _by_shape(question: str, sentence: str) -> str | None:
    """The only thing of the kind asked for that the sentence holds."""
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
