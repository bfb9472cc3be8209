"""Numbers and units: what is written stands in the cited words, and of the same things.

Numbers are compared by value: "1,200" and "twelve hundred" are one. A known unit must be the same,
and where the cited words count the same things with another number, that is the number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from assistant.answering.checking.numerals import Quantity, quantities, tokens_of
from assistant.answering.checking.word_lists import GENERAL, MANY, UNITS
from assistant.retrieval.wording import fold, stemmer, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.answering.checking.statement import Statement

MOST_COUNTED: Final = 10
"""What a question may count for the article: "What are the three reasons?"."""

_HOW_MANY = re.compile(r"\bhow many (?P<counted>[a-z]+(?: [a-z]+)?)")
_YEARS = range(1000, 2101)


def doubt(statement: Statement) -> str:
    """The first number that the cited words do not hold, or hold of something else."""
    known = list(quantities(statement.cited, lenient=True))
    asked = list(quantities(statement.question, lenient=True))
    for each in quantities(statement.written):
        alike = [k for k in known if k.value == each.value and k.ordinal == each.ordinal]
        if alike:
            if not _of_the_same(each, alike, known, statement):
                return f"The cited words do not say “{each.printed} {each.counted}”."
        elif not _asked_for(each, asked, known, statement):
            return f"“{each.printed}” is not in the cited words."
    missing = MANY & statement.written_words - statement.cited_words
    return f"“{min(missing)}” is not in the cited words." if missing else ""


def _asked_for(
    each: Quantity, asked: Sequence[Quantity], known: Sequence[Quantity], statement: Statement
) -> bool:
    """Whether a number is the question's: it is denied, or it is "the three reasons" asked for."""
    if not any(each.value == other.value for other in asked):
        return False
    counted = _stems(each.counted)
    in_question = counted & {stem for other in asked for stem in _stems(other.counted)}
    in_cited = counted & {stem for other in known for stem in _stems(other.counted)}
    only_counts = each.value <= MOST_COUNTED and not each.unit and in_question and not in_cited
    return statement.denies or bool(only_counts)


def _of_the_same(
    each: Quantity, alike: Sequence[Quantity], known: Sequence[Quantity], statement: Statement
) -> bool:
    if each.unit:
        units = {other.unit for other in alike}
        return each.unit in units or ("" in units and _names_unit(statement.cited, each.unit))
    return _counts_what_is_named(each, statement) and not _counted_otherwise(
        each, alike, known, statement
    )


def _names_unit(cited: str, unit: str) -> bool:
    return any(UNITS.get(token) == unit for token in tokens_of(cited))


def _counts_what_is_named(each: Quantity, statement: Statement) -> bool:
    """Whether what is counted is named in the cited words, or too general to be wrong."""
    if not each.counted or each.ordinal or each.value in _YEARS:
        return True
    near = statement.cited_words | statement.asked_words | frozenset(words(statement.before))
    return not GENERAL.isdisjoint(each.counted.split()) or bool(
        _stems(each.counted) & {stemmer("en")(word) for word in near}
    )


def _counted_otherwise(
    each: Quantity, alike: Sequence[Quantity], known: Sequence[Quantity], statement: Statement
) -> bool:
    """Whether the cited words count these with another number, and with this number others."""
    asked = _HOW_MANY.search(fold(statement.question))
    counted = _stems(each.counted or (asked["counted"] if asked else ""))
    if not counted or each.ordinal:
        return False
    count_these = any(counted & _stems(other.counted) for other in known)
    return count_these and all(k.counted and not counted & _stems(k.counted) for k in alike)


def _stems(text: str) -> set[str]:
    return {stemmer("en")(word) for word in text.split()}
