"""Reads a file, or a pasted text, as a document.

Plain text and Markdown are read here and kept exactly as decoded; formats that need a parser are
read in a child process (`parsing`), because a parser is a place to die. A new format is one more
row in `READERS`.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.article.layout import BULLET, FULL_STOP, WORD, BlockKind
from assistant.article.markdown import markdown_blocks
from assistant.errors import ArticleError

Markup = Literal["plain", "markdown"]
Checkpoint = Callable[[], None]
"""Called now and then while a file is parsed; what it raises ends the parsing."""
Reader = Callable[[bytes, Path, Checkpoint], "Document"]

MEGABYTE = 1_000_000
LARGEST_TEXT = 5 * MEGABYTE
LARGEST_PAGE = 5 * MEGABYTE
LARGEST_PDF = 20 * MEGABYTE
LONGEST_TITLE = 100
PASTED_TITLE = 60

FOLDERS = re.compile(r"^.*[\\/]", re.DOTALL)
NOT_STORABLE = {0: "\ufffd", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}
"""NUL ends strings early in SQL and a lone surrogate has no UTF-8: each becomes one U+FFFD, so
every other character keeps its offset."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a file or a paste held: the text to split, and where it came from.

    HTML and PDF come out as plain text or Markdown. `pages` holds the offset at which each page
    begins, for formats that have pages.
    """

    title: str
    text: str
    markup: Markup
    origin: str
    pages: tuple[int, ...] = ()


def _never_ending() -> None:
    """The checkpoint of those who wait to the end."""


def read_document(path: Path) -> Document:
    """The document in a file; `ArticleError` says what keeps it from becoming an article."""
    try:
        reader, content = _opened(path)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        message = f"{shown(path)} cannot be opened ({reason}); check its name and its permissions."
        raise ArticleError(message) from error
    except ValueError as error:  # a NUL or another character that no path can hold
        raise ArticleError(f"{shown(path)} is not a file name; check the path.") from error
    return _read(reader, content, path, _never_ending)


def document_in(content: bytes, name: str, checkpoint: Checkpoint = _never_ending) -> Document:
    """The document in an uploaded file, read from memory alone.

    `name` is whatever the sender called it: it tells the kind of file, and of what may look like
    folders in it only the end is shown. Raises ArticleError like `read_document`, or what
    `checkpoint` raises to cancel.
    """
    path = Path(FOLDERS.sub("", name))
    reader, largest = _reader_of(path)
    if len(content) > largest:
        raise ArticleError(_too_large(shown(path), len(content), largest))
    return _read(reader, content, path, checkpoint)


def _read(reader: Reader, content: bytes, path: Path, checkpoint: Checkpoint) -> Document:
    if not content:
        raise ArticleError(f"{shown(path)} is empty; name a file that holds an article.")
    return reader(content, path, checkpoint)


def _opened(path: Path) -> tuple[Reader, bytes]:
    """The reader for a file and its bytes; too large a file is refused unread."""
    mode = path.stat().st_mode if path.exists() else 0
    if not mode:
        raise ArticleError(f"{shown(path)} does not exist; check the path.")
    if stat.S_ISDIR(mode):
        raise ArticleError(f"{shown(path)} is a folder; name one article file in it.")
    if not stat.S_ISREG(mode):
        raise ArticleError(f"{shown(path)} is not an ordinary file; save the article as one.")
    reader, largest = _reader_of(path)
    size = path.stat().st_size
    if size > largest:
        raise ArticleError(_too_large(shown(path), size, largest))
    with path.open("rb") as file:
        return reader, file.read(largest)


def _reader_of(path: Path) -> tuple[Reader, int]:
    if path.suffix.lower() not in READERS:
        raise ArticleError(_unknown_kind(path))
    return READERS[path.suffix.lower()]


def document_of(text: str, title: str = "", markup: Markup = "plain") -> Document:
    """A pasted text as a document, every character in its place, under the limits of a file.

    Line ends stay as they are, so that offsets hold for the caller's own string.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST_TEXT:
        raise ArticleError(_too_large("The pasted text", size, LARGEST_TEXT))
    if not WORD.search(text):
        raise ArticleError("The pasted text holds no words; paste the text of an article.")
    kept = text.translate(NOT_STORABLE)
    return Document(title.strip() or _first_words(kept), kept, markup, "pasted text")


def _read_plain(content: bytes, path: Path, _: Checkpoint) -> Document:
    """A plain text, whatever its encoding."""
    text = _decoded(content, path)
    return Document(_title_line(text) or _title_from_name(path), text, "plain", str(path))


def _read_markdown(content: bytes, path: Path, _: Checkpoint) -> Document:
    """A Markdown text, whatever its encoding; its first heading is its title."""
    text = _decoded(content, path)
    return Document(_first_heading(text) or _title_from_name(path), text, "markdown", str(path))


def _read_parsed(kind: str) -> Reader:
    """A reader of a format that is parsed in a child process under limits."""

    def read(content: bytes, path: Path, checkpoint: Checkpoint) -> Document:
        from assistant.article.parsing import parsed

        found = parsed(kind, content, shown(path), checkpoint=checkpoint)
        title = found.title.strip()[:LONGEST_TITLE] or _title_line(found.text)
        if not WORD.search(found.text):
            raise ArticleError(f"{shown(path)} holds no words; name a file that holds an article.")
        return Document(
            title or _title_from_name(path), found.text, found.markup, str(path), found.pages
        )

    return read


READERS: dict[str, tuple[Reader, int]] = {
    ".txt": (_read_plain, LARGEST_TEXT),
    ".md": (_read_markdown, LARGEST_TEXT),
    ".markdown": (_read_markdown, LARGEST_TEXT),
    ".html": (_read_parsed("html"), LARGEST_PAGE),
    ".htm": (_read_parsed("html"), LARGEST_PAGE),
    ".pdf": (_read_parsed("pdf"), LARGEST_PDF),
}
"""What reads each kind of file, and the most bytes of it that are read."""


def shown(path: Path) -> str:
    """A path as an error may print it: one with control characters is quoted and escaped."""
    return str(path) if str(path).isprintable() else ascii(str(path))


def _unknown_kind(path: Path) -> str:
    known = ", ".join(READERS)
    kind = f"a {path.suffix} file" if path.suffix else "of no known kind"
    return f"{shown(path)} is {kind}; Footnote reads {known}."


def _too_large(name: str, size: int, largest: int) -> str:
    return (
        f"{name} has {size / MEGABYTE:.1f} MB and the limit is {largest // MEGABYTE} MB;"
        " give the article alone, or a part of it."
    )


def _decoded(content: bytes, path: Path) -> str:
    """The text of a file: line ends made single newlines, NUL made U+FFFD, nothing else changed."""
    from assistant.article.decoding import decoded

    text = decoded(content)
    if text is None:
        message = f"{shown(path)} is not text, whatever its name says; export it as text or PDF."
        raise ArticleError(message)
    if not WORD.search(text):
        raise ArticleError(f"{shown(path)} holds no words; name a file that holds an article.")
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(NOT_STORABLE)


def _title_line(text: str) -> str:
    """The first line where it reads as a title: short, without a stop, and not all there is."""
    first, _, rest = text.strip().partition("\n")
    words = first.strip()
    title_like = words and len(words) <= LONGEST_TITLE and not FULL_STOP.search(words)
    return words if title_like and rest.strip() and not BULLET.match(first) else ""


def _first_heading(text: str) -> str:
    """The first heading of a Markdown text; empty where there is none."""
    headings = (b for b in markdown_blocks(text) if b.kind is BlockKind.HEADING)
    first = next(headings, None)
    return text[first.start : first.end].strip()[:LONGEST_TITLE] if first else ""


def _title_from_name(path: Path) -> str:
    """A file name as a title, when the text offers none."""
    words = " ".join(path.stem.replace("_", " ").replace("-", " ").split())
    printable = "".join(c for c in words if c.isprintable())
    return printable[:LONGEST_TITLE] or "Untitled"


def _first_words(text: str) -> str:
    """The title line of a pasted text, or its opening words."""
    titled = _title_line(text)
    if titled:
        return titled
    words = text[: 4 * LONGEST_TITLE].split()
    opening = ""
    for word in words:
        if len(opening) + len(word) > PASTED_TITLE:
            return (opening or word[:PASTED_TITLE]) + "…"
        opening = f"{opening} {word}".strip()
    return opening
