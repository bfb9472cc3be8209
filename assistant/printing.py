"""How lines and answers look on a terminal, whatever characters of others are in them."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from assistant.conversation.telling import how_it_ended, what_it_took, with_doubts
from assistant.domain import Exchange, PieceKind, quotation_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from assistant.domain import Article, Event

_STYLES = {PieceKind.LEAD: "bold", PieceKind.MARKER: "cyan"}
_DOUBTED = "yellow"


def say(line: str, style: str | None = None) -> None:
    """Print one line, without markup and control characters of its own."""
    words = line.encode("utf-8", "replace").decode()
    Console().print(words, markup=False, highlight=False, soft_wrap=True, style=style)


def growing(question: str, events: Iterable[Event]) -> Iterator[Exchange]:
    """An exchange each time something has arrived of its answer."""
    exchange = Exchange(question)
    for event in events:
        exchange = exchange.with_event(event)
        yield exchange


def heard_out(exchanges: Iterator[Exchange], stop: Callable[[], None]) -> Exchange:
    """The last of the exchanges; meanwhile the terminal tells what is waited for."""
    with Console(stderr=True).status("Looking …") as status, _stopped_by_ctrl_c(stop):
        for exchange in exchanges:
            status.update(
                escape(exchange.notice or ("Writing …" if exchange.pieces else "Asking …"))
            )
    return exchange


@contextmanager
def _stopped_by_ctrl_c(stop: Callable[[], None]) -> Iterator[None]:
    """Meanwhile the first Ctrl-C stops, and only the next one ends the program."""

    def stop_once(*_: object) -> None:
        signal.signal(signal.SIGINT, before)
        stop()

    before = signal.signal(signal.SIGINT, stop_once)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def show_answer(article: Article, exchange: Exchange) -> None:
    """Print an answer as a reader wants it: words first, then where they stand and what it took.

    What the check doubts is followed by its reason.
    """
    console = Console()
    console.print(Text.assemble(*_drawn(exchange), exchange.reason))
    answer = exchange.answer
    if answer and (told := how_it_ended(answer)):
        console.print(Text(f"\n{told}", style=_DOUBTED))
    for number, citation in enumerate(exchange.evidence, 1):
        console.print(Text(f"\n[{number}] {citation.place} — {article.title}", style="dim"))
    if answer and answer.nearest:
        console.print(Text("\nThe nearest it comes:", style="dim"))
        for citation in answer.nearest:
            opening, closing = quotation_marks(citation.quote)
            console.print(Text(f"  {opening}{citation.quote}{closing}", style="dim"))
    if answer and (took := what_it_took(answer)):
        console.print(Text(f"\n{took}", style="dim"))


def _drawn(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """The words of an answer with their styles."""
    for piece, doubt in with_doubts(exchange.pieces):
        yield piece.text, _DOUBTED if piece.doubt else _STYLES.get(piece.kind, "")
        if doubt:
            yield f" (⚠ {doubt})", _DOUBTED
