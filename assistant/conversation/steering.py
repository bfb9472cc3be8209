"""Turns that steer a conversation: "are you sure?", "no, I meant …", "tell me more", "back to …".

Each is recognised as a whole turn, as in `requesting`; what it carries (the corrected name, the
question to go back to) is read out of it here, and what is done with it is `routing`'s to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.conversation.phrases import (
    PEOPLE,
    THAT,
    any_of,
    core,
    only_small,
    only_talk,
    plain,
    word_set,
)
from assistant.conversation.referring import EARLIER, LAST, Reference, referred


@dataclass(frozen=True, slots=True)
class Correction:
    """What the reader meant, and what not, where that is said."""

    meant: str
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """Which earlier question the reader goes back to, and what is asked of it now, if anything."""

    reference: Reference
    question: str = ""


def challenges(turn: str) -> bool:
    """Whether the reader doubts the last answer, or says that something else is so."""
    said = plain(turn)
    denial = _DENIAL.match(said)
    rest = said[denial.end() :] if denial else said
    if _doubts(said) or _doubts(core(turn)) or (denial and _doubts(rest)):
        return True
    first, *then = re.split(r"[.?!,;:–-]+\s+", said, maxsplit=1)
    if then and _doubts(first):
        return not _ASKING.match(then[0])
    if _CLAIMS.fullmatch(rest):
        return not _ASKING.match(rest)
    denies = denial and (denial[0][:1] in "nN" or not turn.rstrip().endswith("?"))
    return bool(denies and _DENIED_CLAIM.fullmatch(rest))


def asks_for_more(turn: str) -> bool:
    """Whether a turn asks for more of the same, whatever it was."""
    said = core(turn)
    return (
        only_talk(said, _MORE_WORDS)
        and len(said.split()) <= _LONGEST_WISH
        and not PEOPLE.search(said)
        and bool(_MORE.search(said))
    )


@lru_cache(maxsize=256)
def correction_in(turn: str) -> Correction | None:
    """What the reader meant instead, where a turn says so."""
    said = _SORRY.sub("", plain(turn), count=1)
    denied = said != plain(turn)
    for signs in _CORRECTIONS:
        if found := signs.fullmatch(said):
            return _corrected(found)
    bare = _BARE.fullmatch(said) if denied else None
    if bare and not _NO_NAME.match(said):
        return Correction(bare["meant"])
    return None


@lru_cache(maxsize=256)
def return_in(turn: str) -> Return | None:
    """Which earlier question a turn goes back to."""
    said = core(turn)
    if found := _BACK.match(said):
        to, _, question = _SPLIT.sub("\n", said[found.end() :], count=1).partition("\n")
        _, reference = referred(to)
        if reference.question == LAST:
            reference = Reference(question=EARLIER)  # from where one stands, one goes back further
        elif _FIRST.search(to):
            reference = Reference(question=1)
        elif reference == Reference():
            reference = Reference(topic=_WHAT_WAS_SAID.sub("", to.strip(" ?.")))
        return Return(reference, f"{core(question)}?" if question else "")
    if topic := _TALK_AGAIN.fullmatch(plain(turn)):
        return Return(Reference(topic=topic["topic"]))
    if _SAID_AGAIN.fullmatch(said) or _SAID_AGAIN.fullmatch(_POLITELY.sub("", plain(turn))):
        return Return(Reference(question=LAST))
    if found := _DID_I_ASK.fullmatch(said):
        first = found["which"].lower() in ("first", "at first", "in the beginning")
        return Return(Reference(question=1 if first else LAST))
    if _JUST_BACK.fullmatch(said):
        return Return(Reference(question=EARLIER))
    said, reference = referred(said.removeprefix("remind me of ").removeprefix("remind me "))
    named = reference.question or reference.topic
    return Return(reference) if named and only_talk(said) else None


_DOUBT_WORDS = word_set(
    "sure certain positive serious seriously confident kidding joking wrong incorrect"
    " false untrue mistaken inaccurate nonsense rubbish bullshit impossible ridiculous"
    " absurd lie lying liar error mistake correct right true accurate believe buy trust"
    " accept convinced doubt doubtful disagree agree double doublecheck check verify look"
    " no nope think sound sounds seem seems way 100 totally absolutely completely quite"
    " pretty strongly clearly must hallucinating cannot that'd made making make got get"
    " answer answers well again hm hmm but never u r re are claim statement still afraid"
    " dubious fake bogus suspicious unlikely strange weird odd contradictory surely yeah"
    " surprised surprising surprises fact find hard come on difficult"
)
_DOUBT = any_of(
    r"\b(?:you|u)\b.*\b(?:sure|certain|positive|serious|confident|kidding|joking|lying"
    r"|hallucinating)\b",
    r"\b(?:wrong|incorrect|false|untrue|mistaken|inaccurate|nonsense|rubbish|bullshit|impossible"
    r"|ridiculous|absurd|lie|liar|dubious|fake|bogus|suspicious|unlikely|strange|weird|odd"
    r"|contradictory|error|mistake|disagree|doubt|doubtful)\b",
    r"(?:\b(?:not|cannot|never|hardly|scarcely|barely)|n't)\b.*\b(?:right|true|correct|accurate"
    r"|believe|buy|trust|accept"
    r"|convinced|agree|sure|be|think so)\b",
    r"^(?:is|was|can|could) (?:that|this|it)\b.*\b(?:right|true|correct|so|accurate|a fact)$",
    r"^(?:that's|it's|that is) not it$|^how (?:sure|certain|confident) are you\b|^(?:yeah,? right"
    r"|surely not)$"
    r"|^(?:no,? )?(?:it|that)'s not$|\bsurpris",
    r"\b(?:hard|difficult) to (?:believe|accept)\b",
    r"^(?:really|seriously|sure|no way|no|nope)$",
    r"\bdouble-? ?check\b|^check (?:it |that |this )?again$|^check (?:it|that|this)$|\bverify\b"
    r"|^look again$|^check$",
    r"^no,? (?:it|that|they) (?:isn't|wasn't|is not|was not|doesn't|didn't|aren't|weren't)$",
)
_CLAIMS = any_of(
    r"(?:that's|it's|this is|that is) not what (?:i|my|we|they|he|she|the|it)\b.{2,80}",
    r"(?:i (?:think|guess|suppose|bet|believe)|as far as i know|i(?:'m| am) (?:pretty |quite "
    r"|fairly )?"
    r"(?:sure|certain)),? (?:that )?(?:it|he|she|they|the)\b.{2,160}",
    r"(?:it|that|he|she|they) (?:should|must) (?:be|have)\b.{2,160}|shouldn't (?:it"
    r"|that) be .{2,80}",
    r"they (?:say|said|told) .{2,160}",
    r".{2,100}, (?:i (?:think|believe|thought|guess|heard)|or not)",
    r"you (?:said|told me|claimed|wrote)\b.{2,160}",
    r"(?:i (?:thought|heard|read|was told|remember|recall|believed|am sure|'m sure|know)"
    r"|i've (?:heard|read)"
    r"|(?:some(?:one|body)|every(?:one|body)|people|others|wikipedia|the internet|my \w+|a friend"
    r"(?: of mine)?) (?:told|said|says|say|thinks?|claims?|keeps? saying))\b.{2,200}",
    r"(?:it|that|he|she|they) (?:is|was|were|are|has|had|did)\b.{2,120}, (?:is|was|wasn't|isn't"
    r"|aren't"
    r"|weren't|didn't|hasn't|right|no)(?: (?:it|that|he|she|they|not))*",
    r"(?:it|that|he|she|they) (?:isn't|wasn't|weren't|aren't|didn't)\b.{2,80}, (?:is|was|were|are"
    r"|did) \w+",
    r"(?:isn't|wasn't|aren't|weren't) (?:it|that|he|she|they) .{2,80}",
)
_DENIED_CLAIM = any_of(
    r"(?:it|that|he|she|they) (?:is|was|were|are|has|had|did|will|can)\b.{2,160}",
)
_DENIAL = re.compile(r"(?:(?:no|nope|but|hm+|well|wait|what)\b[\s,.!?:–-]+)+", re.IGNORECASE)
_ASKING = re.compile(r"(?:who|what|when|where|why|how|which|whose|whom)\b", re.IGNORECASE)


def _doubts(said: str) -> bool:
    """Whether a turn has nothing but words of doubt in it."""
    known = only_small(said, _DOUBT_WORDS)
    asks = _ASKING.match(said) and not said.lower().startswith("how ")
    if not known or asks or PEOPLE.search(said):
        return False
    return bool(_DOUBT.search(said))


_LONGEST_WISH = 12  # words
_MORE_WORDS = word_set(
    "on keep going carry elaborate expand upon learn lot lots little like interested"
    " additional known important happens add about topic subject interesting"
)
_MORE = any_of(
    r"^(?!who|where|how|why|which|is (?:it|that|this)\b).*\b(?:more|further|additional)\b(?! than)",
    r"^(?!who|where|how|why|which).*\belse\b|^is (?:that|this) all\b",
    r"\bin(?:to)? (?:more |greater )?detail\b|\bthe rest$|\b(?:everything|all) (?:about"
    r"|on) (?:that|it|this)$"
    r"|\bother (?:information|details|facts)\b|^and$",
    r"^(?:go|carry) on\b|^keep going\b|^continue\b|^proceed\b|\belaborate\b|\bexpand\b",
)

_SORRY = re.compile(
    r"^(?:(?:no|nope|sorry|oops|oh|wait|actually|correction|apologies|pardon|hm+|but|well|rather"
    r"|wrong (?:one|person|country|name|year|place|question)|my (?:mistake|bad|fault)|i'm sorry"
    r"|that's not what i (?:meant|asked|said)(?: for)?"
    r"|you misunderstood(?: me)?)\b[\s,.!:;–-]*)+",
    re.IGNORECASE,
)
_I_MEANT = (
    r"(?:what i(?:'m| am)? (?:meant|mean|wanted|asking)(?: to ask)? (?:was|is)"
    r"|let me rephrase(?: that)?[:,]?|make (?:that|it)|i(?: (?:actually|really|just))?(?:'m"
    r"| am)? (?:meant|mean|did mean|asking|talking|was (?:asking|talking|thinking|referring"
    r"|speaking)|wanted|asked"
    r"|referring)"
    r"(?: to (?:ask|say|know|write|type))?)(?: (?:about|for|of|to))?,?"
)
_CORRECTIONS = (
    any_of(
        r"i (?:don't|didn't|do not|did not) mean (?P<instead>.{1,60}?)(?:[,;]? but|[,;] i (?:mean"
        r"|meant))"
        r" (?P<meant>.{1,60})",
        r"(?:my|the) question (?:was|is) about (?P<meant1>.{1,60})",
    ),
    any_of(rf"{_I_MEANT} (?P<meant>.{{1,120}}?)[,;]? (?:and )?not (?P<instead>.{{1,60}})"),
    any_of(
        rf"{_I_MEANT} (?P<meant>.{{1,120}})",
        r"(?:(?:yes|no) )?(?P<meant1>.{1,60}?),? i (?:meant|mean)(?: to (?:ask|say))?",
    ),
    any_of(
        r"(?P<meant1>(?!wh"
        r"|how)[^ ,]+(?: [^ ,]+){0,2}) instead(?: of (?P<instead1>[^ ]+(?: [^ ]+)?))?",
        r"not (?:about )?(?P<instead>[^,]{1,60}?)(?:,| but)(?: rather| but)? (?:about )?"
        r"(?P<meant>[^,]{1,60})",
    ),
)
_BARE = any_of(r"(?P<meant>(?:the |in |of |about )?[\w'-]+(?: [\w'-]+){0,2})")
_NO_NAME = re.compile(
    r"(?:way|idea|problem|thanks?|thank|more|need|that|this|it|he|she|they|i|you|we|is|was|not"
    r"|really|sure|please|one|what|who|when|where|why|how|which|worries|matter|doubt|wrong|never"
    r"|ok|okay|stop|yes|no|go|tell|show|good|bye|hello|hi|but|and|isn't|wasn't|can|could|do|does"
    r"|did|are|were|will|would)\b|(?:.+ )?(?:thanks|please|sorry)$",
    re.IGNORECASE,
)


def _corrected(found: re.Match[str]) -> Correction | None:
    named = found.groupdict()
    meant = (named.get("meant") or named.get("meant1") or "").strip(" ,;")
    return (
        Correction(meant, (named.get("instead") or named.get("instead1") or "").strip(" ,;"))
        if meant
        else None
    )


_BACK = re.compile(
    r"(?:to )?(?:(?:(?:go|get|com|jump|switch)(?:e|t?ing)? )?back to|return(?:ing)? to) ",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"^(?:what|where) .*\b(?:first|began|started)$|^the (?:start|beginning)$", re.IGNORECASE
)
_SPLIT = re.compile(r"\s*(?:[,:;?!]| [–-]|\.) +")
_WHAT_WAS_SAID = re.compile(
    r"^(?:what (?:you|we|i) (?:said|wrote|told me|asked|discussed|were saying|talked)"
    r"(?: before| earlier)?(?: about| on)?|(?:the|my|our) (?:question|answer|topic|subject|part|bit"
    r"|point)s?(?: (?:about|of|on))?|the (?:matter|issue) of) ",
    re.IGNORECASE,
)
_POLITELY = re.compile(r"^(?:please|can you|could you),? |,? please$", re.IGNORECASE)
_TALK_AGAIN = any_of(r"(?:let's |let us |can we )?(?:talk|speak) about (?P<topic>.{2,60}) again")
_JUST_BACK = any_of(r"(?:go|get|take me) back(?: to (?:that|it))?", r"back")
_SAID_AGAIN = any_of(
    rf"(?:say|repeat|show|tell)(?: me)?(?: {THAT}| it)?(?: once more| again| one more time)",
    r"repeat(?: (?:your|the|that) (?:answer|reply|question))?"
    r"|^(?:what were we talking about)(?: before)?",
    rf"repeat(?: {THAT}| it)?|(?:once )?again|(?:once|one) more(?: time)?|come again"
    r"|pardon(?: me)?|what did you (?:just )?say",
)
_DID_I_ASK = any_of(
    r"what (?:did|have) (?:i|you) (?:just )?(?:ask|asked|say|said|answer|answered|tell me|reply)"
    r"(?: you| me)? (?P<which>first|at first|in the beginning|before|last|earlier|previously)",
)
