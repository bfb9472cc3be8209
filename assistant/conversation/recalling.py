"""An exchange as rows and back: what a reload shows is equal to what was first shown."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assistant.domain import (
    Answer,
    Citation,
    Ending,
    Exchange,
    Fault,
    Piece,
    PieceKind,
    Progress,
    Receipt,
    Sentence,
    SentenceKind,
    Timing,
    Verdict,
    checksum_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from assistant.domain import Article

CITED, NEAREST = "cited", "nearest"
NO_LONGER_MATCHES = (
    "The places of this answer no longer match the article, so it is not shown: ask again."
)


def turn_row(exchange: Exchange) -> dict[str, Any]:
    """The columns of a turn that change while it is answered."""
    answer = exchange.answer
    return {
        "progress": exchange.progress.value,
        "reason": exchange.reason,
        "pieces": [_kept(piece, exchange.evidence) for piece in exchange.pieces],
        "verdict": answer and answer.verdict.value,
        "confidence": answer and answer.confidence,
        "engine": answer and answer.engine,
        "standalone": answer and answer.standalone,
        "retrieved": [
            [sentence.number, sentence.start, sentence.end, sentence.kind.value]
            for sentence in (answer.retrieved if answer else ())
        ],
        "timing": _times(answer.timing) if answer else [],
        "ending": answer and answer.ending.value,
        "fault": asdict(answer.fault) if answer and answer.fault else None,
        "receipt": asdict(answer.receipt) if answer and answer.receipt else None,
        "places": len(exchange.evidence) + len(_nearest(exchange)),
    }


def place_rows(exchange: Exchange) -> Iterator[dict[str, Any]]:
    """A row for each place that an exchange shows, numbered as its markers are."""
    for use, places in ((CITED, exchange.evidence), (NEAREST, _nearest(exchange))):
        for number, citation in enumerate(places, 1):
            yield {
                "use": use,
                "number": number,
                "start": citation.start,
                "end": citation.end,
                "checksum": checksum_of(citation.quote),
            }


def recalled(turn: Any, places: Sequence[Any], article: Article) -> Exchange:
    """The exchange that became these rows, its quotes cut out of `article` anew.

    One whose places do not match the article is told as failed and shows none of its words.
    """
    try:
        evidence = _citations(article, (place for place in places if place.use == CITED))
        nearest = _citations(article, (place for place in places if place.use == NEAREST))
        if len(evidence) + len(nearest) != turn.places:
            return _mismatched(turn)
        pieces = tuple(_piece(kept, evidence) for kept in turn.pieces)
    except (ValueError, IndexError):
        return _mismatched(turn)
    return Exchange(
        turn.question,
        turn.asked,
        Progress(turn.progress),
        evidence,
        pieces,
        None if turn.verdict is None else _answer(turn, pieces, evidence, nearest),
        turn.reason,
    )


def _answer(
    turn: Any, pieces: tuple[Piece, ...], cited: tuple[Citation, ...], nearest: tuple[Citation, ...]
) -> Answer:
    return Answer(
        Verdict(turn.verdict),
        pieces,
        cited,
        nearest,
        turn.confidence,
        turn.engine,
        turn.standalone,
        tuple(
            Sentence(number, start, end, SentenceKind(kind))
            for number, start, end, kind in turn.retrieved
        ),
        Ending(turn.ending or Ending.COMPLETE),
        Fault(**turn.fault) if turn.fault else None,
        Receipt(**turn.receipt) if turn.receipt else None,
        Timing(*turn.timing),
    )


def _kept(piece: Piece, evidence: Sequence[Citation]) -> list[Any]:
    """A piece as JSON; one that is its whole citation is kept without its words."""
    whole = (
        piece.kind is PieceKind.QUOTE
        and piece.citation is not None
        and piece.citation <= len(evidence)
        and piece.text == evidence[piece.citation - 1].quote
    )
    doubt = [piece.doubt] if piece.doubt else []
    return [None if whole else piece.text, piece.kind.value, piece.citation, *doubt]


def _piece(kept: Sequence[Any], evidence: Sequence[Citation]) -> Piece:
    text, kind, citation, *doubt = kept
    words = evidence[citation - 1].quote if text is None else text
    return Piece(words, PieceKind(kind), citation, *doubt)


def _citations(article: Article, rows: Iterable[Any]) -> tuple[Citation, ...]:
    """Raises ValueError if a place is not in the article, or other words stand there now."""
    return tuple(_citation(article, row) for row in rows)


def _citation(article: Article, row: Any) -> Citation:
    citation = Citation(article, row.start, row.end)
    if checksum_of(citation.quote) != row.checksum:
        raise ValueError(citation)
    return citation


def _nearest(exchange: Exchange) -> tuple[Citation, ...]:
    return exchange.answer.nearest if exchange.answer else ()


def _mismatched(turn: Any) -> Exchange:
    unanswered = Exchange(turn.question, turn.asked)
    return unanswered.cut_short(Progress.FAILED, NO_LONGER_MATCHES)


def _times(timing: Timing) -> list[float]:
    return [timing.retrieve, timing.answer, timing.total]
