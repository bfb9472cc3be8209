"""Answer what the article is called: quoted where it prints its title, else told and refused.

No sentence of the story answers them, and none of their words stands there, so searching would find
anything at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from assistant.conversation.phrases import word_set
from assistant.domain import SentenceKind
from assistant.retrieval.wording import STOP_WORDS, words

if TYPE_CHECKING:
    from assistant.domain import Article, Sentence

_TITLE: Final = word_set("title titles headline headlines heading")
_CALLED: Final = word_set("called titled named name entitled")
_ARTICLE: Final = word_set("article story piece text report page feature post paper")
_ABOUT_IT: Final = word_set(
    "tell give show quote say print printed carry carries bear bears have stand stands main full"
    " whole above top over please"
)


def asks_for_the_title(question: str) -> bool:
    """Whether a question asks what the article is called and for nothing else."""
    said = set(words(question))
    names_it = said & _TITLE or (said & _CALLED and said & _ARTICLE)
    return bool(names_it) and said <= _TITLE | _CALLED | _ARTICLE | _ABOUT_IT | STOP_WORDS


def printed_title(article: Article) -> Sentence | None:
    """The heading in which the article prints its title."""
    title = words(article.title)
    headings = (s for s in article.story if s.kind is SentenceKind.HEADING)
    return next((s for s in headings if title and words(article.words_of(s)) == title), None)


def kept_under(article: Article) -> str:
    """A sentence on the title that the article is kept under; empty if it has none."""
    return f"It is kept under the title {article.title}." if article.title else ""
