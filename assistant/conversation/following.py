"""Make a follow-up self-contained, in code: "and Putin?", "why?", "what did he say about it?".

What a follow-up leaves out is taken from the last question that was about the article and from
the words cited for it. A question that stands alone is left alone, so that nothing of an old topic
leaks into a new one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.domain import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Turn

_NAME = re.compile(r"[A-Z][\w’'-]*(?: (?:of |the |de |von |van |al-)?[A-Z][\w’'-]*)*")
_BARE = re.compile(
    r"^(?:and |but |so |ok(?:ay)? |then )*"
    r"(?P<asked>why(?: not)?|when|where|who|how(?: (?:come|many|much|long|often))?)\W*$",
    re.IGNORECASE,
)
_SWAP = re.compile(
    r"^(?:and what about|what about|how about|what of|same for|and|but|or)\s+"
    r"(?P<about>.{1,80}?)\W*$",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?P<p>he|she|him|her|his|hers|they|them|their|theirs)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?P<p>it|its|this|that|these|those|there)\b", re.IGNORECASE)
_OWNING = frozenset({"his", "her", "hers", "their", "theirs", "its"})
_AUXILIARY = "did|does|do|is|are|was|were|has|have|had|can|could|will|would"
_PREPOSITION = re.compile(r"(?:in|at|on|by|for|from|to|with|under|during|near|of)\b", re.IGNORECASE)
_ASKING_WORDS = re.compile(
    r"^(?:and |but |so )*(?:(?:who|what|when|where|why|how|which|whose|whom)(?:'s|’s)?"
    rf"(?: (?:many|much|long|often|far|old))?|tell me about|{_AUXILIARY})\b\s*"
    rf"(?:(?:{_AUXILIARY})\b\s*)?",
    re.IGNORECASE,
)
_QUESTION_WORDS = re.compile(
    rf"^(?:who|what|when|where|why|how|which|{_AUXILIARY})\b", re.IGNORECASE
)


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """The question with what it leaves to the earlier turns filled in."""
    earlier = [turn for turn in turns if turn.answer.verdict is not Verdict.CHAT]
    if not earlier:
        return question
    last = earlier[-1]
    asked = last.answer.standalone or last.question
    if bare := _BARE.match(question):
        return f"{bare['asked'].capitalize()} {_ASKING_WORDS.sub('', asked).strip(' ?')}?"
    if (swap := _SWAP.match(question)) and not _QUESTION_WORDS.match(swap["about"]):
        return _swapped(asked, swap["about"])
    question = re.sub(r"^(?:and|but|so) (?=\w+ )", "", question, flags=re.IGNORECASE)
    return _named(question, last, asked)


def _swapped(asked: str, about: str) -> str:
    """The last question asked of something else: its last name gives way to the new one."""
    found = [name for name in _NAME.finditer(asked) if not _QUESTION_WORDS.match(name.group())]
    if not found:
        return f"{asked.strip(' ?')} {about}?"
    before = asked[: found[-1].start()]
    if _PREPOSITION.match(about):  # "in Corran" takes the place of "in Velm", not of "Velm"
        before = re.sub(r"\b[a-z]+ $", "", before)
    return f"{before}{about}{asked[found[-1].end() :]}"


def _named(question: str, last: Turn, asked: str) -> str:
    """The question with its first pronoun replaced by what it most likely stands for."""
    for pronoun, people in ((_PERSON, True), (_THING, False)):
        found = pronoun.search(question)
        if found and not _NAME.search(question[1 : found.start()]):
            meant = _meant(last, asked, people=people)
            if not meant:
                return question
            owned = "’s" if found["p"].lower() in _OWNING else ""
            return f"{question[: found.start()]}{meant}{owned}{question[found.end() :]}"
    return question


def _meant(last: Turn, asked: str, *, people: bool) -> str:
    """What the last turn was about: a name asked about, else one answered with, else its topic."""
    in_question = [
        name.group() for name in _NAME.finditer(asked) if not _QUESTION_WORDS.match(name.group())
    ]
    if in_question:
        return in_question[0].removesuffix("’s").removesuffix("'s")
    in_answer = [
        name.group()
        for citation in last.answer.citations[:1]
        for name in _NAME.finditer(citation.quote)
    ]
    if people and in_answer:
        return max(in_answer, key=lambda name: (" " in name, -in_answer.index(name)))
    return _ASKING_WORDS.sub("", asked).strip(" ?")
