"""The composition root: the only module that knows all the others.

A heavy library is imported by the part that needs it, when it needs it: opening one file never
pays for the database, and listing the library never pays for the model.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assistant.domain import Article, SentenceKind
from assistant.settings import Settings, read_settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from assistant.answering.asking import Assistant
    from assistant.article.loading import Document, Markup
    from assistant.article.storing import StoredArticle
    from assistant.library import Library, Recipe
    from assistant.retrieval.embedding import EmbeddedModel
    from assistant.retrieval.indexing import ChromaIndexes, VectorIndex
    from assistant.retrieval.reading import EmbeddedReader
    from assistant.retrieval.searching import Reader


def open_article(source: Path | Document, settings: Settings | None = None) -> Assistant:
    """An assistant for one file or document, kept in memory: nothing is stored.

    Raises ArticleError if the file cannot become an article.
    """
    from assistant.retrieval.indexing import ExactIndex

    settings = settings or read_settings()
    embedder = _embedder(settings)
    article, vectors = understand(_document(source), embedder)
    index = ExactIndex([sentence.number for sentence in article.story], vectors)
    return assemble(article, index, embedder, _reader(settings))


def open_library(settings: Settings | None = None) -> Library:
    """The articles and conversations that are kept, in a folder this process's until `close()`.

    Raises StorageError if the folder is in use or cannot be used, SettingsError for a bad setting.
    """
    from assistant.data_folder import DataFolder
    from assistant.database import Database
    from assistant.library import Library

    settings = settings or read_settings()
    with ExitStack() as opened:
        folder = opened.enter_context(DataFolder(settings.data_dir))
        database = Database(settings.database_url.get_secret_value() or folder.database)
        opened.callback(database.close)
        indexes = _indexes(settings, folder.index, database.library)
        opened.callback(indexes.close)
        recipe = _recipe(_embedder(settings), _reader(settings))
        library = Library(folder, database, indexes, recipe)
        opened.pop_all()  # from here on it is the library that closes them
        return library


def understand(document: Document, embedder: EmbeddedModel) -> tuple[Article, NDArray[np.float32]]:
    """The one recipe from a document to an article, and a vector for each sentence of its story."""
    from assistant.article.cleaning import mark_boilerplate
    from assistant.article.splitting import split

    sentences = split(document.text, document.markup)
    vectors = embedder.encode([document.text[s.start : s.end] for s in sentences])
    marked = mark_boilerplate(document.text, sentences, vectors)
    article = Article(
        document.title, document.text, marked, origin=document.origin, pages=document.pages
    )
    story = [row for row, s in enumerate(marked) if s.kind is not SentenceKind.BOILERPLATE]
    return article, vectors[story]


def _recipe(embedder: EmbeddedModel, reader: EmbeddedReader | None) -> Recipe:
    from assistant.library import Recipe

    return Recipe(
        read=_document,
        seed=_seed,
        again=_stored_document,
        understand=lambda document: understand(document, embedder),
        name=lambda article: _index_name(article, embedder),
        assemble=lambda article, index: assemble(article, index, embedder, reader),
    )


def assemble(
    article: Article, index: VectorIndex, embedder: EmbeddedModel, reader: Reader | None
) -> Assistant:
    """The one way the parts of an assistant are put together, so that what is measured ships.

    Without a reader, sentences are ranked and questions refused by wording and meaning alone.
    """
    from assistant.answering.asking import Assistant
    from assistant.answering.quoting import Quoting
    from assistant.article.splitting import passages
    from assistant.retrieval.searching import FusedSearch

    search = FusedSearch(article, passages(article.sentences), index, embedder, reader)
    return Assistant(article, Quoting(article, search))


def _indexes(settings: Settings, folder: Path, library: str) -> ChromaIndexes:
    from assistant.retrieval.indexing import ChromaFolder, ChromaServer

    if settings.chroma_url:
        return ChromaServer(settings.chroma_url, library)
    return ChromaFolder(folder)


def _index_name(article: Article, embedder: EmbeddedModel) -> str:
    from assistant.article.splitting import SPLITTING_VERSION
    from assistant.retrieval.indexing import index_name

    return index_name(article.text, article.sentences, embedder.fingerprint, SPLITTING_VERSION)


def _embedder(settings: Settings) -> EmbeddedModel:
    from assistant.retrieval.embedding import EmbeddedModel

    return EmbeddedModel(threads=settings.threads)


def _reader(settings: Settings) -> EmbeddedReader | None:
    from assistant.retrieval.reading import EmbeddedReader

    return EmbeddedReader(threads=settings.threads) if settings.reader else None


def _document(source: Path | Document) -> Document:
    from assistant.article.loading import read_document

    return read_document(source) if isinstance(source, Path) else source


def _stored_document(stored: StoredArticle) -> Document:
    """What an article was made from, to be made again by a newer recipe."""
    from assistant.article.loading import Document

    article = stored.article
    markup = cast("Markup", stored.markup)
    return Document(article.title, article.text, markup, article.origin, article.pages)


def _seed() -> Document:
    from assistant.article.loading import Document
    from assistant.resources import seed

    found = seed()
    text = found.article.read_bytes().decode("utf-8")
    return Document(found.title, text, "plain", found.origin)
