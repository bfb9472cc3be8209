"""Find what somebody said, when that is what is asked: "What did Brask say about the roof?"."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.article.speakers import speakers
from assistant.retrieval.wording import STOP_WORDS, words

if TYPE_CHECKING:
    from assistant.domain import Article, Sentence

_ASKED = re.compile(
    r"\bwhat (?:else |all )?(?:did|does|do|has|have|had|was|were|is) (?P<who>.{2,60}?) "
    r"(?:say|said|saying|tell|told|claim|claimed|argue|argued|think|believe|predict|expect|promise"
    r"|warn|suggest|demand|quoted)\b"
    r"|\b(?:everything|all|anything|the things|what) (?:that )?(?P<whom>[A-Z].{1,60}?) "
    r"(?:said|says|told|claimed|claims)\b",
    re.IGNORECASE,
)


class Attribution:
    """Who says what in one article."""

    def __init__(self, article: Article) -> None:
        """The speakers of `article` are read when first asked for."""
        self._article = article

    def asked_for(self, question: str) -> tuple[Sentence, ...]:
        """The sentences that give the words of the one asked about; none for other questions.

        One person under two spellings ("Yau", "Yao") is one person here: names of three letters
        or more that differ in one letter after the first.
        """
        asked = _ASKED.search(question)
        if not asked:
            return ()
        who = _telling(asked["who"] or asked["whom"])
        return tuple(s for s in self._article.story if _same(who, self._speakers.get(s.number, [])))

    @cached_property
    def _speakers(self) -> dict[int, list[str]]:
        return {number: _telling(name) for number, name in speakers(self._article).items()}


def _telling(name: str) -> list[str]:
    return [word for word in words(name) if word not in STOP_WORDS]


def _same(asked: list[str], speaker: list[str]) -> bool:
    """Whether the last word asked for, which tells a person best, is one of the speaker's."""
    return bool(asked) and any(_alike(asked[-1], word) for word in speaker)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < 3 or one[0] != other[0]:
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=1) <= 1
