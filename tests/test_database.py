"""The database itself: what it promises of the disk, of older versions and of newer ones."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import inspect, select

from assistant.article.storing import StoredArticles
from assistant.database import Database
from assistant.domain import Progress, Sentence
from assistant.errors import SettingsError, StorageError
from assistant.schema import SCHEMA_VERSION, articles, tables
from tests.ui.fake_assistant import FakeAssistant, article_of, bridge
from tests.ui.fake_library import library_of
from tests.ui.fake_library import stored as conversation_of

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION_1, VERSION_2 = (
    Path(__file__).with_name(f"database_of_version_{version}.sql") for version in (1, 2)
)


@pytest.fixture
def file(tmp_path) -> Path:
    path: Path = tmp_path / "a folder's ü.sqlite3"
    return path


@pytest.fixture
def database(file) -> Iterator[Database]:
    opened = Database(file)
    yield opened
    opened.close()


@pytest.fixture
def old(file) -> Path:
    """A library as the first version left it, one article half-added."""
    path: Path = file
    run(path, VERSION_1.read_text(encoding="utf-8"))
    return path


def run(file: Path, script: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.executescript(script)
    connection.close()


def shape_of(file: Path) -> dict[str, Any]:
    """The tables of a database: columns, keys and indexes."""
    database = Database(file)
    look = inspect(database._engine)
    shape = {
        table: (
            {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in look.get_columns(table)
            },
            look.get_pk_constraint(table)["constrained_columns"],
            sorted(str(key) for key in look.get_foreign_keys(table)),
            sorted(
                (
                    str(index["name"]),
                    index["column_names"],
                    index["unique"],
                    str(index.get("dialect_options", {}).get("sqlite_where")),
                )
                for index in look.get_indexes(table)
            ),
        )
        for table in sorted(look.get_table_names())
    }
    database.close()
    return shape


def test_the_database_is_set_to_lose_nothing_acknowledged(database):
    with database.reading() as connection:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_each_library_has_a_name_of_its_own_and_keeps_it(tmp_path):
    names = []
    for file in ("one", "one", "two"):
        opened = Database(tmp_path / file)
        names.append(opened.library)
        opened.close()
    assert names[0] == names[1] != names[2]


def test_an_old_library_is_brought_up_with_every_article_as_it_was(old):
    database = Database(old)
    stored = StoredArticles(database)
    assert [each.title for each in stored.summaries()] == [
        "Cracks close the old harbour bridge",
        "Half a pair \ud800 and a \0",
    ]
    mill = stored.read("91370f6c187900ab")
    kept = stored.read(bridge().id)
    assert kept is not None
    assert kept.article == bridge()
    assert mill is not None
    assert mill.article.text == "The mill opened in 1871.\0 It burned \ud800 down."
    assert mill.article.sentences == (Sentence(1, 0, 24), Sentence(2, 26, 44))
    assert (mill.article.language, mill.article.pages, mill.markup) == ("de", (0, 25), "markdown")
    assert stored.unready() == {"28e2081b4be5c386": "0" * 32}
    assert database.library == "d2db8906a0a9412daa0d1e80fb7e0227"
    database.close()


@pytest.mark.parametrize("written_by", [VERSION_1, VERSION_2])
def test_an_old_library_becomes_what_a_new_one_is(written_by, file, tmp_path):
    run(file, written_by.read_text(encoding="utf-8"))
    assert shape_of(file) == shape_of(tmp_path / "new")
    with sqlite3.connect(file) as connection:
        found = connection.execute("select version from schema_version").fetchall()
        assert found == [(SCHEMA_VERSION,)]
    connection.close()


def test_an_old_conversation_is_shown_as_it_was_and_gone_on_with(tmp_path):
    run(tmp_path / "footnote.sqlite3", VERSION_2.read_text(encoding="utf-8"))
    assistant = FakeAssistant()
    with library_of(assistant, tmp_path) as library:
        talk = conversation_of(library, "first")
        closed, won, cut = talk.exchanges
        for exchange in (closed, won):
            asked, kept = assistant.ask(exchange.question).answer, exchange.answer
            assert kept is not None
            assert (kept.verdict, kept.citations) == (asked.verdict, asked.citations)
        assert cut.progress is Progress.INTERRUPTED
        talk.retry(3)
        *_, last = talk.answer(3)
        assert last.answer == assistant.ask("When was the bridge built?").answer


def test_every_table_is_there_as_it_is_declared(file):
    shape = shape_of(file)
    assert set(shape) == set(tables.tables)
    for name, table in tables.tables.items():
        assert list(shape[name][0]) == [column.name for column in table.columns]


def test_conversations_can_be_held_in_an_old_library(tmp_path):
    run(tmp_path / "footnote.sqlite3", VERSION_1.read_text(encoding="utf-8"))
    assistant = FakeAssistant()
    with library_of(assistant, tmp_path) as library:
        *_, last = library.converse(assistant.article.id, "first").ask("When was the bridge built?")
    with library_of(assistant, tmp_path) as library:
        found = library.conversation("first")
        assert found is not None
        assert found.exchanges == (last,)


def test_a_migration_cut_short_leaves_the_old_library_to_be_brought_up_again(old, monkeypatch):
    broken = {1: (articles.c.writer, articles.c.title)}  # the second is there already
    with monkeypatch.context() as patch:
        patch.setattr("assistant.database.MIGRATIONS", broken)
        with pytest.raises(StorageError):
            Database(old)
    with sqlite3.connect(old) as connection:
        assert connection.execute("select version from schema_version").fetchone() == (1,)
    connection.close()
    Database(old).close()


def test_a_library_of_a_newer_version_is_left_alone_politely(database, file):
    database.close()
    run(file, "update schema_version set version = version + 1")
    before = file.read_bytes()
    with pytest.raises(StorageError, match="comes from a newer Footnote") as caught:
        Database(file)
    assert str(file) in str(caught.value)
    assert file.read_bytes() == before


@pytest.mark.parametrize("junk", [b"this is not a database, it is a letter" * 200, b"\0" * 8192])
def test_a_database_that_is_none_is_named_with_what_to_do(file, junk):
    file.write_bytes(junk)
    with pytest.raises(StorageError, match="move it away to start an empty library") as caught:
        Database(file)
    assert str(file) in str(caught.value)


def test_a_database_cut_short_is_an_error_in_words(database, file):
    stored = StoredArticles(database)
    kept = article_of("A long text. " * 20_000)
    stored.begin(kept, "plain", "print")
    stored.finish(kept, "print")
    database.close()
    file.write_bytes(file.read_bytes()[:40_000])
    with pytest.raises(StorageError, match=r"footnote|sqlite3"):
        StoredArticles(Database(file)).read(kept.id)


def test_a_full_disk_keeps_what_was_there_and_says_what_to_do(database):
    stored = StoredArticles(database)
    kept = article_of("One. Two.")
    stored.begin(kept, "plain", "print")
    stored.finish(kept, "print")
    with database.reading() as connection:  # the one pooled connection refuses to grow its file
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StorageError, match="free some disk space"):
        stored.begin(article_of("x" * 1_000_000), "plain", "big")
    found = stored.read(kept.id)
    assert found is not None
    assert found.article == kept


def test_nothing_is_written_once_the_folder_was_removed(database, file):
    file.unlink()
    with pytest.raises(StorageError, match="was removed while in use"), database.writing():
        pass


def test_threads_that_read_before_they_write_wait_for_each_other(database):
    failures: list[BaseException] = []

    def write(thread: int) -> None:
        try:
            for number in range(20):
                with database.writing() as connection:
                    connection.execute(select(articles.c.id)).all()
                    connection.execute(
                        articles.delete().where(articles.c.id == f"{thread}{number}")
                    )
        except BaseException as error:  # told to the test's own thread
            failures.append(error)

    threads = [Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize(
    "url", ["mysql://me:secret@host/db", "nonsense", "postgresql://host", "http:"]
)
def test_a_url_of_no_postgresql_database_is_told_without_its_password(url):
    with pytest.raises(SettingsError, match="postgresql://user:password@host") as told:
        Database(url)
    assert "secret" not in str(told.value)


def test_a_missing_driver_is_told_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match=r'pip install "footnote\[postgresql\]"'):
        Database("postgresql://me:secret@127.0.0.1/footnote")
