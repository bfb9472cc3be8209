"""The people an article names: what they are, how they are called later, how they are spelled.

Nothing is known here but the article: a role is what it prints beside a name, and two spellings are
one person only where they differ in a letter and no second person bears the other one.
"""

from __future__ import annotations

import re
from functools import cached_property

_WORD = r"[A-Z][^\W\d_]*(?:[-’'][A-Z][^\W\d_]+)*"
FULL_NAME = re.compile(rf"\b(?P<first>{_WORD}) (?:(?:van|von|de|la|al|bin) )?(?P<last>{_WORD})\b")
_FULL_NAMES = re.compile(rf"(?={FULL_NAME.pattern})")  # also those that overlap
_MID_SENTENCE = re.compile(rf"(?<=[a-z,;”\"] )(?P<word>{_WORD})\b(?! [A-Z])")
_TITLE = re.compile(
    r"^(?:the |an? )?(?:(?:Professor|Dr|Mr|Mrs|Ms|Sir|Dame|President|Minister|General|Captain|Judge"
    r"|Senator)\.? )+"
)
# "Brewer Ansa Lindqvist": three words with capitals, the first a trade at a sentence's beginning.
_TRADE = re.compile(
    rf"^(?P<role>[A-Z][a-z]+(?:er|or|ist|ian|man|woman|ant)) (?P<name>{_WORD} {_WORD})$"
)
_ROLE_BEHIND = re.compile(rf"^(?P<name>{_WORD}(?: {_WORD})+) (?P<role>of (?:the )?[\w’ -]+)$")


_MENTIONED = re.compile(rf"(?<![\w’'-])(?P<who>{_WORD}(?: {_WORD})*)(?![\w’'])")
_A_ROLE = (
    r"[a-z][\w-]*(?:er|or|ist|ian|ant|ent|man|woman)|cook|priest|king|queen|prince|chief|head|coach|judge|clerk|nurse|pilot"
    r"|colleague|aide|spokesperson|wife|husband|son|brother|uncle|aunt|friend"
)
_NO_ROLE = (
    r"(?:after|over|under|never|ever|however|whether|either|rather|later|earlier|for|or|nor|other"
    r"|another|former|her|their|went|sent|different|recent|current)"
)
_ROLE_BEFORE = re.compile(
    rf"^(?P<role>(?:[A-Z]?[a-z][\w’-]* ){{0,4}}?(?!{_NO_ROLE}\b)(?:{_A_ROLE})),? "
    rf"(?P<name>{_WORD}(?: {_WORD})*)$"
)
_AFTER_ROLE = re.compile(rf"\b(?!{_NO_ROLE}\b)(?:{_A_ROLE}),? $")
# A word with a capital before a name that is no first name: a day, or what a sentence begins with.
_NO_FIRST_NAME = re.compile(
    r"(?:\w+day|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|But|And|When|While|If|As|The|In|On|At|Before|After|For|From|With|Both|Another|According|To|By"
    r"|That|This|He|She|It|They|Professor|Dr|Mr|Mrs|Ms|Sir|Dame|President|Minister|General|Captain"
    r"|Judge|Senator|Chief)$"
)


class People:
    """Who is named in a text, and what is printed beside the name."""

    def __init__(self, text: str) -> None:
        """`text` is the article's."""
        self._text = text
        self._spellings: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _bearers(self) -> dict[str, set[str]]:
        """The first names each last name is printed with."""
        bearers: dict[str, set[str]] = {}
        for found in _FULL_NAMES.finditer(self._text):
            if not _NO_FIRST_NAME.match(found["first"]):
                bearers.setdefault(found["last"], set()).add(found["first"])
        return bearers

    @cached_property
    def full_names(self) -> tuple[str, ...]:
        """Every first and last name that the text prints together, as they come."""
        return tuple(
            f"{first} {last}" for last, firsts in self._bearers.items() for first in sorted(firsts)
        )

    @cached_property
    def _alone(self) -> set[str]:
        return {found["word"] for found in _MID_SENTENCE.finditer(self._text)}

    def name_and_role(self, printed: str) -> tuple[str, str | None]:
        """A name and its role: "county engineer Bram Oduval". The role may stand elsewhere."""
        name, role = printed, None
        if not _TITLE.match(printed):
            for pattern in (_TRADE, _ROLE_BEFORE, _ROLE_BEHIND):
                if found := pattern.match(printed):
                    name, role = found["name"].strip(), found["role"].strip()
                    break
        bare = _TITLE.sub("", name)
        for known in (bare.split()[-1], *self.other_spellings(name)):
            if known not in self._bearers:
                continue
            found_role = (
                self._beside(known, r"(?:an?|the|[a-z]{4,} (?:of|at|for)) ")
                or role
                or self._before(known)
                or self._beside(known, r"(?:who|whose) ")
            )
            if found_role:
                return name, found_role
        return name, role

    def _beside(self, last: str, begins: str) -> str | None:
        """What follows a name and a comma, or "is", where the article says it first."""
        beside = re.search(
            rf"\b{re.escape(last)}(?:, (?P<role>{begins}[^,;:.“”\"]{{2,110}})"
            rf"| is (?P<being>an? [^,;:.“”\"]{{2,80}}?))(?=[,;:.]| who | and )",
            self._text,
        )
        return (beside["role"] or beside["being"]).strip() if beside else None

    def _before(self, last: str) -> str | None:
        """What stands before a full name, if it is a role: "The station's cook, Ola Brandt"."""
        for first in sorted(self._bearers.get(last, ())):
            for found in re.finditer(
                rf"(?P<role>(?:\b[A-Z]?[a-z][\w’-]* ){{0,3}}\b(?!{_NO_ROLE}\b)(?:{_A_ROLE})),? "
                rf"{first} {re.escape(last)}\b",
                self._text,
            ):
                role = re.sub(
                    r"^.*\b(?:and|said|of|by|with|to|that|told|against|for) ", "", found["role"]
                )
                return re.sub(r"^.* (?=(?:the|an?|his|her|our|my) )", "", role)
        return None

    def other_spellings(self, name: str) -> tuple[str, ...]:
        """How else the article spells this person: "Yao" for "Niva Yau"."""
        last = _TITLE.sub("", name).split()[-1]
        if last not in self._spellings:
            alike = (word for word in self._similar(last) if self._same(last, word))
            self._spellings[last] = tuple(sorted(alike))
        return self._spellings[last]

    def _similar(self, last: str) -> list[str]:
        from rapidfuzz.distance import OSA

        if len(last) < 3 or not last[:1].isupper():
            return []
        known = self._bearers.keys() | self._alone
        return [
            word
            for word in known
            if word != last
            and len(word) >= 3
            and word[0] == last[0]
            and OSA.distance(word, last, score_cutoff=1) == 1
            and not last.startswith(word)
            and not word.startswith(last)
        ]

    def _same(self, one: str, other: str) -> bool:
        first, second = self._bearers.get(one), self._bearers.get(other)
        return bool(first) != bool(second) or bool(first and second and first & second)

    def mentioned(self, words: str) -> list[str]:
        """The people a sentence speaks of by name, its possessives left out."""
        found = [m["who"] for m in _MENTIONED.finditer(words)]
        return [
            who for who in found if self.is_known(who) or _AFTER_ROLE.search(words.split(who)[0])
        ]

    def is_known(self, name: str) -> bool:
        """Whether the last word of a name is somewhere printed with a first name."""
        return name.split()[-1] in self._bearers
