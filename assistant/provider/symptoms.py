"""What an error of the wire tells of itself, whatever library raised it.

A vendor's exceptions are known by what they carry (a status, a body, what caused them) and never by
their class, so a new vendor needs nothing here.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

WORDS_READ: Final = 4_000
"""Characters of what a server says: what matters is said by then, and it may go on for long."""
A_YEAR: Final = 366 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Symptoms:
    """What an error tells of itself: `words` are the server's, or failing that its own."""

    status: int | None
    words: str
    causes: frozenset[str]
    headers: Mapping[str, str] = field(default_factory=dict)


def symptoms_of(error: BaseException) -> Symptoms:
    """Read an error without knowing its class."""
    causes = frozenset(c.__name__ for each in _causes(error) for c in type(each).__mro__)
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    headers: Mapping[str, str] = getattr(response, "headers", None) or {}
    body = getattr(error, "body", None)
    words = str(error) if not body else body if isinstance(body, str) else _words(body)
    told = status if isinstance(status, int) else None
    return Symptoms(told, words[:WORDS_READ], causes, headers)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds a server asks to wait, or None where it asks nothing that makes sense."""
    told = headers.get("retry-after", "").strip()
    if milliseconds := headers.get("retry-after-ms"):
        told = f"{_number(milliseconds) / 1000}"
    seconds = _number(told)
    if math.isnan(seconds):
        try:
            seconds = (parsedate_to_datetime(told) - now).total_seconds()
        except (ValueError, TypeError):
            return None
    return seconds if 0 <= seconds < A_YEAR else None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error, what caused it, and what that was caused by."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions


def _words(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, default=str)
