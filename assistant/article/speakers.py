"""Whose words a sentence gives, as far as the article itself says so.

A speaker is read from a reporting clause ("Brask said", "according to the county"), through "she
added" to the person before, from the label of an interview or a comment ("A:", "Gus:"), and for a
bare quotation from its neighbour. Where nobody is named there is no speaker; nothing is guessed,
least of all anybody's sex: "he" is the person spoken of last, whoever that is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from assistant.article.people import FULL_NAME, People
from assistant.article.reporting import reporters
from assistant.domain import SentenceKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.domain import Article, Sentence

Kind = Literal["quoted", "reported", "both"]


@dataclass(frozen=True, slots=True)
class Speech:
    """Whose words a sentence gives.

    `speaker` is as the article prints it, where the sentence has a pronoun as it did last; `role`
    is what stands beside the name. `kind` tells the words themselves (quoted) from their sense
    (reported). `variants` are other spellings of the same person, `also` others who speak here.
    """

    sentence: int
    speaker: str
    role: str | None = None
    kind: Kind = "reported"
    variants: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


_PERSON = re.compile(r"(?:he|she)\b", re.IGNORECASE)
_THING = re.compile(r"it$", re.IGNORECASE)
_GROUP = re.compile(r"they\b", re.IGNORECASE)
_GROUP_FIRST = re.compile(r"^(?P<who>[A-Z][\w’-]+ and (?:his|her|their) \w+|The \w+s|[A-Z]\w+s)\s")
_PLURAL = re.compile(r"(?:.*s|.* and .*)$")
_OWN_SUBJECT = re.compile(
    r"^(?!(?:The|A|An|In|On|At|But|And|It|He|She|They|This|That|His|Her|Their|Asked|With|For|As"
    r"|When|While|If|According|Another|Both|Before|After)\b)"
    r"(?P<who>[A-Z][\w’-]+(?: [A-Z][\w’-]+)*)(?= [a-z]|, )"
)
_LABEL = re.compile(
    r"^(?P<bold>\*\*|__)?(?P<name>[A-Z][\w.’' -]{0,30}?)(?:\*\*|__)?:(?:\*\*|__)? +(?=\S)"
)
_SPOKEN = re.compile(r"\b(?:I|I['’]\w+|my|we|you|your|me)\b|[?!]", re.IGNORECASE)
_REPORTER = re.compile(
    rf"\b(?:reporter|correspondent|interviewer|editor|colleague),? (?P<name>{FULL_NAME.pattern})"
)
_QUOTE_MARKS = re.compile(r"[“”\"]")
_LONGEST_QUOTATION = 6
"""Sentences; one that seems longer has lost its closing mark."""
_FORGOTTEN_AFTER = 2
"""Sentences about other things after which "she" is no longer the one who spoke last."""


def speakers(article: Article) -> Mapping[int, Speech]:
    """The speech of each sentence that gives somebody's words, by sentence number."""
    return _speeches(article)


def speech_of(article: Article, sentence: Sentence) -> Speech | None:
    """Whose words this sentence gives; None where the article does not attribute it."""
    return _speeches(article).get(sentence.number)


@lru_cache(maxsize=8)
def _speeches(article: Article) -> Mapping[int, Speech]:
    story = [s for s in article.sentences if s.kind is SentenceKind.STORY]
    found = _Reading(article, story).speeches()
    if orders := {s.number for s in article.sentences if s.kind is SentenceKind.ORDERS}:
        # Read once more with them: a planted sentence must not change who said the others.
        told = [s for s in article.sentences if s.kind in (SentenceKind.STORY, SentenceKind.ORDERS)]
        read = _Reading(article, told).speeches()
        found |= {number: read[number] for number in orders & read.keys()}
    return found


class _Reading:
    """One pass over the story, remembering who spoke last and whether a quotation is open."""

    def __init__(self, article: Article, story: Sequence[Sentence]) -> None:
        self._article = article
        self._story = story
        self._words = [article.words_of(s) for s in self._story]
        paragraphs = [place > 0 and self._new_paragraph(place) for place in range(len(self._story))]
        self._outside = _outside(self._words, paragraphs)
        self._bare = [_bare(words) for words in self._outside]
        self._people = People(article.text)
        self._labels = self._labelled()

    def speeches(self) -> dict[int, Speech]:
        found: dict[int, Speech] = {}
        last: str | None = None  # the person, or the group, that "she said" would mean now
        silent = 0
        for place, sentence in enumerate(self._story):
            said = self._labels.get(place) or self._reported(place, last)
            if said is None and self._bare[place] and self._spoken_before(place, found):
                said = found[self._story[place - 1].number]
            if said is None:
                silent += 1
                if silent >= _FORGOTTEN_AFTER or self._names_another(place, last):
                    last = None
                continue
            silent = 0
            found[sentence.number] = replace(said, sentence=sentence.number, kind=self._kind(place))
            last = None if place in self._labels else said.speaker
        self._look_ahead(found)
        return found

    def _spoken_before(self, place: int, found: dict[int, Speech]) -> bool:
        """Whether the sentence before gives somebody's words, and not under a label."""
        before = place - 1
        return place > 0 and before not in self._labels and self._story[before].number in found

    def _look_ahead(self, found: dict[int, Speech]) -> None:
        """A bare quotation that nobody before has spoken may be its successor's."""
        for place, sentence in reversed(list(enumerate(self._story[:-1]))):
            following = self._story[place + 1].number
            if sentence.number in found or not self._bare[place] or following not in found:
                continue
            if not self._bare[place + 1] and "_" in self._outside[place + 1]:
                said = found[following]
                found[sentence.number] = replace(said, sentence=sentence.number, kind="quoted")

    def _reported(self, place: int, last: str | None) -> Speech | None:
        named = reporters(self._outside[place])
        if not named:
            return None
        resolved = [self._resolved(who, place, last) for who in named]
        told = [who for who in dict.fromkeys(resolved) if who]
        if not told or resolved[0] is None:
            return None
        return self._speech(told[0], tuple(told[1:]))

    def _speech(self, printed: str, also: tuple[str, ...] = ()) -> Speech:
        name, role = self._people.name_and_role(printed)
        return Speech(0, name, role, variants=self._people.other_spellings(name), also=also)

    def _resolved(self, who: str, place: int, last: str | None) -> str | None:
        """A name as it stands; for a pronoun the one it refers to, if the article says who."""
        if _PERSON.match(who):
            own = _OWN_SUBJECT.match(self._outside[place])
            if own and self._people.is_known(own["who"]):
                return str(own["who"])
            if last and not own and _is_a_name(last):
                return last
            before = self._people.mentioned(self._outside[place - 1]) if place else []
            return before[0] if len(before) == 1 and not own else None
        if _THING.match(who):
            return last if last and not _is_a_name(last) else None
        if _GROUP.match(who):
            group = _GROUP_FIRST.match(self._outside[place - 1]) if place else None
            if group:
                return str(group["who"])
            return last if last and _PLURAL.match(last) else None
        return who

    def _names_another(self, place: int, last: str | None) -> bool:
        """Whether a sentence in between speaks of somebody else."""
        if not last:
            return False
        names = {found["last"] for found in FULL_NAME.finditer(self._outside[place])}
        own = _OWN_SUBJECT.match(self._outside[place])
        if own and self._people.is_known(own["who"]):
            names.add(own["who"].split()[-1])
        return bool(names - {last.split()[-1]})

    def _kind(self, place: int) -> Kind:
        if place in self._labels or self._bare[place]:
            return "quoted"
        if "_" not in self._outside[place]:
            return "reported"
        return "quoted" if self._only_reported_by(place) else "both"

    def _only_reported_by(self, place: int) -> bool:
        """Whether outside the quotation there is a reporting clause and nothing else."""
        outside = self._outside[place].strip()
        begins = outside.startswith("_")
        return begins and bool(re.match(r"_\s*,?\s*[^_]*(?:,? _)?[.…]?$", outside))

    def _labelled(self) -> dict[int, Speech]:
        """The sentences under a label: the questions and answers of an interview, comments."""
        labels = [_LABEL.match(words) for words in self._words]
        names = [label["name"] if label else "" for label in labels]
        interview = {"Q", "A"} <= set(names)
        asked, answered = self._interviewed(names.index("Q")) if interview else (None, None)
        found: dict[int, Speech] = {}
        current: Speech | None = None
        for place, label in enumerate(labels):
            if label and interview and label["name"] in "QA":
                who = asked if label["name"] == "Q" else answered
                current = self._speech(who) if who else None
            elif label and self._is_a_comment(label, place, names):
                current = self._speech(label["name"])
            elif place and self._new_paragraph(place):
                current = None
            if current:
                also = [who for who in reporters(self._outside[place]) if who[0].isupper()]
                others = tuple(who for who in also if not _PERSON.match(who) and who != "They")
                found[place] = replace(current, also=others)
        return found

    def _is_a_comment(self, label: re.Match[str], place: int, names: Sequence[str]) -> bool:
        if label["bold"]:
            return True
        others = {name for name in names if name}
        return len(others) > 1 and bool(_SPOKEN.search(self._words[place][label.end() :]))

    def _interviewed(self, first: int) -> tuple[str | None, str | None]:
        """Who asks and who answers, where the lines before the first question name them."""
        before = " ".join(self._words[:first])
        reporter = _REPORTER.search(before)
        asks = reporter["name"] if reporter else None
        answers = None
        for words in self._words[:first]:
            own = _OWN_SUBJECT.match(words)
            to = re.search(
                rf"\b(?:asked|to|with|met|interviewed) (?:\w+ )?(?P<who>{FULL_NAME.pattern})", words
            )
            for who in (own and own["who"], to and to["who"]):
                if who and who != asks and " " in who and not answers:
                    answers = who
        return asks, answers

    def _new_paragraph(self, place: int) -> bool:
        between = self._article.text[self._story[place - 1].end : self._story[place].start]
        return "\n" in between


def _is_a_name(speaker: str) -> bool:
    return speaker[:1].isupper() and not re.match(r"(?:The|An?|Some|Many|Several)\b", speaker)


def _outside(sentences: Sequence[str], begins_paragraph: Sequence[bool]) -> list[str]:
    """Each sentence with "_" for its quotations, which may run over several of them.

    A quotation that a misprint never closes ends with its paragraph, or before long.
    """
    outside: list[str] = []
    quoting, length = False, 0
    for words, begins in zip(sentences, begins_paragraph, strict=True):
        quoting = quoting and not begins and length < _LONGEST_QUOTATION
        kept, position = ["_" if quoting else ""], 0
        for mark in _QUOTE_MARKS.finditer(words):
            opens = mark.group() == "“" or (mark.group() == '"' and not quoting)
            if opens and not quoting:
                kept += [words[position : mark.start()], "_"]
            quoting, position = opens, mark.end()
        if not quoting:
            kept.append(words[position:])
        length = length + 1 if quoting else 0
        outside.append("".join(kept))
    return outside


def _bare(outside: str) -> bool:
    """Whether a sentence is a quotation and hardly anything else."""
    return "_" in outside and len(re.findall(r"\w+", outside.replace("_", " "))) < 3
