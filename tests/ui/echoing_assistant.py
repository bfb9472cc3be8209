"""An assistant that does all the harm it can: it says back what it is told, in every part."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from assistant.domain import (
    Answer,
    Ending,
    Evidence,
    Fault,
    Notice,
    Piece,
    PieceKind,
    Receipt,
    Verdict,
)
from tests.ui.fake_assistant import FakeAssistant, FakeReply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.domain import Event

FAILING = "fail:"  # a question that begins so fails, and says why in its own words
LEFT_ON_SCREEN_SECONDS = 0.3  # of a notice and of half an answer, so that both are painted


class EchoingAssistant(FakeAssistant):
    """Gives its question back as notice, words, doubt, fault and the name of a model."""

    def ask(self, question, turns=(), *, offline=False):
        del turns, offline
        stopped = threading.Event()
        return FakeReply(self._echoed(question, stopped), stopped, lambda: self._stop(question))

    def suggestions(self):
        return tuple(self.article.words_of(each)[:200] for each in self.article.sentences[:3])

    def _echoed(self, question: str, stopped: threading.Event) -> Iterator[Event]:
        cited = tuple(self._cite(number) for number in range(1, 6))
        yield Evidence(cited)
        yield Notice(question)
        stopped.wait(LEFT_ON_SCREEN_SECONDS)
        lines = question.splitlines()
        pieces = [
            piece
            for number, line in enumerate(lines)
            for piece in (
                Piece(f"{line}\n", PieceKind.WRITTEN if number % 2 else PieceKind.SAID),
                Piece(f"[{number % 5 + 1}]", PieceKind.MARKER, number % 5 + 1),
            )
        ]
        half = len(pieces) // 2
        yield from pieces[:half]
        stopped.wait(LEFT_ON_SCREEN_SECONDS)
        yield from pieces[half:]
        fault = Fault("key_refused", question, question) if question.startswith(FAILING) else None
        yield Answer(
            Verdict.FAILED if fault else Verdict.ANSWERED,
            tuple(
                Piece(each.text, each.kind, each.citation, question[:500])
                if each.kind is PieceKind.WRITTEN
                else each
                for each in pieces
            ),
            cited,
            nearest=cited[:2],
            engine=question[:200],
            standalone=question,
            ending=Ending.FAILED if fault else Ending.COMPLETE,
            fault=fault,
            receipt=Receipt(question[:200], 1, 10, 10),
        )
