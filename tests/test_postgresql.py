"""The same library on PostgreSQL, with several processes at once."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.database import Database
from assistant.domain import Progress
from assistant.errors import StorageError
from tests.postgresql_server import postgresql_server, require
from tests.ui.fake_assistant import FakeAssistant, article_of
from tests.ui.fake_library import library_of, stored

CHECKOUT = Path(__file__).parent.parent
HARD = "half \ud800 a pair, a NUL \0 and 𝄞"


@pytest.fixture(scope="module")
def server():
    require()
    with postgresql_server() as running:
        yield running


@pytest.fixture
def url(server):
    return server.new_database()


def start(url, folder, shared, name, turns):
    return subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-m", "tests.writing_beside_others", url, folder, shared, name, turns],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_articles_and_conversations_come_back_as_they_were_kept(url, tmp_path):
    assistant = FakeAssistant(article_of(f"One. {HARD} ends. Three.", title=HARD))
    with library_of(assistant, tmp_path / "one", url) as library:
        conversation = library.converse(assistant.article.id, HARD)
        before = [list(conversation.ask(q))[-1] for q in (f"Why {HARD}?", "Tell me everything.")]
        (listed,) = library.articles()
    with library_of(assistant, tmp_path / "two", url) as library:
        assert library.article(listed.id) == assistant.article
        assert library.articles() == (listed,)
        assert list(stored(library, HARD).exchanges) == before
        assert library.conversations()[0].begun.utcoffset() == timedelta(0)


def test_several_processes_write_at_once_and_nothing_is_lost(url, tmp_path):
    names, turns = ["ada", "ben", "cleo", "dan"], 12
    with library_of(FakeAssistant(), tmp_path / "before", url) as library:
        list(library.converse(library.articles()[0].id, "all").ask("first of all"))
    started = [start(url, tmp_path / name, "all", name, str(turns)) for name in names]
    for process in started:
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint
    with library_of(FakeAssistant(), tmp_path / "after", url) as library:
        assert len(library.articles()) == 1
        for name in names:
            asked = [each.question for each in stored(library, name).exchanges]
            assert asked == [f"{name} {number}" for number in range(turns)]
        first, *shared = stored(library, "all").exchanges
        assert first.question == "first of all"
        assert len(shared) == len(names) * turns
        assert {each.progress for each in shared} == {Progress.COMPLETE}
        for name in names:  # mixed, and each in the order of its asking
            mine = [each.question for each in shared if each.question.startswith(name)]
            assert mine == [f"{name} {number}" for number in range(turns)]


def test_an_answer_of_a_living_process_is_awaited_and_of_a_killed_one_interrupted(url, tmp_path):
    with library_of(FakeAssistant(), tmp_path / "here", url) as library:
        process = start(url, tmp_path / "there", "both", "eve", "hang")
        assert process.stdout is not None
        assert process.stdout.readline() == "asked\n"
        conversation = stored(library, "both")
        assert [each.progress for each in conversation.exchanges] == [Progress.WAITING]
        process.kill()
        process.communicate()
        # The server notices the closed connection by itself, in its own time.
        for _ in range(500):
            (exchange,) = conversation.exchanges
            if exchange.over:
                break
            time.sleep(0.01)
        assert exchange.progress is Progress.INTERRUPTED


def test_an_article_that_another_process_is_adding_is_left_alone(url, tmp_path):
    one, other = Database(url), Database(url)
    from assistant.article.storing import StoredArticles

    article = article_of("One. Two.")
    assert StoredArticles(one).begin(article, "plain", "print")
    assert StoredArticles(other).unready() == {}
    assert StoredArticles(other).fingerprints() == {"print"}
    one.close()
    for _ in range(500):
        if StoredArticles(other).unready():
            break
        time.sleep(0.01)
    assert StoredArticles(other).unready() == {article.id: "print"}
    assert StoredArticles(other).fingerprints() == frozenset()
    other.close()


def test_a_removed_article_takes_its_conversations_along(url, server, tmp_path):
    assistant = FakeAssistant()
    with library_of(assistant, tmp_path, url) as library:
        conversation = library.converse(assistant.article.id)
        list(conversation.ask("When was the bridge built?"))
        library.remove(assistant.article.id)
        assert library.conversations() == ()
        with pytest.raises(StorageError, match="was removed: add it again"):
            conversation.put("And why?")
    name = url.rpartition("/")[2]
    for table in ("articles", "sentences", "conversations", "turns", "citations"):
        assert server.run(f"TABLE {table}", name) == []


def test_a_newer_database_is_left_alone_politely(url, server):
    Database(url).close()
    name = url.rpartition("/")[2]
    server.run("UPDATE schema_version SET version = version + 1", name)
    with pytest.raises(StorageError, match=r"newer Footnote .* ASSISTANT_DATABASE_URL"):
        Database(url)


def test_who_may_not_write_is_told_so_in_one_sentence_without_a_password(url, server):
    name = url.rpartition("/")[2]
    server.run("DROP ROLE IF EXISTS reader")
    server.run("CREATE ROLE reader LOGIN")
    with pytest.raises(StorageError, match="permission denied") as told:
        Database(url.replace("footnote@", "reader:secret@"))
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)
    assert name in str(told.value)


def test_a_server_that_is_not_there_is_one_sentence(url):
    nowhere = re.sub(r"//footnote@127\.0\.0\.1:\d+", "//me:secret@127.0.0.1:1", url)
    with pytest.raises(StorageError, match="check that PostgreSQL runs there") as told:
        Database(nowhere)
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)
