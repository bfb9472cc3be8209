"""Sees through text that a reader does not see as a program does.

Two tricks are told apart: characters that no screen shows, or that turn the text around, and
letters of another alphabet that look like Latin ones. Both put words where no search finds them,
or show a machine what a reader does not see. What is only unusual is left alone: soft hyphens,
emoji, flags, a byte order mark in front, the joiners of the scripts that are written with them.
"""

from __future__ import annotations

import re
import unicodedata

_LATIN = "A-Za-z\u00c0-\u024f"
_ZERO_WIDTH = "\u180e\u200b-\u200d\u2060-\u2064\ufeff"
_OVERRIDES = "\u202d\u202e"  # letters are shown in another order than they stand in
_OPENED, _CLOSED = "\u202a\u202b\u202d\u202e\u2066-\u2068", "\u202c\u2069"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TAGS = "\U000e0000-\U000e007f"  # letters that no font draws
_CONTROLS = "\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"

# A black flag and the tags of a region, as in the flag of Scotland, is one emoji.
_REGION_FLAG = re.compile(f"\U0001f3f4[{_TAGS}]{{1,7}}\U000e007f")
_HIDDEN = re.compile(
    f"[{_TAGS}{_OVERRIDES}{_CONTROLS}]"
    f"|[{_SELECTORS}]{{2}}"
    f"|(?<=[{_LATIN}])[{_ZERO_WIDTH}]+(?=[{_LATIN}])"
    f"|[{_ZERO_WIDTH}]{{3}}"
)
_NEVER_SHOWN = re.compile(
    f"[{_ZERO_WIDTH}{_OPENED}{_CLOSED}{_SELECTORS}{_CONTROLS}\u00ad\u200e\u200f]"
)
_TAG = re.compile("[\U000e0020-\U000e007e]")

_LOOKALIKES = {
    # Cyrillic
    "\u0430": "a", "\u0441": "c", "\u0501": "d", "\u0435": "e", "\u04bb": "h", "\u0456": "i",
    "\u0458": "j", "\u04cf": "l", "\u043e": "o", "\u0440": "p", "\u051b": "q", "\u0455": "s",
    "\u0475": "v", "\u051d": "w", "\u0445": "x", "\u0443": "y",
    "\u0410": "A", "\u0412": "B", "\u0421": "C", "\u0415": "E", "\u041d": "H", "\u0406": "I",
    "\u0408": "J", "\u041a": "K", "\u041c": "M", "\u041e": "O", "\u0420": "P", "\u0405": "S",
    "\u0422": "T", "\u0425": "X", "\u0423": "Y",
    # Greek, without the small letters that stand in formulas and names of substances
    "\u03bf": "o", "\u0391": "A", "\u0392": "B", "\u0395": "E", "\u0396": "Z", "\u0397": "H",
    "\u0399": "I", "\u039a": "K", "\u039c": "M", "\u039d": "N", "\u039f": "O", "\u03a1": "P",
    "\u03a4": "T", "\u03a5": "Y", "\u03a7": "X",
}  # fmt: skip
_PLAIN = str.maketrans(_LOOKALIKES)
_MIXED = "".join(_LOOKALIKES)
_PASSING_FOR_LATIN = re.compile(
    rf"(?<!\w)(?=\w*?[{_LATIN}])(?=\w*?[{_MIXED}])[{_LATIN}{_MIXED}]+(?!\w)"
)
_MATHEMATICAL = re.compile("[\U0001d400-\U0001d7cb]{4,}")  # a formula has single letters


def hides(text: str) -> bool:
    """Whether a text holds characters that are not shown, or shows letters in another order."""
    if text.isascii() and text.isprintable():
        return False
    plain = _REGION_FLAG.sub("", text)
    opened, closed = (len(re.findall(f"[{marks}]", plain)) for marks in (_OPENED, _CLOSED))
    return opened > closed or bool(_HIDDEN.search(plain))


def lookalike_in(text: str) -> str:
    """The first word that only looks Latin, because letters of another kind pass for its own."""
    if text.isascii():
        return ""
    found = _PASSING_FOR_LATIN.search(text) or _MATHEMATICAL.search(text)
    return found.group() if found else ""


def undisguised(text: str) -> str:
    """What a program may read in a text: hidden letters shown, lookalikes made plain."""
    if text.isascii():
        return text
    shown = _TAG.sub(lambda tag: chr(ord(tag.group()) - 0xE0000), _REGION_FLAG.sub("", text))
    return unicodedata.normalize("NFKC", _NEVER_SHOWN.sub("", shown).translate(_PLAIN))
