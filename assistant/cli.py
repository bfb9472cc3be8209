"""The command line: questions, conversations, evaluation, and the app that `chat` opens.

What a person got wrong ends in one sentence on standard error and exit code 2. Each command imports
what it needs when it runs, so that `ask` never waits for the web server.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.domain import Ending, Verdict
from assistant.errors import AssistantError
from assistant.evaluation.commands import evaluate, gold_app

if TYPE_CHECKING:
    from assistant.conversing import Conversation
    from assistant.library import Library

app = typer.Typer(
    help="Questions answered in an article's own words, each one click from its place.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

OFFLINE_INSTEAD = "With --offline, no model is asked and the article is quoted."

conversations = typer.Typer(help="List, show, export, delete what was asked.", no_args_is_help=True)
app.add_typer(conversations, name="conversations")

ArticleOption = Annotated[
    Path | None, typer.Option("--article", help="A .txt, .md, .html or .pdf file.")
]
Named = Annotated[str, typer.Argument(metavar="NAME", help="Its name or identifier, see `list`.")]


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
    conversation: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Go on with a stored conversation, or begin it."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no model, though one is set.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Answer one question, with the places the answer stands on.

    Ctrl-C ends an answer by a model with what has arrived of it. Exit code 2 if there is none.
    """
    from assistant.batch import answer_row
    from assistant.building import open_library
    from assistant.printing import growing, heard_out, say, show_answer

    with open_library() as library:
        if conversation is None:
            assistant = library.open(library.add(article).id) if article else library.seed()
            about = assistant.article
            reply = assistant.ask(question, offline=offline)
            exchange = heard_out(growing(question, reply), reply.stop)
        else:
            talk = _to_go_on_with(library, conversation, article)
            about = talk.article
            number = talk.put(question, offline=offline)
            exchange = heard_out(talk.answer(number), lambda: talk.stop(number))
    if as_json and exchange.answer:
        typer.echo(json.dumps(answer_row(exchange.answer), ensure_ascii=False))
    else:
        show_answer(about, exchange)
        if exchange.answer and exchange.answer.ending not in {Ending.COMPLETE, Ending.STOPPED}:
            say(f"\n{OFFLINE_INSTEAD}", "dim")
    if exchange.answer and exchange.answer.verdict is Verdict.FAILED:
        raise typer.Exit(2)


@conversations.command("list")
def list_conversations() -> None:
    """List the stored conversations, oldest first."""
    from assistant.building import open_library
    from assistant.printing import say

    with open_library() as library:
        titles = {article.id: article.title for article in library.articles()}
        for each in library.conversations():
            began = each.begun.astimezone().isoformat(" ", "minutes")[:16]
            about = f"{each.questions} about “{titles.get(each.article_id, '')}”"
            first = " ".join(each.first_question.split())
            say(f"{each.name or each.id}  {began}  {about}: {first}")


@conversations.command()
def show(named: Named) -> None:
    """Show a conversation with the places its answers stand on."""
    from assistant.building import open_library
    from assistant.printing import say, show_answer

    with open_library() as library:
        talk = _stored(library, named)
        article, exchanges = talk.article, talk.exchanges
    for exchange in exchanges:
        say(f"\n> {exchange.question}\n", "bold")
        show_answer(article, exchange)


@conversations.command()
def export(
    named: Named,
    out: Annotated[Path, typer.Option("--out", help="A .md, .html or .json file.")],
) -> None:
    """Write a conversation with its sources to a file."""
    from datetime import UTC, datetime

    from assistant.batch import write_whole
    from assistant.building import open_library
    from assistant.conversation.exporting import FORMATS, export_conversation
    from assistant.errors import ExportError

    if out.suffix.lower() not in FORMATS:
        message = f"{out} is none of {', '.join(FORMATS)}: choose another --out."
        raise ExportError(message)
    with open_library() as library:
        talk = _stored(library, named)
        content = export_conversation(talk, out.suffix.lower(), datetime.now(UTC))
    write_whole(out, content)


@conversations.command()
def delete(
    named: Named,
    for_good: Annotated[bool, typer.Option("--for-good", help="Erase it; no undo.")] = False,
) -> None:
    """Delete a conversation; `undo` brings it back within a day."""
    from assistant.building import open_library
    from assistant.printing import say

    with open_library() as library:
        library.delete_conversation(_stored(library, named).id, for_good=for_good)
    say("Erased." if for_good else "Deleted; `footnote conversations undo` brings it back.")


@conversations.command()
def undo() -> None:
    """Bring back the conversation that was deleted last."""
    from assistant.building import open_library
    from assistant.printing import say

    with open_library() as library:
        found = library.undelete_conversation()
    say(f"Brought back {found.name or found.id}." if found else "Nothing was deleted.")


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="An exported .json or .html.")],
    article: ArticleOption = None,
) -> None:
    """Check every quotation of an exported conversation; exit code 1 if one is not right."""
    from assistant.conversation.verifying import read_export
    from assistant.errors import ExportError
    from assistant.printing import say

    try:
        text = file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        message = f"{file} cannot be read ({reason}): give an exported .json or .html."
        raise ExportError(message) from None
    exported = read_export(text, str(file))
    found = exported.findings(_text_cited(exported.checksum, article))
    for finding in found:
        say(finding)
    if found:
        raise typer.Exit(1)
    say(f"All {len(exported.quotations)} quotations stand in the article as they are quoted.")


@app.command()
def batch(
    questions: Annotated[Path, typer.Argument(help="A JSONL file, one question a line.")],
    out: Annotated[Path, typer.Option("--out", help="Where the answers go, as JSONL.")],
    article: ArticleOption = None,
) -> None:
    """Answer a file of questions, in the format that README.md describes."""
    from rich.console import Console
    from rich.progress import track

    from assistant.batch import BadRow, answer_all, read_questions, write_lines
    from assistant.resources import seed
    from assistant.settings import read_settings

    console = Console(stderr=True)
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
    write_lines(out, lines)
    console.print(f"{len(lines)} of {len(rows)} questions answered in {out}", markup=False)
    if bad:
        raise typer.Exit(2)


@app.command()
def doctor() -> None:
    """Tell what is installed, how answers are made and where data lives, one line a finding."""
    from rich.console import Console

    from assistant.doctor import findings

    console = Console()
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


def _stored(library: Library, named: str) -> Conversation:
    from assistant.errors import StorageError

    found = library.conversation(named)
    if found is None:
        message = f"There is no conversation {named!r}: see `footnote conversations list`."
        raise StorageError(message)
    return found


def _to_go_on_with(library: Library, named: str, article: Path | None) -> Conversation:
    """The conversation of that name, begun if there is none."""
    from assistant.errors import StorageError

    known = library.conversation(named)
    if known is not None and article is None:
        return known
    about = library.add(article) if article else library.seed().article
    if known is None:
        return library.converse(about.id, named)
    if known.article.id != about.id:
        message = (
            f"Conversation {named!r} is about another article: leave --article out, or rename."
        )
        raise StorageError(message)
    return known


def _text_cited(checksum: str, article: Path | None) -> str:
    """The text of the given article, or of the stored one that has the checksum."""
    from assistant.article.loading import read_document
    from assistant.building import open_library
    from assistant.errors import StorageError

    if article:
        return read_document(article).text
    with open_library() as library:
        if checksum[:16] not in {each.id for each in library.articles()}:
            message = "The article is not in your library: give its file with --article."
            raise StorageError(message)
        return library.article(checksum[:16]).text
