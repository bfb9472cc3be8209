"""What a report is about, and what it says of it in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.evaluation.report import comparing, figures

if TYPE_CHECKING:
    from assistant.evaluation.report.comparing import Change, Key
    from assistant.evaluation.report.figures import Interval
    from assistant.evaluation.running import Run


@dataclass(frozen=True)
class View:
    """What a report is about: a run, perhaps an earlier one, perhaps another engine's."""

    run: Run
    against: Run | None = None
    beside: Run | None = None
    notes: tuple[str, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """The engines on show."""
        return (self.run,) if self.beside is None else (self.run, self.beside)

    @cached_property
    def split(self) -> str:
        """The split that is reported; the others stand beside it."""
        return figures.headline_split(self.run.summary)

    @cached_property
    def intervals(self) -> tuple[dict[str, Interval], ...]:
        """Of each engine, over the reported split."""
        return tuple(
            figures.intervals(figures.results_of(run.results, self.split), run.seed)
            for run in self.runs
        )

    @cached_property
    def changes(self) -> dict[Key, Change]:
        """Against the baseline."""
        return comparing.changes(self.run.results, self.against.results) if self.against else {}


def title_of(view: View) -> str:
    """What the page is called."""
    return f"How {' and '.join(f'“{run.engine}”' for run in view.runs)} answer{_s(view)}"


def _s(view: View) -> str:
    return "" if view.beside else "s"


def when_of(view: View) -> str:
    """When, how long, and what it can be compared with."""
    run = view.run
    when = run.started.replace("T", " ").removesuffix("+00:00")
    return f"{when} UTC · {run.seconds:.0f} s · fingerprint {run.fingerprint}"


def in_words(view: View) -> str:
    """The result in two sentences an engine."""
    if view.beside is None:
        return _told(view.run, view.split)
    return " ".join(f"“{run.engine}”: {_told(run, view.split)}" for run in view.runs)


def _told(run: Run, split: str) -> str:
    told = run.summary.headline
    right, wrong, refused, declined = (
        "none" if value is None else f"{value:.0%}"
        for value in (told.right, told.wrong, told.over_refusal, told.refusal_recall)
    )
    first = (
        f"Of {told.answerable} {split} questions that the article answers, {right} were "
        f"answered right, {wrong} wrong, and {refused} refused."
    )
    if told.refusal_recall is None:
        return first
    return f"{first} Of {told.unanswerable} that it does not answer, {declined} were refused."
