"""The library as every visit to this server shares it, with all that goes on in it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from assistant import AssistantError
from ui.additions import Additions
from ui.answers import Talks
from ui.measuring import Measurement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant import Library
    from ui.answers import Answering, Talk


class SharedLibrary:
    """The stored articles, the conversations open here, and the articles being added.

    Every method may be called from any thread, and raises an AssistantError if what it is asked
    for is not there or cannot be read.
    """

    def __init__(self, library: Library, first: str = "") -> None:
        """`first` is the article shown where the address names none."""
        self.library = library
        self.additions = Additions(library, self.suggestions)
        self.measurement = Measurement()
        self._first = first
        self._talks: dict[str, Talks] = {}
        self._suggestions: dict[str, Sequence[str]] = {}
        self._lock = threading.Lock()

    @property
    def first(self) -> str:
        """The article shown where the address names none; empty where there is no article."""
        stored = [summary.id for summary in self.library.articles()]
        return self._first if self._first in stored else next(reversed(stored), "")

    def assistant(self, article_id: str) -> Answering:
        """What answers about a stored article."""
        return self.library.open(article_id)

    def talks(self, article_id: str) -> Talks:
        """The conversations about an article that are open here."""
        with self._lock:
            return self._talks.setdefault(article_id, Talks(self.library, article_id))

    def talk(self, article_id: str, conversation_id: str) -> Talk | None:
        """A conversation that is open here or stored; None where there is no such one."""
        stored = any(summary.id == article_id for summary in self.library.articles())
        return self.talks(article_id).find(conversation_id) if stored else None

    def suggestions(self, article_id: str) -> Sequence[str]:
        """Example questions; finding them asks the assistant, so they are found once.

        A page without examples is better than no page.
        """
        if article_id not in self._suggestions:
            try:
                self._suggestions[article_id] = self.assistant(article_id).suggestions()
            except AssistantError:
                return ()
        return self._suggestions[article_id]

    def remove(self, article_id: str) -> None:
        """Remove an article with every conversation about it, for good."""
        self.library.remove(article_id)
        with self._lock:
            self._talks.pop(article_id, None)
            self._suggestions.pop(article_id, None)
