"""How lines and answers look on a terminal, whatever characters of others are in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from assistant.domain import PieceKind, quotation_marks

if TYPE_CHECKING:
    from assistant.domain import Article, Exchange

_STYLES = {PieceKind.LEAD: "bold", PieceKind.MARKER: "cyan"}


def say(line: str, style: str | None = None) -> None:
    """Print one line, without markup and control characters of its own."""
    words = line.encode("utf-8", "replace").decode()
    Console().print(words, markup=False, highlight=False, soft_wrap=True, style=style)


def show_answer(article: Article, exchange: Exchange) -> None:
    """Print an answer as a reader wants it: words first, then where they stand."""
    console = Console()
    pieces = ((piece.text, _STYLES.get(piece.kind, "")) for piece in exchange.pieces)
    console.print(Text.assemble(*pieces, exchange.reason))
    for number, citation in enumerate(exchange.evidence, 1):
        console.print(Text(f"\n[{number}] {citation.place} — {article.title}", style="dim"))
    if exchange.answer and exchange.answer.nearest:
        console.print(Text("\nThe nearest it comes:", style="dim"))
        for citation in exchange.answer.nearest:
            opening, closing = quotation_marks(citation.quote)
            console.print(Text(f"  {opening}{citation.quote}{closing}", style="dim"))
