"""Whom "he" and what place "there" stand for, told from the names around them and never from sex.

A name is taken for a person's by what stands beside it: a role, a verb of saying, a question that
asks who. Where two names are equally likely the question decides, then the one named first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.conversation.grammar import NAME
from assistant.domain import PieceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Turn

_NOT_A_NAME = re.compile(
    r"(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|do|does|did|has|have|had|can"
    r"|could|will|would|should|tell|describe|explain|the|a|an|and|but|so|in|on|at|by|for|from|it|he"
    r"|she|they|this|that|these|those|his|her|their|if|as|with|before|after|both|another|i|we|you"
    r"|according|there|going|no|yes|sorry|show|list|give|to|of|about|some|many|most|all|not|one"
    r"|two|article|q|a)\b(?:['’]s)?\s*",
    re.IGNORECASE,
)
_A_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|from|near|to|of|across|outside|into|the) $", re.IGNORECASE
)
_IN = re.compile(r"\b(?:in|at|near|outside) $", re.IGNORECASE)
_A_BODY = re.compile(
    r"\b(?:organi[sz]ation|university|cent(?:er|re)|council|committee|games|olympics|institute"
    r"|academy|party|ministry|agency|association|company|survey|war|sea|street|lane|hall|club"
    r"|school|union|bank|office|winter|summer|bridge|head|baths|square|city|north|south|east|west"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|central|january|february|march"
    r"|april|may|june|july|august|september|october|november|december)s?\b",
    re.IGNORECASE,
)
_ROLE_BEFORE = re.compile(
    r"\b(?:president|minister|director|professor|doctor|dr|mr|mrs|ms|sir|mayor|councillor|leader"
    r"|chief|officer|spokes\w+|engineer|captain|judge|general|senator|manager|researcher|author"
    r"|analyst|chair\w*|secretary|king|queen|prince\w*|teacher|coach|owner"
    r"|[a-z]{3,}(?:ist|ian)),?\.? $",
    re.IGNORECASE,
)  # fmt: skip
_ROLE_BEHIND = re.compile(
    r"^(?:, (?:an?|the|who|whose)\b|, \w+ (?:of|at|for)\b| (?:is|was) an? (?:\w+ ){0,2}\w+(?:er|ist"
    r"|or|ian|man|woman)\b"
    r"| (?:has |have |also )?(?:said|says?|told|tells|added|adds|thinks?|believes?|called|calls"
    r"|argued|warned|denied|asked|wrote|blames?|suspects?|plans|wants|refused|accused|born)\b)"
)
_SAID_BEFORE = re.compile(r"\b(?:said|says|added|told|asked|according to) $", re.IGNORECASE)
_WHO = re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)
_WHERE = re.compile(
    r"\b(?:where|(?:which|what) (?:city|country|town|place|village))\b", re.IGNORECASE
)
_ASKED_OF = re.compile(r"\b(?:who(?:['’]s| is| was)|did|does|has|had|will|about) $", re.IGNORECASE)
_SURE = 2
"""Signs needed to take a name for a person's: one alone is too often a country or a company."""


def person_meant(turns: Sequence[Turn]) -> str:
    """The person last spoken of; "" where no name is likely enough to be one."""
    for turn in reversed(turns):
        asked = turn.answer.standalone or turn.question
        answered = _lead(turn) if _WHO.search(asked) else ""
        quotes = " ".join(citation.quote for citation in turn.answer.citations[:2])
        in_question = _likeliest(asked, beside=quotes)
        if in_question:
            return in_question
        if answered and (named := _likeliest(answered, beside=quotes, least=1)):
            return _as_mostly_printed(named, turn)
        if named := _likeliest(quotes, beside=""):
            return _as_mostly_printed(named, turn)
    questions = (turn.answer.standalone or turn.question for turn in reversed(turns))
    return next(filter(None, (_likeliest(words, beside="", least=1) for words in questions)), "")


def _as_mostly_printed(name: str, turn: Turn) -> str:
    """The part of a name the article calls the person by after the first time: "Tokayev"."""
    text = turn.answer.citations[0].article.text if turn.answer.citations else ""
    counts = {part: text.count(part) for part in name.split()}
    most = max(counts, key=lambda part: counts[part])
    return most if counts[most] > min(counts.values()) else name


def place_meant(turns: Sequence[Turn]) -> str:
    """The place last spoken of; "" where none was."""
    for turn in reversed(turns):
        asked = turn.answer.standalone or turn.question
        if _WHERE.search(asked) and (lead := _lead(turn)):
            return lead
        for words in (asked, *(citation.quote for citation in turn.answer.citations[:1])):
            for name in _names(words):
                if _IN.search(words[: name[1]]):
                    return name[0]
    return ""


def _lead(turn: Turn) -> str:
    return next((p.text for p in turn.answer.pieces if p.kind is PieceKind.LEAD), "")


def _names(words: str) -> list[tuple[str, int, int]]:
    """Each name with its place; the word a sentence begins with is none for its capital alone."""
    found = []
    for match in NAME.finditer(words):
        start, name = match.start(), match.group()
        while opening := _NOT_A_NAME.match(name):
            start, name = start + opening.end(), name[opening.end() :]
        name = re.sub(r"['’]s?$", "", name)
        if name[:1].isupper():
            found.append((name, start, start + len(name)))
    return found


def _likeliest(words: str, *, beside: str, least: int = _SURE) -> str:
    """The name with the most signs of a person, in `words` and in what is printed `beside` them."""
    best, most = "", least - 1
    for name, start, end in _names(words):
        signs = _signs(words[:start], name, words[end:])
        signs += sum(
            max(_signs(beside[:begin], other, beside[ending:]), 0)
            for other, begin, ending in _names(beside)
            if set(name.split()) & set(other.split())
        )
        if signs > most:
            best, most = name, signs
    return best


def _signs(before: str, name: str, behind: str) -> int:
    if _A_BODY.search(name):
        return -2
    signs = 2 * bool(_ROLE_BEFORE.search(before)) + 2 * bool(_ROLE_BEHIND.match(behind))
    signs += 2 * bool(_SAID_BEFORE.search(before)) + bool(_ASKED_OF.search(before))
    return signs + (" " in name) - 2 * bool(_A_PLACE_BEFORE.search(before))
