"""From use to test: what a reader says of an answer becomes a gold row.

A verdict that already says what is right makes a row of `gold.jsonl`. One that does not (an answer
is wrong, but nobody showed the passage that is right) is kept in `reported.jsonl` beside it, to be
completed by a person; nothing scores that file.
"""

from __future__ import annotations

import hashlib
import json
import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.domain import PieceKind, Verdict
from assistant.errors import QuestionsError
from assistant.evaluation.gold import QUESTIONS
from assistant.evaluation.rows import Reading
from assistant.evaluation.schema import SCHEMA, Fault, GoldSet
from assistant.evaluation.validating import faults_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Answer, Turn

REPORTED: Final = "reported.jsonl"
_ASKED_BY: Final = re.compile(r"\b(who|where|when|why|how)\b", re.IGNORECASE)


class ReadersVerdict(StrEnum):
    """What a reader can say of an answer."""

    WRONG = "wrong"
    WRONG_SOURCE = "wrong source"
    SHOULD_HAVE_ANSWERED = "should have answered"
    SHOULD_HAVE_REFUSED = "should have refused"


def gold_row(
    verdict: ReadersVerdict | str,
    question: str,
    text: str,
    slug: str,
    *,
    answer: Answer | None = None,
    turns: Sequence[Turn] = (),
    evidence: Sequence[tuple[int, int]] = (),
    facts: Sequence[str] = (),
    category: str = "",
    unanswerable_kind: str = "absent",
    note: str = "",
    created: str = "",
) -> dict[str, Any]:
    """The gold row of a verdict on the `answer` to `question`, asked after `turns`.

    `text` is the article's. `evidence` are the places of it that answer; each of `facts` must then
    be said, or where there are none the evidence itself. What was seen may be tuned on: the row is
    of the `dev` split.

    Raises QuestionsError for an unknown verdict or a place that is not in the article.
    """
    said = _known(verdict)
    refuse = said is ReadersVerdict.SHOULD_HAVE_REFUSED
    quotes = [] if refuse else [_quote(text, place) for place in evidence]
    required = [] if refuse else [[fact] for fact in facts or quotes]
    history = [
        each
        for turn in turns
        for each in (
            {"role": "user", "text": turn.question},
            {"role": "assistant", "text": turn.answer.text},
        )
    ]
    identity = json.dumps([question, history, said.value], ensure_ascii=True)
    return {
        "schema": SCHEMA,
        "id": f"{slug}-reader-{hashlib.sha256(identity.encode()).hexdigest()[:8]}",
        "article_id": slug,
        "article_sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        "split": "dev",
        "category": category or _category(question, refuse=refuse),
        "difficulty": "medium",
        "question": question,
        "history": history,
        "standalone": (answer.standalone if answer else "") or question,
        "answerable": not refuse,
        "expected": "refuse" if refuse else "answer",
        "evidence": quotes,
        "evidence_offsets": [] if refuse else [list(place) for place in evidence],
        "evidence_mode": "all",
        "must_contain": required,
        "must_not_contain": [],
        "polarity": None,
        "accept_refusal": False,
        "ideal": " … ".join(facts or quotes) if not refuse else "The article does not say.",
        "max_words": 120 + sum(len(quote.split()) for quote in quotes),
        "extractive_ok": True,
        "plausible_wrong": _tempting(answer) if refuse else None,
        "unanswerable_kind": unanswerable_kind if refuse else None,
        "paraphrase_of": None,
        "twin_of": None,
        "author": "reader",
        "created": created,
        "note": f"{said.value}; {note}" if note else said.value,
    }


def missing(row: dict[str, Any], text: str) -> list[Fault]:
    """What keeps a row from being scored: the rules it breaks against the article's `text`."""
    slug = str(row.get("article_id", ""))
    try:
        item = Reading(slug, text).item(row, 0)
    except ValueError as error:
        return [Fault(QUESTIONS, 0, "field", str(error))]
    gold = GoldSet(slug, "", text, "plain", (item,), (), "", Path())
    return [Fault(QUESTIONS, 0, rule, words) for rule, words in faults_of(item, gold)]


def place_of(quote: str, text: str) -> tuple[int, int]:
    """Where the words of a quote first stand in the article's `text`, however they are spaced.

    Raises QuestionsError if they do not stand there.
    """
    words = r"\s+".join(re.escape(word) for word in quote.split())
    found = re.search(words, text) if words else None
    if found is None:
        message = f"{quote!r} is not in the article: copy the words exactly as they stand there."
        raise QuestionsError(message)
    return found.start(), found.end()


def append_row(folder: Path, row: dict[str, Any], text: str) -> Path:
    """Add a row to the gold set in `folder`, and say to which file: incomplete ones wait apart.

    Raises QuestionsError if the row is there already or the file cannot be written.
    """
    path = folder / (REPORTED if missing(row, text) else QUESTIONS)
    line = json.dumps(row, ensure_ascii=False) + "\n"
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if any(row["id"] == _id(each) for each in before.split("\n")):
            message = f"{path} holds the row {row['id']!r} already: the verdict was given before."
            raise QuestionsError(message)
        with path.open("a", encoding="utf-8", newline="\n") as file:
            # One write of one line: two readers at once add two rows.
            file.write(line if not before or before.endswith("\n") else f"\n{line}")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        message = f"{path} cannot be written ({reason}): check the folder and its permissions."
        raise QuestionsError(message) from None
    return path


def _known(verdict: str) -> ReadersVerdict:
    try:
        return ReadersVerdict(verdict)
    except ValueError:
        known = ", ".join(repr(each.value) for each in ReadersVerdict)
        message = f"{verdict!r} is no verdict on an answer: say one of {known}."
        raise QuestionsError(message) from None


def _quote(text: str, place: tuple[int, int]) -> str:
    start, end = place
    if not 0 <= start < end <= len(text):
        message = f"[{start}, {end}] is no place of the article: choose one of its passages."
        raise QuestionsError(message)
    return text[start:end]


def _category(question: str, *, refuse: bool) -> str:
    asked = _ASKED_BY.search(question)
    return "near_miss" if refuse else asked[1].lower() if asked else "what"


def _tempting(answer: Answer | None) -> str | None:
    """What was answered where nothing should have been: its shortest form, or all its words."""
    if answer is None or answer.verdict is Verdict.NOT_IN_ARTICLE:
        return None
    lead = "".join(piece.text for piece in answer.pieces if piece.kind is PieceKind.LEAD)
    return lead or answer.text or None


def _id(line: str) -> Any:
    try:
        return json.loads(line).get("id") if line.strip() else None
    except (ValueError, AttributeError):
        return None
