"""A conversation that is kept as it goes on: every question is on the disk before it is shown.

conversation = library.converse(article_id)
for exchange in conversation.ask("Where do they meet?"): ...   # grows until it is over

What has arrived of an answer follows within half a second, later where the disk is slow, and the
whole before it is shown as whole: a process killed at any moment loses no answer that a reader was
told is complete.
"""

from __future__ import annotations

from contextlib import suppress
from threading import Lock, Timer
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from assistant.conversation.storing import new_id
from assistant.domain import Exchange, Progress, turns_of
from assistant.errors import UNEXPECTED, AssistantError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.conversation.storing import StoredConversations
    from assistant.domain import Article, Event, Turn

KEPT_AFTER_SECONDS = 0.5
"""How long what has arrived may wait: most answers are complete before, and written once."""
RESTS_AFTER_A_WRITE = 10
"""Times as long as a write took: where many write or the disk is slow, it is asked for fewer."""
LONGEST_REST_SECONDS = 5.0

STOPPED = "Stopped before the answer was complete."


class Replying(Protocol):
    """An answer on its way."""

    def __iter__(self) -> Iterator[Event]:
        """The evidence, the pieces and the whole answer, as they come."""

    def stop(self) -> None:
        """End it with what it has; called from any thread."""


class Answering(Protocol):
    """What a conversation needs of an assistant."""

    @property
    def article(self) -> Article:
        """What is asked about."""

    def ask(self, question: str, turns: Sequence[Turn] = (), *, offline: bool = False) -> Replying:
        """The answer to a question asked after `turns`; `offline` asks no model."""


class Conversation:
    """Questions about one article and their answers. Safe to use from several threads.

    Made by `Library.converse` or `Library.conversation`; a new one is stored with its first
    question. Every method raises StorageError if nothing can be kept.
    """

    def __init__(
        self, stored: StoredConversations, assistant: Answering, id_: str = "", name: str = ""
    ) -> None:
        self.id = id_ or new_id()
        self.name = name
        self._stored = stored
        self._assistant = assistant
        self._coming: dict[int, Replying] = {}  # the answers on their way, by number
        self._offline: set[int] = set()  # questions to be answered without a model

    @property
    def article(self) -> Article:
        """What it is about."""
        return self._assistant.article

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What has been asked and what came of it, oldest first, as it is stored now."""
        return self._stored.exchanges(self.id, self.article)

    def ask(self, question: str, *, offline: bool = False) -> Iterator[Exchange]:
        """Store a question, then answer it; the last exchange that comes is over."""
        return self.answer(self.put(question, offline=offline))

    def put(self, question: str, *, offline: bool = False) -> int:
        """Store a question to be answered; its number, counted from 1.

        `offline` asks no model, though one is set.
        """
        number = self._stored.put(self.id, self.name, self.article, question)
        if offline:
            self._offline.add(number)
        return number

    def answer(self, number: int) -> Iterator[Exchange]:
        """Answer a question that was put; the exchange each time something has arrived.

        What ends it too soon is stored and shown, then raised.
        """
        *before, shown = self.exchanges[:number]
        record = _Record(self._stored, self.id, number)
        offline = number in self._offline
        reply = self._assistant.ask(shown.question, turns_of(before), offline=offline)
        self._coming[number] = reply
        try:
            for event in reply:
                arrived = shown.with_event(event)
                record.write(arrived)
                shown = arrived
                yield shown
            if not shown.over:
                raise RuntimeError("an assistant ended without an answer")
        except BaseException as error:
            if not shown.over:
                shown = _ended_by(shown, error)
                with suppress(StorageError):  # then it will be found interrupted
                    record.write(shown)
                if not isinstance(error, GeneratorExit):
                    yield shown
            raise
        finally:
            del self._coming[number]
            reply.stop()  # nobody is waiting for the rest

    def stop(self, number: int) -> None:
        """End the answer to a question with what it has; one that is not on its way is left be."""
        reply = self._coming.get(number)
        if reply is not None:
            reply.stop()

    def retry(self, number: int, *, offline: bool = False) -> None:
        """Put a question again, in its place, so that `answer(number)` answers it anew.

        A question whose answer is still awaited is left as it is.
        """
        exchange = self.exchanges[number - 1]
        if not exchange.over:
            return
        self._stored.put_again(self.id, number, exchange.question)
        if offline:
            self._offline.add(number)
        else:
            self._offline.discard(number)


def _ended_by(exchange: Exchange, error: BaseException) -> Exchange:
    if isinstance(error, AssistantError):
        return exchange.cut_short(Progress.FAILED, str(error))
    if isinstance(error, Exception):
        return exchange.cut_short(Progress.FAILED, UNEXPECTED)
    return exchange.cut_short(Progress.STOPPED, STOPPED)


class _Record:
    """Writes down an exchange while it grows, soon; and once it is over, at once.

    What grows is not held up by the disk: only its end waits for what is being written.
    """

    def __init__(self, stored: StoredConversations, conversation_id: str, number: int) -> None:
        self._stored = stored
        self._place = conversation_id, number
        self._writing = Lock()  # the last write is of the newest
        self._lock = Lock()
        self._unwritten: Exchange | None = None
        self._timer: Timer | None = None

    def write(self, exchange: Exchange) -> None:
        """Write `exchange`, which holds all that the ones before it held."""
        with self._lock:
            self._unwritten = exchange
            if self._timer is None and not exchange.over:
                self._write_after(KEPT_AFTER_SECONDS)
            elif self._timer and exchange.over:
                self._timer.cancel()
        if exchange.over:
            self._write()

    def _write_after(self, seconds: float) -> None:
        self._timer = Timer(seconds, self._write_in_time)
        self._timer.daemon = True
        self._timer.start()

    def _write_in_time(self) -> None:
        began = monotonic()
        with suppress(StorageError):  # it will be told when the whole is written
            self._write()
        rest = min(RESTS_AFTER_A_WRITE * (monotonic() - began), LONGEST_REST_SECONDS)
        with self._lock:
            self._timer = None
            if self._unwritten is not None and not self._unwritten.over:
                self._write_after(max(KEPT_AFTER_SECONDS, rest))

    def _write(self) -> None:
        with self._writing:
            with self._lock:
                exchange, self._unwritten = self._unwritten, None
            if exchange is not None:
                self._stored.keep(*self._place, exchange)
