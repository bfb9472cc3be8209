"""Answer who somebody is by the sentence that says so beside the name: "Who is Odile Brask?".

Roles stand in passing ("said the owner, Odile Brask"), in sentences about something else, which
neither the ranking nor the reader takes for an answer.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from assistant.article.people import People
from assistant.retrieval.wording import STOP_WORDS, words

if TYPE_CHECKING:
    from assistant.domain import Article, Sentence

_ASKED: Final = re.compile(
    r"^\W*(?:(?:and|so|but),? )?who(?:['’]?s| is| was)\s+(?P<who>[^?,;:]{2,60}?)\s*\??\W*$",
    re.IGNORECASE,
)


class Introductions:
    """What one article says people are."""

    def __init__(self, article: Article) -> None:
        """The people of `article` are looked up when first asked for."""
        self._article = article

    def asked_for(self, question: str) -> Sentence | None:
        """The sentence that tells who the one asked about is; None for other questions."""
        asked = _ASKED.match(question)
        named = [w for w in words(asked["who"]) if w not in STOP_WORDS] if asked else []
        if not named:
            return None
        for name in self._people.full_names:
            parts = words(name)
            if named[-1] == parts[-1] and set(named) <= set(parts):
                return self._told(name)
        return None

    @cached_property
    def _people(self) -> People:
        return People(self._article.text)

    def _told(self, name: str) -> Sentence | None:
        """The first sentence that has the last name and what the article prints beside it."""
        _, role = self._people.name_and_role(name)
        last = re.compile(rf"\b{re.escape(name.split()[-1])}\b")
        belongs = re.compile(rf"\b{re.escape(name)},? (?:of|from|at|with) (?:the )?[A-Z]")
        for sentence in self._article.story:
            said = self._article.words_of(sentence)
            if (role and role in said and last.search(said)) or belongs.search(said):
                return sentence
        return None
