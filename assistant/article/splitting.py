"""Splits an article into sentences with exact offsets, and sentences into passages.

Layout first (`layout`, `markdown`), then stops (`stops`): a new kind of markup is one more row in
`BLOCKS`. A sentence is a stretch of the text itself; nothing is copied, joined or corrected, and
no word is left outside every sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.article.layout import WORD, Block, BlockKind, plain_blocks
from assistant.article.markdown import markdown_blocks
from assistant.article.stops import sentence_ends
from assistant.domain import Passage, Sentence, SentenceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SPLITTING_VERSION = 2
"""Raised with every change that moves a boundary: indexes made by an older one are rebuilt."""

BLOCKS = {"plain": plain_blocks, "markdown": markdown_blocks}

LONGEST_SENTENCE = 1_000
LONGEST_WHOLE = 2_000  # code and table rows are kept together for longer
SHORTEST_CUT = 300

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
CUTS = tuple(re.compile(pattern) for pattern in (r"[;:](?=\s)|\n", r",(?=\s)", r"\s"))


def split(text: str, markup: str = "plain") -> tuple[Sentence, ...]:
    """The sentences of a text in reading order, numbered from 1; markup is a row of `BLOCKS`."""
    spans = (
        (start, end, block.kind is BlockKind.HEADING)
        for block in BLOCKS[markup](text)
        for start, end in _spans(text, block)
    )
    return tuple(
        Sentence(number, start, end, SentenceKind.HEADING if heading else SentenceKind.STORY)
        for number, (start, end, heading) in enumerate(spans, start=1)
    )


def passages(sentences: Sequence[Sentence]) -> tuple[Passage, ...]:
    """One passage for each sentence that is not boilerplate: itself and its story neighbours.

    A passage never reaches back across a heading, but takes along the heading it stands under:
    "Sunday: 9 to 5" is about the opening hours that the heading names.
    """
    story = [s for s in sentences if s.kind is not SentenceKind.BOILERPLATE]
    found = []
    heading: Sentence | None = None
    for index, core in enumerate(story):
        if core.kind is SentenceKind.HEADING:
            heading, before = core, []
        else:
            before = story[max(index - 1, 0) : index]
        above = [heading] if heading and heading not in (core, *before) else []
        after = [s for s in story[index + 1 : index + 2] if s.kind is SentenceKind.STORY]
        found.append(Passage(core, (*above, *before, core, *after)))
    return tuple(found)


def _spans(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """The sentences of one block, trimmed, none without a word and none endlessly long."""
    if block.kind is BlockKind.PROSE:
        ends: Iterator[int] = sentence_ends(text, block.start, block.end)
        longest = LONGEST_SENTENCE
    else:
        ends, longest = iter((block.end,)), LONGEST_WHOLE
    start = block.start
    for end in ends:
        for piece_start, piece_end in _pieces(text, start, end, longest):
            trimmed = _trimmed(text, piece_start, piece_end)
            if WORD.search(text, *trimmed):
                yield trimmed
        start = end


def _pieces(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """A sentence whole, or in pieces where it is too long to be read or searched as one."""
    while end - start > longest:
        cut = _cut(text, start + SHORTEST_CUT, start + longest)
        yield start, cut
        start = cut
    yield start, end


def _cut(text: str, earliest: int, latest: int) -> int:
    """The best place to cut between two offsets: the last clause end, else comma, else space."""
    for pattern in CUTS:
        places = [place.end() for place in pattern.finditer(text, earliest, latest)]
        if places:
            return places[-1]
    return latest


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space and invisible characters at either end."""
    while start < end and (text[start].isspace() or text[start] in INVISIBLE):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in INVISIBLE):
        end -= 1
    return start, end
