"""Answer with the article's own sentences: the right ones, in reading order, or a refusal.

No model writes anything here, so nothing can be made up; what can go wrong is to quote the wrong
sentence or to quote where the article does not answer, and `make bench` and the gold questions
keep count of both.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.answering.attributing import SAID_BY_ANOTHER, Attribution
from assistant.answering.choosing import CONSIDERED, chosen, spoken
from assistant.answering.imprint import (
    asks_for_the_title,
    asks_for_the_writer,
    kept_under,
    printed_byline,
    printed_title,
)
from assistant.answering.introducing import Introductions
from assistant.answering.leading import shortest_answer
from assistant.answering.opening import opened
from assistant.answering.presuming import contradicted
from assistant.answering.refusing import Refusals
from assistant.conversation.routing import Route, route
from assistant.conversation.showing import drawn, in_runs
from assistant.domain import (
    Answer,
    Candidate,
    Citation,
    Evidence,
    Piece,
    PieceKind,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain import Article, Event, Findings, Searcher, Sentence, Stop, Turn

ANSWERS_FROM = 0.5
"""Confidence from which a question is answered. The fit puts its chosen trade-off here."""
OVERVIEW_SENTENCES = 4
PRINTED_IS_SURE = 0.9
"""Confidence when the title, the writer or who somebody is stands in the article beside it."""

_TWO_QUESTIONS = re.compile(
    r"\?\s+(?=\S)|,?\s+and (?:also )?(?=(?:who|what|when|where|why|how|which|did|does|is|was)\b)",
    re.IGNORECASE,
)


class Quoting:
    """Composes answers out of the story's sentences."""

    name = "quoting"

    def __init__(self, article: Article, searcher: Searcher) -> None:
        """`searcher` must search `article`."""
        self._article = article
        self.searcher = searcher
        self._refusals = Refusals(article)
        self._attribution = Attribution(article)
        self._introductions = Introductions(article)

    def answer(
        self, question: str, turns: Sequence[Turn] = (), stop: Stop | None = None
    ) -> Iterator[Event]:
        """Stream the answer to a self-contained question; it is whole before one could stop it."""
        answer = self._compose(question)
        yield Evidence(answer.citations)
        yield from answer.pieces
        yield answer

    def _compose(self, question: str) -> Answer:
        if route(question) is Route.OVERVIEW:
            found = self.searcher.central(OVERVIEW_SENTENCES)
            return self._quoted(replace(found, question=question), found.candidates)
        parts = [part.strip(" ?") + "?" for part in _TWO_QUESTIONS.split(question) if part.strip()]
        if len(parts) != 2 or min(len(part.split()) for part in parts) < 3:
            return self._single(question)
        return self._double(question, [self._single(part) for part in parts], parts)

    def _single(self, question: str) -> Answer:
        found = self.searcher.search(question, CONSIDERED)
        if asks_for_the_title(question):
            printed = printed_title(self._article)
            return self._printed(found, printed, kept_under(self._article))
        if asks_for_the_writer(question):
            return self._printed(found, printed_byline(self._article))
        if self._refusals.only_in_site_text(found.question):
            return self._refusals.refusal(found)
        if said := self._attribution.asked_for(found.question):
            return self._quoted(*spoken(found, said, self._article))
        if told := self._introductions.asked_for(found.question):
            return self._printed(found, told)
        stranger = self._attribution.asks_for_a_stranger(found.question)
        if stranger or found.confidence < ANSWERS_FROM:
            nearest = [each.sentence for each in found.candidates[:1]]
            return self._refusals.refusal(
                found, contradicted(found.question, self._article, nearest)
            )
        best = [
            candidate
            for candidate in chosen(found, self._article)
            if not self._attribution.spoken_by_another(found.question, candidate.sentence)
        ]
        if not best:
            return self._refusals.refusal(found, SAID_BY_ANOTHER)
        against = contradicted(found.question, self._article, [each.sentence for each in best])
        return self._refusals.refusal(found, against) if against else self._quoted(found, best)

    def _printed(self, found: Findings, printed: Sentence | None, told: str = "") -> Answer:
        """A sentence known to answer; without one, a refusal with what is `told` instead."""
        if printed is None:
            return self._refusals.refusal(found, told)
        sure = replace(found, confidence=max(found.confidence, PRINTED_IS_SURE))
        return self._quoted(sure, [Candidate(printed, 0.0, 0.0, 0.0)])

    def _double(self, question: str, answers: list[Answer], parts: list[str]) -> Answer:
        """Two questions asked in one breath; one the article leaves open is said to be open."""
        said = [answer for answer in answers if answer.verdict is Verdict.ANSWERED]
        if len(said) != 1:
            return self._single(question)
        left = parts[1 - answers.index(said[0])]
        note = Piece(f"\n\nThe article does not say: {left}")
        return replace(
            said[0],
            verdict=Verdict.PARTLY,
            pieces=(*said[0].pieces, note),
            standalone=question,
        )

    def _quoted(self, found: Findings, best: Sequence[Candidate]) -> Answer:
        if not best:
            return self._refusals.refusal(found)
        sentences = [s for candidate in best for s in opened(self._article, candidate.sentence)]
        citations = in_runs(self._article, sentences, across_blank_lines=False)
        return Answer(
            Verdict.ANSWERED,
            (*self._lead(found, best, citations), *drawn(citations)),
            citations,
            confidence=found.confidence,
            standalone=found.question,
            retrieved=tuple(candidate.sentence for candidate in found.candidates),
        )

    def _lead(
        self, found: Findings, best: Sequence[Candidate], citations: Sequence[Citation]
    ) -> tuple[Piece, ...]:
        if len(citations) != 1 or len(best) != 1:
            return ()
        sentence = self._article.words_of(best[0].sentence)
        words = shortest_answer(found.question, sentence, best[0].reading)
        return (Piece(words, PieceKind.LEAD, 1), Piece(" — ")) if words else ()
