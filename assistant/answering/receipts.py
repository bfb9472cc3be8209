"""What the answers of a model take, call by call, and whether one more may be made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.domain import Ending, Receipt
from assistant.provider.spending import estimated_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Fault, Turn
    from assistant.provider.calling import Ended
    from assistant.provider.spending import Spending


class Receipts:
    """Writes the receipts of one model; without prices there is no `spending`."""

    def __init__(self, model: str, spending: Spending | None, answer_tokens: int) -> None:
        """`answer_tokens` are what an answer may take: a limit is kept before it is passed."""
        self._model = model
        self._spending = spending
        self._answer_tokens = answer_tokens

    def over_a_limit(self, turns: Sequence[Turn], prompt_tokens: int) -> Fault | None:
        """Why a prompt of this size may not be sent after these turns; None where it may."""
        if self._spending is None:
            return None
        return self._spending.fault(turns, prompt_tokens, self._answer_tokens)

    def with_call(
        self, before: Receipt | None, ended: Ended, prompt_tokens: int, written: str
    ) -> Receipt:
        """The receipt with one more call on it: as the server counts tokens, else as we do.

        `prompt_tokens` is our own count of what was sent, `written` the model's own words.
        """
        before = before or Receipt(self._model)
        if ended.usage is not None:
            read, wrote = ended.usage.prompt_tokens, ended.usage.answer_tokens
        else:
            read = 0 if ended.ending is Ending.FAILED else prompt_tokens
            wrote = estimated_tokens(written)
        return replace(
            before,
            calls=before.calls + ended.calls,
            prompt_tokens=before.prompt_tokens + read,
            answer_tokens=before.answer_tokens + wrote,
            estimated=before.estimated or ended.usage is None,
            cost=self._paid(before.cost, read, wrote),
        )

    def _paid(self, before: float | None, read: int, written: int) -> float | None:
        if self._spending is None:
            return None
        cost = self._spending.prices.cost(read, written)
        self._spending.add(cost)
        return cost + (before or 0.0)
