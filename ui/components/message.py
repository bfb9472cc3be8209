"""A page that has nothing to show but why, and where to go from there."""

from __future__ import annotations

from ui.components import element


def draw(title: str, words: str) -> None:
    """Mount it; it offers the way to the library's first article and to adding one."""
    element("message")(key="message", data={"title": title, "words": words})
