from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.article.storing import StoredArticles
from assistant.database import Database
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
def file(tmp_path) -> Path:
    path: Path = tmp_path / "a folder's ü.sqlite3"
    return path


@pytest.fixture
def database(file) -> Iterator[Database]:
    opened = Database(file)
    yield opened
    opened.close()


@pytest.fixture
def stored(database) -> StoredArticles:
    return StoredArticles(database)


def keep(stored: StoredArticles, kept: Article, fingerprint: str = "print") -> Article:
    stored.begin(kept, "markdown", fingerprint)
    stored.finish(kept, fingerprint)
    return kept


def test_an_article_comes_back_as_it_was_stored_also_after_a_restart(stored, database, file):
    kept = keep(stored, article())
    database.close()
    again = Database(file)
    found = StoredArticles(again).read(kept.id)
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


def test_an_article_that_is_ready_is_not_begun_over(stored):
    assert stored.begin(article(), "plain", "print")
    stored.finish(article(), "print")
    assert not stored.begin(article(), "plain", "other")
    assert stored.fingerprints() == {"print"}


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


def test_a_deleted_text_is_nowhere_in_the_files(stored, file):
    told = "the unrepeatable sentence of somebody"
    kept = keep(stored, article(f"One. {told}. Three."))
    keep(stored, article("Another one."))
    stored.withdraw(kept.id)
    stored.delete(kept.id)
    for each in file.parent.iterdir():
        assert told.encode() not in each.read_bytes()


def test_deleting_an_article_takes_its_sentences_along(stored, file):
    stored.delete(keep(stored, article()).id)
    with sqlite3.connect(file) as connection:
        assert connection.execute("select count(*) from sentences").fetchone() == (0,)
    connection.close()


def test_a_text_changed_on_disk_is_not_shown_as_the_articles(stored, file):
    kept = keep(stored, article("The tower was built in 1871."))
    with sqlite3.connect(file) as connection:
        connection.execute("update articles set text = ?", (b"The tower was built in 1971.",))
    connection.close()
    with pytest.raises(StorageError, match="damaged: remove the article and add it again"):
        stored.read(kept.id)
