"""Ask the last question again with what the reader meant: "no, I meant Kazakhstan".

What gives way is what the reader names ("not Uzbekistan"), else a number to a number, a word to
one spelled nearly like it, the only "the …" to another, and else whatever a follow-up ("what about
Kazakhstan?") would replace.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from assistant.conversation.following import standalone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.conversation.steering import Correction
    from assistant.domain import Turn

_ALIKE = 0.75
"""How alike two words must be for one to be taken for the other written wrongly."""
_ASKING = re.compile(
    r"(?:who|what|when|where|why|how|which|whose|whom|did|does|do|is|are|was|were|has|have|had|can"
    r"|could|will|would)\b",
    re.IGNORECASE,
)
_THEN_ASKS = re.compile(r"(?P<meant>[^,;:]{1,60})[,;:] (?P<question>(?:and )?.{4,120})")
_NUMBER = re.compile(r"\b\d[\d.,]*\b")
_THE_NOUN = re.compile(r"\b(?:the|a|an|this) [a-z-]+\b", re.IGNORECASE)
_THE_OTHER_ONE = re.compile(
    r"the (?P<which>previous|other|next|last|first|second|new|old|earlier|later) one", re.IGNORECASE
)
_POINTING = re.compile(r"\b(?:that|this|it|he|she|they)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w’'-]*")


def corrected(correction: Correction, last: Turn, turns: Sequence[Turn]) -> str:
    """The question of `last` as it was meant; `turns` are those that a follow-up may lean on."""
    question = last.answer.standalone or last.question
    meant = correction.meant
    if (asks := _THEN_ASKS.fullmatch(meant)) and _ASKING.match(asks["question"]):
        return _POINTING.sub(_named(asks["meant"], question), asks["question"], count=1) + "?"
    if _ASKING.match(meant):
        return f"{standalone(meant, turns).rstrip(' ?')}?"
    old = correction.instead_of
    if old and re.search(rf"\b{re.escape(old)}\b", question, re.IGNORECASE):
        return re.sub(rf"\b{re.escape(old)}\b", lambda _: meant, question, flags=re.IGNORECASE)
    if place := _gives_way(question, meant):
        return f"{question[: place.start()]}{_named(meant, question)}{question[place.end() :]}"
    return standalone(f"what about {meant}?", turns)


def _gives_way(question: str, meant: str) -> re.Match[str] | None:
    """What of the question `meant` most surely stands for."""
    if _NUMBER.fullmatch(meant) and (numbers := list(_NUMBER.finditer(question))):
        return numbers[-1]
    if " " not in meant and (alike := _spelled_alike(question, meant)):
        return alike
    phrases = list(_THE_NOUN.finditer(question))
    if _THE_OTHER_ONE.fullmatch(meant) and phrases:
        return phrases[0]
    return phrases[0] if len(phrases) == 1 and _THE_NOUN.fullmatch(meant) else None


def _spelled_alike(question: str, meant: str) -> re.Match[str] | None:
    def likeness(word: re.Match[str]) -> float:
        return SequenceMatcher(None, word.group().lower(), meant.lower()).ratio()

    best = max(_WORD.finditer(question), key=likeness, default=None)
    return (
        best
        if best and best.group().lower() != meant.lower() and likeness(best) >= _ALIKE
        else None
    )


def _named(meant: str, question: str) -> str:
    """What was meant; "the previous one" with its noun from the question: "the previous fair"."""
    other = _THE_OTHER_ONE.fullmatch(meant)
    noun = _THE_NOUN.search(question)
    if not other or not noun:
        return meant
    phrase = noun.group().split(" ", 1)[1]
    return f"the {other['which'].lower()} {phrase}"
