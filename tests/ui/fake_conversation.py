"""A kept conversation whose answers can be stopped, asked for again, and asked for offline.

It does what a conversation of the library does with answers that a model writes, and remembers of
those what is not stored with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.conversing import Conversation
from assistant.domain import Exchange, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain import Article, Turn
    from tests.ui.fake_assistant import FakeReply

Whole = dict[tuple[str, int], Exchange]


class Remembering:
    """An assistant of which is known what it is answering, and whether without a model."""

    def __init__(self, assistant: Any) -> None:
        self._assistant = assistant
        self.offline = False
        self.reply: FakeReply | None = None

    @property
    def article(self) -> Article:
        article: Article = self._assistant.article
        return article

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> FakeReply:
        reply: FakeReply = self._assistant.ask(question, turns, offline=self.offline)
        self.reply = reply
        return reply


class FakeConversation(Conversation):
    """One at a time is answered: a talk asks for no more."""

    def __init__(self, conversation: Conversation, whole: Whole) -> None:
        self._remembering = Remembering(conversation._assistant)
        super().__init__(
            conversation._stored, self._remembering, conversation.id, conversation.name
        )
        self._whole = whole
        self._answering = 0
        self._offline: set[int] = set()

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        return tuple(
            self._whole.get((self.id, number), exchange)
            if exchange.progress is Progress.COMPLETE
            else exchange
            for number, exchange in enumerate(super().exchanges, 1)
        )

    def answer(self, number: int) -> Iterator[Exchange]:
        self._answering = number
        self._remembering.offline = number in self._offline
        try:
            for exchange in super().answer(number):
                self._whole[self.id, number] = exchange
                yield exchange
        finally:
            self._answering = 0
            self._remembering.reply = None

    def stop(self, number: int) -> None:
        if number == self._answering and self._remembering.reply:
            self._remembering.reply.stop()

    def retry(self, number: int, *, offline: bool = False) -> None:
        exchange = self.exchanges[number - 1]
        self._stored.keep(self.id, number, Exchange(exchange.question, exchange.asked))
        (self._offline.add if offline else self._offline.discard)(number)
