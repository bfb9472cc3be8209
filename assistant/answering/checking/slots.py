"""Who did what to whom: a name stands where the cited words have it, not where they have another.

"Leaned towards Moscow" is doubted where the article leans towards Russia, though it names both. A
name is held against the nearest word of meaning on either side; where the cited words have no name
beside that word, nothing follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answering.checking.names import same
from assistant.answering.checking.word_lists import listed
from assistant.retrieval.wording import STOP_WORDS, fold, stemmer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.answering.checking.names import Names, Run
    from assistant.answering.checking.statement import Statement

REACH = 3
"""Words of little meaning that may stand between a name and the word it is held against."""

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[^\w\s]")
_COORDINATED = re.compile(r"(?:,? and |,? or | & |, | (?:in|of|at|from|for) (?:the )?)$")
_POSSESSIVE = re.compile(r"['’]s?$")
_JOINING = frozenset({"and", "or", "but", "nor"})
_PLACING = frozenset(
    listed(
        "of in at to from by with for on into against about towards toward through over under near"
        " between before after"
    )
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place beside a word: on which side of it, its stem, and the prepositions in between."""

    side: str
    stem: str
    placing: tuple[str, ...]


class Slots:
    """Compares the slots of names."""

    def __init__(self, names: Names) -> None:
        """`names` tells what in the article's text is a name."""
        self._names = names

    def doubt(self, statement: Statement) -> str:
        """The first name that stands where the cited words have another."""
        known: dict[Slot, list[str]] = {}
        for slot, name in self._slots(statement.cited):
            known.setdefault(slot, []).append(name)
        for slot, name in self._slots(statement.written):
            there = known.get(slot, [])
            if there and not any(same(name, other) for other in there):
                return f"The cited words say this of “{there[0]}”, not of “{name}”."
        return ""

    def _slots(self, text: str) -> Iterator[tuple[Slot, str]]:
        for group in _groups(text, list(self._names.among(text))):
            name = text[group[0].start : group[-1].end]
            before = list(reversed(_TOKEN.findall(text[: group[0].start])))
            after = _TOKEN.findall(_POSSESSIVE.sub("", text[group[-1].end :], count=1))
            # "In central Asia" does nothing: what follows it is said of something else.
            placed = any(fold(token) in _PLACING for token in before[:2])
            for side, tokens in (("before", before), ("after", [] if placed else after)):
                if slot := _slot(side, tokens):
                    yield slot, _POSSESSIVE.sub("", name)


def _groups(text: str, runs: list[Run]) -> Iterator[list[Run]]:
    """Names in a row, as in "Xi and Putin" or "the Bank of Dorne", share their places."""
    group: list[Run] = []
    for run in runs:
        if group and not _COORDINATED.fullmatch(text[group[-1].end : run.start]):
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _slot(side: str, tokens: list[str]) -> Slot | None:
    """The slot made by the words beside a name, nearest first."""
    placing: list[str] = []
    for token in tokens[: REACH + 1]:
        word = fold(token)
        if not word[0].isalpha() or token[0].isupper() or word in _JOINING:
            return None
        if word in _PLACING:
            if side == "after":
                return None
            placing.append(word)
        elif word not in STOP_WORDS:
            return Slot(side, stemmer("en")(word), tuple(placing))
    return None
