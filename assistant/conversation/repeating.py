"""Show an earlier turn again, as it was answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.conversation.showing import in_marks
from assistant.domain import Answer, Piece, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Turn

NOTHING_YET = "You have not asked anything about the article yet."


def repeated(meant: Turn | None, asked: Sequence[Turn]) -> Answer:
    """The answer of the turn meant, under its question; that there is none, if there is none."""
    if meant is None:
        many = "one question" if len(asked) == 1 else f"{len(asked)} questions"
        said = f"You have asked {many} so far, not the one you name." if asked else NOTHING_YET
        return Answer(Verdict.CHAT, (Piece(said),), confidence=1.0)
    again = Piece(f"You asked: {in_marks(meant.question)}\n\n")
    return replace(
        meant.answer,
        pieces=(again, *meant.answer.pieces),
        standalone=meant.answer.standalone or meant.question,
        receipt=None,  # to show it again takes nothing
    )
