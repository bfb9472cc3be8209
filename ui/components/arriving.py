"""The answer that is arriving: all that is sent ten times a second.

It draws nothing of its own. It hands what has arrived to the conversation, which paints what is
new of it; so the turns before are neither sent nor painted again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.components import element

if TYPE_CHECKING:
    from ui.components.turns import DrawnTurn


def draw(number: int, turn: DrawnTurn) -> None:
    """Mount it: `turn` is what has arrived for question `number`, counted from 1."""
    element("arriving")(key="arriving", height="content", data={"number": number, "turn": turn})
