"""The page around the panes: its colours and type, the bar on top, the switch when narrow."""

from __future__ import annotations

from ui.components import element


def draw(status: str, *, two_panes: bool) -> None:
    """Mount the bar; `two_panes` says whether a narrow page has to choose between two.

    Its style sheet is the page's own, so it is not kept apart.
    """
    element("frame", isolate_styles=False)(
        key="frame", data={"status": status, "twoPanes": two_panes}
    )
