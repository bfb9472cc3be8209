"""Score answers made elsewhere: a predictions file as `footnote batch` writes it.

`footnote batch seeds/SLUG/gold.jsonl --article ARTICLE --out FILE` makes one for the single
questions of a gold set; a turn of a conversation is matched by its id, the conversation's with `#`
and the turn's number.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.errors import QuestionsError
from assistant.evaluation.engines import Given, Live, quoting
from assistant.evaluation.metrics import observation_of_error, observation_of_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from assistant.domain import Turn
    from assistant.evaluation.gold import GoldSet, Item
    from assistant.evaluation.metrics import Observation


class Replayed:
    """An engine that looks its answers up; a question without one is an error, never wrong."""

    def __init__(
        self, name: str, observations: Mapping[str, Observation], reader: Live | None = None
    ) -> None:
        """`observations` by the id of the item they answer; `reader` tells what is boilerplate."""
        self.name = name
        self._observations = observations
        self._reader = reader or quoting()

    def ask(self, gold: GoldSet, item: Item, earlier: Sequence[Turn] = ()) -> Given:
        """The recorded answer to an item."""
        if item.id in self._observations:
            article = self._reader.article_of(gold)
            return Given(self._observations[item.id], article=article)
        return Given(observation_of_error("The predictions hold no row for it.", self.name))

    def part_of(self, gold: GoldSet) -> GoldSet:
        """A gold set without the conversations that no row speaks of: there was no asking them."""
        return replace(
            gold,
            conversations=tuple(
                talk
                for talk in gold.conversations
                if any(turn.id in self._observations for turn in talk.turns)
            ),
        )


def read_predictions(path: Path) -> Replayed:
    """The engine that a predictions file records, named after the file.

    Raises QuestionsError if the file cannot be read or a row is not in the format.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        message = f"{path} cannot be read ({reason}): give a file written by `footnote batch`."
        raise QuestionsError(message) from error
    observations = dict(_row(path, n, line) for n, line in enumerate(lines, 1) if line.strip())
    if not observations:
        raise QuestionsError(f"{path} holds no answer: give a file written by `footnote batch`.")
    return Replayed(path.stem, observations)


def _row(path: Path, number: int, line: str) -> tuple[str, Observation]:
    try:
        row = json.loads(line)
        return str(row["id"]), observation_of_row(row)
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        message = (
            f"{path}, line {number} is not an answer with an id: "
            "give a file written by `footnote batch`."
        )
        raise QuestionsError(message) from error
    except QuestionsError as error:
        raise QuestionsError(f"{path}, line {number}: {error}") from error
