"""The articles a person keeps, and the conversations about them.

SQL holds the truth and the index follows it. An article becomes visible in the transaction that
ends its indexing; whatever a killed process left half-done is swept at the next start.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock, RLock
from typing import TYPE_CHECKING

from assistant.article.drafting import Step, unreported
from assistant.article.storing import StoredArticles
from assistant.conversation.storing import StoredConversations
from assistant.conversing import Conversation
from assistant.domain import Article
from assistant.errors import StorageError
from assistant.feedback import Feedback

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from assistant.answering.asking import Assistant
    from assistant.article.drafting import Draft, Report
    from assistant.article.loading import Document
    from assistant.article.storing import ArticleSummary, StoredArticle
    from assistant.conversation.storing import ConversationSummary
    from assistant.data_folder import DataFolder
    from assistant.database import Database
    from assistant.retrieval.indexing import ChromaIndexes, VectorIndex

ARTICLES_HELD = 8
"""Opened articles kept for the next question; each costs some megabytes and a few threads."""

UNDO_FOR = timedelta(days=1)
"""How long a deleted conversation can be brought back; the next start after that erases it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an article comes about; the library decides only when."""

    read: Callable[[Path | Document], Document]
    seed: Callable[[], Document]
    again: Callable[[StoredArticle], Document]
    understand: Callable[[Document, Report], Draft]
    name: Callable[[Article], str]
    assemble: Callable[[Article, VectorIndex], Assistant]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search of the library brings: articles by title, conversations by name or question."""

    articles: tuple[ArticleSummary, ...]
    conversations: tuple[ConversationSummary, ...]


class Library:
    """Stored articles, each searchable or not there at all, and what was asked about them.

    One process at a time holds a data folder; those that share a PostgreSQL database have a folder
    each. Safe to use from several threads. Made by `open_library`; use it in a `with`, or `close()`
    it.
    """

    def __init__(
        self, folder: DataFolder, database: Database, indexes: ChromaIndexes, recipe: Recipe
    ) -> None:
        self._folder = folder
        self._database = database
        self._stored = StoredArticles(database)
        self._conversations = StoredConversations(database)
        self.feedback = Feedback(database, self._stored)
        self._indexes = indexes
        self._recipe = recipe
        self._held: OrderedDict[str, Assistant] = OrderedDict()
        # Held while something is written or opened, never while an article is being embedded.
        self._lock = RLock()
        # Held for an instant, so that nobody's next question waits for somebody's long article.
        self._holding = Lock()
        self._sweep()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of everything and let another process in; closing twice is harmless."""
        with self._lock:
            with self._holding:
                self._held.clear()
            self._indexes.close()
            self._database.close()
            self._folder.close()

    @property
    def place(self) -> str:
        """Where articles and conversations are stored: a file, or a URL without its password."""
        return self._database.place

    def articles(self) -> tuple[ArticleSummary, ...]:
        """What is stored and ready, oldest first."""
        return self._stored.summaries()

    def add(self, source: Path | Document) -> Article:
        """Store and index a file or document; a text already stored is returned as it is.

        Raises ArticleError if it cannot become an article, StorageError if it cannot be kept.
        Either way nothing is half-stored.
        """
        return self._add(self._recipe.read(source))

    def stored(self, document: Document) -> Article | None:
        """The stored article that has this text, if there is one."""
        known = self._stored.read(Article("", document.text, ()).id)
        return known.article if known else None

    def draft(self, document: Document, report: Report = unreported) -> Draft:
        """What would become of a document: to be looked at, changed, and then kept or forgotten.

        `report` is told of every step. Raises ArticleError if it cannot become an article.
        """
        return self._recipe.understand(document, report)

    def keep(self, draft: Draft, report: Report = unreported) -> Article:
        """Store and index a draft; a text stored meanwhile is returned as it is.

        Raises StorageError if it cannot be kept; then nothing is half-stored.
        """
        article = draft.article
        with self._lock:
            known = self._stored.read(article.id)  # another thread may have been quicker
            if known is not None:
                return known.article
            report(Step.KEEPING)  # the last moment at which it can be cancelled
            name = self._recipe.name(article)
            try:
                if self._stored.begin(article, draft.document.markup, name, draft.chosen):
                    self._indexes.build(name, _numbers(article), draft.story_vectors)
                    self._stored.finish(article, name)
            except BaseException:
                with suppress(StorageError):  # what cannot be removed now goes at the next start
                    self._sweep()
                raise
        return article

    def seed(self) -> Assistant:
        """An assistant for the article that ships with Footnote, added on first use."""
        return self.open(self._add(self._recipe.seed()).id)

    def article(self, article_id: str) -> Article:
        """A stored article, to be read; raises StorageError if there is none of that identifier."""
        return self._known(article_id).article

    def open(self, article_id: str) -> Assistant:
        """An assistant for a stored article, indexed again first if its index does not serve.

        Raises StorageError if there is no such article.
        """
        assistant = self._recently_opened(article_id) or self._open(article_id)
        if assistant is None:
            self._index_again(article_id)
            assistant = self._open(article_id)
        if assistant is None:
            message = (
                f"The index of article {article_id} in {self._folder.index} cannot be read back "
                "right after it was written: check the disk."
            )
            raise StorageError(message)
        return assistant

    def remove(self, article_id: str) -> None:
        """Delete an article, its index and every conversation about it, also from the disk.

        Raises StorageError if there is no such article.
        """
        with self._lock:
            self._known(article_id)
            with self._holding:
                self._held.pop(article_id, None)
            fingerprint = self._stored.withdraw(article_id)
            if fingerprint is not None:  # else another process was quicker
                self._indexes.drop(fingerprint)
                self._stored.delete(article_id)

    def converse(self, article_id: str, name: str = "") -> Conversation:
        """A new conversation about a stored article; it is stored with its first question."""
        return Conversation(self._conversations, self.open(article_id), name=name)

    def conversation(self, named: str) -> Conversation | None:
        """A stored conversation, to be read or gone on with, by its identifier or its name."""
        found = self._conversations.find(named)
        if found is None:
            return None
        assistant = self.open(found.article_id)
        return Conversation(self._conversations, assistant, found.id, found.name)

    def conversations(self, article_id: str | None = None) -> tuple[ConversationSummary, ...]:
        """The stored conversations, about one article or about any, oldest first."""
        return self._conversations.summaries(article_id)

    def delete_conversation(self, conversation_id: str, *, for_good: bool = False) -> None:
        """Delete a conversation; unless it is `for_good` it can be brought back for a day."""
        if for_good:
            self._conversations.erase(conversation_id)
        else:
            self._conversations.delete(conversation_id)

    def undelete_conversation(
        self, conversation_id: str | None = None
    ) -> ConversationSummary | None:
        """Bring back a deleted conversation, or the one deleted last; None if there is none.

        Raises StorageError if another took its name meanwhile.
        """
        return self._conversations.restore(conversation_id)

    def rename_conversation(self, conversation_id: str, name: str) -> None:
        """Give a conversation another name, by which it is found; an empty one takes it away.

        Raises StorageError if there is no such conversation or another one has that name.
        """
        self._conversations.rename(conversation_id, " ".join(name.split()))

    def search(self, words: str) -> Found:
        """What is called by these words, or was asked with them; capitals make no difference."""
        wanted = " ".join(words.split())
        titles = tuple(
            each for each in self.articles() if wanted.casefold() in each.title.casefold()
        )
        return Found(titles, self._conversations.search(wanted))

    def _add(self, document: Document) -> Article:
        return self.stored(document) or self.keep(self.draft(document))

    def _open(self, article_id: str) -> Assistant | None:
        """The assistant if its index serves; None if it has to be indexed again."""
        with self._lock:
            held = self._recently_opened(article_id)  # another thread may have been quicker
            if held is not None:
                return held
            known = self._known(article_id)
            name = self._recipe.name(known.article)
            if name != known.fingerprint:
                return None
            index = self._indexes.open(name, _numbers(known.article))
            if index is None:
                return None
            assistant = self._recipe.assemble(known.article, index)
            with self._holding:
                self._held[article_id] = assistant
                if len(self._held) > ARTICLES_HELD:
                    self._held.popitem(last=False)
            return assistant

    def _recently_opened(self, article_id: str) -> Assistant | None:
        with self._holding:
            if article_id in self._held:
                self._held.move_to_end(article_id)
            return self._held.get(article_id)

    def _index_again(self, article_id: str) -> None:
        """Run the whole recipe on the stored text; what was there serves until that is done."""
        known = self._known(article_id)
        draft = self._recipe.understand(self._recipe.again(known), unreported)
        draft = replace(draft, chosen=known.chosen)
        article = draft.article
        with self._lock:
            known = self._known(article_id)  # it may have been removed meanwhile
            name = self._recipe.name(article)
            self._indexes.build(name, _numbers(article), draft.story_vectors)
            self._stored.finish(article, name)
            if name != known.fingerprint:
                self._indexes.drop(known.fingerprint)

    def _known(self, article_id: str) -> StoredArticle:
        known = self._stored.read(article_id)
        if known is None:
            message = (
                f"There is no article {article_id!r} in {self.place}: add it first, or "
                "choose one from the list of articles."
            )
            raise StorageError(message)
        return known

    def _sweep(self) -> None:
        """Remove what an interrupted addition or removal left, and what was deleted long ago."""
        self._conversations.erase_deleted(before=datetime.now(UTC) - UNDO_FOR)
        for article_id, fingerprint in self._stored.unready().items():
            self._indexes.drop(fingerprint)
            self._stored.delete(article_id)
        self._indexes.sweep(self._stored.fingerprints())


def _numbers(article: Article) -> list[int]:
    return [sentence.number for sentence in article.story]
