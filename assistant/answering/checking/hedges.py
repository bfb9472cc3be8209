"""What the cited words only suppose or report is not written as a fact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.answering.checking.clauses import Clauses, matches
from assistant.article.reporting import reporters
from assistant.retrieval.wording import fold

if TYPE_CHECKING:
    from assistant.answering.checking.statement import Statement

_SUPPOSED = re.compile(
    r"\b(?:may|might|could|perhaps|possibly|probably|likely|maybe|(?:expected|believed|thought|set"
    r"|planned|appears?|seems?|seemed|appeared) to)\b(?! not)"
)
_TOLD = re.compile(
    r"\b(?:reportedly|allegedly|apparently|supposedly|purportedly|(?:said|alleged|rumou?red) to)\b"
)
_TOLD_OF_ALL = re.compile(
    r"\b(?:according to|claim(?:s|ed)?(?= (?:that|to)\b)|alleg(?:es|ed)(?= that\b))"
)
_SUPPOSES = re.compile(
    r"\b(?:may|might|could|can|would|should|perhaps|maybe|likely|unlikely|if|plan\w*|aim\w*"
    r"|chance\w*|(?:probab|possib|potential|expect|believ|think|thought"
    r"|suppos|seem|appear|suggest|suspect|hop(?=e|ing)|fear|risk|predict|forecast|estimat|set to"
    r"|due to|schedul|propos|intend|consider|threat|prospect|indicat|assum|presum|anticipat)\w*)\b"
)
_TELLS = re.compile(
    r"\b(?:reported|reportedly|reports|alleg\w+|apparent\w*|purported\w*|rumou?r\w*|according|claim\w*"
    r"|said|says|say|told|tells|argu\w+|wrote|writes|describ\w+|call\w*|account|view|words|accus\w+"
    r"|insist\w*|announc\w+|declar\w+|stat(?:ed|es)|not(?:ed|es)|add(?:ed|s)|warn\w*|explain\w*)\b"
)
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
_ENOUGH_SHARED = 3
"""Words of meaning shared with a sentence that is told of, from which it is that which is meant."""


def doubt(statement: Statement) -> str:
    """The hedge of the cited words that is lost."""
    written, asked = Clauses(statement.written), fold(statement.question)
    if lost := _lost(_SUPPOSED, written, statement.cited, asked):
        return lost
    if _TELLS.search(fold(statement.written)) or _TELLS.search(asked):
        return ""
    if reporters(_QUOTED.sub("_", statement.written)):
        return ""
    return _lost(_TOLD, written, statement.cited, asked) or _lost_of_all(written, statement.cited)


def _lost(hedge: re.Pattern[str], written: Clauses, cited: str, asked: str) -> str:
    """A hedge whose next word of meaning is written without one."""
    for sentence in cited.split("\n"):
        folded = fold(sentence)
        for found in hedge.finditer(folded):
            before, rest = folded[: found.start()], folded[found.end() :]
            unhedged = Clauses(f"{before} {rest}")
            first = len(Clauses(before).words)
            hedged = next(unhedged.saying_from(first), None)
            if hedged is None or found.group() in asked:
                continue
            for at in written.places_of(unhedged.words[hedged].stem):
                if hedged in matches(written, at, unhedged) and _asserted(written, at):
                    return f"The cited words say “{found.group()}”."
    return ""


def _asserted(written: Clauses, at: int) -> bool:
    """Whether a word is said as a fact: "to strengthen" and "strengthening" only name it."""
    after_to = at > 0 and written.words[at - 1].text == "to"
    clause = " ".join(word.text for word in written.clause_of(at))
    return not (after_to or written.words[at].text.endswith("ing") or _SUPPOSES.search(clause))


def _lost_of_all(written: Clauses, cited: str) -> str:
    for sentence in cited.split("\n"):
        told = _TOLD_OF_ALL.search(fold(sentence))
        if told and len(written.stems & Clauses(sentence).stems) >= _ENOUGH_SHARED:
            return f"The cited words say “{told.group()}”."
    return ""
