"""Answer a file of questions, row by row, in the stable format that other tools score.

The format is described in README.md. Nothing is stored; a row may bring a text of its own, and rows
of one conversation are asked in order.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.article.loading import document_of
from assistant.building import open_article
from assistant.domain import Citation, Turn
from assistant.errors import AssistantError, QuestionsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.answering.asking import Assistant
    from assistant.domain import Answer, Sentence
    from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Question:
    """One row of a questions file."""

    line: int
    id: str
    question: str
    conversation: str | None = None
    text: str | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be asked, and why."""

    line: int
    reason: str


@dataclass
class Answering:
    """Asks questions one after the other, keeping the article at hand and what was said."""

    default: Path
    settings: Settings
    _key: tuple[str | None, str | None] = (None, None)
    _assistant: Assistant | None = None
    _turns: dict[str, list[Turn]] = field(default_factory=dict)

    def row(self, question: Question) -> dict[str, Any]:
        """The row to write for a question."""
        assistant = self._about(question)
        turns = self._turns.setdefault(question.conversation, []) if question.conversation else []
        answer = assistant.ask(question.question, turns).answer
        turns.append(Turn(question.question, answer))
        return {"id": question.id, **answer_row(answer)}

    def _about(self, question: Question) -> Assistant:
        key = (question.text, question.article)
        if self._assistant is None or key != self._key:
            if question.text is not None:
                source: Any = document_of(question.text)
            else:
                source = Path(question.article) if question.article else self.default
            self._assistant, self._key = open_article(source, self.settings), key
        return self._assistant


def answer_row(answer: Answer) -> dict[str, Any]:
    """An answer as plain JSON: spans are Python character offsets into the article's text."""
    return {
        "verdict": answer.verdict.value,
        "answer": answer.text,
        "citations": _spans(answer.citations),
        "nearest": _spans(answer.nearest),
        "standalone": answer.standalone,
        "retrieved": _spans(answer.retrieved),
        "confidence": round(answer.confidence, 4),
        "engine": answer.engine,
        "ms": {
            "retrieve": round(answer.timing.retrieve, 2),
            "answer": round(answer.timing.answer, 2),
            "total": round(answer.timing.total, 2),
        },
        "ending": answer.ending.value,
        "fault": asdict(answer.fault) if answer.fault else None,
        "receipt": asdict(answer.receipt) if answer.receipt else None,
    }


def _spans(places: Sequence[Citation | Sentence]) -> list[dict[str, Any]]:
    return [
        {"start": place.start, "end": place.end}
        | ({"quote": place.quote} if isinstance(place, Citation) else {})
        for place in places
    ]


def read_questions(path: Path) -> list[Question | BadRow]:
    """The rows of a questions file in order, the bad ones with their reason.

    Raises QuestionsError if the file cannot be read or holds no row.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        reason = error.strerror or "unreadable"
        message = f"{path} cannot be read ({reason}): give a JSONL file of questions."
        raise QuestionsError(message) from None
    except UnicodeDecodeError:
        message = f"{path} is not UTF-8 text: give a JSONL file of questions."
        raise QuestionsError(message) from None
    rows = [_read(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        message = f"{path} holds no question: give one JSON object a line."
        raise QuestionsError(message)
    return rows


def _read(line: int, text: str) -> Question | BadRow:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return BadRow(line, "it is not a JSON object")
    if not isinstance(row, dict):
        return BadRow(line, "it is not a JSON object")
    if not isinstance(row.get("question"), str) or not row["question"].strip():
        return BadRow(line, 'it has no text in "question"')
    if not isinstance(row.get("id"), str | int) or row["id"] == "":
        return BadRow(line, 'it has no "id"')
    for name in ("conversation", "text", "article"):
        if not isinstance(row.get(name), str | None):
            return BadRow(line, f'"{name}" is not text')
    return Question(
        line, str(row["id"]), row["question"], row.get("conversation"), row.get("text"),
        row.get("article"),
    )  # fmt: skip


def answer_all(
    rows: Sequence[Question | BadRow],
    default: Path,
    settings: Settings,
    report: Callable[[BadRow], None],
) -> Iterator[dict[str, Any] | None]:
    """A row for each question in order; None for a bad row, which `report` is told of."""
    answering = Answering(default, settings)
    for row in rows:
        if isinstance(row, BadRow):
            report(row)
            yield None
            continue
        try:
            yield answering.row(row)
        except AssistantError as error:
            report(BadRow(row.line, str(error)))
            yield None


def write_lines(path: Path, lines: Sequence[str]) -> None:
    """Write lines of text so that the file appears whole or not at all.

    Half a surrogate pair, which UTF-8 cannot hold, is written as its escape.
    Raises QuestionsError if the folder cannot be written to.
    """
    write_whole(path, "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it appears whole or not at all.

    Raises QuestionsError if the folder cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror}): choose another --out."
        raise QuestionsError(message) from None
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        unfinished.chmod(0o644)
        unfinished.replace(path)
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror}): choose another --out."
        raise QuestionsError(message) from None
    finally:
        unfinished.unlink(missing_ok=True)
