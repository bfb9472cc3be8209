"""Hold what a question takes for granted against the sentences that would answer it.

"Why did the county condemn the plan?" is not answered by "The county refused to condemn it", nor
"Who is the second pilot?" by a sentence on the third: searching finds both, since the words are all
there. A question that asks yes or no takes nothing for granted, so whatever says otherwise answers
it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from assistant.answering.checking import polarity, quotations
from assistant.answering.checking.numerals import quantities
from assistant.answering.checking.statement import Statement
from assistant.answering.leading import asks_yes_or_no
from assistant.retrieval.wording import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Article, Sentence

NOT_ITS_WORDS: Final = "The words you put in quotation marks do not stand in it."
SAYS_OTHERWISE: Final = "What comes nearest says otherwise."
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|list|name|quote|tell|explain)\b",
    re.IGNORECASE,
)
_HOW_OFTEN: Final = {
    word: often
    for often, forms in {
        "hour": "hourly",
        "day": "daily nightly",
        "week": "weekly",
        "month": "monthly",
        "quarter": "quarterly",
        "year": "yearly annual annually",
    }.items()
    for word in forms.split()
}


def contradicted(question: str, article: Article, sentences: Sequence[Sentence]) -> str:
    """What speaks against answering a question with these sentences; empty if nothing does."""
    if asks_yes_or_no(question) or not _ASKS.search(question):
        return ""
    nearby = _nearby(article, sentences)
    return (
        _not_its_words(question, article)
        or _another_place(question, nearby)
        or _another_time(question, nearby)
        or _opposite(question, article, sentences)
    )


def _not_its_words(question: str, article: Article) -> str:
    text = quotations.plain(article.text)
    for quoted in quotations.quoted(question):
        if not quotations.stands(quoted, text):
            return NOT_ITS_WORDS
    return ""


def _another_place(question: str, nearby: str) -> str:
    """An ordinal that is not there; a century may be told by its years."""
    held = {each.value for each in quantities(nearby) if each.ordinal}
    for asked in quantities(question):
        if asked.ordinal and asked.unit != "century" and asked.value not in held:
            return f"What comes nearest does not tell of a “{asked.printed}”."
    return ""


def _another_time(question: str, nearby: str) -> str:
    """A "weekly" where only a "monthly" stands."""
    there = {word.removesuffix("s") for word in words(nearby)}
    held = {_HOW_OFTEN[word] for word in there if word in _HOW_OFTEN}
    for word in words(question):
        often = _HOW_OFTEN.get(word)
        if held and often and often not in held | there:
            return f"What comes nearest does not tell of a “{word}” one."
    return ""


def _opposite(question: str, article: Article, sentences: Sequence[Sentence]) -> str:
    presumed = Statement.of(article, question, sentences, question="")
    return SAYS_OTHERWISE if polarity.doubt_of_question(presumed) else ""


def _nearby(article: Article, sentences: Sequence[Sentence]) -> str:
    """The sentences with the one before and the one after each."""
    numbers = {sentence.number + step for sentence in sentences for step in (-1, 0, 1)}
    return "\n".join(article.words_of(s) for s in article.story if s.number in numbers)
