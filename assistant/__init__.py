"""Footnote: questions answered in an article's own words, each one click from its place.

    from pathlib import Path
    from assistant import open_article

    assistant = open_article(Path("article.txt"))
    answer = assistant.ask("Where do they meet?").answer
    print(answer.text)
    for citation in answer.citations:
        print(citation.start, citation.end, citation.quote)

`open_article` keeps one article in memory; `open_library` keeps articles in the data folder. Every
error a person can put right is an `AssistantError` whose text is the sentence to show.
"""

from typing import TYPE_CHECKING, Any

from assistant.domain import (
    Answer,
    Article,
    Citation,
    Ending,
    Event,
    Evidence,
    Exchange,
    Fault,
    Notice,
    Piece,
    PieceKind,
    Progress,
    Receipt,
    Sentence,
    SentenceKind,
    Turn,
    Verdict,
)
from assistant.errors import AssistantError

if TYPE_CHECKING:
    from assistant.answering.asking import Assistant, Reply
    from assistant.article.flagging import Flag, flags
    from assistant.article.loading import Document, document_of
    from assistant.building import open_article, open_library
    from assistant.conversing import Conversation
    from assistant.library import Library
    from assistant.settings import Settings, read_settings

__all__ = [
    "Answer",
    "Article",
    "Assistant",
    "AssistantError",
    "Citation",
    "Conversation",
    "Document",
    "Ending",
    "Event",
    "Evidence",
    "Exchange",
    "Fault",
    "Flag",
    "Library",
    "Notice",
    "Piece",
    "PieceKind",
    "Progress",
    "Receipt",
    "Reply",
    "Sentence",
    "SentenceKind",
    "Settings",
    "Turn",
    "Verdict",
    "document_of",
    "flags",
    "open_article",
    "open_library",
    "read_settings",
]

# Imported when first asked for: what only names a type need not pay for reading settings or files.
_LATER = {
    "Assistant": "assistant.answering.asking",
    "Conversation": "assistant.conversing",
    "Document": "assistant.article.loading",
    "Flag": "assistant.article.flagging",
    "Library": "assistant.library",
    "Reply": "assistant.answering.asking",
    "Settings": "assistant.settings",
    "document_of": "assistant.article.loading",
    "flags": "assistant.article.flagging",
    "open_article": "assistant.building",
    "open_library": "assistant.building",
    "read_settings": "assistant.settings",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(_LATER[name]), name)
