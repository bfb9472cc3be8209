"""The same conversation with a model on this machine and, with `-m live`, with that of `.env`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.building import open_article
from assistant.domain import Ending, Notice, Piece, PieceKind, Turn, Verdict
from assistant.resources import seed
from assistant.settings import Settings
from tests.conftest import CHECKOUT
from tests.servers.model_server import model_server

if TYPE_CHECKING:
    from assistant.domain import Answer

ASKED = (
    "What is the article about?",
    "Tell me about the meeting of the two presidents.",
    "Does it say what they had for breakfast?",
)


def converse(settings: Settings) -> list[Answer]:
    """Ask one question after the other, and stop an answer in its middle."""
    assistant = open_article(seed().article, settings)
    turns: list[Turn] = []
    for question in ASKED:
        reply = assistant.ask(question, turns)
        assert list(reply)[-1] == reply.answer
        turns.append(Turn(question, reply.answer))
    stopped = assistant.ask(ASKED[1], turns)
    for event in stopped:
        if isinstance(event, (Notice, Piece)):
            stopped.stop()
    return [*(turn.answer for turn in turns), stopped.answer]


def is_sound(answer: Answer) -> bool:
    """Whether every claim is cited or marked, and every place is a place of the article."""
    cited = {piece.citation for piece in answer.pieces if piece.kind is PieceKind.MARKER}
    return cited <= set(range(1, len(answer.citations) + 1)) and (
        answer.verdict is not Verdict.ANSWERED or bool(answer.citations)
    )


def test_a_conversation_with_a_model_on_this_machine():
    with model_server("The article is about a meeting [1].") as server:
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            chat_model="openai:test-model",
            openai_base_url=server.url,
        )
        answers = converse(settings)
    assert all(map(is_sound, answers))
    assert len(server.chats) == len(answers)


@pytest.mark.live
@pytest.mark.enable_socket
def test_a_conversation_with_the_model_of_the_settings():
    settings = Settings(_env_file=CHECKOUT / ".env")  # type: ignore[call-arg]
    if not settings.chat_model:
        pytest.skip("ASSISTANT_CHAT_MODEL is not set in .env")
    answers = converse(settings)
    assert all(map(is_sound, answers))
    assert [answer.ending for answer in answers[:-1]] == [Ending.COMPLETE] * len(ASKED)
    assert answers[-1].ending in {Ending.STOPPED, Ending.COMPLETE}
