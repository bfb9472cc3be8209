"""The reading room: the article on the left, questions and answers on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assistant import AssistantError, Opinion, flags
from ui import address, exporting
from ui.address import Address
from ui.answers import TOO_MANY
from ui.components import article_pane, conversation
from ui.components.turns import turns

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant import Article
    from ui.answers import Talk
    from ui.components.conversation import Act
    from ui.library import SharedLibrary

NOTICE = "notice"
UNKNOWN = "That conversation is not here any more; this is a new one."


def draw(shared: SharedLibrary, at: Address) -> None:
    """Draw an article and a conversation about it, a new one where the address names none."""
    article = shared.assistant(at.article).article
    title = article.title.encode("utf-8", "replace").decode()
    st.set_page_config(page_title=f"{title} · Footnote" if title else "Footnote")
    talk = _talk(shared, at)
    with st.container(key="reading", gap=None):
        article_pane.draw(article, _warnings(article))
    with st.container(key="talking", gap=None):
        st.fragment(_converse)(shared, at, talk)
    if talk.exchanges:
        with st.container(key="tools", gap=None):
            exporting.draw(shared, talk.id)


def _warnings(article: Article) -> dict[int, str]:
    """What a reader is to be told about a sentence, by its number."""
    found: dict[int, list[str]] = {}
    for flag in flags(article):
        found.setdefault(flag.sentence.number, []).append(flag.words)
    return {number: " ".join(told) for number, told in found.items()}


def _talk(shared: SharedLibrary, at: Address) -> Talk:
    """The conversation of the address; else the one that this visit began, until it has one."""
    talks = shared.talks(at.article)
    begun: dict[str, str] = st.session_state.setdefault("begun", {})  # by article
    if at.conversation:
        talk = talks.open(at.conversation)
        if talk.id == at.conversation:
            if begun.get(at.article) == talk.id:
                del begun[at.article]  # an address without a conversation begins another one
            return talk
        st.session_state[NOTICE] = UNKNOWN
        address.go(Address(article=at.article), replace=True)
    else:
        talk = talks.open(begun.get(at.article))
    begun[at.article] = talk.id
    return talk


def _converse(shared: SharedLibrary, at: Address, talk: Talk) -> None:
    """Draw the conversation; the browser follows an answer on its way (arriving.py)."""

    def act() -> None:
        for done in conversation.acts():
            st.session_state[NOTICE] = ""
            try:
                ACTS[done.kind](shared, talk, done)
            except AssistantError as error:
                st.session_state[NOTICE] = str(error)

    exchanges = talk.exchanges
    suggestions = shared.suggestions(at.article)
    assistant = shared.assistant(at.article)
    conversation.draw(
        talk.id,
        Address(article=at.article, conversation=talk.id).query,
        assistant.article,
        turns(exchanges, suggestions, shared.library.feedback.of(talk.id) if exchanges else None),
        () if exchanges else suggestions,
        st.session_state.get(NOTICE, ""),
        act,
        assistant.answerer.name,
    )
    address.draw("talk")
    if address.here().conversation != at.conversation:
        st.rerun()  # the whole page: it has an address now, and a place on the shelf


def _ask(_: SharedLibrary, talk: Talk, act: Act) -> None:
    if not talk.ask(act.words):
        st.session_state[NOTICE] = TOO_MANY if act.words.strip() else ""
    talk.wait_to_show()


def _stop(_: SharedLibrary, talk: Talk, __: Act) -> None:
    talk.stop()
    talk.wait_to_show()


def _again(_: SharedLibrary, talk: Talk, act: Act) -> None:
    talk.retry(act.number)
    talk.wait_to_show()


def _offline(_: SharedLibrary, talk: Talk, act: Act) -> None:
    talk.retry(act.number, offline=True)
    talk.wait_to_show()


def _judge(shared: SharedLibrary, talk: Talk, act: Act) -> None:
    feedback = shared.library.feedback
    if not act.opinion:
        feedback.take_back(talk.id, act.number)
    elif act.opinion in list(Opinion):
        feedback.give(talk.id, act.number, Opinion(act.opinion), act.words)


def _look(_: SharedLibrary, talk: Talk, __: Act) -> None:
    talk.look_again()


ACTS: dict[str, Callable[[SharedLibrary, Talk, Act], None]] = {
    "ask": _ask,
    "stop": _stop,
    "again": _again,
    "offline": _offline,
    "judge": _judge,
    "look": _look,  # at what was asked and answered elsewhere, in another tab for instance
}
