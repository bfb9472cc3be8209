"""An assistant that has a model on this machine write about a real article: nothing is faked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from assistant import building
from assistant.building import Writer
from assistant.provider.chat import chat_model
from assistant.retrieval.embedding import EmbeddedModel
from assistant.retrieval.indexing import ExactIndex
from assistant.settings import read_settings
from tests.ui.fake_assistant import bridge

if TYPE_CHECKING:
    from assistant.answering.asking import Assistant
    from assistant.domain import Article
    from tests.servers.model_server import ModelServer

EMBEDDER = EmbeddedModel(threads=1)
KEY = "sk-canary-0123456789"


def writing_assistant(
    server: ModelServer | str, article: Article | None = None, **settings: Any
) -> Assistant:
    """An assistant whose answers are written by the model at a server or an address."""
    article = article or bridge()
    usual = {
        "chat_model": "openai:test-model",
        "openai_api_key": KEY,
        "openai_base_url": server if isinstance(server, str) else server.url,
    }
    set_to = read_settings(_env_file=None, **(usual | settings))
    writer = Writer(set_to, EMBEDDER, partial(chat_model, set_to))
    story = article.story
    index = ExactIndex(
        [sentence.number for sentence in story],
        EMBEDDER.encode([article.words_of(sentence) for sentence in story]),
    )
    return building.assemble(article, index, EMBEDDER, None, writer)
