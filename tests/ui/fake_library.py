"""A real library on a real database, whose one article is answered about by a fake assistant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from assistant.article.loading import Document
from assistant.data_folder import DataFolder
from assistant.database import Database
from assistant.library import Library, Recipe

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.answering.asking import Assistant
    from assistant.conversing import Conversation
    from assistant.retrieval.indexing import ChromaIndexes
    from tests.ui.fake_assistant import FakeAssistant


class NoIndexes:
    """What a library needs of its indexes, for an assistant that searches none."""

    def build(self, *_: object) -> None:
        return

    def open(self, *_: object) -> object:
        return self

    def drop(self, _: str) -> None:
        return

    def sweep(self, _: frozenset[str]) -> None:
        return

    def close(self) -> None:
        return


def library_of(assistant: FakeAssistant | Assistant, folder: Path, url: str = "") -> Library:
    """A library in `folder` that holds the assistant's article."""
    article = assistant.article
    source = Document(article.title, article.text, "plain", article.origin)
    recipe = Recipe(
        read=lambda _: source,
        seed=lambda: source,
        again=lambda _: source,
        understand=lambda _: (article, np.zeros((0, 384), np.float32)),
        name=lambda _: "0" * 32,
        assemble=lambda _, index: cast("Assistant", assistant),
    )
    data = DataFolder(folder)
    database = Database(url or data.database)
    library = Library(data, database, cast("ChromaIndexes", cast("Any", NoIndexes())), recipe)
    library.seed()
    return library


def stored(library: Library, named: str) -> Conversation:
    """A conversation that has to be there."""
    found = library.conversation(named)
    assert found is not None
    return found
