"""The upper half of the page: what was measured, the figures with their intervals, the charts.

Drawn here, so that it can be read and printed without a script.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from assistant.evaluation import charts
from assistant.evaluation.report import figures, plotting
from assistant.evaluation.report.view import in_words, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.evaluation.report.figures import Figure
    from assistant.evaluation.report.view import View
    from assistant.evaluation.running import Run


def html(view: View) -> str:
    """The overview as markup; every text is escaped."""
    notes = "".join(f"<p>{escape(note)}</p>" for note in view.notes)
    return (
        '<div class="overview">'
        f"<h1>{escape(title_of(view))}</h1>"
        f'<p class="lede">{escape(in_words(view))}</p>'
        + (f'<div class="notes" role="note">{notes}</div>' if notes else "")
        + f'<section class="headline" aria-label="Figures">{_score(view)}'
        f"{_table(view, [f for f in figures.FIGURES if f.main], _caption(view))}</section>"
        f"{_more(view)}{plotting.section(view)}</div>"
    )


def _caption(view: View) -> str:
    count = len(view.run.gold_sets)
    articles = "1 article" if count == 1 else f"{count} articles"
    return (
        f"On the {view.split} split, {articles}. Intervals are 95 %, over other questions about "
        "the same articles: paraphrases, twins and the turns of one conversation are drawn "
        f"together.{' Changes against the baseline are in points.' if view.against else ''}"
    )


def _score(view: View) -> str:
    parts = ["<div><h2>Score</h2>"]
    for run, found in zip(view.runs, view.intervals, strict=True):
        if view.beside:
            parts.append(f'<p class="of-engine"><b>{escape(run.engine)}</b></p>')
        score = figures.SCORE.value(run.summary.headline)
        parts.append(f'<p class="score">{figures.SCORE.written(score)}</p>')
        if "score" in found:
            low, high = (figures.SCORE.written(end) for end in found["score"])
            parts.append(f'<p class="score-range">{low} to {high}{_delta(view, run)}</p>')
        parts.append(_scale(view, run))
        parts.append(_critical(run))
    return "".join([*parts, "</div>"])


def _delta(view: View, run: Run) -> str:
    if view.against is None or run is not view.run:
        return ""
    before = figures.SCORE.value(view.against.summary.headline)
    gain = figures.SCORE.gain(before, figures.SCORE.value(run.summary.headline))
    return f" · {_gain(figures.SCORE, gain)}"


def _scale(view: View, run: Run) -> str:
    chosen = figures.results_of(run.results, view.split)
    scores = [r.checks.score for r in chosen if r.conversation is None]
    meaning = {
        1: ("+1", "right, or rightly refused"),
        0: ("0", "refused, though answerable"),
        -1: ("−1", "wrong"),
    }
    rows = "".join(
        f'<li><b>{scores.count(score)}</b> <span>{words} <span class="facts">({shown})</span>'
        "</span></li>"
        for score, (shown, words) in meaning.items()
    )
    return f'<ul class="scale">{rows}</ul>'


def _critical(run: Run) -> str:
    chosen = figures.results_of(run.results, "critical")
    if not chosen:
        return ""
    passed = sum(result.checks.passed for result in chosen)
    return f'<p class="facts">Critical questions: {passed} of {len(chosen)} pass.</p>'


def _table(view: View, rows: Sequence[Figure], caption: str) -> str:
    names = [escape(run.engine) for run in view.runs] if view.beside else [escape(view.split)]
    heads = "".join(
        f'<th scope="col">{name}</th><th scope="col" class="range">95 %</th>' for name in names
    )
    dev = _beside(view)
    heads += '<th scope="col" class="drawn"><span hidden>drawn</span></th>'
    heads += '<th scope="col" class="of">of</th>'
    heads += f'<th scope="col">{escape(dev)}</th>' if dev else ""
    heads += '<th scope="col">baseline</th>' if view.against else ""
    group = ""
    body = []
    for figure in rows:
        begins = ' class="begins"' if figure.group != group else ""
        group = figure.group
        body.append(f"<tr{begins}>{_row(view, figure, dev)}</tr>")
    two = " two" if view.beside else ""
    return (
        f'<table class="figures{two}"><caption>{escape(caption)}</caption>'
        f'<thead><tr><th scope="col"></th>{heads}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def _beside(view: View) -> str:
    """The split that stands beside the reported one; with two engines there is no room for it."""
    there = view.split != "dev" and "dev" in view.run.summary.by_split
    return "dev" if there and not view.beside else ""


def _row(view: View, figure: Figure, dev: str) -> str:
    cells = [f'<th scope="row">{escape(figure.label)}</th>']
    drawn: list[charts.Range] = []
    for run, found in zip(view.runs, view.intervals, strict=True):
        value = figure.value(run.summary.headline)
        low, high = found.get(figure.name, (None, None))
        between = f"{_short(low)}–{_short(high)}" if low is not None else ""
        cells.append(f'<td class="main">{figure.written(value)}</td>')
        cells.append(f'<td class="range">{between}</td>')
        if value is not None and figure.kind == "share":
            drawn.append(charts.Range(value, low, high))
    counted = figures.counted(figures.results_of(view.run.results, view.split), figure)
    cells.append(f'<td class="drawn">{charts.whiskers(drawn) if drawn else ""}</td>')
    cells.append(f'<td class="of">{"" if counted is None else counted}</td>')
    if dev:
        other = figure.value(view.run.summary.by_split[dev])
        cells.append(f'<td class="beside">{figure.written(other)}</td>')
    if view.against:
        before = figure.value(view.against.summary.headline)
        gain = figure.gain(before, figure.value(view.run.summary.headline))
        cells.append(f"<td>{_gain(figure, gain)}</td>")
    return "".join(cells)


def _short(share: float | None) -> str:
    return f"{100 * share:.0f}" if share is not None else ""


def _gain(figure: Figure, gain: float | None) -> str:
    told = figure.moved(gain)
    kind = told.rpartition(" ")[2]
    return f'<span class="{kind if kind in ("better", "worse") else "facts"}">{told}</span>'


def _more(view: View) -> str:
    rest = [figure for figure in figures.FIGURES if not figure.main and figure is not figures.SCORE]
    run = view.run
    versions = ", ".join(f"{name} {number}" for name, number in sorted(run.versions.items()))
    alone = figures.alone(run)
    talk = "" if alone is None else (
        f'<p class="facts">Asked self-contained, without their conversation, {alone[0]} of '
        f"{alone[1]} follow-ups were right: what is missing from the figure above is lost to the "
        "rewriting.</p>"
    )  # fmt: skip
    return (
        '<details class="more-figures"><summary>More figures, and what they depend on</summary>'
        f'{_table(view, rest, "The same way.")}{talk}<p class="facts">{escape(versions)}; '
        f"seed {run.seed}; fingerprint {escape(run.fingerprint)}.</p></details>"
    )
