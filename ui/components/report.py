"""Figures, charts and failing questions of an evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.components import element

if TYPE_CHECKING:
    from collections.abc import Mapping


def draw(shown: Mapping[str, Any]) -> None:
    """Mount what `assistant.evaluation.report.showing.shown` tells of one run or of two."""
    element("report")(key="report", data=dict(shown))
