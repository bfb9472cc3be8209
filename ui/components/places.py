"""Where a citation is, in words for the reader and in numbers for the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from assistant import passage_of, speech_of

if TYPE_CHECKING:
    from assistant import Citation


class Span(TypedDict):
    """Part of one sentence, in UTF-16 units from its beginning, as a browser counts."""

    sentence: int
    start: int
    end: int


class Place(TypedDict):
    """A citation as the browser draws it.

    `before` and `after` are the rest of the passage around the quote, and `speakers` whose words
    it gives, in the order of the text; each may be empty. `anchor` names its sentences in an
    address, "s7-9"; "" where it touches none.
    """

    number: int
    quote: str
    where: str
    before: str
    after: str
    speakers: list[str]
    anchor: str
    spans: list[Span]


def place(citation: Citation, number: int) -> Place:
    """A citation under the number that its marker shows."""
    passage = passage_of(citation)
    text = citation.article.text
    return {
        "number": number,
        "quote": citation.quote,
        "where": citation.place.capitalize(),
        "before": text[passage.start : citation.start],
        "after": text[citation.end : passage.end],
        "speakers": _speakers(citation),
        "anchor": _anchor(citation),
        "spans": _spans(citation),
    }


def _speakers(citation: Citation) -> list[str]:
    """For instance "Niva Yau, a senior researcher", each once."""
    roles: dict[str, str | None] = {}
    for sentence in citation.sentences:
        if speech := speech_of(citation.article, sentence):
            roles[speech.speaker] = roles.get(speech.speaker) or speech.role
    return [f"{speaker}, {role}" if role else speaker for speaker, role in roles.items()]


def _anchor(citation: Citation) -> str:
    if not citation.sentences:
        return ""
    first, last = citation.sentences[0].number, citation.sentences[-1].number
    return f"s{first}" if first == last else f"s{first}-{last}"


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
