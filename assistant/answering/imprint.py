"""Answer what the article is called and who wrote it, by the title and the byline that it prints.

No sentence of the story answers such a question, and none of its words stands there, so searching
would find anything at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from assistant.conversation.phrases import word_set
from assistant.domain import SentenceKind
from assistant.retrieval.wording import STOP_WORDS, words

if TYPE_CHECKING:
    from assistant.domain import Article, Sentence

_TITLE: Final = word_set("title titles headline headlines heading")
_CALLED: Final = word_set("called titled named name entitled")
_WRITTEN: Final = word_set(
    "wrote write writes written writer writers author authors authored byline penned"
)
_ARTICLE: Final = word_set(
    "article story piece text report page feature post paper guide interview essay column analysis"
)
_ABOUT_IT: Final = word_set(
    "tell give show quote say print printed carry carries bear bears have stand stands main full"
    " whole above top over please"
)
_BYLINE: Final = re.compile(  # no sentence, as "By Monday the mill was sold." would be one
    r"(?:(?:written|words|text|story|reporting|report) )?by (?-i:[A-Z]).*[^.!?…”\"]$",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_BYLINE: Final = 14


def asks_for_the_title(question: str) -> bool:
    """Whether a question asks what the article is called and for nothing else."""
    said = set(words(question))
    names_it = said & _TITLE or (said & _CALLED and said & _ARTICLE)
    return bool(names_it) and said <= _TITLE | _CALLED | _ARTICLE | _ABOUT_IT | STOP_WORDS


def asks_for_the_writer(question: str) -> bool:
    """Whether a question asks for the article's writer and for nothing else."""
    said = set(words(question))
    return bool(said & _WRITTEN) and said <= _WRITTEN | _ARTICLE | _ABOUT_IT | STOP_WORDS


def printed_byline(article: Article) -> Sentence | None:
    """The line in which the article names who wrote it."""
    for sentence in article.story:
        said = article.words_of(sentence)
        if _BYLINE.match(said) and len(said.split()) <= _LONGEST_BYLINE:
            return sentence
    return None


def printed_title(article: Article) -> Sentence | None:
    """The heading in which the article prints its title."""
    title = words(article.title)
    headings = (s for s in article.story if s.kind is SentenceKind.HEADING)
    return next((s for s in headings if title and words(article.words_of(s)) == title), None)


def kept_under(article: Article) -> str:
    """A sentence on the title that the article is kept under; empty if it has none."""
    return f"It is kept under the title {article.title}." if article.title else ""
