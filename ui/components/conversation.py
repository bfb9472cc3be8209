"""Questions and answers as the browser draws them, and what a reader does with them.

Streamlit keeps only the last of what is done while the page is being drawn, and nothing of what is
done while the connection is down. So the browser sends every act that it was not yet told is
`HANDLED`, and each is handled once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from ui.components import element

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant import Article
    from ui.components.turns import DrawnTurn

KEY = "conversation"
KINDS = frozenset({"ask", "stop", "again", "offline", "judge", "look"})

QUOTING = "quoting"
"""The name of the answerer that quotes the article and asks no model."""
STATUS = "Answering offline, by quoting the article"
ABOUT = (
    "Footnote answers from this article alone, in the article’s own words, and shows you where; "
    "what the article does not say, it says it does not say."
)
ABOUT_WRITING = (
    "Footnote answers from this article alone: a model writes, and every sentence is checked "
    "against the words it cites. What the article does not say, it says it does not say."
)


HANDLED = "handled acts"
REMEMBERED = 50
"""Acts of a visit whose identifiers are kept: far more than can be on their way at once."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a reader did: `kind` is one of `KINDS`.

    `words` are a question or a comment, `number` is that of a question, counted from 1. An empty
    `opinion` takes back what was thought of an answer.
    """

    kind: str
    words: str = ""
    number: int = 0
    opinion: str = ""


def draw(
    id_: str,
    query: str,
    article: Article,
    turns: Sequence[DrawnTurn],
    suggestions: Sequence[str],
    notice: str,
    on_act: Callable[[], None],
    writer: str = QUOTING,
) -> None:
    """Mount the conversation `id_` and its input.

    `query` is its address, to which the browser goes with the first question. `notice` is a
    sentence above the input, `writer` the name of who answers. `on_act` runs before the page is
    drawn again.
    """
    element("conversation")(
        key=KEY,
        height="stretch",
        data={
            "id": id_,
            "query": query,
            "article": {"id": article.id, "title": article.title, "origin": article.origin},
            "about": ABOUT if writer == QUOTING else ABOUT_WRITING,
            "status": status(writer),
            "suggestions": list(suggestions),
            "turns": list(turns),
            "notice": notice,
            "handled": st.session_state.get(HANDLED, []),
        },
        on_acts_change=on_act,
    )


def acts() -> list[Act]:
    """What was done and not handled before, for `on_act`; whatever else a browser sends is nothing.

    What it returns counts as handled from then on.
    """
    sent: Any = st.session_state[KEY].acts
    handled: list[str] = st.session_state.get(HANDLED, [])
    found = [(each.get("id"), _act(each)) for each in _dicts(sent)]
    new = {id_: act for id_, act in found if isinstance(id_, str) and act and id_ not in handled}
    st.session_state[HANDLED] = [*handled, *new][-REMEMBERED:]
    return list(new.values())


def _dicts(sent: Any) -> list[dict[str, Any]]:
    return [each for each in sent if isinstance(each, dict)] if isinstance(sent, list) else []


def _act(sent: dict[str, Any]) -> Act | None:
    kind, words, number, opinion = (sent.get(*each) for each in _PARTS)
    if not (isinstance(kind, str) and isinstance(words, str) and isinstance(opinion, str)):
        return None
    if type(number) is not int or kind not in KINDS:
        return None
    return Act(kind, words, number, opinion)


_PARTS = (("kind", ""), ("words", ""), ("number", 0), ("opinion", ""))


def status(writer: str) -> str:
    """How answers are made, in one line."""
    return STATUS if writer == QUOTING else f"Answering with {writer}, checked against the article"
