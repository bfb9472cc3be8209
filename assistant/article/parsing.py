"""Parses HTML and PDF in a child process, under limits, so a hostile file ends there and not here.

The parent writes the file to the child's standard input and reads one JSON object from its
standard output. The child sees a handful of environment variables and no secret, cannot write
files, and is killed when it takes too long. A limit that the platform does not offer is left out.
A new format is one more row in `PARSERS`.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PARSERS = {"html": "assistant.article.reading_html", "pdf": "assistant.article.reading_pdf"}
"""The module whose `read(content)` parses each format; imported in the child alone."""

LONGEST_TEXT = 5_000_000
LOOK_SECONDS = 0.1  # between two looks at whether the reader still wants the file
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: bytes of memory, seconds of processor and of waiting."""

    memory: int = 1_000_000_000
    processor: int = 20
    waiting: float = 30.0


@dataclass(frozen=True, slots=True)
class Parsed:
    """The words of a parsed file, its title where it names one, and where its pages begin."""

    text: str
    title: str = ""
    markup: Literal["plain", "markdown"] = "plain"
    pages: tuple[int, ...] = ()


class UnreadableError(Exception):
    """Raised by a parser: the end of the sentence that begins with the file's name."""


def parsed(
    kind: str,
    content: bytes,
    name: str,
    limits: Limits = Limits(),
    checkpoint: Callable[[], None] = lambda: None,
) -> Parsed:
    """The words of a file of this kind; `ArticleError` names the file and what is wrong with it.

    `checkpoint` is called while the child works; what it raises ends the child too.
    """
    settings = json.dumps([kind, limits.memory, limits.processor])
    command = [sys.executable, "-P", "-W", "ignore", "-m", "assistant.article.parsing", settings]
    with subprocess.Popen(  # noqa: S603 - our own module, and no shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the parsers' warnings are of no use to a reader
        env=_environment(os.environ),
    ) as child:
        try:
            answer = _wait(child, content, limits.waiting, checkpoint)
        except subprocess.TimeoutExpired as error:
            raise ArticleError(_too_costly(name)) from error
        finally:
            child.kill()
    return _understood(answer, child.returncode, name, kind)


def _wait(
    child: subprocess.Popen[bytes], content: bytes, seconds: float, checkpoint: Callable[[], None]
) -> bytes:
    """All that the child prints, with a look at the checkpoint now and then."""
    given: bytes | None = content
    ends = time.monotonic() + seconds
    while True:
        left = ends - time.monotonic()
        try:
            return child.communicate(given, timeout=max(0.0, min(LOOK_SECONDS, left)))[0]
        except subprocess.TimeoutExpired:
            given = None  # the child has been sent it, or is still being sent it
            checkpoint()
            if left <= LOOK_SECONDS:
                raise


def _environment(parent: Mapping[str, str]) -> dict[str, str]:
    """What the child may know: where programs and our own modules are, and the language."""
    kept = {key: parent[key] for key in KEPT_VARIABLES if key in parent}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _understood(answer: bytes, returned: int, name: str, kind: str) -> Parsed:
    """The child's answer, or the reason there is none."""
    try:
        found = json.loads(answer)
    except ValueError:
        if returned < 0:  # stopped by a signal: a limit, or the parser's own crash
            raise ArticleError(_too_costly(name)) from None
        message = f"{name} cannot be read as {kind.upper()}; save it anew, or as plain text."
        raise ArticleError(message) from None
    if "costly" in found:
        raise ArticleError(_too_costly(name))
    if "problem" in found:
        raise ArticleError(f"{name} {found['problem']}")
    return Parsed(found["text"], found["title"], found["markup"], tuple(found["pages"]))


def _too_costly(name: str) -> str:
    return (
        f"{name} takes more memory or time to parse than one file is allowed;"
        " save its text as a .txt file."
    )


def _limit(memory: int, processor: int) -> None:
    """Lower this process's limits, as far as the platform has them."""
    try:
        import resource
    except ImportError:  # Windows has none; the parent's clock still runs
        return
    wanted = {
        "RLIMIT_AS": memory,
        "RLIMIT_CPU": processor,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
    }
    for limit_name, value in wanted.items():
        try:
            limit = getattr(resource, limit_name)
            _, hard = resource.getrlimit(limit)
            allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(limit, (allowed, allowed))
        except (AttributeError, ValueError, OSError):  # macOS refuses a limit on memory
            continue


def _answer(kind: str, content: bytes) -> dict[str, object]:
    """What the child says of a file: its words, or what is wrong with it."""
    try:
        found: Parsed = importlib.import_module(PARSERS[kind]).read(content)
    except UnreadableError as error:
        return {"problem": str(error)}
    except (MemoryError, RecursionError):
        return {"costly": True}
    if len(found.text) > LONGEST_TEXT:
        return {"problem": f"holds more than {LONGEST_TEXT:,} characters; give a part of it."}
    text = found.text.encode("utf-8", "replace").decode("utf-8")
    title = found.title.encode("utf-8", "replace").decode("utf-8")
    return {"text": text, "title": title, "markup": found.markup, "pages": found.pages}


def main() -> None:
    """The child: parse standard input, print one JSON object."""
    kind, memory, processor = json.loads(sys.argv[1])
    _limit(memory, processor)
    output = sys.stdout
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a parser's print must not mix in
        sys.stdout = nowhere
        answer = _answer(kind, sys.stdin.buffer.read())
    sys.stdout = output
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    # The module the parsers import, not this second copy of it: they share its exception.
    importlib.import_module("assistant.article.parsing").main()
