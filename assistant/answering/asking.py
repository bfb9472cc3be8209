"""The story of a question, on one screen: what kind of turn, made self-contained, answered.

reply = assistant.ask("Where do they meet?", turns)
for event in reply: ...          # Evidence, then Piece after Piece, then the Answer
reply.answer                     # or simply this: it completes the reply
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.answering import chatting, refusing, suggesting
from assistant.conversation.following import standalone
from assistant.conversation.routing import Route, route
from assistant.domain import Answer, Evidence, Piece, Timing, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain import Answerer, Article, Event, Turn

LONGEST_QUESTION = 8000
"""Characters. A longer text is an article, not a question."""


class Reply:
    """An answer on its way. Iterating streams its events; iterating again replays them."""

    def __init__(self, events: Iterator[Event]) -> None:
        """`events` ends with the `Answer`."""
        self._coming = events
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

    @property
    def answer(self) -> Answer:
        """The whole answer, once everything has arrived."""
        last = list(self)[-1]
        assert isinstance(last, Answer)  # noqa: S101 - what every answerer promises
        return last


class Assistant:
    """Answers questions about one article."""

    def __init__(self, article: Article, answerer: Answerer) -> None:
        """`answerer` decides how: `Quoting` composes answers from the article's own sentences."""
        self.article = article
        self.answerer = answerer

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Reply:
        """Answer `question`, understood in the light of the earlier `turns` of a conversation.

        Nothing is computed until the reply is iterated or its `answer` is read.
        """
        return Reply(self._timed(question, turns))

    def suggestions(self) -> tuple[str, ...]:
        """Up to three questions about this article, each known to be answered with a citation."""
        return suggesting.suggest(self.article, lambda question: self.ask(question).answer)

    def _timed(self, question: str, turns: Sequence[Turn]) -> Iterator[Event]:
        began = time.perf_counter()
        evidence_after = 0.0
        for event in self._answer(question, turns):
            now = 1000 * (time.perf_counter() - began)
            if isinstance(event, Evidence):
                evidence_after = now
            if isinstance(event, Answer):
                timing = Timing(evidence_after, now - evidence_after, now)
                event = replace(event, timing=timing, engine=self.answerer.name)
            yield event

    def _answer(self, question: str, turns: Sequence[Turn]) -> Iterator[Event]:
        question = " ".join(question.split())
        if len(question) > LONGEST_QUESTION:
            words = f"That question is longer than {LONGEST_QUESTION:,} characters; shorten it."
            yield from whole(Answer(Verdict.FAILED, (Piece(words),), standalone=question[:200]))
            return
        kind = route(question)
        if not question or kind in chatting.REPLIES:
            yield from whole(chatting.reply(kind if question else Route.HELP, question))
        elif kind in refusing.NOT_FOR_THE_ARTICLE:
            yield from whole(refusing.declined(question, kind))
        else:
            yield from self.answerer.answer(standalone(question, turns), turns)


def whole(answer: Answer) -> Iterator[Event]:
    """Stream an answer that is already complete."""
    yield Evidence(answer.citations)
    yield from answer.pieces
    yield answer
