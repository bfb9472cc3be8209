"""What readers think of answers, kept in SQL beside the turns they are about.

One judgement an answer: a second one takes the place of the first. It holds the checksum of the
answer that was judged, so that one made anew is not taken for it, and goes with its conversation.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, insert, select, update

from assistant.domain import Progress, checksum_of
from assistant.errors import StorageError
from assistant.schema import conversations, judgements, turns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection

    from assistant.database import Database

COMMENT_CHARACTERS = 2_000


class Opinion(StrEnum):
    """What a reader can think of an answer."""

    HELPFUL = "helpful"
    WRONG = "wrong"
    WRONG_SOURCE = "wrong source"
    SHOULD_HAVE_ANSWERED = "should have answered"
    SHOULD_HAVE_REFUSED = "should have refused"


@dataclass(frozen=True, slots=True)
class Judgement:
    """An opinion of the answer to the question `number`, counted from 1, of a conversation.

    `evidence` and `facts` are what a reviewer added to it: the places of the article that answer,
    as (start, end), and what a right answer must say. `given` is in UTC.
    """

    conversation_id: str
    number: int
    opinion: Opinion
    comment: str
    given: datetime
    evidence: tuple[tuple[int, int], ...] = ()
    facts: tuple[str, ...] = ()


class StoredJudgements:
    """The judgements in one database. Safe to use from several threads and processes.

    Every method raises StorageError if the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, conversation_id: str | None = None) -> tuple[Judgement, ...]:
        """The judgements of answers that are still as they were, of one conversation or of all.

        The newest comes first; those of deleted conversations are left out.
        """
        wanted = (
            select(judgements, turns.c.pieces)
            .select_from(judgements)
            .join(turns)
            .join(conversations, conversations.c.id == turns.c.conversation_id)
            .where(turns.c.progress == Progress.COMPLETE, conversations.c.deleted.is_(None))
            .order_by(judgements.c.given.desc(), judgements.c.conversation_id, judgements.c.turn)
        )
        if conversation_id is not None:
            wanted = wanted.where(judgements.c.conversation_id == conversation_id)
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return tuple(_judgement(row) for row in rows if row.checksum == _checksum(row.pieces))

    def give(self, conversation_id: str, number: int, opinion: Opinion, comment: str = "") -> None:
        """Keep what a reader thinks of an answer, in place of what was thought of it before.

        Raises StorageError if no complete answer has that number.
        """
        complete = (
            select(turns.c.pieces)
            .join(conversations, conversations.c.id == turns.c.conversation_id)
            .where(
                turns.c.conversation_id == conversation_id,
                turns.c.number == number,
                turns.c.progress == Progress.COMPLETE,
                conversations.c.deleted.is_(None),
            )
        )
        with self._database.writing() as connection:
            row = connection.execute(complete).one_or_none()
            if row is None:
                message = (
                    "This answer is not there any more, so nothing was noted: reload the page."
                )
                raise StorageError(message)
            self._forget(connection, conversation_id, number)
            given = {
                "conversation_id": conversation_id,
                "turn": number,
                "opinion": opinion.value,
                "comment": comment.strip()[:COMMENT_CHARACTERS],
                "given": datetime.now(UTC),
                "checksum": _checksum(row.pieces),
                "evidence": [],
                "facts": [],
            }
            connection.execute(insert(judgements).values(given))

    def complete(
        self,
        conversation_id: str,
        number: int,
        evidence: Sequence[tuple[int, int]],
        facts: Sequence[str],
    ) -> None:
        """Keep what a reviewer says would have been right; nothing where there is no judgement."""
        said = {"evidence": [list(place) for place in evidence], "facts": list(facts)}
        with self._database.writing() as connection:
            connection.execute(update(judgements).where(_of(conversation_id, number)).values(said))

    def take_back(self, conversation_id: str, number: int) -> None:
        """Forget what was thought of an answer."""
        with self._database.writing() as connection:
            self._forget(connection, conversation_id, number)

    def _forget(self, connection: Connection, conversation_id: str, number: int) -> None:
        connection.execute(delete(judgements).where(_of(conversation_id, number)))


def _of(conversation_id: str, number: int) -> ColumnElement[bool]:
    return and_(judgements.c.conversation_id == conversation_id, judgements.c.turn == number)


def _checksum(pieces: Any) -> str:
    return checksum_of(json.dumps(pieces))


def _judgement(row: Any) -> Judgement:
    return Judgement(
        row.conversation_id,
        row.turn,
        Opinion(row.opinion),
        row.comment,
        row.given,
        tuple((start, end) for start, end in row.evidence),
        tuple(row.facts),
    )
