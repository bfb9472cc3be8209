"""How an answer was made and what it took, in lines for a reader who unfolds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from assistant import Verdict
from ui.components.conversation import QUOTING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant import Answer, Receipt

MADE_BY_QUOTING = "quoting, on this machine"


class Row(TypedDict):
    """One line: what it is about, and what is to be said of it."""

    name: str
    value: str


def receipt(answer: Answer) -> list[Row]:
    """The lines of an answer's receipt; none for one that could not be made without a model."""
    if answer.verdict is Verdict.FAILED and answer.receipt is None:
        return []
    return [{"name": name, "value": value} for name, value in _lines(answer)]


def _lines(answer: Answer) -> Iterator[tuple[str, str]]:
    written = answer.receipt
    quoting = answer.engine in {"", QUOTING}
    yield "Made by", MADE_BY_QUOTING if quoting else f"{answer.engine}, checked by Footnote"
    places = answer.citations or answer.nearest
    if answer.retrieved and places:
        searched = len(places[0].article.story)
        yield "Sentences", f"{searched} searched, {len(answer.retrieved)} weighed"
    if answer.verdict is not Verdict.CHAT and answer.confidence:
        yield "Chance that the article answers", f"{answer.confidence:.0%}"
    yield "Time", _time(answer)
    if written is not None:
        yield from _written(written)


def _time(answer: Answer) -> str:
    first = answer.receipt.first_word if answer.receipt else None
    parts = [f"evidence {_seconds(answer.timing.retrieve)}"] if answer.timing.retrieve else []
    parts += [f"first word {_seconds(first)}"] if first is not None else []
    return ", ".join([*parts, f"all {_seconds(answer.timing.total)}"])


def _written(took: Receipt) -> Iterator[tuple[str, str]]:
    about = "about " if took.estimated else ""
    yield "Model calls", str(took.calls)
    yield "Tokens", f"{about}{took.prompt_tokens:,} read, {took.answer_tokens:,} written"
    if took.cost is not None:
        yield "Cost", f"{took.cost:.4f}"
    if took.matched:
        yield "Sources", "matched by Footnote, for the model named none"


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds:,.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:,.1f} s"
