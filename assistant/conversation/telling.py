"""How an answer ended and what it took, in words for every place that shows an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.domain import Ending, PieceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain import Answer, Piece

ENDINGS = {
    Ending.COMPLETE: "",
    Ending.STOPPED: "You stopped this answer.",
    Ending.INTERRUPTED: "This answer broke off.",
    Ending.TRUNCATED: "This answer was cut off at the longest it may be.",
    Ending.REFUSED: "The model declined to answer.",
    Ending.FILTERED: "The server withheld the rest of this answer.",
    Ending.EMPTY: "The model returned nothing.",
    Ending.FAILED: "",  # what failed is all there is to tell
}
"""What a reader is told of each ending, where no fault says it better."""


def how_it_ended(answer: Answer) -> str:
    """Why an answer is not whole, or what is wrong with it all the same; "" if nothing is."""
    told = answer.fault.sentence if answer.fault else ENDINGS[answer.ending]
    return "" if told in answer.text else told  # where nothing else could be said, it is the answer


def what_it_took(answer: Answer) -> str:
    """The receipt as a sentence; "" for an answer that asked no model."""
    receipt = answer.receipt
    if receipt is None:
        return ""
    parts = [receipt.model, "1 call" if receipt.calls == 1 else f"{receipt.calls} calls"]
    if receipt.prompt_tokens or receipt.answer_tokens:
        about = "about " if receipt.estimated else ""
        counted = f"{receipt.prompt_tokens:,} tokens read, {receipt.answer_tokens:,} written"
        parts.append(f"{about}{counted}")
    if receipt.cost is not None:
        parts.append(f"cost {receipt.cost:.4g}")
    if answer.timing.retrieve:
        parts.append(f"evidence after {answer.timing.retrieve:,.0f} ms")
    if receipt.first_word is not None:
        parts.append(f"first word after {receipt.first_word:,.0f} ms")
    parts.append(f"all after {answer.timing.total:,.0f} ms")
    if receipt.matched:
        parts.append("sources matched by Footnote, not set by the model")
    return f"{', '.join(parts)}."


def with_doubts(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, str]]:
    """The pieces, and behind each what to tell of the check: a doubt once, where it ends."""
    for place, piece in enumerate(pieces):
        following = (each for each in pieces[place + 1 :] if each.kind is PieceKind.WRITTEN)
        goes_on = piece.doubt == getattr(next(following, None), "doubt", "")
        yield piece, "" if goes_on else piece.doubt
