"""Conversations that outlive the page which shows them.

A script run of the page is stopped by any click, reload or closed tab. So a reply is consumed by
a thread of the server's own, and a page only ever looks at what has arrived: it can go away and
come back, and nothing is lost, repeated or asked twice.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from assistant import Answer, Article, AssistantError, Citation, Event, Evidence, Piece, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

QUESTION_CHARACTERS = 8_000
WAITING_QUESTIONS = 4
KEPT_CONVERSATIONS = 1_000

UNEXPECTED = "Something went wrong while answering; ask again, or ask in other words."
TOO_MANY = f"{WAITING_QUESTIONS} questions are waiting already; ask again when one is answered."

logger = logging.getLogger(__name__)


class Answering(Protocol):
    """What a page needs of an assistant."""

    @property
    def article(self) -> Article:
        """What is read and asked about."""

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Iterable[Event]:
        """The evidence, the pieces and the whole answer, as they come."""

    def suggestions(self) -> Sequence[str]:
        """Questions that the article is known to answer."""


@dataclass(frozen=True)
class Exchange:
    """A question and what has arrived of its answer; `answer` or `failure` says it is over."""

    question: str
    evidence: tuple[Citation, ...] = ()
    pieces: tuple[Piece, ...] = ()
    answer: Answer | None = None
    failure: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more will arrive."""
        return self.answer is not None or bool(self.failure)

    def with_event(self, event: Event) -> Exchange:
        """This exchange once `event` has arrived."""
        if isinstance(event, Evidence):
            return replace(self, evidence=event.citations)
        if isinstance(event, Piece):
            return replace(self, pieces=(*self.pieces, event))
        return replace(self, pieces=event.pieces, evidence=event.citations, answer=event)


class Conversation:
    """Questions answered one after the other by a thread that no page owns.

    Every method may be called from any thread.
    """

    def __init__(self, assistant: Answering) -> None:
        self.id = secrets.token_urlsafe(16)  # 128 bits: whoever has the address may read it
        self._assistant = assistant
        self._exchanges: list[Exchange] = []
        self._changed = threading.Condition()
        self._working = False

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What has been asked and answered so far, oldest first."""
        with self._changed:
            return tuple(self._exchanges)

    @property
    def running(self) -> bool:
        """Whether an answer is still being made."""
        with self._changed:
            return self._working

    def ask(self, question: str) -> bool:
        """Queue a question; False when it is empty or too many are waiting already."""
        question = question.strip()[:QUESTION_CHARACTERS]
        with self._changed:
            waiting = sum(not exchange.over for exchange in self._exchanges)
            if not question or waiting > WAITING_QUESTIONS:
                return False
            self._exchanges.append(Exchange(question))
            if not self._working:
                self._working = True
                threading.Thread(target=self._answer_all, daemon=True).start()
        return True

    def wait(self, seconds: float) -> bool:
        """Wait until every answer is complete; False when `seconds` were not enough."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._working, timeout=seconds)

    def _answer_all(self) -> None:
        while (at := self._next()) is not None:
            try:
                self._answer(at)
            except AssistantError as error:
                self._change(at, replace(self._exchanges[at], failure=str(error)))
            except Exception:  # the thread must live on to say so and to answer the next one
                logger.exception("a question could not be answered")
                self._change(at, replace(self._exchanges[at], failure=UNEXPECTED))

    def _next(self) -> int | None:
        """The oldest question without an answer; None ends the thread's work."""
        with self._changed:
            for at, exchange in enumerate(self._exchanges):
                if not exchange.over:
                    return at
            self._working = False
            self._changed.notify_all()
            return None

    def _answer(self, at: int) -> None:
        exchange = self._exchanges[at]
        for event in self._assistant.ask(exchange.question, self._turns()):
            exchange = exchange.with_event(event)
            self._change(at, exchange)
        if exchange.answer is None:
            self._change(at, replace(exchange, failure=UNEXPECTED))

    def _turns(self) -> tuple[Turn, ...]:
        return tuple(
            Turn(exchange.question, exchange.answer)
            for exchange in self.exchanges
            if exchange.answer is not None
        )

    def _change(self, at: int, exchange: Exchange) -> None:
        with self._changed:
            self._exchanges[at] = exchange
            self._changed.notify_all()


class Conversations:
    """Every conversation of this server by its id; the longest unused goes first."""

    def __init__(self, assistant: Answering, kept: int = KEPT_CONVERSATIONS) -> None:
        self._assistant = assistant
        self._kept = kept
        self._by_id: OrderedDict[str, Conversation] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, conversation_id: str | None) -> Conversation:
        """The conversation of that id, or a new one: a guessed id shows nothing of anyone's."""
        with self._lock:
            found = self._by_id.get(conversation_id or "")
            conversation = found or Conversation(self._assistant)
            self._by_id[conversation.id] = conversation
            self._by_id.move_to_end(conversation.id)
            while len(self._by_id) > self._kept:
                self._by_id.popitem(last=False)
            return conversation
