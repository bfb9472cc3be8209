"""What a question is about: the words that a later "it", "they" or "the causes" leans on.

A question of English has its topic in a few places: after "tell me about", between the auxiliary
and the verb, behind "the causes of". What stands there is taken as it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.conversation.grammar import (
    ASKING,
    AUXILIARY,
    COPULAS,
    DETERMINERS,
    LEADS_ON,
    NAME,
    OF_SOMETHING,
    PREDICATES,
    SUPERLATIVE,
    VERBS,
    after_asking,
    subject,
)

_NAMED_AT_ONCE = re.compile(
    r"^(?:please )?"
    r"(?:tell|describe|explain|talk|compare(?: and contrast)?|discuss|give|show|list)\b"
    r"(?: me)?(?: (?:more|something|a bit))?(?: about)?(?P<clause> (?:how|when|why|what|that))?\s*",
    re.IGNORECASE,
)
_NO_TOPIC = frozenset({"i", "you", "we", "one", "they", "he", "she", "it", "there", "this", "that"})
_PLURAL_ANYWAY = frozenset({"people", "men", "women", "children", "police", "media"})
_LONGEST = 9
"""Words; a longer stretch is a clause, not a name for something."""
_ENDS_A_PHRASE = re.compile(
    r"\s(?:if|because|when|while|that|who|which|than|versus|compared)\b|[,;:]"
    rf"|\sand (?=(?:{ASKING})\b)",
    re.IGNORECASE,
)
_POSSESSED = re.compile(
    rf"['’]s? (?:(?!of\b)[a-z][\w-]* ){{0,2}}?(?:{OF_SOMETHING})$", re.IGNORECASE
)
_OF = re.compile(
    rf"^(?:(?:a|an|the|some|any|all|other|its|his|their|\w+['’]s) )*"
    rf"(?:(?!of\b)[a-z][\w-]* ){{0,3}}?(?:{OF_SOMETHING})(?: and (?:{OF_SOMETHING}))?"
    r" (?:of|in|for|to|about) (?=\S)",
    re.IGNORECASE,
)
_SOME_OF = re.compile(
    r"^(?:the )?(?:rest|most|some|any|all|one|many|much|few|part) of (?=\S)", re.IGNORECASE
)
_MENTIONED = re.compile(
    r"\b(?:(?:think|say|believe|claim|expect|suggest|know)s?(?: that| about| of)?|about)"
    r" (?P<clause>(?!he\b|she\b|it\b|they\b)\S.*)",
    re.IGNORECASE,
)
_WHOSE_CLAUSE = re.compile(
    r"(?<!\bof)(?<!\band)(?<!\bor)\s(?=(?:the [A-Z]|he |she |it |they |we |you ))"
)
# Who asks for these asks what a thing is; "the side effects of X" are asked for in passing.
_WHAT_IT_IS = re.compile(
    r"\b(?:definition|meaning|types?|kinds?|histor(?:y|ies)|origins?|benefits|pros and cons)"
    r" (?:of|in)\b",
    re.IGNORECASE,
)
_HOW = re.compile(r"how\b", re.IGNORECASE)
_DETERMINER = re.compile(
    r"^(?:the|a|an|any|some|these|those|this|that|other|different)\s+(?=\S)", re.IGNORECASE
)
_ASPECT = re.compile(
    rf"^(?:\w+ ){{0,2}}(?:{OF_SOMETHING})(?: (?:with|between|in|on|to) .*)?$", re.IGNORECASE
)
_ASIDE = re.compile(r"\s(?:in|on|at|during|with|from|over|under|for)\s", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\s(?:in|on|at|for|from|to|with|by|about|over|under|after|before|between|during|into)\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A noun phrase that a later question may stand on, as it was written."""

    words: str
    introduced: bool = True
    """Whether a question was about nothing else: such a topic takes the place of the last one."""
    is_person: bool = False

    @property
    def bare(self) -> str:
        """Without the article before it: "the Bronze Age collapse" → "Bronze Age collapse"."""
        return _DETERMINER.sub("", self.words)

    @property
    def head(self) -> str:
        """The noun it is built on: "collapse"."""
        return _PREPOSITION.split(re.split(r" of ", self.bare)[0])[0].split()[-1]

    @property
    def plural(self) -> bool:
        """Whether "they" would be said of it, as far as its ending tells."""
        head = self.head.casefold()
        ending = head.endswith("s") and not head.endswith(("ss", "us", "is"))
        return ending or " and " in self.words or head in _PLURAL_ANYWAY


def topic_of(question: str) -> Topic | None:
    """What a self-contained question is about; None where no place for a topic is found."""
    said = question.strip(" ?!.")
    after = _subject_place(said)
    if not after:
        return None
    whole = phrase = _ENDS_A_PHRASE.split(after, maxsplit=1)[0].strip(' ?!."“”')
    for wrapped in (_SOME_OF, _OF, _OF):
        phrase = wrapped.sub("", phrase)
    phrase = _POSSESSED.sub("", _ASIDE.split(phrase, maxsplit=1)[0])
    phrase = _WHOSE_CLAUSE.split(phrase, maxsplit=1)[0]
    if _names_nothing(phrase):
        return None
    peeled = not (whole.startswith(phrase) or _WHAT_IT_IS.search(whole)) and not NAME.match(
        _DETERMINER.sub("", phrase)
    )
    who = said[:3].casefold() == "who" and bool(NAME.match(phrase))
    return Topic(phrase, introduced=not peeled and _introduces(said, phrase), is_person=who)


def _names_nothing(phrase: str) -> bool:
    """Whether a phrase only looks like a topic: "the causes", "the largest", "worth seeing"."""
    plain = phrase.casefold().split()
    if not set(plain) - _NO_TOPIC - DETERMINERS or len(plain) > _LONGEST:
        return True
    first, *more = plain
    if first in VERBS or first in LEADS_ON - DETERMINERS or AUXILIARY.fullmatch(first):
        return True
    if first in PREDICATES and (not more or more[0] in LEADS_ON or more[0].endswith("ing")):
        return True
    if not more and first.endswith("ed"):
        return True
    return bool(_ASPECT.search(phrase) or SUPERLATIVE.fullmatch(phrase))


def mentioned(question: str) -> Topic | None:
    """What a question speaks of besides: "remote pilotage" in "does he think it could save"."""
    found = None if _NAMED_AT_ONCE.match(question) else _MENTIONED.search(question)
    phrase = _ASIDE.split(subject(found["clause"].strip(" ?!.")))[0] if found else ""
    return None if not phrase or _names_nothing(phrase) else Topic(phrase, introduced=False)


def _introduces(said: str, phrase: str) -> bool:
    """Whether a question names its topic to ask what it is, or by a name of its own."""
    first, auxiliary, _ = after_asking(said)
    asks_what = first.casefold() in {"what", "who"} and auxiliary.casefold() in COPULAS
    definite = phrase.casefold().startswith("the ")
    return asks_what or bool(NAME.search(phrase)) or not definite


def _subject_place(said: str) -> str:
    """The part of a question that begins with its topic."""
    if named := _NAMED_AT_ONCE.match(said):
        clause = bool(named["clause"])
        return subject(said[named.end() :]) if clause else said[named.end() :]
    first, auxiliary, rest = after_asking(said)
    if auxiliary or first.casefold().endswith(("'s", "’s")):
        copula = auxiliary.casefold() in COPULAS
        return _object_of(rest) or subject(rest, copula=copula)
    if not first:
        return ""
    tokens = rest.split()
    for position, token in enumerate(tokens):
        if AUXILIARY.fullmatch(token):
            # "Which museums are free?" asks about museums, "How reliable is the test?" about it.
            behind = " ".join(tokens[position + 1 :])
            return subject(behind) if _HOW.match(first) else " ".join(tokens[:position])
    for position, token in enumerate(tokens):
        if token in VERBS or (not position and token.endswith("s")):
            return subject(" ".join(tokens[position + 1 :]), copula=True)  # "What causes it?"
    return ""


def _object_of(rest: str) -> str:
    """What "you", "we" or "there" is said to do something with or to be: not about "you"."""
    tokens = rest.split()
    if not tokens or tokens[0].casefold() not in _NO_TOPIC:
        return ""
    if tokens[0].casefold() == "there":
        return subject(" ".join(tokens[1:]))
    for position, token in enumerate(tokens[1:], 1):
        if token in VERBS:
            behind = tokens[position + 1 :]
            return " ".join(behind[1:] if behind and behind[0].endswith("ing") else behind)
    return ""
