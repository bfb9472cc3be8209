"""Choose how many of the sentences found are worth quoting, and which."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.domain import Candidate
from assistant.retrieval.questions import holds, kind_of
from assistant.retrieval.wording import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Article, Findings, Sentence

CONSIDERED = 10
"""Candidates looked at for an answer, and reported as retrieved."""
SPEAKER_IS_SURE = 0.9
"""Confidence when the one whose words are asked for is reported to speak."""
HARDLY = -2.0
"""The reader's log-odds from which a sentence joins the best where one is asked for."""
MOST_SPOKEN = 5
"""Sentences quoted when all that somebody said is asked for."""
_ASKS_FOR_SEVERAL = re.compile(
    r"\b(?:list|name (?:all|the|some|every|\w+ \w+s\b)|all (?:the|of)|everything|every|which \w+s"
    r"|what (?:\w+ )?(?:are|were) (?:the|some|all)|who (?:are|were) (?:the|all)|both|compare"
    r"|differ\w*|difference|versus|tell me (?:more )?about|say about|said about|says about"
    r"|what (?:else )?(?:did|does|do|has|have) .{2,60}?"
    r" (?:say|said|think|claim|argue|predict|expect)"
    r"|how (?:did|do|does|has|have) .{2,80}? (?:react|respond|change|affect)\w*|what do we know"
    r"|reasons|ways|steps|examples)\b",
    re.IGNORECASE,
)
_HAS_A_TOPIC = re.compile(r"\b(?:about|on|regarding|of|concerning|when|why|if|to)\b", re.IGNORECASE)


def chosen(found: Findings, article: Article) -> list[Candidate]:
    """The candidates worth quoting: one where one is asked for, more where several are.

    Another sentence joins the best if it is nearly as probable and as surely holds the kind of
    thing asked for; where one is asked for, none does that hardly answers by the reader's odds.
    """
    several = bool(_ASKS_FOR_SEVERAL.search(found.question))
    most, near = (4, 0.2) if several else (3, 0.4)
    kind, brought = kind_of(found.question), frozenset(words(found.question))

    def answers(candidate: Candidate) -> bool:
        return several or candidate.reading is None or candidate.reading.odds >= HARDLY

    def surely(candidate: Candidate) -> float:
        return holds(article.words_of(candidate.sentence), kind, brought)

    best, *others = found.candidates[:most]
    return [
        best,
        *(
            other
            for other in others
            if math.exp(other.score - best.score) >= near
            and surely(other) >= surely(best)
            and answers(other)
        ),
    ]


def spoken(
    found: Findings, said: Sequence[Sentence], article: Article
) -> tuple[Findings, list[Candidate]]:
    """The words of the one asked about: the nearest to the topic, else the first ones said.

    That the one asked about is reported to speak makes the question answered, however few words
    it shares with what was said.
    """
    near = [candidate for candidate in chosen(found, article) if candidate.sentence in said]
    rest = [Candidate(sentence, 0.0, 0.0, 0.0) for sentence in said]
    best = near if near and _HAS_A_TOPIC.search(found.question) else rest[:MOST_SPOKEN]
    others = [c for c in found.candidates if c.sentence not in said]
    everything = (*best, *others)[:CONSIDERED]
    confidence = max(found.confidence, SPEAKER_IS_SURE)
    return replace(found, candidates=everything, confidence=confidence), best
