"""What an answer costs, and when one more is too much."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.domain import Answer, Receipt, Turn, Verdict
from assistant.errors import StorageError
from assistant.provider.spending import Prices, Spending, estimated_tokens

if TYPE_CHECKING:
    from pathlib import Path

PRICES = Prices(prompt=2.0, answer=8.0)
MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)


def turn(cost: float | None) -> Turn:
    return Turn("?", Answer(Verdict.ANSWERED, (), receipt=Receipt("m", cost=cost)))


def test_a_call_costs_what_it_read_and_what_it_wrote():
    assert PRICES.cost(1_000_000, 500_000) == 6.0


def test_a_conversation_that_would_cost_too_much_is_held_before_it_does(tmp_path: Path):
    spending = Spending(PRICES, tmp_path / "spent", conversation_limit=1.0)
    assert spending.fault([turn(0.5), turn(None)], 100_000, 10_000) is None
    fault = spending.fault([turn(0.5), turn(0.4)], 100_000, 10_000)
    assert fault
    assert fault.code == "conversation_limit"
    assert fault.sentence == (
        "This conversation would cost more than you allow a conversation; start a new one, ask "
        "offline, or raise ASSISTANT_CONVERSATION_LIMIT."
    )


def test_a_day_has_a_limit_and_the_next_a_new_one(tmp_path: Path):
    day = [MONDAY]
    spending = Spending(PRICES, tmp_path / "spent", daily_limit=1.0, today=lambda: day[0])
    spending.add(0.5)
    spending.add(0.4)
    fault = spending.fault([], 100_000, 0)
    assert fault
    assert fault.code == "daily_limit"
    day[0] = TUESDAY
    assert spending.fault([], 100_000, 0) is None


def test_what_was_spent_is_remembered_by_the_next_process(tmp_path: Path):
    path = tmp_path / "deep" / "spent"
    Spending(PRICES, path, today=lambda: MONDAY).add(0.25)
    assert Spending(PRICES, path, today=lambda: MONDAY).today == 0.25
    assert Spending(PRICES, path, today=lambda: TUESDAY).today == 0.0


def test_a_count_that_is_damaged_is_said_to_be_and_not_taken_for_none(tmp_path: Path):
    path = tmp_path / "spent"
    path.write_text("[1]", encoding="utf-8")
    with pytest.raises(StorageError, match="delete the file to begin anew"):
        Spending(PRICES, path, daily_limit=1.0).fault([], 1, 1)


def test_a_count_that_cannot_be_kept_is_told(tmp_path: Path):
    (tmp_path / "spent.new").mkdir()  # where the new count would be written
    with pytest.raises(StorageError, match="cannot be noted"):
        Spending(PRICES, tmp_path / "spent").add(0.1)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("The sky is blue.", 5),
        ("internationalisation", 4),
        ("In 1871, 12,345 people", 8),
        ("天空是蓝色的", 6),
        ("naïve", 3),
    ],
)
def test_tokens_are_estimated_without_a_vocabulary(text, tokens):
    assert estimated_tokens(text) == tokens
