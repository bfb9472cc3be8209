"""What the cited words deny is denied, and what they affirm is affirmed.

A negation is held against the first word of meaning that it governs. A word that denies in another
way ("refused to", "without") counts as a negation of what follows; a word that merely has something
negative about it ("reject", "lack") lets a denial pass.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.answering.checking.clauses import Clauses, matches
from assistant.answering.checking.word_lists import OPPOSITES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.answering.checking.statement import Statement

_NEGATORS = re.compile(
    r"(?:not|never|no|none|nobody|nothing|neither|nor|nowhere|cannot|noone"
    r"|(?:did|do|does|is|was|were|are|has|have|had|would|could|should|ca|wo|must|need|might)nt)$"
)
_IMPLIED = re.compile(
    r"(?:refus(?:e|es|ed|al|ing)|declin(?:e|es|ed|ing)|fail(?:s|ed|ing)?|unable|unwilling|short"
    r"|refrain(?:s|ed|ing)?|neglect(?:s|ed)?|without|den(?:y|ies|ied|ying))$"
)
"""Deny the verb that follows them: "refused to condemn", "stopped short of providing"."""
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
    # "Not open until May" is open from May: said in either way, it is the same.
    until = "until" in statement.cited_words
    written = Clauses(_plain(statement.written, drop_until=not until))
    cited = Clauses(_plain(statement.cited, drop_until=True))
    return (
        _lost(written, cited)
        or _added(statement, written, cited)
        or _turned_round(statement, written)
    )


def _lost(written: Clauses, cited: Clauses) -> str:
    denied = _denied(cited, implied=True)
    for place, negator in denied.items():
        for at in written.places_of(cited.words[place].stem):
            there = matches(written, at, cited)
            if all(each in denied for each in there) and not _negative(written, at):
                return f"The cited words say “{negator} … {cited.words[place].text}”."
    return ""


def _added(statement: Statement, written: Clauses, cited: Clauses) -> str:
    for at, negator in _denied(written, implied=False).items():
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
    for one, other in OPPOSITES:
        if one in said and other in statement.cited_words - statement.written_words:
            places = [p for p, word in enumerate(written.words) if word.text == one]
            if any(not _plainly_denied(written, place) for place in places):
                return f"The cited words say “{other}”, not “{one}”."
    return ""


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
