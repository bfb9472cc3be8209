"""Which bars and curves the page shows of a run."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

from assistant.evaluation import charts
from assistant.evaluation.report import figures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.evaluation.metrics import Result
    from assistant.evaluation.report.view import View
    from assistant.evaluation.running import Run

BINS = 10


def section(view: View) -> str:
    """Bars by category, a split and an engine at a time, and the two curves."""
    panels = [(split, run) for split in _splits(view) for run in view.runs]
    tabs = ""
    if len(panels) > 1:
        tabs = "".join(
            f'<button type="button" data-shows="{number}" aria-pressed="'
            f'{"false" if number else "true"}">{escape(_named(view, split, run))}</button>'
            for number, (split, run) in enumerate(panels)
        )
        tabs = f'<div class="split-tabs" role="group" aria-label="Which results">{tabs}</div>'
    drawn = "".join(
        f'<div data-panel="{number}"{" hidden" if number else ""}>{_bars(view, split, run)}</div>'
        for number, (split, run) in enumerate(panels)
    )
    return (
        f'<section class="charts" aria-label="Charts"><div>{tabs}{drawn}</div>'
        f"<div>{_risk(view)}{_reliability(view)}</div></section>"
    )


def _splits(view: View) -> list[str]:
    others = [split for split in view.run.summary.by_split if split != view.split]
    return [view.split, *sorted(others, key=lambda split: split == "critical")]


def _named(view: View, split: str, run: Run) -> str:
    return f"{split} · {run.engine}" if view.beside else split


def _bars(view: View, split: str, run: Run) -> str:
    chosen = figures.results_of(run.results, split)
    before = figures.results_of(view.against.results, split) if view.against else []
    drawn = ""
    for talk, name in ((False, "Questions by category"), (True, "Turns of conversations")):
        results = [r for r in chosen if (r.conversation is not None) == talk]
        if not results:
            continue
        rows = _rows(results, [r for r in before if (r.conversation is not None) == talk])
        drawn += (
            f"<figure><figcaption><h2>{name}</h2>{_key(view)}</figcaption>"
            f"{charts.bars(rows, f'{name}, {split}')}</figure>"
        )
    return drawn


def _key(view: View) -> str:
    tick = "│ baseline" if view.against else ""
    keys = "".join(
        f'<span><svg width="14" height="12" aria-hidden="true"><rect class="{name}" width="14" '
        f'height="12"/></svg>{words}</span>'
        for name, words in (("right", "right"), ("held", "refused, though answerable"),
                            ("wrong", "wrong"))
    )  # fmt: skip
    return f'<p class="key">{keys}{f"<span>{tick}</span>" if tick else ""}</p>'


def _rows(results: Iterable[Result], before: Iterable[Result]) -> list[charts.Bar]:
    old: dict[str, list[bool]] = defaultdict(list)
    for result in before:
        old[result.category].append(result.checks.passed)
    new: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if result.checks.outcome != "error":
            new[result.category].append(result)
    rows = []
    for category, members in new.items():
        right = sum(result.checks.passed for result in members)
        held = sum(result.checks.outcome == "refused" for result in members)
        was = old.get(category)
        share = sum(was) / len(was) if was else None
        name = category.replace("_", " ")
        rows.append(charts.Bar(name, right, held, len(members) - right - held, share))
    return sorted(rows, key=lambda row: (row.right / row.total, row.label))


def _risk(view: View) -> str:
    lines = []
    for run in view.runs:
        points = tuple((coverage, risk) for coverage, risk, _ in run.summary.risk_coverage)
        if points:
            lines.append(charts.Line(run.engine, points, points[-1]))
    if not lines:
        return ""
    return (
        "<figure><figcaption><h2>Risk and coverage</h2><p>The questions are answered in the order "
        "of the engine's confidence. Of those answered so far, how many are wrong?</p>"
        f"{_lines(view)}</figcaption>"
        f"{charts.plot(lines, 'Share answered', 'Share wrong')}</figure>"
    )


def _lines(view: View) -> str:
    if not view.beside:
        return ""
    keys = "".join(
        f'<span><svg width="26" height="8" aria-hidden="true"><polyline class="curve '
        f'curve-{number}" points="0,4 26,4"/></svg>{escape(run.engine)}</span>'
        for number, run in enumerate(view.runs)
    )
    return f'<p class="key">{keys}</p>'


def _reliability(view: View) -> str:
    lines = []
    for run in view.runs:
        points = reliability(figures.results_of(run.results, view.split))
        if len(points) > 1:
            lines.append(charts.Line(run.engine, points))
    if not lines:
        return ""
    drawn = charts.plot(lines, "Confidence", "Share answerable", diagonal=True)
    return (
        "<figure><figcaption><h2>Is the confidence honest?</h2><p>Of the questions to which the "
        "engine gave a confidence, how many does the article answer? On the dotted line it is "
        f"exactly as many as it said.</p></figcaption>{drawn}</figure>"
    )


def reliability(results: Iterable[Result]) -> tuple[tuple[float, float], ...]:
    """Mean confidence and share of answerable questions, in ten bins of confidence."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for result in results:
        confidence, answerable = result.observation.confidence, result.item.answerable
        if confidence is not None and answerable is not None and result.conversation is None:
            bins[min(int(confidence * BINS), BINS - 1)].append((confidence, answerable))
    return tuple(
        (
            sum(confidence for confidence, _ in pairs) / len(pairs),
            sum(answerable for _, answerable in pairs) / len(pairs),
        )
        for _, pairs in sorted(bins.items())
    )
