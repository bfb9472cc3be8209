"""A run as Markdown for a pull request: figures with arrows, and the items that flipped."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from assistant.evaluation.report import figures
from assistant.evaluation.report.explaining import BLAMES, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.evaluation.report.comparing import Change
    from assistant.evaluation.report.figures import Figure
    from assistant.evaluation.report.view import View

LONGEST_LIST = 50
"""Items; a longer list is cut, and says so."""
LONGEST_QUESTION = 160

# Also what GitHub makes a link or a picture of: an address, a mention, an issue's number, ":name:".
_MARKS = re.compile(r"([\\`*_\[\]<>#|~@&$]|:(?=[^\s\d])|(?<=www)\.|^[-+](?= ))", re.IGNORECASE)


def markdown(view: View) -> str:
    """The whole text."""
    parts = [f"## Evaluation of {literally(view.run.engine)}", _about(view)]
    parts += [f"> {literally(note)}" for note in view.notes]
    parts += [_figures(view), *_flips(view), _failures(view)]
    return "\n\n".join(part for part in parts if part) + "\n"


def literally(text: str) -> str:
    """A text that Markdown shows as it is: no mark, link, mention or line of its own."""
    flat = " ".join(text.split())
    return _MARKS.sub(lambda found: f"&#{ord(found[1])};", flat)


def _about(view: View) -> str:
    run = view.run
    about = (
        f"{len(run.results)} items, {len(run.gold_sets)} articles, fingerprint `{run.fingerprint}`"
    )
    if view.against is None:
        return f"{about}."
    if view.against.fingerprint != run.fingerprint:
        return f"{about}. **The baseline was made with other questions: compare with care.**"
    when = f" of {literally(view.against.started)}" if view.against.started else ""
    return f"{about}, against the baseline{when}."


def _figures(view: View) -> str:
    dev = "dev" if view.split != "dev" and "dev" in view.run.summary.by_split else ""
    heads = ["figure", *([run.engine for run in view.runs] if view.beside else [view.split])]
    heads += (
        [f"95 % of {view.run.engine}" if view.beside else "95 %", "of"]
        + ([dev] if dev else [])
        + (["baseline", ""] if view.against else [])
    )
    lines = [
        _line([literally(head) for head in heads]),
        _line(["---"] + ["--:"] * (len(heads) - 1)),
    ]
    chosen = figures.results_of(view.run.results, view.split)
    for figure in figures.FIGURES:
        cells = [literally(figure.label)]
        cells += [figure.written(figure.value(run.summary.headline)) for run in view.runs]
        low, high = view.intervals[0].get(figure.name, (None, None))
        cells.append("" if low is None else f"{figure.written(low)} to {figure.written(high)}")
        count = figures.counted(chosen, figure)
        cells.append("" if count is None else str(count))
        if dev:
            cells.append(figure.written(figure.value(view.run.summary.by_split[dev])))
        cells += _change(view, figure)
        lines.append(_line(cells))
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _change(view: View, figure: Figure) -> list[str]:
    if view.against is None:
        return []
    before = figure.value(view.against.summary.headline)
    gain = figure.gain(before, figure.value(view.run.summary.headline))
    return [figure.written(before), figure.moved(gain)]


def _flips(view: View) -> list[str]:
    if view.against is None:
        return []
    worse = [change for change in view.changes.values() if change.kind == "worse"]
    better = [change for change in view.changes.values() if change.kind == "better"]
    if not worse and not better:
        return ["No item flipped."]
    told = []
    for changes, words in ((worse, "▼ Now failing"), (better, "▲ Now passing")):
        if changes:
            told.append(f"### {words}: {len(changes)}\n\n{_items(changes)}")
    return told


def _items(changes: Sequence[Change]) -> str:
    lines = [_line(["item", "category", "question", "before", "now"]), _line(["---"] * 5)]
    for change in changes[:LONGEST_LIST]:
        result = change.after
        question = result.item.question
        if len(question) > LONGEST_QUESTION:
            question = f"{question[:LONGEST_QUESTION]}…"
        now = OUTCOMES[result.checks.outcome]
        if result.blame:
            now += f" (blame: {BLAMES.get(result.blame, result.blame)})"
        was = OUTCOMES[change.before.checks.outcome]
        row = [result.item.id, result.category, question, was, now]
        lines.append(_line([literally(cell) for cell in row]))
    if len(changes) > LONGEST_LIST:
        lines.append(f"\n… and {len(changes) - LONGEST_LIST} more: see report.html.")
    return "\n".join(lines)


def _failures(view: View) -> str:
    """What the failing items of the reported split come from."""
    chosen = figures.results_of(view.run.results, view.split)
    blames = Counter(result.blame for result in chosen if result.blame)
    if not blames:
        return ""
    told = ", ".join(f"{BLAMES.get(blame, blame)} {count}" for blame, count in blames.most_common())
    return f"What failed on {literally(view.split)}, by the stage to blame: {literally(told)}."
