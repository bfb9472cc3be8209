"""The tables, as SQLAlchemy Core sees them, and how an older database is brought up to them.

Bytes hold what people wrote: SQLite refuses half a surrogate pair and PostgreSQL a NUL, both can
stand in a file somebody opens, and offsets would shift if either were replaced.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    column,
)

if TYPE_CHECKING:
    from sqlalchemy import Dialect

SCHEMA_VERSION = 3


class ExactText(TypeDecorator[str]):
    """Text kept as bytes, so that every character comes back as it was."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encode on the way in."""
        return None if value is None else value.encode("utf-8", "surrogatepass")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decode on the way out."""
        return None if value is None else bytes(value).decode("utf-8", "surrogatepass")


class ExactJson(TypeDecorator[Any]):
    """Plain JSON kept as bytes of ASCII, for the same reason."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> bytes:
        """Encode on the way in."""
        return json.dumps(value, separators=(",", ":")).encode("ascii")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Decode on the way out."""
        return None if value is None else json.loads(bytes(value))


class Moment(TypeDecorator[datetime]):
    """A time in UTC: SQLite forgets the zone and PostgreSQL answers in the server's own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Put the zone back."""
        if value is None or value.tzinfo:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


tables = MetaData()

schemas = Table(
    "schema_version",
    tables,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("library", String(32), nullable=False),  # tells our collections on a shared server
)

articles = Table(
    "articles",
    tables,
    Column("id", String(16), primary_key=True),
    Column("title", ExactText, nullable=False),
    Column("text", ExactText, nullable=False),
    Column("markup", String(16), nullable=False),  # to split again when splitting changes
    Column("language", String(35), nullable=False),
    Column("origin", ExactText, nullable=False),
    Column("pages", JSON, nullable=False),
    Column("checksum", String(64), nullable=False),
    Column("added", Moment, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("ready", Boolean, nullable=False),
    Column("writer", BigInteger),  # the process that began it
    Column("chosen", JSON),  # [offset, is boilerplate] of the sentences that a reader marked
)

sentences = Table(
    "sentences",
    tables,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
)

_IN_USE = column("deleted").is_(None)

conversations = Table(
    "conversations",
    tables,
    Column("id", String(32), primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("checksum", String(64), nullable=False),  # of the article's text when this began
    Column("name", ExactText),  # None: nobody named it
    Column("begun", Moment, nullable=False),
    Column("deleted", Moment),
    Index(
        "ix_conversations_name",
        "name",
        unique=True,
        sqlite_where=_IN_USE,
        postgresql_where=_IN_USE,
    ),
)

turns = Table(
    "turns",
    tables,
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1
    Column("question", ExactText, nullable=False),
    Column("asked", Moment, nullable=False),
    Column("writer", BigInteger, nullable=False),  # the process that answers
    Column("progress", String(16), nullable=False),
    Column("reason", ExactText, nullable=False),
    Column("pieces", ExactJson, nullable=False),
    Column("verdict", String(16)),  # this and what follows: None until the answer is complete
    Column("confidence", Float),
    Column("engine", ExactText),
    Column("standalone", ExactText),
    Column("retrieved", ExactJson, nullable=False),
    Column("timing", ExactJson, nullable=False),
    Column("places", Integer, nullable=False),  # how many rows of citations it has
    Column("ending", String(16)),  # this and what follows: of an answer by a model
    Column("fault", ExactJson),
    Column("receipt", ExactJson),
)

citations = Table(
    "citations",
    tables,
    Column("conversation_id", String(32), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("use", String(16), primary_key=True),  # "cited" or "nearest"
    Column("number", Integer, primary_key=True),  # from 1, as its marker says
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("checksum", String(64), nullable=False),  # of the words cited
    ForeignKeyConstraint(
        ["conversation_id", "turn"],
        ["turns.conversation_id", "turns.number"],
        ondelete="CASCADE",
    ),
)

judgements = Table(
    "judgements",
    tables,
    Column("conversation_id", String(32), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("opinion", String(32), nullable=False),
    Column("comment", ExactText, nullable=False),
    Column("given", Moment, nullable=False),
    Column("checksum", String(64), nullable=False),  # of the answer that was judged
    Column("evidence", ExactJson, nullable=False),  # this and facts: what a reviewer added
    Column("facts", ExactJson, nullable=False),
    ForeignKeyConstraint(
        ["conversation_id", "turn"],
        ["turns.conversation_id", "turns.number"],
        ondelete="CASCADE",
    ),
)

MIGRATIONS: dict[int, tuple[Column[Any], ...]] = {
    1: (articles.c.writer,),
    2: (articles.c.chosen, turns.c.ending, turns.c.fault, turns.c.receipt),
}
"""For each version, the columns that its tables lack: what brings them to the next.

A table that an old database lacks is made as it is now, so columns added to it later are left out.
"""
