from __future__ import annotations

import json
import os
import random
import shutil
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pytest

from assistant.domain import Sentence, SentenceKind
from assistant.errors import SettingsError, StorageError
from assistant.retrieval import greeting
from assistant.retrieval.indexing import (
    DAMAGED_KEPT,
    ChromaFolder,
    ChromaServer,
    ExactIndex,
    index_name,
)
from tests.chroma_server import chroma_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from assistant.retrieval.indexing import ChromaIndexes, VectorIndex

    Make = Callable[[list[int], NDArray[np.float32]], VectorIndex]

NAME = "0123456789abcdef" * 2
OTHER = "fedcba9876543210" * 2


def unit_vectors(count: int, seed: int = 1) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, 384))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def numbers_of(found: list[tuple[int, float]]) -> list[int]:
    return [number for number, _ in found]


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(params=["embedded", "server"])
def indexes(request, tmp_path) -> Iterator[ChromaIndexes]:
    opened: ChromaIndexes
    if request.param == "embedded":
        opened = ChromaFolder(tmp_path / "index")
    else:
        opened = ChromaServer(request.getfixturevalue("server"), tmp_path.name)
    yield opened
    opened.sweep(frozenset())
    opened.close()


@pytest.fixture(params=["exact", "embedded", "server"])
def make(request, tmp_path) -> Iterator[Make]:
    """Makes an index of each kind out of numbers and vectors."""
    if request.param == "exact":
        yield ExactIndex
        return
    if request.param == "embedded":
        indexes: ChromaIndexes = ChromaFolder(tmp_path / "index")
    else:
        indexes = ChromaServer(request.getfixturevalue("server"), tmp_path.name)

    def build(numbers: list[int], vectors: NDArray[np.float32]) -> VectorIndex:
        indexes.build(NAME, numbers, vectors)
        index = indexes.open(NAME, numbers)
        assert index is not None
        return index

    yield build
    indexes.sweep(frozenset())
    indexes.close()


def test_the_nearest_come_best_first_with_their_cosine(make):
    vectors = unit_vectors(30)
    numbers = list(range(2, 62, 2))  # boilerplate leaves gaps in the numbers
    question = unit_vectors(1, seed=2)[0]
    cosines = vectors @ question
    best = sorted(range(30), key=lambda row: -cosines[row])[:7]
    found = make(numbers, vectors).nearest(question, 7)
    assert numbers_of(found) == [numbers[row] for row in best]
    assert [cosine for _, cosine in found] == pytest.approx(cosines[best].tolist(), abs=1e-5)


def test_equal_sentences_come_in_reading_order(make):
    vectors = np.repeat(unit_vectors(1), 5, axis=0)
    assert numbers_of(make([9, 3, 7, 1, 5], vectors).nearest(vectors[0], 5)) == [1, 3, 5, 7, 9]


def test_asking_for_more_than_there_is_brings_everything(make):
    index = make([1, 2, 3], unit_vectors(3))
    assert sorted(numbers_of(index.nearest(unit_vectors(1)[0], 100))) == [1, 2, 3]
    assert index.nearest(unit_vectors(1)[0], 0) == []


@pytest.mark.parametrize("count", [0, 1, 2])
def test_an_article_of_hardly_any_story_can_be_searched(make, count):
    index = make(list(range(1, count + 1)), unit_vectors(count))
    assert len(index.nearest(unit_vectors(1)[0], 10)) == count


def test_a_longer_article_is_searched_exactly_and_can_be_ranked_whole(make):
    vectors = unit_vectors(1200)
    numbers = list(range(1, 1201))
    index, exact = make(numbers, vectors), ExactIndex(numbers, vectors)
    for question in unit_vectors(10, seed=3):
        assert numbers_of(index.nearest(question, 10)) == numbers_of(exact.nearest(question, 10))
    assert len(index.nearest(vectors[0], 1200)) == 1200


def test_vectors_are_given_back_in_the_order_asked_for(make):
    vectors = unit_vectors(40)
    index = make(list(range(1, 41)), vectors)
    assert index.vectors([40, 3, 17]) == pytest.approx(vectors[[39, 2, 16]], abs=1e-6)
    assert index.vectors([5]).dtype == np.float32


def test_an_index_is_found_again_by_its_name_and_only_for_the_same_sentences(indexes):
    indexes.build(NAME, [1, 2, 3], unit_vectors(3))
    assert indexes.open(OTHER, [1, 2, 3]) is None
    assert indexes.open(NAME, [1, 2, 3]) is not None
    assert indexes.open(NAME, [1, 2]) is None


def test_an_index_of_other_sentences_is_replaced_by_building_again(indexes):
    indexes.build(NAME, [1, 2, 3], unit_vectors(3))
    indexes.build(NAME, [1, 2], unit_vectors(2))
    index = indexes.open(NAME, [1, 2])
    assert index is not None
    assert sorted(numbers_of(index.nearest(unit_vectors(1)[0], 5))) == [1, 2]


def test_a_dropped_index_is_gone_and_dropping_it_again_is_harmless(indexes):
    indexes.build(NAME, [1], unit_vectors(1))
    indexes.drop(NAME)
    indexes.drop(NAME)
    assert indexes.open(NAME, [1]) is None


def test_a_sweep_keeps_what_is_to_be_kept(indexes):
    for name in (NAME, OTHER):
        indexes.build(name, [1], unit_vectors(1))
    indexes.sweep({OTHER})
    assert indexes.open(NAME, [1]) is None
    assert indexes.open(OTHER, [1]) is not None


def test_two_indexes_never_mix(indexes):
    indexes.build(NAME, [1, 2, 3], unit_vectors(3, seed=1))
    indexes.build(OTHER, [4, 5, 6], unit_vectors(3, seed=2))
    one, other = indexes.open(NAME, [1, 2, 3]), indexes.open(OTHER, [4, 5, 6])
    assert one is not None
    assert other is not None
    for question in unit_vectors(100, seed=3):
        assert set(numbers_of(one.nearest(question, 9))) == {1, 2, 3}
        assert set(numbers_of(other.nearest(question, 9))) == {4, 5, 6}


# What goes into the name


def test_a_name_changes_with_each_thing_that_went_into_the_index(monkeypatch):
    text, sentences = "One. Two.", (Sentence(1, 0, 4), Sentence(2, 5, 9))
    dimmed = (sentences[0], Sentence(2, 5, 9, SentenceKind.BOILERPLATE))
    names = [
        index_name(text, sentences, "model", 1),
        index_name("One. Too.", sentences, "model", 1),
        index_name(text, sentences[:1], "model", 1),
        index_name(text, dimmed, "model", 1),
        index_name(text, sentences, "other model", 1),
        index_name(text, sentences, "model", 2),
    ]
    monkeypatch.setattr("chromadb.__version__", "0.0.1")
    names.append(index_name(text, sentences, "model", 1))
    assert len(set(names)) == len(names)
    assert all(len(name) == 32 for name in names)


def test_a_name_can_be_given_to_any_text(monkeypatch):
    assert index_name("half \ud800 a pair \0", (), "model", 1)


# Embedded


def test_an_opened_index_outlives_the_removal_of_what_it_was_opened_from(tmp_path):
    indexes = ChromaFolder(tmp_path)
    indexes.build(NAME, [1, 2], unit_vectors(2))
    index = indexes.open(NAME, [1, 2])
    assert index is not None
    indexes.drop(NAME)
    assert len(index.nearest(unit_vectors(1)[0], 5)) == 2
    indexes.close()


def test_an_index_nobody_holds_any_more_closes_itself(tmp_path):
    indexes = ChromaFolder(tmp_path)
    indexes.build(NAME, [1, 2], unit_vectors(2))
    index = indexes.open(NAME, [1, 2])
    assert len(list((tmp_path / "opened").iterdir())) == 1
    del index
    assert list((tmp_path / "opened").iterdir()) == []


def test_reading_changes_nothing_of_what_was_sealed(tmp_path):
    indexes = ChromaFolder(tmp_path)
    indexes.build(NAME, [1, 2], unit_vectors(2))
    before = contents_of(tmp_path / NAME)
    index = indexes.open(NAME, [1, 2])
    assert index is not None
    index.nearest(unit_vectors(1)[0], 5)
    indexes.close()
    assert contents_of(tmp_path / NAME) == before


def test_what_a_killed_process_left_open_is_removed_at_the_next_start(tmp_path):
    for leftover in ("opened", "building"):
        (tmp_path / leftover / NAME).mkdir(parents=True)
    ChromaFolder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def contents_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def zero(data: bytes, _chance: random.Random) -> bytes:
    return bytes(len(data))


def flip(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]


def lengthen(data: bytes, _chance: random.Random) -> bytes:
    return data + b"\0"


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes | None]] = {
    "truncated": truncate,
    "zeroed": zero,
    "lengthened": lengthen,
    "deleted": lambda _data, _chance: None,
    **{f"flipped {time_}": flip for time_ in range(3)},
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """A built index of 300 sentences, large enough to use every file Chroma writes."""
    folder: Path = tmp_path_factory.mktemp("whole")
    ChromaFolder(folder).build(NAME, list(range(1, 301)), unit_vectors(300))
    return folder


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_set_aside_unopened_and_answers_stay_exact(tmp_path, whole, damage):
    numbers, vectors = list(range(1, 301)), unit_vectors(300)
    exact = ExactIndex(numbers, vectors)
    files = sorted(contents_of(whole / NAME))
    assert len(files) == 7
    for file in files:
        shutil.rmtree(tmp_path, ignore_errors=True)
        shutil.copytree(whole, tmp_path)
        target = tmp_path / NAME / file
        before = target.read_bytes()
        after = DAMAGES[damage](before, random.Random(f"{damage} {file}"))  # noqa: S311
        assert before != after
        target.unlink() if after is None else target.write_bytes(after)
        indexes = ChromaFolder(tmp_path)
        assert indexes.open(NAME, numbers) is None, file
        assert [path.name for path in (tmp_path / "damaged").iterdir()] == [f"{NAME}-1"]
        indexes.build(NAME, numbers, vectors)
        index = indexes.open(NAME, numbers)
        assert index is not None
        for question in unit_vectors(3, seed=4):
            found, wanted = index.nearest(question, 5), exact.nearest(question, 5)
            assert numbers_of(found) == numbers_of(wanted), file
        indexes.close()


def test_a_foreign_file_or_link_in_an_index_counts_as_damage(tmp_path, whole):
    for number, put in enumerate((Path.touch, lambda path: path.symlink_to(__file__))):
        folder = tmp_path / str(number)
        shutil.copytree(whole, folder)
        put(folder / NAME / "contents" / "foreign")
        assert ChromaFolder(folder).open(NAME, list(range(1, 301))) is None


@pytest.mark.parametrize("seal", [b"[]", b"{}", b"null", b"\xff", b""])
def test_a_seal_that_says_nothing_useful_counts_as_damage(tmp_path, whole, seal):
    shutil.copytree(whole, tmp_path / "index")
    (tmp_path / "index" / NAME / "seal.json").write_bytes(seal)
    assert ChromaFolder(tmp_path / "index").open(NAME, list(range(1, 301))) is None


def test_no_more_than_a_few_damaged_indexes_are_kept(tmp_path):
    indexes = ChromaFolder(tmp_path)
    for _ in range(DAMAGED_KEPT + 3):
        indexes.build(NAME, [1], unit_vectors(1))
        (tmp_path / NAME / "seal.json").unlink()
        assert indexes.open(NAME, [1]) is None
    kept = sorted(path.name for path in (tmp_path / "damaged").iterdir())
    assert kept == [f"{NAME}-4", f"{NAME}-5"]
    indexes.drop(NAME)
    assert list((tmp_path / "damaged").iterdir()) == []


def test_an_index_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "index").write_text("a file in the way")
    with pytest.raises(
        StorageError, match=r"The index at .* cannot be used .* check the disk"
    ) as caught:
        ChromaFolder(tmp_path / "index").build(NAME, [1], unit_vectors(1))
    assert "\n" not in str(caught.value)


def test_a_settings_file_in_the_working_folder_is_not_read_by_chroma(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("anonymized_telemetry=true\nis_persistent=nonsense\n")
    monkeypatch.chdir(tmp_path)
    indexes = ChromaFolder(tmp_path / "index")
    indexes.build(NAME, [1], unit_vectors(1))
    assert indexes.open(NAME, [1]) is not None
    indexes.close()


# A server


def test_libraries_that_share_a_server_leave_each_others_indexes_alone(server):
    mine, theirs = ChromaServer(server, "mine"), ChromaServer(server, "theirs")
    theirs.build(NAME, [1], unit_vectors(1))
    mine.drop(NAME)
    mine.sweep(frozenset())
    assert theirs.open(NAME, [1]) is not None
    theirs.drop(NAME)
    mine.close()
    theirs.close()


def test_an_index_dropped_by_somebody_else_is_one_sentence(server):
    indexes = ChromaServer(server, "dropped")
    indexes.build(NAME, [1], unit_vectors(1))
    index = indexes.open(NAME, [1])
    assert index is not None
    indexes.drop(NAME)
    with pytest.raises(StorageError, match="check that server"):
        index.nearest(unit_vectors(1)[0], 1)
    indexes.close()


def test_a_proxy_in_the_environment_is_not_asked_for_the_server(server, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "example.org")
    indexes = ChromaServer(server, "unproxied")
    indexes.build(NAME, [1], unit_vectors(1))
    assert indexes.open(NAME, [1]) is not None
    assert os.environ["no_proxy"] == "example.org"
    indexes.drop(NAME)
    indexes.close()


def test_a_server_that_is_not_there_is_one_sentence_with_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(StorageError) as caught:
        ChromaServer(f"http://127.0.0.1:{port}", "library")
    message = str(caught.value)
    assert f"127.0.0.1:{port}" in message
    assert "chroma run" in message
    assert "ASSISTANT_CHROMA_URL" in message
    assert "\n" not in message


def test_a_server_that_takes_the_call_and_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(greeting, "SERVER_PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(StorageError, match="No Chroma server answers"):
            ChromaServer(f"http://127.0.0.1:{port}", "library")


class Impostor(BaseHTTPRequestHandler):
    """Answers every request as the test says."""

    status = 200
    body: ClassVar[object] = {}
    software = "anything"

    def version_string(self) -> str:
        return self.software

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(json.dumps(self.body).encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.mark.parametrize(
    ("status", "body", "software", "complaint"),
    [
        (404, {"nanosecond heartbeat": 1}, "anything", "is not a Chroma server"),
        (200, {"hello": "world"}, "anything", "is not a Chroma server"),
        (302, {"nanosecond heartbeat": 1}, "anything", "is not a Chroma server"),
        (200, {"nanosecond heartbeat": 1}, "uvicorn", "is the Python one"),
    ],
)
def test_what_is_not_the_right_kind_of_server_is_refused(status, body, software, complaint):
    answers = type("Answers", (Impostor,), {"status": status, "body": body, "software": software})
    with ThreadingHTTPServer(("127.0.0.1", 0), answers) as impostor:
        Thread(target=impostor.serve_forever, kwargs={"poll_interval": 0.01}).start()
        with pytest.raises(StorageError, match=complaint):
            ChromaServer(f"http://127.0.0.1:{impostor.server_port}", "library")
        impostor.shutdown()


@pytest.mark.parametrize(
    "url",
    ["localhost:8000", "ftp://h:1", "http://", "http://h:99999", "http://h/path", "http://u:p@h"],
)
def test_an_address_that_cannot_be_one_is_shown_as_it_was_written(url):
    with pytest.raises(SettingsError, match="ASSISTANT_CHROMA_URL") as caught:
        ChromaServer(url, "library")
    assert url in str(caught.value)
