"""Tells the stop that ends a sentence from the one in "U.S.", "Dr. Yau", "J. Smith" or "No. 5".

Each stop is judged by the word before it and the word after it, looking at most `REACH` characters
either way, so the time taken grows with the length of the text and with nothing else. In doubt a
stop does not end the sentence: a sentence too long is still true, half of one may not be.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

REACH = 80

STOP = re.compile(r"[.!?…‥‽⁇⁈⁉؟۔।॥።]+|[。！？｡．]+")
CLOSERS = "\"'”’»›)]}*_」』）】〉》"
OPENERS = "`\"'“‘«‹„‚([{*_¿¡「『（【"
REFERENCES = re.compile(r"(?:\[[\w ]{1,8}\])+(?=\s|$)")  # "end.[12] Next"
WIDE_STOPS = "。！？｡．"
CURRENCY = "$£€¥₹#@"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BEFORE_A_NAME = _words(
    "mr mrs ms mx dr prof gen col maj capt cpt cmdr lt sgt cpl pvt adm brig sen rep gov pres hon"
    " rev fr msgr st ste mt ft messrs mme mlle supt insp amb asst assoc dep atty hr frau sra"
)
BEFORE_A_NUMBER = _words(
    "no nos p pp fig figs vol vols art arts sec secs ch chap chaps eq eqs ref refs op"
    " par para pt nr kv bwv approx ca c cca est circa rs tel ext ver cl app tab lot"
)
NEVER_LAST = _words("e.g i.e eg ie cf vs v viz al. incl b n.b fl resp esp d née")
MAYBE_LAST = _words(
    "inc ltd co corp llc plc bros jr sr esq etc al ave blvd rd dept univ inst assn intl ed eds"
    " trans jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri"
    " sat sun ph.d m.d b.a m.a b.sc m.sc ll.b min max hrs hr mins sec oz lb lbs ft in sq cu mi yd"
)
MONTHS = _words(
    "january february march april may june july august september october november december jan feb"
    " mar apr jun jul aug sept sep oct nov dec monday tuesday wednesday thursday friday saturday"
    " sunday mon tue wed thu fri sat sun"
)
ZONES = _words("et est edt pt pst pdt ct cst cdt mt mst mdt gmt utc bst cet cest ist jst aest")
OPENING_WORDS = _words(
    "the a an this that these those it its he she his her they their we our you your i my in on at"
    " by for from with without to of as if when while where who what which why how there here then"
    " thus so but and or nor yet however although though because since after before during until"
    " once now today yesterday later earlier meanwhile moreover furthermore despite under over"
    " between among through both each every all some many most more few several one two three no"
    " not another other such according also even only just still perhaps maybe according"
)
SPEECH = re.compile(
    r"(?:(?:[A-Z][\w’'.-]*|the|a|an|his|her|their|my|one|[a-z]+er)\s+){0,4}?"
    r"(?:said|says|asked|asks|replied|told|added|wrote|cried|shouted|whispered|answered"
    r"|exclaimed|demanded|joked|wondered|insisted|tweeted|warned|recalled)"
    r"(?:[.,;:]|\s+(?:[A-Z]|in\b|of\b|to\b|during\b|on\b|at\b|after\b|about\b|when\b|as\b|with\b))"
)
VERSE = re.compile(r"\d{1,3}\s?:\s?\d")  # "1 Cor. 12:27"
BRAND = re.compile(r"[a-z]{1,2}[A-Z]")  # "iPod" begins sentences as it is
ROMAN = re.compile(r"[IVXLC]+\b")
NEXT_WORD = re.compile(r"[A-Z][a-z]+(?=[\s,])")
TAGS = re.compile(r"^(?:</?[A-Za-z][^<>]{0,40}>\s*)+")  # markup left in a text is no word of it
DOMAINS = _words("com net org edu gov io co uk de fr js py ai app dev html php txt info biz tv us")


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets one past each sentence of a block of prose, the last being `end`."""
    quotes = 0  # straight quotes met so far: odd inside a quotation
    counted = began = start
    for stop in STOP.finditer(text, start, end):
        if stop.start() < began:
            continue  # already inside what closed the sentence before
        quotes += text.count('"', counted, stop.end())
        counted = stop.end()
        after = _closed(text, stop.end(), end, quoted=quotes % 2 == 1)
        if after < end and _ends(text, began, stop, after, end):
            began = after
            yield after
    yield end


def _closed(text: str, offset: int, end: int, *, quoted: bool) -> int:
    """One past the quotes, brackets and reference numbers that belong to a stop."""
    while offset < end and text[offset] in CLOSERS:
        offset += 1
    references = REFERENCES.match(text, offset, end)
    if references:
        offset = references.end()
    apart = text[offset : offset + 4]  # set apart by a space, as tokenised text has them
    if apart.startswith(" ''"):
        return offset + 3
    if apart.startswith((" )", " ]")):
        return offset + 2
    if quoted and apart.startswith(' "') and not apart[2:3].strip():
        return min(offset + 2, end)
    return offset


def _ends(text: str, began: int, stop: re.Match[str], after: int, end: int) -> bool:
    """Whether the sentence that began at `began` ends with this stop."""
    if stop.group()[-1] in WIDE_STOPS:
        return True
    following = text[after : min(after + REACH, end)]
    words = following.lstrip()
    if not words:
        return True
    if words == following:
        return _ends_without_space(text, began, stop, following)
    opened = TAGS.sub("", words.lstrip(OPENERS + " \t"))
    if not opened or opened.startswith("<|"):
        return True  # only markup follows, or that of a chat
    first = opened[:1]
    if not first or first in CLOSERS or (first.islower() and not BRAND.match(opened)):
        return False
    if not (first.isalnum() or first in CURRENCY):
        return False
    if stop.group() == ".":
        return _ends_with_full_stop(text, began, stop.start(), opened, quoted=words != opened)
    if stop.group()[-1] in ".…‥":
        return _ends_with_dots(text, stop.start(), opened, quoted=words != opened)
    closed_a_quotation = after > stop.end()
    return not (closed_a_quotation and SPEECH.match(opened))


def _ends_without_space(text: str, began: int, stop: re.Match[str], following: str) -> bool:
    """Whether "end.Next" lacks only its space, told from a file, a domain and a decimal."""
    if not following[:1].isascii() and following[:1].isalpha() and stop.group()[0] in "!?":
        return not following[0].islower() and not following[0].isupper()  # no letter case: CJK
    before = _token_before(text, began, stop.start())
    next_word = NEXT_WORD.match(following)
    if stop.group() not in {".", "?", "!"} or not next_word or not before.isalpha():
        return False
    return before.islower() and len(before) > 2 and next_word.group().lower() not in DOMAINS


def _ends_with_full_stop(text: str, began: int, dot: int, opened: str, *, quoted: bool) -> bool:
    """Whether one full stop before a capital, a number or a quotation ends a sentence."""
    before = _token_before(text, began, dot)
    word = before.lower()
    following = _first_word(opened)
    if not before:
        return True  # "Toriyama . The": set apart by a space
    if before.isdigit() and _begins_with(text, began, dot, before) and len(before) <= 3:
        return False  # "1. Preheat the oven"
    if word in BEFORE_A_NAME and not (before.islower() and following in OPENING_WORDS):
        return False
    if word in NEVER_LAST and (len(word) > 1 or before.islower()):
        return False
    if VERSE.match(opened):
        return False
    if word in BEFORE_A_NUMBER and (len(word) > 1 or before.islower()):
        return not (opened[0].isdigit() or ROMAN.match(opened))
    opens = quoted or following in OPENING_WORDS
    if word in {"a.m", "p.m", "am", "pm"}:
        return opens or following not in MONTHS | ZONES
    if word in MAYBE_LAST or "." in before.strip("."):
        return (opens or not _is_short(before)) and not opened[0].isdigit()
    if len(before) == 1 and before.isalpha():
        return _initial_ends(text, began, dot, opens=opens)
    return True


def _is_short(before: str) -> bool:
    """Whether a token with dots inside is an abbreviation ("U.S") and not "3.5" or a file."""
    return all(len(part) <= 3 and part.isalpha() for part in before.split(".") if part) or (
        before.lower() in MAYBE_LAST
    )


def _initial_ends(text: str, began: int, dot: int, *, opens: bool) -> bool:
    """Whether "vitamin C." ends a sentence, told from "George W. Bush" by the word before it."""
    earlier = text[max(began, dot - 1 - REACH) : dot - 1].split()[-1:]
    if not opens or not earlier:
        return False
    named = earlier[0].lstrip(OPENERS)[:1].isupper() and earlier[0].lower() not in OPENING_WORDS
    return not named or text[dot - 1] == "I"


def _ends_with_dots(text: str, dots: int, opened: str, *, quoted: bool) -> bool:
    """Whether an ellipsis ends a sentence: words left out inside a quotation do not."""
    left_out = text[dots - 1 : dots].isspace()
    following = _first_word(opened)
    if following in {"i", "i’m", "i'm", "i’ve", "i've", "i’d", "i'd"}:
        return False
    return quoted or not left_out or following in OPENING_WORDS


def _token_before(text: str, began: int, offset: int) -> str:
    """The word that ends at `offset`, without what opens it; empty after a space."""
    reach = text[max(began, offset - REACH) : offset]
    if not reach or reach[-1].isspace():
        return ""
    word = reach.rsplit(maxsplit=1)[-1]
    for joint in '—–-/([“‘"':
        word = word.rsplit(joint, 1)[-1]
    return word.lstrip(OPENERS)


def _first_word(opened: str) -> str:
    """The first word after a stop, in lower case."""
    first = opened.split(maxsplit=1)[0].lower()
    return first.rstrip(",.;:!?\"'”’)")


def _begins_with(text: str, began: int, dot: int, token: str) -> bool:
    """Whether the sentence holds nothing but `token` so far: the number of a list item."""
    opening = text[began : min(dot - len(token), began + REACH)]
    return dot - began <= REACH and not opening.strip(OPENERS + " \t\r\n")
