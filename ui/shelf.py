"""The shelf: every article and its conversations, and all that a reader does to them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assistant import AssistantError
from ui import address
from ui.address import Address
from ui.components import sidebar

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.components.sidebar import Act, DrawnArticle
    from ui.library import SharedLibrary

TOLD = "shelf told"
WORDS = "shelf words"


def draw(shared: SharedLibrary, at: Address) -> None:
    """Draw the shelf; what is done on it draws nothing else anew, unless it leads elsewhere."""
    st.fragment(_draw)(shared, at)


def _draw(shared: SharedLibrary, at: Address) -> None:
    def act() -> None:
        done = sidebar.acted()
        if done is None:
            return
        st.session_state[TOLD] = {}
        try:
            ACTS[done.kind](shared, at, done)
        except AssistantError as error:
            st.session_state[TOLD] = {"reason": str(error)}

    words = st.session_state.get(WORDS, "")
    try:
        articles = _found(shared, words) if words else _shelved(shared, at)
    except AssistantError as error:
        articles = []
        st.session_state[TOLD] = {"reason": str(error)}
    sidebar.draw(
        articles,
        {"page": at.page, "article": at.article, "conversation": at.conversation},
        st.session_state.get(TOLD, {}),
        words,
        act,
    )
    address.draw("shelf")


def _shelved(shared: SharedLibrary, at: Address) -> list[DrawnArticle]:
    """Every article, the newest first; conversations only of the one that is open."""
    open_ = shared.library.conversations(at.article) if at.article else ()
    return [
        sidebar.article(each, open_ if each.id == at.article else ())
        for each in reversed(shared.library.articles())
    ]


def _found(shared: SharedLibrary, words: str) -> list[DrawnArticle]:
    """The articles that have these words in their title or in a conversation, with the latter."""
    found = shared.library.search(words)
    titled = {each.id for each in found.articles}
    talks = {
        each.id: [talk for talk in found.conversations if talk.article_id == each.id]
        for each in shared.library.articles()
    }
    return [
        sidebar.article(each, talks[each.id])
        for each in reversed(shared.library.articles())
        if each.id in titled or talks[each.id]
    ]


def _search(_: SharedLibrary, __: Address, act: Act) -> None:
    st.session_state[WORDS] = " ".join(act.words.split())


def _rename(shared: SharedLibrary, _: Address, act: Act) -> None:
    shared.library.rename_conversation(act.conversation, act.words[: sidebar.LONGEST_NAME])


def _delete(shared: SharedLibrary, at: Address, act: Act) -> None:
    shared.library.delete_conversation(act.conversation)
    st.session_state[TOLD] = {"deleted": act.conversation, "title": act.words}
    if act.conversation == at.conversation:
        address.go(Address(article=at.article))


def _undo(shared: SharedLibrary, _: Address, act: Act) -> None:
    found = shared.library.undelete_conversation(act.conversation)
    if found is not None:
        address.go(Address(article=found.article_id, conversation=found.id))


def _remove(shared: SharedLibrary, at: Address, act: Act) -> None:
    shared.remove(act.article)
    if act.article == at.article:
        address.go(Address())


ACTS: dict[str, Callable[[SharedLibrary, Address, Act], None]] = {
    "search": _search,
    "rename": _rename,
    "delete": _delete,
    "undo": _undo,
    "remove": _remove,
}
