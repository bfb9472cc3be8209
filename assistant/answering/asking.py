"""The story of a question, on one screen: what kind of turn, about which one before, answered.

reply = assistant.ask("Where do they meet?", turns)
for event in reply: ...          # Evidence, then Piece after Piece, then the Answer
reply.answer                     # or simply this: it completes the reply
reply.stop()                     # from another thread: the answer ends with what it has
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from assistant.answering import chatting, continuing, refusing, suggesting
from assistant.article.speakers import speech_of
from assistant.conversation.challenging import shown_again
from assistant.conversation.pointing import point
from assistant.conversation.repeating import repeated
from assistant.conversation.routing import Reading, Route, questions, read_turn
from assistant.domain import Answer, Evidence, Piece, PieceKind, Stop, Timing, Verdict
from assistant.errors import AssistantError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.domain import Answerer, Article, Event, Turn

LONGEST_QUESTION = 8000
"""Characters. A longer text is an article, not a question."""


class Reply:
    """An answer on its way. Iterating streams its events; iterating again replays them."""

    def __init__(self, events: Iterator[Event], stop: Stop | None = None) -> None:
        """`events` ends with the `Answer`, soon once `stop` is wished for."""
        self._coming = events
        self._stop = stop or Stop()
        self._seen: list[Event] = []

    def __iter__(self) -> Iterator[Event]:
        position = 0
        while position < len(self._seen) or self._receive():
            yield self._seen[position]
            position += 1

    def _receive(self) -> bool:
        event = next(self._coming, None)
        if event is not None:
            self._seen.append(event)
        return event is not None

    def stop(self) -> None:
        """End the answer with what it has, from any thread; one that is complete stays so."""
        self._stop.wish()

    @property
    def answer(self) -> Answer:
        """The whole answer, once everything has arrived."""
        last = list(self)[-1]
        assert isinstance(last, Answer)  # noqa: S101 - what every answerer promises
        return last


class Assistant:
    """Answers questions about one article."""

    def __init__(
        self,
        article: Article,
        answerer: Answerer,
        offline: Answerer | None = None,
        load: Callable[[], object] | None = None,
    ) -> None:
        """`answerer` decides how: `Quoting` composes answers from the article's own sentences.

        One that asks a model comes with another that answers `offline`, without one, and may have
        to `load` for seconds before its first answer.
        """
        self.article = article
        self.answerer = answerer
        self.offline = offline or answerer
        self._load = load

    def ask(self, question: str, turns: Sequence[Turn] = (), *, offline: bool = False) -> Reply:
        """Answer `question`, understood in the light of the earlier `turns` of a conversation.

        Nothing is computed until the reply is iterated or its `answer` is read. `offline` asks no
        model, though one is set.
        """
        stop = Stop()
        answerer = self.offline if offline else self.answerer
        return Reply(self._timed(question, turns, answerer, stop), stop)

    def suggestions(self) -> tuple[str, ...]:
        """Up to three questions about this article, each known to be answered with a citation.

        Whoever shows them is about to be asked something: meanwhile it is made ready for that.
        """
        if self._load:
            Thread(target=_in_silence, args=(self._load,), daemon=True).start()
        return suggesting.suggest(
            self.article, lambda question: self.ask(question, offline=True).answer
        )

    def _timed(
        self, question: str, turns: Sequence[Turn], answerer: Answerer, stop: Stop
    ) -> Iterator[Event]:
        began = time.perf_counter()
        evidence_after: float | None = None
        first_word: float | None = None
        for event in self._answer(question, turns, answerer, stop):
            now = 1000 * (time.perf_counter() - began)
            if isinstance(event, Evidence) and evidence_after is None:
                evidence_after = now
            written = isinstance(event, Piece) and event.kind is PieceKind.WRITTEN
            if written and first_word is None:
                first_word = now
            if isinstance(event, Answer):
                retrieve = evidence_after or 0.0
                event = replace(event, timing=Timing(retrieve, now - retrieve, now))
                if event.receipt:
                    event = replace(event, receipt=replace(event.receipt, first_word=first_word))
            yield event

    def _answer(
        self, question: str, turns: Sequence[Turn], answerer: Answerer, stop: Stop
    ) -> Iterator[Event]:
        question = " ".join(question.split())
        if len(question) > LONGEST_QUESTION:
            words = f"That question is longer than {LONGEST_QUESTION:,} characters; shorten it."
            failed = Answer(Verdict.FAILED, (Piece(words),), standalone=question[:200])
            yield from whole(replace(failed, engine=self.offline.name))
            return
        reading = read_turn(question, turns) if question else Reading(Route.HELP)
        at_once = self._at_once(reading, question, turns)
        if at_once:
            yield from whole(replace(at_once, engine=self.offline.name))
            return
        for event in answerer.answer(reading.question, turns, stop):
            if isinstance(event, Answer) and not event.engine:
                event = replace(event, engine=answerer.name)
            yield event

    def _at_once(self, reading: Reading, turn: str, turns: Sequence[Turn]) -> Answer | None:
        """The answer to a turn that asks the article nothing new, whoever answers questions."""
        kind, article, searcher = reading.route, self.article, self.answerer.searcher
        if kind in chatting.REPLIES:
            return chatting.reply(kind, turn)
        if kind in refusing.NOT_FOR_THE_ARTICLE:
            return refusing.declined(turn, kind)
        if reading.request:
            said_by = partial(speech_of, article)
            return point(reading.request, turns, article, said_by, searcher)
        if kind is Route.CHALLENGE:
            return shown_again(turn, reading.meant, article)
        if kind is Route.MORE:
            return continuing.more(reading.meant, turns, article, searcher)
        if kind is Route.RETURN and not reading.question:
            return repeated(reading.meant, questions(turns))
        return None


def _in_silence(load: Callable[[], object]) -> None:
    with suppress(AssistantError):  # the first answer will tell of it
        load()


def whole(answer: Answer) -> Iterator[Event]:
    """Stream an answer that is already complete."""
    yield Evidence(answer.citations)
    yield from answer.pieces
    yield answer
