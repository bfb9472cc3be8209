"""A conversation with its sources as a file, for the reader to keep."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant import export_conversation
from ui.components import saving

if TYPE_CHECKING:
    from ui.library import SharedLibrary

FORMS = {
    ".md": "Markdown, to read or to paste",
    ".html": "One web page that loads nothing",
    ".json": "JSON, for programs",
}


def draw(shared: SharedLibrary, conversation_id: str) -> None:
    """Mount the button "Export" with its choice of forms; for a conversation that has a question.

    The conversation is exported as it is stored when the choice is made.
    """

    def make(form: str) -> saving.File | None:
        conversation = shared.library.conversation(conversation_id)
        if conversation is None or conversation.id != conversation_id:
            return None
        when = datetime.now(UTC)
        name = f"footnote-{when:%Y-%m-%d-%H%M}{form}"
        return saving.File(name, export_conversation(conversation, form, when))

    saving.draw("export", "Export", FORMS, make)
