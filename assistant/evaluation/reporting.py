"""Write down a run: rows for programs, a table for a pull request, a page for people.

    write_report(out, run, against=None)

    results.jsonl   a row an item, as `footnote batch` writes it and with what was checked
    summary.json    the figures, their intervals, and what they depend on
    summary.md      the table for a pull request
    junit.xml       a test case an item
    report.html     one page that needs no network
    history.csv     a line added a run

Every file appears whole or not at all.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from assistant.batch import write_lines
from assistant.errors import QuestionsError
from assistant.evaluation.report import comparing, figures, junit, page, table
from assistant.evaluation.report.view import View

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from assistant.evaluation.metrics import Observation
    from assistant.evaluation.running import Run

SCHEMA = 1
"""Of results.jsonl and summary.json."""
# Line ends to Python and JavaScript but not to JSON, and halves of characters, which no file holds.
_UNREADABLE: Final = re.compile("[\x7f\x85\u2028\u2029\ud800-\udfff]")


def write_report(
    out: Path,
    run: Run,
    against: Run | None = None,
    beside: Run | None = None,
    notes: Sequence[str] = (),
) -> None:
    """Write every file of a report into the folder `out`, which is made if need be.

    `against` is an earlier run to tell the changes from, `beside` another engine's run to show next
    to this one, `notes` are sentences to put on top, such as what the gate says.

    Raises QuestionsError if the folder cannot be written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{out} cannot be made a folder ({error.strerror}): choose another --out."
        raise QuestionsError(message) from None
    view = View(run, against, beside, tuple(notes))
    write_lines(out / "results.jsonl", [_dumped(row) for row in result_rows(run)])
    if beside is not None:
        name = re.sub(r"[^\w.-]+", "-", beside.engine).strip("-.") or "beside"
        write_lines(out / f"results-{name}.jsonl", [_dumped(row) for row in result_rows(beside)])
    write_lines(out / "summary.json", [_dumped(summary_of(run, against, beside), indent=2)])
    write_lines(out / "summary.md", [_writable(table.markdown(view).rstrip())])
    write_lines(out / "junit.xml", [junit.suites(run)])
    write_lines(out / "report.html", [_writable(page.html(view).rstrip())])
    _add_to_history(out / "history.csv", run)


def result_rows(run: Run) -> list[dict[str, Any]]:
    """A row an item; the answer's part is in the format of `footnote batch`.

    So the file of one run can be scored again, and be what a later run is compared with.
    """
    slugs = slugs_of(run)
    return [
        {
            "id": result.item.id,
            "article": slugs.get(comparing.key_of(result), result.item.article_id),
            "split": result.split,
            "category": result.category,
            "difficulty": result.item.difficulty,
            "conversation": result.conversation,
            "turn": result.turn,
            "question": result.item.question,
            "history": [{"role": role, "text": text} for role, text in result.item.history],
            "expected": result.item.expected,
            "answerable": result.item.answerable,
            **_answer_row(result.observation),
            "passed": result.checks.passed,
            "checks": _rounded(asdict(result.checks)),
            "blame": result.blame,
        }
        for result in run.results
    ]


def slugs_of(run: Run) -> dict[comparing.Key, str]:
    """The folder that each item's article is in."""
    return {
        (item.article_id, item.id): gold.slug for gold in run.gold_sets for item in gold.every_item
    }


def _answer_row(observation: Observation) -> dict[str, Any]:
    def quotes(places: Sequence[tuple[int, int, str]]) -> list[dict[str, Any]]:
        return [{"start": start, "end": end, "quote": quote} for start, end, quote in places]

    return {
        "verdict": observation.verdict.value,
        "answer": observation.answer,
        "citations": quotes(observation.citations),
        "nearest": quotes(observation.nearest),
        "standalone": observation.standalone,
        "retrieved": None
        if observation.retrieved is None
        else [{"start": start, "end": end} for start, end in observation.retrieved],
        "confidence": _rounded(observation.confidence),
        "engine": observation.engine,
        "ms": {"total": round(observation.ms, 2)},
        "error": observation.error,
    }


def summary_of(run: Run, against: Run | None = None, beside: Run | None = None) -> dict[str, Any]:
    """A run as plain JSON, in an order that can be compared line by line."""
    told: dict[str, Any] = {"schema": SCHEMA, **_told(run)}
    if against is not None:
        told["against"] = {
            **_about(against),
            "comparable": against.fingerprint == run.fingerprint,
            **{
                kind: sorted(item for (_, item), change in found.items() if change.kind == kind)
                for found in [comparing.changes(run.results, against.results)]
                for kind in ("better", "worse", "moved")
            },
            "gain": _gains(run, against),
        }
    if beside is not None:
        told["beside"] = _told(beside)
    return told


def _about(run: Run) -> dict[str, Any]:
    return {
        "engine": run.engine,
        "started": run.started,
        "seconds": run.seconds,
        "fingerprint": run.fingerprint,
        "seed": run.seed,
        "versions": dict(run.versions),
        "articles": sorted(gold.slug for gold in run.gold_sets),
    }


def _told(run: Run) -> dict[str, Any]:
    by_split = {
        split: figures.intervals(figures.results_of(run.results, split), run.seed)
        for split in run.summary.by_split
    }
    alone = figures.alone(run)
    return {
        **_about(run),
        "follow_ups_alone": None if alone is None else {"right": alone[0], "turns": alone[1]},
        "summary": _rounded(run.summary.to_json()),
        "intervals": _rounded({"level": 0.95, "resamples": figures.RESAMPLES, **by_split}),
    }


def _gains(run: Run, against: Run) -> dict[str, float | None]:
    return {
        figure.name: figure.gain(
            figure.value(against.summary.headline), figure.value(run.summary.headline)
        )
        for figure in figures.FIGURES
    }


def _add_to_history(path: Path, run: Run) -> None:
    """Add a line; columns of older versions stay, new ones are empty in older lines."""
    line: dict[str, Any] = {
        "started": run.started,
        "engine": run.engine,
        "version": run.versions.get("footnote", ""),
        "fingerprint": run.fingerprint,
        "items": len(run.results),
        **{figure.name: _rounded(figure.value(run.summary.headline)) for figure in figures.FIGURES},
        "seconds": run.seconds,
    }
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read ({error}): move it away, or choose another --out."
        raise QuestionsError(message) from None
    reader = csv.DictReader(io.StringIO(before))
    columns = list(dict.fromkeys([*(reader.fieldnames or ()), *line]))
    written = io.StringIO()
    writer = csv.DictWriter(
        written, columns, restval="", extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(reader)
    writer.writerow(line)
    write_lines(path, [_writable(written.getvalue().rstrip())])


def _rounded(value: Any) -> Any:
    """Plain JSON: six digits are enough to compare, and what is not a number is null."""
    if isinstance(value, float):
        return round(value, 6) if value == value and abs(value) != float("inf") else None
    if isinstance(value, dict):
        return {str(key): _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value


def _writable(text: str) -> str:
    """A text without halves of characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _dumped(value: Any, indent: int | None = None) -> str:
    """JSON on lines of its own; a sign that some readers take for the end of a line is numbered."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return _UNREADABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
