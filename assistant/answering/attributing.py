"""Find what somebody said, when that is what is asked: "What did Brask say about the roof?"."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from assistant.article.speakers import speakers
from assistant.retrieval.questions import names
from assistant.retrieval.wording import STOP_WORDS, words

if TYPE_CHECKING:
    from assistant.domain import Article, Sentence

SAID_BY_ANOTHER: Final = "What comes nearest is said by somebody else."
_ASKED = re.compile(
    r"\bwhat (?:else |all )?(?:did|does|do|has|have|had|was|were|is) (?P<who>.{2,60}?) "
    r"(?:say|said|saying|tell|told|claim|claimed|argue|argued|think|believe|predict|expect|promise"
    r"|warn|suggest|demand|quoted)\b"
    r"|\b(?:everything|all|anything|the things|what) (?:that )?(?P<whom>[A-Z].{1,60}?) "
    r"(?:said|says|told|claimed|claims)\b"
    r"|\b(?:quote|cite|give) (?P<whose>.{2,60}?)(?:['’]s|(?<=s)['’]) "
    r"(?:own |exact )?(?:words?|statements?|remarks?|comments?)\b",
    re.IGNORECASE,
)


class Attribution:
    """Who says what in one article."""

    def __init__(self, article: Article) -> None:
        """The speakers of `article` are read when first asked for."""
        self._article = article

    def asked_for(self, question: str) -> tuple[Sentence, ...]:
        """The sentences that give the words of the one asked about; none for other questions.

        One person under two spellings ("Yau", "Yao") is one person here, as far as the article
        shows it; a name that nobody in it has is taken for a mistyped one.
        """
        who = _telling(_whose(question))
        if not who:
            return ()
        name = who[-1]  # the last word tells a person best
        printed = {word for words in self._names.values() for word in words}
        if name not in printed:
            name = next((word for word in sorted(printed) if _alike(name, word)), name)
        return tuple(s for s in self._article.story if name in self._names.get(s.number, ()))

    def asks_for_a_stranger(self, question: str) -> bool:
        """Whether the words of somebody are asked for whom the article never names.

        Whatever sentence comes nearest is then somebody else's.
        """
        named = _named(question)
        return bool(named) and not any(
            _alike(word, printed) for word in named for printed in self._printed
        )

    def spoken_by_another(self, question: str, sentence: Sentence) -> bool:
        """Whether the words of somebody named are asked for, and a sentence gives another's."""
        named, speaks = _named(question), self._names.get(sentence.number, frozenset())
        return bool(named and speaks) and speaks.isdisjoint(named)

    @cached_property
    def _printed(self) -> frozenset[str]:
        return frozenset(words(self._article.text))

    @cached_property
    def _names(self) -> dict[int, frozenset[str]]:
        """By sentence number, the words that whoever speaks there goes by."""
        return {
            number: frozenset(_telling(" ".join((speech.speaker, *speech.variants, *speech.also))))
            for number, speech in speakers(self._article).items()
        }


def _whose(question: str) -> str:
    """The part of a question that tells whose words are asked for; empty for other questions."""
    asked = _ASKED.search(question)
    return (asked["who"] or asked["whom"] or asked["whose"]) if asked else ""


def _named(question: str) -> list[str]:
    """The words of the names of those whose words are asked for."""
    who = _whose(question)
    return [word for name in names(question) if name in who for word in _telling(name)]


def _telling(name: str) -> list[str]:
    return [word for word in words(name) if word not in STOP_WORDS]


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < 3 or one[0] != other[0]:
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=1) <= 1
