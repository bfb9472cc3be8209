"""Vectors from a server, and servers whose vectors cannot be used."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from assistant.errors import ModelError, SettingsError
from assistant.provider.embedding import TEXTS_A_BATCH, ProviderEmbedder, embedding_model
from assistant.provider.endpoint import Endpoint
from assistant.provider.limits import Limits
from assistant.settings import Settings
from tests.servers.model_server import model_server, vector_of
from tests.servers.raw_server import HOLD, RESET, Script, head, raw_server, refusal

QUICK = Limits(first_backoff=0.0)


def embedder_at(url: str, limits: Limits = QUICK, **more: Any) -> ProviderEmbedder:
    given = {"embedding_model": "openai:small", "openai_base_url": url, **more}
    settings = Settings(_env_file=None, **given)  # type: ignore[call-arg]
    return embedding_model(settings, str.isalpha, limits=limits)


def vectors(*rows: Any, first: int = 0) -> bytes:
    data = [{"index": first + at, "embedding": row} for at, row in enumerate(rows)]
    return refusal(200, {"object": "list", "model": "small", "data": data})


def test_each_text_gets_a_row_of_unit_length_in_its_order():
    texts = [f"text number {number}" for number in range(TEXTS_A_BATCH * 2 + 1)]
    with model_server(dimensions=32) as server:
        rows = embedder_at(server.url).encode([*texts, texts[0]])
    assert rows.shape == (len(texts) + 1, 32)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0)
    expected = np.array([vector_of(text, 32) for text in texts])
    assert np.allclose(rows[:-1], expected / np.linalg.norm(expected, axis=1, keepdims=True))
    assert (rows[0] == rows[-1]).all()
    assert [len(asked.body["input"]) for asked in server.requests] == [TEXTS_A_BATCH] * 2 + [1]


def test_rows_that_come_in_another_order_are_put_right():
    data = [{"index": 1, "embedding": [0.0, 2.0]}, {"index": 0, "embedding": [3.0, 0.0]}]
    with raw_server([refusal(200, {"data": data, "model": "small", "object": "list"})]) as server:
        assert embedder_at(server.url).encode(["a", "b"]).tolist() == [[1.0, 0.0], [0.0, 1.0]]


UNUSABLE: dict[str, tuple[Script, str]] = {
    "too few": ([vectors([1.0, 0.0])], "sent 1 vectors for 2 texts"),
    "too many": ([vectors([1.0], [1.0], [1.0])], "sent 3 vectors for 2 texts"),
    "of two lengths": ([vectors([1.0, 0.0], [1.0])], "sent vectors of different lengths"),
    "of no length": ([vectors([], [])], "sent vectors of different lengths"),
    "without a direction": (
        [vectors([0.0, 0.0], [1.0, 0.0])],
        "sent vectors that are no directions",
    ),
    "not a number": (
        [vectors([1.0, 2.0], [3.0, 4.0]).replace(b"3.0", b"NaN")],
        "sent vectors that are no directions",
    ),
    "some missing": ([vectors([1.0], [1.0], first=1)], "sent something that cannot be read"),
    "of a server in trouble": ([refusal(500, "oh no")], "has trouble of its own (500)"),
    "of a model that is not there": (
        [refusal(404, {"error": {"message": "model small not found"}})],
        "small is not on 127.0.0.1",
    ),
    "of a page": ([refusal(200, "<html>")], "cannot be read"),
    "cut in the middle": ([vectors([1.0], [1.0])[:-20], RESET], "broke; try again in a moment"),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_vectors_that_cannot_be_used_are_refused_with_what_to_do(what):
    script, told = UNUSABLE[what]
    with raw_server(script) as server, pytest.raises(ModelError) as raised:
        embedder_at(server.url).encode(["a", "b"])
    assert told in str(raised.value)
    assert "ASSISTANT_CHAT_MODEL" not in str(raised.value)


def test_vectors_of_another_length_than_before_are_refused():
    with raw_server([vectors([1.0, 0.0])], [vectors([1.0])]) as server:
        embedder = embedder_at(server.url)
        embedder.encode(["a"])
        with pytest.raises(ModelError, match="different lengths"):
            embedder.encode(["b"])


def test_a_server_that_recovers_is_forgiven():
    with raw_server([refusal(503, "busy")], [vectors([0.0, 2.0])]) as server:
        assert embedder_at(server.url).encode(["a"]).tolist() == [[0.0, 1.0]]


def test_a_server_that_dies_half_way_is_asked_only_for_the_rest():
    texts = [str(number) for number in range(TEXTS_A_BATCH * 3)]
    batch = vectors(*([1.0, float(number)] for number in range(TEXTS_A_BATCH)))
    dead = refusal(500, "oh no")
    with raw_server([batch], [batch], [dead], [dead], [dead], [batch]) as server:
        embedder = embedder_at(server.url)
        with pytest.raises(ModelError):
            embedder.encode(texts)
        rows = embedder.encode(texts)
    asked = [json.loads(hit.partition(b"\r\n\r\n")[2])["input"] for hit in server.hits]
    assert rows.shape == (len(texts), 2)
    assert asked[-1] == texts[TEXTS_A_BATCH * 2 :]
    assert len(asked) == 6


def test_only_so_many_vectors_are_kept():
    asked: list[list[str]] = []

    async def embed(texts: list[str]) -> list[list[float]]:
        asked.append(texts)
        return [[1.0, 0.0] for _ in texts]

    embedder = ProviderEmbedder(Endpoint("vendor", "small"), embed, str.isalpha, texts_kept=2)
    for texts in (["a", "b", "c"], ["c", "b"], ["a"]):
        assert len(embedder.encode(texts)) == len(texts)
    assert asked == [["a", "b", "c"], ["a"]]


def test_a_server_that_says_nothing_is_given_up():
    with raw_server([head(), HOLD]) as server:
        embedder = embedder_at(server.url, Limits(total=0.2))
        with pytest.raises(ModelError, match="did not answer in time; try again"):
            embedder.encode(["a"])
    assert len(server.hits) == 1


def test_no_text_needs_no_server():
    assert embedder_at("http://127.0.0.1:9/v1").encode([]).shape[0] == 0


def test_a_text_that_no_server_could_read_is_still_sent():
    with model_server() as server:
        embedder_at(server.url).encode(["", "half \ud83d", "x" * 100_000])
    empty, half, long = server.requests[0].body["input"]
    assert (empty, half, len(long)) == (" ", "half ?", 8_000)


def test_a_fingerprint_names_the_model_and_its_server():
    here, there = embedder_at("http://127.0.0.1:1/v1"), embedder_at("http://127.0.0.1:2/v1")
    other = embedder_at("http://127.0.0.1:1/v1", embedding_model="openai:large")
    assert len({here.fingerprint, there.fingerprint, other.fingerprint}) == 3
    assert here.fingerprint == embedder_at("http://127.0.0.1:1/v1").fingerprint


def test_a_word_is_known_to_the_vocabulary_that_was_given():
    embedder = embedder_at("http://127.0.0.1:1/v1")
    assert (embedder.knows("word"), embedder.knows("w0rd")) == (True, False)


def test_a_vendor_that_is_not_installed_is_named():
    settings = Settings(_env_file=None, embedding_model="cohere:small")  # type: ignore[call-arg]
    with pytest.raises(SettingsError, match="pip install langchain-cohere"):
        embedding_model(settings, str.isalpha)
