"""An answer while a model writes it, and what becomes of it once every sentence has been checked.

While words arrive they are drawn as they are, with markers that open the places cited so far. When
no more come, each sentence is held against the words it cites (`checking`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answering.citing import Cited, Numbering, Parser, Token, Written, joined
from assistant.answering.claims import Claim, claims
from assistant.answering.prompting import restored
from assistant.answering.refusing import refuses
from assistant.domain import Evidence, Piece, PieceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from assistant.answering.checking import Checker
    from assistant.domain import Article, Citation, Event, Sentence

CUT_OFF = "It was cut off here, before its source was named."
_OPENS = re.compile(r"(?i:yes|no|correct|right|indeed|true|false)[.!]|.[^A-Z\d]{2,60}:")
"""A word or a line that claims nothing by itself and is borne out, or not, with what follows it."""
_ENDS = re.compile(r"[.!?…][\"”’)\]]*$")


class Draft:
    """What has arrived of an answer whose numbers name `sentences`."""

    def __init__(self, article: Article, sentences: Mapping[int, Sentence]) -> None:
        self._parser = Parser(sentences)
        self._places = Numbering(article, sentences)
        self.tokens: list[Token] = []

    def arrived(self, text: str) -> Iterator[Event]:
        """What to draw of `text`, held back while it may be half a marker."""
        yield from self._drawn(self._parser.feed(text))

    def ended(self) -> Iterator[Event]:
        """What to draw when nothing more comes."""
        yield from self._drawn(self._parser.finish())

    @property
    def empty(self) -> bool:
        """Whether there is nothing to read."""
        return not any(isinstance(each, Written) and each.text.strip() for each in self.tokens)

    @property
    def text(self) -> str:
        """The model's own words, without any marker."""
        return "".join(each.text for each in self.tokens if isinstance(each, Written)).strip()

    def _drawn(self, tokens: Iterable[Token]) -> Iterator[Event]:
        for token in tokens:
            if isinstance(token, Written):
                words = Written(restored(token.text))
                self.tokens.append(words)
                yield Piece(words.text, PieceKind.WRITTEN)
                continue
            self.tokens.append(token)
            known = len(self._places.citations)
            numbers = self._places.places(token)
            if len(self._places.citations) > known:
                yield Evidence(self._places.citations)
            yield from markers(numbers)


def markers(numbers: Iterable[int]) -> Iterator[Piece]:
    """The pieces that open the places of these numbers, set apart from the words before."""
    for number in numbers:
        yield Piece(" ")
        yield Piece(f"[{number}]", PieceKind.MARKER, number)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A checked answer, ready to be drawn.

    `supported` and `doubted` count its claims, `refusals` the sentences that only say what the
    article does not; `matched` tells that code found the source of one.
    """

    pieces: tuple[Piece, ...]
    citations: tuple[Citation, ...]
    supported: int
    doubted: int
    refusals: int
    matched: bool


class Review:
    """Checks the answers about one article."""

    def __init__(self, article: Article, checker: Checker, *, match: bool) -> None:
        """`match` looks for the evidence of sentences that cite none."""
        self._article = article
        self._checker = checker
        self._match = match

    def of(
        self,
        tokens: Sequence[Token],
        sentences: Mapping[int, Sentence],
        question: str,
        *,
        cut: bool = False,
    ) -> Reviewed:
        """Check an answer to `question`; of one that was `cut`, the end may lack its source."""
        places = Numbering(self._article, sentences)
        pieces: list[Piece] = []
        supported = doubted = refusals = 0
        matched = False
        written = list(_with_openings(claims(joined(tokens))))
        for claim in written:
            if refuses(claim.text):
                refusals += 1
                pieces += [Piece(each.text) for each in claim.tokens if isinstance(each, Written)]
                continue
            loose = (
                cut and claim is written[-1] and not claim.cited and not _ENDS.search(claim.text)
            )
            doubt, found = (CUT_OFF, ()) if loose else self._checked(claim, sentences, question)
            supported += not doubt
            doubted += bool(doubt)
            matched = matched or bool(found)
            pieces += self._pieces((*claim.tokens, *found), places, doubt)
        return Reviewed(tuple(pieces), places.citations, supported, doubted, refusals, matched)

    def _checked(
        self, claim: Claim, sentences: Mapping[int, Sentence], question: str
    ) -> tuple[str, tuple[Cited, ...]]:
        """The doubt about a claim, and where code found its source if it named none."""
        cited = [sentences[number] for number in claim.cited]
        if cited or not self._match:
            return self._checker.check(claim.text, cited, question), ()
        found = self._checker.evidence(claim.text, list(sentences.values()), question)
        doubt = self._checker.check(claim.text, found, question)
        # What does not bear the claim out is no source of it.
        return doubt, () if doubt or not found else (Cited(tuple(s.number for s in found)),)

    def _pieces(self, tokens: Sequence[Token], places: Numbering, doubt: str) -> Iterator[Piece]:
        for token in tokens:
            if isinstance(token, Cited):
                yield from markers(places.places(token))
                continue
            text, false_quotation = self._checker.without_false_quotation(token.text)
            yield Piece(text, PieceKind.WRITTEN, doubt=doubt or false_quotation)


def _with_openings(written: Sequence[Claim]) -> Iterator[Claim]:
    """The claims, an opening ("No.", "It says:") joined to the claim that it opens."""
    opening: tuple[Token, ...] = ()
    for place, claim in enumerate(written, 1):
        if not claim.cited and _OPENS.fullmatch(claim.text) and place < len(written):
            opening += claim.tokens
            continue
        yield Claim((*opening, *claim.tokens))
        opening = ()
