"""Names: each one written stands in the cited words, in the question, or where a pronoun leads.

"Niva Yau" is borne out by "Yau" where the article prints both together, "SCO" by the words it
stands for, "Russian" by "Russia". Nothing else is known about names here but the article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from assistant.answering.checking.word_lists import ENDINGS, PEOPLES, listed
from assistant.retrieval.wording import STOP_WORDS, fold, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from assistant.answering.checking.statement import Statement

SHARED: Final = 4
"""Letters with which "Russian" and "Russia", "Uzbek" and "Uzbekistan" begin alike."""
LONGEST_ABBREVIATION: Final = 7

_CAPITAL = re.compile(r"(?:[^\W\d_a-z][\w’'&]*(?:[-.](?=[^\W_])[\w’'&]*)*|\b\w*[^\W\d_]\d\w*)")
_JOINED = re.compile(r"[ \t]+(?:(?:of|the|de|la|von|van|al|bin|der|del|du|di) ){0,2}")
_BEGINS = re.compile(r"(?:^|[.!?:;\n•*—–-]\s*|[“\"‘(]\s*)(?:\d+\. |[-*•] )?$")
_POSSESSIVE = re.compile(r"['’]s?$")
# A sentence of English seldom begins with a lone noun that is no name and no abstract or plural.
_LIKE_A_NAME = re.compile(
    r"['’]s\b|,|\.?$|(?: and)? [A-Z]"
    r"| (?:is|was|has|had|will|would|can|could|may|did|does|\w+ed|said|told)\b"
)
_COMMON_FIRST = re.compile(
    r".*(?:s|ing|ly|ed|ion|ment|ness|ity|ance|ence|ism|age|ure|ship|ever|more|less|fore|over|men)$"
    r"|(?:instead|overall|still|later|perhaps|maybe|second|third|next|last|then|meanwhile"
    r"|together|entry|food|water|work|money|traffic|research|staff|police|nearly|almost|afterward"
    r"|today|everybody|somebody|someone|anyone|part|half|children|people|unlike|despite|former|local"
    r"|president|minister|king|queen|pope|saint|chief|captain|general|judge|mayor|senator|director"
    r"|chancellor|governor|doctor|father|mother|sister|brother)$"
)
_NOT_NAMES = frozenset(
    listed(
        "yes i mr mrs ms dr sir prof professor monday tuesday wednesday thursday friday saturday"
        " sunday january february march april may june july august september october november"
        " december"
    )
)


@dataclass(frozen=True, slots=True)
class Run:
    """Words with a capital that follow each other; `begins` tells that they begin a sentence."""

    name: str
    start: int
    end: int
    begins: bool


class Names:
    """Tells whether the names of a statement come from where they may come from."""

    def __init__(self, article: str, knows: Callable[[str], bool]) -> None:
        """`article` is its text, `knows` tells common words from names that are none."""
        self._article = article
        self._knows = knows

    def doubt(self, statement: Statement) -> str:
        """The first name that comes from elsewhere."""
        sources = _Sources(statement)
        for run in self.among(statement.written):
            if not self._borne_out(run.name, sources):
                return f"“{run.name}” is not in the cited words."
        return ""

    def among(self, text: str) -> Iterator[Run]:
        """The names in a text, without words that only begin a sentence or address a person."""
        for run in runs(text):
            start, begins = run.start, run.begins
            for part in re.finditer(r"\S+", run.name):
                start = run.start + part.start()
                if not self._is_no_name(part.group(), text[start + len(part.group()) :], begins):
                    yield Run(text[start : run.end], start, run.end, begins)
                    break
                begins = False

    def _is_no_name(self, first: str, rest: str, begins: bool) -> bool:
        """Whether the first of some words with a capital is no part of a name."""
        word = _bare(first)
        if word in STOP_WORDS or word in _NOT_NAMES:
            return True
        if not begins or (word in self._capital and word not in self._lower):
            return False
        if word in self._capital or word in self._lower:
            return True
        known = self._knows(word) or self._knows(word.removesuffix("s"))
        return known and bool(_COMMON_FIRST.match(word) or not _LIKE_A_NAME.match(rest))

    def _borne_out(self, name: str, sources: _Sources) -> bool:
        parts = [part for part in words(name) if part not in STOP_WORDS]
        missing = [part for part in parts if not sources.hold(part)]
        if not missing or sources.hold_in_full(name):
            return True
        if _initials(name) in sources.words:
            return True
        # "Niva Yau" for "Yau": the article must print them so, and the rest must be there.
        return len(missing) < len(parts) and f" {' '.join(words(name))} " in self._plain

    @cached_property
    def _plain(self) -> str:
        return f" {' '.join(words(self._article))} "

    @cached_property
    def _lower(self) -> frozenset[str]:
        """The words that the article prints without a capital."""
        return frozenset(re.findall(r"\b[a-z][\w’']*", self._article))

    @cached_property
    def _capital(self) -> frozenset[str]:
        """The words that it prints with one, within a sentence."""
        return frozenset(
            _bare(part)
            for run in runs(self._article)
            for part in run.name.split()[1 if run.begins else 0 :]
        )


def same(one: str, other: str) -> bool:
    """Whether two names share a word, or one is short for the other."""
    ours, theirs = words(one), words(other)
    if any(a == b or related(a, b) for a in ours for b in theirs):
        return True
    return [_initials(one)] == theirs or [_initials(other)] == ours


class _Sources:
    """Where the names of a statement may come from."""

    def __init__(self, statement: Statement) -> None:
        speakers = [
            " ".join([speech.speaker, speech.role or "", *speech.variants, *speech.also])
            for speech in statement.speeches
        ]
        self._text = "\n".join([statement.cited, statement.before, statement.question, *speakers])
        self.words = frozenset(words(self._text))

    def hold(self, word: str) -> bool:
        """Whether a folded word is there, in this form or as the name of a people or its land."""
        others = {word, word.removesuffix("s"), f"{word}s", *PEOPLES.get(word, ())}
        others |= {people for people, lands in PEOPLES.items() if word in lands}
        return bool(others & self.words) or any(related(word, other) for other in self.words)

    def hold_in_full(self, name: str) -> bool:
        """Whether what "SCO" stands for is there."""
        letters = re.sub(r"\W", "", name)
        short = 1 < len(letters) <= LONGEST_ABBREVIATION
        return letters.isupper() and short and letters.lower() in self._initials

    @cached_property
    def _initials(self) -> str:
        return " ".join(_initials(run.name) for run in runs(self._text))


def runs(text: str) -> Iterator[Run]:
    """The runs of words with a capital, possessive endings left out."""
    at = 0
    while found := _CAPITAL.search(text, at):
        start, end = found.span()
        while (joint := _JOINED.match(text, end)) and (more := _CAPITAL.match(text, joint.end())):
            end = more.end()
        at = end
        if not (start and text[start - 1].isalnum()):
            begins = bool(_BEGINS.search(text[max(0, start - 12) : start]))
            name = _POSSESSIVE.sub("", text[start:end])
            yield Run(name, start, start + len(name), begins)


def related(one: str, other: str) -> bool:
    """Whether one folded word is the people, the land or the tongue of the other."""
    if one[:SHARED] != other[:SHARED] or min(len(one), len(other)) < SHARED:
        return False
    shared = SHARED
    while one[shared : shared + 1] and one[shared : shared + 1] == other[shared : shared + 1]:
        shared += 1
    ends = frozenset({one[shared:], other[shared:]})
    return ends in ENDINGS or (ends in ({"", "n"}, {"", "ns"}) and one[shared - 1] == "a")


def _bare(word: str) -> str:
    return fold(_POSSESSIVE.sub("", word))


def _initials(name: str) -> str:
    """What a name of several words is shortened to; "" for one word."""
    parts = [word for word in words(name) if word not in STOP_WORDS]
    return "".join(part[0] for part in parts) if len(parts) > 1 else ""
