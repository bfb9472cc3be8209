"""Answerers that each do one thing wrong, made by putting something between the product and us."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import replace

from assistant.answering.asking import whole
from assistant.answering.quoting import Quoting
from assistant.domain import (
    Answer,
    Citation,
    Piece,
    PieceKind,
    SentenceKind,
    Verdict,
)
from assistant.evaluation.engines import Live


class Spoiled(ABC):
    """The real answerer, whose answers are spoiled on the way out."""

    name = "spoiled"

    def __init__(self, article, searcher):
        self.article = article
        self.searcher = searcher
        self.real = Quoting(article, searcher)

    def answer(self, question, turns=(), stop=None):
        answer = list(self.real.answer(question, turns))[-1]
        yield from whole(self.spoil(answer, question, turns))

    @abstractmethod
    def spoil(self, answer, question, turns):
        """The answer as this one would spoil it."""


class AlwaysRefuses(Spoiled):
    def spoil(self, answer, question, turns):
        refusal = (Piece("The article does not say."),)
        return replace(answer, verdict=Verdict.NOT_IN_ARTICLE, pieces=refusal, citations=())


class NeverRefuses(Spoiled):
    def spoil(self, answer, question, turns):
        if answer.verdict is not Verdict.NOT_IN_ARTICLE:
            return answer
        best = self.searcher.search(question, 1).candidates[0].sentence
        return quoted(answer, Citation(self.article, best.start, best.end))


class CitesTheWrongSentence(Spoiled):
    def spoil(self, answer, question, turns):
        story = self.article.story
        wrong = []
        for citation in answer.citations:
            far = (citation.sentences[0].number + len(story) // 2) % len(story)
            wrong.append(Citation(self.article, story[far].start, story[far].end))
        return replace(answer, citations=tuple(wrong))


class DropsAWordInAQuote(Spoiled):
    def spoil(self, answer, question, turns):
        return rewritten(answer, lambda words: " ".join(without_the_third(words.split(" "))))


class SwapsANumber(Spoiled):
    def spoil(self, answer, question, turns):
        return rewritten(answer, lambda words: re.sub(r"\d+", "987", words))


class CitesBoilerplate(Spoiled):
    def spoil(self, answer, question, turns):
        site = [s for s in self.article.sentences if s.kind is SentenceKind.BOILERPLATE]
        if not site or not answer.citations:
            return answer
        return quoted(answer, Citation(self.article, site[0].start, site[0].end))


class AnswersFromTheLastConversation(Spoiled):
    """Keeps what it said last, and opens the next conversation with it."""

    said: Answer | None = None

    def spoil(self, answer, question, turns):
        before, self.said = self.said, answer
        return before if before is not None and not turns else answer


def quoted(answer, citation):
    """An answer that is one quotation."""
    pieces = (
        Piece("“"),
        Piece(citation.quote, PieceKind.QUOTE, 1),
        Piece("” "),
        Piece("[1]", PieceKind.MARKER, 1),
    )
    return replace(
        answer, verdict=Verdict.ANSWERED, pieces=pieces, citations=(citation,), nearest=()
    )


def rewritten(answer, rewrite):
    """An answer whose quotations are written otherwise than the article has them."""
    pieces = tuple(
        replace(piece, text=rewrite(piece.text)) if piece.kind is PieceKind.QUOTE else piece
        for piece in answer.pieces
    )
    return replace(answer, pieces=pieces)


def without_the_third(words):
    return [*words[:2], *words[3:]] if len(words) > 6 else words


def spoiled(kind, model):
    """The engine whose answers are spoiled by `kind`."""
    return Live(kind.__name__, kind, model)
