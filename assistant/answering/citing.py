"""Read a model's answer as it streams: its own words, and the numbers of the sentences it cites.

The parser goes character by character, so that how the stream was cut can make no difference, and
no half marker gets through. A way to write a marker is a row in `_SQUARE` or `_ROUND`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answering.verbatim import Verbatim
from assistant.conversation.showing import in_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from assistant.domain import Article, Citation, Sentence

LONGEST_MARKER = 80
"""Characters; what is longer between two brackets is text."""

_WORD = (
    r"(?:see )?(?:sentences?|sources?|passages?|quotes?|quotations?|citations?|lines?|refs?\.?"
    r"|nos?\.?|s)"
)
_ITEM = rf"(?:{_WORD}[ :]?)? ?[#^]?(\d{{1,6}})(?: ?(?:[-–—]|to) ?[#^]?(\d{{1,6}}))?"
_ONE = _ITEM.replace(r"(\d", r"(?:\d")
_INNER = rf" ?{_ONE}(?: ?(?:[,;&]|,? ?and) ?{_ONE})* ?(?:†[\w .:-]*)?"
_SPACE = r"[^\S\n]*"
_BETWEEN = rf"{_SPACE}(?:[,;]{_SPACE})?"  # two markers that belong together: "[3], [5]"

_ITEMS = re.compile(_ITEM, re.IGNORECASE)
_APART = re.compile(_BETWEEN)
_SQUARE = re.compile(
    rf"{_BETWEEN}(?:\[{_INNER}\]|\[\[{_INNER}\]\]|【{_INNER}】|［{_INNER}］)", re.IGNORECASE
)
_IN_WORDS = re.compile(rf"{_SPACE}\((?={_WORD} ?[\d#]){_INNER}\)", re.IGNORECASE)
_ROUND = re.compile(rf"{_SPACE}\(\d{{1,3}}(?: ?[,;] ?\d{{1,3}})*\){_SPACE}")
_BEGUN = (
    re.compile(rf"{_BETWEEN}(?:[\[【［][\w ,;&#^.:†–—-]*|\[\[[\w ,;&#^.:†–—-]*\]?)"),
    re.compile(rf"{_SPACE}\((?:[A-Za-z]{{0,9}}\.? ?){{0,2}}[\d,;#& –—-]*"),
    _ROUND,
)
_HALF = re.compile(
    rf"{_BETWEEN}(?:\[\[?|[【［]|\((?=.*\d)) ?(?P<word>[a-z]*)[\d ,;&#^.:†–—-]*"
    r"(?:(?<=\[\[\d)\]|(?<=\[\[\d\d)\])?",
    re.IGNORECASE,
)
_HALF_WORDS = ("sentences", "sources", "see", "quotations")
_A_YEAR = re.compile(r"\W*(?:1\d|20)\d\d\W*")
_BEGINNINGS = frozenset("[【［(,;")
_CLOSINGS = frozenset("]】］)")
_ENDS_A_CLAIM = ".!?…"
_FOLLOWS_A_CLAIM = ".!?;\n[【［("


@dataclass(frozen=True, slots=True)
class Written:
    """Words of the model, exactly as it wrote them."""

    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """The sentences that one group of markers names, each once, in the order given; at least one.

    The white space before the markers is dropped: whoever draws them sets their distance.
    """

    numbers: tuple[int, ...]


Token = Written | Cited


class Parser:
    """Turns a stream of text into tokens; the same for every way of cutting the stream."""

    def __init__(self, numbers: Mapping[int, Sentence]) -> None:
        """`numbers` are the sentences that a marker may name; any other number is dropped."""
        self._known_in_order = tuple(sorted(numbers))
        self._verbatim = Verbatim()
        self._held = ""  # may yet become a marker, white space before it included
        self._group: dict[int, None] = {}  # named by the markers that stand last
        self._before = ""  # the last character of this line that is no space
        self._words: list[str] = []
        self._ready: list[Token] = []

    def feed(self, text: str) -> list[Token]:
        """The tokens that are certain now that `text` has arrived."""
        for character in text:
            self._read(character)
        return self._told()

    def finish(self) -> list[Token]:
        """The rest, now that nothing more arrives; half a marker is dropped."""
        held, self._held = self._held, ""
        half = _HALF.fullmatch(held)
        if not self._is_round_marker(held, "\n") and half and _is_a_marker_word(half["word"]):
            held = ""
        self._settle(held, "\n")
        self._write(self._held)
        self._held = ""
        self._close_group()
        return self._told()

    def _read(self, character: str) -> None:
        while self._held or character in _BEGINNINGS or character.isspace():
            held = self._held + character
            if self._is_marker(held) and self._name(held):
                self._held = ""
                return
            if self._undecided(held):
                self._held = held
                return
            if not self._held:
                break
            held, self._held = self._held, ""
            self._settle(held, character)
        self._write(character)

    def _is_marker(self, held: str) -> bool:
        if held[-1] not in _CLOSINGS or self._verbatim.inside:
            return False
        return bool(_SQUARE.fullmatch(held) or _IN_WORDS.fullmatch(held))

    def _undecided(self, held: str) -> bool:
        """Whether `held` may yet become a marker, or is the distance before one."""
        if self._verbatim.inside or len(held) > LONGEST_MARKER or "\n" in held:
            return False
        if held[0] in ",;" and not self._group:
            return False
        return bool(_APART.fullmatch(held) or any(form.fullmatch(held) for form in _BEGUN))

    def _settle(self, held: str, following: str) -> None:
        """Decide on what was held, now that `following` shows that it goes no further."""
        words = held.rstrip()
        if self._is_round_marker(held, following):
            self._name(words)
        elif words:
            self._write(words)
        else:
            self._write(held)
            return
        self._held = held[len(words) :]

    def _is_round_marker(self, held: str, following: str) -> bool:
        if not _ROUND.fullmatch(held) or not self._before:
            return False
        apart = not held.startswith("(") or not self._before.isalnum()  # "f(3)" is no marker
        ends = self._before in _ENDS_A_CLAIM or following in _FOLLOWS_A_CLAIM
        return apart and ends and all(self._known(int(n), int(n)) for n in re.findall(r"\d+", held))

    def _name(self, marker: str) -> bool:
        """Take the numbers of a marker into the group; False if it is text after all."""
        named: list[int] = []
        for first, last in _ITEMS.findall(marker.partition("†")[0]):
            named += self._known(int(first), int(last or first))
        if not named and _A_YEAR.fullmatch(marker):
            return False
        self._group |= dict.fromkeys(named)
        return True

    def _known(self, first: int, last: int) -> Sequence[int]:
        low, high = sorted((first, last))
        return self._known_in_order[
            bisect_left(self._known_in_order, low) : bisect_right(self._known_in_order, high)
        ]

    def _write(self, text: str) -> None:
        if not text:
            return
        self._close_group()
        for character in text:
            self._verbatim.read(character)
            if character == "\n":
                self._before = ""
            elif not character.isspace():
                self._before = character
        self._words.append(text)

    def _close_words(self) -> None:
        if self._words:
            self._ready.append(Written("".join(self._words)))
            self._words = []

    def _close_group(self) -> None:
        if self._group:
            self._close_words()
            self._ready.append(Cited(tuple(self._group)))
            self._group = {}

    def _told(self) -> list[Token]:
        self._close_words()
        ready, self._ready = self._ready, []
        return ready


class Numbering:
    """Gives each place its number on screen: from 1, in order of appearance, the same for the same.

    Neighbouring sentences of one group of markers are one place.
    """

    def __init__(self, article: Article, numbers: Mapping[int, Sentence]) -> None:
        """`numbers` are the sentences that a group may name."""
        self._article = article
        self._numbers = numbers
        self._places: dict[Citation, int] = {}

    def places(self, cited: Cited) -> tuple[int, ...]:
        """The numbers on screen of one group of markers, each once."""
        found = in_runs(self._article, [self._numbers[n] for n in cited.numbers])
        return tuple(self._places.setdefault(place, len(self._places) + 1) for place in found)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All places so far; the one with number n stands at n - 1."""
        return tuple(self._places)


def _is_a_marker_word(begun: str) -> bool:
    return any(word.startswith(begun.lower()) for word in _HALF_WORDS)


def joined(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """Tokens with neighbouring words in one piece, as if the stream had come at once."""
    found: list[Token] = []
    for token in tokens:
        if found and isinstance(token, Written) and isinstance(last := found[-1], Written):
            found[-1] = Written(last.text + token.text)
        else:
            found.append(token)
    return tuple(found)
