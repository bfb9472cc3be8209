"""An article before it is kept: its sentences, and which of them are taken for the site's own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from assistant.domain import Article, Sentence, SentenceKind
from assistant.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    import numpy as np
    from numpy.typing import NDArray

    from assistant.article.loading import Document


class Step(StrEnum):
    """What is being done to a document on its way to becoming an article, in this order."""

    READING = "reading"
    SPLITTING = "splitting"
    EMBEDDING = "embedding"  # one sentence after another: it takes nearly all of the time
    KEEPING = "keeping"


class Report(Protocol):
    """Told of every step; what it raises ends the work, and that is how it is cancelled."""

    def __call__(self, step: Step, done: int = 0, of: int = 0) -> None:
        """`done` of `of` sentences are through this step; 0 of 0 where nothing is counted."""


def unreported(step: Step, done: int = 0, of: int = 0) -> None:
    """The report of those who only wait."""


@dataclass(frozen=True)
class Draft:
    """A document understood, not yet kept: a reader can still say what is part of the story.

    `split` are its sentences before any was marked as boilerplate, and row i of `vectors` is the
    vector of `split[i]`. `judged` are the numbers of those that `cleaning` took for the site's own;
    `chosen` tells of the sentences where a reader knew better, by the offset at which they begin,
    whether they are boilerplate. Offsets outlive a better way of numbering sentences.
    """

    document: Document
    split: tuple[Sentence, ...] = field(repr=False)
    vectors: NDArray[np.float32] = field(repr=False)
    judged: frozenset[int] = frozenset()
    chosen: Mapping[int, bool] = field(default_factory=dict)

    @cached_property
    def article(self) -> Article:
        """What it becomes when it is kept."""
        document = self.document
        sentences = tuple(
            replace(each, kind=SentenceKind.BOILERPLATE) if self._is_boilerplate(each) else each
            for each in self.split
        )
        return Article(
            document.title,
            document.text,
            sentences,
            origin=document.origin,
            pages=document.pages,
        )

    @property
    def story_vectors(self) -> NDArray[np.float32]:
        """A row for each sentence of the article's story, in reading order."""
        return self.vectors[[not self._is_boilerplate(each) for each in self.split]]

    def with_boilerplate(self, numbers: Set[int]) -> Draft:
        """This draft with exactly these sentences, by number, marked as the site's own words.

        Raises ArticleError if no sentence would be left to be asked about.
        """
        if numbers >= {each.number for each in self.split}:
            message = "Every sentence is marked as the site’s own: leave some to be asked about."
            raise ArticleError(message)
        return replace(
            self,
            chosen={
                each.start: each.number in numbers
                for each in self.split
                if (each.number in numbers) is not (each.number in self.judged)
            },
        )

    def _is_boilerplate(self, sentence: Sentence) -> bool:
        return self.chosen.get(sentence.start, sentence.number in self.judged)
