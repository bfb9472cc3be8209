"""Questions changed so that a window which answered them no longer does, and windows with them.

Where question and window are changed alike, the window still answers; where only one is, it does
not. So nothing can be learnt from a change but whether question and window agree.

A name, number or word that question and answer share is replaced by another of its kind, two names
change places, a word is turned into its opposite, the question asks for something else ("when" for
"why"), a condition is added, or it asks for something often asked of a name that the window does
not tell. Or words are cut out of the window: those that answer, or alike others that nobody asks
for, so that a cut gives nothing away either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader_texts import FUNCTION, words_of

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from reader_texts import Question, Text, Window

_OPPOSITE_WORDS = """
first/last before/after largest/smallest biggest/smallest highest/lowest most/least
increase/decrease increased/decreased win/lose won/lost north/south east/west northern/southern
eastern/western earliest/latest oldest/newest male/female men/women mother/father son/daughter
brother/sister husband/wife king/queen open/close opened/closed begin/end began/ended start/stop
started/stopped buy/sell bought/sold above/below more/fewer best/worst better/worse
positive/negative public/private accepted/rejected accept/reject approved/rejected
agreed/refused allow/prohibit allowed/banned support/oppose supported/opposed like/dislike
rich/poor short/long always/never inside/outside ancient/modern minimum/maximum major/minor
military/civilian rural/urban gained/lost built/demolished arrive/leave arrived/left joined/left
succeeded/failed married/divorced born/buried domestic/foreign internal/external
strongest/weakest fastest/slowest longest/shortest import/export imports/exports attack/defend
attacked/defended praised/criticized lowest/highest same/different
"""
_OPPOSITES = [pair.split("/") for pair in _OPPOSITE_WORDS.split()]
_TURNED = dict(_OPPOSITES) | {b: a for a, b in _OPPOSITES}
_ASKED_WITH = re.compile(
    r"\b(when|where|why|how)\b(?= (?:did|does|do|is|are|was|were|has|have|had|can|could|will))",
    re.IGNORECASE,
)
_HOLDS = {
    "when": re.compile(
        r"\d{3,4}|\b(?:january|february|march|april|may|june|july|august|september|october"
        r"|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century"
        r"|today|later|after|before|during|until|since|when|while|year|day|week|month)s?\b",
        re.IGNORECASE,
    ),
    "where": re.compile(r"\b(?:in|at|near|from|to|on|into|across|around|where)\b", re.IGNORECASE),
    "why": re.compile(
        r"\b(?:because|due|since|as|for|so|to|cause[ds]?|reason|after|led|result\w*|in order|by"
        r"|therefore|thus|through|hence)\b",
        re.IGNORECASE,
    ),
}
_NEGATABLE = re.compile(r"\b(did|does|do|is|are|was|were|has|have|had|can|could|will)\b")
_ENDING = re.compile(r"\s*[.!?…\"”’)]*\s*$")
_YEAR = re.compile(r"\b1[0-9]{3}\b|\b20[0-9]{2}\b")
_RUN_OF_NAMES = re.compile(r"\b[A-Z][\w'’-]*(?: (?:of |the |de )?[A-Z][\w'’-]*)*")


@dataclass(frozen=True, slots=True)
class Altered:
    """A changed question, and the window's sentences changed alike where that can be done."""

    question: str
    sentences: tuple[str, ...] = ()


def altered(
    question: Question, window: Window, text: Text, chance: random.Random
) -> Altered | None:
    """The question changed so that the window no longer answers it; None if no change is sure."""
    ways = [
        _another_name, _another_name, _another_word, _another_word, _opposite, _another_kind,
        _negated, _exchanged, _on_condition,
    ]  # fmt: skip
    chance.shuffle(ways)
    for way in ways:
        found = way(question, window, text, chance)
        if found and found.question.lower() != question.text.lower():
            return found
    return None


def _whole(words: str) -> re.Pattern[str]:
    """These words wherever they stand as words, in capitals or not."""
    return re.compile(rf"\b{re.escape(words)}\b", re.IGNORECASE)


def _replaced(window: Window, old: str, new: str) -> tuple[str, ...]:
    """The window with one word for another wherever it stands; nothing if it stands nowhere."""
    pattern = _whole(old)
    sentences = tuple(pattern.sub(lambda _: new, each) for each in window.sentences)
    return () if sentences == window.sentences else sentences


def _nearby(question: Question, text: Text, chance: random.Random) -> list[str]:
    """Questions and sentences of the same text, to borrow names and words from."""
    home = min(question.answering)
    first, last = max(0, home - text.reach), min(len(text.sentences), home + text.reach)
    places = [chance.randrange(first, last) for _ in range(6)]
    asked = [
        other.text
        for other in chance.sample(text.questions, min(40, len(text.questions)))
        if other.answering and first <= min(other.answering) < last
    ]
    return [*asked[:12], *(text.sentences[place] for place in places)]


def _borrowed(
    question: Question, held: str, sources: Sequence[str], *patterns: re.Pattern[str]
) -> list[str]:
    """What these patterns find in the sources that stands neither in the question nor in `held`."""
    found = [
        m.group()
        for source in sources
        for pattern in patterns
        for m in pattern.finditer(source)
        if m.start() > 0 and m.group() not in held and m.group() not in question.text
    ]
    return [each for each in found if not set(words_of(each)) <= FUNCTION]


def _another_name(
    question: Question, window: Window, text: Text, chance: random.Random
) -> Altered | None:
    held = " ".join(window.sentences)
    names = [
        m.group()
        for m in _RUN_OF_NAMES.finditer(question.text)
        if m.start() > 0 and m.group() in held and m.group().lower() not in FUNCTION
    ]
    if not names:
        return None
    here = chance.random() < 0.4  # one that the window names too: who did what is then told apart
    sources = [held] if here else _nearby(question, text, chance)
    others = [
        other
        for other in _borrowed(question, "" if here else held, sources, _RUN_OF_NAMES)
        if not any(other in answer for answer in question.answers)
    ]
    if not others:
        return None
    old, new = chance.choice(names), chance.choice(others)
    alike = () if here else _replaced(window, old, new)
    return Altered(question.text.replace(old, new, 1), alike)


def _exchanged(
    question: Question, window: Window, text: Text, chance: random.Random
) -> Altered | None:
    """Two names change places: who did it to whom."""
    names = [m for m in _RUN_OF_NAMES.finditer(question.text) if m.start() > 0]
    if len(names) < 2 or names[0].group() == names[-1].group():
        return None
    a, b = names[0], names[-1]
    asked = question.text
    return Altered(
        asked[: a.start()] + b.group() + asked[a.end() : b.start()] + a.group() + asked[b.end() :]
    )


def _on_condition(
    question: Question, window: Window, text: Text, chance: random.Random
) -> Altered | None:
    """A place, year or name is added that the window does not tell of: "… in Norway?"."""
    held, sources = " ".join(window.sentences), _nearby(question, text, chance)
    others = _borrowed(question, held, sources, _RUN_OF_NAMES, _YEAR)
    if not others:
        return None
    added = chance.choice(others)
    joined = chance.choice(("in", "before", "after") if added[0].isdigit() else ("in", "with"))
    alike = tuple(
        _ENDING.sub(lambda m: f" {joined} {added}{m.group()}", sentence, count=1)
        if at in window.answering
        else sentence
        for at, sentence in enumerate(window.sentences)
    )
    return Altered(f"{question.text.rstrip(' ?.')} {joined} {added}?", alike)


def _another_word(
    question: Question, window: Window, text: Text, chance: random.Random
) -> Altered | None:
    """A telling word shared with the answering sentence gives way to another of its shape."""
    held = set(words_of(" ".join(window.sentences)))
    shared = [
        word
        for word in dict.fromkeys(words_of(question.text))  # a set has another order each run
        if word in held and word not in FUNCTION and len(word) > 2
    ]
    chance.shuffle(shared)
    borrowed = {
        word: None for source in _nearby(question, text, chance) for word in words_of(source)
    }
    for word in sorted(shared, key=lambda word: -text.weight(word))[:2]:
        fits = [
            other
            for other in borrowed
            if other not in held
            and other not in FUNCTION
            and other not in question.text.lower()
            and _shape(other) == _shape(word)
            and not any(other[:4] == each[:4] for each in held)
        ]
        if fits:
            new = chance.choice(fits)
            asked = _whole(word).sub(lambda _, new=new: new, question.text, count=1)
            return Altered(asked, _replaced(window, word, new))
    return None


def _shape(word: str) -> str:
    if word[0].isdigit():
        return "year" if len(word) == 4 else "number"
    return next((end for end in ("ing", "ed", "ly", "ion", "s") if word.endswith(end)), "other")


def _opposite(
    question: Question, window: Window, text: Text, chance: random.Random
) -> Altered | None:
    found = [word for word in question.text.split() if word.lower() in _TURNED]
    if not found:
        return None
    word = chance.choice(found)
    turned = _TURNED[word.lower()]
    return Altered(question.text.replace(word, turned, 1), _replaced(window, word, turned))


def _another_kind(
    question: Question, window: Window, text: Text, chance: random.Random
) -> Altered | None:
    """Ask "when did it open" for "why did it open", where the sentence gives no time."""
    asked = _ASKED_WITH.search(question.text)
    if not asked:
        return None
    held = " ".join(window.sentences[at] for at in window.answering)
    for answer in question.answers:
        held = held.replace(answer, " ")
    kinds = [
        kind
        for kind, holds in _HOLDS.items()
        if kind != asked.group().lower() and not holds.search(held)
    ]
    if not kinds:
        return None
    other = chance.choice(kinds)
    return Altered(question.text[: asked.start()] + other + question.text[asked.end() :])


_TIME = re.compile(
    r"\d{3,4}|century|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|\w+day\b|year|month|week|ago|since|last|after|before|during|until|when",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|billion"
    r"|dozen|several|many|few|most|half|single|double|both|only)\b",
    re.IGNORECASE,
)
_OFTEN_ASKED: list[tuple[str, str | re.Pattern[str]]] = [
    ("When was {} born?", _TIME),
    ("When was {} founded?", _TIME),
    ("When did {} begin?", _TIME),
    ("When did {} end?", _TIME),
    ("When did {} die?", _TIME),
    ("When did {} first hear of it?", _TIME),
    ("In what year did {} open?", _TIME),
    ("How long has {} been there?", _TIME),
    ("How old is {}?", _AMOUNT),
    ("How much did {} cost?", _AMOUNT),
    ("How many people work for {}?", _AMOUNT),
    ("How many people live in {}?", _AMOUNT),
    ("How big is {}?", _AMOUNT),
    ("How far away is {}?", _AMOUNT),
    ("How much money did {} make?", _AMOUNT),
    ("How many times did {} try?", _AMOUNT),
    ("What is {} short for?", "short stand abbrev name"),
    ("Who is {} married to?", "marri wife husband wed spouse"),
    ("How many children does {} have?", "child son daughter"),
    ("Where did {} go to school?", "school universit college educat stud"),
    ("Where does {} live?", "live home resid house in at"),
    ("Where was {} born?", "born birth native from"),
    ("Who founded {}?", "found establish start creat by"),
    ("Who paid for {}?", "paid pay fund financ money by"),
    ("Who designed {}?", "design architect by draw"),
    ("Who runs {}?", "run manag lead head direct president chief owner own"),
    ("Who criticised {}?", "critic attack blam condemn said against"),
    ("Who succeeded {}?", "succe follow replac after"),
    ("What is the name of the mother of {}?", "mother parent daughter son born"),
    ("What did {} study?", "stud degree universit school learn"),
    ("What colour is {}?", "colo red blue green white black yellow"),
    ("What did {} say about it afterwards?", "sa said told stat comment claim wr"),
    ("What will {} do next?", "will plan next future going"),
    ("What is the phone number of {}?", "phone call"),
    ("Which prize did {} win?", "priz award win won medal"),
    ("Which party does {} belong to?", "party member"),
    ("Why did {} leave?", "left leave leav because"),
    ("Why did {} change his mind?", "mind because chang"),
    ("Why was {} chosen?", "chos choos select because"),
    ("How did {} die?", "die dea kill"),
    ("How did {} find out?", "found find discover learn"),
]
"""Questions about a name, and what a window must not hold: the beginnings of telling words, or a
pattern. Then it does not answer."""


def attribute(
    question: Question, window: Window, text: Text, chance: random.Random
) -> Altered | None:
    """Ask something else about a name in the answering sentence, which the window does not tell."""
    held = " ".join(window.sentences)
    names = [
        m.group()
        for at in sorted(window.answering)
        for m in _RUN_OF_NAMES.finditer(window.sentences[at])
        if m.start() > 0 and len(m.group()) > 2 and not set(words_of(m.group())) <= FUNCTION
    ]
    if not names:
        return None
    beginnings = {word[:length] for word in words_of(held) for length in range(2, len(word) + 1)}
    asked = [
        form
        for form, telling in _OFTEN_ASKED
        if not (
            any(each in beginnings for each in telling.split())
            if isinstance(telling, str)
            else telling.search(held)
        )
    ]
    return Altered(chance.choice(asked).format(chance.choice(names))) if asked else None


def _negated(
    question: Question, window: Window, text: Text, chance: random.Random
) -> Altered | None:
    if chance.random() < 0.6 or re.search(r"\bnot\b|n't\b", question.text):
        return None
    return Altered(_NEGATABLE.sub(lambda m: f"{m.group()}n't", question.text, count=1))


_LEADING_IN = re.compile(
    r"(?:\s*\b(?:in|on|at|by|for|to|from|of|with|as|since|until|about|around|over|under|the|an?))*"
    r"\s*$",
    re.IGNORECASE,
)
_DATE_OR_NUMBER = re.compile(r"\b\d[\d,.]*\b")
FEWEST_WORDS_LEFT = 4
"""Of a sentence that something was cut out of: less is no sentence."""


def withheld(window: Window) -> tuple[str, ...]:
    """The window without the words that answer, and what leads into them; nothing if not sure."""
    return _cut(window, *window.span) if window.span else ()


def cut_elsewhere(
    question: Question, window: Window, text: Text, chance: random.Random
) -> tuple[str, ...]:
    """The window without words of the answering sentence that nobody asks for; nothing if none."""
    if not window.span:
        return ()
    place, start, end = window.span
    sentence, asked = window.sentences[place], set(words_of(question.text)) - FUNCTION
    spans = [
        m.span() for pattern in (_RUN_OF_NAMES, _DATE_OR_NUMBER) for m in pattern.finditer(sentence)
    ]
    spans += [
        (other.span[1], other.span[2])
        for other in text.answered_at(question.span[0] if question.span else -1)
        if other.span
    ]
    free = [
        (begin, stop)
        for begin, stop in spans
        if (stop <= start or end <= begin)
        and begin > 0
        and not asked & set(words_of(sentence[begin:stop]))
        and not set(words_of(sentence[begin:stop])) <= FUNCTION
    ]
    if not free:
        return ()
    begin, stop = chance.choice(free)
    return _cut(window, place, begin, stop)


def _cut(window: Window, place: int, start: int, end: int) -> tuple[str, ...]:
    sentence = window.sentences[place]
    before, after = _LEADING_IN.sub("", sentence[:start]), sentence[end:].lstrip()
    if after[:1].isalnum() or after[:1] in "('\"":
        after = f" {after}"
    left = (before + after).strip()
    if len(words_of(left)) < FEWEST_WORDS_LEFT:
        return ()
    return tuple(left if at == place else each for at, each in enumerate(window.sentences))
