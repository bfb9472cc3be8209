"""Questions and answers as the browser draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import streamlit as st

from ui.components import element
from ui.components.places import Place, place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant import Citation, Exchange, Piece

STATUS = "Answering offline, by quoting the article"
ABOUT = (
    "Footnote answers from this article alone, in the article’s own words, and shows you where; "
    "what the article does not say, it says it does not say."
)


class DrawnPiece(TypedDict):
    """A piece of an answer; `citation` is 0 where nothing is cited."""

    kind: str
    text: str
    citation: int


class DrawnTurn(TypedDict):
    """One question with what has arrived of its answer."""

    question: str
    verdict: str
    pieces: list[DrawnPiece]
    sources: list[Place]
    nearest: list[Place]


KEY = "conversation"


def draw(
    exchanges: Sequence[Exchange],
    suggestions: Sequence[str],
    notice: str,
    on_asked: Callable[[], None],
) -> None:
    """Mount the conversation and its input; `on_asked` runs before the page is drawn again."""
    element("conversation")(
        key=KEY,
        height="stretch",
        data={
            "about": ABOUT,
            "status": STATUS,
            "suggestions": list(suggestions),
            "turns": [turn(exchange) for exchange in exchanges],
            "notice": notice,
        },
        on_asked_change=on_asked,
    )


def asked() -> str:
    """The question that was just sent, for `on_asked`; whatever else a browser sends is none."""
    question = st.session_state[KEY].asked
    return question if isinstance(question, str) else ""


def turn(exchange: Exchange) -> DrawnTurn:
    """An exchange as data; its verdict is "waiting" until the answer is complete.

    One that was cut short shows what had arrived, and why there is no more.
    """
    answer = exchange.answer
    pieces = [_drawn(piece) for piece in exchange.pieces]
    verdict = answer.verdict.value if answer else exchange.progress.value
    sources = exchange.evidence
    if exchange.reason:
        if not pieces:
            verdict, sources = "failed", ()
        space = "\n\n" if pieces else ""
        pieces.append({"kind": "said", "text": f"{space}{exchange.reason}", "citation": 0})
    return {
        "question": exchange.question,
        "verdict": verdict,
        "pieces": pieces,
        "sources": _places(sources),
        "nearest": _places(answer.nearest if answer else ()),
    }


def _drawn(piece: Piece) -> DrawnPiece:
    return {"kind": piece.kind.value, "text": piece.text, "citation": piece.citation or 0}


def _places(citations: Sequence[Citation]) -> list[Place]:
    return [place(citation, number) for number, citation in enumerate(citations, 1)]
