"""Ask an engine everything the gold sets ask, and check each answer."""

from __future__ import annotations

import hashlib
import platform
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from assistant.evaluation.blaming import blamed
from assistant.evaluation.engines import Live, Swap
from assistant.evaluation.metrics import SCORER_VERSION, Result, check, summarise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from assistant.domain import Turn
    from assistant.evaluation.engines import Engine, Given
    from assistant.evaluation.gold import Conversation, GoldSet, Item
    from assistant.evaluation.metrics import Summary

SEED = 20_240_915
"""Of everything drawn by chance in an evaluation."""
TOLD = ("footnote", "numpy", "onnxruntime", "tokenizers", "bm25s")
"""The packages whose versions a report names: those that can move a figure."""


@dataclass(frozen=True)
class Run:
    """What came of asking one engine; reports are written from this and nothing else.

    `alone` tells of each follow-up of a conversation, by its id, whether it was right when its
    self-contained form was asked without the conversation: what is lost to the rewriting.
    """

    results: tuple[Result, ...] = field(repr=False)
    gold_sets: tuple[GoldSet, ...] = field(repr=False)
    engine: str
    summary: Summary = field(repr=False)
    fingerprint: str
    versions: Mapping[str, str]
    seed: int
    started: str
    """When, in UTC, as ISO 8601."""
    seconds: float
    alone: Mapping[str, bool] = field(default_factory=dict, repr=False)


def run(
    engine: Engine,
    gold_sets: Sequence[GoldSet],
    split: str | None = None,
    step: Callable[[], None] = lambda: None,
    *,
    trace: bool = True,
) -> Run:
    """Ask `engine` every item of a split, or of all; `step` is called after each.

    To `trace` is to ask a failed item again until the stage to blame is known, and a follow-up
    without its conversation; the gate, which only needs to know what failed, does without.
    """
    started, began = datetime.now(UTC), time.perf_counter()
    chosen = [of_split(gold, split) for gold in gold_sets]
    results: list[Result] = []
    alone: dict[str, bool] = {}
    for gold in chosen:
        for asked in _asked(engine, gold):
            result = _traced(engine, gold, asked) if trace else asked
            results.append(result)
            if trace and isinstance(engine, Live) and (result.turn or 0) > 1:
                alone[result.item.id] = _right_alone(engine, gold, result)
            step()
    seconds = time.perf_counter() - began
    done = made(engine.name, results, chosen, started.isoformat(timespec="seconds"), seconds)
    return replace(done, alone=alone)


def made(
    engine: str,
    results: Sequence[Result],
    gold_sets: Sequence[GoldSet],
    started: str,
    seconds: float,
) -> Run:
    """A run of these results, summed up."""
    return Run(
        tuple(results), tuple(gold_sets), engine, summarise(results), fingerprint_of(gold_sets),
        versions(), SEED, started, round(seconds, 1),
    )  # fmt: skip


def items_in(gold_sets: Sequence[GoldSet], split: str | None = None) -> int:
    """How many steps a run takes."""
    return sum(len(of_split(gold, split).every_item) for gold in gold_sets)


def of_split(gold: GoldSet, split: str | None) -> GoldSet:
    """The part of a gold set that belongs to a split; all of it for None."""
    if split is None:
        return gold
    return replace(
        gold,
        items=tuple(item for item in gold.items if item.split == split),
        conversations=tuple(talk for talk in gold.conversations if talk.split == split),
    )


def fingerprint_of(gold_sets: Sequence[GoldSet]) -> str:
    """Changes when a question, an expectation, an article or the way of scoring does."""
    asked = sorted(f"{gold.slug} {gold.fingerprint}" for gold in gold_sets)
    parts = [f"scorer {SCORER_VERSION}", *asked]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def versions() -> dict[str, str]:
    """What the figures may depend on besides the gold."""
    found = {"python": platform.python_version()}
    for name in TOLD:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


def _asked(engine: Engine, gold: GoldSet) -> Iterator[Result]:
    for item in gold.items:
        yield _result(gold, item, engine.ask(gold, item))
    for conversation in gold.conversations:
        yield from _talked(engine, gold, conversation)


def _talked(engine: Engine, gold: GoldSet, conversation: Conversation) -> Iterator[Result]:
    """The turns of a conversation, each after the engine's own answers to those before."""
    turns: list[Turn] = []
    for number, item in enumerate(conversation.turns, 1):
        given = engine.ask(gold, item, turns)
        if given.turn is not None:
            turns.append(given.turn)
        result = _result(gold, item, given)
        yield replace(result, conversation=conversation.id, turn=number)


def _traced(engine: Engine, gold: GoldSet, result: Result) -> Result:
    return replace(result, blame=blamed(engine, gold, result.item, result.checks))


def _right_alone(engine: Live, gold: GoldSet, result: Result) -> bool:
    observation = engine.ask(gold, result.item, swap=Swap(rewrite=True)).observation
    return check(result.item, observation, gold).passed


def _result(gold: GoldSet, item: Item, given: Given) -> Result:
    checks = check(item, given.observation, gold, given.article)
    if given.broken:
        checks = replace(checks, violations=(*checks.violations, *given.broken))
    return Result(item, given.observation, checks)
