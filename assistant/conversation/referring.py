"""Which source, which sentence, which earlier question: what a turn names to point back at.

"source 2", "sentence 7", "your first answer", "my second question", "the question about the roof".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.conversation.phrases import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Turn

LAST = -1
EARLIER = -2
"""Counted from the end, as Python counts; the question before the last."""

_COUNTED = {
    word: number
    for number, words in enumerate(
        (
            "first 1st one", "second 2nd two", "third 3rd three", "fourth 4th four",
            "fifth 5th five", "sixth 6th six", "seventh 7th seven", "eighth 8th eight",
            "ninth 9th nine", "tenth 10th ten",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
_COUNTED |= dict.fromkeys(
    ("last", "latest", "final", "most recent", "previous", "earlier", "prior", "former"), LAST
)
_COUNTED |= {"very first": 1, "before": EARLIER}
_ORDINAL = (
    r"(?:very first|most recent|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|last|latest|final|\d{1,3}(?:st|nd|rd|th))"
)
_NUMBER = r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)"
_SOURCE = re.compile(
    rf"(?:the |your |that )?(?:source|citation|footnote|reference)(?: number| no\.?)?"
    rf" #?(?P<number>{_NUMBER})\b|\[(?P<marker>\d{{1,4}})\]"
    rf"|(?:the|your) (?P<ordinal>{_ORDINAL})(?: of (?:the|your))? "
    r"(?:source|citation|footnote|reference|quote|quotation)s?\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    rf"(?:the )?sentence(?: number| no\.?)? #?(?P<number>{_NUMBER})\b(?: of {_NUMBER}\b)?"
    rf"|the (?P<ordinal>{_ORDINAL}) sentence\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"(?:(?:the|your) answer to )?(?:(?:my|your|the|our) )?(?P<ordinal>{_ORDINAL}|previous|earlier"
    r"|prior|former)(?: (?:question|answer|reply|response|thing|point|topic|one)s?\b)"
    r"(?: (?:that )?(?:i|you|we) (?:asked|said|gave)(?: (?:you|me))?)?"
    rf"|(?:question|answer) (?:number |no\.? )?#?(?P<number>{_NUMBER})\b"
    r"|(?:the|my|your) (?:question|answer) before(?: (?:that|this|it))?\b"
    r"|(?:the|my|your) (?:question|answer)s? (?:about|on|regarding|concerning) (?P<topic>.{2,80})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a turn points back at; None and "" where it does not say.

    Numbers count from 1, from the end where negative: of the sources of an answer, of the
    article's sentences, of the questions asked.
    """

    source: int | None = None
    sentence: int | None = None
    question: int | None = None
    topic: str = ""


def referred(said: str) -> tuple[str, Reference]:
    """What a turn refers to, and the turn with "that" in the place of what named it."""
    question = _ASKED.search(said)
    if question:
        said = _replaced(said, question)
    source = _SOURCE.search(said)
    if source:
        said = _replaced(said, source)
    sentence = None if source else _SENTENCE.search(said)
    if sentence:
        said = _replaced(said, sentence)
    return said, Reference(
        _number(source, "marker") if source else None,
        _number(sentence) if sentence else None,
        None if not question or question["topic"] else _number(question),
        (question["topic"] or "") if question else "",
    )


def turn_meant(reference: Reference, questions: Sequence[Turn]) -> Turn | None:
    """The earlier turn that is referred to, the last one if none is named; None if there is none.

    `questions` are the turns that asked something of the article, oldest first.
    """
    if reference.topic:
        return _about(reference.topic, questions)
    number = reference.question or LAST
    if number == EARLIER and len(questions) == 1:
        number = LAST
    at = number - 1 if number > 0 else len(questions) + number
    return questions[at] if 0 <= at < len(questions) else None


NOTHING_NAMED = Reference()
"""What "who said that?" refers to: whatever was shown last."""
_TOPICAL = re.compile(r"[^\W_]{3,}")
_TOO_COMMON = word_set(
    "the and that this with from about what when where who whom whose which why how did"
    " does was were are for you your said says say article question answer our his her"
    " their its"
)


def _about(topic: str, questions: Sequence[Turn]) -> Turn | None:
    """The latest turn that shares most of the words of a topic; its question counts double."""
    wanted = _words(topic)
    best, most = None, 0
    for turn in questions:
        asked = _words(f"{turn.question} {turn.answer.standalone}")
        shown = _words(" ".join(citation.quote for citation in turn.answer.citations))
        shared = 2 * len(wanted & asked) + len(wanted & shown)
        if shared and shared >= most:
            best, most = turn, shared
    return best


def _words(text: str) -> set[str]:
    """The telling words of a text, cut to six letters so that "meet" and "meeting" nearly agree."""
    found = (word.lower()[:6] for word in _TOPICAL.findall(text) if word.lower() not in _TOO_COMMON)
    return set(found)


def _replaced(said: str, found: re.Match[str]) -> str:
    return f"{said[: found.start()]}that{said[found.end() :]}"


def _number(found: re.Match[str], other: str = "number") -> int:
    named = found.groupdict()
    words = (named.get("number") or named.get(other) or named.get("ordinal") or "before").lower()
    digits = re.match(r"\d+", words)
    return int(digits.group()) if digits else _COUNTED[words]
