"""Tell more: what else answers the last question, or stands beside its answer, not shown yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.answering.opening import opened
from assistant.answering.refusing import NOT_IN_ARTICLE
from assistant.conversation.kinds import Route, route
from assistant.conversation.showing import beside, drawn, in_runs, touched
from assistant.domain import Answer, Citation, Piece, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Article, Findings, Searcher, Sentence, Turn

NOTHING_YET = "There is nothing to tell more about yet: ask something about the article first."
NO_MORE = "The article says no more about that than I have shown."
BESIDE_IT = "Nothing else is on that topic; this stands beside what I showed."
MOST_MORE = 2
"""Sentences told at a time; each "tell me more" brings the next."""
ON_THE_TOPIC = 0.45
"""Nearness in meaning and in wording together, from which a sentence is about what was asked."""
_LOOKED_AT = 20


def more(meant: Turn | None, turns: Sequence[Turn], article: Article, searcher: Searcher) -> Answer:
    """More about the question of the turn `meant`, leaving out what `turns` have shown."""
    if meant is None:
        return Answer(Verdict.CHAT, (Piece(NOTHING_YET),), confidence=1.0)
    question = meant.answer.standalone or meant.question
    overview = route(question) is Route.OVERVIEW
    found = searcher.central(_LOOKED_AT) if overview else searcher.search(question, _LOOKED_AT)
    if meant.answer.verdict is Verdict.NOT_IN_ARTICLE:
        return _nothing(NOT_IN_ARTICLE, question, found, meant.answer.nearest)
    shown = {s.number for turn in turns for s in touched(turn.answer.citations)}
    fresh = _worth_telling(found, shown)[:MOST_MORE]
    said = ""
    if not fresh:
        fresh, said = _beside(article, meant.answer.citations, shown), f"{BESIDE_IT} "
    if not fresh:
        return _nothing(NO_MORE, question, found)
    citations = in_runs(article, [s for sentence in fresh for s in opened(article, sentence)])
    return Answer(
        Verdict.ANSWERED,
        (*([Piece(said)] if said else []), *drawn(citations)),
        citations,
        confidence=meant.answer.confidence,
        standalone=question,
        retrieved=tuple(candidate.sentence for candidate in found.candidates),
    )


def _worth_telling(found: Findings, shown: set[int]) -> list[Sentence]:
    """The sentences not shown yet that are on the topic, the nearest first.

    Not those likeliest to answer: when who somebody is has been told, what they said is more of
    the same topic, though no answer to "who".
    """
    near = [(c.meaning + c.wording, c.sentence) for c in found.candidates]
    fresh = [(nearness, s) for nearness, s in near if s.number not in shown]
    fresh.sort(key=lambda pair: (-pair[0], pair[1].number))
    return [sentence for nearness, sentence in fresh if nearness >= ON_THE_TOPIC]


def _beside(article: Article, citations: Sequence[Citation], shown: set[int]) -> list[Sentence]:
    """The sentences next to an answer, the one after it first."""
    sentences = touched(citations)
    if not sentences:
        return []
    ends = ((sentences[-1], +1), (sentences[0], -1))
    near = [beside(article, edge, step)[0] for edge, step in ends]
    return [sentence for sentence in near if sentence and sentence.number not in shown]


def _nothing(
    said: str, question: str, found: Findings, nearest: tuple[Citation, ...] = ()
) -> Answer:
    return Answer(
        Verdict.NOT_IN_ARTICLE,
        (Piece(said),),
        nearest=nearest,
        confidence=found.confidence,
        standalone=question,
        retrieved=tuple(candidate.sentence for candidate in found.candidates),
    )
