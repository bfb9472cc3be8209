"""What kind of thing a question asks for, and whether a sentence holds a thing of that kind.

"When did it begin?" is not answered by a sentence without a time in it, however many words the
two share. These are signs, not proofs: searching weighs them among others. A new kind of answer is
one more row in `KINDS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred hundreds thousand thousands million millions billion billions trillion dozen dozens "
    "half third quarter twice once double single several few pair couple no none"
).replace(" ", "|")
_MONTHS = (
    "january february march april june july august september october november december"
).replace(" ", "|")
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".replace(" ", "|")

_IN_A_YEAR = "|".join(
    rf"(?<=\b{word} )"
    for word in ("in", "by", "since", "until", "before", "after", "between", "around")
)
# "May" alone is mostly no month, and a number below 1500 alone mostly no year.
_DATE = (
    rf"\b(?:1[5-9]|20)\d\ds?\b|(?:(?<=\()|{_IN_A_YEAR})1[0-4]\d\ds?\b"
    rf"|\b(?:{_MONTHS}|may) \d{{1,2}}\b|\b\d{{1,2}} (?:{_MONTHS}|may)\b"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of answer: how it is asked for, a sure sign of it in a sentence, and a weak one."""

    name: str
    asked: re.Pattern[str]
    sure: re.Pattern[str]
    weak: re.Pattern[str]


def _kind(name: str, asked: str, sure: str, weak: str, *, case: bool = False) -> Kind:
    flags = re.NOFLAG if case else re.IGNORECASE
    return Kind(
        name,
        re.compile(asked, re.IGNORECASE),
        re.compile(sure, flags),
        re.compile(weak, re.IGNORECASE),
    )


_NEVER = r"(?!)"
KINDS = (
    _kind(
        "number",
        r"\b(?:how (?:many|much|old|long|far|tall|big|large|high|often|deep|wide|fast|heavy"
        r"|expensive)|what (?:number|percent\w*|proportion|share|age|amount|fraction|size|sum)"
        r"|what (?:is|was|were|are) the (?:\w+ ){0,2}?(?:number|price|cost|age|percentage"
        r"|population|rate|temperature|length|height|weight|total|size|fee|salary|distance|speed"
        r"|budget)|cost of|price of|number of)\b",
        rf"\d(?:[\d.,]*\d)?|\b(?:{_NUMBER_WORDS})\b",
        r"\b(?:several|few|many|most|some|both|another|once|twice|nearly|around|about|more than)\b",
    ),
    _kind(
        "time",
        r"\b(?:when|(?:what|which) (?:\w+ )?(?:year|day|date|month|time|century|decade|week"
        r"|season|period|era)|how long ago|since when|how (?:soon|recently))\b",
        rf"{_DATE}|\b\d+(?:st|nd|rd|th) century|\b(?:{_MONTHS}|{_DAYS})\b"
        r"|\b(?:yesterday|today|tonight|tomorrow|currently|recently|ago|midnight|noon|annual)\b"
        r"|\b(?:last|next|this|every|each) (?:\w+ )?(?:week|month|year|day|night|morning|evening"
        r"|weekend|spring|summer|autumn|fall|winter|decade|century)|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b"
        r"|\b\d{1,2}:\d\d\b",
        r"\b(?:since|until|during|before|after|when|while|once|by the (?:end|time|start)|year"
        r"|month|week|day|hour|minute|decade|centur)(?:s|y|ies)?\b",
    ),
    _kind(
        "place",
        r"\b(?:where|(?:what|which) (?:\w+ )?(?:country|city|town|place|region|state|river|area"
        r"|location|continent|village|venue|building|street))\b",
        r"\b(?:in|at|to|from|near|outside|across|around|into|through|off|over|of|via|towards?|on) "
        r"(?:the |a |an |its |their |his |her |our )?(?:[a-z]\w+ ){0,2}?[A-Z]\w+",
        r"\b(?:here|there|home|abroad|overseas|north|south|east|west|northern|southern|eastern"
        r"|western|city|town|village|country|region|street|road|square|building|hall|room|river"
        r"|border|island|coast|university|school|hospital|station|museum|library|in|at|near)\b",
        case=True,
    ),
    _kind(
        "person",
        r"\b(?:who(?:'s|’s|s)?|whose|whom|which (?:\w+ )?(?:person|people))\b",
        # A name that does not merely begin the sentence, or a full name that does.
        r"(?<=[\w,;:’'\"”)–—-] )[“\"‘'(]?[A-Z][\w’'-]+|^[“\"‘']?[A-Z][\w’'-]+ [A-Z]",
        r"\b(?:he|she|they|it|officials?|analysts?|experts?|leaders?|president|minister|director"
        r"|professor|doctor|spokes\w+|workers?|residents?|people|men|women|man|woman|children"
        r"|company|government|police|team|group|committee|council|members?|\w+ists?|\w+ers)\b",
        case=True,
    ),
    _kind(
        "reason",
        r"\b(?:why|what (?:\w+ )?(?:caused|causes|reasons?)|how come|what for)\b",
        r"\b(?:because|due to|owing to|thanks to|since|as a result|therefore|thus|hence|so that"
        r"|in order to|caus\w+|reasons?|led to|leads? to|leading to|result\w*|blam\w+|for fear"
        r"|which means|motivat\w+|explain\w*)\b",
        r"\b(?:so|to \w+|after|following|amid|means?|allow\w*|enabl\w+|forc\w+|driv\w+|with|as"
        r"|for|by)\b",
    ),
    _kind(
        "words",
        r"\bwhat (?:did|does|do|has|have|had) .*\b(?:say|said|tell|claim|think)\b",
        r"[“\"].{8,}?[”\"]|\b(?:said|says|say|told|according to|added|argued|claimed|explained)\b",
        _NEVER,
    ),
)

OPEN = _kind("open", r"", _NEVER, _NEVER)
"""Anything else: every sentence may answer it."""


def kind_of(question: str) -> Kind:
    """The first kind in `KINDS` that the question asks for, else `OPEN`."""
    return next((kind for kind in KINDS if kind.asked.search(question)), OPEN)


def holds(sentence: str, kind: Kind, brought: frozenset[str] = frozenset()) -> float:
    """How far a sentence holds the kind of thing asked for: 1 surely, 0.5 perhaps, 0 not at all.

    What the question `brought` itself does not count: "How many of the 27 members signed?" is
    answered by another number. Nor does the year of a date answer "how many?".
    """
    if kind is OPEN:
        return 1.0
    if kind.name == "number":
        sentence = _WRITTEN_DATE.sub(" ", sentence)
    if any(_bare(m.group()) not in brought for m in kind.sure.finditer(sentence)):
        return 1.0
    return 0.5 if kind.weak.search(sentence) else 0.0


def asks(sentence: str) -> bool:
    """Whether a sentence is itself a question, whose answer is then the next sentence's."""
    return sentence.rstrip("”\"’')] ").endswith("?")


def _bare(words: str) -> str:
    return words.casefold().strip("“\"‘'( ").removesuffix("’s").removesuffix("'s")


_WRITTEN_DATE = re.compile(_DATE, re.IGNORECASE)

_NAME_WORD = r"[A-Z][\w’'&.-]*\w|[A-Z]\b"
_NAMES = re.compile(
    rf"(?:{_NAME_WORD})(?: (?:(?:of|the|de|la|von|van|al) )?(?:{_NAME_WORD}))*"
    r"|\b\d[\d.,:]*\d|\b\d\b"
)
_ASKING = re.compile(
    r"^(?:I|Who|What|When|Where|Why|How|Which|Whose|Whom|Did|Does|Do|Is|Are|Was|Were|Has|Have|Had|Can"
    r"|Could|Will|Would|Should|In|On|At|By|For|From|The|A|An|And|But|So|According|Tell|List|Name|Give"
    r"|Show|Quote|Explain|Describe|Compare|Please|Also|Of|To|With|About|During|Since|After|Before)\b(?:’s|'s)?\s*"
)


def names(question: str) -> tuple[str, ...]:
    """The names and numbers a question brings: an answer must be about these and no others."""
    found = []
    for match in _NAMES.finditer(question):
        name = match.group()
        if match.start() == 0:  # any word begins with a capital there: only a full name is sure
            name = _ASKING.sub("", name)
            name = name if " " in name or name != match.group() or name.isdigit() else ""
        name = name.removesuffix("’s").removesuffix("'s")
        if name and not _ASKING.fullmatch(name):
            found.append(name)
    return tuple(found)
