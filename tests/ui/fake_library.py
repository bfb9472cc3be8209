"""A real library on a real database, whose articles are answered about by fake assistants."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from assistant.article.drafting import Draft, Report, Step
from assistant.article.loading import Document, document_of, read_document
from assistant.data_folder import DataFolder
from assistant.database import Database
from assistant.domain import SentenceKind
from assistant.library import Library, Recipe
from tests.ui.fake_assistant import FakeAssistant, article_of

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.answering.asking import Assistant
    from assistant.article.storing import StoredArticle
    from assistant.conversing import Conversation
    from assistant.domain import Article
    from assistant.retrieval.indexing import ChromaIndexes


SLOWLY = "word by word"  # a text that says so is understood so


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
    """A library in `folder` that holds the assistant's article and takes others."""
    own = assistant.article
    source = Document(own.title, own.text, "plain", own.origin)

    def assistant_of(article: Article, _: object) -> Assistant:
        if article.id == own.id:
            return cast("Assistant", assistant)
        return cast("Assistant", FakeAssistant(article))

    def understand(document: Document, report: Report) -> Draft:
        article = own if document.text == own.text else _article(document)
        for done in range(len(article.sentences)):
            report(Step.EMBEDDING, done, len(article.sentences))
            time.sleep(0.1 if SLOWLY in document.text else 0)
        return draft_of(document, article)

    recipe = Recipe(
        read=lambda given: given if isinstance(given, Document) else read_document(given),
        seed=lambda: source,
        again=_again,
        understand=understand,
        name=lambda _: "0" * 32,
        assemble=assistant_of,
    )
    data = DataFolder(folder)
    database = Database(url or data.database)
    library = Library(data, database, cast("ChromaIndexes", cast("Any", NoIndexes())), recipe)
    library.seed()
    return library


def draft_of(document: Document, article: Article) -> Draft:
    """The draft from which that article would come."""
    site = SentenceKind.BOILERPLATE
    return Draft(
        document,
        tuple(
            replace(each, kind=SentenceKind.STORY) if each.kind is site else each
            for each in article.sentences
        ),
        np.zeros((len(article.sentences), 384), np.float32),
        frozenset(each.number for each in article.sentences if each.kind is site),
    )


def stored(library: Library, named: str) -> Conversation:
    """A conversation that has to be there."""
    found = library.conversation(named)
    assert found is not None
    return found


def _article(document: Document) -> Article:
    """Its sentences, those that speak of a newsletter marked."""
    bare = article_of(document.text, title=document.title)
    notices = [s.number for s in bare.sentences if "newsletter" in bare.words_of(s)]
    return article_of(document.text, notices, title=document.title)


def _again(stored: StoredArticle) -> Document:
    return document_of(stored.article.text, stored.article.title)
