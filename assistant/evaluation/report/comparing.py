"""What changed between two runs, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.evaluation.metrics import Result

Key = tuple[str, str]
Kind = Literal["better", "worse", "moved", "same"]


@dataclass(frozen=True, slots=True)
class Change:
    """An item in two runs; `moved` is another outcome that passes or fails as the old one did."""

    before: Result
    after: Result

    @property
    def kind(self) -> Kind:
        """Whether the item now passes, now fails, came out otherwise, or stayed."""
        was, now = self.before.checks, self.after.checks
        if was.passed != now.passed:
            return "better" if now.passed else "worse"
        return "same" if was.outcome == now.outcome else "moved"


def key_of(result: Result) -> Key:
    """What an item is known by in every run."""
    return result.item.article_id, result.item.id


def changes(after: Iterable[Result], before: Iterable[Result]) -> dict[Key, Change]:
    """The items that are in both runs."""
    old = {key_of(result): result for result in before}
    return {
        key_of(result): Change(old[key_of(result)], result)
        for result in after
        if key_of(result) in old
    }
