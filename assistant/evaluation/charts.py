"""The charts of a report as inline SVG: drawn in percentages, so their lettering never shrinks.

Colours and patterns are the page's, by class name (`report/page.css`); every text is escaped, and
each chart tells a screen reader in words what it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROW = 24  # pixels from one bar to the next
_BAR = 12
_NAMES_END, _BARS_BEGIN, _BARS_END = 35.0, 37.0, 86.0  # percent of the chart's width
_SETTLED = 0.1
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """One category: how many items were right, held back and wrong; `before` is its old share."""

    label: str
    right: int
    held_back: int
    wrong: int
    before: float | None = None

    @property
    def total(self) -> int:
        """The items that count."""
        return self.right + self.held_back + self.wrong


@dataclass(frozen=True, slots=True)
class Line:
    """Points from (0, 0) to (1, 1); `dot` is where the engine stands on it."""

    label: str
    points: tuple[tuple[float, float], ...]
    dot: tuple[float, float] | None = None


def bars(rows: Sequence[Bar], title: str) -> str:
    """A bar a category, in three parts; a tick marks where the baseline's right part ended."""
    drawn = "".join(_bar(row, number * _ROW) for number, row in enumerate(rows))
    said = "; ".join(f"{row.label}: {row.right} of {row.total} right" for row in rows)
    height = _ROW * len(rows) + 4
    return (
        f'<svg class="bars" width="100%" height="{height}" role="img" '
        f'aria-label="{escape(f"{title}. {said}.")}">'
        f"{drawn}</svg>"
    )


def _bar(row: Bar, top: float) -> str:
    middle = top + _BAR / 2 + 8
    span = _BARS_END - _BARS_BEGIN
    parts: list[str] = []
    begin = _BARS_BEGIN
    for name, count in (("right", row.right), ("held", row.held_back), ("wrong", row.wrong)):
        width = span * count / max(row.total, 1)
        if count:
            parts.append(
                f'<rect class="{name}" x="{begin:.2f}%" y="{middle - _BAR / 2}" '
                f'width="{width:.2f}%" height="{_BAR}"/>'
            )
        begin += width
    if row.before is not None:
        x = _BARS_BEGIN + span * row.before
        parts.append(
            f'<line class="before" x1="{x:.2f}%" x2="{x:.2f}%" '
            f'y1="{middle - _BAR / 2 - 3}" y2="{middle + _BAR / 2 + 3}"/>'
        )
    told = f"{row.label}: {row.right} right, {row.held_back} held back, {row.wrong} wrong"
    if row.before is not None:
        told += f"; baseline {row.before:.0%} right"
    return (
        f"<g><title>{escape(told)}</title>"
        f'<text class="name" x="{_NAMES_END}%" y="{middle}" dy="0.34em" text-anchor="end">'
        f"{escape(row.label)}</text>{''.join(parts)}"
        f'<text class="count" x="100%" y="{middle}" dy="0.34em" text-anchor="end">'
        f"{row.right}/{row.total}</text></g>"
    )


def plot(lines: Sequence[Line], across: str, up: str, *, diagonal: bool = False) -> str:
    """Curves in the unit square; `across` and `up` name the axes.

    The curves lie in a nested picture that stretches, the lettering outside it does not. The
    square is cut off above the highest point, rounded up to a quarter, so a low curve is legible.
    """
    # The first few answers make a wild beginning, which may leave the picture.
    settled = [y for line in lines for x, y in line.points if x >= _SETTLED]
    highest = max(settled, default=1.0)
    top = 1.0 if diagonal else max(0.25, -(-highest // 0.25) * 0.25)
    grid = "".join(_tick_across(x) for x in _TICKS)
    grid += "".join(_tick_up(share * top, share) for share in _TICKS)
    curves = "".join(_curve(line, number, top) for number, line in enumerate(lines))
    if diagonal:
        curves = f'<line class="diagonal" x1="0" y1="100" x2="100" y2="0"/>{curves}'
    dots = "".join(_dot(line, number, top) for number, line in enumerate(lines) if line.dot)
    said = "; ".join(_in_words(line) for line in lines)
    return (
        '<svg class="plot" width="100%" height="250" role="img" '
        f'aria-label="{escape(f"{up} against {across.lower()}. {said}.")}">{grid}'
        '<svg x="10%" y="24" width="86%" height="176" overflow="visible">'
        '<svg viewBox="0 0 100 100" width="100%" height="100%" preserveAspectRatio="none">'
        f"{curves}</svg>{dots}</svg>"
        f'<text class="axis" x="96%" y="240" text-anchor="end">{escape(across)} →</text>'
        f'<text class="axis" x="0" y="11">↑ {escape(up)}</text></svg>'
    )


def _tick_across(x: float) -> str:
    at = 10 + 86 * x
    anchor = "end" if x == 1 else "middle"
    return (
        f'<text class="tick" x="{at if x < 1 else 96:.1f}%" y="218" text-anchor="{anchor}">'
        f"{x:.0%}</text>"
    )


def _tick_up(value: float, share: float) -> str:
    at = 24 + 176 * (1 - share)
    written = f"{value:.0%}" if (100 * value).is_integer() else f"{value:.1%}"
    return (
        f'<line class="grid" x1="10%" x2="96%" y1="{at}" y2="{at}"/>'
        f'<text class="tick" x="9%" y="{at}" dy="0.34em" text-anchor="end">{written}</text>'
    )


def _curve(line: Line, number: int, top: float) -> str:
    points = " ".join(f"{100 * x:.2f},{100 * (1 - y / top):.2f}" for x, y in line.points)
    return f'<polyline class="curve curve-{number}" points="{points}"/>'


def _dot(line: Line, number: int, top: float) -> str:
    assert line.dot is not None  # noqa: S101 - asked for by the caller
    x, y = line.dot
    told = f"{line.label}: {x:.0%} / {y:.1%}"
    return (
        f'<circle class="dot dot-{number}" cx="{100 * x:.2f}%" cy="{100 * (1 - y / top):.2f}%" '
        f'r="5"><title>{escape(told)}</title></circle>'
    )


def _in_words(line: Line) -> str:
    if not line.points:
        return f"{line.label}: no points"
    (x, y), (last_x, last_y) = line.points[0], line.points[-1]
    return f"{line.label} goes from {y:.0%} at {x:.0%} to {last_y:.0%} at {last_x:.0%}"


@dataclass(frozen=True, slots=True)
class Range:
    """A figure with its interval, where it has one."""

    value: float
    low: float | None = None
    high: float | None = None


def whiskers(ranges: Sequence[Range], lowest: float = 0.0, highest: float = 1.0) -> str:
    """Figures as points on one scale, each on the line of its interval, one below the other."""
    step = 9
    height = step * len(ranges) + 3
    drawn = "".join(
        _whisker(one, number, step * number + step / 2 + 1.5, lowest, highest - lowest)
        for number, one in enumerate(ranges)
    )
    return f'<svg class="whisker" width="100%" height="{height}" aria-hidden="true">{drawn}</svg>'


def _whisker(one: Range, number: int, y: float, lowest: float, width: float) -> str:
    def at(value: float) -> str:
        return f"{100 * min(1.0, max(0.0, (value - lowest) / width)):.2f}%"

    track = f'<line class="track" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
    span = ""
    if one.low is not None and one.high is not None:
        span = f'<line class="span" x1="{at(one.low)}" x2="{at(one.high)}" y1="{y}" y2="{y}"/>'
    point = f'<circle class="point point-{number}" cx="{at(one.value)}" cy="{y}" r="3.5"/>'
    return f"{track}{span}{point}"
