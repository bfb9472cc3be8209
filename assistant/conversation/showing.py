"""Sentences of the article put before the reader: where they stand, what stands beside them.

Boilerplate and headings that stand between two sentences of the story are named, never silently
skipped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.domain import Citation, Piece, PieceKind, SentenceKind, quotation_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from assistant.domain import Article, Sentence

MOST_IN_A_PARAGRAPH = 8
"""Sentences. A longer paragraph is no passage to read beside a chat; its middle is shown then."""
AROUND = 2
"""Sentences shown on each side where a paragraph is no help."""
SITE_TEXT_BETWEEN = "Between them stands site text that is not part of the story."

# A quotation may be left open at the end of a paragraph, to be taken up in the next.
_QUOTATION = re.compile(
    r"“[^”\n]*(?:”|(?=\n)|$)|\"[^\"\n]+\"|(?<!\w)‘[^‘’\n]{2,}(?:’\w[^‘’\n]*)*’(?!\w)"
)


def touched(citations: Iterable[Citation]) -> list[Sentence]:
    """The sentences that citations touch, in reading order, boilerplate left out."""
    found = {s.number: s for citation in citations for s in citation.sentences}
    return [found[n] for n in sorted(found) if found[n].kind is not SentenceKind.BOILERPLATE]


def place(citation: Citation) -> str:
    """For instance "page 2, sentence 7 of 29, in the first half of the article"."""
    article, sentences = citation.article, citation.sentences
    if not sentences:
        return citation.place
    where, first = citation.place, sentences[0].number
    headings = [
        s for s in article.sentences[1:first] if s.kind is SentenceKind.HEADING and s.number < first
    ]
    if headings:
        where += f", under the heading {in_marks(article.words_of(headings[-1]))}"
    half = "first" if 2 * first <= len(article.sentences) else "second"
    return f"{where}, in the {half} half of the article" if len(article.sentences) > 1 else where


def in_runs(
    article: Article, sentences: Iterable[Sentence], *, across_blank_lines: bool = True
) -> tuple[Citation, ...]:
    """One citation for each run of neighbours, in reading order.

    A run may go on across a blank line where a passage is asked for; an answer's should not.
    """

    def goes_on(before: Sentence, after: Sentence) -> bool:
        between = article.text[before.end : after.start]
        return before.number + 1 == after.number and (across_blank_lines or between.count("\n") < 2)

    runs: list[list[Sentence]] = []
    for sentence in sorted({s.number: s for s in sentences}.values(), key=lambda s: s.number):
        if runs and goes_on(runs[-1][-1], sentence):
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    return tuple(Citation(article, run[0].start, run[-1].end) for run in runs)


def drawn(citations: Sequence[Citation], openings: Sequence[str] = ()) -> Iterator[Piece]:
    """The quotes with their markers, each after its opening words."""
    for number, citation in enumerate(citations, 1):
        opening, closing = quotation_marks(citation.quote)
        said = openings[number - 1] if number <= len(openings) else ""
        yield Piece(("\n\n" if number > 1 else "") + (f"{said} " if said else "") + opening)
        yield Piece(citation.quote, PieceKind.QUOTE, number)
        yield Piece(f"{closing} ")
        yield Piece(f"[{number}]", PieceKind.MARKER, number)


def beside(article: Article, sentence: Sentence, step: int) -> tuple[Sentence | None, str]:
    """The story's next sentence in the direction of `step`, and what stands between the two."""
    passed: list[Sentence] = []
    at = sentence.number - 1 + step
    while 0 <= at < len(article.sentences):
        other = article.sentences[at]
        if other.kind is SentenceKind.STORY:
            return other, between(article, passed)
        passed.append(other)
        at += step
    return None, between(article, passed)


def between(article: Article, passed: Sequence[Sentence]) -> str:
    """What stands between two sentences of the story, in words; "" for nothing."""
    headings = [s for s in passed if s.kind is SentenceKind.HEADING]
    said = [f"Between them stands the heading {in_marks(article.words_of(s))}." for s in headings]
    return " ".join([*said, *([SITE_TEXT_BETWEEN] if len(passed) > len(headings) else [])])


def passage(article: Article, sentence: Sentence) -> tuple[list[Sentence], bool]:
    """The paragraph a sentence stands in, and whether it is one worth showing.

    Where a text has no paragraphs, or only long ones or single sentences, the story's sentences
    around it are the passage.
    """
    story = [s for s in article.sentences if s.kind is SentenceKind.STORY]
    if sentence not in story:
        return [sentence], False
    at = first = last = story.index(sentence)
    while first > 0 and _same_paragraph(article, story[first - 1], story[first]):
        first -= 1
    while last + 1 < len(story) and _same_paragraph(article, story[last], story[last + 1]):
        last += 1
    if 1 < last - first + 1 <= MOST_IN_A_PARAGRAPH:
        return story[first : last + 1], True
    return story[max(at - AROUND, 0) : at + AROUND + 1], False


def passage_of(citation: Citation) -> Citation:
    """The passage that a citation stands in, as far as no site text or heading interrupts it."""
    article = citation.article
    around = [s for each in touched([citation]) for s in passage(article, each)[0]]
    near = [
        run
        for run in in_runs(article, around)
        if run.start < citation.end and citation.start < run.end
    ]
    start = min([citation.start, *(run.start for run in near)])
    return Citation(article, start, max([citation.end, *(run.end for run in near)]))


def _same_paragraph(article: Article, before: Sentence, after: Sentence) -> bool:
    if any(s.kind is SentenceKind.HEADING for s in article.sentences[before.number : after.number]):
        return False
    return "\n\n" not in re.sub(r"[ \t\r]+", "", article.text[before.end : after.start])


def passed_over(article: Article, before: Citation, after: Citation) -> str:
    """What stands between two citations that follow each other, in words."""
    return between(
        article,
        [
            s
            for s in article.sentences
            if before.end <= s.start < after.start and s.kind is not SentenceKind.STORY
        ],
    )


def quoted_within(citation: Citation) -> list[str]:
    """The stretches of a citation that the article prints in quotation marks."""
    # From the paragraph's beginning, for a quotation may have been opened sentences before.
    text = citation.article.text
    begin = text.rfind("\n", 0, citation.start) + 1
    found = []
    for quotation in _QUOTATION.finditer(text, begin):
        if quotation.start() >= citation.end:
            break
        start, end = max(quotation.start(), citation.start), min(quotation.end(), citation.end)
        if start < end:
            found.append(text[start:end])
    return found


def in_marks(words: str) -> str:
    """Words in quotation marks, unless they have their own."""
    opening, closing = quotation_marks(words)
    return f"{opening}{words}{closing}"


def capital(words: str) -> str:
    """Words with their first letter made a capital one, the others as they are."""
    return words[:1].upper() + words[1:]
