"""Build an item from a JSON row, or say which field is not what it should be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.evaluation.schema import SCHEMA, Conversation, Fault, Item

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("is not text")
    return value


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("is not text")
    return value


def _text_or_null(value: Any) -> str | None:
    return None if value is None else _text(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("is not true or false")
    return value


def _truth_or_null(value: Any) -> bool | None:
    return None if value is None else _truth(value)


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("is not a whole number above 0")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("is not a list")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(each) for each in _list(value))


def _groups(value: Any) -> tuple[tuple[str, ...], ...]:
    groups = tuple(_texts(each) for each in _list(value))
    if not all(groups):
        raise ValueError("has a group without a variant")
    return groups


def _spans(value: Any) -> tuple[tuple[int, int], ...]:
    spans = []
    for each in _list(value):
        if not isinstance(each, list) or len(each) != 2 or not all(type(n) is int for n in each):
            raise ValueError("is not a list of [start, end]")
        spans.append((each[0], each[1]))
    return tuple(spans)


def _history(value: Any) -> tuple[tuple[str, str], ...]:
    turns = []
    for each in _list(value):
        if not isinstance(each, dict) or each.get("role") not in ("user", "assistant"):
            raise ValueError('is not a list of {"role": "user" or "assistant", "text"}')
        turns.append((str(each["role"]), _text(each.get("text"))))
    return tuple(turns)


_REQUIRED: dict[str, Callable[[Any], Any]] = {
    "category": _text,
    "question": _text,
    "answerable": _truth_or_null,
    "expected": _text,
}
_OPTIONAL: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "difficulty": (_text, "medium"),
    "history": (_history, ()),
    "standalone": (_text, None),  # the question itself
    "evidence": (_texts, ()),
    "evidence_offsets": (_spans, None),  # where each quote first stands
    "evidence_mode": (_text, "all"),
    "must_contain": (_groups, ()),
    "must_not_contain": (_texts, ()),
    "polarity": (_text_or_null, None),
    "accept_refusal": (_truth, False),
    "accept_any": (_truth, False),
    "ideal": (_words, ""),
    "max_words": (_count, 120),
    "extractive_ok": (_truth, True),
    "plausible_wrong": (_text_or_null, None),
    "unanswerable_kind": (_text_or_null, None),
    "paraphrase_of": (_text_or_null, None),
    "twin_of": (_text_or_null, None),
    "note": (_words, ""),
    "article_sha256": (_words, ""),
    "author": (_words, ""),
    "reviewer": (_words, ""),
    "created": (_words, ""),
}
_OF_A_ROW = frozenset({"schema", "id", "article_id", "split"})


@dataclass
class Reading:
    """Reads the rows of one gold set; `faults` gathers what is wrong with their types."""

    slug: str
    text: str
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        """The checksum a row must name, if it names one."""
        self.sha256 = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def item(self, row: Any, line: int) -> Item:
        """The single question in a row; ValueError says which field is wrong."""
        _known(row, _OF_A_ROW)
        return self._item(row, line, self._head(row))

    def conversation(self, row: Any, line: int) -> Conversation:
        """The conversation in a row; ValueError says which field is wrong."""
        head = self._head(row)
        unknown = sorted(set(row) - _OF_A_ROW - {"kind", "turns", "article_sha256"})
        if unknown:
            raise ValueError(f'"{unknown[0]}" is no field of a conversation')
        turns = _field(row, "turns", _list)
        items = []
        for number, turn in enumerate(turns, 1):
            try:
                _known(turn, frozenset())
                items.append(self._item(turn, line, {**head, "id": f"{head['id']}#{number}"}))
            except ValueError as error:
                raise ValueError(f"turn {number}: {error}") from None
        sha256 = _words(row.get("article_sha256", ""))
        kind = _field(row, "kind", _text)
        return Conversation(**head, kind=kind, turns=tuple(items), article_sha256=sha256, line=line)

    def _head(self, row: Any) -> dict[str, str]:
        if not isinstance(row, dict):
            raise ValueError("it is not a JSON object")
        if row.get("schema", SCHEMA) != SCHEMA:
            raise ValueError(f'"schema" is not {SCHEMA}')
        return {
            "id": _field(row, "id", _text),
            "article_id": _field(row, "article_id", _text) if "article_id" in row else self.slug,
            "split": _field(row, "split", _text) if "split" in row else "test",
        }

    def _item(self, row: Mapping[str, Any], line: int, head: Mapping[str, str]) -> Item:
        values: dict[str, Any] = {name: _field(row, name, read) for name, read in _REQUIRED.items()}
        for name, (read, default) in _OPTIONAL.items():
            values[name] = _field(row, name, read) if name in row else default
        values["standalone"] = values["standalone"] or values["question"]
        if values["evidence_offsets"] is None:
            values["evidence_offsets"] = tuple(self._first(quote) for quote in values["evidence"])
        return Item(**{**head, **values}, line=line)

    def _first(self, quote: str) -> tuple[int, int]:
        start = max(self.text.find(quote), 0)
        return start, start + len(quote)


def _known(row: Any, head: frozenset[str]) -> None:
    if not isinstance(row, dict):
        raise ValueError("it is not a JSON object")
    unknown = sorted(set(row) - head - set(_REQUIRED) - set(_OPTIONAL))
    if unknown:
        raise ValueError(f'"{unknown[0]}" is no field of a question')


def _field(row: Mapping[str, Any], name: str, read: Callable[[Any], Any]) -> Any:
    if name not in row:
        raise ValueError(f'"{name}" is missing')
    try:
        return read(row[name])
    except ValueError as error:
        raise ValueError(f'"{name}" {error}') from None
