"""An article on its way into the library as the browser draws it, and what its reader does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

import streamlit as st

from assistant import SentenceKind
from ui.components import element
from ui.components.article_pane import blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant import Article
    from ui.additions import Addition
    from ui.components.article_pane import Block

KEY = "adding"
KINDS = frozenset({"paste", "uploaded", "look", "sample", "cancel", "keep", "read"})


class DrawnAddition(TypedDict):
    """An addition as data; `preview` is there while it is its reader's turn."""

    id: str
    name: str
    stage: str
    step: str
    done: int
    of: int
    reason: str
    known: bool
    cancellable: bool
    preview: Preview | None


class Preview(TypedDict):
    """What would be kept: its text in blocks, and which sentences are taken for the site's own."""

    title: str
    words: int
    sentences: int
    pages: int
    boilerplate: list[int]
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class Act:
    """What a reader did: `kind` is one of `KINDS`, the rest what it was done with."""

    kind: str
    title: str = ""
    text: str = ""
    ids: tuple[str, ...] = ()
    boilerplate: frozenset[int] = frozenset()


def draw(
    addition: Addition | None,
    others: Sequence[Addition],
    reason: str,
    on_act: Callable[[], None],
    *,
    empty: bool,
) -> None:
    """Mount the page: where something is given if there is no addition, else how far it is.

    `others` are what else is being added, `reason` is why the last act failed, and `empty` tells
    that there is no article in the library yet.
    """
    element("adding")(
        key=KEY,
        data={
            "addition": drawn(addition) if addition else None,
            "others": [drawn(each, preview=False) for each in others],
            "reason": reason,
            "empty": empty,
        },
        on_act_change=on_act,
    )


def acted() -> Act | None:
    """What was just done, for `on_act`; whatever else a browser sends is nothing."""
    sent: Any = st.session_state[KEY].act
    if not isinstance(sent, dict) or sent.get("kind") not in KINDS:
        return None
    title, text = (sent.get(name, "") for name in ("title", "text"))
    ids, numbers = (sent.get(name, []) for name in ("ids", "boilerplate"))
    if not isinstance(ids, list) or not isinstance(numbers, list):
        return None
    return Act(
        sent["kind"],
        title if isinstance(title, str) else "",
        text if isinstance(text, str) else "",
        tuple(id_ for id_ in ids if isinstance(id_, str)),
        frozenset(number for number in numbers if isinstance(number, int)),
    )


def drawn(addition: Addition, *, preview: bool = True) -> DrawnAddition:
    """An addition as data."""
    looked_at = addition.draft if preview and not addition.moving else None
    return {
        "id": addition.id,
        "name": addition.name,
        "stage": addition.stage.value,
        "step": str(addition.step),
        "done": addition.done,
        "of": addition.of,
        "reason": addition.reason,
        "known": addition.known,
        "cancellable": addition.cancellable,
        "preview": _preview(looked_at.article) if looked_at else None,
    }


def _preview(article: Article) -> Preview:
    site = SentenceKind.BOILERPLATE
    return {
        "title": article.title,
        "words": len(article.text.split()),
        "sentences": len(article.sentences),
        "pages": len(article.pages),
        "boilerplate": [each.number for each in article.sentences if each.kind is site],
        "blocks": blocks(article),
    }
