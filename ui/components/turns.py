"""A question with what has arrived of its answer, as the browser draws it at every moment."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, TypedDict

from assistant import PieceKind, Progress, Verdict
from ui.components.places import Place, place
from ui.components.receipts import Row, receipt
from ui.components.troubles import Trouble, trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant import Citation, Exchange, Judgement, Piece

MOST_OFFERS = 2
QUOTATION_MARKS = '“”"‘’«»„'

JUDGED = frozenset({Verdict.ANSWERED, Verdict.PARTLY, Verdict.NOT_IN_ARTICLE})
"""What a reader is asked about: small talk and failures claim nothing of the article."""


class DrawnPiece(TypedDict):
    """A piece of an answer; `citation` is 0 where nothing is cited, `doubt` "" without one."""

    kind: str
    text: str
    citation: int
    doubt: str


class DrawnTurn(TypedDict):
    """One question with what has arrived of its answer.

    `state` is a verdict once the answer is complete, before that how far it has come. `understood`
    is the question as it was searched, where that differs. `notice` is said while it is waited
    for, `trouble` is what kept the answer from being whole. `offers` are questions that the
    article answers, beside a refusal. `opinion` is what the reader thinks of it, "" not yet;
    `judged` tells whether to ask.
    """

    question: str
    state: str
    understood: str
    notice: str
    pieces: list[DrawnPiece]
    sources: list[Place]
    nearest: list[Place]
    trouble: Trouble | None
    receipt: list[Row]
    offers: list[str]
    judged: bool
    opinion: str
    comment: str


def turns(
    exchanges: Sequence[Exchange],
    suggestions: Sequence[str] = (),
    judgements: dict[int, Judgement] | None = None,
) -> list[DrawnTurn]:
    """All that was asked; `suggestions` are questions that the article is known to answer.

    `judgements` are what the reader thinks, by the number of the question.
    """
    judged = judgements or {}
    drawn = [turn(each, judged.get(number)) for number, each in enumerate(exchanges, 1)]
    if drawn and drawn[-1]["state"] == Verdict.NOT_IN_ARTICLE:
        asked = {_bare(exchange.question) for exchange in exchanges}
        new = [each for each in suggestions if _bare(each) not in asked]
        drawn[-1]["offers"] = new[:MOST_OFFERS]
    return drawn


def turn(exchange: Exchange, judgement: Judgement | None = None) -> DrawnTurn:
    """One exchange; what was cut short shows what had arrived, and why there is no more."""
    answer = exchange.answer
    told = trouble(exchange)
    nothing = answer is None and exchange.over and not exchange.pieces
    return {
        "question": exchange.question,
        "state": _state(exchange),
        "understood": _understood(exchange),
        "notice": exchange.notice,
        "pieces": pieces(
            each for each in exchange.pieces if told is None or each.text != told["sentence"]
        ),
        "sources": [] if nothing else _places(exchange.evidence),
        "nearest": _places(answer.nearest if answer else ()),
        "trouble": told,
        "receipt": receipt(answer) if answer else [],
        "offers": [],
        "judged": answer is not None and answer.verdict in JUDGED,
        "opinion": judgement.opinion.value if judgement else "",
        "comment": judgement.comment if judgement else "",
    }


def _state(exchange: Exchange) -> str:
    if exchange.answer is not None:
        return exchange.answer.verdict.value
    if exchange.over and not exchange.pieces:
        return Progress.FAILED.value
    return exchange.progress.value


def _understood(exchange: Exchange) -> str:
    """The question as it was understood, where that is more than other capitals or full stops."""
    answer = exchange.answer
    if answer is None or answer.verdict in {Verdict.CHAT, Verdict.FAILED}:
        return ""
    same = _bare(answer.standalone) == _bare(exchange.question)
    return "" if same else answer.standalone


def _bare(question: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in question.casefold()).split())


def pieces(arrived: Iterable[Piece]) -> list[DrawnPiece]:
    """Pieces of an answer, those that look alike as one: a model sends some thousand of them."""
    drawn: list[DrawnPiece] = []
    for (kind, citation, doubt, _), alike in groupby(arrived, key=_look):
        texts = [each.text for each in alike]
        one_by_one = texts if kind is PieceKind.MARKER else ["".join(texts)]
        drawn.extend(_drawn(kind, text, citation, doubt) for text in one_by_one)
    return drawn


def _look(piece: Piece) -> tuple[PieceKind, int, str, bool]:
    """What has to be the same; marks around quoted words are set in the type of those words."""
    marks = piece.kind is PieceKind.SAID and not piece.text.strip(f"{QUOTATION_MARKS} ")
    return piece.kind, piece.citation or 0, piece.doubt, marks


def _drawn(kind: PieceKind, text: str, citation: int, doubt: str) -> DrawnPiece:
    return {"kind": kind.value, "text": text, "citation": citation, "doubt": doubt}


def _places(citations: Iterable[Citation]) -> list[Place]:
    return [place(citation, number) for number, citation in enumerate(citations, 1)]
