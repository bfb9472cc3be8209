"""Articles and their sentences in SQL: the truth from which any index can be built again.

An article is listed and opened only once it is `ready`, which the transaction that ends indexing
says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from assistant.domain import Article, Sentence, SentenceKind, checksum_of
from assistant.errors import StorageError
from assistant.schema import articles, sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.database import Database


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What a list of articles shows; `added` is in UTC."""

    id: str
    title: str
    origin: str
    added: datetime


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """A ready article, the markup it was split by, and the fingerprint its index was built for.

    `chosen` tells of the sentences that a reader marked, by the offset at which they begin,
    whether they are boilerplate.
    """

    article: Article
    markup: str
    fingerprint: str
    chosen: Mapping[int, bool]


@dataclass(frozen=True, slots=True)
class _Row:
    """An article as a sweep sees it; `abandoned` is what no other process is working on."""

    id: str
    fingerprint: str
    abandoned: bool


class StoredArticles:
    """The articles in one database. Safe to use from several threads.

    Every method raises StorageError if the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def summaries(self) -> tuple[ArticleSummary, ...]:
        """The ready articles, oldest first."""
        columns = (articles.c.id, articles.c.title, articles.c.origin, articles.c.added)
        chosen = select(*columns).where(articles.c.ready).order_by(articles.c.added, articles.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(chosen).all()
        return tuple(ArticleSummary(row.id, row.title, row.origin, row.added) for row in rows)

    def read(self, article_id: str) -> StoredArticle | None:
        """A ready article with its sentences; None if there is none of that id."""
        chosen = select(articles).where(articles.c.id == article_id, articles.c.ready)
        lines = (
            select(sentences)
            .where(sentences.c.article_id == article_id)
            .order_by(sentences.c.number)
        )
        with self._database.reading() as connection:
            row = connection.execute(chosen).one_or_none()
            parts = connection.execute(lines).all() if row else ()
        if row is None:
            return None
        if checksum_of(row.text) != row.checksum:
            message = (
                f"The stored text of article {article_id} in {self._database.place} is damaged: "
                "remove the article and add it again."
            )
            raise StorageError(message)
        split = tuple(Sentence(s.number, s.start, s.end, SentenceKind(s.kind)) for s in parts)
        article = Article(row.title, row.text, split, row.language, row.origin, tuple(row.pages))
        return StoredArticle(article, row.markup, row.fingerprint, dict(row.chosen or ()))

    def begin(
        self,
        article: Article,
        markup: str,
        fingerprint: str,
        chosen: Mapping[int, bool] | None = None,
    ) -> bool:
        """Note that `article` is being indexed; nobody can see it yet.

        False if it is ready already: another process may have been quicker.
        """
        row = {
            "id": article.id,
            "title": article.title,
            "text": article.text,
            "markup": markup,
            "language": article.language,
            "origin": article.origin,
            "pages": list(article.pages),
            "chosen": list((chosen or {}).items()),
            "checksum": article.checksum,
            "added": datetime.now(UTC),
            "fingerprint": fingerprint,
            "ready": False,
            "writer": self._database.writer,
        }
        mine = articles.c.id == article.id
        with self._database.writing() as connection:
            self._database.alone(connection)
            connection.execute(delete(articles).where(mine, ~articles.c.ready))
            if connection.execute(select(articles.c.id).where(mine)).first():
                return False
            connection.execute(insert(articles).values(row))
        return True

    def finish(self, article: Article, fingerprint: str) -> None:
        """Store the sentences and make the article ready, both or neither."""
        mine = sentences.c.article_id == article.id
        rows = [
            {
                "article_id": article.id,
                "number": sentence.number,
                "start": sentence.start,
                "end": sentence.end,
                "kind": sentence.kind.value,
            }
            for sentence in article.sentences
        ]
        flip = update(articles).where(articles.c.id == article.id)
        with self._database.writing() as connection:
            connection.execute(delete(sentences).where(mine))
            if rows:
                connection.execute(insert(sentences), rows)
            connection.execute(flip.values(fingerprint=fingerprint, ready=True))

    def withdraw(self, article_id: str) -> str | None:
        """Hide an article before its parts are removed; its fingerprint, None if it is gone."""
        mine = articles.c.id == article_id
        with self._database.writing() as connection:
            row = connection.execute(select(articles.c.fingerprint).where(mine)).one_or_none()
            mark = {"ready": False, "writer": self._database.writer}
            connection.execute(update(articles).where(mine).values(mark))
        return None if row is None else str(row.fingerprint)

    def delete(self, article_id: str) -> None:
        """Remove an article and all that is about it, and overwrite its bytes in the files."""
        with self._database.writing() as connection:
            connection.execute(delete(articles).where(articles.c.id == article_id))
        self._database.empty_journal()

    def unready(self) -> dict[str, str]:
        """Articles whose adding or removing was cut short, with their fingerprints."""
        return {row.id: row.fingerprint for row in self._rows() if row.abandoned}

    def fingerprints(self) -> frozenset[str]:
        """The fingerprints in use: any other index is an orphan."""
        return frozenset(row.fingerprint for row in self._rows() if not row.abandoned)

    def _rows(self) -> list[_Row]:
        columns = (articles.c.id, articles.c.fingerprint, articles.c.ready, articles.c.writer)
        with self._database.reading() as connection:
            others = self._database.living(connection) - {self._database.writer}
            return [
                _Row(row.id, row.fingerprint, not row.ready and row.writer not in others)
                for row in connection.execute(select(*columns))
            ]
