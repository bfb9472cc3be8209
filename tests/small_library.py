"""A library whose recipe needs no model, for tests of keeping rather than of understanding."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, cast

import numpy as np

from assistant.article.drafting import Draft, Step
from assistant.article.loading import Document
from assistant.data_folder import DataFolder
from assistant.database import Database
from assistant.domain import Article, Sentence
from assistant.library import Library, Recipe
from assistant.retrieval.indexing import ChromaFolder, ChromaServer, ExactIndex, index_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from assistant.answering.asking import Assistant
    from assistant.article.drafting import Report
    from assistant.article.storing import StoredArticle
    from assistant.retrieval.indexing import VectorIndex


class Opened:
    """What stands in for an assistant: the article and the index it would search."""

    def __init__(self, article: Article, index: VectorIndex) -> None:
        self.article = article
        self.index = index

    def answers_like_exact_search(self) -> bool:
        exact = ExactIndex([s.number for s in self.article.story], vectors_of(self.article))
        return all(
            numbers(self.index.nearest(vector, 5)) == numbers(exact.nearest(vector, 5))
            for vector in vectors_of(self.article)
        )


class SmallRecipe:
    """Sentences end with a full stop; a sentence's vector is drawn from its own hash."""

    def __init__(self, splitting: int = 1) -> None:
        self.splitting = splitting
        self.understood = 0

    def understand(self, document: Document, report: Report) -> Draft:
        self.understood += 1
        article = small_article(document)
        report(Step.EMBEDDING, 0, len(article.sentences))
        return Draft(document, article.sentences, vectors_of(article))

    def recipe(self) -> Recipe:
        return Recipe(
            read=lambda source: cast("Document", source),
            seed=lambda: document("Seed. Of. All."),
            again=_again,
            understand=lambda document, report: self.understand(document, report),
            name=lambda article: index_name(article.text, article.sentences, "s", self.splitting),
            assemble=lambda article, index: cast("Assistant", Opened(article, index)),
        )


def open_small_library(path: Path, recipe: SmallRecipe | None = None, url: str = "") -> Library:
    folder = DataFolder(path)
    database = Database(folder.database)
    indexes = ChromaServer(url, database.library) if url else ChromaFolder(folder.index)
    return Library(folder, database, indexes, (recipe or SmallRecipe()).recipe())


def opened(library: Library, article_id: str) -> Opened:
    return cast("Opened", library.open(article_id))


def document(text: str, title: str = "Title") -> Document:
    return Document(title, text, "plain", "a test")


def sentences_about(word: str, count: int) -> str:
    return " ".join(f"Sentence {number} is about {word}." for number in range(count))


def small_article(source: Document) -> Article:
    found = re.finditer(r"[^.]+\.", source.text)
    sentences = tuple(
        Sentence(number, match.start(), match.end()) for number, match in enumerate(found, 1)
    )
    return Article(source.title, source.text, sentences, origin=source.origin)


def vectors_of(article: Article) -> NDArray[np.float32]:
    return np.array([vector_of(article.words_of(s)) for s in article.story], np.float32)


def vector_of(words: str) -> NDArray[np.float32]:
    seed = hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()[:8]
    vector = np.random.default_rng(int.from_bytes(seed, "big")).normal(size=384)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def numbers(found: Iterable[tuple[int, float]]) -> list[int]:
    return [number for number, _ in found]


def _again(stored: StoredArticle) -> Document:
    return document(stored.article.text, stored.article.title)
