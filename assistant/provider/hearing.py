"""What a model writes, as it may be shown: without its thoughts, hidden characters and keys.

It arrives in pieces that end anywhere, so whatever may yet turn out to be the beginning of
something that is not shown is held back until that is decided.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile
from typing import Final

from assistant.provider.endpoint import MASK

# Everything that has no shape of its own: controls but for line ends and tabs, tags of the plane
# of hidden letters, marks that turn the direction of what follows.
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\U000e0000-\U000e007f]"
)
_HALF_FIRST: Final = re.compile("[\ud800-\udbff]\\Z")
_HALVES: Final = re.compile("[\ud800-\udfff]")
_OPENS: Final = ("<think>", "<thinking>", "<thought>", "<reasoning>")


class Hearing:
    """Turns the pieces of one answer into text to show; `key` is never part of it."""

    def __init__(self, key: str = "") -> None:
        self._key = key
        self._raw = ""  # half a surrogate pair
        self._held = ""
        self._closes = ""
        self._begun = False

    def hear(self, piece: str) -> str:
        """What can be shown now that `piece` has arrived."""
        self._held += self._readable(piece)
        shown = self._without_thoughts()
        if self._key:
            shown = shown.replace(self._key, MASK)
            kept = _overlap(shown, (self._key,))
            self._held = shown[len(shown) - kept :] + self._held
            shown = shown[: len(shown) - kept]
        return shown

    def finish(self) -> str:
        """What was held back and need not be any longer."""
        rest, self._held = ("" if self._closes else self._held), ""
        return rest

    def _readable(self, piece: str) -> str:
        text = self._raw + piece
        half = _HALF_FIRST.search(text)
        self._raw, text = (half[0], text[: half.start()]) if half else ("", text)
        return readable(text)

    def _without_thoughts(self) -> str:
        """Take what can be shown out of what is held; a thought stands before all else."""
        while not self._begun:
            if self._closes:
                _, closed, after = self._held.partition(self._closes)
                if not closed:
                    # Of a thought nothing is kept but what may be the beginning of its end.
                    kept = _overlap(self._held, (self._closes,))
                    self._held = self._held[len(self._held) - kept :]
                    return ""
                self._closes, self._held = "", after
            waiting = _from_first_seen(self._held)
            opened = next((tag for tag in _OPENS if waiting.startswith(tag)), None)
            if opened:
                self._closes = opened.replace("<", "</", 1)
                self._held = waiting[len(opened) :]
            elif any(tag.startswith(waiting) for tag in _OPENS):
                self._held = waiting
                return ""
            else:
                self._begun, self._held = True, waiting
        shown, self._held = self._held, ""
        return shown


def readable(text: str) -> str:
    """A text without what does something instead of being read, and without half characters."""
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _HIDDEN.sub("", _HALVES.sub("\ufffd", joined))


def seen(text: str) -> bool:
    """Whether a reader sees any of a text: spaces of every width are nothing."""
    return bool(_from_first_seen(text))


def _from_first_seen(text: str) -> str:
    """A text without what nobody sees at its beginning: an answer begins with what can be seen."""
    unseen = takewhile(lambda c: c.isspace() or unicodedata.category(c) in {"Cf", "Cc"}, text)
    return text[sum(1 for _ in unseen) :]


def _overlap(text: str, endings: tuple[str, ...]) -> int:
    """How many characters at the end of a text may be the beginning of one of `endings`."""
    longest = max(map(len, endings)) - 1
    sizes = range(min(longest, len(text)), 0, -1)
    return next((n for n in sizes if any(e.startswith(text[-n:]) for e in endings)), 0)
