"""Conversations in SQL beside the articles: questions, what arrived of their answers, the places.

A place is kept as offsets and as the checksum of the words there, never as words: what is shown
again is cut out of the article again, and an answer whose places no longer match is not shown.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, delete, func, insert, or_, select, update

from assistant.conversation.recalling import place_rows, recalled, turn_row
from assistant.domain import Exchange, Progress
from assistant.errors import StorageError
from assistant.schema import articles, citations, conversations, turns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from assistant.database import Database
    from assistant.domain import Article

_IDENTIFIER = re.compile(r"[0-9a-f]{32}")

INTERRUPTED = "Footnote was ended before this answer was complete: ask again."


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """What a list of conversations shows; `begun` is in UTC, `name` empty where nobody gave one."""

    id: str
    name: str
    article_id: str
    begun: datetime
    questions: int
    first_question: str


def new_id() -> str:
    """128 random bits: whoever has the address of a conversation may read it."""
    return secrets.token_hex(16)


class StoredConversations:
    """The conversations in one database. Safe to use from several threads and processes.

    Every method raises StorageError if the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def summaries(self, article_id: str | None = None) -> tuple[ConversationSummary, ...]:
        """The conversations, about one article or about any, oldest first."""
        wanted = _summaries().where(conversations.c.deleted.is_(None))
        if article_id is not None:
            wanted = wanted.where(conversations.c.article_id == article_id)
        return self._summed(wanted.order_by(conversations.c.begun, conversations.c.id))

    def find(self, named: str) -> ConversationSummary | None:
        """The conversation of that identifier or name."""
        called = conversations.c.name == named
        if _IDENTIFIER.fullmatch(named):  # PostgreSQL takes no other characters to compare with
            called = or_(conversations.c.id == named, called)
        found = self._summed(_summaries().where(called, conversations.c.deleted.is_(None)))
        return next((each for each in found if each.id == named), found[0] if found else None)

    def search(self, words: str) -> tuple[ConversationSummary, ...]:
        """The conversations whose name or one of whose questions holds `words`, oldest first.

        Capitals make no difference. The texts are kept as bytes, so it is Python that compares.
        """
        wanted = words.casefold()
        asked = select(turns.c.conversation_id, turns.c.question)
        with self._database.reading() as connection:
            rows = connection.execute(asked).all()
        holding = {row.conversation_id for row in rows if wanted in row.question.casefold()}
        return tuple(
            each
            for each in self.summaries()
            if each.id in holding or wanted in each.name.casefold()
        )

    def exchanges(self, conversation_id: str, article: Article) -> tuple[Exchange, ...]:
        """All that was asked and what came of it, oldest first; `article` is what it is about."""
        mine = conversations.c.id == conversation_id
        asked = select(turns).where(turns.c.conversation_id == conversation_id)
        places = select(citations).where(citations.c.conversation_id == conversation_id)
        with self._database.reading() as connection:
            checksum = connection.execute(select(conversations.c.checksum).where(mine)).scalar()
            rows = connection.execute(asked.order_by(turns.c.number)).all()
            found = connection.execute(places.order_by(citations.c.number)).all()
            living = self._database.living(connection) if _any_waiting(rows) else frozenset()
        by_turn: dict[int, list[Any]] = {}
        for place in found if checksum == article.checksum else ():
            by_turn.setdefault(place.turn, []).append(place)
        return tuple(
            _ended(recalled(row, by_turn.get(row.number, []), article), row.writer in living)
            for row in rows
        )

    def put(self, conversation_id: str, name: str, article: Article, question: str) -> int:
        """Store a question, and the conversation if this is its first; the number of the turn.

        Raises StorageError if the conversation or its article was deleted, or the name is taken.
        """
        with self._database.writing() as connection:
            self._require(connection, conversation_id, name, article)
            mine = turns.c.conversation_id == conversation_id
            last = connection.execute(select(func.max(turns.c.number)).where(mine)).scalar()
            number = (last or 0) + 1
            row = {
                "conversation_id": conversation_id,
                "number": number,
                "question": question,
                "asked": datetime.now(UTC),
                "writer": self._database.writer,
                **turn_row(Exchange(question)),
            }
            connection.execute(insert(turns).values(row))
        return number

    def keep(self, conversation_id: str, number: int, exchange: Exchange) -> None:
        """Store what has arrived for a question, in place of what had arrived before."""
        mine = and_(turns.c.conversation_id == conversation_id, turns.c.number == number)
        places = and_(citations.c.conversation_id == conversation_id, citations.c.turn == number)
        rows = [
            {"conversation_id": conversation_id, "turn": number, **place}
            for place in place_rows(exchange)
        ]
        with self._database.writing() as connection:
            if not connection.execute(
                update(turns).where(mine).values(turn_row(exchange))
            ).rowcount:
                return  # it was deleted while it was being answered
            connection.execute(delete(citations).where(places))
            if rows:
                connection.execute(insert(citations), rows)

    def rename(self, conversation_id: str, name: str) -> None:
        """Give a conversation another name; an empty one takes its name away.

        Raises StorageError if there is no such conversation or another one has that name.
        """
        there = and_(conversations.c.id == conversation_id, conversations.c.deleted.is_(None))
        with self._database.writing() as connection:
            self._database.alone(connection)
            row = connection.execute(select(conversations).where(there)).one_or_none()
            if row is None:
                message = "This conversation is not there any more: bring it back, then name it."
                raise StorageError(message)
            if (row.name or "") == name:
                return
            self._require_free(connection, name)
            connection.execute(update(conversations).where(there).values(name=name or None))

    def delete(self, conversation_id: str) -> None:
        """Hide a conversation; `restore` brings it back until it is erased."""
        mine = conversations.c.id == conversation_id
        with self._database.writing() as connection:
            connection.execute(update(conversations).where(mine).values(deleted=datetime.now(UTC)))

    def restore(self, conversation_id: str | None = None) -> ConversationSummary | None:
        """Bring back a deleted conversation, or the one deleted last; None if there is none.

        Raises StorageError if another took its name meanwhile.
        """
        hidden = conversations.c.deleted.is_not(None)
        wanted = select(conversations).where(hidden)
        if conversation_id is not None:
            wanted = wanted.where(conversations.c.id == conversation_id)
        last = wanted.order_by(conversations.c.deleted.desc()).limit(1)
        with self._database.writing() as connection:
            self._database.alone(connection)
            row = connection.execute(last).one_or_none()
            if row is None:
                return None
            self._require_free(connection, row.name)
            mine = conversations.c.id == row.id
            connection.execute(update(conversations).where(mine).values(deleted=None))
        return self.find(row.id)

    def erase(self, conversation_id: str) -> None:
        """Delete a conversation for good, and overwrite its bytes in the files."""
        self._erase(conversations.c.id == conversation_id)

    def erase_deleted(self, before: datetime) -> None:
        """Erase the conversations that were deleted before a moment."""
        self._erase(conversations.c.deleted < before)

    def _erase(self, which: Any) -> None:
        with self._database.writing() as connection:
            erased = connection.execute(delete(conversations).where(which)).rowcount
        if erased:
            self._database.empty_journal()

    def _require(
        self, connection: Connection, conversation_id: str, name: str, article: Article
    ) -> None:
        """Make sure that the conversation is there, and stays there while we add to it."""
        mine = conversations.c.id == conversation_id
        row = connection.execute(select(conversations).where(mine).with_for_update()).one_or_none()
        if row is not None and row.deleted is None:
            return
        if row is not None:
            message = "This conversation was deleted: bring it back first, or begin another."
            raise StorageError(message)
        there = articles.c.id == article.id
        if not connection.execute(select(articles.c.id).where(there, articles.c.ready)).first():
            message = f"The article {article.title!r} was removed: add it again to ask about it."
            raise StorageError(message)
        self._database.alone(connection)
        self._require_free(connection, name)
        new = {
            "id": conversation_id,
            "article_id": article.id,
            "checksum": article.checksum,
            "name": name or None,
            "begun": datetime.now(UTC),
        }
        connection.execute(insert(conversations).values(new))

    def _require_free(self, connection: Connection, name: str | None) -> None:
        same = and_(conversations.c.name == name, conversations.c.deleted.is_(None))
        if name and connection.execute(select(conversations.c.id).where(same)).first():
            message = (
                f"Another conversation is named {name!r}: delete that one, or take a new name."
            )
            raise StorageError(message)

    def _summed(self, wanted: Select[Any]) -> tuple[ConversationSummary, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return tuple(
            ConversationSummary(
                row.id, row.name or "", row.article_id, row.begun, row.questions, row.question
            )
            for row in rows
        )


def _summaries() -> Select[Any]:
    """Conversations about ready articles, with the first question and how many there are."""
    first = and_(turns.c.conversation_id == conversations.c.id, turns.c.number == 1)
    counted = (
        select(func.count())
        .select_from(turns)
        .where(turns.c.conversation_id == conversations.c.id)
        .correlate(conversations)
        .scalar_subquery()
    )
    return (
        select(conversations, turns.c.question, counted.label("questions"))
        .join(articles, articles.c.id == conversations.c.article_id)
        .join(turns, first)
        .where(articles.c.ready)
    )


def _any_waiting(rows: Iterable[Any]) -> bool:
    return any(row.progress == Progress.WAITING for row in rows)


def _ended(exchange: Exchange, alive: bool) -> Exchange:
    """As it is now: an answer that nobody is making any more was interrupted."""
    if exchange.over or alive:
        return exchange
    return exchange.cut_short(Progress.INTERRUPTED, INTERRUPTED)
