"""What the engine could do when last agreed on: the file the gate compares with.

It is plain JSON in a fixed order, one line an item, so that a change of it can be read in a
review. `reasons` says of each item that was allowed to fail why; `floors` are what no change may
fall below, whatever the mean does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from assistant.batch import write_lines
from assistant.domain import Verdict
from assistant.errors import QuestionsError
from assistant.evaluation.blaming import fulfilled
from assistant.evaluation.metrics import Checks, Observation, Result
from assistant.evaluation.running import Run, made

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from assistant.evaluation.gold import GoldSet, Item

SCHEMA = 1
BELOW_MEASURED = 0.03
"""How far under the measured figure a floor is set: the noise of a change that means no harm."""
OF_A_CATEGORY = 0.75
"""A category may lose a quarter of what it had before it counts as dying; one item in a small one
is more than that, and is what the ratchet sees."""
CEILINGS = frozenset({"over_refusal"})
FLOORS = ("refusal_recall", "over_refusal", "cite_recall", "cite_precision", "turns_right")


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an item; `held` when its citation and the invariants were right too."""

    outcome: str
    held: bool
    score: int | None
    cite_recall: float | None = None
    cite_precision: float | None = None

    @staticmethod
    def of(result: Result) -> Kept:
        """What a baseline keeps of a result."""
        checks = result.checks
        recall, precision = _short(checks.cite_recall), _short(checks.cite_precision)
        return Kept(checks.outcome, fulfilled(checks), checks.score, recall, precision)


@dataclass(frozen=True)
class Baseline:
    """An agreed state of one engine on some gold sets."""

    engine: str
    fingerprint: str
    gold_sets: Mapping[str, str]
    figures: Mapping[str, float | None]
    pairs: Mapping[str, float | None]
    floors: Mapping[str, float]
    category_floors: Mapping[str, float]
    pair_floors: Mapping[str, float]
    reasons: Mapping[str, str]
    items: Mapping[str, Kept] = field(repr=False)


def baseline_of(
    run: Run,
    pairs: Mapping[str, float | None],
    before: Baseline | None = None,
    reasons: Mapping[str, str] | None = None,
    *,
    floors_anew: bool = False,
) -> Baseline:
    """The baseline that a run makes; reasons stay while they are needed.

    Floors once set stay too, unless they are to be set anew a little below what was measured.
    """
    items = {result.item.id: Kept.of(result) for result in run.results}
    told = {**(before.reasons if before else {}), **(reasons or {})}
    figures = {name: _short(getattr(run.summary.overall, name)) for name in FIGURES}
    set_before = None if floors_anew else before
    return Baseline(
        engine=run.engine,
        fingerprint=run.fingerprint,
        gold_sets={gold.slug: gold.fingerprint for gold in run.gold_sets},
        figures=figures,
        pairs={kind: _short(share) for kind, share in pairs.items()},
        floors=_kept(
            set_before.floors if set_before else {}, {n: _floor(n, figures[n]) for n in FLOORS}
        ),
        category_floors=_kept(
            set_before.category_floors if set_before else {},
            {name: _category_floor(share) for name, share in category_shares(run.results).items()},
        ),
        pair_floors=_kept(
            set_before.pair_floors if set_before else {},
            {kind: _floor(kind, share) for kind, share in pairs.items()},
        ),
        reasons={id_: why for id_, why in told.items() if id_ in items and not items[id_].held},
        items=items,
    )


FIGURES = (
    "score", "right", "over_refusal", "refusal_recall", "near_miss_answered", "cite_recall",
    "cite_precision", "auroc", "turns_right", "conversations_right",
)  # fmt: skip


def category_shares(results: Sequence[Result]) -> dict[str, float]:
    """Of each category the share of items that hold, turns of conversations included."""
    held: dict[str, list[bool]] = {}
    for result in results:
        held.setdefault(result.category, []).append(fulfilled(result.checks))
    return {name: sum(found) / len(found) for name, found in sorted(held.items())}


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file; QuestionsError if it cannot be read."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["schema"] != SCHEMA:
            raise ValueError(f"schema {told['schema']}")
        return Baseline(
            **{name: told[name] for name in _PLAIN},
            items={id_: Kept(**kept) for id_, kept in told["items"].items()},
        )
    except OSError as error:
        message = (
            f"{path} cannot be read ({error.strerror}): make it with `footnote gold baseline`."
        )
        raise QuestionsError(message) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = (
            f"{path} is not a baseline ({error!r}): make it anew with `footnote gold baseline`."
        )
        raise QuestionsError(message) from error


_MAKE_ONE = "make it with `footnote gold baseline`."
_PLAIN = (
    "engine", "fingerprint", "gold_sets", "figures", "pairs", "floors", "category_floors",
    "pair_floors", "reasons",
)  # fmt: skip


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write a baseline so that two of them can be compared line by line."""
    parts: dict[str, Any] = {"schema": SCHEMA}
    parts |= {name: getattr(baseline, name) for name in _PLAIN}
    text = json.dumps(parts, ensure_ascii=False, indent=1)
    rows = [
        f"  {json.dumps(id_, ensure_ascii=False)}: {json.dumps(_row(kept))}"
        for id_, kept in sorted(baseline.items.items())
    ]
    head = text.removesuffix("\n}")
    write_lines(path, [f'{head},\n "items": {{', ",\n".join(rows), " }", "}"])


def run_of(baseline: Baseline, gold_sets: Sequence[GoldSet]) -> Run:
    """A baseline as a run, for a report to compare with: outcomes without the answers."""
    kept = baseline.items
    results = [
        _result(item, kept[item.id], baseline.engine)
        for gold in gold_sets
        for item in gold.items
        if item.id in kept
    ]
    results += [
        replace(_result(item, kept[item.id], baseline.engine), conversation=talk.id, turn=number)
        for gold in gold_sets
        for talk in gold.conversations
        for number, item in enumerate(talk.turns, 1)
        if item.id in kept
    ]
    return made(baseline.engine, results, gold_sets, "", 0.0)


_VERDICTS = {
    "refused": Verdict.NOT_IN_ARTICLE,
    "right_refusal": Verdict.NOT_IN_ARTICLE,
    "chat": Verdict.CHAT,
    "error": Verdict.FAILED,
}


def _result(item: Item, kept: Kept, engine: str) -> Result:
    verdict = _VERDICTS.get(kept.outcome, Verdict.ANSWERED)
    return Result(item, Observation(verdict, "", engine=engine), _checks(kept))


def _checks(kept: Kept) -> Checks:
    return Checks(
        facts=None,
        wrong_fact=False,
        polarity=None,
        length=None,
        refused=kept.outcome in ("refused", "right_refusal"),
        cite_hit=None,
        cite_recall=kept.cite_recall,
        cite_precision=kept.cite_precision,
        recall_at=None,
        ndcg5=None,
        outcome=kept.outcome,  # type: ignore[arg-type]  # written by `Kept.of`
        score=kept.score,
    )


def _row(kept: Kept) -> dict[str, Any]:
    row: dict[str, Any] = {"outcome": kept.outcome, "held": kept.held, "score": kept.score}
    if kept.cite_recall is not None:
        row |= {"cite_recall": kept.cite_recall, "cite_precision": kept.cite_precision}
    return row


def _kept(before: Mapping[str, float], now: Mapping[str, float | None]) -> dict[str, float]:
    """Floors as they were, and one for what has none yet."""
    new = {name: value for name, value in sorted(now.items()) if value is not None}
    return {name: before.get(name, value) for name, value in new.items()}


def _category_floor(share: float) -> float:
    return int(100 * OF_A_CATEGORY * share) / 100


def _floor(name: str, measured: float | None) -> float | None:
    if measured is None:
        return None
    allowed = measured + BELOW_MEASURED if name in CEILINGS else measured - BELOW_MEASURED
    return round(min(max(allowed, 0.0), 1.0), 2)


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
