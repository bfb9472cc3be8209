"""The one database: SQLite in the data folder, or PostgreSQL where a URL was set.

Here is all that the two do differently. A commit is on the disk when it returns. Every process has
a number of its own, its `writer`, under which it notes what it is working on; whether a writer
still lives tells work that goes on from work that a killed process left.
"""

from __future__ import annotations

import secrets
import uuid
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, create_engine, event, insert, inspect, make_url, select, text, update
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, ProgrammingError
from sqlalchemy.schema import CreateColumn

from assistant.errors import SettingsError, StorageError
from assistant.schema import MIGRATIONS, SCHEMA_VERSION, schemas, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

_ALONE = 0x466F6F74  # one lock for what must not happen twice at once
_NOT_ALLOWED = "42501"  # PostgreSQL's code; the driver calls it a mistake in the program
_SECONDS_TO_CONNECT = 10


class Database:
    """A database with our tables in it, brought up to this version. Safe for several threads.

    Raises StorageError if it cannot be used or a newer Footnote wrote it, SettingsError if its URL
    cannot be.
    """

    def __init__(self, place: Path | str) -> None:
        """`place` is the file of a SQLite database or the URL of a PostgreSQL one."""
        self.writer = secrets.randbits(63)
        if isinstance(place, Path):
            self._file: Path | None = place
            self.place = str(place)
            self._engine = _sqlite(place)
        else:
            url = _postgresql_url(place)
            self._file = None
            self.place = url.set(drivername="postgresql").render_as_string(hide_password=True)
            self._engine = _postgresql(url, self.writer)
        # SQLite lets one write at a time; who finds it busy there looks again now and then, and may
        # find it busy for seconds on end. PostgreSQL has its own ways.
        self._turn_to_write = nullcontext() if self._file is None else Lock()
        # One picture of the database, however many questions are put to it.
        picture = {} if self._file else {"isolation_level": "REPEATABLE READ"}
        self._to_read = self._engine.execution_options(**picture)
        self._to_write = self._engine.execution_options(writes=True)
        try:
            self.library = self._prepare()
            self.empty_journal()  # a killed process may have left what it had deleted
        except BaseException:
            self._engine.dispose()
            raise

    def close(self) -> None:
        """Close every connection; SQLite then folds its journal into the database."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that changes nothing, with the driver's failures put in our words."""
        with self._transaction(self._to_read) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, all or nothing, kept for good when it ends.

        Raises StorageError too where the data folder was deleted: SQLite would write to nowhere.
        """
        if self._file is not None and not self._file.exists():
            message = (
                f"The data folder {self._file.parent} was removed while in use, so nothing can be "
                "kept: start Footnote again."
            )
            raise StorageError(message)
        with self._turn_to_write, self._transaction(self._to_write) as connection:
            yield connection

    def alone(self, connection: Connection) -> None:
        """Until this transaction ends, let no other process be here; SQLite has but one anyway."""
        if self._file is None:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ALONE})

    def living(self, connection: Connection) -> frozenset[int]:
        """The writers still at work: this one, and those that hold a connection to the server."""
        if self._file is not None:
            return frozenset({self.writer})  # the lock on the data folder keeps all others out
        held = text(
            "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks"
            " WHERE locktype = 'advisory' AND objsubid = 1 AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return frozenset({self.writer, *connection.execute(held).scalars()})

    def empty_journal(self) -> None:
        """Overwrite deleted text also in SQLite's journal, where it would stay readable a while.

        PostgreSQL frees what was deleted in its own time (VACUUM).
        """
        if self._file is None:
            return
        with self._in_words(), closing(self._engine.raw_connection()) as connection:
            connection.driver_connection.execute(  # type: ignore[union-attr]  # it is checked out
                "PRAGMA wal_checkpoint(TRUNCATE)"
            )

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        with self._in_words(), engine.begin() as connection:
            yield connection

    def _prepare(self) -> str:
        """Make the tables, or bring them up to this version; the library's own name."""
        with self._transaction(self._to_write) as connection:
            self.alone(connection)
            schemas.create(connection, checkfirst=True)
            found = connection.execute(select(schemas)).one_or_none()
            if found is not None and found.version > SCHEMA_VERSION:
                raise StorageError(self._too_new(found.version))
            if found is not None:
                _migrate(connection, found.version)
            tables.create_all(connection)
            if found is not None:
                return str(found.library)
            library = uuid.uuid4().hex
            connection.execute(insert(schemas).values(version=SCHEMA_VERSION, library=library))
            return library

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise  # a mistake of ours, not of the disk
        except DatabaseError as error:
            if isinstance(error, ProgrammingError) and not _is_not_allowed(error):
                raise  # likewise
            reason = (str(error.orig).strip() or "no reason was given").splitlines()[0]
            message = f"{self.place} cannot be used ({reason}): {self._advice(reason)}."
            raise StorageError(message) from error

    def _advice(self, reason: str) -> str:
        if self._file is None:
            return "check that PostgreSQL runs there and that ASSISTANT_DATABASE_URL is right"
        return next(
            (advice for words, advice in _SQLITE_ADVICE.items() if words in reason),
            "check the disk and the folder's permissions, then start Footnote again",
        )

    def _too_new(self, version: int) -> str:
        setting = "ASSISTANT_DATABASE_URL" if self._file is None else "ASSISTANT_DATA_DIR"
        another = "database" if self._file is None else "folder"
        return (
            f"{self.place} comes from a newer Footnote (format {version}, and this one reads "
            f"{SCHEMA_VERSION}): install that one, or set {setting} to another {another}."
        )


_SQLITE_ADVICE = {
    "full": "free some disk space and try again",
    "readonly": "make the folder writable, or set ASSISTANT_DATA_DIR to another",
    "locked": "close the other program that has it open",
    "malformed": "restore it from a copy, or move it away to start an empty library",
    "not a database": "restore it from a copy, or move it away to start an empty library",
}


def _migrate(connection: Connection, version: int) -> None:
    """Bring tables of an older version up to this one, all in the caller's transaction."""
    there = set(inspect(connection).get_table_names())
    for step in range(version, SCHEMA_VERSION):
        for column in MIGRATIONS[step]:
            if column.table.name in there:
                added = CreateColumn(column).compile(dialect=connection.dialect)
                connection.execute(text(f"ALTER TABLE {column.table.name} ADD COLUMN {added}"))
    connection.execute(update(schemas).values(version=SCHEMA_VERSION))


def _sqlite(file: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(file)))
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """What makes SQLite lose nothing that was acknowledged and keep nothing that was deleted."""
    connection.isolation_level = None  # the driver would begin too late, and not for every change
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "busy_timeout=5000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and then finds another has written would fail, not wait.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql_url(given: str) -> URL:
    try:
        url = make_url(given)
    except ArgumentError:
        url = URL.create("nothing")
    if url.drivername not in {"postgresql", "postgres", "postgresql+psycopg"} or not url.database:
        message = (
            "ASSISTANT_DATABASE_URL cannot be used: write it as "
            "postgresql://user:password@host:5432/database, or leave it out to use SQLite."
        )
        raise SettingsError(message)
    return url.set(drivername="postgresql+psycopg")


def _postgresql(url: URL, writer: int) -> Engine:
    try:
        engine = create_engine(
            url, pool_pre_ping=True, connect_args={"connect_timeout": _SECONDS_TO_CONNECT}
        )
    except ModuleNotFoundError:
        message = (
            "ASSISTANT_DATABASE_URL names a PostgreSQL database, and its driver is not installed: "
            'pip install "footnote[postgresql]", or leave the setting out to use SQLite.'
        )
        raise SettingsError(message) from None

    def show_life(connection: Any, _record: object) -> None:
        """Hold a lock that the server lets go of when this process ends, however it ends."""
        connection.execute(f"SELECT pg_advisory_lock_shared({writer})")
        connection.commit()

    event.listen(engine, "connect", show_life)
    return engine


def _is_not_allowed(error: DatabaseError) -> bool:
    return getattr(error.orig, "sqlstate", None) == _NOT_ALLOWED
