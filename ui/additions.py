"""Articles on their way into the library, each looked at by its reader before it is kept.

Like an answer, an addition belongs to a thread of the server's own: the page shows how far it is
and can go away meanwhile. One is worked on at a time, so that a long file never takes more than
its share from those who read and ask; the others wait their turn.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant import AssistantError, Step, document_in, document_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Set

    from assistant import Document, Draft, Library, Report

ADDITIONS_HELD = 20
UNEXPECTED = "Something went wrong while this was read; try it again, or paste its text."

logger = logging.getLogger(__name__)


class Stage(StrEnum):
    """Where an addition is."""

    WAITING = "waiting"  # for another one to be through
    WORKING = "working"
    LOOKED_AT = "looked_at"  # understood: its reader says whether it is kept
    KEPT = "kept"
    FAILED = "failed"
    CANCELLED = "cancelled"


SUGGESTING = "suggesting"
"""The last step, which is the page's own: finding questions to offer to the first reader."""

OVER = frozenset({Stage.KEPT, Stage.FAILED, Stage.CANCELLED})


class _CancelledError(Exception):
    """Raised through the work of an addition that its reader no longer wants."""


@dataclass(frozen=True)
class Addition:
    """An addition as it is now.

    `name` is the file's, empty for a pasted text. `step` is what is being done, or was when it
    ended, with `done` of `of` sentences. `reason` tells why it failed, `article` which one came
    of it; `known` tells that it was in the library before.
    """

    id: str
    name: str
    stage: Stage = Stage.WAITING
    step: str = Step.READING
    done: int = 0
    of: int = 0
    reason: str = ""
    draft: Draft | None = None
    article: str = ""
    known: bool = False

    @property
    def moving(self) -> bool:
        """Whether it changes without its reader."""
        return self.stage in {Stage.WAITING, Stage.WORKING}

    @property
    def cancellable(self) -> bool:
        """Whether it can still be had as if it had never been begun."""
        settled = self.step in {Step.KEEPING, SUGGESTING} and self.stage is Stage.WORKING
        return self.stage not in OVER and not settled


class Additions:
    """The additions of a server; what is over and longest unused is let go.

    Every method may be called from any thread.
    """

    def __init__(self, library: Library, suggest: Callable[[str], Sequence[str]]) -> None:
        """`suggest` finds the example questions about an article, for its first reader."""
        self._library = library
        self._suggest = suggest
        self._held: OrderedDict[str, Addition] = OrderedDict()
        self._work: deque[tuple[str, Callable[[str], None]]] = deque()
        self._changed = threading.Condition()
        self._working = False

    def upload(self, name: str, content: bytes) -> Addition:
        """Begin with a file that was sent."""

        def work(id_: str) -> None:
            self._understand(id_, document_in(content, name, lambda: self._go_on(id_)))

        return self._begin(name, work)

    def paste(self, text: str, title: str = "") -> Addition:
        """Begin with a text."""
        return self._begin("", lambda id_: self._understand(id_, document_of(text, title)))

    def find(self, id_: str) -> Addition | None:
        """An addition; None if it was let go, or the server was started again."""
        with self._changed:
            return self._held.get(id_)

    def keep(self, id_: str, title: str, boilerplate: Set[int]) -> None:
        """Keep what was looked at under a title, with these sentences as the site's own words.

        Raises ArticleError if they are all of its sentences.
        """
        with self._changed:
            found = self._held.get(id_)
            if found is None or found.draft is None or found.stage is not Stage.LOOKED_AT:
                return
            draft = found.draft.with_boilerplate(boilerplate)
            document = replace(draft.document, title=title.strip() or draft.document.title)
            draft = replace(draft, document=document)
            self._change(id_, stage=Stage.WAITING, step=Step.KEEPING, draft=draft)
            self._put(id_, lambda _: self._keep(id_, draft))

    def cancel(self, id_: str) -> None:
        """Stop working on it, or forget what was understood of it."""
        with self._changed:
            found = self._held.get(id_)
            if found is not None and found.cancellable:
                self._change(id_, stage=Stage.CANCELLED, draft=None)

    def wait(self, id_: str, seconds: float) -> bool:
        """Wait until it is its reader's turn; False when `seconds` were not enough."""

        def still() -> bool:
            found = self._held.get(id_)
            return found is None or not found.moving

        with self._changed:
            return self._changed.wait_for(still, timeout=seconds)

    def _begin(self, name: str, work: Callable[[str], None]) -> Addition:
        addition = Addition(secrets.token_hex(16), name)
        with self._changed:
            self._held[addition.id] = addition
            self._let_go()
            self._put(addition.id, work)
        return addition

    def _put(self, id_: str, work: Callable[[str], None]) -> None:
        self._work.append((id_, work))
        if not self._working:
            self._working = True
            threading.Thread(target=self._work_all, daemon=True).start()

    def _work_all(self) -> None:
        while (next_ := self._next()) is not None:
            id_, work = next_
            try:
                self._go_on(id_, stage=Stage.WORKING)
                work(id_)
            except _CancelledError:
                continue
            except AssistantError as error:
                self._change(id_, stage=Stage.FAILED, reason=str(error), draft=None)
            except Exception:  # the thread must live on to say so and to work on the next one
                logger.exception("an article could not be added")
                self._change(id_, stage=Stage.FAILED, reason=UNEXPECTED, draft=None)

    def _next(self) -> tuple[str, Callable[[str], None]] | None:
        with self._changed:
            if self._work:
                return self._work.popleft()
            self._working = False
            return None

    def _understand(self, id_: str, document: Document) -> None:
        known = self._library.stored(document)
        if known is not None:
            self._change(id_, stage=Stage.KEPT, article=known.id, known=True)
            return
        draft = self._library.draft(document, self._reporter(id_))
        self._change(id_, stage=Stage.LOOKED_AT, draft=draft)

    def _keep(self, id_: str, draft: Draft) -> None:
        article = self._library.keep(draft, self._reporter(id_))
        self._change(id_, step=SUGGESTING)
        self._suggest(article.id)
        self._change(id_, stage=Stage.KEPT, article=article.id, draft=None)

    def _reporter(self, id_: str) -> Report:
        def report(step: Step, done: int = 0, of: int = 0) -> None:
            self._go_on(id_, step=step, done=done, of=of)

        return report

    def _go_on(self, id_: str, **changes: object) -> None:
        """Note how far it is, unless nobody wants it any more: then its work ends here."""
        with self._changed:
            if id_ not in self._held or self._held[id_].stage is Stage.CANCELLED:
                raise _CancelledError
            self._change(id_, **changes)

    def _change(self, id_: str, **changes: object) -> None:
        with self._changed:
            found = self._held.get(id_)
            if found is not None and found.stage not in OVER:
                self._held[id_] = replace(found, **changes)  # type: ignore[arg-type]  # its fields
                self._changed.notify_all()

    def _let_go(self) -> None:
        over = [id_ for id_, each in self._held.items() if not each.moving]
        for id_ in over[: max(0, len(self._held) - ADDITIONS_HELD)]:
            del self._held[id_]
