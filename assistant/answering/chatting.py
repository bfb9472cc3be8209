"""Answer small talk as small talk: a friendly word, no claim about the article, nothing cited.

The words stand in `prompts/small_talk.md`, one section a kind of turn.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.conversation.routing import Route
from assistant.domain import Answer, Piece, Verdict
from assistant.resources import PROMPTS

REPLIES = frozenset({Route.GREETING, Route.THANKS, Route.FAREWELL, Route.HELP})
"""The kinds of turn that are answered here."""


def reply(kind: Route, turn: str) -> Answer:
    """The answer to a turn of one of the kinds in `REPLIES`."""
    return Answer(Verdict.CHAT, (Piece(_words()[kind]),), confidence=1.0, standalone=turn)


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    text = (PROMPTS / "small_talk.md").read_text(encoding="utf-8")
    sections = re.split(r"^## (\w+)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(sections[::2], map(str.strip, sections[1::2]), strict=True))
