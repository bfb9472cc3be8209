"""The judgements of readers as the browser draws them, and what a reviewer does to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import streamlit as st

from ui.components import element
from ui.components.places import Place, place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant import Judged
    from assistant.evaluation.collecting import Collected

KEY = "judgements"


class Drawn(TypedDict):
    """One judgement. `link` leads to the answer; `lacks` is empty where it can be scored."""

    id: str
    opinion: str
    comment: str
    given: str
    title: str
    link: str
    before: list[str]
    question: str
    verdict: str
    answer: str
    sources: list[Place]
    row: bool
    lacks: list[str]
    quotes: list[str]
    facts: list[str]


def draw(
    judgements: Sequence[Drawn],
    failed: dict[str, str],
    on_completed: Callable[[], None],
    on_removed: Callable[[], None],
) -> None:
    """Mount the list; `failed` says by a judgement's id why it could not be completed."""
    element("judgements")(
        key=KEY,
        data={"judgements": list(judgements), "failed": failed},
        on_completed_change=on_completed,
        on_removed_change=on_removed,
    )


def completed() -> tuple[str, list[str], list[str]] | None:
    """What was just completed: its id, the quotes that answer and the facts that must be said."""
    sent: Any = st.session_state[KEY].completed
    if not isinstance(sent, dict) or not isinstance(sent.get("id"), str):
        return None
    return sent["id"], _lines(sent.get("quotes")), _lines(sent.get("facts"))


def removed() -> str:
    """The id of the judgement that was just removed; whatever else a browser sends is none."""
    sent = st.session_state[KEY].removed
    return sent if isinstance(sent, str) else ""


def drawn(collected: Collected, link: str) -> Drawn:
    """A judgement as data."""
    judged = collected.judged
    judgement, article = judged.judgement, judged.source.article
    return {
        "id": identity(judged),
        "opinion": judgement.opinion.value,
        "comment": judgement.comment,
        "given": f"{judgement.given:%Y-%m-%d %H:%M} UTC",
        "title": article.title,
        "link": link,
        "before": [turn.question for turn in judged.turns],
        "question": judged.question,
        "verdict": judged.answer.verdict.value,
        "answer": judged.answer.text,
        "sources": [place(each, at) for at, each in enumerate(judged.answer.citations, 1)],
        "row": collected.row is not None,
        "lacks": list(collected.lacks),
        "quotes": [article.text[start:end] for start, end in judgement.evidence],
        "facts": list(judgement.facts),
    }


def identity(judged: Judged) -> str:
    """What a judgement is called between the page and the browser."""
    return f"{judged.judgement.conversation_id} {judged.judgement.number}"


def _lines(sent: object) -> list[str]:
    lines = sent.splitlines() if isinstance(sent, str) else ()
    return [line.strip() for line in lines if line.strip()]
