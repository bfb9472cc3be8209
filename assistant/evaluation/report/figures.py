"""The figures a report shows, in the order it shows them, each with its interval.

A new figure is one more row in `FIGURES`: where `Figures` keeps it, and what each item gives to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.evaluation.statistics import cluster_interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from assistant.evaluation.metrics import Figures, Result, Summary
    from assistant.evaluation.running import Run

RESAMPLES = 2_000

Interval = tuple[float, float]
Value = float | bool | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its name for people, whether more is better, and what an item gives to it.

    `of` is None where a figure is not a mean over items and so has no interval here.
    """

    name: str
    label: str
    better: Literal["more", "less"]
    group: str
    of: Callable[[Result], Value] | None = None
    kind: Literal["share", "signed", "count"] = "share"

    @property
    def main(self) -> bool:
        """Whether it is among the figures shown first."""
        return self.name in MAIN

    def value(self, figures: Figures) -> float | None:
        """The figure, from where it was summed up."""
        if self.name.startswith("recall_at_"):
            found = figures.recall_at or {}
            return found.get(int(self.name.removeprefix("recall_at_")))
        value: float | None = getattr(figures, self.name)
        return value

    def written(self, value: float | None) -> str:
        """The figure as people read it."""
        if value is None:
            return "–"
        if self.kind == "count":
            return f"{value:g}"
        shown = f"{value:+.2f}" if self.kind == "signed" else f"{value:.1%}"
        return shown.replace("-", "−")

    def gain(self, before: float | None, after: float | None) -> float | None:
        """How much better it became, in hundredths (a count: in ones); None without both."""
        if before is None or after is None:
            return None
        change = (after - before) * (1 if self.kind == "count" else 100)
        return round(change if self.better == "more" else -change, 6)

    def moved(self, gain: float | None) -> str:
        """A gain as people read it: which way the figure moved, and whether that is better."""
        if gain is None:
            return ""
        if abs(gain) < 0.05:
            return "="
        moved = gain if self.better == "more" else -gain
        shown = f"{moved:+.0f}" if self.kind == "count" else f"{moved:+.1f}"
        arrow, kind = "▲" if moved > 0 else "▼", "better" if gain > 0 else "worse"
        return f"{arrow} {shown.replace('-', '−')} {kind}"


def _single(result: Result) -> bool:
    return result.conversation is None and result.checks.outcome != "error"


def _when_answerable(outcome: str) -> Callable[[Result], Value]:
    def of(result: Result) -> Value:
        if not _single(result) or not result.item.answerable:
            return None
        return result.checks.passed if outcome == "right" else result.checks.outcome == outcome

    return of


def _when_unanswerable(outcome: str, kind: str = "") -> Callable[[Result], Value]:
    def of(result: Result) -> Value:
        item = result.item
        plain = item.answerable is False and not item.corrects_a_premise
        if not _single(result) or not plain or (kind and item.unanswerable_kind != kind):
            return None
        return result.checks.outcome == outcome

    return of


def _score(result: Result) -> Value:
    return result.checks.score if _single(result) else None


def _premise(result: Result) -> Value:
    return result.checks.passed if _single(result) and result.item.corrects_a_premise else None


def _cite_recall(result: Result) -> Value:
    return result.checks.cite_recall if _single(result) else None


def _cite_precision(result: Result) -> Value:
    return result.checks.cite_precision if _single(result) else None


def _recall_at(depth: int) -> Callable[[Result], Value]:
    def of(result: Result) -> Value:
        found = result.checks.recall_at if _single(result) else None
        return None if found is None else found.get(depth)

    return of


def _ndcg(result: Result) -> Value:
    return result.checks.ndcg5 if _single(result) else None


def _turn(first: int) -> Callable[[Result], Value]:
    def of(result: Result) -> Value:
        counts = (result.turn or 0) >= first and result.checks.outcome != "error"
        return result.checks.passed if counts else None

    return of


ANSWERS = "Answers"
REFUSALS = "Refusals"
PLACES = "Citations and search"
TALK = "Conversations"
TRUST = "Confidence and soundness"

CONVERSATIONS = Figure("conversations_right", "Whole conversations right", "more", TALK)
SCORE = Figure("score", "Score", "more", ANSWERS, _score, "signed")
FIGURES: tuple[Figure, ...] = (
    SCORE,
    Figure("right", "Right on answerable", "more", ANSWERS, _when_answerable("right")),
    Figure("wrong", "Wrong on answerable", "less", ANSWERS, _when_answerable("wrong")),
    Figure(
        "over_refusal", "Refused though answerable", "less", ANSWERS, _when_answerable("refused")
    ),
    Figure(
        "refusal_recall", "Unanswerable, refused", "more", REFUSALS,
        _when_unanswerable("right_refusal"),
    ),
    Figure(
        "near_miss_answered", "Near miss, answered", "less", REFUSALS,
        _when_unanswerable("answered_unanswerable", "near-miss entity"),
    ),
    Figure("false_premise_right", "False premise, seen through", "more", REFUSALS, _premise),
    Figure("cite_recall", "Citation recall", "more", PLACES, _cite_recall),
    Figure("cite_precision", "Citation precision", "more", PLACES, _cite_precision),
    Figure("recall_at_1", "Evidence found first", "more", PLACES, _recall_at(1)),
    Figure("recall_at_3", "Evidence in the first 3", "more", PLACES, _recall_at(3)),
    Figure("recall_at_5", "Evidence in the first 5", "more", PLACES, _recall_at(5)),
    Figure("ndcg5", "nDCG of the first 5", "more", PLACES, _ndcg),
    Figure("follow_ups_right", "Follow-up turns right", "more", TALK, _turn(2)),
    Figure("turns_right", "All turns right", "more", TALK, _turn(1)),
    CONVERSATIONS,
    Figure("auroc", "Confidence tells answerable (AUROC)", "more", TRUST),
    Figure("calibration_error", "Calibration error", "less", TRUST),
    Figure("violated", "Answers that break an invariant", "less", TRUST, None, "count"),
    Figure("errors", "Questions without an answer", "less", TRUST, None, "count"),
)  # fmt: skip

MAIN = frozenset(
    {
        "right", "wrong", "over_refusal", "refusal_recall", "near_miss_answered",
        "false_premise_right", "cite_recall", "cite_precision", "recall_at_1", "follow_ups_right",
        "conversations_right", "violated",
    }
)  # fmt: skip


def counted(results: Sequence[Result], figure: Figure) -> int | None:
    """How many items a figure rests on; None where it is no mean over items."""
    if figure is CONVERSATIONS:
        return len(_whole(results))
    if figure.of is None:
        return None
    return sum(1 for result in results if figure.of(result) is not None)


def _whole(results: Iterable[Result]) -> dict[str, bool]:
    """Of each conversation, whether all its turns are right."""
    whole: dict[str, bool] = {}
    for result in results:
        if result.conversation is not None:
            family = family_of(result)
            whole[family] = whole.get(family, True) and result.checks.passed
    return whole


def intervals(results: Sequence[Result], seed: int) -> dict[str, Interval]:
    """The 95 % interval of each figure that is a mean, by resampling families of questions.

    A paraphrase, a twin and the turns of a conversation stand or fall with each other, so they are
    drawn together. It says how the figure would vary with other questions on the same articles.
    """
    families = [family_of(result) for result in results]
    found: dict[str, Interval] = {}
    if whole := _whole(results):
        found[CONVERSATIONS.name] = cluster_interval([*whole], [*whole.values()], RESAMPLES, seed)
    for figure in FIGURES:
        if figure.of is None:
            continue
        values = [figure.of(result) for result in results]
        if any(value is not None for value in values):
            found[figure.name] = cluster_interval(families, values, RESAMPLES, seed)
    return found


def family_of(result: Result) -> str:
    """What an item is drawn with: its conversation, or the question it was made from."""
    item = result.item
    root = result.conversation or item.paraphrase_of or item.twin_of or item.id
    return f"{item.article_id} {root}"


def alone(run: Run) -> tuple[int, int] | None:
    """Of the reported split's follow-ups asked self-contained, how many were right, of how many."""
    split = headline_split(run.summary)
    asked = [run.alone[r.item.id] for r in results_of(run.results, split) if r.item.id in run.alone]
    return (sum(asked), len(asked)) if asked else None


def results_of(results: Sequence[Result], split: str) -> list[Result]:
    """The results of one split."""
    return [result for result in results if result.split == split]


def headline_split(summary: Summary) -> str:
    """The split that is reported: `test` where there is one."""
    if "test" in summary.by_split or not summary.by_split:
        return "test"
    return next(iter(summary.by_split))
