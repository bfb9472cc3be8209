"""Name the stage that fails an item: replace the stages by the gold, one after the other.

The first replacement that puts the item right names the stage. What still fails with the right
question, the right sentence and the right confidence fails in the answer, its citations or its
form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.evaluation.engines import Live, Swap
from assistant.evaluation.metrics import check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.evaluation.engines import Engine
    from assistant.evaluation.gold import GoldSet, Item
    from assistant.evaluation.metrics import Checks


def fulfilled(checks: Checks) -> bool:
    """Whether an item is all right: its outcome, its citation, and every invariant."""
    return checks.passed and checks.cite_hit is not False and not checks.violations


def blamed(engine: Engine, gold: GoldSet, item: Item, checks: Checks) -> str | None:
    """The first stage that fails an item; None where nothing failed or nothing can be replaced."""
    if fulfilled(checks) or checks.outcome == "error" or not isinstance(engine, Live):
        return None
    for stage, swap in _replacements(item):
        given = engine.ask(gold, item, swap=swap)
        checks = check(item, given.observation, gold, given.article)
        if fulfilled(checks):
            return stage
    return _left(item, checks)


def _replacements(item: Item) -> Iterator[tuple[str, Swap]]:
    """Each stage with everything replaced up to it."""
    yield "rewrite", Swap(rewrite=True)
    if item.answerable and item.evidence_offsets:
        yield "retrieval", Swap(rewrite=True, evidence=True)
    sure = 1.0 if item.answerable else 0.0
    yield "refusal", Swap(rewrite=True, evidence=bool(item.answerable), confidence=sure)


def _left(item: Item, checks: Checks) -> str:
    """What fails although the question, the sentence and the confidence are the gold's."""
    if checks.refused and item.answerable:
        return "refusal"
    if not checks.passed:
        said_right = checks.facts is not False and not checks.wrong_fact
        return "format" if checks.length is False and said_right else "answer"
    return "citation" if checks.cite_hit is False else "format"
