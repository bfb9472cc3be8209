"""Answer with the article's own sentences: the right ones, in reading order, or a refusal.

No model writes anything here, so nothing can be made up; what can go wrong is to quote the wrong
sentence or to quote where the article does not answer, and `make bench` and the gold questions
keep count of both.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.answering.attributing import Attribution
from assistant.answering.leading import shortest_answer
from assistant.answering.opening import opened
from assistant.answering.refusing import Refusals
from assistant.conversation.routing import Route, route
from assistant.domain import Answer, Candidate, Citation, Evidence, Piece, PieceKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain import Article, Event, Findings, Searcher, Sentence, Turn

ANSWERS_FROM = 0.5
"""Confidence from which a question is answered. The fit puts its chosen trade-off here."""
CONSIDERED = 10
"""Candidates looked at for an answer, and reported as retrieved."""
OVERVIEW_SENTENCES = 4
MOST_SPOKEN = 5
"""Sentences quoted when all that somebody said is asked for."""
SPEAKER_IS_SURE = 0.9
"""Confidence when the one whose words are asked for is reported to speak."""

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

    def answer(self, question: str, turns: Sequence[Turn] = ()) -> Iterator[Event]:
        """Stream the answer to a self-contained question."""
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
        if self._refusals.only_in_site_text(found.question):
            return self._refusals.refusal(found)
        if said := self._attribution.asked_for(found.question):
            return self._quoted(*spoken(found, said))
        if found.confidence < ANSWERS_FROM:
            return self._refusals.refusal(found)
        return self._quoted(found, chosen(found))

    def _double(self, question: str, answers: list[Answer], parts: list[str]) -> Answer:
        """Two questions asked in one breath; one the article leaves open is said to be open."""
        said = [answer for answer in answers if answer.verdict is Verdict.ANSWERED]
        if len(said) != 1:
            return self._single(question)
        left = parts[answers.index(next(a for a in answers if a is not said[0]))]
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
        citations = self._citations([candidate.sentence for candidate in best])
        return Answer(
            Verdict.ANSWERED,
            (*self._lead(found, best, citations), *_drawn(citations)),
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
        words = shortest_answer(found.question, self._article.words_of(best[0].sentence))
        return (Piece(words, PieceKind.LEAD, 1), Piece(" — ")) if words else ()

    def _citations(self, sentences: Sequence[Sentence]) -> tuple[Citation, ...]:
        """Each sentence opened, neighbours of one paragraph merged, in reading order."""
        numbers = sorted(
            {s.number for sentence in sentences for s in opened(self._article, sentence)}
        )
        at = self._article.sentences
        runs: list[list[Sentence]] = []
        for sentence in (at[number - 1] for number in numbers):
            if runs and self._continues(runs[-1][-1], sentence):
                runs[-1].append(sentence)
            else:
                runs.append([sentence])
        return tuple(Citation(self._article, run[0].start, run[-1].end) for run in runs)

    def _continues(self, before: Sentence, after: Sentence) -> bool:
        between = self._article.text[before.end : after.start]
        return after.number == before.number + 1 and between.count("\n") < 2


def chosen(found: Findings) -> list[Candidate]:
    """The candidates worth quoting: one where one is asked for, more where several are."""
    several = bool(_ASKS_FOR_SEVERAL.search(found.question))
    most, near = (4, 0.2) if several else (3, 0.4)
    best = found.candidates[0].score
    return [c for c in found.candidates[:most] if math.exp(c.score - best) >= near]


def spoken(found: Findings, said: Sequence[Sentence]) -> tuple[Findings, list[Candidate]]:
    """The words of the one asked about: the nearest to the topic, else the first ones said.

    That the one asked about is reported to speak makes the question answered, however few words
    it shares with what was said.
    """
    near = [candidate for candidate in chosen(found) if candidate.sentence in said]
    rest = [Candidate(sentence, 0.0, 0.0, 0.0) for sentence in said]
    best = near if near and _HAS_A_TOPIC.search(found.question) else rest[:MOST_SPOKEN]
    others = [c for c in found.candidates if c.sentence not in said]
    everything = (*best, *others)[:CONSIDERED]
    confidence = max(found.confidence, SPEAKER_IS_SURE)
    return replace(found, candidates=everything, confidence=confidence), best


def _drawn(citations: Sequence[Citation]) -> Iterator[Piece]:
    for number, citation in enumerate(citations, 1):
        # Words that open with a quotation mark are seen to be quoted; a second pair would confuse.
        opening, closing = ("", "") if citation.quote[0] in '“"«„' else ("“", "”")
        yield Piece(("" if number == 1 else "\n\n") + opening)
        yield Piece(citation.quote, PieceKind.QUOTE, number)
        yield Piece(f"{closing} ")
        yield Piece(f"[{number}]", PieceKind.MARKER, number)
