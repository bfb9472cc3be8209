"""Decide whether a run may pass: nothing that worked is lost without a reason.

0 it passes; 1 something got worse; 2 the run says nothing (another gold set, or too many errors).
A new rule is one more function in `RULES`; each names the category it found wanting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.evaluation.baseline import CEILINGS, category_shares
from assistant.evaluation.blaming import fulfilled
from assistant.evaluation.statistics import Difference, paired_bootstrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from assistant.evaluation.baseline import Baseline, Kept
    from assistant.evaluation.metrics import Result
    from assistant.evaluation.pairs import Tried
    from assistant.evaluation.running import Run

Level = Literal["invalid", "regression", "warning", "note"]

PASSES, REGRESSION, INVALID = 0, 1, 2
MOST_ERRORS = 0.02
"""Share of items without an answer, above which the others say too little."""
MOST_LOST = 0.01
"""How much the score may fall although no single rule is broken: one point in a hundred."""
MOST_LOST_LIVE = 0.03
"""The same for a model, whose answers differ from one run to the next."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a rule found; `category` is where, empty for the run as a whole."""

    rule: str
    level: Level
    words: str
    category: str = ""
    item: str = ""

    def __str__(self) -> str:
        """One line for a person."""
        where = f" [{self.category}]" if self.category else ""
        return f"{self.level}: {self.rule}{where}: {self.words}"


@dataclass(frozen=True)
class Gated:
    """What the gate says of a run."""

    findings: tuple[Finding, ...]

    @property
    def code(self) -> int:
        """The exit code: an invalid run is told first, as its other findings may be wrong."""
        levels = {finding.level for finding in self.findings}
        if "invalid" in levels:
            return INVALID
        return REGRESSION if "regression" in levels else PASSES

    def of(self, rule: str) -> tuple[Finding, ...]:
        """What one rule found."""
        return tuple(finding for finding in self.findings if finding.rule == rule)


@dataclass(frozen=True)
class Case:
    """What is judged, and by what."""

    run: Run
    baseline: Baseline
    tried: tuple[Tried, ...] = ()
    live: bool = False


def judge(
    run: Run, baseline: Baseline, tried: tuple[Tried, ...] = (), *, live: bool = False
) -> Gated:
    """Everything the rules find in a run and its pairs, compared with the baseline.

    A `live` model gives other answers each time, so of it no single item is demanded again.
    """
    case = Case(run, baseline, tried, live)
    invalid = tuple(finding for rule in MUST_BE_VALID for finding in rule(case))
    if invalid:
        return Gated(invalid)
    return Gated(tuple(finding for rule in RULES for finding in rule(case)))


def errors(case: Case) -> Iterator[Finding]:
    """A run in which many questions got no answer is no run."""
    lost = [result for result in case.run.results if result.checks.outcome == "error"]
    if len(lost) > MOST_ERRORS * len(case.run.results):
        first = lost[0]
        words = (
            f"{len(lost)} of {len(case.run.results)} questions got no answer, the first of them "
            f"{first.item.id} ({first.observation.error}): put that right and run again"
        )
        yield Finding("errors", "invalid", words)
    elif lost:
        yield Finding("errors", "warning", f"{len(lost)} questions got no answer")


def fingerprint(case: Case) -> Iterator[Finding]:
    """Figures on other questions, or scored otherwise, cannot be compared."""
    if case.run.fingerprint == case.baseline.fingerprint:
        return
    now = {gold.slug: gold.fingerprint for gold in case.run.gold_sets}
    was = case.baseline.gold_sets
    changed = sorted(slug for slug in {*now, *was} if now.get(slug) != was.get(slug))
    what = ", ".join(changed) or "the way of scoring"
    words = f"re-baseline needed, as what is asked changed: {what}. Run `footnote gold baseline`"
    yield Finding("fingerprint", "invalid", words)


def invariants(case: Case) -> Iterator[Finding]:
    """No answer may break an invariant, whatever question it was given to."""
    for result in case.run.results:
        for broken in result.checks.violations:
            words = f"{result.item.id} {broken}"
            yield Finding("invariants", "regression", words, result.category, result.item.id)
    for one in case.tried:
        for broken in one.violations:
            yield Finding("invariants", "regression", f"{one.id} {broken}", one.kind, one.id)


def critical(case: Case) -> Iterator[Finding]:
    """What would do harm may not fail, unless the baseline says why it still does."""
    for result in case.run.results:
        if result.split != "critical" or fulfilled(result.checks):
            continue
        reason = case.baseline.reasons.get(result.item.id)
        words = f"{result.item.id} {result.checks.outcome}: {result.item.question}"
        level: Level = "warning" if reason else "regression"
        told = f"{words} (accepted: {reason})" if reason else words
        yield Finding("critical", level, told, result.category, result.item.id)


def ratchet(case: Case) -> Iterator[Finding]:
    """An item that held may not fail without a reason; a new one that holds is welcome."""
    for result in case.run.results:
        before = case.baseline.items.get(result.item.id)
        held = fulfilled(result.checks)
        if before is None or before.held == held:
            continue
        if held:
            words = f"{result.item.id} holds now: record it with `footnote gold baseline`"
            yield Finding("ratchet", "note", words, result.category, result.item.id)
            continue
        reason = case.baseline.reasons.get(result.item.id)
        words = f"{result.item.id} held and does not any more ({_what(before, result)})"
        yield Finding(
            "ratchet",
            "warning" if reason or case.live else "regression",
            f"{words}, accepted: {reason}" if reason else words,
            result.category,
            result.item.id,
        )


def difference(case: Case) -> Iterator[Finding]:
    """The score as a whole may not fall: by articles for questions, by conversations for turns."""
    for name, in_talk in (("questions", False), ("turns of conversations", True)):
        before, after, clusters = [], [], []
        for result in case.run.results:
            kept, now = case.baseline.items.get(result.item.id), result.checks.score
            if (result.conversation is not None) is not in_talk or kept is None:
                continue
            if kept.score is not None and now is not None:
                before.append(kept.score)
                after.append(now)
                clusters.append(result.conversation or result.item.article_id)
        if before:
            yield _difference(name, paired_bootstrap(before, after, clusters), live=case.live)


def _difference(name: str, found: Difference, *, live: bool) -> Finding:
    """The score may not fall beyond doubt, nor by more than a point, even in too few articles."""
    words = (
        f"score on {found.items} {name} {100 * found.delta:+.1f} points, "
        f"{found.improved} better, {found.worsened} worse (McNemar p = {found.p:.2f})"
    )
    if found.enough:
        words += f", 95 % interval {100 * found.low:+.1f} to {100 * found.high:+.1f}"
    else:
        words += f"; {found.clusters} are too few clusters for an interval: see the items"
    fallen = (found.enough and found.high < 0) or found.delta < -(
        MOST_LOST_LIVE if live else MOST_LOST
    )
    level: Level = "regression" if fallen else "warning" if found.delta < 0 else "note"
    return Finding("difference", level, words)


def floors(case: Case) -> Iterator[Finding]:
    """Refusing well and answering well, both at once: each alone is won by a trivial system."""
    overall = case.run.summary.overall
    for name, floor in case.baseline.floors.items():
        value = getattr(overall, name)
        if value is None:
            continue
        broken = value > floor if name in CEILINGS else value < floor
        if broken:
            kind = "ceiling" if name in CEILINGS else "floor"
            words = f"{name.replace('_', ' ')} is {value:.3f}, its {kind} {floor:.2f}"
            yield Finding("floors", "regression", words, name)


def category_floors(case: Case) -> Iterator[Finding]:
    """A category that dies fails the run, even when the mean rises."""
    now = category_shares(case.run.results)
    for name, floor in case.baseline.category_floors.items():
        if name in now and now[name] < floor:
            words = f"{now[name]:.2f} of it holds, its floor is {floor:.2f}"
            yield Finding("category floors", "regression", words, name)


def pair_floors(case: Case) -> Iterator[Finding]:
    """The answers follow the article as often as they did."""
    from assistant.evaluation.pairs import rates

    for kind, rate in rates(case.tried).items():
        floor = case.baseline.pair_floors.get(kind)
        if floor is not None and rate.share is not None and rate.share < floor:
            words = f"{rate.held} of {rate.pairs} pairs hold, the floor is {floor:.2f}"
            yield Finding("pairs", "regression", words, kind)


def _what(before: Kept, result: Result) -> str:
    """What became of an item, and what of it when that is no other outcome."""
    now = result.checks
    if now.outcome != before.outcome:
        return f"{before.outcome} → {now.outcome}"
    return "it cites elsewhere" if now.cite_hit is False else "it breaks an invariant"


MUST_BE_VALID: tuple[Callable[[Case], Iterator[Finding]], ...] = (fingerprint,)
RULES: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    errors, invariants, critical, ratchet, difference, floors, category_floors, pair_floors,
)  # fmt: skip
