"""Articles and their sentences in SQL: the truth from which any index can be built again.

An article is listed and opened only once it is `ready`, which the transaction that ends indexing
says. Everything but the settings of a SQLite connection would run on another SQL database too.
"""

from __future__ import annotations

import hashlib
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    URL,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError

from assistant.domain import Article, Sentence, SentenceKind
from assistant.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

SCHEMA_VERSION = 1


class ExactText(TypeDecorator[str]):
    """Text kept as bytes, so that every character of an article comes back as it was.

    SQLite refuses half a surrogate pair and PostgreSQL a NUL; both can stand in a file somebody
    opens, and offsets would shift if either were replaced.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encode on the way in."""
        return None if value is None else value.encode("utf-8", "surrogatepass")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decode on the way out."""
        return None if value is None else value.decode("utf-8", "surrogatepass")


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
    Column("added", DateTime(timezone=True), nullable=False),  # always UTC
    Column("fingerprint", String(64), nullable=False),
    Column("ready", Boolean, nullable=False),
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


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What a list of articles shows; `added` is in UTC."""

    id: str
    title: str
    origin: str
    added: datetime


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """A ready article, the markup it was split by, and the fingerprint its index was built for."""

    article: Article
    markup: str
    fingerprint: str


class StoredArticles:
    """The articles in one database. Safe to use from several threads.

    Raises StorageError if the database cannot be used or a newer Footnote wrote it.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._engine = create_engine(URL.create("sqlite", database=str(database)))
        event.listen(self._engine, "connect", _set_up_sqlite)
        try:
            self.library = self._prepare()
        except BaseException:
            self._engine.dispose()
            raise

    def close(self) -> None:
        """Close every connection; SQLite then folds its journal into the database."""
        self._engine.dispose()

    def summaries(self) -> tuple[ArticleSummary, ...]:
        """The ready articles, oldest first."""
        columns = (articles.c.id, articles.c.title, articles.c.origin, articles.c.added)
        chosen = select(*columns).where(articles.c.ready).order_by(articles.c.added, articles.c.id)
        with self._transaction() as connection:
            rows = connection.execute(chosen).all()
        return tuple(
            ArticleSummary(row.id, row.title, row.origin, row.added.replace(tzinfo=UTC))
            for row in rows
        )

    def read(self, article_id: str) -> StoredArticle | None:
        """A ready article with its sentences; None if there is none of that id."""
        chosen = select(articles).where(articles.c.id == article_id, articles.c.ready)
        lines = (
            select(sentences)
            .where(sentences.c.article_id == article_id)
            .order_by(sentences.c.number)
        )
        with self._transaction() as connection:
            row = connection.execute(chosen).one_or_none()
            parts = connection.execute(lines).all() if row else ()
        if row is None:
            return None
        if _checksum(row.text) != row.checksum:
            message = (
                f"The stored text of article {article_id} in {self._database} is damaged: "
                "remove the article and add it again."
            )
            raise StorageError(message)
        split = tuple(Sentence(s.number, s.start, s.end, SentenceKind(s.kind)) for s in parts)
        article = Article(row.title, row.text, split, row.language, row.origin, tuple(row.pages))
        return StoredArticle(article, row.markup, row.fingerprint)

    def begin(self, article: Article, markup: str, fingerprint: str) -> None:
        """Note that `article` is being indexed; nobody can see it yet."""
        row = {
            "id": article.id,
            "title": article.title,
            "text": article.text,
            "markup": markup,
            "language": article.language,
            "origin": article.origin,
            "pages": list(article.pages),
            "checksum": _checksum(article.text),
            "added": datetime.now(UTC),
            "fingerprint": fingerprint,
            "ready": False,
        }
        leftover = delete(articles).where(articles.c.id == article.id, ~articles.c.ready)
        with self._transaction() as connection:
            connection.execute(leftover)
            connection.execute(insert(articles).values(row))

    def finish(self, article: Article, fingerprint: str) -> None:
        """Store the sentences and make the article ready, both or neither."""
        mine = sentences.c.article_id == article.id
        rows = [
            {
                "article_id": article.id,
                "number": sentence.number,
                "start": sentence.start,
                "end": sentence.end,
                "kind": sentence.kind.value,
            }
            for sentence in article.sentences
        ]
        flip = update(articles).where(articles.c.id == article.id)
        with self._transaction() as connection:
            connection.execute(delete(sentences).where(mine))
            if rows:
                connection.execute(insert(sentences), rows)
            connection.execute(flip.values(fingerprint=fingerprint, ready=True))

    def withdraw(self, article_id: str) -> str:
        """Hide an article before its parts are removed; its fingerprint."""
        mine = articles.c.id == article_id
        with self._transaction() as connection:
            row = connection.execute(select(articles.c.fingerprint).where(mine)).one()
            connection.execute(update(articles).where(mine).values(ready=False))
        return str(row.fingerprint)

    def delete(self, article_id: str) -> None:
        """Remove an article and its sentences, and overwrite their bytes in the files."""
        with self._transaction() as connection:
            connection.execute(delete(articles).where(articles.c.id == article_id))
        with self._transaction() as connection:
            _empty_journal(connection)

    def unready(self) -> dict[str, str]:
        """Articles whose adding or removing was cut short, with their fingerprints."""
        chosen = select(articles.c.id, articles.c.fingerprint).where(~articles.c.ready)
        with self._transaction() as connection:
            return {row.id: row.fingerprint for row in connection.execute(chosen)}

    def fingerprints(self) -> frozenset[str]:
        """The fingerprints of all ready articles: any other index is an orphan."""
        with self._transaction() as connection:
            return frozenset(
                connection.execute(select(articles.c.fingerprint).where(articles.c.ready)).scalars()
            )

    def _prepare(self) -> str:
        """Make or check the tables; the library's own name."""
        with self._transaction() as connection:
            schemas.create(connection, checkfirst=True)
            found = connection.execute(select(schemas)).one_or_none()
            if found is not None and found.version > SCHEMA_VERSION:
                message = (
                    f"{self._database} comes from a newer Footnote (format {found.version}, "
                    f"and this one reads {SCHEMA_VERSION}): install that one, or set "
                    "ASSISTANT_DATA_DIR to another folder."
                )
                raise StorageError(message)
            tables.create_all(connection)
            if found is not None:
                return str(found.library)
            library = uuid.uuid4().hex
            connection.execute(insert(schemas).values(version=SCHEMA_VERSION, library=library))
            return library

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """One transaction, all or nothing, with the driver's failures put in our words."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except (IntegrityError, ProgrammingError):
            raise  # a mistake of ours, not of the disk
        except DatabaseError as error:
            reason = str(error.orig)
            message = f"{self._database} cannot be used ({reason}): {_advice(reason)}."
            raise StorageError(message) from error


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """What makes SQLite lose nothing that was acknowledged and keep nothing that was deleted."""
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "busy_timeout=5000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _empty_journal(connection: Connection) -> None:
    # Deleted text would otherwise stay readable in the write-ahead file until the next checkpoint.
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _advice(reason: str) -> str:
    """What a person can do about a failure of the database."""
    for words, advice in (
        ("full", "free some disk space and try again"),
        ("readonly", "make the folder writable, or set ASSISTANT_DATA_DIR to another"),
        ("locked", "close the other program that has it open"),
        ("malformed", "restore it from a copy, or move it away to start an empty library"),
        ("not a database", "restore it from a copy, or move it away to start an empty library"),
    ):
        if words in reason:
            return advice
    return "check the disk and the folder's permissions, then start Footnote again"
