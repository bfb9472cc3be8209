"""Widen a sentence until a reader can follow it alone: who "He" is, and whose words these are.

"He refused to condemn the invasion" is quoted with the sentence before it, a quotation that does
not name its speaker with the neighbour that does, and "No, never" with the question before it.
Nothing is guessed: a gap that the nearest sentences do not close is left as the article printed it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.domain import SentenceKind
from assistant.retrieval.questions import asks
from assistant.retrieval.wording import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Article, Sentence

MOST_OPENED = 2
"""Sentences taken along before the one that answers; more would bury it."""

# An "it" that somebody is quoted as saying is theirs to explain, so quotation marks end the search.
_LEAD_IN = (
    r"^[(\[]*"
    r"(?:(?:but|and|yet|so|still|then|however|instead|also|later|now|meanwhile),? )?"
)
_STANDS_FOR_SOMETHING = re.compile(
    _LEAD_IN + r"(?:he|she|they|it|this|these|those|that|his|her|their|its|him|them"
    r"|the (?:former|latter|two|pair|trio))\b",
    re.IGNORECASE,
)
# "It is likely that …", "It remains to be seen": this "it" stands for nothing that came before.
_EMPTY_IT = re.compile(
    _LEAD_IN
    + r"it(?:'s|’s| is| was| will be| would be| may be| seems| appears| remains| took| takes)"
    r"(?: \w+)? (?:\w+ly |hard|easy|easier|harder|likely|unlikely|clear|unclear|important|possible"
    r"|impossible|necessary|not known|said|believed|thought|estimated|expected|to be|that|time|only"
    r"|pretty clear|true|worth|not (?:clear|yet|until|only))",
    re.IGNORECASE,
)
_PERSON_PRONOUN = re.compile(r"\b(?:he|she|him|his|her|hers|himself|herself)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-Z][\w’'-]+")
_REPORTING = re.compile(
    r"\b(?:said|says|say|told|added|adds|argued|argues|claimed|claims|explained|explains|wrote"
    r"|writes|asked|replied|insisted|noted|recalled|warned|according to|joked|laughed|continued"
    r"|admitted|suggested|stated|announced|asks|recalls|warns|notes)\b",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"“[^”]*”|\"[^\"]*\"")


def opened(article: Article, sentence: Sentence) -> tuple[Sentence, ...]:
    """The sentence with the story neighbours it needs to be understood, in reading order."""
    story = [s for s in article.sentences if s.kind is SentenceKind.STORY]
    if sentence not in story:
        return (sentence,)
    first = last = story.index(sentence)
    last = _end_of_quotation(article, story, first, last)
    while last - first < MOST_OPENED and first > 0 and _hangs(article, story[first]):
        if not _adjoin(article, story[first - 1], story[first]):
            break
        first -= 1
    if first == last and first > 0 and asks(article.words_of(story[first - 1])):
        first -= 1
    if first == last and _lacks_speaker(article.words_of(sentence)):
        first, last = _with_speaker(article, story, first)
    return tuple(story[first : last + 1])


def _hangs(article: Article, sentence: Sentence) -> bool:
    """Whether the sentence leans on the one before: an unopened pronoun or a quotation begun."""
    words = article.words_of(sentence)
    if words.count("”") > words.count("“"):
        return True
    if _STANDS_FOR_SOMETHING.search(words):
        return not _EMPTY_IT.search(words)
    words = _QUOTATION.sub(" ", words)
    pronoun = _PERSON_PRONOUN.search(words)
    return bool(pronoun) and not _names_someone(words[: pronoun.start()] if pronoun else "")


def _names_someone(words: str) -> bool:
    """Whether there is a name; "With" has a capital only because the sentence begins with it."""
    return any(
        name.start() > 0 or name.group().lower() not in STOP_WORDS for name in _NAME.finditer(words)
    )


def _adjoin(article: Article, before: Sentence, after: Sentence) -> bool:
    """Whether nothing but space or site boilerplate stands between two story sentences."""
    return not any(
        s.kind is SentenceKind.HEADING and before.end <= s.start < after.start
        for s in article.sentences[before.number : after.number - 1]
    )


def _end_of_quotation(article: Article, story: Sequence[Sentence], first: int, last: int) -> int:
    """Where a quotation that this sentence begins is closed, if that is soon."""
    words = article.words_of(story[first])
    if words.count("“") <= words.count("”"):
        return last
    for ahead in range(last + 1, min(last + 1 + MOST_OPENED, len(story))):
        if "”" in article.words_of(story[ahead]):
            return ahead
    return last


def _lacks_speaker(words: str) -> bool:
    """Whether the sentence is a quotation and nothing outside it says whose."""
    outside = _QUOTATION.sub(" ", words)
    return outside != words and len(outside.split()) < 3 and not _REPORTING.search(outside)


def _with_speaker(article: Article, story: Sequence[Sentence], at: int) -> tuple[int, int]:
    """The range that holds the sentence at `at` and a neighbour that reports who spoke."""
    before, after = max(at - 1, 0), min(at + 1, len(story) - 1)
    if before < at and _reports(article, story[before]):
        return before, at
    if after > at and _reports(article, story[after]):
        return at, after
    return at, at


def _reports(article: Article, sentence: Sentence) -> bool:
    return bool(_REPORTING.search(_QUOTATION.sub(" ", article.words_of(sentence))))
