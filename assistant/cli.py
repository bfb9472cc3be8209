"""The command line: `footnote chat`, `ask`, `batch`, `evaluate`, `gold`, `doctor`.

What a person got wrong ends in one sentence on standard error and exit code 2. Each command imports
what it needs when it runs, so that `ask` never waits for the web server.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import AssistantError
from assistant.evaluation.commands import evaluate, gold_app

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.answering.asking import Assistant
    from assistant.domain import Answer

app = typer.Typer(
    help="Questions answered in an article's own words, each one click from its place.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ArticleOption = Annotated[
    Path | None, typer.Option("--article", help="A .txt, .md, .html or .pdf file.")
]


@app.command()
def chat(
    article: Annotated[
        Path | None, typer.Argument(help="The file to read; the sample article if left out.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8501,
) -> None:
    """Open the article in the browser beside a chat."""
    from ui.serving import serve

    serve(article, host, port)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    article: ArticleOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Answer one question, with the places the answer stands on."""
    from assistant.batch import answer_row
    from assistant.building import open_library

    with open_library() as library:
        assistant = library.open(library.add(article).id) if article else library.seed()
        answer = assistant.ask(question).answer
        if as_json:
            typer.echo(json.dumps(answer_row(answer), ensure_ascii=False))
        else:
            _show(assistant, answer)


@app.command()
def batch(
    questions: Annotated[Path, typer.Argument(help="A JSONL file, one question a line.")],
    out: Annotated[Path, typer.Option("--out", help="Where the answers go, as JSONL.")],
    article: ArticleOption = None,
) -> None:
    """Answer a file of questions, in the format that README.md describes."""
    from rich.progress import track

    from assistant.batch import BadRow, answer_all, read_questions, write_whole
    from assistant.resources import seed
    from assistant.settings import read_settings

    console = _console(stderr=True)
    rows = read_questions(questions)
    bad: list[BadRow] = []

    def report(row: BadRow) -> None:
        bad.append(row)
        console.print(f"{questions}, line {row.line}: {row.reason}", style="yellow", markup=False)

    answers = answer_all(rows, article or seed().article, read_settings(), report)
    lines = [
        json.dumps(answer, ensure_ascii=False)
        for answer in track(answers, "Answering", total=len(rows), console=console)
        if answer is not None
    ]
    write_whole(out, lines)
    console.print(f"{len(lines)} of {len(rows)} questions answered in {out}", markup=False)
    if bad:
        raise typer.Exit(2)


@app.command()
def doctor() -> None:
    """Tell what is installed, how answers are made and where data lives, one line a finding."""
    from assistant.doctor import findings

    console = _console()
    troubled = False
    for finding in findings():
        mark, style = ("ok", "green") if finding.good else ("!!", "red")
        console.print(f"{mark} ", style=style, end="", markup=False)
        console.print(finding.words, markup=False, highlight=False, soft_wrap=True)
        troubled = troubled or not finding.good
    if troubled:
        raise typer.Exit(2)


app.command()(evaluate)
app.add_typer(gold_app, name="gold")


def main() -> None:
    """Run the command line; what a person can put right is one sentence, never a traceback."""
    try:
        app()
    except AssistantError as error:
        sys.stderr.write(f"footnote: {error}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr)


def _show(assistant: Assistant, answer: Answer) -> None:
    """The answer as a reader wants it on a terminal: words first, then where they stand."""
    from rich.text import Text

    from assistant.domain import PieceKind, quotation_marks

    styles = {PieceKind.LEAD: "bold", PieceKind.MARKER: "cyan"}
    console = _console()
    console.print(
        Text.assemble(*((piece.text, styles.get(piece.kind, "")) for piece in answer.pieces))
    )
    article = assistant.article
    story = len(article.sentences)
    for number, citation in enumerate(answer.citations, 1):
        first, last = citation.sentences[0].number, citation.sentences[-1].number
        which = f"sentence {first}" if first == last else f"sentences {first}–{last}"
        page = article.page_at(citation.start)
        where = f"{which} of {story}" + (f", page {page}" if page else "")
        console.print(Text(f"\n[{number}] {where} — {article.title}", style="dim"))
    if answer.nearest:
        console.print(Text("\nThe nearest it comes:", style="dim"))
        for citation in answer.nearest:
            opening, closing = quotation_marks(citation.quote)
            console.print(Text(f"  {opening}{citation.quote}{closing}", style="dim"))
