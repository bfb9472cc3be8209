"""Claims that are right as they stand, about articles made up for the purpose."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.article.splitting import split
from assistant.domain import Article

if TYPE_CHECKING:
    from assistant.domain import Sentence

FOLDER = Path(__file__).parent / "claims"


@dataclass(frozen=True)
class RightClaim:
    """A sentence that a model might write, the question, and the sentences it cites."""

    article: Article
    question: str
    written: str
    cited: tuple[Sentence, ...]


@cache
def right_claims(part: str) -> tuple[RightClaim, ...]:
    """The claims about the articles of one part: "tuning" or "reporting"."""
    found: list[RightClaim] = []
    for path in sorted(FOLDER.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        if told["part"] != part:
            continue
        text = told["text"].strip()
        article = Article(told["title"], text, split(text))
        for claim in told["claims"]:
            cited = tuple(_beginning(article, words) for words in claim["cited"])
            found.append(RightClaim(article, claim["question"], claim["written"], cited))
    return tuple(found)


def _beginning(article: Article, words: str) -> Sentence:
    """The one sentence that begins with `words`."""
    (found,) = (s for s in article.story if article.words_of(s).startswith(words))
    return found
