"""Whoever is said to have said it is who says it in the cited words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.answering.checking.word_lists import listed
from assistant.article.reporting import reporters
from assistant.retrieval.wording import STOP_WORDS, words

if TYPE_CHECKING:
    from assistant.answering.checking.statement import Statement

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_NEXT_CLAUSE = re.compile(r" (?:he|she|it|they|that) .*")  # "according to Oslo it said …"
_NOBODY = frozenset(
    listed(
        "he she it they i we you who one some many several others another people both article text"
        " piece story sentence passage wording author report reports reporter newspaper"
    )
)


def doubt(statement: Statement) -> str:
    """The speaker who is not the speaker of the cited words."""
    known = _known(statement)
    nearby = statement.cited_words | statement.asked_words | set(words(statement.before))
    for told in reporters(_QUOTED.sub("_", statement.written)):
        who = _NEXT_CLAUSE.sub("", told)
        parts = [part for part in words(who) if part not in STOP_WORDS and part not in _NOBODY]
        if not parts or parts[-1] in known:
            continue
        named = who.split()[-1][0].isupper()
        elsewhere = nearby.isdisjoint(parts)
        if elsewhere or (named and statement.speeches):
            return f"The cited words are not said by {_in_a_sentence(who)}."
    return ""


def _known(statement: Statement) -> frozenset[str]:
    """The words by which the speakers of what is cited are called."""
    found: set[str] = set()
    for speech in statement.speeches:
        called = (speech.speaker, speech.role or "", *speech.variants, *speech.also)
        found.update(*map(words, called))
    outside = _QUOTED.sub("_", statement.cited)
    for who in reporters(outside):
        found.update(words(statement.before) if who.casefold() in _NOBODY else words(who))
        # "said its director, Ada Lund": the name stands beside the one who is said to say it.
        if beside := re.search(rf"{re.escape(who)}, ((?:[^\W\d_a-z][\w’'-]*[ .,]?)+)", outside):
            found.update(words(beside[1]))
    if not found:
        found |= statement.cited_words
    return frozenset(found | {f"{word}s" for word in found} | {w.removesuffix("s") for w in found})


def _in_a_sentence(who: str) -> str:
    return who[0].lower() + who[1:] if who.split()[0].lower() in {"the", "a", "an"} else who
