"""An evaluation that goes on whoever looks at it: at most one at a time on this server."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant import AssistantError, read_settings
from assistant.errors import UNEXPECTED

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[str, int], Callable[[], None]]
    """Begins a task of so many steps; what it returns is called after each."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """How far it has come; `failed` says why the last one came to nothing."""

    running: bool = False
    done: int = 0
    total: int = 0
    failed: str = ""


class CancelledError(Exception):
    """Somebody cancelled the evaluation."""


def measure_and_keep(progress: Progress) -> None:
    """Ask everything that the shipped gold sets ask, and keep what came of it for the page."""
    from assistant.evaluation.keeping import KeptRuns  # reading does not wait for any of this
    from assistant.evaluation.measuring import measure_what_ships

    KeptRuns(read_settings().data_dir).keep(measure_what_ships(progress))


class Measurement:
    """Runs `measure`, which keeps what it finds, in a thread of the server's own.

    Every method may be called from any thread.
    """

    def __init__(self, measure: Callable[[Progress], None] = measure_and_keep) -> None:
        self._measure = measure
        self._lock = threading.Condition()
        self._state = State()
        self._cancelled = False

    @property
    def state(self) -> State:
        """How far it has come."""
        with self._lock:
            return self._state

    def begin(self) -> None:
        """Begin to measure; nothing happens while it is being measured already."""
        with self._lock:
            if self._state.running:
                return
            self._state = State(running=True)
            self._cancelled = False
        threading.Thread(target=self._run, daemon=True).start()

    def cancel(self) -> None:
        """End it after the question that is being asked."""
        with self._lock:
            self._cancelled = True

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended; False when `seconds` were not enough."""
        with self._lock:
            return self._lock.wait_for(lambda: not self._state.running, timeout=seconds)

    def _run(self) -> None:
        failed = ""
        try:
            self._measure(self._begin_task)
        except CancelledError:
            logger.info("an evaluation was cancelled")
        except AssistantError as error:
            failed = str(error)
        except Exception:  # a thread that ends without a word would seem to run for ever
            logger.exception("an evaluation broke off")
            failed = UNEXPECTED
        with self._lock:
            self._state = replace(self._state, running=False, failed=failed)
            self._lock.notify_all()

    def _begin_task(self, _: str, steps: int) -> Callable[[], None]:
        with self._lock:
            self._state = replace(self._state, done=0, total=steps)
        return self._step

    def _step(self) -> None:
        with self._lock:
            self._state = replace(self._state, done=self._state.done + 1)
            if self._cancelled:
                raise CancelledError
