"""Where a citation is, in words for the reader and in numbers for the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from assistant import Citation


class Span(TypedDict):
    """Part of one sentence, in UTF-16 units from its beginning, as a browser counts."""

    sentence: int
    start: int
    end: int


class Place(TypedDict):
    """A citation as the browser draws it."""

    number: int
    quote: str
    where: str
    spans: list[Span]


def place(citation: Citation, number: int) -> Place:
    """A citation under the number that its marker shows."""
    return {
        "number": number,
        "quote": citation.quote,
        "where": citation.place.capitalize(),
        "spans": _spans(citation),
    }


def _spans(citation: Citation) -> list[Span]:
    text = citation.article.text
    spans: list[Span] = []
    for sentence in citation.sentences:
        start = max(citation.start, sentence.start)
        end = min(citation.end, sentence.end)
        before = _units(text[sentence.start : start])
        spans.append(
            {
                "sentence": sentence.number,
                "start": before,
                "end": before + _units(text[start:end]),
            }
        )
    return spans


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
