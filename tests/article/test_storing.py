from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.article.storing import SCHEMA_VERSION, StoredArticles
from assistant.domain import Article, Sentence, SentenceKind
from assistant.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KINDS = (SentenceKind.HEADING, SentenceKind.STORY, SentenceKind.BOILERPLATE)


def article(text: str = "Title. Story. Subscribe.", title: str = "A title") -> Article:
    third = len(text) // 3
    sentences = tuple(
        Sentence(number, number * third - third, number * third, kind)
        for number, kind in enumerate(KINDS, 1)
    )
    return Article(title, text, sentences, "de", "a file", (0, 7))


@pytest.fixture
def database(tmp_path) -> Path:
    path: Path = tmp_path / "a folder's ü.sqlite3"
    return path


@pytest.fixture
def stored(database) -> Iterator[StoredArticles]:
    articles = StoredArticles(database)
    yield articles
    articles.close()


def keep(stored: StoredArticles, kept: Article, fingerprint: str = "print") -> Article:
    stored.begin(kept, "markdown", fingerprint)
    stored.finish(kept, fingerprint)
    return kept


def test_an_article_comes_back_as_it_was_stored_also_after_a_restart(stored, database):
    kept = keep(stored, article())
    stored.close()
    again = StoredArticles(database)
    found = again.read(kept.id)
    again.close()
    assert found is not None
    assert found.article == kept
    assert (found.markup, found.fingerprint) == ("markdown", "print")


@pytest.mark.parametrize(
    "odd", ["a\0b\0", "half \ud800 of a pair", "\udfff", "𝄞 e\u0301 \u2028 \ufeff", "\r\n\t'\"; --"]
)
def test_no_character_of_a_text_is_lost_or_changed(stored, odd):
    kept = keep(stored, article(f"Before. {odd} After.", title=odd))
    found = stored.read(kept.id)
    assert found is not None
    assert found.article == kept
    assert stored.summaries()[0].title == odd


def test_a_list_is_in_the_order_of_adding_and_its_times_are_utc(stored):
    first, second = keep(stored, article("First one.")), keep(stored, article("Second one."))
    listed = stored.summaries()
    assert [summary.id for summary in listed] == [first.id, second.id]
    assert all(abs(datetime.now(UTC) - each.added) < timedelta(minutes=5) for each in listed)
    assert listed[0].added <= listed[1].added


def test_an_article_that_is_not_ready_is_neither_listed_nor_read(stored):
    coming = article()
    stored.begin(coming, "plain", "print")
    assert stored.summaries() == ()
    assert stored.read(coming.id) is None
    assert stored.unready() == {coming.id: "print"}
    assert stored.fingerprints() == frozenset()
    stored.finish(coming, "print")
    assert stored.unready() == {}
    assert stored.fingerprints() == {"print"}


def test_an_article_begun_before_can_be_begun_again(stored):
    stored.begin(article(), "plain", "old")
    stored.begin(article(), "plain", "new")
    assert stored.unready() == {article().id: "new"}


def test_a_ready_article_cannot_be_begun_over(stored):
    from sqlalchemy.exc import IntegrityError

    keep(stored, article())
    with pytest.raises(IntegrityError):
        stored.begin(article(), "plain", "other")


def test_finishing_again_replaces_sentences_and_fingerprint(stored):
    kept = keep(stored, article())
    other = Article(kept.title, kept.text, kept.sentences[:1], "de", "a file", (0, 7))
    stored.finish(other, "newer")
    found = stored.read(kept.id)
    assert found is not None
    assert found.article == other
    assert found.fingerprint == "newer"


def test_an_article_of_no_sentences_can_be_kept(stored):
    kept = keep(stored, Article("Empty", "…", ()))
    found = stored.read(kept.id)
    assert found is not None
    assert found.article.sentences == ()


def test_a_withdrawn_article_is_hidden_until_it_is_deleted(stored):
    kept = keep(stored, article())
    assert stored.withdraw(kept.id) == "print"
    assert stored.read(kept.id) is None
    stored.delete(kept.id)
    assert stored.unready() == {}


def test_a_deleted_text_is_nowhere_in_the_files(stored, database):
    told = "the unrepeatable sentence of somebody"
    kept = keep(stored, article(f"One. {told}. Three."))
    keep(stored, article("Another one."))
    stored.withdraw(kept.id)
    stored.delete(kept.id)
    for file in database.parent.iterdir():
        assert told.encode() not in file.read_bytes()


def test_deleting_an_article_takes_its_sentences_along(stored, database):
    stored.delete(keep(stored, article()).id)
    with sqlite3.connect(database) as connection:
        assert connection.execute("select count(*) from sentences").fetchone() == (0,)
    connection.close()


def test_the_database_is_set_to_lose_nothing_acknowledged(stored):
    with stored._engine.connect() as connection:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_each_library_has_a_name_of_its_own_and_keeps_it(tmp_path):
    names = []
    for file in ("one", "one", "two"):
        stored = StoredArticles(tmp_path / file)
        names.append(stored.library)
        stored.close()
    assert names[0] == names[1] != names[2]


def test_a_library_of_a_newer_version_is_left_alone_politely(stored, database):
    stored.close()
    with sqlite3.connect(database) as connection:
        connection.execute("update schema_version set version = ?", (SCHEMA_VERSION + 1,))
    connection.close()
    with pytest.raises(StorageError, match="comes from a newer Footnote") as caught:
        StoredArticles(database)
    assert str(database) in str(caught.value)


@pytest.mark.parametrize("junk", [b"this is not a database, it is a letter" * 200, b"\0" * 8192])
def test_a_database_that_is_none_is_named_with_what_to_do(database, junk):
    database.write_bytes(junk)
    with pytest.raises(StorageError, match="move it away to start an empty library") as caught:
        StoredArticles(database)
    assert str(database) in str(caught.value)


def test_a_database_cut_short_is_an_error_in_words(stored, database):
    kept = keep(stored, article("A long text. " * 20_000))
    stored.close()
    database.write_bytes(database.read_bytes()[:40_000])
    with pytest.raises(StorageError, match=r"footnote|sqlite3"):
        StoredArticles(database).read(kept.id)


def test_a_text_changed_on_disk_is_not_shown_as_the_articles(stored, database):
    kept = keep(stored, article("The tower was built in 1871."))
    with sqlite3.connect(database) as connection:
        connection.execute("update articles set text = ?", (b"The tower was built in 1971.",))
    connection.close()
    with pytest.raises(StorageError, match="damaged: remove the article and add it again"):
        stored.read(kept.id)


def test_a_full_disk_keeps_what_was_there_and_says_what_to_do(stored):
    kept = keep(stored, article())
    with stored._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    _limit_pages(stored, pages)
    with pytest.raises(StorageError, match="free some disk space"):
        stored.begin(article("x" * 1_000_000), "plain", "big")
    found = stored.read(kept.id)
    assert found is not None
    assert found.article == kept


def _limit_pages(stored: StoredArticles, pages: int) -> None:
    """Let the one pooled connection refuse to grow its file, as a full disk would."""
    with stored._engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
