"""Read a gold set: an article's folder with its questions, each row checked for its types.

    gold = read_gold_set(Path("seeds/ottermere-baths"))
    for fault in validate(gold): print(fault)

What the rows must say is checked by `validate`, which lives in validating.py.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.article.loading import READERS, read_document
from assistant.errors import QuestionsError
from assistant.evaluation import rows
from assistant.evaluation.schema import Conversation, Fault, GoldSet, Item
from assistant.evaluation.validating import leaks, validate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = [
    "Conversation",
    "Fault",
    "GoldSet",
    "Item",
    "gold_folders",
    "leaks",
    "read_gold_files",
    "read_gold_set",
    "validate",
]

Row = TypeVar("Row")

QUESTIONS = "gold.jsonl"
CONVERSATIONS = "conversations.jsonl"


def gold_folders(seeds: Path | None = None) -> tuple[Path, ...]:
    """The folders under `seeds` (the shipped ones unless named) that hold gold questions."""
    if seeds is None:
        from assistant.resources import SEEDS

        seeds = SEEDS
    return tuple(sorted(path.parent for path in seeds.glob(f"*/{QUESTIONS}")))


def read_gold_set(folder: Path) -> GoldSet:
    """The gold set of a folder that holds `article.*` and `gold.jsonl`.

    Raises QuestionsError if a file is missing or a row is not in the format, ArticleError if the
    article cannot be read.
    """
    articles = sorted(p for p in folder.glob("article.*") if p.suffix.lower() in READERS)
    if len(articles) != 1:
        message = (
            f"{folder} holds {len(articles)} files named article.*: "
            "put one article beside its gold.jsonl."
        )
        raise QuestionsError(message)
    about = _about(folder / "source.toml")
    slug = str(about.get("slug", folder.name))
    conversations = folder / CONVERSATIONS
    return read_gold_files(
        articles[0],
        folder / QUESTIONS,
        conversations if conversations.exists() else None,
        slug=slug,
        title=str(about.get("title", "")),
    )


def read_gold_files(
    article: Path,
    questions: Path,
    conversations: Path | None = None,
    *,
    slug: str = "",
    title: str = "",
) -> GoldSet:
    """The gold set made of an article and its questions, wherever the two files are.

    Raises QuestionsError if a row is not in the format, ArticleError if the article cannot be read.
    """
    document = read_document(article)
    slug = slug or questions.parent.name or article.stem
    reading = rows.Reading(slug, document.text)
    raw = _rows(questions, reading.faults)
    items = _each(raw, questions, reading.item, reading.faults)
    talks = _rows(conversations, reading.faults) if conversations else []
    found = _each(talks, conversations or questions, reading.conversation, reading.faults)
    if reading.faults:
        first, more = reading.faults[0], len(reading.faults) - 1
        message = f"{first}{f' (and {more} more)' if more else ''}; correct the row."
        raise QuestionsError(message)
    if not items and not found:
        raise QuestionsError(f"{questions} holds no question: give one JSON object a line.")
    return GoldSet(
        slug,
        title or document.title,
        document.text,
        document.markup,
        tuple(items),
        tuple(found),
        _fingerprint(document.text, [row for _, row in (*raw, *talks)]),
        questions.parent,
    )


def _each(
    raw: list[tuple[int, Any]],
    path: Path,
    build: Callable[[Any, int], Row],
    faults: list[Fault],
) -> list[Row]:
    built = []
    for line, row in raw:
        try:
            built.append(build(row, line))
        except ValueError as error:
            faults.append(Fault(path.name, line, "field", str(error)))
    return built


def _rows(path: Path, faults: list[Fault]) -> list[tuple[int, Any]]:
    """The rows of a JSONL file with their line numbers; a broken one becomes a fault."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or "unreadable"
        message = f"{path} cannot be read ({reason}): give a JSONL file of gold questions."
        raise QuestionsError(message) from None
    except UnicodeDecodeError:
        message = f"{path} is not UTF-8 text: give a JSONL file of gold questions."
        raise QuestionsError(message) from None
    found = []
    for line, words in enumerate(text.split("\n"), 1):
        if not words.strip():
            continue
        try:
            found.append((line, json.loads(words)))
        except (ValueError, RecursionError):
            faults.append(Fault(path.name, line, "json", "it is not a JSON object"))
    return found


def _about(source: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8")) if source.exists() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{source} cannot be read ({error}): correct it, or take it away."
        raise QuestionsError(message) from None


def _fingerprint(text: str, raw: list[Any]) -> str:
    """Sixteen hexadecimal digits that change with the article, a question or an expectation."""
    whole = json.dumps([text, raw], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
