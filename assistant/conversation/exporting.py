"""A conversation as a file with its sources, for those who will check it.

JSON and HTML say for every quotation where it stands and of which text, by its checksum, so that
`verifying` can tell later whether both are still as they were. Markdown is for reading. Whatever
was asked, answered or quoted stays text in all three: nothing of it is ever markup.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol

from assistant.conversation.telling import how_it_ended, what_it_took, with_doubts
from assistant.domain import PieceKind, quotation_marks
from assistant.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from assistant.domain import Article, Citation, Exchange, Piece

FORMAT = "footnote conversation 1"
"""What an exported JSON says it is; a change that breaks readers counts on."""

QUOTED = {PieceKind.QUOTE, PieceKind.LEAD}
"""The pieces whose words are the article's."""

STYLE = (
    "body{font:1rem/1.6 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem;"
    "color:#211e1a;background:#fbfaf7}h2{font-size:1.1rem;margin-top:2.5rem}"
    "header p,.place,.how{color:#6b645a;font-size:.85rem}.answer{white-space:pre-wrap}"
    "q{quotes:none}blockquote{white-space:pre-wrap;margin:.5rem 0;padding-left:1rem;"
    "border-left:3px solid #c9b8a4}"
)


def as_json(name: str, article: Article, exchanges: Sequence[Exchange], when: datetime) -> str:
    """One JSON object; offsets count Python characters of the article's text."""
    told = {
        "format": FORMAT,
        "conversation": name,
        "exported": when.isoformat(timespec="seconds"),
        "article": {
            "title": article.title,
            "origin": article.origin,
            "language": article.language,
            "checksum": article.checksum,
            "characters": len(article.text),
        },
        "turns": [_turn(exchange) for exchange in exchanges],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def as_markdown(name: str, article: Article, exchanges: Sequence[Exchange], when: datetime) -> str:
    """Questions as headings, answers as paragraphs, every source as a footnote."""
    lines = [f"# {_plain(name or article.title)}", "", _about(article, when, _plain), ""]
    footnotes: list[str] = []
    for number, exchange in enumerate(exchanges, 1):
        lines += [f"## {number}. {_plain(exchange.question)}", ""]
        first = len(footnotes) + 1
        footnotes += [
            f"[^{at}]: {_quoted(citation)} — {_plain(_place(citation))}"
            for at, citation in enumerate(exchange.evidence, first)
        ]
        told = with_doubts(exchange.pieces)
        lines += ["".join(_in_markdown(piece, first, doubt) for piece, doubt in told), ""]
        if exchange.answer and exchange.answer.nearest:
            lines += ["The nearest it comes:", ""]
            lines += [
                f"- {_quoted(citation)} — {_plain(_place(citation))}"
                for citation in exchange.answer.nearest
            ]
            lines.append("")
        lines += [f"*{_plain(_how(exchange))}*", ""]
    return "\n".join([*lines, *footnotes, ""])


def as_html(name: str, article: Article, exchanges: Sequence[Exchange], when: datetime) -> str:
    """One page that loads nothing and runs nothing, and forbids the browser to."""
    style = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    title = _text(name or article.title)
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            f"style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'\">",
            f'<meta name="footnote-article" content="{article.checksum}">',
            f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
            f"<header><h1>{title}</h1><p>{_about(article, when, _text)}</p></header>",
            *(_section(number, exchange) for number, exchange in enumerate(exchanges, 1)),
            "</body>\n</html>\n",
        ]
    )


FORMATS: dict[str, Callable[[str, Article, Sequence[Exchange], datetime], str]] = {
    ".md": as_markdown,
    ".html": as_html,
    ".json": as_json,
}


class Told(Protocol):
    """What is exported of a conversation."""

    name: str

    @property
    def article(self) -> Article:
        """What it is about."""

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """What was asked and answered, oldest first."""


def export_conversation(conversation: Told, form: str, when: datetime) -> bytes:
    """A conversation with its sources as a file of the form ".md", ".html" or ".json".

    Raises ExportError for any other form.
    """
    if form not in FORMATS:
        message = f"{form!r} is none of {', '.join(FORMATS)}: choose one of these."
        raise ExportError(message)
    told = conversation.name, conversation.article, conversation.exchanges
    return in_bytes(FORMATS[form](*told, when))


def in_bytes(exported: str) -> bytes:
    """What to write: half a surrogate pair, which UTF-8 lacks, as JSON writes it."""
    return exported.encode("utf-8", "backslashreplace")


def _turn(exchange: Exchange) -> dict[str, Any]:
    answer = exchange.answer
    told: dict[str, Any] = {
        "question": exchange.question,
        "asked": _moment(exchange),
        "progress": exchange.progress.value,
        "reason": exchange.reason,
        "answer": "".join(piece.text for piece in exchange.pieces),
        "pieces": [_piece(piece, exchange.evidence) for piece in exchange.pieces],
        "citations": _spans(exchange.evidence),
        "nearest": _spans(answer.nearest if answer else ()),
    }
    if answer is not None:
        times = answer.timing
        told |= {
            "verdict": answer.verdict.value,
            "standalone": answer.standalone,
            "confidence": round(answer.confidence, 4),
            "engine": answer.engine,
            "ms": {"retrieve": times.retrieve, "answer": times.answer, "total": times.total},
            "ending": answer.ending.value,
            "fault": asdict(answer.fault) if answer.fault else None,
            "receipt": asdict(answer.receipt) if answer.receipt else None,
        }
    return told


def _piece(piece: Piece, sources: Sequence[Citation]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "text": piece.text,
        "kind": piece.kind.value,
        "citation": piece.citation,
        **({"doubt": piece.doubt} if piece.doubt else {}),
    }
    place = _stands_at(piece, sources)
    return told if place is None else told | {"start": place[0], "end": place[1]}


def _stands_at(piece: Piece, sources: Sequence[Citation]) -> tuple[int, int] | None:
    """Where in the article the words of a quoted piece stand; None for any other piece."""
    if piece.kind not in QUOTED or not piece.citation or piece.citation > len(sources):
        return None
    source = sources[piece.citation - 1]
    within = source.quote.find(piece.text)
    start = source.start + within
    return None if within < 0 else (start, start + len(piece.text))


def _spans(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    return [
        {"start": each.start, "end": each.end, "quote": each.quote, "place": each.place}
        for each in citations
    ]


def _about(article: Article, when: datetime, text: Callable[[str], str]) -> str:
    origin = f" ({article.origin.rstrip('.')})" if article.origin else ""
    about = f"About “{article.title}”{origin}. SHA-256 of its text: {article.checksum}. "
    return text(f"{about}Exported {when.isoformat(' ', timespec='seconds')}.")


def _how(exchange: Exchange) -> str:
    """When it was asked, and how it was answered or why it was not."""
    asked = f"Asked {_moment(exchange)}." if exchange.asked else ""
    answer = exchange.answer
    if answer is None:
        return f"{asked} {exchange.reason}".strip()
    understood = (
        f" Understood as: {answer.standalone}" if answer.standalone != exchange.question else ""
    )
    milliseconds = f"{answer.timing.total:.0f} ms"
    answered = f"Answered by {answer.engine} in {milliseconds}."
    more = (asked, answered, what_it_took(answer), how_it_ended(answer))
    return " ".join(part for part in more if part) + understood


def _moment(exchange: Exchange) -> str:
    return exchange.asked.isoformat(timespec="seconds") if exchange.asked else ""


def _place(citation: Citation) -> str:
    characters = f"characters {citation.start}–{citation.end}"
    return f"{citation.place}, {characters}" if citation.place else characters


def _in_markdown(piece: Piece, first: int, doubt: str) -> str:
    if piece.kind is PieceKind.MARKER and piece.citation:
        return f"[^{first + piece.citation - 1}]"
    text = _escaped(piece.text)
    if doubt:
        return f"{text} (⚠ {_plain(doubt)})"
    return f"**{text}**" if piece.kind is PieceKind.LEAD and text.strip() == text else text


def _quoted(citation: Citation) -> str:
    opening, closing = quotation_marks(citation.quote)
    return f"{opening}{_plain(citation.quote)}{closing}"


def _plain(text: str) -> str:
    """Text as one line of Markdown."""
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is: no image, link, markup or list comes out of it."""
    text = re.sub(r"([\\`*_\[\]<>#|~$!&@{}])", r"\\\1", text)
    text = re.sub(r"(?i)(\bwww|\b(?:https?|ftp|mailto|xmpp))([.:])", r"\1\\\2", text)
    return re.sub(r"(?m)^[ \t]*(\d*)([-+=.)])", r"\1\\\2", text)


def _section(number: int, exchange: Exchange) -> str:
    told = with_doubts(exchange.pieces)
    words = "".join(_in_html(piece, exchange, doubt) for piece, doubt in told)
    parts = [
        f"<section>\n<h2>{number}. {_text(exchange.question)}</h2>",
        f'<p class="answer">{words}</p>',
        *_list(exchange.evidence, "Sources"),
        *_list(exchange.answer.nearest if exchange.answer else (), "The nearest it comes"),
        f'<p class="how">{_text(_how(exchange))}</p>\n</section>',
    ]
    return "\n".join(parts)


def _in_html(piece: Piece, exchange: Exchange, doubt: str) -> str:
    place = _stands_at(piece, exchange.evidence)
    if doubt:
        return f'{_text(piece.text)}<span class="how"> (⚠ {_text(doubt)})</span>'
    return _text(piece.text) if place is None else _element("q", *place, piece.text)


def _list(citations: Sequence[Citation], title: str) -> Iterator[str]:
    if not citations:
        return
    yield f"<h3>{title}</h3>\n<ol>"
    for each in citations:
        quote = _element("blockquote", each.start, each.end, each.quote)
        yield f'<li>{quote}<p class="place">{_text(_place(each))}</p></li>'
    yield "</ol>"


def _element(name: str, start: int, end: int, words: str) -> str:
    return f'<{name} data-start="{start}" data-end="{end}">{_text(words)}</{name}>'


def _text(words: str) -> str:
    return html.escape(shown(words))


def shown(words: str) -> str:
    """Words as a page can hold them: what HTML has no way to write becomes a replacement mark."""
    return re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "\ufffd", words)
