from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from assistant.errors import StorageError
from assistant.library import ARTICLES_HELD
from tests.chroma_server import chroma_server
from tests.small_library import (
    SmallRecipe,
    document,
    open_small_library,
    opened,
    sentences_about,
    vector_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.library import Library

BRIDGE = document(sentences_about("the bridge", 12), "The bridge")
HARBOUR = document(sentences_about("the harbour", 9), "The harbour")


@pytest.fixture
def recipe() -> SmallRecipe:
    return SmallRecipe()


@pytest.fixture
def library(tmp_path, recipe) -> Iterator[Library]:
    with open_small_library(tmp_path, recipe) as library:
        yield library


def indexes_in(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "index").iterdir() if len(path.name) == 32)


def test_an_added_article_is_listed_and_searchable(library):
    article = library.add(BRIDGE)
    (listed,) = library.articles()
    assert (listed.id, listed.title, listed.origin) == (article.id, "The bridge", "a test")
    assert opened(library, article.id).article == article
    assert opened(library, article.id).answers_like_exact_search()


def test_the_same_text_again_is_the_same_article_and_is_not_understood_again(library, recipe):
    assert library.add(BRIDGE) == library.add(document(BRIDGE.text, "Another title"))
    assert len(library.articles()) == 1
    assert recipe.understood == 1


def test_a_second_start_understands_nothing_again(tmp_path):
    with open_small_library(tmp_path) as library:
        article = library.add(BRIDGE)
    again = SmallRecipe()
    with open_small_library(tmp_path, again) as library:
        assert opened(library, article.id).article == article
        assert opened(library, article.id).answers_like_exact_search()
    assert again.understood == 0


def test_an_opened_article_is_opened_once(library):
    article = library.add(BRIDGE)
    assert library.open(article.id) is library.open(article.id)


def test_the_shipped_article_is_added_on_first_use_only(library, recipe):
    assert library.seed() is library.seed()
    assert len(library.articles()) == 1
    assert recipe.understood == 1


def test_only_so_many_articles_stay_open_and_the_first_can_be_opened_again(library, tmp_path):
    added = [library.add(document(f"Article {n}. It ends.")) for n in range(ARTICLES_HELD + 2)]
    assert all(opened(library, article.id).answers_like_exact_search() for article in added)
    assert len(list((tmp_path / "index" / "opened").iterdir())) == ARTICLES_HELD
    assert opened(library, added[0].id).answers_like_exact_search()


def test_no_article_ever_answers_with_another_articles_sentences(library):
    for source in (BRIDGE, HARBOUR):
        found = opened(library, library.add(source).id)
        own = {sentence.number for sentence in found.article.story}
        for question in range(200):
            nearest = found.index.nearest(vector_of(f"question {question}"), 50)
            assert {number for number, _ in nearest} == own


def test_an_article_that_is_not_there_is_named_with_what_to_do(library):
    for attempt in (library.open, library.remove):
        with pytest.raises(StorageError, match=r"no article 'feed' .* add it first"):
            attempt("feed")


def test_a_removed_article_leaves_nothing_behind(tmp_path, library):
    kept, gone = library.add(HARBOUR), library.add(BRIDGE)
    library.open(gone.id)
    library.remove(gone.id)
    assert [summary.id for summary in library.articles()] == [kept.id]
    with pytest.raises(StorageError):
        library.open(gone.id)
    assert len(indexes_in(tmp_path)) == 1
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert not any(b"about the bridge" in file.read_bytes() for file in files)
    library.add(BRIDGE)
    assert opened(library, gone.id).answers_like_exact_search()


@pytest.mark.parametrize("failing", ["understand", "build", "finish"])
def test_an_addition_that_fails_leaves_the_library_as_it_was(tmp_path, monkeypatch, failing):
    from assistant.article.storing import StoredArticles
    from assistant.retrieval.indexing import ChromaFolder

    def fail(*_: object) -> None:
        raise StorageError("No space left.")

    owner = {"understand": SmallRecipe, "build": ChromaFolder, "finish": StoredArticles}[failing]
    with open_small_library(tmp_path) as library:
        kept = library.add(HARBOUR)
        with monkeypatch.context() as patch:
            patch.setattr(owner, failing, fail)
            with pytest.raises(StorageError, match="No space left"):
                library.add(BRIDGE)
        assert [summary.id for summary in library.articles()] == [kept.id]
        assert len(indexes_in(tmp_path)) == 1
        assert opened(library, library.add(BRIDGE).id).answers_like_exact_search()


def test_a_draft_is_not_in_the_library_until_it_is_kept(library, recipe):
    draft = library.draft(BRIDGE)
    assert library.articles() == ()
    assert library.stored(BRIDGE) is None
    article = library.keep(draft)
    assert library.stored(BRIDGE) == article
    assert opened(library, article.id).answers_like_exact_search()
    assert recipe.understood == 1


def test_a_draft_kept_twice_is_one_article(library):
    draft = library.draft(BRIDGE)
    assert library.keep(draft) == library.keep(draft)
    assert len(library.articles()) == 1


def test_what_a_reader_marks_is_neither_searched_nor_forgotten_by_a_newer_recipe(tmp_path):
    with open_small_library(tmp_path) as library:
        article = library.keep(library.draft(BRIDGE).with_boilerplate({2, 5}))
        assert [s.number for s in article.sentences if s not in article.story] == [2, 5]
        found = opened(library, article.id)
        assert found.article == article
        assert found.answers_like_exact_search()
    with open_small_library(tmp_path, SmallRecipe(splitting=2)) as library:
        again = opened(library, article.id)
        assert again.article == article
        assert again.answers_like_exact_search()


def test_work_ends_where_the_report_of_it_raises_and_leaves_nothing(tmp_path, library):
    class EnoughError(Exception):
        pass

    def enough(step, done=0, of=0):
        raise EnoughError

    with pytest.raises(EnoughError):
        library.draft(BRIDGE, enough)
    with pytest.raises(EnoughError):
        library.keep(library.draft(BRIDGE), enough)
    assert library.articles() == ()
    assert not list((tmp_path / "index").glob("*/*"))
    assert opened(library, library.add(BRIDGE).id).answers_like_exact_search()


def test_a_search_finds_articles_by_title_and_conversations_by_question(library):
    library.add(HARBOUR)
    article = library.add(document(sentences_about("the ferry", 3), "The ferry"))
    library.converse(article.id, "About ferries").put("When does it leave the HARBOUR?")
    found = library.search("  harbour ")
    assert [each.title for each in found.articles] == ["The harbour"]
    assert [each.name for each in found.conversations] == ["About ferries"]
    library.rename_conversation(found.conversations[0].id, "  Going   out ")
    assert [each.name for each in library.search("going out").conversations] == ["Going out"]


def test_a_newer_way_of_splitting_indexes_again_and_drops_the_old_index(tmp_path):
    with open_small_library(tmp_path) as library:
        article = library.add(BRIDGE)
    (old,) = indexes_in(tmp_path)
    newer = SmallRecipe(splitting=2)
    with open_small_library(tmp_path, newer) as library:
        assert opened(library, article.id).answers_like_exact_search()
        (new,) = indexes_in(tmp_path)
    assert new != old
    assert newer.understood == 1
    with open_small_library(tmp_path, newer) as library:
        assert opened(library, article.id).answers_like_exact_search()
    assert newer.understood == 1


def test_another_version_of_chroma_indexes_again(tmp_path, monkeypatch):
    with open_small_library(tmp_path) as library:
        article = library.add(BRIDGE)
    monkeypatch.setattr("chromadb.__version__", "99.0.0")
    newer = SmallRecipe()
    with open_small_library(tmp_path, newer) as library:
        assert opened(library, article.id).answers_like_exact_search()
    assert newer.understood == 1


def test_indexes_that_belong_to_no_article_are_swept_at_the_start(tmp_path):
    with open_small_library(tmp_path) as library:
        article = library.add(BRIDGE)
    (index,) = indexes_in(tmp_path)
    shutil.copytree(index, index.with_name("0" * 32))
    with open_small_library(tmp_path) as library:
        assert indexes_in(tmp_path) == [index]
        assert opened(library, article.id).answers_like_exact_search()


def test_every_damaged_file_of_an_index_heals_by_itself(tmp_path):
    with open_small_library(tmp_path / "whole") as library:
        article = library.add(BRIDGE)
    (index,) = indexes_in(tmp_path / "whole")
    for number, file in enumerate(sorted(path for path in index.rglob("*") if path.is_file())):
        folder = tmp_path / str(number)
        shutil.copytree(tmp_path / "whole", folder)
        (folder / file.relative_to(tmp_path / "whole")).unlink()
        recipe = SmallRecipe()
        with open_small_library(folder, recipe) as library:
            assert opened(library, article.id).answers_like_exact_search()
            assert len(list((folder / "index" / "damaged").iterdir())) == 1
        assert recipe.understood == 1


def test_an_index_folder_that_is_gone_is_made_again(tmp_path):
    with open_small_library(tmp_path) as library:
        article = library.add(BRIDGE)
    shutil.rmtree(tmp_path / "index")
    with open_small_library(tmp_path) as library:
        assert opened(library, article.id).answers_like_exact_search()


def test_a_data_folder_removed_while_in_use_is_noticed_before_anything_is_lost(tmp_path):
    with open_small_library(tmp_path / "data") as library:
        article = library.add(BRIDGE)
        found = opened(library, article.id)
        shutil.rmtree(tmp_path / "data")
        with pytest.raises(StorageError):
            library.add(HARBOUR)
        assert found.answers_like_exact_search()
    with open_small_library(tmp_path / "data") as library:
        assert library.articles() == ()


def test_several_threads_may_add_open_and_remove(library):
    failures: list[BaseException] = []

    def session(number: int) -> None:
        try:
            for round_ in range(3):
                own = library.add(document(f"Session {number}. Round {round_}. It ends."))
                shared = library.add(BRIDGE)
                assert opened(library, shared.id).answers_like_exact_search()
                assert opened(library, own.id).answers_like_exact_search()
                library.remove(own.id)
        except BaseException as error:  # told to the test's own thread
            failures.append(error)

    threads = [Thread(target=session, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [summary.title for summary in library.articles()] == ["The bridge"]


def test_a_library_closed_twice_lets_the_next_one_in(tmp_path):
    library = open_small_library(tmp_path)
    library.close()
    library.close()
    open_small_library(tmp_path).close()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("server")) as url:
        yield url


def test_a_library_with_its_index_on_a_server_is_the_same_library(tmp_path, server):
    recipe = SmallRecipe()
    with open_small_library(tmp_path, recipe, server) as library:
        kept, gone = library.add(BRIDGE), library.add(HARBOUR)
        assert opened(library, kept.id).answers_like_exact_search()
        library.remove(gone.id)
    with open_small_library(tmp_path, recipe, server) as library:
        assert opened(library, kept.id).answers_like_exact_search()
        assert [summary.id for summary in library.articles()] == [kept.id]
    assert recipe.understood == 2
    assert not (tmp_path / "index").exists()


def test_an_index_lost_by_its_server_is_made_again(tmp_path, server):
    recipe = SmallRecipe()
    with open_small_library(tmp_path, recipe, server) as library:
        article = library.add(BRIDGE)
        library._indexes.sweep(frozenset())
        assert opened(library, article.id).answers_like_exact_search()
    assert recipe.understood == 2


def test_a_library_can_move_from_the_embedded_index_to_a_server(tmp_path, server):
    with open_small_library(tmp_path) as library:
        article = library.add(BRIDGE)
    with open_small_library(tmp_path, url=server) as library:
        assert opened(library, article.id).answers_like_exact_search()


def test_a_process_killed_at_any_moment_leaves_a_whole_article_or_none(tmp_path):
    script = Path(__file__).with_name("killed_while_writing.py")
    moments = 20
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(script), str(tmp_path), str(moments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=script.parent.parent,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found["add"]) == {"complete", "none"}
    assert set(found["remove"]) == {"complete", "none"}
    assert set(found["read"]) == {"complete"}
    assert sum(found["add"].values()) == moments
