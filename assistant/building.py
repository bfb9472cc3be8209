"""The composition root: the only module that knows all the others.

A heavy library is imported by the part that needs it, when it needs it: opening one file never
pays for the database, and listing the library never pays for the model.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from assistant.article.drafting import Draft, Report, Step, unreported
from assistant.domain import SentenceKind
from assistant.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from assistant.answering.asking import Assistant
    from assistant.article.loading import Document, Markup
    from assistant.article.storing import StoredArticle
    from assistant.domain import Answerer, Article, Searcher, Sentence
    from assistant.library import Library, Recipe
    from assistant.provider.model import Model
    from assistant.provider.spending import Spending
    from assistant.retrieval.embedding import EmbeddedModel
    from assistant.retrieval.indexing import ChromaIndexes, VectorIndex
    from assistant.retrieval.reading import EmbeddedReader
    from assistant.retrieval.searching import Reader


class Embedder(Protocol):
    """Turns texts into unit vectors, knows common words, and tells its vectors from others'."""

    @property
    def fingerprint(self) -> str:
        """Names the exact model."""

    @property
    def texts_at_once(self) -> int:
        """Texts to hand to `encode` in one go: the fewer, the better it is followed and cancelled.

        But each question to a server takes its time.
        """

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (texts, dimensions)."""

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is a common one, rather than a name or a typing mistake."""


@dataclass(frozen=True, slots=True)
class Writer:
    """What it takes to have a model write: `open_model` is called with the first question.

    `embedder` is the one that the checks were fitted with, whatever the search is done with.
    """

    settings: Settings
    embedder: EmbeddedModel
    open_model: Callable[[], Model]


def open_article(source: Path | Document, settings: Settings | None = None) -> Assistant:
    """An assistant for one file or document, kept in memory: nothing is stored.

    Raises ArticleError if the file cannot become an article.
    """
    from assistant.retrieval.indexing import ExactIndex

    settings = settings or read_settings()
    embedder = _embedder(settings)
    draft = understand(_document(source), embedder)
    article = draft.article
    index = ExactIndex([sentence.number for sentence in article.story], draft.story_vectors)
    return assemble(article, index, embedder, _reader(settings), _writer(settings))


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
        library = Library(folder, database, indexes, _recipe(settings))
        opened.pop_all()  # from here on it is the library that closes them
        return library


def understand(document: Document, embedder: Embedder, report: Report = unreported) -> Draft:
    """The one recipe from a document to an article that can be kept, or looked at first."""
    import numpy as np

    from assistant.article.cleaning import mark_boilerplate
    from assistant.article.flagging import mark_orders
    from assistant.article.splitting import split

    report(Step.SPLITTING)
    sentences = mark_orders(document.text, split(document.text, document.markup))
    words = [document.text[s.start : s.end] for s in sentences]
    rows: list[NDArray[np.float32]] = []
    at_once = embedder.texts_at_once
    for row in range(0, len(words), at_once):
        report(Step.EMBEDDING, row, len(words))
        rows.extend(embedder.encode(words[row : row + at_once]))
    vectors = np.stack(rows) if rows else embedder.encode([])
    ordinary = [row for row, s in enumerate(sentences) if s.kind is not SentenceKind.ORDERS]
    marked = mark_boilerplate(
        document.text, [sentences[row] for row in ordinary], vectors[ordinary]
    )
    judged = frozenset(s.number for s in marked if s.kind is SentenceKind.BOILERPLATE)
    return Draft(document, tuple(sentences), vectors, judged)


def _recipe(settings: Settings) -> Recipe:
    from assistant.library import Recipe

    embedder, reader, writer = _embedder(settings), _reader(settings), _writer(settings)
    return Recipe(
        read=_document,
        seed=_seed,
        again=_stored_document,
        understand=lambda document, report: understand(document, embedder, report),
        name=lambda article: _index_name(article, embedder),
        assemble=lambda article, index: assemble(article, index, embedder, reader, writer),
    )


def assemble(
    article: Article,
    index: VectorIndex,
    embedder: Embedder,
    reader: Reader | None,
    writer: Writer | None = None,
) -> Assistant:
    """The one way the parts of an assistant are put together, so that what is measured ships.

    Without a `reader`, sentences are ranked and questions refused by wording and meaning alone, and
    so they are for a `writer`; without one the answers are quoted.
    """
    from assistant.answering.asking import Assistant
    from assistant.answering.quoting import Quoting
    from assistant.article.splitting import passages
    from assistant.retrieval.searching import FusedSearch
    from assistant.retrieval.setting_apart import SetApart

    def search_of(sentences: Sequence[Sentence], reader: Reader | None) -> Searcher:
        return FusedSearch(article, passages(sentences), index, embedder, reader)

    def search(reader: Reader | None) -> Searcher:
        found = search_of(article.sentences, reader)
        ordinary = [s for s in article.sentences if s.kind is not SentenceKind.ORDERS]
        if len(ordinary) == len(article.sentences):
            return found
        return SetApart(found, search_of(ordinary, reader))

    quoting = Quoting(article, search(reader))
    if writer is None:
        return Assistant(article, quoting)
    # The model reads for itself, and a reader's time would come before its first word.
    written = writing(article, search(None) if reader else quoting.searcher, writer, quoting)
    return Assistant(article, written, offline=quoting, load=writer.open_model)


def writing(article: Article, searcher: Searcher, writer: Writer, quoting: Answerer) -> Answerer:
    """What answers about an article by having a model write; `quoting` answers without one."""
    from assistant.answering.checking import Checker
    from assistant.answering.writing import Writing

    checker = Checker(article, writer.embedder)
    spending = _spending(writer.settings)
    return Writing(
        article, searcher, checker, writer.open_model, writer.settings, quoting, spending
    )


def _writer(settings: Settings) -> Writer | None:
    if not settings.chat_model:
        return None
    return Writer(settings, _embedded_model(settings), partial(_chat_model, settings))


@lru_cache(maxsize=1)
def _chat_model(settings: Settings) -> Model:
    """One for all articles, its connections kept; to import its library takes seconds."""
    from assistant.provider.chat import chat_model

    return chat_model(settings)


def _spending(settings: Settings) -> Spending | None:
    from assistant.provider.spending import Prices, Spending

    if settings.prompt_price is None or settings.answer_price is None:
        return None
    return Spending(
        Prices(settings.prompt_price, settings.answer_price),
        settings.data_dir / "spending.json",
        settings.conversation_limit,
        settings.daily_limit,
    )


def _indexes(settings: Settings, folder: Path, library: str) -> ChromaIndexes:
    from assistant.retrieval.indexing import ChromaFolder, ChromaServer

    if settings.chroma_url:
        return ChromaServer(settings.chroma_url, library)
    return ChromaFolder(folder)


def _index_name(article: Article, embedder: Embedder) -> str:
    from assistant.article.splitting import SPLITTING_VERSION
    from assistant.retrieval.indexing import index_name

    return index_name(article.text, article.sentences, embedder.fingerprint, SPLITTING_VERSION)


def _embedder(settings: Settings) -> Embedder:
    if not settings.embedding_model:
        return _embedded_model(settings)
    from assistant.provider.embedding import embedding_model

    return embedding_model(settings, _embedded_model(settings).knows)


@lru_cache(maxsize=1)
def _embedded_model(settings: Settings) -> EmbeddedModel:
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
