"""Addresses: each stands in the cited words, or the check would vouch for wherever it leads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from assistant.answering.checking.statement import Statement

LONGEST_SHOWN: Final = 60
"""Characters of an address that are told."""

_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z\d+.-]{1,20}://|\bwww\.|\b(?:javascript|data|mailto):)[^\s<>()\[\]\"“”]+"
    r"|\b[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}"
    r"|\b(?:[a-z\d-]{1,63}\.){1,5}(?:(?:com|org|net|info|io|biz|app|dev|test)\b|[a-z]{2,10}(?=/))",
    re.IGNORECASE,
)


def doubt(statement: Statement) -> str:
    """The first address that the cited words do not print."""
    cited = statement.cited.casefold()
    for found in _ADDRESS.finditer(statement.written):
        address = found.group().rstrip(".,;:!?'’")
        if address.casefold() not in cited:
            return f"“{address[:LONGEST_SHOWN]}” is not in the cited words."
    return ""
