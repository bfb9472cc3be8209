"""What a gold set is made of; the format of its files is described in docs/evaluation.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.article.cleaning import mark_boilerplate
from assistant.article.splitting import split
from assistant.domain import Article

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.article.loading import Markup
    from assistant.domain import Sentence

SCHEMA = 1
SPLITS = ("dev", "test", "critical")
"""`dev` may be tuned on, `test` is reported, and an item of `critical` may never fail."""
EXPECTED = ("answer", "partial", "refuse", "clarify", "chat")
DIFFICULTIES = ("easy", "medium", "hard")
EVIDENCE_MODES = ("all", "any")
POLARITIES = ("yes", "no")
UNANSWERABLE_KINDS = (
    "absent", "near-miss entity", "negation", "false premise", "future", "opinion",
    "outside knowledge",
)  # fmt: skip
CATEGORIES = frozenset({
    "who", "where", "when", "what", "number", "why", "how", "attribution", "quotation", "yesno",
    "comparison", "order", "list", "summary", "paraphrase", "typo", "pronoun", "headline",
    "boilerplate", "near_miss", "far", "false_premise", "outside", "opinion", "underspecified",
    "contradiction", "injection", "meta", "smalltalk", "nonenglish",
})  # fmt: skip
TURN_KINDS = frozenset({
    "pronoun", "ellipsis", "return", "topic_switch", "correction", "where_said", "tell_more",
    "becomes_unanswerable", "challenge", "who_said", "neighbour",
})  # fmt: skip
"""Kinds of conversation; each is also the category of its turns after the `opening`."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question and what a right answer to it must and must not do.

    `answerable` is None for small talk and for questions to ask back about. `evidence` are exact
    quotes; `evidence_offsets` say where. A turn of a conversation is an item too: its `id` is the
    conversation's with `#` and its number. `line` is the row of the file it was read from.
    """

    id: str
    article_id: str
    split: str
    category: str
    difficulty: str
    question: str
    history: tuple[tuple[str, str], ...]
    """Earlier turns as (role, text)."""
    standalone: str
    answerable: bool | None
    expected: str
    evidence: tuple[str, ...]
    evidence_offsets: tuple[tuple[int, int], ...]
    evidence_mode: str
    must_contain: tuple[tuple[str, ...], ...]
    """Facts; each is a group of variants of which one must be in the answer."""
    must_not_contain: tuple[str, ...]
    polarity: str | None
    accept_refusal: bool
    ideal: str
    max_words: int
    extractive_ok: bool
    plausible_wrong: str | None = None
    unanswerable_kind: str | None = None
    paraphrase_of: str | None = None
    twin_of: str | None = None
    note: str = ""
    line: int = 0
    article_sha256: str = ""
    author: str = ""
    reviewer: str = ""
    created: str = ""
    accept_any: bool = False
    """One of the facts is enough."""

    @property
    def corrects_a_premise(self) -> bool:
        """Whether the question assumes what the article contradicts.

        To correct it or to refuse are both right; such a row is no plain refusal.
        """
        return self.answerable is False and self.expected == "partial"


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions asked one after the other, each in the light of those before."""

    id: str
    article_id: str
    split: str
    kind: str
    turns: tuple[Item, ...]
    article_sha256: str = ""
    line: int = 0


@dataclass(frozen=True)
class GoldSet:
    """The questions about one article, and the article.

    `fingerprint` changes when a question, an expectation or the article does; `path` is the folder.
    """

    slug: str
    title: str
    text: str = field(repr=False)
    markup: Markup
    items: tuple[Item, ...] = field(repr=False)
    conversations: tuple[Conversation, ...] = field(repr=False)
    fingerprint: str
    path: Path

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The article's sentences, the unit in which citations and search are scored."""
        return split(self.text, self.markup)

    @cached_property
    def article(self) -> Article:
        """The article with its boilerplate marked by its words alone, for want of an engine's."""
        marked = mark_boilerplate(self.text, self.sentences, None)
        return Article(self.title, self.text, marked)

    @property
    def every_item(self) -> tuple[Item, ...]:
        """The single questions, then the turns of the conversations."""
        return (*self.items, *(turn for talk in self.conversations for turn in talk.turns))


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a row of a gold set breaks. `line` counts from 1; 0 is the file as a whole."""

    file: str
    line: int
    rule: str
    words: str

    def __str__(self) -> str:
        """One sentence: where, which rule, what is wrong."""
        return f"{self.file}:{self.line}: {self.rule}: {self.words}"
