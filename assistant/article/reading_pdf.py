"""Reads the text layer of a PDF as plain text, with the offset at which each page begins.

A PDF holds lines, not paragraphs: words cut by a hyphen at a line end are put together, wrapped
lines are joined, a sentence goes on across a page end, and a running head is kept only where it
first stands. Runs in the child process of `parsing`.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

from assistant.article.layout import FULL_STOP, LONGEST_HEADING, lines_of, plain_blocks
from assistant.article.parsing import Parsed, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdf import PageObject

ENCRYPTED = "is encrypted; save an unlocked copy and name that."
BROKEN = "is not a PDF that can be read; export it again, or save its text as a .txt file."
CONTROLS = {
    **dict.fromkeys([*range(9), *range(14, 32), *range(0x7F, 0xA0), 0xAD, 0x200B, 0x2060, 0xFEFF]),
    **dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]),
    **dict.fromkeys(range(0xE0000, 0xE0080)),
    **dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F], " "),
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl",
}  # fmt: skip
HYPHENATED = re.compile(r"(\w+)[-‐]\n[ \t]*([a-zà-öø-ÿ]\w*)")
DIGITS = re.compile(r"\d+")
REPEATED = 3  # pages that begin or end alike before a line counts as a running head
EDGE = 2  # lines at either end of a page where running heads and page numbers stand


def read(content: bytes) -> Parsed:
    """The text of a PDF; `UnreadableError` where there is none to be had."""
    logging.disable(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError(ENCRYPTED)
        sheets = [_words(page) for page in reader.pages]
        title = _title(reader)
    except (DependencyError, FileNotDecryptedError, WrongPasswordError):
        raise UnreadableError(ENCRYPTED) from None
    except (UnreadableError, MemoryError, RecursionError):
        raise
    except Exception:  # a damaged file breaks the parser in ways it does not name
        raise UnreadableError(BROKEN) from None
    if not sheets:
        raise UnreadableError("holds no pages; export it again.")
    if not any(re.search(r"\w", sheet) for sheet in sheets):
        pages = "1 page holds" if len(sheets) == 1 else f"{len(sheets)} pages hold"
        message = f"is a scan: its {pages} no text layer; run text recognition on it first."
        raise UnreadableError(message)
    return _joined(sheets, title)


def _words(page: PageObject) -> str:
    """A page's text layer, ligatures spelt out, nothing in it that cannot be seen."""
    return page.extract_text().translate(CONTROLS)


def _title(reader: PdfReader) -> str:
    """The title the file gives itself, unless it is only a name some program put there."""
    title = (reader.metadata.title if reader.metadata else None) or ""
    words = " ".join(str(title).translate(CONTROLS).split())
    made_up = re.match(r"(?i)untitled|microsoft (?:word|powerpoint)|.*\.\w{2,4}$", words)
    return "" if made_up or not re.search(r"\w", words) else words


def _joined(sheets: Sequence[str], title: str) -> Parsed:
    """The pages as one text, a sentence that crosses a page end left whole."""
    sheets = _without_running_heads(sheets)
    vocabulary = set(re.findall(r"[\w-]+", "\n".join(sheets).lower()))
    text = ""
    pages: list[int | None] = []
    for sheet in sheets:
        paragraphs = _paragraphs(HYPHENATED.sub(lambda cut: _mended(cut, vocabulary), sheet))
        if not paragraphs:
            pages.append(None)
            continue
        text += _between(text, paragraphs[0])
        pages.append(len(text))
        text += "\n\n".join(paragraphs)
    begins: list[int] = []
    for begin in reversed(pages):  # an empty page begins where the next one does
        begins.append(begin if begin is not None else begins[-1] if begins else len(text))
    return Parsed(text, title, "plain", tuple(reversed(begins)))


def _between(text: str, following: str) -> str:
    """What joins two pages: a space inside a sentence, else a blank line."""
    if not text:
        return ""
    unfinished = not FULL_STOP.search(text[-80:]) and following[0].islower()
    return " " if unfinished else "\n\n"


def _paragraphs(sheet: str) -> list[str]:
    """The paragraphs of a page, each on one line, list bullets kept."""
    found = []
    read_to = 0
    for block in plain_blocks(sheet):
        words = " ".join(sheet[read_to : block.end].split())
        read_to = block.end
        if words:
            found.append(words)
    return found


def _mended(cut: re.Match[str], vocabulary: set[str]) -> str:
    """A word cut at a line end, its hyphen kept where the file writes it with one elsewhere."""
    left, right = cut.groups()
    with_hyphen = f"{left}-{right}"
    whole = left + right
    kept = with_hyphen.lower() in vocabulary and whole.lower() not in vocabulary
    return with_hyphen if kept or left.isdigit() else whole


def _without_running_heads(sheets: Sequence[str]) -> list[str]:
    """The pages without the lines that stand at the edge of most of them, but for the first."""
    edges = [_edge_lines(sheet) for sheet in sheets]
    counted = Counter(line for edge in edges for line in set(edge.values()))
    often = {line for line, pages in counted.items() if pages >= max(REPEATED, len(sheets) / 2)}
    kept_once: set[str] = set()
    cleaned = []
    for sheet, edge in zip(sheets, edges, strict=True):
        lines = []
        for index, line in enumerate(lines_of(sheet)):
            alike = edge.get(index, "")
            if alike in often and alike in kept_once:
                continue
            kept_once.add(alike)
            lines.append(line.raw)
        cleaned.append("\n".join(lines))
    return cleaned


def _edge_lines(sheet: str) -> dict[int, str]:
    """The first and last lines of a page by their place, page numbers made alike."""
    filled = [(index, line.words) for index, line in enumerate(lines_of(sheet)) if line.words]
    return {
        index: DIGITS.sub("#", words)
        for index, words in filled[:EDGE] + filled[-EDGE:]
        if len(words) <= LONGEST_HEADING and not FULL_STOP.search(words)
    }
