"""The composition root: the only module that knows all the others.

A heavy library is imported by the part that needs it, when it needs it: opening one file never
pays for the database, and listing the library never pays for the model.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assistant.article.drafting import Draft, Report, Step, unreported
from assistant.domain import SentenceKind
from assistant.settings import Settings, read_settings

if TYPE_CHECKING:
    from assistant.answering.asking import Assistant
    from assistant.article.loading import Document, Markup
    from assistant.article.storing import StoredArticle
    from assistant.domain import Article
    from assistant.library import Library, Recipe
    from assistant.retrieval.embedding import EmbeddedModel
    from assistant.retrieval.indexing import ChromaIndexes, VectorIndex


def open_article(source: Path | Document, settings: Settings | None = None) -> Assistant:
    """An assistant for one file or document, kept in memory: nothing is stored.

    Raises ArticleError if the file cannot become an article.
    """
    from assistant.retrieval.indexing import ExactIndex

    embedder = _embedder(settings or read_settings())
    draft = understand(_document(source), embedder)
    article = draft.article
    index = ExactIndex([sentence.number for sentence in article.story], draft.story_vectors)
    return assemble(article, index, embedder)


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
        library = Library(folder, database, indexes, _recipe(_embedder(settings)))
        opened.pop_all()  # from here on it is the library that closes them
        return library


def understand(document: Document, embedder: EmbeddedModel, report: Report = unreported) -> Draft:
    """The one recipe from a document to an article that can be kept, or looked at first."""
    import numpy as np

    from assistant.article.cleaning import mark_boilerplate
    from assistant.article.splitting import split

    report(Step.SPLITTING)
    sentences = tuple(split(document.text, document.markup))
    words = [document.text[s.start : s.end] for s in sentences]
    vectors = np.empty((len(words), embedder.dimensions), np.float32)
    for row, each in enumerate(words):  # one at a time, so that it can be followed and cancelled
        report(Step.EMBEDDING, row, len(words))
        vectors[row] = embedder.encode([each])[0]
    marked = mark_boilerplate(document.text, sentences, vectors)
    judged = frozenset(s.number for s in marked if s.kind is SentenceKind.BOILERPLATE)
    return Draft(document, sentences, vectors, judged)


def _recipe(embedder: EmbeddedModel) -> Recipe:
    from assistant.library import Recipe

    return Recipe(
        read=_document,
        seed=_seed,
        again=_stored_document,
        understand=lambda document, report: understand(document, embedder, report),
        name=lambda article: _index_name(article, embedder),
        assemble=lambda article, index: assemble(article, index, embedder),
    )


def assemble(article: Article, index: VectorIndex, embedder: EmbeddedModel) -> Assistant:
    """The one way the parts of an assistant are put together, so that what is measured ships."""
    from assistant.answering.asking import Assistant
    from assistant.answering.quoting import Quoting
    from assistant.article.splitting import passages
    from assistant.retrieval.searching import FusedSearch

    search = FusedSearch(article, passages(article.sentences), index, embedder)
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
