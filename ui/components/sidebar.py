"""The shelf of articles and conversations as the browser draws it, and what is done on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

import streamlit as st

from ui.components import element

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant import ArticleSummary, ConversationSummary

KEY = "sidebar"
LONGEST_NAME = 120

KINDS = frozenset({"search", "rename", "delete", "undo", "remove"})


class DrawnConversation(TypedDict):
    """A conversation on the shelf; `title` is its name or its first question."""

    id: str
    title: str
    named: bool
    questions: int


class DrawnArticle(TypedDict):
    """An article on the shelf, with the conversations that are listed under it."""

    id: str
    title: str
    origin: str
    conversations: list[DrawnConversation]


@dataclass(frozen=True, slots=True)
class Act:
    """What a reader did: `kind` is one of `KINDS`, the rest what it was done to."""

    kind: str
    article: str = ""
    conversation: str = ""
    words: str = ""


def draw(
    articles: Sequence[DrawnArticle],
    here: dict[str, str],
    told: dict[str, str],
    words: str,
    on_act: Callable[[], None],
) -> None:
    """Mount the shelf.

    `here` are the page, article and conversation that are open. `told` is what came of the last
    act: a `reason` why it failed, or in `deleted` the conversation that can be brought back and in
    `title` what it was called. `words` are those searched for.
    """
    element("sidebar")(
        key=KEY,
        height="stretch",
        data={"articles": list(articles), "here": here, "told": told, "words": words},
        on_act_change=on_act,
    )


def acted() -> Act | None:
    """What was just done, for `on_act`; whatever else a browser sends is nothing."""
    sent: Any = st.session_state[KEY].act
    if not isinstance(sent, dict) or sent.get("kind") not in KINDS:
        return None
    texts = {name: sent.get(name, "") for name in ("article", "conversation", "words")}
    if not all(isinstance(text, str) for text in texts.values()):
        return None
    return Act(sent["kind"], **texts)


def article(summary: ArticleSummary, talks: Sequence[ConversationSummary]) -> DrawnArticle:
    """An article as data, its newest conversation first."""
    return {
        "id": summary.id,
        "title": summary.title or "Untitled",
        "origin": summary.origin,
        "conversations": [conversation(each) for each in reversed(talks)],
    }


def conversation(summary: ConversationSummary) -> DrawnConversation:
    """A conversation as data."""
    title = summary.name or " ".join(summary.first_question.split())
    return {
        "id": summary.id,
        "title": title[:LONGEST_NAME],
        "named": bool(summary.name),
        "questions": summary.questions,
    }
