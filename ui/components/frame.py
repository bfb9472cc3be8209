"""The page around the two panes: its colours and type, the bar on top, the switch when narrow."""

from __future__ import annotations

from ui.components import element


def draw(status: str) -> None:
    """Mount the bar; its style sheet is the page's own, so it is not kept apart."""
    element("frame", isolate_styles=False)(key="frame", data={"status": status})
