"""Words in quotation marks: they are the article's, and stand where they are said to stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.retrieval.wording import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.answering.checking.statement import Statement

# Of single marks only curly ones that stand apart: a straight one is mostly an apostrophe.
_QUOTATION = re.compile(
    r"“(?P<curly>[^“”\n]+)”|(?<![\w])\"(?P<straight>[^\"\n]+)\"(?!\w)|„(?P<low>[^„“”\n]+)[“”]"
    r"|«(?P<angle>[^«»\n]+)»|(?<!\w)‘(?P<single>[^‘’\n]{2,}(?:’\w[^‘’\n]*)*)’(?!\w)"
)
# Also what is put in: "[Beijing]".
_LEFT_OUT = re.compile(r"\[[^\[\]]{0,80}\]|…|\.{3,}|\. \. \.")
_NOT_WORDS = re.compile(r"[^\w\s%$€£]+")


def doubt(statement: Statement) -> str:
    """The first quotation that is not in the cited words."""
    cited = plain(statement.cited)
    for words in quoted(statement.written):
        if not stands(words, cited):
            return f"“{words}” is not in the cited words."
    return ""


def without_false(text: str, article: str) -> tuple[str, str]:
    """`text` without quotation marks around what is not in the article, and a sentence on that.

    `article` is the article's text made `plain`.
    """
    false: list[str] = []

    def kept(found: re.Match[str]) -> str:
        words = _inside(found)
        if stands(words, article):
            return found.group()
        false.append(words)
        return words

    cleaned = _QUOTATION.sub(kept, text)
    if not false:
        return text, ""
    return cleaned, f"“{false[0]}” was in quotation marks, but the article does not say that."


def quoted(text: str) -> Iterator[str]:
    """What stands in quotation marks."""
    return (_inside(found) for found in _QUOTATION.finditer(text))


def stands(words: str, text: str) -> bool:
    """Whether words stand in a text made `plain`, in order around what was left out."""
    at = 0
    for part in _LEFT_OUT.split(words):
        if not (wanted := plain(part).strip()):
            continue
        found = text.find(f" {wanted} ", at)
        if found < 0:
            return False
        at = found + len(wanted) + 1
    return True


def _inside(found: re.Match[str]) -> str:
    return next(words for words in found.groups() if words is not None)


def plain(text: str) -> str:
    """The words of a text alone, folded, each between two spaces."""
    words = _NOT_WORDS.sub(" ", fold(text).replace("'", "")).split()
    return f" {' '.join(words)} "
