"""Lays Markdown out in blocks, keeping every offset.

Only what decides where a sentence may end is read: headings, list items, quotations, tables,
code. Emphasis, links and entities stay in the text as they are written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.article.layout import (
    Block,
    BlockKind,
    Line,
    begins_item,
    block_of,
    is_underline,
    lines_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

QUOTED = re.compile(r"[ ]{0,3}>(?:[ ]{0,3}>)*[ ]?")
HASHES = re.compile(r"[ ]{0,3}#{1,6}(?:[ \t]+|$)")
FENCE = re.compile(r"[ \t]*(```+|~~~+)(.*)$")
RULE = re.compile(r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
ROW_RULE = re.compile(r"\|?[ \t]*:?-[-:| \t]*$")
CODE_INDENT = re.compile(r"(?: {4}|\t)")
LONGEST_FRONT_MATTER = 60


def markdown_blocks(text: str) -> Iterator[Block]:
    """Blocks of a Markdown text, in reading order."""
    lines = [_unquoted(line) for line in lines_of(text)]
    closing = _closing_fences(lines)
    run: list[Line] = []
    index = _front_matter_end(lines)
    yield from (Block(line.start, line.end) for line in lines[:index])
    in_list = False
    while index < len(lines):
        line = lines[index]
        taken = _kept_whole(lines, index, closing, paragraph=bool(run) or in_list)
        if taken > index:
            yield from _paragraph(run)
            run = []
            yield from _whole(lines[index:taken])
            index = taken
            continue
        index += 1
        if not line.words:
            yield from _paragraph(run)
            run = []
        elif run and _is_setext(run, line):
            yield block_of(run, BlockKind.HEADING)
            run = []
        elif RULE.match(line.raw):
            yield from _paragraph(run)
            run, in_list = [], False
        elif HASHES.match(line.raw):
            yield from _paragraph(run)
            run, in_list = [], False
            yield _heading(line)
        else:
            if begins_item(line):
                yield from _paragraph(run)
                run, in_list = [], True
            elif not run and not line.raw[:1].isspace():
                in_list = False
            run.append(line)
    yield from _paragraph(run)


def _front_matter_end(lines: Sequence[Line]) -> int:
    """One past the block of `key: value` lines between two `---` that may open a file."""
    if not lines or lines[0].words != "---":
        return 0
    for index, line in enumerate(lines[1:LONGEST_FRONT_MATTER], start=1):
        if line.words == "---":
            return index + 1
        if not line.words:
            return 0
    return 0


def _is_setext(run: Sequence[Line], line: Line) -> bool:
    """Whether `line` underlines the lines above it as a title."""
    return len(run) <= 3 and is_underline(line.words) and not begins_item(run[0])


def _unquoted(line: Line) -> Line:
    """The line without the `>` of a quotation."""
    quoted = QUOTED.match(line.raw)
    if not quoted:
        return line
    return Line(line.start + quoted.end(), line.end, line.raw[quoted.end() :])


def _closing_fences(lines: Sequence[Line]) -> list[dict[str, int]]:
    """For each line, where the next closing fence of either kind stands, found from the back."""
    following: list[dict[str, int]] = []
    next_close: dict[str, int] = {}
    for index in range(len(lines) - 1, -1, -1):
        following.append(next_close)
        fence = FENCE.match(lines[index].raw)
        if fence and not fence[2].strip():
            next_close = {**next_close, fence[1][0]: index}
    return following[::-1]


def _kept_whole(
    lines: Sequence[Line], index: int, closing: Sequence[dict[str, int]], *, paragraph: bool
) -> int:
    """One past the last line of the code or table that begins at `index`; `index` for neither."""
    fence = FENCE.match(lines[index].raw)
    if fence:
        closed = closing[index].get(fence[1][0])
        return closed + 1 if closed else index  # an unclosed fence must not swallow the article
    if not paragraph and CODE_INDENT.match(lines[index].raw) and lines[index].words:
        end = index
        while end < len(lines) and CODE_INDENT.match(lines[end].raw) and lines[end].words:
            end += 1
        return end
    if _begins_table(lines, index):
        end = index
        while end < len(lines) and "|" in lines[end].raw:
            end += 1
        return end
    return index


def _begins_table(lines: Sequence[Line], index: int) -> bool:
    raw = lines[index].raw
    if "|" not in raw:
        return False
    under = lines[index + 1].words if index + 1 < len(lines) else ""
    return raw.lstrip().startswith("|") or ("|" in under and bool(ROW_RULE.match(under)))


def _whole(lines: Sequence[Line]) -> Iterator[Block]:
    """Code as one block; a table as one block a row, without its outer bars."""
    if FENCE.match(lines[0].raw) or "|" not in lines[0].raw:
        yield Block(lines[0].start, lines[-1].end, BlockKind.WHOLE)
        return
    for line in lines:
        left = len(line.raw) - len(line.raw.lstrip(" \t|"))
        right = len(line.raw.rstrip(" \t|"))
        if left < right:
            yield Block(line.start + left, line.start + right, BlockKind.WHOLE)


def _heading(line: Line) -> Block:
    """A heading's words, without the hashes on either side."""
    hashes = HASHES.match(line.raw)
    start = hashes.end() if hashes else 0
    words = line.raw[start:].rstrip()
    bare = words.rstrip("#")
    if bare != words and (not bare or bare[-1].isspace()):
        words = bare.rstrip()
    return Block(line.start + start, line.start + start + len(words), BlockKind.HEADING)


def _paragraph(run: Sequence[Line]) -> Iterator[Block]:
    """A paragraph, parted where the writer asked for a line break."""
    part: list[Line] = []
    for line in run:
        part.append(line)
        if line.raw.endswith(("  ", "\\")):
            yield block_of(part)
            part = []
    if part:
        yield block_of(part)
