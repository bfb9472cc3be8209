"""Cut a model's answer into sentences, each with the markers that belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answering.citing import Cited, Token, Written
from assistant.answering.verbatim import Verbatim
from assistant.article.stops import sentence_ends

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LINES = re.compile(r"[^\n]+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer: its tokens in order, white space before it included."""

    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """The sentence without its markers and without white space around it."""
        return "".join(each.text for each in self.tokens if isinstance(each, Written)).strip()

    @property
    def cited(self) -> tuple[int, ...]:
        """The numbers of all sentences it cites, each once, in order of appearance."""
        found = [n for each in self.tokens if isinstance(each, Cited) for n in each.numbers]
        return tuple(dict.fromkeys(found))


def claims(tokens: Sequence[Token]) -> list[Claim]:
    """The sentences of a whole answer; their tokens, joined, are `tokens`.

    Markers behind a full stop belong to the sentence before it; but in a line that begins with a
    marker, each belongs to what follows it. What has no letter and no digit stands with the
    sentence before it.
    """
    text = "".join(each.text for each in tokens if isinstance(each, Written))
    cuts = frozenset(_cuts(text))
    found: list[list[Token]] = [[]]
    markers_first = False  # in this line
    offset = 0
    for token in tokens:
        if isinstance(token, Cited):
            if offset == 0 or text[offset - 1] == "\n":
                markers_first = True
            behind = offset in cuts and not markers_first and len(found) > 1
            found[-2 if behind else -1].append(token)
            continue
        for piece in _pieces(token.text, offset, cuts):
            found[-1].append(Written(piece))
            offset += len(piece)
            markers_first = markers_first and "\n" not in piece
            if offset in cuts:
                found.append([])
    return [Claim(tuple(each)) for each in _with_words(found)]


def _cuts(text: str) -> Iterator[int]:
    """Offsets one past each sentence: not inside a quotation, and white space left to the next."""
    ends = {end for line in _LINES.finditer(text) for end in sentence_ends(text, *line.span())}
    verbatim = Verbatim()
    for offset, character in enumerate(text, start=1):
        verbatim.read(character)
        if offset in ends and (not verbatim.inside or text[offset : offset + 1] in {"", "\n"}):
            yield offset


def _pieces(words: str, offset: int, cuts: frozenset[int]) -> Iterator[str]:
    """Words that begin at `offset`, cut where a sentence ends."""
    start = 0
    for end in range(1, len(words) + 1):
        if offset + end in cuts or end == len(words):
            yield words[start:end]
            start = end


def _with_words(found: Sequence[list[Token]]) -> list[list[Token]]:
    """The sentences, those without a letter or digit joined to their neighbour."""
    kept: list[list[Token]] = []
    for tokens in found:
        if kept and not (_has_words(tokens) and _has_words(kept[-1])):
            kept[-1] = kept[-1] + tokens
        elif tokens:
            kept.append(tokens)
    return kept


def _has_words(tokens: Sequence[Token]) -> bool:
    return any(isinstance(t, Written) and _LETTER_OR_DIGIT.search(t.text) for t in tokens)
