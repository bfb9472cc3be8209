"""Keeps sentences that give orders to programs out of the company of the others.

What is planted in an article must not change what is found in the rest of it: neither as a
neighbour that lends its words to a passage, nor in the counts that tell how much a word says. It
can still be asked about, and is found when it is itself what a question is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.domain import SentenceKind

if TYPE_CHECKING:
    from assistant.domain import Findings, Searcher

ASKED_ABOUT = 0.4
"""Share of a question's words, by weight, in an order that the question is about."""


class SetApart:
    """Two searches of one article as one: of everything, and of what gives no orders."""

    def __init__(self, everything: Searcher, ordinary: Searcher) -> None:
        """`everything` decides whether a question is about an order; `ordinary` answers if not."""
        self._everything = everything
        self._ordinary = ordinary

    def search(self, question: str, limit: int) -> Findings:
        """Up to `limit` sentences; orders among them only where the best answer is one."""
        ordinary = self._ordinary.search(question, limit)
        found = self._everything.search(question, limit)
        best = found.candidates[0] if found.candidates else None
        if best is None or best.sentence.kind is not SentenceKind.ORDERS:
            return ordinary
        asked = best.wording >= ASKED_ABOUT and found.confidence > ordinary.confidence
        return found if asked else ordinary

    def central(self, limit: int) -> Findings:
        """What the article is about; an order is never part of that."""
        return self._ordinary.central(limit)
