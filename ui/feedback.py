"""What readers thought of answers: to be read, completed, and taken away as gold questions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from assistant import AssistantError
from assistant.evaluation.collecting import archive, gold_rows
from assistant.evaluation.verdicts import place_of
from ui.components import judgements, saving

if TYPE_CHECKING:
    from assistant import Judged, Library
    from ui.library import SharedLibrary

FORMS = {".zip": "Gold sets, a folder an article: for footnote evaluate --gold"}
FAILED = "judgements failed"


def draw(shared: SharedLibrary) -> None:
    """Draw the page: a card a judgement, the newest first, and the export of all of them."""
    library = shared.library
    judged = library.feedback.judged()

    def make(_: str) -> saving.File:
        name = f"footnote-feedback-{datetime.now(UTC):%Y-%m-%d-%H%M}.zip"
        return saving.File(name, archive(library.feedback.judged()))

    with st.container(key="feedback", gap=None):
        if judged:
            saving.draw("feedback-export", "Export", FORMS, make)
        judgements.draw(
            [judgements.drawn(each, _link(each.judged)) for each in gold_rows(judged)],
            st.session_state.get(FAILED, {}),
            lambda: _complete(library),
            lambda: _remove(library),
        )


def _complete(library: Library) -> None:
    """Keep what a reviewer typed, or say beside it why it cannot be."""
    sent = judgements.completed()
    if sent is None:
        return
    id_, quotes, facts = sent
    judged = _known(library, id_)
    if judged is None:
        return
    try:
        text = judged.source.article.text
        places = [place_of(quote, text) for quote in quotes]
        judgement = judged.judgement
        library.feedback.complete(judgement.conversation_id, judgement.number, places, facts)
        st.session_state[FAILED] = {}
    except AssistantError as error:
        st.session_state[FAILED] = {id_: str(error)}


def _remove(library: Library) -> None:
    judged = _known(library, judgements.removed())
    if judged is not None:
        library.feedback.take_back(judged.judgement.conversation_id, judged.judgement.number)


def _known(library: Library, id_: str) -> Judged | None:
    every = library.feedback.judged()
    return next((each for each in every if judgements.identity(each) == id_), None)


def _link(judged: Judged) -> str:
    """The address of the conversation in which the answer was given."""
    conversation = judged.judgement.conversation_id
    return f"?{urlencode({'article': judged.source.article.id, 'conversation': conversation})}"
