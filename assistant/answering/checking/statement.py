"""A sentence that a model wrote beside the words it cites, in the forms that the checks compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.article.speakers import speech_of
from assistant.domain import SentenceKind
from assistant.retrieval.wording import fold, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.article.speakers import Speech
    from assistant.domain import Article, Sentence

LOOKED_BACK = 3
"""Sentences before a cited one in which "He" or "It" may find its name."""

_REFERS_BACK = re.compile(
    r"^\W*\w*(?:(?! [A-Z][a-z])[^.])*?"  # before any name of its own
    r"\b(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose"
    r"|[Bb]oth|[Ss]uch|[Ww]e|I|[Oo]ur|[Mm]y)\b"
)
_DENIES = re.compile(r"\b(?:no|not|never|none|neither|nor|nothing|nobody|cannot|without)\b|n't\b")

_ANSWERED = re.compile(r"^\W*no\b(?=\W)")


@dataclass(frozen=True)
class Statement:
    """What a model wrote, what it cites, and what it was asked.

    `before` are sentences in which a pronoun of the cited ones may find its name, with the title
    and the heading they stand under; `speeches` tell whose words the cited ones are.
    """

    written: str
    cited: str
    question: str = ""
    before: str = ""
    speeches: tuple[Speech, ...] = ()

    @classmethod
    def of(
        cls, article: Article, written: str, cited: Sequence[Sentence], question: str
    ) -> Statement:
        """A statement about an article."""
        ordered = sorted(cited, key=lambda sentence: sentence.number)
        return cls(
            written,
            "\n".join(" ".join(article.words_of(each).split()) for each in ordered),
            question,
            "\n".join(_before(article, sentence) for sentence in ordered),
            tuple(speech for each in ordered if (speech := speech_of(article, each))),
        )

    @cached_property
    def denies(self) -> bool:
        """Whether it says no to something: what it denies may be the question's."""
        return bool(_DENIES.search(_ANSWERED.sub("", fold(self.written))))

    @cached_property
    def written_words(self) -> frozenset[str]:
        """The folded words that the model wrote."""
        return frozenset(words(self.written))

    @cached_property
    def cited_words(self) -> frozenset[str]:
        """The folded words of what is cited."""
        return frozenset(words(self.cited))

    @cached_property
    def asked_words(self) -> frozenset[str]:
        """The folded words of the question."""
        return frozenset(words(self.question))


def _before(article: Article, sentence: Sentence) -> str:
    story = article.story
    at = sum(1 for each in story if each.number < sentence.number)
    heading = next((s for s in reversed(story[:at]) if s.kind is SentenceKind.HEADING), None)
    found = [article.words_of(heading)] if heading else []
    if _REFERS_BACK.match(article.words_of(sentence)):
        found.append(article.title)
    back = (article.words_of(each) for each in reversed(story[max(0, at - LOOKED_BACK) : at]))
    refers = article.words_of(sentence)
    while _REFERS_BACK.match(refers) and (refers := next(back, "")):
        found.append(refers)
    return "\n".join(found)
