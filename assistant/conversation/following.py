"""Make a follow-up self-contained, in code: "and Putin?", "why?", "what did he say about it?".

What a follow-up leaves out is taken from the earlier questions and from the words cited for them.
A question that stands alone is left alone, so that nothing of an old topic leaks into a new one;
so is one whose missing part cannot be told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.conversation.grammar import (
    ASKING,
    AUXILIARIES,
    NAME,
    OF_SOMETHING,
    PREDICATES,
    SUPERLATIVE,
    VERBS,
)
from assistant.conversation.naming import person_meant, place_meant
from assistant.conversation.reasking import asked_again, embedded
from assistant.conversation.topics import Topic, mentioned, topic_of
from assistant.domain import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain import Turn

REMEMBERED = 20
"""Turns looked back on; what was spoken of before them is no longer meant by "it"."""
LONGEST_FOLLOW_UP = 400
"""Characters; who writes more leaves nothing out."""

_OPENING = re.compile(
    r"^(?:(?:and|but|so|then|ok(?:ay)?|well|no|sorry|also|now|right|hm+|yes|oh|actually|wait"
    r"|by the way|thanks?)\b[,.!: ]*)+(?=\S)",
    re.IGNORECASE,
)
_ANYTHING = re.compile(
    r"^(?:(?:is there|do they say) )?(?:anything|something|more)(?: else)? (?:about|on|regarding) "
    r"(?P<about>(?!it\b|that\b|this\b|them\b).{2,60})$",
    re.IGNORECASE,
)
_HE = r"he|him|his|she|her|hers"
_THEY = r"they|them|their|theirs"
_IT = r"it|its|it['’]s"
_AHEAD_OF_THAT = "|".join(
    rf"(?<=\b{word} )"
    for word in ("is", "was", "will", "would", "did", "does", "has", "can", "could", "of", "about")
)
_STANDS_FOR = re.compile(
    rf"\b(?P<he>{_HE}|(?:that|this) (?:person|man|woman|guy)(?:['’]s)?)\b"
    rf"|\b(?P<they>{_THEY})\b|\b(?P<it>{_IT})\b"
    rf"|(?:{_AHEAD_OF_THAT})(?P<that>that|this)(?=$|[?!.,]"
    rf"| (?:before|after|in|at|on|to|from|about|\w+ed|{'|'.join(sorted(VERBS | PREDICATES))})\b)"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )(?<!been )\b(?P<there>there)\b"
    r"(?! (?:is|are|was|were|be|any|a|an)\b)",
    re.IGNORECASE,
)
# "Did Putin confirm it?": what was said, not a thing.
_SAID_SO = re.compile(
    r"\b(?:confirm|den(?:y|ie)|claim|admit|agree with|believe|doubt|dispute|reject|predict|know)"
    r"(?:s|d|ed)? (?P<so>it|that|this)$",
    re.IGNORECASE,
)
_OPENS_A_QUOTE = ("“", '"', "‘", "«", "„")
_OWNING = frozenset({"his", "her", "hers", "their", "theirs", "its"})
_NOT_OWNING = re.compile(r"\s*(?:$|[?,.]|(?:to|for|in|at|on|about|and|or|as|the|a)\b)")
# "Is it true that", "how long does it take to": this "it" stands for nothing.
_EMPTY = r"true|possible|likely|unlikely|clear|necessary|important|known|certain|fair"
_EMPTY_IT = re.compile(
    rf"\bit (?:is |was |be |really )?(?:{_EMPTY}) (?:that|to|for|if)\b|\bis it (?:{_EMPTY}) "
    r"|\bit (?:take|takes|took|matter|matters|seem|seems|mean|means) (?:that|to|if)\b"
    r"|\bit (?:rain|snow)\w*|\b(?:what time|what day|how late) is it\b",
    re.IGNORECASE,
)
_OWN_CLAUSE = re.compile(
    r"\b(?:whether|if|because|when|while|before|after|although|who|which"
    r"|(?:say|says|said|think|thinks|claim|claims)(?! (?:of|about)\b)"
    rf"|(?:and|but) (?:{ASKING}|{AUXILIARIES}))\b|,",
    re.IGNORECASE,
)
_NEEDS_OWNER = re.compile(
    rf"^(?:(?:{ASKING})(?:['’]s| is| are| was| were)|(?:is|are|was|were) there"
    r"|tell me(?: more)? about|describe|explain|list|name)"
    r"(?: (?:the|any|some|some of the|a|an))?(?: (?!of\b)[a-z][\w-]*){0,2}?"
    rf" (?:{OF_SOMETHING})(?: and (?:{OF_SOMETHING}))?(?=$| (?:on|in|to|with) (?!of\b))",
    re.IGNORECASE,
)
_WHICH_KIND = re.compile(
    r"^(?:what|which) (?:types?|kinds?|sorts?|variet(?:y|ies)|brands?|versions?|models?)"
    r"(?= (?!of\b))",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    rf"^(?:{ASKING})(?:['’]s| is| are| was| were) {SUPERLATIVE.pattern}"
    r"(?=$| (?:ever|in|on|at|of all|so far|today|now)\b)",
    re.IGNORECASE,
)
_ONES = re.compile(
    r"\b(?:the (?:\w+ )?\w+|popular|important|\w+(?:al|ic|ive|ous)) (?P<one>ones?)\b(?! of)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Before:
    """What a follow-up can lean on: the last question as understood, and the topics, last first."""

    asked: str
    turns: Sequence[Turn]
    topics: tuple[Topic, ...]


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """The question with what it leaves to the earlier turns filled in."""
    about = [turn for turn in turns if turn.answer.verdict is not Verdict.CHAT][-REMEMBERED:]
    if not about or len(question) > LONGEST_FOLLOW_UP:
        return question
    before = _Before(_understood(about[-1]), about, _topics(about))
    said = _OPENING.sub("", question).strip()
    bare = said.rstrip(" ?!.…")
    if anything := _ANYTHING.match(bare):
        return f"What does {_who_says(before)} say about {anything['about']}?"
    if again := asked_again(bare, before.asked, shortened=said != question):
        return again
    filled = _filled(said, before)
    return filled if filled == question else filled[:1].upper() + filled[1:]


def _understood(turn: Turn) -> str:
    return turn.answer.standalone or turn.question


def _topics(turns: Sequence[Turn]) -> tuple[Topic, ...]:
    """What was spoken of, the likeliest to be meant first.

    A question that leans on a topic keeps it in place, and one that names something in passing
    puts it behind; only a question about nothing else changes the topic.
    """
    topics: list[Topic] = []
    for place, turn in enumerate(turns):
        asked = _understood(turn)
        if len(asked) > LONGEST_FOLLOW_UP:
            continue
        topic = topic_of(asked)
        pronouns = list(_leaning(turn.question))
        if any(found["he"] for found in pronouns):
            person = person_meant(turns[:place])
            topics = [replace(t, is_person=t.is_person or t.words == person) for t in topics]
            topic = topic and replace(topic, is_person=topic.words == person)
        if (aside := mentioned(asked)) and aside.words not in (known.words for known in topics):
            topics.insert(1, aside)
        if not topic or topic.words in (known.words for known in topics[:1]):
            continue
        leaned = bool(pronouns) or any(known.bare in asked for known in topics[:1])
        if leaned:
            topic = replace(topic, introduced=False)
        others = [other for other in topics if other.words != topic.words]
        cited = any(topic.head in citation.quote for citation in turn.answer.citations)
        behind = bool(topics) and not (topic.introduced or (cited and not leaned))
        topics = [*others[:behind], topic, *others[behind:]]
    return tuple(topics)


def _leaning(question: str) -> Iterator[re.Match[str]]:
    """The pronouns of a question that have nothing in it to stand for."""
    for found in _STANDS_FOR.finditer(question):
        empty = found["it"] and _EMPTY_IT.search(question)
        named = question[: found.start()][-1:] in _OPENS_A_QUOTE  # who is “It”?
        if not empty and not named and not _has_its_own(question[: found.start()], found.group()):
            yield found


def _who_says(before: _Before) -> str:
    """The person spoken of last, if a person was."""
    spoken_of = any(found["he"] for found in _leaning(before.turns[-1].question))
    spoken_of = spoken_of or any(topic.is_person for topic in before.topics[:1])
    return (spoken_of and person_meant(before.turns)) or "the article"


def _filled(question: str, before: _Before) -> str:
    """The question with its pronouns, or what else it leaves open, put in words."""
    bare = question.rstrip(" ?!.")
    if said_so := _SAID_SO.search(bare):
        return f"{bare[: said_so.start('so')]}{embedded(before.asked)}?"
    filled, put = question, ""
    for found in reversed(list(_leaning(question))):
        meant = _meant(found, before)
        if meant and meant not in put:
            filled = _put(filled, found, meant)
            put += meant
    if not before.topics:
        return filled
    return filled if filled != question else _completed(question, before.topics)


def _completed(question: str, topics: Sequence[Topic]) -> str:
    """A question that ends too soon: "what are the causes?", "which is the largest?"."""
    bare = question.rstrip(" ?!.")
    end = question[len(bare) :]
    topic = topics[0]
    if found := _NEEDS_OWNER.match(bare) or _WHICH_KIND.match(bare):
        return f"{found.group()} of {topic.words}{bare[found.end() :]}{end}"
    if found := _SUPERLATIVE.match(bare):
        return f"{found.group()} {topic.bare}{bare[found.end() :]}{end}"
    if found := _ONES.search(bare):
        return f"{bare[: found.start('one')]}{topic.bare}{bare[found.end('one') :]}{end}"
    for known in topics:
        same = re.search(rf"\bthe {re.escape(known.head)}\b(?!['’-]| of\b)", bare, re.IGNORECASE)
        if same and len(known.bare.split()) > 1:
            return f"{bare[: same.start()]}{known.words}{bare[same.end() :]}{end}"
    return question


def _has_its_own(words: str, pronoun: str) -> bool:
    """Whether a pronoun behind these words has its noun among them: "did Pell say he …".

    In one clause, what does something and what it is done to are two: "did Pell start it".
    """
    clause = list(_OWN_CLAUSE.finditer(words))
    if pronoun.casefold() in _OWNING and NAME.search(words[1:]):
        return True
    if not clause:
        return False
    before = words[: clause[-1].start()]
    return bool(NAME.search(before[1:])) or topic_of(before) is not None


def _meant(found: re.Match[str], before: _Before) -> str:
    if found["he"]:
        return person_meant(before.turns)
    if found["there"]:
        place = place_meant(before.turns)
        return f"in {place}" if place else ""
    plural = bool(found["they"])
    strict = found.group().casefold() == "them"  # a council may be "they", and is hardly "them"
    things = [topic for topic in before.topics if plural or not topic.is_person]
    agreeing = [topic for topic in things if topic.plural == plural and topic.introduced]
    best = next(iter(agreeing or ([] if strict else things)), None)
    return best.words if best else ""


def _put(question: str, found: re.Match[str], meant: str) -> str:
    pronoun, behind = found.group().casefold(), question[found.end() :]
    if pronoun.endswith(("'s", "’s")) or pronoun in _OWNING:
        owning = not (pronoun == "her" and _NOT_OWNING.match(behind))
        if owning:
            meant = re.sub(r"['’]s$", "", meant)
            meant += "’" if meant.endswith("s") else "’s"
    return f"{question[: found.start()]}{meant}{behind}"
