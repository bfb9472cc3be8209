"""Conversations that outlive the page which shows them.

A script run of the page is stopped by any click, reload or closed tab. So a reply is consumed by
a thread of the server's own, and a page only ever looks at what has arrived: it can go away and
come back, and nothing is lost, repeated or asked twice. The library keeps what is asked and
answered, so the same address shows the same conversation after the server was started again.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Protocol, cast

from assistant import AssistantError, Progress
from assistant.errors import UNEXPECTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant import Article, Exchange, Library

QUESTION_CHARACTERS = 8_000
WAITING_QUESTIONS = 4
TALKS_HELD = 1_000

ARRIVES_SECONDS = 0.5
COMPLETES_SECONDS = 0.05  # after its evidence: quoting has only to choose among what was found

TOO_MANY = f"{WAITING_QUESTIONS} questions are waiting already; ask again when one is answered."

logger = logging.getLogger(__name__)


class Named(Protocol):
    """Who answers: by what name a reader knows it."""

    @property
    def name(self) -> str:
        """Either "quoting" or what a model is called."""


class Answering(Protocol):
    """What a page needs of an assistant."""

    @property
    def article(self) -> Article:
        """What is read and asked about."""

    @property
    def answerer(self) -> Named:
        """Who answers what is asked."""

    def suggestions(self) -> Sequence[str]:
        """Questions that the article is known to answer."""


class Kept(Protocol):
    """What a talk needs of a conversation that is kept."""

    @property
    def id(self) -> str:
        """Its address."""

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """What has been asked and what came of it, as it is stored now."""

    def put(self, question: str) -> int:
        """Store a question to be answered; its number, counted from 1."""

    def answer(self, number: int) -> Iterable[Exchange]:
        """Answer a question that was put; the exchange each time something has arrived."""

    def stop(self, number: int) -> None:
        """End an answer that is on its way with what has arrived of it."""

    def retry(self, number: int, *, offline: bool = False) -> None:
        """Put an answered question anew; `offline` has it answered without a model."""


class Talk:
    """A kept conversation whose questions are answered, in turn, by a thread that no page owns.

    Every method may be called from any thread.
    """

    def __init__(self, conversation: Kept) -> None:
        self._conversation = conversation
        self._exchanges = list(conversation.exchanges)
        self._mine: deque[int] = deque()  # questions this thread has to answer, by number
        self._stopped: int | None = None  # the question whose answer is to end where it is
        self._changed = threading.Condition()
        self._working = False

    @property
    def id(self) -> str:
        """128 random bits: whoever has the address may read the conversation."""
        return self._conversation.id

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What has been asked and answered so far, oldest first."""
        with self._changed:
            if not self._working and not self._all_over():
                self._look_again()  # another server that shares the database is answering
            return tuple(self._exchanges)

    @property
    def running(self) -> bool:
        """Whether an answer is still being made."""
        with self._changed:
            return self._working or not self._all_over()

    def ask(self, question: str) -> bool:
        """Keep a question to be answered; False when it is empty or too many are waiting already.

        Raises StorageError if it cannot be kept.
        """
        question = question.strip()[:QUESTION_CHARACTERS]
        with self._changed:
            if not question or self._full():
                return False
            number = self._conversation.put(question)
            self._look_again()
            self._work_on(number)
        return True

    def stop(self) -> None:
        """End the answer being made with what has arrived of it; what waits is answered next."""
        with self._changed:
            # One that is complete may not be done with yet: the reader means the one after it.
            awaited = (each for each in self._mine if not self._exchanges[each - 1].over)
            number = next(awaited, None)
            if number is None:
                return
            self._stopped = number
        self._conversation.stop(number)

    def retry(self, number: int, *, offline: bool = False) -> bool:
        """Answer a question again, in its place; `offline` by quoting, though a model is set.

        False when there is no such question, its answer is still awaited, or too many are waiting.
        Raises StorageError if that cannot be kept.
        """
        with self._changed:
            there = 1 <= number <= len(self._exchanges)
            if not there or not self._exchanges[number - 1].over or self._full():
                return False
            self._conversation.retry(number, offline=offline)
            self._exchanges[number - 1] = self._conversation.exchanges[number - 1]
            self._work_on(number)
        return True

    def wait(self, seconds: float) -> bool:
        """Wait until every answer is complete; False when `seconds` were not enough."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._working, timeout=seconds)

    def wait_to_show(self) -> None:
        """Wait until there is something to be drawn, and a moment for the answer to be complete.

        Most answers are drawn once, then, and whole.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._working or self._arrives(), ARRIVES_SECONDS)
        self.wait(COMPLETES_SECONDS)

    def _arrives(self) -> bool:
        answering = [self._exchanges[number - 1] for number in self._mine]
        return any(each.evidence or each.pieces or each.notice for each in answering)

    def look_again(self) -> None:
        """Show what others have added: several servers may share a database."""
        with self._changed:
            self._look_again()

    def _look_again(self) -> None:
        stored = list(self._conversation.exchanges)
        for at, shown in enumerate(self._exchanges[: len(stored)]):
            if at + 1 in self._mine or (shown.over and not stored[at].over):
                stored[at] = shown  # what has arrived here is newer, or could not be kept
        self._exchanges = stored

    def _all_over(self) -> bool:
        return all(exchange.over for exchange in self._exchanges)

    def _full(self) -> bool:
        return sum(not exchange.over for exchange in self._exchanges) > WAITING_QUESTIONS

    def _work_on(self, number: int) -> None:
        self._mine.append(number)
        if not self._working:
            self._working = True
            threading.Thread(target=self._answer_all, daemon=True).start()

    def _answer_all(self) -> None:
        while (number := self._next()) is not None:
            try:
                for exchange in self._conversation.answer(number):
                    self._change(number, exchange)
                    if number == self._stopped and not exchange.over:
                        self._conversation.stop(number)  # it was said before there was an answer
            except AssistantError as error:
                self._fail(number, str(error))
            except Exception:  # the thread must live on to say so and to answer the next one
                logger.exception("a question could not be answered")
                self._fail(number, UNEXPECTED)
            with self._changed:
                self._mine.popleft()
                if self._stopped == number:
                    self._stopped = None

    def _next(self) -> int | None:
        """The oldest question without an answer; None ends the thread's work."""
        with self._changed:
            if self._mine:
                return self._mine[0]
            self._working = False
            self._changed.notify_all()
            return None

    def _fail(self, number: int, reason: str) -> None:
        exchange = self._exchanges[number - 1]
        if not exchange.over:  # else it has been told already
            self._change(number, exchange.cut_short(Progress.FAILED, reason))

    def _change(self, number: int, exchange: Exchange) -> None:
        with self._changed:
            self._exchanges[number - 1] = exchange
            self._changed.notify_all()


class Talks:
    """The conversations about one article that are open here; the longest unused is let go."""

    def __init__(self, library: Library, article_id: str, held: int = TALKS_HELD) -> None:
        self._library = library
        self._article_id = article_id
        self._held = held
        self._by_id: OrderedDict[str, Talk] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, conversation_id: str | None) -> Talk:
        """The conversation of that id, or a new one: a guessed id shows nothing of anyone's."""
        with self._lock:
            return self._find(conversation_id) or self._hold(Talk(self._new()))

    def find(self, conversation_id: str) -> Talk | None:
        """The conversation of that id, where there is one."""
        with self._lock:
            return self._find(conversation_id)

    def _find(self, conversation_id: str | None) -> Talk | None:
        talk = self._by_id.get(conversation_id or "")
        if talk is not None:
            talk.look_again()
        else:
            stored = self._stored(conversation_id)
            talk = Talk(stored) if stored else None
        return self._hold(talk) if talk else None

    def _hold(self, talk: Talk) -> Talk:
        self._by_id[talk.id] = talk
        self._by_id.move_to_end(talk.id)
        self._let_go()
        return talk

    def _new(self) -> Kept:
        return cast("Kept", self._library.converse(self._article_id))

    def _stored(self, conversation_id: str | None) -> Kept | None:
        found = self._library.conversation(conversation_id) if conversation_id else None
        # A name is no address: it can be guessed.
        if found is None or found.id != conversation_id or found.article.id != self._article_id:
            return None
        return cast("Kept", found)

    def _let_go(self) -> None:
        idle = [id_ for id_, talk in self._by_id.items() if not talk.running]
        for id_ in idle[: max(0, len(self._by_id) - self._held)]:
            del self._by_id[id_]
