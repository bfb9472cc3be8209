"""How far the cited words carry what was written: by wording, by meaning, and beside others.

A figure is one more row in `FIGURES`; then fit the weights anew (`training/fit_support.py`).
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from assistant.retrieval.wording import Vocabulary, WordingIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from assistant.domain import Article, Sentence

FIGURES: Final = ("wording", "wording_asked", "meaning", "meaning_asked", "rival")
WEIGHTS: Final[Mapping[str, float]] = {
    "wording": 2.51,
    "wording_asked": 2.33,
    "meaning": 2.03,
    "meaning_asked": 2.02,
    "rival": -3.62,
}
INTERCEPT: Final = -1.41
"""Both are what `training/fit_support.py` prints; 0.5 doubts one right claim in a hundred."""
FOREIGN_WORDING: Final = 0.2
FOREIGN_MEANING: Final = 0.3
"""Below both, what a claim adds to its question is not the cited words': measured on right claims,
of which none falls there, and on claims of other articles put in their place."""


class Meaning(Protocol):
    """Turns texts into unit vectors."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (texts, dimensions)."""


class Support:
    """Measures claims against the sentences of one article."""

    def __init__(self, article: Article, meaning: Meaning) -> None:
        self._article = article
        self._meaning = meaning
        self._row = {sentence.number: row for row, sentence in enumerate(article.story)}
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def of(self, written: str, cited: Sequence[Sentence], question: str) -> float:
        """The probability (0..1) that these sentences carry what was written."""
        figures = self.figures(written, cited, question)
        logit = INTERCEPT + sum(WEIGHTS[name] * figures[name] for name in FIGURES)
        return 1 / (1 + math.exp(-logit))

    def foreign(self, written: str, cited: Sequence[Sentence], question: str) -> bool:
        """Whether what a claim adds to its question comes from elsewhere than these sentences.

        They may fit the question well: with that alone, anything could be said in answer to it.
        """
        added = set(self._vocabulary.terms(written)) - set(self._vocabulary.terms(question))
        rows = self._rows(cited)
        return (
            bool(added)
            and self._share(added, rows) < FOREIGN_WORDING
            and self._nearest(written, rows) < FOREIGN_MEANING
        )

    def nearest(self, written: str, among: Sequence[Sentence], limit: int) -> list[Sentence]:
        """Up to `limit` of these sentences that share words with a claim, best first."""
        known = [each for each in among if each.number in self._row]
        terms = self._vocabulary.terms(written)
        if not terms or not known:
            return []
        shares = self._index.coverage(terms, [self._row[each.number] for each in known])
        order = sorted(range(len(known)), key=lambda place: (-shares[place], place))
        shortlist = [known[place] for place in order[: 2 * limit] if shares[place] > 0]
        return sorted(shortlist, key=lambda each: -self.of(written, [each], ""))[:limit]

    def figures(self, written: str, cited: Sequence[Sentence], question: str) -> dict[str, float]:
        """The figures in `FIGURES`.

        `wording` and `meaning` are the share (0..1) of the weight of the words that the cited
        sentences hold, and the cosine to the nearest of them; `_asked` the same for the question
        and the claim as one. `rival` is how much more of the claim's words another sentence holds.
        """
        asked = f"{question} {written}"
        rows = self._rows(cited)
        wording = self._held(written, rows)
        others = [row for row in range(len(self._texts)) if row not in rows]
        terms = self._vocabulary.terms(written)
        best = float(self._index.coverage(terms, others).max(initial=0.0)) if terms else 0.0
        return {
            "wording": wording,
            "wording_asked": self._held(asked, rows),
            "meaning": self._nearest(written, rows),
            "meaning_asked": self._nearest(asked, rows),
            "rival": max(0.0, best - wording),
        }

    def _rows(self, cited: Sequence[Sentence]) -> list[int]:
        return [self._row[sentence.number] for sentence in cited if sentence.number in self._row]

    def _held(self, text: str, rows: Sequence[int]) -> float:
        return self._share(set(self._vocabulary.terms(text)), rows)

    def _share(self, terms: Iterable[str], rows: Sequence[int]) -> float:
        """The share of the weight of these terms that the sentences together hold."""
        weights = {term: self._index.weight(term) for term in terms}
        held = sum(
            weight
            for term, weight in sorted(weights.items())
            if any(self._index.holds(row, term) for row in rows)
        )
        return held / (sum(weights.values()) or 1.0)

    def _nearest(self, text: str, rows: Sequence[int]) -> float:
        own = self._vector(text)
        return max((float(own @ self._vector(self._texts[row])) for row in rows), default=0.0)

    def _vector(self, text: str) -> NDArray[np.float32]:
        if text not in self._vectors:
            self._vectors[text] = self._meaning.encode([text])[0]
        return self._vectors[text]

    @cached_property
    def _texts(self) -> list[str]:
        return [self._article.words_of(sentence) for sentence in self._article.story]

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._texts, self._article.language)

    @cached_property
    def _index(self) -> WordingIndex:
        return WordingIndex(self._texts, self._vocabulary)
