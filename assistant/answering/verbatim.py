"""Tell, character by character, what stands in quotation marks or in code: no marker does."""

from __future__ import annotations

LONGEST_QUOTATION = 800
"""Characters; one that seems longer has lost its closing mark."""

_CLOSING = {"“": "”", "„": "“”", "«": "»", "「": "」", '"': '"'}
_BEFORE_STRAIGHT = "([{—–-/*_"
"""What opens a straight quotation mark may follow, beside white space: 6" is a measure."""


class Verbatim:
    """Where a text that is read once, from its beginning, quotes or shows code.

    A quotation ends with its line, for a mark left open must not swallow the rest of an answer;
    so does code between one or two backticks. Between three or more it goes on.
    """

    def __init__(self) -> None:
        self._closing = ""
        self._length = 0
        self._fence = 0  # backticks that opened the code, 0 outside
        self._ticks = 0  # backticks just read: a fence is known by what follows it
        self._last = "\n"

    @property
    def inside(self) -> bool:
        """Whether the next character is quoted or code."""
        return bool(self._closing or self._fence_now)

    @property
    def _fence_now(self) -> int:
        if not self._ticks:
            return self._fence
        if not self._fence:
            return self._ticks
        return 0 if self._fence == self._ticks else self._fence

    def read(self, character: str) -> None:
        """Take the next character of the text."""
        if character == "`" and not self._closing:
            self._ticks += 1
        else:
            self._fence, self._ticks = self._fence_now, 0
            if character == "\n":
                self._closing = ""
                self._fence = self._fence if self._fence > 2 else 0
            elif self._closing:
                self._go_on(character)
            elif not self._fence and self._opens(character):
                self._closing, self._length = _CLOSING[character], 0
        self._last = character

    def _go_on(self, character: str) -> None:
        self._length += 1
        if character in self._closing or self._length > LONGEST_QUOTATION:
            self._closing = ""

    def _opens(self, character: str) -> bool:
        straight_after_a_word = character == '"' and not (
            self._last.isspace() or self._last in _BEFORE_STRAIGHT
        )
        return character in _CLOSING and not straight_after_a_word
