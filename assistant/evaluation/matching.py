"""Whether words stand in a text: whole words, however their quotes, dashes and spaces are set.

"5" is not in "15" or "5,000", "male" is not in "female". That "guilty" is in "not guilty" no
matching of words can tell: a gold item forbids such phrases with `must_not_contain`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ′`´", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)
_SPACES: Final = re.compile(r"\s+")
_MARKER: Final = re.compile(r"[ \t]?\[(\d{1,3})\]")
_OPENS_WITH: Final = re.compile(
    r"(yes|no)(?= ?(?:[,.;:!-]|$)| (?:it|he|she|they|there|this|that|these|those|the|not|both"
    r"|neither|as|according)\b)"
)


def plain(text: str) -> str:
    """A text as it is compared: no case, one kind of quote and dash, single spaces."""
    composed = unicodedata.normalize("NFC", text).translate(_ALIKE)
    return _SPACES.sub(" ", composed).strip().casefold()


def without_markers(answer: str, citations: int) -> str:
    """An answer without its "[n]", so that no marker is taken for a number it states."""
    return _MARKER.sub(lambda m: "" if 1 <= int(m[1]) <= citations else m[0], answer)


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> re.Pattern[str] | None:
    words = plain(phrase)
    if not re.search(r"\w", words):
        return None  # nothing but marks would be found everywhere or nowhere
    before = r"(?<!\w)" + (r"(?<!\d[.,])" if words[0].isdigit() else "")
    after = r"(?!\w)" + (r"(?![.,]\d)" if words[-1].isdigit() else "")
    return re.compile(before + re.escape(words) + after)


def occurs(phrase: str, text: str) -> bool:
    """Whether `phrase` stands in `text` as whole words; `text` must be `plain` already."""
    pattern = _pattern(phrase)
    return bool(pattern and pattern.search(text))


def contains(text: str, phrase: str) -> bool:
    """Whether `phrase` stands in any `text` as whole words."""
    return occurs(phrase, plain(text))


def facts_held(groups: Iterable[Iterable[str]], text: str, *, any_one: bool = False) -> bool:
    """Whether each group (or `any_one`) has one of its variants in a `plain` text."""
    held = [any(occurs(variant, text) for variant in group) for group in groups]
    return not held or (any(held) if any_one else all(held))


def opening_polarity(answer: str) -> str | None:
    """The "yes" or "no" an answer opens with; None where it opens otherwise.

    A yes inside quotation marks is the article's word, and "no one" and "no longer" decide nothing.
    """
    found = _OPENS_WITH.match(plain(answer))
    return found[1] if found else None
