"""`footnote evaluate` and `footnote gold …`: measure, compare, gate, and add to what is asked.

Nothing below this module prints. Progress goes to standard error, figures to standard output.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import AssistantError, QuestionsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rich.console import Console

    from assistant.evaluation.engines import Engine
    from assistant.evaluation.gold import GoldSet
    from assistant.evaluation.measuring import Measured, Progress
    from assistant.evaluation.running import Run
    from assistant.evaluation.squad import Figure

gold_app = typer.Typer(
    help="The gold questions: check them, add one, agree on what the engine can do.",
    no_args_is_help=True,
)

GoldOption = Annotated[
    list[Path] | None,
    typer.Option("--gold", help="A folder with article.* and gold.jsonl; all that ship."),
]
ArticleOption = Annotated[
    Path | None,
    typer.Option("--article", help="The article, where --gold names a file of questions."),
]
AgainstOption = Annotated[
    str | None,
    typer.Option(help="`baseline`, a baseline file, or the results.jsonl of an earlier run."),
]
EngineOption = Annotated[
    list[str] | None,
    typer.Option("--engine", help="Who answers, quoting or model; twice to compare two."),
]
READERS_VERDICT = "wrong, wrong-source, should-have-answered or should-have-refused"


def evaluate(
    gold: GoldOption = None,
    article: ArticleOption = None,
    split: Annotated[str | None, typer.Option(help="Only dev, test or critical.")] = None,
    against: AgainstOption = None,
    engine: EngineOption = None,
    record: Annotated[
        Path | None, typer.Option(help="A folder for a model's prompts and answers.")
    ] = None,
    replay: Annotated[
        Path | None,
        typer.Option(help="Score recorded answers: such a folder, or a file of `footnote batch`."),
    ] = None,
    squad: Annotated[
        Path | None, typer.Option(help="Ask a question set in the layout of SQuAD 2.0 instead.")
    ] = None,
    pairs: Annotated[
        bool, typer.Option("--pairs", help="Ask again of every changed article.")
    ] = False,
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit with 1 if something got worse, 2 if invalid.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="A folder for the report.")] = None,
) -> None:
    """Measure the answers on gold questions: what is right, refused and cited, and what changed."""
    from assistant.evaluation.measuring import Asking, measure, measure_squad

    engines = _engines(engine, record, replay)
    if squad:
        with _progress() as progress:
            found = measure_squad(engines[0], squad, progress)
        _show_squad(found, out)
        return
    asking = Asking(_gold_sets(gold, article), engines, split, against, pairs, gate)
    with _progress() as progress:
        measured = measure(asking, progress)
    _show(measured)
    _keep(measured)
    if out:
        measured.write(out)
        _told(f"The report is {out / 'report.html'}.")
    if measured.gated and measured.gated.code:
        raise typer.Exit(measured.gated.code)


@gold_app.command()
def check(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Folders of gold sets; all that ship.")
    ] = None,
) -> None:
    """Check gold questions by every rule; each broken one is named with its line."""
    from assistant.evaluation.gold import validate

    sets = _gold_sets(folders, None)
    faults = [(gold, fault) for gold in sets for fault in validate(gold)]
    for gold, fault in faults:
        _told(f"{gold.slug}: {fault}")
    _told(f"{sum(len(gold.every_item) for gold in sets)} questions, {len(faults)} faults.")
    if faults:
        raise typer.Exit(1)


@gold_app.command()
def baseline(
    gold: GoldOption = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="The baseline file; the shipped one.")
    ] = None,
    reason: Annotated[
        list[str] | None,
        typer.Option("--reason", help="`ID=why`: an item that may fail, and why."),
    ] = None,
    floors: Annotated[
        bool, typer.Option("--floors", help="Set every floor anew, a little below the figures.")
    ] = False,
) -> None:
    """Record what the engine can do now, and show which items that changes.

    An item that held before and fails now is only recorded with a reason.
    """
    from assistant.evaluation.measuring import BASELINE
    from assistant.evaluation.updating import update

    sets = _gold_sets(gold, None)
    with _progress() as progress:
        updated = update(
            sets, file or BASELINE, _reasons(reason or []), progress, floors_anew=floors
        )
    for line in updated.lines:
        _told(line)
    if updated.refused:
        raise typer.Exit(1)


@gold_app.command()
def add(
    verdict: Annotated[str, typer.Argument(help=READERS_VERDICT)],
    question: Annotated[str, typer.Argument(help="The question that was asked.")],
    folder: Annotated[
        Path | None, typer.Option("--gold", help="The gold set's folder; the sample article's.")
    ] = None,
    before: Annotated[
        list[str] | None, typer.Option("--before", help="An earlier question; repeat in order.")
    ] = None,
    quote: Annotated[
        list[str] | None, typer.Option("--quote", help="Exact words of the article that answer.")
    ] = None,
    fact: Annotated[
        list[str] | None, typer.Option("--fact", help="What a right answer must say.")
    ] = None,
    category: Annotated[str, typer.Option(help="The kind of question; guessed if left out.")] = "",
    note: Annotated[str, typer.Option(help="Why, for whoever reads the row.")] = "",
) -> None:
    """Turn a reader's verdict on an answer into a gold question.

    The question is asked again, so that the row holds what was answered. A verdict that does not
    say what is right waits in reported.jsonl for somebody to complete it.
    """
    from assistant.evaluation.adding import added

    path, missing = added(
        folder, verdict.replace("-", " "), question, before or [],
        quotes=quote or [], facts=fact or [], category=category, note=note,
    )  # fmt: skip
    _told(f"Added to {path}.")
    for fault in missing:
        _told(f"Still to be completed: {fault.words}")


def _engines(
    names: list[str] | None, record: Path | None, replay: Path | None
) -> tuple[Engine, ...]:
    from assistant.evaluation.engines import engine_called
    from assistant.evaluation.modelled import MODEL, asked_now, recorded_before
    from assistant.evaluation.replaying import read_predictions

    asked = names if names is not None else [] if replay else ["quoting"]
    if record and MODEL not in asked:
        raise QuestionsError("--record keeps the answers of a model: add --engine model.")
    engines: list[Engine] = [
        asked_now(record) if name == MODEL else engine_called(name) for name in asked
    ]
    if replay:
        engines.append(recorded_before(replay) if replay.is_dir() else read_predictions(replay))
    if len(engines) > 2:
        raise QuestionsError("Two engines are compared at most: leave one out.")
    return tuple(engines)


def _gold_sets(paths: list[Path] | None, article: Path | None) -> tuple[GoldSet, ...]:
    from assistant.evaluation.gold import (
        CONVERSATIONS,
        gold_folders,
        read_gold_files,
        read_gold_set,
    )

    if article is None:
        return tuple(read_gold_set(path) for path in paths or gold_folders())
    if not paths or len(paths) != 1:
        raise QuestionsError("--article needs the file of its questions: add one --gold FILE.")
    talks = paths[0].with_name(CONVERSATIONS)
    return (read_gold_files(article, paths[0], talks if talks.exists() else None),)


def _reasons(given: list[str]) -> dict[str, str]:
    reasons = {}
    for each in given:
        id_, _, why = each.partition("=")
        if not why.strip():
            raise QuestionsError(f"{each!r} gives no reason: write --reason ID=why.")
        reasons[id_.strip()] = why.strip()
    return reasons


@contextmanager
def _progress() -> Iterator[Progress]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=_console(stderr=True)) as bars:

        def begin(what: str, steps: int) -> Callable[[], None]:
            task = bars.add_task(what, total=steps)
            return lambda: bars.advance(task)

        yield begin


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr)


def _told(words: str) -> None:
    _console().print(words, markup=False, highlight=False, soft_wrap=True)


def _keep(measured: Measured) -> None:
    """Keep what was measured for the page; where that cannot be, the figures still stand."""
    from assistant.evaluation.keeping import KeptRuns
    from assistant.settings import read_settings

    try:
        kept = KeptRuns(read_settings().data_dir)
        for run in (measured.beside, measured.run):
            if run is not None:
                kept.keep(run)
    except AssistantError as error:
        _console(stderr=True).print(f"Not kept for the page: {error}", markup=False)


def _show(measured: Measured) -> None:
    """The figures as a table, `test` first; then the pairs and what the gate found."""
    from assistant.evaluation.measuring import pair_lines

    run = measured.run
    asked = ", ".join(gold.slug for gold in run.gold_sets)
    _told(f"{run.engine}: {len(run.results)} questions on {asked}, {run.seconds:.0f} s")
    _show_figures(measured)
    for line in pair_lines(measured.tried):
        _told(line)
    if measured.gated:
        for finding in measured.gated.findings:
            _told(str(finding))
        _told(f"The gate {('passes', 'fails', 'cannot judge this run')[measured.gated.code]}.")


def _show_figures(measured: Measured) -> None:
    from rich.table import Table

    from assistant.evaluation.report.figures import FIGURES

    run = measured.run
    columns = {name: run.summary.by_split[name] for name in _splits(run)}
    columns["all"] = run.summary.overall
    for other, name in ((measured.against, "before"), (measured.beside, "beside")):
        if other is not None:
            columns[f"{name}: {other.engine}"] = other.summary.overall
    table = Table("", *columns, box=None)
    for figure in FIGURES:
        values = [figure.written(figure.value(figures)) for figures in columns.values()]
        table.add_row(figure.label, *values)
    if run.alone:
        share = sum(run.alone.values()) / len(run.alone)
        blanks = ["" for name in columns if name != "all"]
        position = list(columns).index("all")
        row = [*blanks[:position], f"{share:.1%}", *blanks[position:]]
        table.add_row("The same turns, self-contained", *row)
    _console().print(table)


def _splits(run: Run) -> list[str]:
    """`test` is what counts; the others stand beside it."""
    return [name for name in ("test", "dev", "critical") if name in run.summary.by_split]


def _show_squad(found: Mapping[str, Mapping[str, Figure]], out: Path | None) -> None:
    from dataclasses import asdict

    from rich.table import Table

    from assistant.batch import write_lines

    table = Table("", *(f"by {protocol}" for protocol in found), box=None)
    for name in next(iter(found.values())):
        table.add_row(name, *(figures[name].written for figures in found.values()))
    _console().print(table)
    if out:
        plain = {p: {n: asdict(f) for n, f in figures.items()} for p, figures in found.items()}
        out.mkdir(parents=True, exist_ok=True)
        write_lines(out / "squad.json", [json.dumps(plain, indent=1)])
        _told(f"The figures are in {out / 'squad.json'}.")
