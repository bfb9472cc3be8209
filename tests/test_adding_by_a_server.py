"""An article whose vectors come from a server that fails is added whole or not at all."""

from __future__ import annotations

import pytest

from assistant.building import open_library
from assistant.errors import ModelError
from assistant.provider.embedding import TEXTS_A_BATCH
from assistant.settings import read_settings
from tests.servers.model_server import Refused, model_server

BRIDGES = "".join(f"Bridge number {n} was built in {1500 + n}. " for n in range(TEXTS_A_BATCH + 9))


@pytest.fixture
def bridges(tmp_path):
    path = tmp_path / "bridges.txt"
    path.write_text(BRIDGES)
    return path


@pytest.fixture
def served(tmp_path):
    """The settings of a library whose vectors come from this server."""

    def settings(server):
        return read_settings(
            _env_file=None,
            data_dir=tmp_path / "data",
            embedding_model="openai:embed",
            openai_base_url=server.url,
            reader=False,
        )

    return settings


def vectors(*rows):
    data = [{"index": at, "embedding": row} for at, row in enumerate(rows)]
    return Refused(200, {"object": "list", "model": "embed", "data": data})


UNUSABLE = {
    "of a server that refuses": (Refused(403, {"error": {"message": "no"}}), "may not use embed"),
    "too few": (vectors([1.0, 0.0]), f"1 vectors for {TEXTS_A_BATCH} texts"),
    "of two lengths": (
        vectors([1.0], *([[1.0, 0.0]] * (TEXTS_A_BATCH - 1))),
        "vectors of different lengths",
    ),
    "without a direction": (vectors(*([[0.0, 0.0]] * TEXTS_A_BATCH)), "no directions"),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_an_article_whose_vectors_cannot_be_used_is_not_added_and_can_be_later(
    what, bridges, served
):
    reply, told = UNUSABLE[what]
    with model_server(embedded=[reply]) as server, open_library(served(server)) as library:
        with pytest.raises(ModelError, match=told):
            library.add(bridges)
        assert library.articles() == ()
        kept = library.add(bridges)
        assert [each.id for each in library.articles()] == [kept.id]
        assert library.open(kept.id).ask("When was bridge number 9 built?").answer.retrieved


def test_a_server_that_dies_while_an_article_is_added_is_asked_only_for_the_rest(bridges, served):
    died = Refused(403, {"error": {"message": "gone"}})
    with (
        model_server(embedded=[None, died]) as server,
        open_library(served(server)) as library,
    ):
        with pytest.raises(ModelError):
            library.add(bridges)
        assert library.articles() == ()
        library.add(bridges)
        batches = [asked.body["input"] for asked in server.requests]
    assert [len(batch) for batch in batches] == [TEXTS_A_BATCH, 9, 9]
    assert batches[1] == batches[2]
