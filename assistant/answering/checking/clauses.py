"""The words of a text with their clauses, and which word of one text a word of another matches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.answering.checking.word_lists import listed
from assistant.retrieval.wording import STOP_WORDS, fold, stemmer, words

if TYPE_CHECKING:
    from collections.abc import Iterator

WINDOW = 8
"""Words on each side of a word that tell which of its places in another text is meant."""

_BREAK = re.compile(
    r"[,;:.!?()–—\n]+(?=\s|$)|\s[–—-]\s|\b(?=(?:but|although|though|while|whereas)\b)"
)
# Words that are too common to search by but say something when they are denied or hedged.
_SAYING = frozenset(
    listed("say says said tell get gets give gives given go goes got show same like done keep")
)
_EMPTY = STOP_WORDS - _SAYING


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word, its stem, the clause it stands in, and whether it carries meaning."""

    text: str
    stem: str
    clause: int
    says: bool


class Clauses:
    """A text as words in clauses."""

    def __init__(self, text: str) -> None:
        stem = stemmer("en")
        self.words = [
            Word(word, stem(word), clause, word not in _EMPTY)
            for clause, part in enumerate(_BREAK.split(fold(text)))
            for word in words(part)
        ]

    def after(self, at: int) -> Iterator[int]:
        """Where the words of meaning behind a place stand, in its clause."""
        clause = self.words[at].clause
        for place in range(at + 1, len(self.words)):
            if self.words[place].clause != clause:
                return
            if self.words[place].says:
                yield place

    def saying_from(self, at: int) -> Iterator[int]:
        """Where the words of meaning from a place on stand, in any clause."""
        return (place for place in range(at, len(self.words)) if self.words[place].says)

    def clause_of(self, at: int) -> list[Word]:
        """The words of the clause around a place."""
        return [word for word in self.words if word.clause == self.words[at].clause]

    def places_of(self, stem: str) -> list[int]:
        """Where a word of this stem stands."""
        return self._places.get(stem, [])

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of the words that carry meaning."""
        return frozenset(word.stem for word in self.words if word.says)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            if word.says:
                found.setdefault(word.stem, []).append(place)
        return found

    def around(self, at: int) -> frozenset[str]:
        """The stems near a place, its own left out."""
        near = range(max(0, at - WINDOW), min(len(self.words), at + WINDOW + 1))
        return frozenset(self.words[p].stem for p in near if p != at and self.words[p].says)


def matches(one: Clauses, at: int, other: Clauses) -> list[int]:
    """The places in `other` of the word at `at` in `one` whose surroundings are most alike."""
    places = other.places_of(one.words[at].stem)
    near = one.around(at)
    alike = [len(near & other.around(place)) for place in places]
    return [place for place, count in zip(places, alike, strict=True) if count == max(alike)]
