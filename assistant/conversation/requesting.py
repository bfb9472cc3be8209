"""What a reader wants to know of a source: where it stands, who said it, what comes before it.

Such a turn is answered from the citation records and the article alone. It has nothing but words
about what was said, and a sign of the operation in them; the first row of `SIGNS` that finds its
sign decides. A new operation is a member of `Operation`, a row here and a row in `pointing`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.conversation.phrases import ARTICLE, PEOPLE, THAT, any_of, core, only_talk, plain
from assistant.conversation.referring import NOTHING_NAMED, Reference, referred

if TYPE_CHECKING:
    from collections.abc import Mapping


class Operation(StrEnum):
    """What can be asked about a source."""

    WHERE = "where"
    QUOTE = "quote"
    BEFORE = "before"
    AFTER = "after"
    PASSAGE = "passage"
    SPEAKER = "speaker"
    DIRECT = "direct"  # whether it is a direct quotation
    ELSEWHERE = "elsewhere"  # whether anything else in the article says so
    ORIGIN = "origin"  # whether it is the article's or Footnote's


@dataclass(frozen=True, slots=True)
class Request:
    """An operation and what it is to be done on."""

    operation: Operation
    reference: Reference = NOTHING_NAMED


@lru_cache(maxsize=1024)
def request_in(turn: str) -> Request | None:
    """The request that a turn makes by its own words; None for anything else."""
    return _request(turn, SIGNS)


@lru_cache(maxsize=1024)
def likely_request_in(turn: str) -> Request | None:
    """What a turn most likely asks of a source, where it is known to be nothing else."""
    return _request(turn, LAST_SIGNS)


def _request(turn: str, signs_of: Mapping[Operation, re.Pattern[str]]) -> Request | None:
    if len(turn) > _LONGEST:
        return None
    turn = _SOURCE_FIRST.sub(r"\g<asked> in \g<source>", turn)
    said, reference = referred(core(turn))
    if not only_talk(said):
        return None
    # "Say that again" asks for it again: in that row nothing may have been taken off its end.
    whole, _ = referred(plain(turn))
    of_people = PEOPLE.search(said)
    for operation, signs in signs_of.items():
        if of_people and operation not in _ABOUT_PEOPLE:
            continue
        if signs.search(whole if operation is Operation.ELSEWHERE else said):
            return Request(operation, reference)
    named = reference.source is not None or reference.sentence is not None
    return Request(Operation.QUOTE, reference) if named and _SHOW.search(said) else None


@lru_cache(maxsize=1024)
def onward(turn: str) -> Operation | None:
    """The way a turn such as "and before that?" or "next" goes on from a sentence just shown."""
    said = core(turn)
    if not only_talk(said) or len(said.split()) > _LONGEST_STEP or PEOPLE.search(said):
        return None
    return next((way for way, signs in _STEPS.items() if signs.search(said)), None)


# "Source 2: who said that?" asks who said that in source 2.
_SOURCE_FIRST = re.compile(
    r"^\s*(?:(?:in|for|about|on) )?"
    r"(?P<source>(?:source|citation|footnote|reference)(?: number)? #?\d{1,4}|\[\d{1,4}\])[\s:,–-]+"
    r"(?P<asked>(?:who|whose|where|what|is|was|does|quote|show)\b.*?)[\s?.!]*$",
    re.IGNORECASE,
)
_LONGEST = 200  # characters
_LONGEST_STEP = 7  # words
_SENTENCE = r"(?:sentences?|lines?|one|bit|part|text)\b"
_PLACE = r"(?:sentence|page|line|part|section|place|paragraph|passage|spot|bit)s?\b"
_SAY = r"(?:say|says|said|state|states|stated|claim|claims|claimed|mention|mentions|mentioned)\b"
_BACKS = rf"(?:{_SAY}|saying|supports?|supporting|confirms?|confirming|back|for|of)\b"
_YES_OR_NO = r"^(?:is|was|are|were|does|do|did|has|have|isn't|wasn't|it's|that's|this is|that is)\b"
_WORD_FOR_WORD = r"(?:exactly|word for word|verbatim|literally|precisely)\b"
_QUOTED = r"(?:quote|quotation|quoted|citation|reported)\b"

SIGNS = {
    Operation.ELSEWHERE: any_of(
        rf"{_YES_OR_NO}.*\b(?:elsewhere|(?:any|some)where else)\b|^where else\b.*\b{_SAY}",
        rf"{_YES_OR_NO}.*\b(?:any|some)(?:thing|one|body) else\b(?! to say).*\b{_BACKS}",
        rf"{_YES_OR_NO}.*\b(?:{_SAY}|repeated|found|supported|confirmed|come)\b.*"
        r"\b(?:again|twice|later|more than once|the same)\b",
        rf"{_YES_OR_NO}.*\bby (?:any|some)(?:thing|one|body) else\b",
        r"\bonly (?:sentence|place|passage|source|one)\b",
        rf"^what else (?:supports?|backs?|confirms?|says?) {THAT}",
        rf"{_YES_OR_NO}.*\b(?:{THAT}) (?:also )?repeated\b|{_YES_OR_NO}.*\brepeats? {THAT}",
        rf"^(?!show|give|quote|read).*\b(?:other|another|more|second|further) "
        rf"(?:{_PLACE}|(?:source|evidence|proof|quote|place|statement|mention)s?\b)(?!.*\bexact)",
    ),
    Operation.SPEAKER: any_of(
        r"^who(?:'s| is| was)?(?: it| that| exactly| really| actually| being| the| is| was)*"
        r" (?:say|says|said|saying|states?|stated|claims?|claimed|claiming|speaking|speaks"
        r"|speaker|talking|thinks|believes|argues|told (?:them|us|you|him|her)(?= that\b))"
        rf"(?: exactly)?(?: {THAT}(?: words?| quote)?| the \w+)?(?: (?:\w+ )?{ARTICLE}| there"
        r"| here| exactly| (?:in|of|from) that)*$",
        r"^who(?:'s| is| was)(?: exactly| being)* (?:quoted|cited)\b|^(?:does|did) .*\bsay who\b"
        r"|^(?:is|was) (?:any|some)(?:one|body) (?:quoted|speaking|named)\b|^did (?:any"
        r"|some)(?:one|body) say that$|^who (?:do|does|did|are) (?:they|it) (?:quot|cit)\w+"
        r"|^is there a speaker\b|^who(?:'s| is) that from$"
        rf"|^(?:which|what) (?:person|one|of them)\b.*\b(?:said|says|claims?|stated) {THAT}$"
        r"|^whom? do(?:es)? .*\bbelong to$|^who gave (?:that|this) (?:quote|statement|answer)$",
        r"^who (?:exactly )?(?:(?:wrote|writes) (?:that|this)$"
        r"|(?:made|makes|is making|was making) (?:that|this|the) (?:statement|claim|remark"
        r"|argument))"
        r"|^who is the (?:person|speaker|one)\b|^who does .*\b(?:quote|sentence|statement"
        r"|claim)\b.*\bfrom$",
        r"^whose\b.*\b(?:words?|claims?|opinion|argument|views?|statements?|quotes?|quotation"
        r"|voice)\b",
        r"\baccording to whom?\b|^says who|^by whom\b|^who(?:'s| is) (?:the source|behind)\b"
        r"|^whom?\b.*\bquot(?:ed|ing)$"
        rf"|^(?:is|was|were|are) {THAT} (?:said|claimed|stated) by\b",
        r"^(?:is|was) (?:that|this|it) (?:someone's|somebody's|an?) (?:\w+ )?(?:opinion|view"
        r"|claim)\b",
        rf"\battribut|^(?:from )?whom? (?:is|was|are|were) (?:{THAT}|the {_QUOTED})\b.*\b(?:from"
        r"|by)$"
        r"|^from whom? (?:is|was)\b",
    ),
    Operation.DIRECT: any_of(
        r"^(?:direct|literal|indirect|verbatim) quot\w+$|\b(?:direct|reported) speech\b"
        r"|\bparaphras|\b(?:quotation marks|inverted commas)|\bin quotes\b",
        rf"{_YES_OR_NO} (?:{THAT}|the \w+) .*\b{_QUOTED}(?! (?:the )?(?:article|text))",
        rf"^(?:is|are|was|were) {THAT} (?:the )?(?:exact|literal|actual|original|very) (?:words"
        r"|wording)\b",
        rf"{_YES_OR_NO}.*\b(?:his|her|their|the speaker's|someone's|somebody's)"
        rf"(?: (?:own|exact|actual|real|very))* words\b",
        rf"^(?:did|does|do|has|have|is) (?:he|she|they)\b.*\b(?:say|said|saying)\b"
        rf".*\b(?:{_WORD_FOR_WORD}|in (?:those|these|exactly)|words|like that)",
        rf"^(?:is|was|are|were) {THAT}\b.*\b(?:word for word|verbatim|literally|literal)\b",
        r"^(?:did|does|do|has|have) (?:he|she|they) .*\b(?:literally|verbatim|words)\b",
    ),
    Operation.ORIGIN: any_of(
        r"\byou\b.*\b(?:make|made|making|invent|invented|inventing)\b(?! the)|\byou quoting\b",
        rf"^(?:is|was) {THAT} (?:your|just your)\b|^(?:is|was) {THAT} (?:really )?what {ARTICLE}",
        r"\byour own\b(?! (?:view|opinion))|\byour words\b|\b(?:from|by) you(?:rself)?\b|\byours$"
        r"|\b(?:own|your) knowledge\b",
        rf"^(?:(?:is|was|are|were) )?(?:{THAT}|that's|it's|they|all)"
        rf"(?!.*(?:before|after|written|said|stated|mentioned)).{{0,25}} (?:in|from|of) {ARTICLE}",
        rf"^are you sure (?:that )?(?:it|that|this)(?:'s| is)?(?: really)? in {ARTICLE}",
        rf"^(?:does|did|do) (?:{THAT}|they) (?:really |actually )*(?:come|stand|appear) (?:from|in)"
        rf" (?:{ARTICLE}|you)|^is {ARTICLE} (?:really )?saying\b|^(?:{ARTICLE}|it) (?:really "
        r"|actually )?"
        rf"says {THAT}$",
        rf"^(?:does|did) (?:{ARTICLE}|it) (?:really |actually )*{_SAY}"
        rf"(?: {THAT})?(?: in {ARTICLE}| there)?(?: or\b.*)?$",
        rf"^(?!where|what|which).*\byou (?:get|have|know|take|got) {THAT} from\b",
    ),
    Operation.PASSAGE: any_of(
        r"\b(?:whole|full|entire|complete|surrounding|neighbou?ring)\b.*"
        r"\b(?:passage|paragraph|section|context|text|part|piece|sentences|excerpt|extract)\b"
        r"|\b(?:passage|paragraph|section) in full\b",
        rf"\bcontext\b|\b(?:around|surrounds) (?:{THAT}|the \w+)",
        r"\b(?:show|read|see|quote|give|hear)\b.*\b(?:paragraph|section)\b|\bparagraph\b.*\bshow\b"
        r"|\b(?:rest|remainder) of\b|^(?:the |that )?(?:paragraph|section)$"
        r"|\b(?:paragraph|section) say\b",
    ),
    Operation.BEFORE: any_of(
        r"^(?!is|was|are|were|do|did|who|where|how)(?!.*\b(?:you|came|(?:was|were)(?! (?:said"
        rf"|written|printed|the)))\b).*\b(?:{_SENTENCE}|what|which)\b.*"
        rf"\b(?:before\b|precedes?\b)",
        rf"\b(?:previous|preceding|prior) {_SENTENCE}|\b(?:preceding|above) {THAT}"
        rf"|\b{_SENTENCE} (?:back|earlier)\b"
        r"|\bone (?:more )?back\b",
    ),
    Operation.AFTER: any_of(
        r"^(?!is|was|are|were|do|did|who|where)(?!.*\b(?:you|came|(?:was|were)(?! (?:said|written"
        rf"|printed|the)))\b).*\b(?:{_SENTENCE}|what|which)\b.*"
        rf"\b(?:after|follows?|next)\b(?! (?:article|text))",
        rf"\b(?:next|following|subsequent) {_SENTENCE}|^read on$|\b(?:following|below) {THAT}",
        rf"\bhow (?:it|that|{ARTICLE}) (?:continues|goes on)\b",
        rf"^what does (?:it|that|{ARTICLE}) (?:go on to say|say afterwards)",
        rf"^how does (?:it|that|this|{ARTICLE}) (?:continue|go on|proceed)\b",
        rf"\b{_SENTENCE} (?:on|further|later)$",
    ),
    Operation.WHERE: any_of(
        rf"\bwhere\b.*\b(?:(?:say|says|state|states|mention|mentions)\b|{THAT} (?:is |was )?"
        rf"(?:said|stated|written|printed|mentioned|from)\b)",
        rf"\bwhere(?:abouts)?\b.*\b{ARTICLE}",
        r"\bwhere\b.*\b(?:i|you|we)\b.*\b(?:find|found|get|got|read|have|take|see)\b (?:that|this"
        r"|it)\b"
        r"|\bwhere\b.*\bi\b.*\b(?:find|read|see)\b",
        r"^(?:exactly |precisely )?where(?:'s| is| are)? (?:(?:that|this|the) (?:sentence|quote"
        r"|line|"
        r"passage|statement|claim)s?)$",
        rf"^what (?:supports?|backs?|confirms?|proves?) {THAT}|\bbased? (?:that|this|it )?on\b",
        r"\bwhere\b.*\b(?:that|this)(?:'s)? (?:come|comes|coming|stand|stands|appear|from)\b",
        rf"\b(?:which|what) {_PLACE}(?!.*\b(?:before|after|show)\b)",
        r"\b(?:sources?|evidence|proof|references?)\b(?! (?:for|of) it\b)|\bbasis\b",
        r"\bhow (?:do|did|can|could|would) you know\b|\byou know (?:that|this)$",
        r"^(?:show|give|tell)\b.*\b(?:place|spot|page)\b|^where\b.*\bto be found\b|^how far into\b"
        r"|\b(?:beginning|end|top|bottom|middle|half) of (?:the|this) (?:article|text|page"
        r"|story)\b",
        rf"^point (?:me )?(?:to|at)\b|^prove\b|^what makes you (?:say|think|believe) {THAT}",
    ),
    Operation.QUOTE: any_of(
        r"^(?!who).*\b(?:quote|cite|quotation|wording|worded|phrased|phrasing)\b",
        r"^what\b.*\b(?:written|printed)\b",
        r"\b(?:exact|precise|original|actual|literal|very|same|full) "
        r"(?:words?|sentence|text|phrase|line|passage)\b",
        r"^(?:show|read|see|hear|give|tell)\b.*\b(?:sentences?|words|original)\b",
        rf"\b(?:say|says|read|give|show|tell|it|that)\b.*\b{_WORD_FOR_WORD}"
        rf"|\b{_WORD_FOR_WORD}.*\b(?:say|read)\b|^{_WORD_FOR_WORD}$|^the words$",
        rf"^how(?: \w+ly)? (?:is|was|does|did) (?:that|it|this|{ARTICLE})\b.*\b(?:put|written|say"
        r"|said)\b",
        r"\b(?:article's|its) (?:own )?(?:\w+ )?words\b|^what (?:is|are|were|was) the "
        r"(?:words|sentence|quote|wording|text)\b(?!.* about)|\bin the original\b",
        r"^(?:show|read)(?: it| this)?(?: to)?(?: me)?$",
    ),
}
LAST_SIGNS = {
    Operation.DIRECT: any_of(
        rf"{_YES_OR_NO}.*\b(?:quote|quotation|quoted|words|wording|phrasing|literal|literally)\b",
        r"^did (?:he|she|they) .*\bsay (?:it|that) (?:like|exactly|so)\b",
    ),
    Operation.ORIGIN: any_of(
        rf"{_YES_OR_NO}.*\b(?:your|you|yourself|article's)\b", rf"{_YES_OR_NO}.* {ARTICLE}"
    ),
    Operation.SPEAKER: any_of(
        r"^who\b.*\b(?:said|says|say|saying)\b|^who (?:do|does|did)\b.*\bquote\b"
    ),
    Operation.BEFORE: any_of(r"^before\b.*\bsentence$"),
    Operation.AFTER: any_of(
        r"^after\b.*\bsentence$|\bhow\b.*\b(?:go on|goes on|continues?|proceeds?)\b"
    ),
    Operation.QUOTE: any_of(r"^(?!who|how).*\b(?:quotes?|quotation|sentence|wording|words)\b"),
}
"""Looked for when a turn is nothing else either: all of it is talk, and it names its matter."""
_ABOUT_PEOPLE = frozenset({Operation.SPEAKER, Operation.DIRECT, Operation.ELSEWHERE})
"""What "he" may stand in: "What did he say exactly?" asks anew, "did he say it literally?" not."""
_SHOW = any_of(
    r"^(?:show|read|give|open|see|quote|tell)\b.*\bthat\b", r"^what\b.*\bthat\b", r"^that$",
    r"\bsay\b",
)  # fmt: skip
_STEPS = {
    Operation.BEFORE: any_of(
        r"\bbefore\b|\b(?:previous|preceding|prior|earlier)\b|\bback\b",
    ),
    Operation.AFTER: any_of(
        r"\b(?:after|afterwards)\b|\b(?:next|following|further)\b|^(?:what )?then$",
        r"^(?:go|read|carry) on$|^(?:continue|more|on)$",
    ),
}
