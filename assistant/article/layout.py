"""Lays a text out in blocks: paragraphs, lines that stand alone, headings, rows, code.

A block is what a sentence never reaches across. Every rule looks at whole lines and at their
neighbours only, so the time taken grows with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class BlockKind(Enum):
    """How a block is to be read."""

    PROSE = auto()  # cut into sentences at its stops
    WHOLE = auto()  # a table row or code: kept as one
    HEADING = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text, list bullet and heading hashes already left outside."""

    start: int
    end: int
    kind: BlockKind = BlockKind.PROSE


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its line end; `words` is what is left when it is stripped."""

    start: int
    end: int
    raw: str

    @property
    def words(self) -> str:
        """The line without outer white space."""
        return self.raw.strip()


BULLET = re.compile(r"[ \t]*(?:[-*+•◦▪‣·–—][ \t]+)+")
NUMBER = re.compile(r"[ \t]*(?:\(?\d{1,3}[.)]|\(?[a-zA-Z]\))[ \t]+\S")
CELLS_APART = re.compile(r"\S(?:[ ]*\t[ \t]*|[ ]{3,})\S")
BYLINE = re.compile(r"By [A-Z]")
FULL_STOP = re.compile(r"[.!?…。！？:;][\"'”’»)\]*_]{0,4}$")
WORD = re.compile(r"\w")

WIDEST_WRAP = 200  # nobody wraps lines wider than this: such a line is a paragraph of its own
NARROW = 45  # narrower than any page or message: verses, addresses, lists without bullets
TINY = 30
VERSE_WIDTH = 70
LONGEST_HEADING = 90


def lines_of(text: str) -> list[Line]:
    """The lines of a text, by every line end Unicode knows."""
    lines = []
    offset = 0
    for raw in text.splitlines(keepends=True):
        body = raw.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        lines.append(Line(offset, offset + len(body), body))
        offset += len(raw)
    return lines


def plain_blocks(text: str) -> Iterator[Block]:
    """Blocks of a plain text, where only blank lines, widths and indents tell the layout."""
    paragraphs = _paragraphs(lines_of(text))
    for index, paragraph in enumerate(paragraphs):
        following = paragraphs[index + 1] if index + 1 < len(paragraphs) else []
        if index == 0 and len(paragraph) > 1 and _begins_with_title(paragraph, following):
            yield Block(paragraph[0].start, paragraph[0].end, BlockKind.HEADING)
            yield from _runs(paragraph[1:])
        elif is_underline(paragraph[-1].words) and 1 < len(paragraph) <= 3:
            yield Block(paragraph[0].start, paragraph[-2].end, BlockKind.HEADING)
        elif following and len(paragraph) == 1 and _is_title(paragraph[0], following):
            yield Block(paragraph[0].start, paragraph[0].end, BlockKind.HEADING)
        else:
            yield from _runs(paragraph)


def _paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines between blank lines; an underlined title parts from the text right below it."""
    paragraphs: list[list[Line]] = [[]]
    for line in lines:
        if not line.words:
            paragraphs.append([])
            continue
        current = paragraphs[-1]
        current.append(line)
        if is_underline(line.words) and 1 < len(current) <= 3:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]


def is_underline(words: str) -> bool:
    """Whether a line is the row of `=` or `-` under a title."""
    return len(words) >= 3 and (not words.strip("=") or not words.strip("-"))


def _begins_with_title(paragraph: Sequence[Line], following: Sequence[Line]) -> bool:
    """Whether the first line of a text is its title, with no blank line below it."""
    first, second = paragraph[:2]
    width = max(len(line.words) for line in paragraph)
    rest = [*paragraph[1:], *following]
    return _is_title(first, rest) and not _wraps([first], second, width, verse=False)


def _is_title(line: Line, following: Sequence[Line]) -> bool:
    """Whether a lone line is a title: short, no stop, over a paragraph that does have one."""
    words = line.words
    if len(words) > LONGEST_HEADING or FULL_STOP.search(words) or words.endswith((",", "–", "—")):
        return False
    first = words.lstrip("“\"'‘«")[:1]
    if BULLET.match(line.raw) or not (first.isupper() or first.isdigit()):
        return False
    prose = " ".join(other.words for other in following)
    return len(prose) > len(words) and bool(FULL_STOP.search(prose))


def _runs(paragraph: Sequence[Line]) -> Iterator[Block]:
    """The lines of one paragraph, joined where a line end is only a wrap."""
    width = max(len(line.words) for line in paragraph)
    starts = [line.words[0] for line in paragraph[1:]]
    verse = len(starts) >= 3 and width < VERSE_WIDTH and not any(c.islower() for c in starts)
    run: list[Line] = []
    for line in paragraph:
        if run and (begins_item(line) or not _wraps(run, line, width, verse=verse)):
            yield block_of(run)
            run = []
        run.append(line)
    yield block_of(run)


def _wraps(run: Sequence[Line], line: Line, width: int, *, verse: bool) -> bool:
    """Whether the line end before `line` was made by a margin and not by the writer's hand."""
    above = run[-1]
    if width < TINY or verse or len(above.words) > WIDEST_WRAP:
        return False
    if CELLS_APART.search(line.words) or CELLS_APART.search(above.words):
        return False
    if begins_item(run[0]) and _indent(line) > _indent(run[0]):
        return True  # a list item goes on under its own text
    if line.words[0].islower():
        return True
    if BYLINE.match(line.words) and not FULL_STOP.search(above.words):
        return False
    if width < NARROW or _indent(line) > _indent(above) + 1:
        return False
    first_word = line.words.split(maxsplit=1)[0]
    room = width - len(above.words) - 1 - len(first_word)
    return room < width // 10  # a margin leaves less room than the next word needs


def _indent(line: Line) -> int:
    return len(line.raw) - len(line.raw.lstrip())


def begins_item(line: Line) -> bool:
    """Whether a line opens a list item."""
    return bool(BULLET.match(line.raw) or NUMBER.match(line.raw))


def block_of(run: Sequence[Line], kind: BlockKind = BlockKind.PROSE) -> Block:
    """The block of some neighbouring lines, a bullet before its first word left outside."""
    bullet = BULLET.match(run[0].raw)
    skipped = bullet.end() if bullet and kind is not BlockKind.WHOLE else 0
    return Block(run[0].start + skipped, run[-1].end, kind)
