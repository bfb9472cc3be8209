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
    from assistant.article.drafting import Draft, Report, Step
    from assistant.article.flagging import Flag, flags
    from assistant.article.loading import Document, document_in, document_of
    from assistant.article.speakers import speech_of
    from assistant.article.storing import ArticleSummary
    from assistant.building import open_article, open_library
    from assistant.conversation.exporting import export_conversation
    from assistant.conversation.judging import Judgement, Opinion
    from assistant.conversation.showing import passage_of
    from assistant.conversation.storing import ConversationSummary
    from assistant.conversing import Conversation
    from assistant.feedback import Feedback, Judged
    from assistant.library import Library
    from assistant.settings import Settings, read_settings

__all__ = [
    "Answer",
    "Article",
    "ArticleSummary",
    "Assistant",
    "AssistantError",
    "Citation",
    "Conversation",
    "ConversationSummary",
    "Document",
    "Draft",
    "Ending",
    "Event",
    "Evidence",
    "Exchange",
    "Fault",
    "Feedback",
    "Flag",
    "Judged",
    "Judgement",
    "Library",
    "Notice",
    "Opinion",
    "Piece",
    "PieceKind",
    "Progress",
    "Receipt",
    "Reply",
    "Report",
    "Sentence",
    "SentenceKind",
    "Settings",
    "Step",
    "Turn",
    "Verdict",
    "document_in",
    "document_of",
    "export_conversation",
    "flags",
    "open_article",
    "open_library",
    "passage_of",
    "read_settings",
    "speech_of",
]

# Imported when first asked for: what only names a type need not pay for reading settings or files.
_LATER = {
    "ArticleSummary": "assistant.article.storing",
    "Assistant": "assistant.answering.asking",
    "Conversation": "assistant.conversing",
    "ConversationSummary": "assistant.conversation.storing",
    "Document": "assistant.article.loading",
    "Flag": "assistant.article.flagging",
    "Draft": "assistant.article.drafting",
    "Feedback": "assistant.feedback",
    "Judged": "assistant.feedback",
    "Judgement": "assistant.conversation.judging",
    "Library": "assistant.library",
    "Opinion": "assistant.conversation.judging",
    "Reply": "assistant.answering.asking",
    "Report": "assistant.article.drafting",
    "Settings": "assistant.settings",
    "Step": "assistant.article.drafting",
    "document_in": "assistant.article.loading",
    "document_of": "assistant.article.loading",
    "flags": "assistant.article.flagging",
    "export_conversation": "assistant.conversation.exporting",
    "open_article": "assistant.building",
    "open_library": "assistant.building",
    "passage_of": "assistant.conversation.showing",
    "read_settings": "assistant.settings",
    "speech_of": "assistant.article.speakers",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(_LATER[name]), name)
