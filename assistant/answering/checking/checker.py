"""Check what a model wrote against the words it cites; the first thing found is told.

A new check is one more row in `Checker`.
"""

from __future__ import annotations

from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Final, Protocol

from assistant.answering.checking import (
    addresses,
    dates,
    hedges,
    polarity,
    quantities,
    quotations,
    voices,
)
from assistant.answering.checking.names import Names
from assistant.answering.checking.slots import Slots
from assistant.answering.checking.statement import Statement
from assistant.answering.checking.support import Meaning, Support

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.domain import Article, Sentence

NO_SOURCE: Final = "No place in the article is cited for this."
NOT_BORNE_OUT: Final = "The cited words do not seem to say this."
TOO_LONG: Final = "This sentence is too long to be checked."
LONGEST_CHECKED: Final = 2_000
"""Characters: as long as an article's sentence may be."""
SUPPORTED_FROM: Final = 0.5
MOST_MATCHED: Final = 5
"""Sentences looked at for one claim of a model that names none."""
MOST_TOGETHER: Final = 2
"""Sentences that are tried as its source together."""


class Embedder(Meaning, Protocol):
    """Turns texts into vectors, and knows common words."""

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is a common one, rather than a name."""


class Checker:
    """Checks the sentences that a model writes about one article."""

    def __init__(self, article: Article, embedder: Embedder) -> None:
        self._article = article
        self._support = Support(article, embedder)
        self._names = Names(article.text, embedder.knows)
        self._checks: tuple[Callable[[Statement], str], ...] = (
            quotations.doubt,
            addresses.doubt,
            dates.doubt,
            quantities.doubt,
            self._names.doubt,
            Slots(self._names).doubt,
            voices.doubt,
            polarity.doubt,
            hedges.doubt,
        )

    def check(self, written: str, cited: Sequence[Sentence], question: str) -> str:
        """Why the cited sentences do not bear out one sentence of an answer; "": they do."""
        if not cited:
            return NO_SOURCE
        if len(written) > LONGEST_CHECKED:
            return TOO_LONG
        statement = Statement.of(self._article, written, cited, question)
        for doubt in self._checks:
            if found := doubt(statement):
                return found
        return "" if self._bears(written, cited, question) else NOT_BORNE_OUT

    def without_false_quotation(self, text: str) -> tuple[str, str]:
        """`text` without quotation marks around what the article does not say, and why."""
        return quotations.without_false(text, self._plain_article)

    def evidence(
        self, written: str, among: Sequence[Sentence], question: str = ""
    ) -> tuple[Sentence, ...]:
        """The fewest of these sentences that bear out what was written, in reading order.

        For models that name none. Where none do, the nearest one; where that is not near, none.
        """
        if len(written) > LONGEST_CHECKED:
            return ()
        near = self._support.nearest(written, among, MOST_MATCHED)
        for count in range(1, MOST_TOGETHER + 1):
            for chosen in combinations(near, count):
                if not self.check(written, chosen, question):
                    return tuple(sorted(chosen, key=lambda each: each.number))
        best = near[:1]
        return tuple(best) if best and self._bears(written, best, question) else ()

    def _bears(self, written: str, cited: Sequence[Sentence], question: str) -> bool:
        supported = self._support.of(written, cited, question) >= SUPPORTED_FROM
        return supported and not self._support.foreign(written, cited, question)

    @cached_property
    def _plain_article(self) -> str:
        return quotations.plain(self._article.text)
