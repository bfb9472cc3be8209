"""The last evaluations, kept in the data folder so that the page can show and compare them.

    runs = KeptRuns(read_settings().data_dir)
    runs.keep(run)
    newest, *older = runs.heads()
    runs.read(newest.id)

A file a run: on its first line what a list shows of it, on its second all the rest, the questions
and the articles with it, so that it can be shown when neither is there any more.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from assistant.batch import write_lines
from assistant.errors import QuestionsError
from assistant.evaluation.report import page
from assistant.evaluation.report.view import View, in_words
from assistant.evaluation.reporting import summary_of

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.evaluation.running import Run

RUNS_KEPT: Final = 10
FOLDER: Final = "evaluations"
_SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class Head:
    """What a list shows of a run; `started` is in UTC, as ISO 8601."""

    id: str
    engine: str
    started: str
    questions: int
    score: float | None


class KeptRuns:
    """The evaluations kept in a data folder; those of several processes do not disturb each other.

    The page and the command line need not be ended for each other: nothing is ever written over.
    """

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder.expanduser() / FOLDER

    def keep(self, run: Run) -> Head:
        """Write a run down and let go of the oldest; QuestionsError if that cannot be done."""
        view = View(run)
        stamp = re.sub(r"\D", "", run.started)[:14]
        engine = re.sub(r"[^a-z0-9]+", "-", run.engine.lower())[:40].strip("-")
        score = run.summary.headline.score
        head = Head(f"{stamp}-{engine}", run.engine, run.started, len(run.results), score)
        whole = {
            "split": view.split,
            "told": in_words(view),
            "summary": summary_of(run),
            **page.data(view),
        }
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            message = f"{self._folder} cannot be made ({error.strerror}): check ASSISTANT_DATA_DIR."
            raise QuestionsError(message) from None
        lines = [
            json.dumps({"schema": _SCHEMA, **asdict(head)}),
            json.dumps(whole, allow_nan=False),
        ]
        write_lines(self._folder / f"{head.id}.jsonl", lines)
        for path in self._paths()[RUNS_KEPT:]:
            path.unlink(missing_ok=True)
        return head

    def heads(self) -> tuple[Head, ...]:
        """What is kept, the newest first; what this version cannot read is left out."""
        return tuple(head for path in self._paths() if (head := _head(path)) is not None)

    def read(self, id_: str) -> dict[str, Any]:
        """All of a kept run; QuestionsError if it is not there or cannot be read."""
        path = next((path for path in self._paths() if path.stem == id_), None)
        if path is None:
            message = f"There is no evaluation {id_!r} any more: choose another, or measure anew."
            raise QuestionsError(message)
        try:
            whole: dict[str, Any] = json.loads(path.read_text(encoding="utf-8").split("\n")[1])
        except (OSError, ValueError, IndexError):
            message = f"{path} cannot be read: remove it, and measure anew."
            raise QuestionsError(message) from None
        return whole

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*.jsonl"), reverse=True)


def _head(path: Path) -> Head | None:
    try:
        with path.open(encoding="utf-8") as file:
            told = json.loads(file.readline())
        return Head(**told) if told.pop("schema") == _SCHEMA else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
