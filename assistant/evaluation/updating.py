"""Agree on a new baseline: show what it changes, and let nothing fail without a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import QuestionsError
from assistant.evaluation.baseline import Baseline, baseline_of, read_baseline, write_baseline
from assistant.evaluation.engines import quoting
from assistant.evaluation.measuring import PAIRS_IN_THE_GATE, only_once, pairs_of
from assistant.evaluation.pairs import rates
from assistant.evaluation.running import items_in, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from assistant.evaluation.engines import Live
    from assistant.evaluation.gold import GoldSet
    from assistant.evaluation.measuring import Progress
    from assistant.evaluation.running import Run


@dataclass(frozen=True, slots=True)
class Updated:
    """What changed, a line each, and whether the file was left as it was."""

    lines: tuple[str, ...]
    refused: bool


def update(
    gold_sets: Sequence[GoldSet],
    path: Path,
    reasons: Mapping[str, str],
    progress: Progress,
    engine: Live | None = None,
    *,
    floors_anew: bool = False,
) -> Updated:
    """Measure, compare with the baseline in `path`, and replace it where nothing stands against."""
    only_once(gold_sets)
    known(reasons, gold_sets)
    engine = engine or quoting()
    before = read_baseline(path) if path.exists() else None
    step = progress(f"Asking {engine.name}", items_in(gold_sets))
    done = run(engine, gold_sets, step=step, trace=False)
    tried = pairs_of(engine, done, PAIRS_IN_THE_GATE, progress)
    shares = {kind: rate.share for kind, rate in rates(tried).items()}
    after = baseline_of(done, shares, before, reasons, floors_anew=floors_anew)
    against = tuple(_against(done, before, after))
    lines = (*_changes(before, after), *against)
    if against:
        return Updated((*lines, "The baseline is left as it was."), refused=True)
    write_baseline(path, after)
    return Updated((*lines, f"{len(after.items)} items are in {path}."), refused=False)


def _against(done: Run, before: Baseline | None, after: Baseline) -> Iterator[str]:
    """What forbids the update: errors, broken invariants, failures that nobody answers for."""
    lost = [result.item.id for result in done.results if result.checks.outcome == "error"]
    if lost:
        yield f"{len(lost)} questions got no answer, {lost[0]} among them: put that right first."
    for result in done.results:
        if result.checks.violations:
            yield f"{result.item.id} breaks an invariant: {result.checks.violations[0]}"
        now = after.items[result.item.id]
        held = before is not None and (kept := before.items.get(result.item.id)) and kept.held
        must = held or result.split == "critical"
        if must and not now.held and result.item.id not in after.reasons:
            what = "is critical" if result.split == "critical" else "held before"
            yield (
                f"{result.item.id} {what} and is {now.outcome} now: put it right, or give "
                f"--reason '{result.item.id}=why'"
            )


def _changes(before: Baseline | None, after: Baseline) -> Iterator[str]:
    """The item diff, then the figures."""
    if before is None:
        return
    for id_ in sorted({*before.items, *after.items}):
        was, now = before.items.get(id_), after.items.get(id_)
        if was is None or now is None:
            yield f"{'+' if now else '-'} {id_}"
        elif was != now and (was.outcome, was.held) != (now.outcome, now.held):
            mark = "↑" if now.held else "↓" if was.held else "·"
            yield f"{mark} {id_}: {_words(was.outcome, was.held)} → {_words(now.outcome, now.held)}"
    for name, value in after.figures.items():
        old = before.figures.get(name)
        if old != value:
            yield f"{name}: {old} → {value}"


def _words(outcome: str, held: bool) -> str:
    passes = outcome in ("right", "right_refusal", "chat")
    return f"{outcome}, cited elsewhere" if passes and not held else outcome


def known(ids: Mapping[str, str], gold_sets: Sequence[GoldSet]) -> None:
    """QuestionsError where a reason is given for an item that is not there."""
    there = {item.id for gold in gold_sets for item in gold.every_item}
    for id_ in ids:
        if id_ not in there:
            raise QuestionsError(f"There is no item {id_!r} to give a reason for: check its id.")
