"""Tells the encoding of a text file, or that it is no text at all.

In this order: a byte order mark, UTF-8, UTF-16 told by where its zero bytes fall, UTF-8 with a few
broken bytes, the Western European code page of older Windows, and last what charset-normalizer
makes of it.
"""

from __future__ import annotations

import codecs

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE = 64_000  # enough to tell an encoding; the whole text would take seconds
UNREADABLE_SHARE = 0.01  # of characters: more of them and the file is no text
WIDE_SHARE = 0.3  # of one half of the bytes
WESTERN_SHARE = 0.15  # Greek and Cyrillic code pages write nearly every letter with a high byte
PROOF = 8  # sound characters beyond ASCII for each broken one

WESTERN = frozenset(
    b"\x80\x85\x8c\x91\x92\x93\x94\x95\x96\x97\x99\x9c\xa0\xa3\xa7\xa9\xab\xae\xb0\xb4\xb7\xbb\xbd"
) | (frozenset(range(0xC0, 0x100)) - frozenset(b"\xd0\xd7\xde\xf0\xf7\xfe"))
CONTROLS = dict.fromkeys([*range(9), *range(14, 27), *range(28, 32), 127, 0xFFFD])


def decoded(content: bytes) -> str | None:
    """The text in these bytes, or None where they are no text."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _readable(content[len(mark) :].decode(encoding, "replace"))
    wide = _wide(content)
    if wide:
        return _readable(content.decode(wide, "replace"))
    try:
        return _readable(content.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    for guess in (_repaired, _western, _detected):
        text = guess(content)
        if text is not None:
            return _readable(text)
    return None


def _readable(text: str) -> str | None:
    """The text, unless too much of it is characters that no writer types."""
    unreadable = len(text) - len(text.translate(CONTROLS))
    return text if unreadable <= len(text) * UNREADABLE_SHARE else None


def _wide(content: bytes) -> str:
    """UTF-16 without its mark: every other byte of Western text is zero."""
    pairs = max(1, len(content) // 2)
    if content[1::2].count(0) > pairs * WIDE_SHARE:
        return "utf-16-le"
    if content[0::2].count(0) > pairs * WIDE_SHARE:
        return "utf-16-be"
    return ""


def _repaired(content: bytes) -> str | None:
    """UTF-8 with a few broken bytes, each shown as U+FFFD, where the rest proves it is UTF-8."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(1 for character in text if character > "\x7f") - broken
    return text if sound > PROOF * broken else None


def _western(content: bytes) -> str | None:
    """Windows-1252, where only letters and signs of Western Europe stand among plain ones."""
    high = [byte for byte in content if byte > 0x7F]
    if len(high) > len(content) * WESTERN_SHARE or not WESTERN.issuperset(high):
        return None
    return content.decode("cp1252", "replace")


def _detected(content: bytes) -> str | None:
    """The text by whatever encoding reads most like a language."""
    from charset_normalizer import from_bytes

    best = from_bytes(content[:SAMPLE]).best()
    return content.decode(best.encoding, "replace") if best else None
