"""Tells which sentences of an article a reader should be warned of, and why.

An article about such tricks can be asked about like any other: what is flagged can be found and
cited, and the warning is shown with it. Sentences that give orders are kept out of the company of
the others by their kind.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.article.disguises import hides, lookalike_in
from assistant.article.orders import orders_in
from assistant.domain import SentenceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain import Article, Citation, Sentence

LONGEST_WORD = 40
"""Characters of a disguised word that are shown."""


class FlagKind(StrEnum):
    """What a reader is warned of."""

    ORDERS = "orders"
    HIDDEN = "hidden"
    LOOKALIKE = "lookalike"


@dataclass(frozen=True, slots=True)
class Flag:
    """A warning about one sentence; `words` is the sentence to show."""

    sentence: Sentence
    kind: FlagKind
    words: str


def mark_orders(text: str, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The same sentences, those that give orders to programs marked as such."""
    return tuple(
        replace(s, kind=SentenceKind.ORDERS) if orders_in(text[s.start : s.end]) else s
        for s in sentences
    )


@lru_cache(maxsize=8)
def flags(article: Article) -> tuple[Flag, ...]:
    """The warnings about an article, in reading order; of most articles there are none.

    What stands between two sentences, where nothing is searched, counts to the one before.
    """
    if not article.sentences:
        return ()
    starts = [0, *(sentence.start for sentence in article.sentences[1:]), len(article.text)]
    return tuple(
        flag
        for sentence, (start, end) in zip(article.sentences, pairwise(starts), strict=True)
        for flag in _flags_on(sentence, article.text[start:end])
    )


def flags_on(citation: Citation) -> tuple[Flag, ...]:
    """The warnings about the sentences that a citation touches."""
    return tuple(flag for flag in flags(citation.article) if flag.sentence in citation.sentences)


def _flags_on(sentence: Sentence, text: str) -> Iterator[Flag]:
    if found := orders_in(text):
        words = f"Gives orders to programs that read it ({found[0]}); none is obeyed."
        yield Flag(sentence, FlagKind.ORDERS, words)
    if hides(text):
        words = "Holds characters that are not shown, or that show words in another order."
        yield Flag(sentence, FlagKind.HIDDEN, words)
    if word := lookalike_in(text):
        words = f"“{word[:LONGEST_WORD]}” is written with letters that only look Latin."
        yield Flag(sentence, FlagKind.LOOKALIKE, words)
