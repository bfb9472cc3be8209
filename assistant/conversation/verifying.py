"""Check an exported conversation against its article: is every quotation still where it says?

One changed character of a quotation or of the article is found. What an export never holds, a
quotation without its place, is a finding too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from assistant.conversation.exporting import FORMAT, QUOTED, shown
from assistant.domain import checksum_of
from assistant.errors import ExportError

_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that a file says stand from `start` to `end`; `where` is where the file has them."""

    where: str
    words: str
    start: int
    end: int


@dataclass(frozen=True)
class Exported:
    """What an exported file claims; `faults` are what contradicts itself within it."""

    checksum: str
    quotations: tuple[Quotation, ...]
    faults: tuple[str, ...] = ()
    in_html: bool = False

    def findings(self, article_text: str) -> tuple[str, ...]:
        """One sentence for each thing that does not agree with the article; none if all does."""
        found = list(self.faults)
        if checksum_of(article_text) != self.checksum:
            found.append("The article is not the text that was cited: its checksum is another.")
        found += [
            f"{each.where}: “{_short(each.words)}” does not stand at {each.start}–{each.end}."
            for each in self.quotations
            if not self._stands(each, article_text)
        ]
        return tuple(found)

    def _stands(self, quotation: Quotation, text: str) -> bool:
        if not 0 <= quotation.start < quotation.end <= len(text):
            return False
        words = text[quotation.start : quotation.end]
        return quotation.words == (shown(words) if self.in_html else words)


def read_export(exported: str, name: str) -> Exported:
    """What an exported JSON or HTML, the file `name`, claims.

    Raises ExportError if it is neither.
    """
    try:
        if exported.lstrip()[:1] == "{":
            return _read_json(json.loads(exported))
        return _read_html(exported)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = f"{name} is no conversation that Footnote exported: give its JSON or HTML."
        raise ExportError(message) from None


def _read_json(told: Any) -> Exported:
    if told["format"] != FORMAT:
        raise ValueError(told["format"])
    quotations: list[Quotation] = []
    faults: list[str] = []
    for number, turn in enumerate(told["turns"], 1):
        for use, name in (("citations", "source"), ("nearest", "nearest passage")):
            quotations += [
                Quotation(f"Turn {number}, {name} {at}", each["quote"], each["start"], each["end"])
                for at, each in enumerate(turn[use], 1)
            ]
        pieces = turn["pieces"]
        if turn["answer"] != "".join(piece["text"] for piece in pieces):
            faults.append(f"Turn {number}: the answer is not made of its pieces.")
        for piece in pieces:
            if piece["kind"] not in QUOTED or not piece["citation"]:
                continue
            if "start" in piece:
                quotations.append(
                    Quotation(f"Turn {number}, answer", piece["text"], piece["start"], piece["end"])
                )
            else:
                faults.append(f"Turn {number}: a quotation does not say where it stands.")
    return Exported(told["article"]["checksum"], tuple(quotations), tuple(faults))


def _read_html(exported: str) -> Exported:
    page = _Page()
    page.feed(exported)
    page.close()
    if not page.checksum:
        raise ValueError(exported[:100])
    return Exported(page.checksum, tuple(page.quotations), tuple(page.faults), in_html=True)


@dataclass
class _Open:
    """A quotation of which the end has not come yet."""

    name: str
    where: str
    start: int
    end: int
    words: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """Collects what an exported page quotes; only `q` and `blockquote` hold the article's words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.checksum = ""
        self.quotations: list[Quotation] = []
        self.faults: list[str] = []
        self._turn = 0
        self._open: _Open | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where we are, and begin a quotation."""
        given = dict(attrs)
        if tag == "meta" and given.get("name") == "footnote-article":
            self.checksum = given.get("content") or ""
        self._turn += tag == "section"
        if tag not in {"q", "blockquote"}:
            return
        where = f"Turn {self._turn}, {'source' if tag == 'blockquote' else 'answer'}"
        if given.get("data-start") is None or given.get("data-end") is None:
            self.faults.append(f"{where}: a quotation does not say where it stands.")
            return
        self._open = _Open(tag, where, int(given["data-start"] or ""), int(given["data-end"] or ""))

    def handle_data(self, data: str) -> None:
        """Gather the words of a quotation."""
        if self._open:
            self._open.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a quotation."""
        if self._open and tag == self._open.name:
            words = "".join(self._open.words)
            at = self._open
            self.quotations.append(Quotation(at.where, words, at.start, at.end))
            self._open = None


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}…"
