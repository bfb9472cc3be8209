"""Try a model on two questions with known answers: does it cite, and how much does it read?

The first asks about a few sentences. The second brings as many as the model is said to read at
once, of which only the first one answers: whoever drops the beginning of a long prompt does not
find it. Both are put exactly as a reader's questions are.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assistant.answering.citing import Parser
from assistant.answering.claims import claims
from assistant.answering.prompting import Prompting
from assistant.answering.refusing import refuses
from assistant.article.splitting import split
from assistant.domain import Article, Candidate, Findings
from assistant.provider.calling import Ended, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.answering.prompting import Prompt
    from assistant.provider.model import Model
    from assistant.settings import Settings

MOST_PROBED: Final = 32_000
"""Tokens sent at most to see how much is read: they have their price."""

_STORY: Final = (
    "The ferry to Morne leaves at noon.",
    "The harbour of Harn was built in 1911 by Ida Brandt.",
    "In winter the lighthouse is closed.",
    "A crossing costs four crowns.",
)
_QUESTION: Final = "Who built the harbour of Harn, and what does a crossing cost?"
_RIGHT: Final = (re.compile(r"\bBrandt\b"), re.compile(r"\b(?:four|4)\b", re.IGNORECASE))
_EVIDENCE: Final = frozenset({2, 4})

_FACT: Final = "The key to the archive of Harn hangs behind the green clock."
_WHERE: Final = "Where does the key to the archive of Harn hang?"
_FOUND: Final = re.compile(r"\bclock\b", re.IGNORECASE)
_FILLING: Final = "Box {} of the archive holds {} maps of the coast and nothing else."
_FILLING_TOKENS: Final = 8  # rather fewer than it has, so that there is always enough of it
_CUT_BELOW: Final = 0.6
"""A server that counts less than this share of our own count has dropped some of the prompt."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer as it came: in how many pieces, and seconds until the first of them."""

    ended: Ended
    text: str
    pieces: int
    first_word: float


@dataclass(frozen=True, slots=True)
class Cited:
    """How a model answered the first question.

    `right` tells that it said what it should, `cites` that each sentence has its numbers.
    """

    heard: Heard
    right: bool
    cites: bool

    @property
    def streams(self) -> bool:
        """Whether its words came one after the other."""
        return self.heard.pieces > 1


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a prompt of `sent` tokens, by our count.

    `whole` tells whether the model had all of it before it; None where nothing shows.
    """

    heard: Heard
    sent: int
    whole: bool | None

    @property
    def counted(self) -> int | None:
        """The tokens that the server says it read."""
        return self.heard.ended.usage.prompt_tokens if self.heard.ended.usage else None


def try_citing(model: Model, settings: Settings) -> Cited:
    """Ask the first question, with the rule that every sentence ends with its numbers."""
    prompt = _prompt(_STORY, _QUESTION, settings.tokens_read, settings.max_tokens)
    heard = _heard(model, prompt)
    parser = Parser(prompt.sentences)
    written = claims([*parser.feed(heard.text), *parser.finish()])
    named = {number for claim in written for number in claim.cited}
    return Cited(
        heard,
        right=all(fact.search(heard.text) for fact in _RIGHT),
        cites=named >= _EVIDENCE and all(claim.cited for claim in written),
    )


def try_reading(model: Model, settings: Settings) -> Read:
    """Ask the second question, with as much to read as there may be beside the answer."""
    tokens = min(settings.tokens_read, MOST_PROBED)
    filling = [_FILLING.format(n, n % 90 + 10) for n in range(1, tokens // _FILLING_TOKENS)]
    prompt = _prompt((_FACT, *filling), _WHERE, tokens, settings.max_tokens)
    heard = _heard(model, prompt)
    usage = heard.ended.usage
    whole: bool | None = None
    if usage and usage.prompt_tokens < _CUT_BELOW * prompt.tokens:
        whole = False
    elif _FOUND.search(heard.text):
        whole = True
    elif refuses(heard.text):  # it has not seen the sentence that answers
        whole = False
    return Read(heard, prompt.tokens, whole)


def _prompt(
    told: Sequence[str], question: str, context_tokens: int, answer_tokens: int | None
) -> Prompt:
    """A question about an article of these sentences, as many of them as there is room for."""
    text = " ".join(told)
    article = Article("The harbour of Harn", text, split(text))
    found = Findings(
        tuple(Candidate(sentence, 0.0, 0.0, 0.0) for sentence in article.story), 1.0, question
    )
    return Prompting(article, context_tokens, answer_tokens).prompt(question, found)


def _heard(model: Model, prompt: Prompt) -> Heard:
    began, first_word = time.perf_counter(), 0.0
    ended, pieces = None, list[str]()
    for happening in model.stream(prompt.messages):
        if isinstance(happening, Words):
            first_word = first_word or time.perf_counter() - began
            pieces.append(happening.text)
        elif isinstance(happening, Ended):
            ended = happening
    assert ended is not None  # noqa: S101 - what every stream promises
    return Heard(ended, "".join(pieces), len(pieces), first_word)
