"""The reading room: the article on the left, questions and answers on the right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from assistant import AssistantError
from ui.answers import TOO_MANY, Talk, Talks
from ui.components import article_pane, conversation, frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.answers import Answering

ICON = Path(__file__).with_name("icon.png")
PAINT_SECONDS = 0.1  # at most ten paints a second while an answer arrives
FIRST_PAINT_SECONDS = 0.15  # an answer that is quicker than this is drawn whole, in one paint


@dataclass(frozen=True)
class ReadingRoom:
    """An assistant and the conversations held with it, shared by every visit to this server."""

    assistant: Answering
    talks: Talks

    @cached_property
    def suggestions(self) -> Sequence[str]:
        """Example questions; finding them asks the assistant, so they are found once.

        A page without examples is better than no page.
        """
        try:
            return self.assistant.suggestions()
        except AssistantError:
            return ()


def draw(room: ReadingRoom) -> None:
    """Draw the page; the address holds the conversation, so a reload shows the same one."""
    title = room.assistant.article.title.encode("utf-8", "replace").decode()
    st.set_page_config(
        page_title=f"{title} · Footnote" if title else "Footnote", page_icon=ICON, layout="wide"
    )
    talk = room.talks.open(st.query_params.get("conversation"))
    if st.query_params.get("conversation") != talk.id:
        st.query_params["conversation"] = talk.id
    with st.container(key="room", gap=None):
        frame.draw(conversation.STATUS)
        with st.container(key="reading", gap=None):
            article_pane.draw(room.assistant.article)
        with st.container(key="talking", gap=None):
            following = talk.running
            st.fragment(_follow, run_every=PAINT_SECONDS if following else None)(
                room, talk, following
            )


def _follow(room: ReadingRoom, talk: Talk, following: bool) -> None:
    """Draw what has arrived; the thread that answers goes on whether or not this runs again."""

    def ask() -> None:
        try:
            st.session_state["notice"] = "" if talk.ask(conversation.asked()) else TOO_MANY
        except AssistantError as error:
            st.session_state["notice"] = str(error)
        talk.wait(FIRST_PAINT_SECONDS)

    running = talk.running  # read before drawing, so that what is drawn last is complete
    exchanges = talk.exchanges
    conversation.draw(
        exchanges,
        () if exchanges else room.suggestions,
        st.session_state.get("notice", ""),
        ask,
    )
    if running != following:
        st.rerun()  # the whole page, to start or to stop the timer
