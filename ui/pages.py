"""The page as a whole: the bar, the shelf of articles, and the page that the address names.

Each page is handed the library that all visits share and draws into a container that is there
already: as wide as the shelf leaves it, and scrolled by itself. A new page is a name in `address`,
a row in `PAGES`, and a link in `ui/components/browser/sidebar.js` if it is to be found.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from assistant import AssistantError
from ui import adding, address, reading_room, shelf
from ui.address import Address
from ui.components import conversation, frame, message

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.library import SharedLibrary

ICON = Path(__file__).with_name("icon.png")


def _feedback(shared: SharedLibrary, _: Address) -> None:
    from ui import feedback  # it needs the evaluation, which reading does not wait for

    feedback.draw(shared)


def _evaluation(shared: SharedLibrary, _: Address) -> None:
    from ui import evaluation

    evaluation.draw(shared)


PAGES: dict[str, tuple[str, Callable[[SharedLibrary, Address], None]]] = {
    address.ADDING: ("Add an article", adding.draw),
    address.FEEDBACK: ("Feedback", _feedback),
    address.EVALUATION: ("Evaluation", _evaluation),
}
"""For each page beside the reading room, by its name in the address: its title, what draws it."""


def draw(shared: SharedLibrary) -> None:
    """Draw what the address names; a reload and a link show the same."""
    st.set_page_config(page_title="Footnote", page_icon=ICON, layout="wide")
    at, status, reason = address.here(), "", ""
    try:
        at = _resolved(shared, at)
        status = _status(shared, at)
    except AssistantError as error:
        reason = str(error)
    reading = at.page not in PAGES and not reason
    with st.container(key="room", gap=None):
        frame.draw(status, two_panes=reading)
        with st.container(key="shelf", gap=None):
            shelf.draw(shared, at)
        if reading:
            reading_room.draw(shared, at)
            return
        with st.container(key="page", gap=None):
            if reason:
                message.draw("This cannot be shown", reason)
            else:
                _draw(shared, at)


def _draw(shared: SharedLibrary, at: Address) -> None:
    title, page = PAGES[at.page]
    st.set_page_config(page_title=f"{title} · Footnote")
    page(shared, at)


def _status(shared: SharedLibrary, at: Address) -> str:
    """How answers are made; nothing where no article is open."""
    return conversation.status(shared.assistant(at.article).answerer.name) if at.article else ""


def _resolved(shared: SharedLibrary, at: Address) -> Address:
    """What an address leaves open: the article, and what there is to do where there is none."""
    if at.page in PAGES:
        return at
    alone = at.conversation if not at.article else ""
    known = shared.library.conversation(alone) if alone else None
    article = at.article or (known.article.id if known else shared.first)
    if not article:
        return Address(page=address.ADDING)
    return replace(at, page=address.READING, article=article)
