"""Say that the article does not say, and what it comes nearest to.

The wording of a refusal is the one constant below; the verdict, not the wording, is what code and
scores read. A reader also learns a name the article never mentions, or that what was asked about
stands only in the site's own text.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.conversation.routing import Route
from assistant.domain import Answer, Citation, Piece, SentenceKind, Verdict
from assistant.retrieval.questions import names
from assistant.retrieval.wording import Vocabulary, WordingIndex, fold, words

if TYPE_CHECKING:
    from assistant.domain import Article, Findings

NOT_IN_ARTICLE = "The article does not say."
REFUSAL_BEGINS = NOT_IN_ARTICLE.removesuffix(".")
"""How a model's sentence on what is missing begins, so that code can tell it from a claim."""
SITE_TEXT_ONLY = (
    "Those words stand only in the site’s own text on the page, such as a newsletter, cookie or "
    "privacy notice, which is not part of the story."
)
NOT_FOR_THE_ARTICLE = {
    Route.ORDER: "I only answer questions about the article, in its own words.",
    Route.OPINION: "I have no opinion of my own; I only show what stands in the article.",
}
"""Turns that no article could answer, and what is said to them after the refusal."""
NEAREST_SHOWN = 3
_CLAIMS_AFTER_ALL = re.compile(
    r"[;:—]|\b(?:but|however|although|though|yet|while|whereas)\b", re.IGNORECASE
)
_HELD_BY_SITE_TEXT = 0.5  # share of the question's weight of words that site text must hold


def declined(turn: str, kind: Route) -> Answer:
    """The refusal of a turn of one of the kinds in `NOT_FOR_THE_ARTICLE`."""
    said = f"{NOT_IN_ARTICLE} {NOT_FOR_THE_ARTICLE[kind]}"
    return Answer(Verdict.NOT_IN_ARTICLE, (Piece(said),), standalone=turn)


def refuses(sentence: str) -> bool:
    """Whether a model's sentence only says that the article does not say, and claims nothing."""
    begins = sentence.strip().lower().startswith(REFUSAL_BEGINS.lower())
    return begins and not _CLAIMS_AFTER_ALL.search(sentence)


class Refusals:
    """Refuses questions about one article."""

    def __init__(self, article: Article) -> None:
        """`article` is what does not say."""
        self._article = article
        self._site = [s for s in article.sentences if s.kind is SentenceKind.BOILERPLATE]

    def refusal(self, found: Findings, because: str = "") -> Answer:
        """The refusal of a question, with the story's nearest sentences where there are any.

        `because` is a sentence on what speaks against answering with those.
        """
        missing = because or self._what_is_missing(found.question)
        return Answer(
            Verdict.NOT_IN_ARTICLE,
            (Piece(f"{NOT_IN_ARTICLE} {missing}" if missing else NOT_IN_ARTICLE),),
            nearest=tuple(
                Citation(self._article, candidate.sentence.start, candidate.sentence.end)
                for candidate in found.candidates[:NEAREST_SHOWN]
            ),
            confidence=found.confidence,
            standalone=found.question,
            retrieved=tuple(candidate.sentence for candidate in found.candidates),
        )

    def only_in_site_text(self, question: str) -> bool:
        """Whether boilerplate holds more of the words of a question than any story sentence."""
        if not self._site:
            return False
        terms = self._vocabulary.terms(question)
        held = self._wording.coverage(terms, range(len(self._wording)))
        in_site = float(held[: len(self._site)].max())
        in_story = float(held[len(self._site) :].max(initial=0.0))
        return in_site >= _HELD_BY_SITE_TEXT and in_site > in_story

    def _what_is_missing(self, question: str) -> str:
        if self.only_in_site_text(question):
            return SITE_TEXT_ONLY
        unknown = [
            name
            for name in names(question)
            if not name[0].isdigit() and not any(word in self._folded for word in words(name))
        ]
        return f"It does not mention {_listed(unknown)}." if unknown else ""

    @cached_property
    def _folded(self) -> str:
        return fold(self._article.text)

    @cached_property
    def _texts(self) -> list[str]:
        return [self._article.words_of(s) for s in (*self._site, *self._article.story)]

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._texts, self._article.language)

    @cached_property
    def _wording(self) -> WordingIndex:
        return WordingIndex(self._texts, self._vocabulary)


def _listed(found: list[str]) -> str:
    *most, last = found
    return f"{', '.join(most)} or {last}" if most else last
