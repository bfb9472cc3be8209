from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.article.loading import document_of
from assistant.building import open_article, open_library
from assistant.domain import SentenceKind, Verdict
from assistant.errors import ArticleError, SettingsError, StorageError
from assistant.settings import read_settings
from tests.servers.model_server import model_server

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.settings import Settings

STORY = (
    "The old bridge over the Elm was opened in 1871. It was built by Ada Lorne, an engineer from "
    "Hartwell. Floods closed it twice. In 1954 the council painted it green. Trains still cross "
    "it every morning."
)


@pytest.fixture
def settings(tmp_path) -> Settings:
    return read_settings(_env_file=None, data_dir=tmp_path / "data")


@pytest.fixture
def file(tmp_path) -> Path:
    path: Path = tmp_path / "bridge.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_a_file_is_answered_from_memory_and_nothing_is_stored(file, settings):
    assistant = open_article(file, settings)
    answer = assistant.ask("Who built the bridge?").answer
    assert answer.verdict is Verdict.ANSWERED
    assert "Ada Lorne" in answer.text
    assert not settings.data_dir.exists()


def test_a_model_that_is_set_answers_and_what_only_reads_does_not_open_it(file, settings):
    missing = settings.model_copy(update={"chat_model": "nowhere:model"})
    with open_library(missing) as library:
        assistant = library.open(library.add(file).id)
        assert assistant.answerer.name == "nowhere:model"
        assert assistant.ask("Hello!").answer.verdict is Verdict.CHAT
        assert assistant.ask("Who built it?", offline=True).answer.verdict is Verdict.ANSWERED
        failed = assistant.ask("Who built the bridge?").answer
    assert failed.verdict is Verdict.FAILED
    assert "nowhere" in failed.text


def test_the_vectors_of_a_model_server_are_searched_and_never_mixed_with_others(file, settings):
    with model_server() as server, open_library(settings) as library:
        library.add(file)
        served = settings.model_copy(
            update={"embedding_model": "openai:embed", "openai_base_url": server.url}
        )
        assert open_article(file, served).ask("Who built it?").answer.retrieved
        library.close()
        with open_library(served) as again:
            (kept,) = again.articles()
            assert again.open(kept.id).ask("Who built the bridge?").answer.retrieved
    assert all(asked.path == "/v1/embeddings" for asked in server.requests)
    sent = [text for asked in server.requests for text in asked.body["input"]]
    assert sent.count("Floods closed it twice.") == 2


def test_a_text_is_answered_like_a_file(settings):
    assistant = open_article(document_of(STORY, "The bridge"), settings)
    assert assistant.article.title == "The bridge"
    assert assistant.article.text == STORY


def test_a_stored_article_answers_as_the_same_file_in_memory_does(file, settings):
    in_memory = open_article(file, settings)
    with open_library(settings) as library:
        stored = library.open(library.add(file).id)
        assert stored.article == in_memory.article
        for question in ("When was the bridge opened?", "Who won the cup?", "What closed it?"):
            kept, fresh = (each.ask(question).answer for each in (stored, in_memory))
            assert kept.confidence == pytest.approx(fresh.confidence, abs=1e-4)
            assert replace(kept, confidence=fresh.confidence) == fresh


def test_a_second_start_embeds_nothing(file, settings, monkeypatch):
    from assistant.retrieval.embedding import EmbeddedModel

    with open_library(settings) as library:
        article = library.add(file)
    encoded: list[str] = []
    encode = EmbeddedModel.encode

    def counting(model: EmbeddedModel, texts: list[str]) -> object:
        encoded.extend(texts)
        return encode(model, texts)

    monkeypatch.setattr(EmbeddedModel, "encode", counting)
    with open_library(settings) as library:
        library.add(file)
        library.open(article.id)
    assert encoded == []


def test_a_newer_way_of_splitting_reads_the_stored_text_with_its_markup_again(
    tmp_path, settings, monkeypatch
):
    file = tmp_path / "bridge.md"
    file.write_text(f"# The old bridge\n\n{STORY}\n", encoding="utf-8")
    with open_library(settings) as library:
        article = library.add(file)
    assert article.sentences[0].kind is SentenceKind.HEADING
    monkeypatch.setattr("assistant.article.splitting.SPLITTING_VERSION", 99)
    with open_library(settings) as library:
        assert library.open(article.id).article == article


def test_the_shipped_article_answers_after_a_restart_as_at_first(settings):
    question = "Where are Xi and Putin meeting?"
    with open_library(settings) as library:
        first = library.seed().ask(question).answer
    with open_library(settings) as library:
        assert library.seed().ask(question).answer == first
    assert first.verdict is Verdict.ANSWERED
    assert "Samarkand" in first.text


def test_a_file_that_cannot_be_an_article_leaves_the_library_empty(tmp_path, settings):
    empty = tmp_path / "empty.txt"
    empty.touch()
    with open_library(settings) as library:
        with pytest.raises(ArticleError):
            library.add(empty)
        assert library.articles() == ()


def test_a_library_that_cannot_be_opened_holds_nothing_afterwards(settings):
    wrong = settings.model_copy(update={"chroma_url": "nonsense"})
    with pytest.raises(SettingsError):
        open_library(wrong)
    open_library(settings).close()


def test_a_second_library_in_the_same_folder_is_refused(settings):
    with open_library(settings), pytest.raises(StorageError, match="in use"):
        open_library(settings)


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        ("import assistant.building", {"numpy", "chromadb", "sqlalchemy", "onnxruntime"}),
        (
            "from assistant.building import open_library; from assistant.settings import Settings;"
            "import sys; open_library(Settings(_env_file=None, data_dir=sys.argv[1])).articles()",
            {"chromadb", "onnxruntime", "streamlit", "langchain_core", "openai"},
        ),
        (
            "from assistant.building import open_article; from assistant.settings import Settings;"
            "from assistant.article.loading import document_of;"
            "open_article(document_of('A tower. It fell.'), Settings(_env_file=None))"
            ".ask('What fell?').answer",
            {"chromadb", "sqlalchemy", "streamlit", "langchain_core", "openai"},
        ),
    ],
)
def test_what_is_not_needed_is_not_imported(tmp_path, statement, unwanted):
    program = f"{statement}\nimport sys; print(*sorted(set(sys.modules) & {unwanted!r}))"
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
