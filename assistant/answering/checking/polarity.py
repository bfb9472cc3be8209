"""What the cited words deny is denied, and what they affirm is affirmed.

A negation is held against the first word of meaning that it governs. A word that denies in another
way ("refused to", "without") counts as a negation of what follows; a word that merely has something
negative about it ("reject", "lack") lets a denial pass.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.answering.checking.clauses import Clauses, matches
from assistant.answering.checking.word_lists import OPPOSITES, listed
from assistant.retrieval.questions import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.answering.checking.statement import Statement

SHORTEST_BARE = 5
"""Letters from which a word with "un" before it is its opposite."""
_NEGATORS = re.compile(
    r"(?:not|never|no|none|nobody|nothing|neither|nor|nowhere|cannot|noone"
    r"|(?:did|do|does|is|was|were|are|has|have|had|would|could|should|ca|wo|must|need|might)nt)$"
)
_IMPLIED = re.compile(
    r"(?:refus(?:e|es|ed|al|ing)|declin(?:e|es|ed|ing)|fail(?:s|ed|ing)?|unable|unwilling|short"
    r"|refrain(?:s|ed|ing)?|neglect(?:s|ed)?|without|den(?:y|ies|ied|ying))$"
)
"""Deny the verb that follows them: "refused to condemn", "stopped short of providing"."""
_NO_ONE = frozenset(listed("no none nobody nothing neither nor nowhere noone"))
_NEGATIVE = re.compile(
    r"(?:reject|lack|avoid|prevent|bann|forb|prohibit|exclud|cancel|oppos|hardly|barely|scarcely"
    r"|rarely|seldom|unlikel|impossib|except|absent|absence|missing|doubt|false|wrong|contrary"
    r"|in(?:accurate|correct)|un(?:clear|known|certain|hurt|harmed|changed|able)|illegal|abandon"
    r"|scrap|withdr|closed$|closure)"
)
"""A denial in another word: enough for one that is written, and for one that is read."""
_RATHER_NEGATIVE = re.compile(
    r"(?:ban$|bans$|rather|free$|clos|stop|halt|end(?:ed|s)?$|only|few|little|less|lost|loss|block|drop|zero"
    r"|empty|gone|exempt|still|yet|dis)"
)
"""May amount to one: enough to let a denial pass that is written."""
_NO_DENIAL = re.compile(
    r"\b(?:not|no) (?:only|just|merely|simply|(?:more|less|fewer|later|earlier|longer) than)\b"
    r"|\bno\. ?(?=\d)|\bor not\b|^(?:no|yes)\b[,.;:—–-]?\s*",
    re.IGNORECASE,
)
_NOT_UNTIL = re.compile(r"(?:\bnot\b|n['’]t\b)(?=[^,;.]*\buntil\b)", re.IGNORECASE)


def doubt(statement: Statement) -> str:
    """What is affirmed here and denied there, or the other way round."""
    written, cited = _compared(statement)
    return (
        _lost(written, _denied(cited, implied=True), cited)
        or _added(statement, written, _denied(written, implied=False), cited)
        or _turned_round(statement, written)
    )


def doubt_of_question(statement: Statement) -> str:
    """What is taken for granted by a question, written as the statement, and denied there.

    Only an act counts, denied in the same words: "Nobody was hurt" answers "Who was hurt?", "fears
    for the milk" tells who fears that there will be none, and since when she has not been abroad is
    told by when she was.
    """
    written, cited = _compared(statement)
    there = _acts(_denied(cited, implied=True))
    here = _acts(_denied(written, implied=False))
    repeated = {at: word for at, word in here.items() if matches(written, at, cited)}
    if kind_of(statement.written).name == "time":
        repeated = {}
    return (
        _lost(written, there, cited)
        or _added(statement, written, repeated, cited)
        or _turned_round(statement, written)
    )


def _acts(denied: dict[int, str]) -> dict[int, str]:
    return {place: negator for place, negator in denied.items() if negator not in _NO_ONE}


def _compared(statement: Statement) -> tuple[Clauses, Clauses]:
    # "Not open until May" is open from May: said in either way, it is the same.
    until = "until" in statement.cited_words
    written = Clauses(_plain(statement.written, drop_until=not until))
    return written, Clauses(_plain(statement.cited, drop_until=True))


def _lost(written: Clauses, denied: dict[int, str], cited: Clauses) -> str:
    for place, negator in denied.items():
        for at in written.places_of(cited.words[place].stem):
            there = matches(written, at, cited)
            if all(each in denied for each in there) and not _negative(written, at):
                return f"The cited words say “{negator} … {cited.words[place].text}”."
    return ""


def _added(statement: Statement, written: Clauses, denied: dict[int, str], cited: Clauses) -> str:
    for at, negator in denied.items():
        there = matches(written, at, cited)
        if not there and written.words[at].text in statement.asked_words:
            continue  # "…, not 20": what is denied is the question's
        if any(_negative(cited, place, rather=True) for place in there):
            continue
        shared = len(written.stems & cited.stems)
        if there or (2 * shared >= len(written.stems) and not _any_negative(cited)):
            return f"The cited words do not say “{negator} … {written.words[at].text}”."
    return ""


def _turned_round(statement: Statement, written: Clauses) -> str:
    said = statement.written_words - statement.cited_words - statement.asked_words
    built = [(one, other) for one in said for other in _with_or_without_un(one)]
    for one, other in (*OPPOSITES, *sorted(built)):
        if one in said and other in statement.cited_words - statement.written_words:
            places = [p for p, word in enumerate(written.words) if word.text == one]
            if any(not _plainly_denied(written, place) for place in places):
                return f"The cited words say “{other}”, not “{one}”."
    return ""


def _with_or_without_un(word: str) -> Iterator[str]:
    """For "safe" it is "unsafe", and the other way round; short words merely begin so ("unit")."""
    bare = word.removeprefix("un")
    if len(bare) >= SHORTEST_BARE:
        yield bare if bare != word else f"un{word}"


def _plainly_denied(clauses: Clauses, at: int) -> bool:
    return any(_NEGATORS.match(word.text) for word in clauses.clause_of(at))


def _denied(clauses: Clauses, *, implied: bool) -> dict[int, str]:
    """Where the words of meaning stand that a negation governs, and that negation."""
    found: dict[int, str] = {}
    for at, word in enumerate(clauses.words):
        if _NEGATORS.match(word.text) or (implied and _IMPLIED.match(word.text)):
            for place in _governed(clauses, at):
                found.setdefault(place, word.text)
    return found


def _governed(clauses: Clauses, at: int) -> Iterator[int]:
    for place in clauses.after(at):
        yield place
        if not clauses.words[place].text.endswith("ly"):
            return


def _negative(clauses: Clauses, at: int, *, rather: bool = False) -> bool:
    """Whether anything in the clause around a word denies, that word itself left out."""
    stem = clauses.words[at].stem
    return any(
        _is_negative(word.text, rather=rather)
        for word in clauses.clause_of(at)
        if word.stem != stem
    )


def _any_negative(clauses: Clauses) -> bool:
    return any(_is_negative(word.text, rather=True) for word in clauses.words)


def _is_negative(word: str, *, rather: bool) -> bool:
    forms = (_NEGATORS, _IMPLIED, _NEGATIVE, *([_RATHER_NEGATIVE] if rather else []))
    return any(form.match(word) for form in forms)


def _plain(text: str, *, drop_until: bool) -> str:
    plain = _NO_DENIAL.sub("", text.strip())
    return _NOT_UNTIL.sub("", plain) if drop_until else plain
