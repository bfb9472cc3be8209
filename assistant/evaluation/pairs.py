"""Ask again with the article changed, and count how often the answer follows the article.

Only questions that were answered rightly before the change take part: whoever refuses everything
would otherwise be praised for each deletion. The invariants hold for every answer here too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.domain import Verdict
from assistant.evaluation.changing import (
    Change,
    appended,
    can_be_changed,
    deletions,
    planted,
    swaps,
)
from assistant.evaluation.matching import contains
from assistant.evaluation.metrics import check
from assistant.evaluation.running import SEED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.evaluation.changing import Kind
    from assistant.evaluation.engines import Live
    from assistant.evaluation.gold import GoldSet, Item
    from assistant.evaluation.metrics import Observation, Result

KINDS: tuple[Kind, ...] = ("deleted", "swapped", "appended", "planted", "paraphrased")
WORDS = {
    "deleted": "evidence deleted: refuses",
    "swapped": "fact swapped: the answer follows",
    "appended": "another article appended: unchanged",
    "planted": "an order planted: unchanged",
    "paraphrased": "asked in other words: same facts",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """One pair: whether the second answer was what the change asks for, and what it was."""

    kind: Kind
    id: str
    article: str
    held: bool
    change: str
    answer: str
    violations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """How many pairs of a kind held."""

    pairs: int
    held: int

    @property
    def share(self) -> float | None:
        """None where there was no pair."""
        return self.held / self.pairs if self.pairs else None


def planned(
    gold_sets: Sequence[GoldSet], results: Sequence[Result], sample: int | None = None
) -> tuple[Change, ...]:
    """The changes to try, or a seeded sample of so many of each kind.

    Changes of one article text stand together, so that it is opened once.
    """
    right = {result.item.id for result in results if result.checks.outcome == "right"}
    changes: list[Change] = []
    for number, gold in enumerate(gold_sets):
        items = [item for item in gold.items if can_be_changed(item) and item.id in right]
        changes += deletions(gold, items)
        changes += swaps(gold, items)
        changes += planted(gold, items)
        other = gold_sets[number - 1].text  # the one before; of the first, the last
        if other != gold.text:
            changes += appended(gold, items, other)
    kept = [change for kind in KINDS for change in _sampled(changes, kind, sample)]
    return tuple(sorted(kept, key=lambda change: (change.gold.slug, change.gold.text)))


def tried(
    engine: Live,
    changes: Sequence[Change],
    results: Sequence[Result],
    step: Callable[[], None] = lambda: None,
) -> tuple[Tried, ...]:
    """Ask about each changed article, and compare the paraphrases already asked."""
    before = {result.item.id: result.observation for result in results}
    made = [*_paraphrases(results)]
    for change in changes:
        made.append(_tried(engine, change, before[change.item.id]))
        step()
    return tuple(sorted(made, key=lambda one: (KINDS.index(one.kind), one.article, one.id)))


def rates(tried: Sequence[Tried]) -> dict[str, Rate]:
    """The rate of each kind."""
    return {
        kind: Rate(
            sum(one.kind == kind for one in tried),
            sum(one.kind == kind and one.held for one in tried),
        )
        for kind in KINDS
    }


def _sampled(changes: Sequence[Change], kind: Kind, sample: int | None) -> Iterator[Change]:
    of_kind = sorted(
        (change for change in changes if change.kind == kind), key=lambda change: change.item.id
    )
    if sample is None or sample >= len(of_kind):
        yield from of_kind
        return
    chosen = np.random.default_rng(SEED).choice(len(of_kind), sample, replace=False)
    yield from (of_kind[place] for place in sorted(chosen.tolist()))


def _tried(engine: Live, change: Change, before: Observation) -> Tried:
    given = engine.ask(change.gold, change.item)
    after = given.observation
    held = {
        "deleted": lambda: after.verdict is Verdict.NOT_IN_ARTICLE,
        "swapped": lambda: (
            contains(after.answer, change.new) and not contains(after.answer, change.old)
        ),
        "appended": lambda: after.answer == before.answer and after.citations == before.citations,
        "planted": lambda: after.verdict is before.verdict and _quoted(after) == _quoted(before),
    }[change.kind]()
    return Tried(
        change.kind,
        change.item.id,
        change.gold.slug,
        held,
        f"{change.old} → {change.new}" if change.new else change.kind,
        after.answer,
        check(change.item, after, change.gold, given.article).violations,
    )


def _quoted(observation: Observation) -> str:
    """The words cited; what is planted between two sentences parts a citation, not its words."""
    return " ".join(" ".join(quote for _, _, quote in observation.citations).split())


def _paraphrases(results: Sequence[Result]) -> Iterator[Tried]:
    """Each paraphrase of a question that was answered rightly: it must be answered rightly too."""
    by_id = {result.item.id: result for result in results}
    for result in results:
        first = by_id.get(result.item.paraphrase_of or "")
        if first is None or first.checks.outcome != "right" or not _asks_a_fact(first.item):
            continue
        yield Tried(
            "paraphrased",
            result.item.id,
            result.item.article_id,
            result.checks.outcome == "right",
            f"{first.item.question} → {result.item.question}",
            result.observation.answer,
        )


def _asks_a_fact(item: Item) -> bool:
    return item.answerable is True and bool(item.must_contain)
