"""What an answer costs: tokens, prices, and the limits of a conversation and of a day."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Final

from assistant.domain import Fault
from assistant.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from assistant.domain import Turn

MILLION: Final = 1_000_000
# A word of up to six letters is mostly one token and a longer one two; three digits are one; every
# other sign is one of its own, which is right for Chinese and a little much for Russian.
_TOKENS: Final = re.compile(r"[A-Za-z]{1,6}|[0-9]{1,3}|[^\sA-Za-z0-9]")


def estimated_tokens(text: str) -> int:
    """About how many tokens a text is, rather too many than too few.

    The vocabularies of models differ and would have to be downloaded; this counts short runs of
    letters and digits, and every other sign.
    """
    return len(_TOKENS.findall(text))


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, sent and written, in a currency of the reader's own."""

    prompt: float
    answer: float

    def cost(self, prompt_tokens: int, answer_tokens: int) -> float:
        """The price of one call."""
        return (prompt_tokens * self.prompt + answer_tokens * self.answer) / MILLION


class Spending:
    """Keeps count of a day's spending in a file, and holds it and a conversation to their limits.

    The count is apart from the conversations, so that deleting one does not win its price back.
    """

    def __init__(
        self,
        prices: Prices,
        path: Path,
        conversation_limit: float | None = None,
        daily_limit: float | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.prices = prices
        self._path = path
        self._conversation_limit = conversation_limit
        self._daily_limit = daily_limit
        self._today = today
        self._writing = Lock()

    def fault(self, turns: Iterable[Turn], prompt_tokens: int, answer_tokens: int) -> Fault | None:
        """Why a call of this size may not be made after these turns; None where it may."""
        coming = self.prices.cost(prompt_tokens, answer_tokens)
        spent = sum(turn.answer.receipt.cost or 0.0 for turn in turns if turn.answer.receipt)
        if self._conversation_limit is not None and spent + coming > self._conversation_limit:
            return _over("This conversation", "a conversation", "CONVERSATION", "start a new one")
        if self._daily_limit is not None and self.today + coming > self._daily_limit:
            return _over("Today", "a day", "DAILY", "go on tomorrow")
        return None

    def add(self, cost: float) -> None:
        """Count what a call has cost."""
        with self._writing:
            told = json.dumps({"day": self._today().isoformat(), "spent": self.today + cost})
            beside = self._path.with_suffix(".new")
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                beside.write_text(told, encoding="utf-8")
                beside.replace(self._path)
            except OSError as error:
                message = f"What was spent cannot be noted in {self._path}: {error.strerror}."
                raise StorageError(f"{message} Make room there, or lift the limits.") from error

    @property
    def today(self) -> float:
        """What has been spent since midnight."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return float(kept["spent"]) if kept["day"] == self._today().isoformat() else 0.0
        except FileNotFoundError:
            return 0.0
        except (OSError, ValueError, TypeError, KeyError) as error:
            message = f"The count of what was spent in {self._path} cannot be read"
            raise StorageError(f"{message}; delete the file to begin anew.") from error


def _over(what: str, period: str, setting: str, instead: str) -> Fault:
    return Fault(
        f"{setting.lower()}_limit",
        f"{what} would cost more than you allow {period}; {instead}, ask offline, or raise "
        f"ASSISTANT_{setting}_LIMIT.",
    )
