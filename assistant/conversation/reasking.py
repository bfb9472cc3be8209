"""Ask the last question again with something else in it: "when?", "and in Corran?", "of Pell?"."""

from __future__ import annotations

import re

from assistant.conversation.grammar import (
    ASKING,
    AUXILIARIES,
    NAME,
    PREPOSITION,
    after_asking,
    subject,
)
from assistant.conversation.topics import Topic

_BARE = re.compile(
    rf"^(?:(?:at|by|for|from|in|of|on|since|to|until|with) )?(?:{ASKING})"
    r"(?: (?:not|come|many|much|long|often|else))?$",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"^(?:(?:what|how) about|what of|(?:the )?same (?:for|with)|not \S+ but)\s+", re.IGNORECASE
)
_A_SENTENCE = re.compile(
    rf"\b(?:{AUXILIARIES}|{ASKING}|said|says?|thinks?|told|i|you|we|he|she|it|they|some(?:body|one)"
    r"|show|tell|give|quote|thanks?)\b",
    re.IGNORECASE,
)
_CLASSES = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?",
        r"january|february|march|april|may|june|july|august|september|october|november|december",
        r"\d{4}",
        r"\d[\d.,]*",
    )
)
"""Words of one class take each other's place: "and Mondays?" after a question about Saturdays."""
_LONGEST = 6
"""Words; what is longer says more than what to ask about instead."""


def asked_again(said: str, asked: str, *, shortened: bool) -> str:
    """The question `asked` with what a turn says put in its place; "" if the turn says more.

    `shortened` is whether the turn began with "and" or the like: such a turn leaves things out.
    """
    if _BARE.match(said):
        return _asked_otherwise(said, asked)
    named = _INSTEAD.match(said)
    about = said[named.end() :] if named else said
    if len(about.split()) > _LONGEST or _A_SENTENCE.search(about):
        return ""
    if not (named or shortened or PREPOSITION.match(about)):
        return ""
    again = asked.strip(" ?!.")
    for part in reversed(about.split(", ")):
        again = _with(again, part)
    return f"{again}?"


def embedded(asked: str) -> str:
    """A question as a part of another: "What has Xi launched?" → "what Xi has launched"."""
    first, auxiliary, rest = after_asking(asked)
    first = first.casefold() or "that"
    if not auxiliary:
        return f"{first} {rest}"
    who = subject(rest, copula=True)
    return f"{first} {who} {auxiliary.casefold()}{rest[len(who) :]}"


def _asked_otherwise(asking: str, asked: str) -> str:
    """The last question with other asking words: "When did the mill close?" after "Did it?"."""
    first, auxiliary, rest = after_asking(asked)
    asking = asking[0].upper() + asking[1:]
    if auxiliary:
        return f"{asking} {auxiliary.casefold()} {rest}?"
    if not first:
        return f"{asking}, {asked.strip(' ?!.')}?"
    who = "they" if first.casefold() == "who" else "this"
    return f"{asking} is it that {who} {rest}?"


def _with(said: str, part: str) -> str:
    if preposition := PREPOSITION.match(part):
        same = list(re.finditer(rf"\b{preposition.group()} ", said, re.IGNORECASE))
        if same:  # "for a child" takes the place of "for an adult"
            noun = re.split(rf" (?={PREPOSITION.pattern})", subject(said[same[-1].end() :]))[0]
            return f"{said[: same[-1].start()]}{part}{said[same[-1].end() + len(noun) :]}"
        part = part[0].lower() + part[1:]
        placed = re.search(rf"\b{PREPOSITION.pattern} (?P<name>{NAME.pattern})", said)
        if placed and NAME.search(part):  # "in Corran" takes the place of "near Velm"
            return f"{said[: placed.start()]}{part}{said[placed.end() :]}"
        return f"{said} {part}"
    for words in _CLASSES:
        if words.search(part) and (old := words.search(said)):
            return f"{said[: old.start()]}{part}{said[old.end() :]}"
    first, auxiliary, rest = after_asking(said)
    names = list(NAME.finditer(rest))
    if names and NAME.search(part):
        rest = f"{rest[: names[-1].start()]}{part}{rest[names[-1].end() :]}"
    elif auxiliary:
        if Topic(part).plural:
            auxiliary = {"is": "are", "was": "were"}.get(auxiliary, auxiliary)
        rest = f"{part}{rest[len(subject(rest, copula=True)) :]}"
    elif len(noun := subject(rest)) < len(rest):
        rest = f"{part}{rest[len(noun) :]}"  # "What caused it?", "Which factors caused it?"
    else:
        rest = f"{rest} {part}"
    return " ".join(word for word in (first, auxiliary, rest) if word)
