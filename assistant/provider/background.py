"""One event loop in a thread of its own, for the whole process.

A read that blocks cannot be ended from another thread; a task of an event loop can, at once.
"""

from __future__ import annotations

import asyncio
from threading import Lock, Thread
from typing import TYPE_CHECKING, TypeVar
from weakref import finalize

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future

T = TypeVar("T")


class BackgroundLoop:
    """An event loop that starts when it is first used and ends with the process.

    `make` makes the loop: whoever needs a clock of its own gives one that has it.
    """

    def __init__(
        self, make: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    ) -> None:
        self._make = make
        self._starting = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The running loop."""
        with self._starting:
            if self._loop is None:
                self._loop = self._make()
                Thread(target=self._run, args=(self._loop,), name="wire", daemon=True).start()
            return self._loop

    def start(self, work: Coroutine[object, object, T]) -> Future[T]:
        """Begin a piece of work; its future may be waited for or cancelled from any thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def call(self, what: Callable[[], object]) -> None:
        """Have the loop do something short, soon."""
        self.loop.call_soon_threadsafe(what)

    def close_with(
        self, owner: object, close: Callable[[], Coroutine[object, object, None]]
    ) -> None:
        """Have connections closed once nobody holds their `owner` any longer.

        At the end of the process they end by themselves.
        """
        finalize(owner, self.call, lambda: self._keep(close())).atexit = False

    def _keep(self, work: Coroutine[object, object, None]) -> None:
        task = self.loop.create_task(work)
        self._tasks.add(task)  # a loop alone does not keep its tasks
        task.add_done_callback(self._tasks.discard)

    @staticmethod
    def _run(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()


WIRE = BackgroundLoop()
"""The one that every model talks on."""
