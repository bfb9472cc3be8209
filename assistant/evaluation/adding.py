"""Add a gold question from the command line: ask it again, keep what was answered and said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.article.loading import READERS
from assistant.building import open_article
from assistant.domain import Turn
from assistant.errors import QuestionsError
from assistant.evaluation.gold import QUESTIONS, read_gold_set
from assistant.evaluation.verdicts import append_row, gold_row, missing, place_of
from assistant.resources import DEFAULT_SEED, SEEDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from assistant.evaluation.gold import Fault


def added(
    folder: Path | None,
    verdict: str,
    question: str,
    before: Sequence[str] = (),
    *,
    quotes: Sequence[str] = (),
    facts: Sequence[str] = (),
    category: str = "",
    note: str = "",
) -> tuple[Path, list[Fault]]:
    """Where a verdict on the answer to `question` was added, and what the row still lacks.

    `before` are the questions asked earlier in the conversation. Raises QuestionsError for an
    unknown verdict, a quote that is not in the article, or a folder that cannot be used.
    """
    folder = folder or SEEDS / DEFAULT_SEED
    assistant = open_article(_article_in(folder))
    text = assistant.article.text
    turns: list[Turn] = []
    for earlier in before:
        turns.append(Turn(earlier, assistant.ask(earlier, turns).answer))
    row = gold_row(
        verdict,
        question,
        text,
        _slug_of(folder),
        answer=assistant.ask(question, turns).answer,
        turns=turns,
        evidence=[place_of(quote, text) for quote in quotes],
        facts=facts,
        category=category,
        note=note,
        created=datetime.now(UTC).date().isoformat(),
    )
    return append_row(folder, row, text), missing(row, text)


def _article_in(folder: Path) -> Path:
    found = sorted(path for path in folder.glob("article.*") if path.suffix in READERS)
    if len(found) != 1:
        message = f"{folder} holds {len(found)} files named article.*: name the folder of one."
        raise QuestionsError(message)
    return found[0]


def _slug_of(folder: Path) -> str:
    """The name the gold set goes by already, or the folder's for the first question of all."""
    return read_gold_set(folder).slug if (folder / QUESTIONS).exists() else folder.resolve().name
