"""The folder on disk that holds everything, and the lock by which one process owns it.

Four processes writing one Chroma folder corrupt it, so a second process is told who is first. The
lock is the operating system's: it goes when its process does, however that process ends.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from assistant.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class DataFolder:
    """A data folder claimed for this process until `close()`.

    Raises StorageError, in one sentence, if it cannot be made or written or is in use.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.database = self.path / "footnote.sqlite3"
        self.index = self.path / "index"
        self._holder = self.path / "lock.pid"
        # One lock for all threads: whoever opens the library need not be the one who closes it.
        self._lock = FileLock(self.path / "lock", timeout=0, thread_local=False)
        self._make()
        self._claim()

    def __enter__(self) -> DataFolder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the next process in; closing twice is harmless."""
        if not self._lock.is_locked:
            return
        self._holder.unlink(missing_ok=True)
        self._lock.release()

    def _make(self) -> None:
        try:
            # Only its owner may look in: it will hold what people ask.
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            message = (
                f"The data folder {self.path} cannot be made, because a file stands in its place: "
                "move that file, or set ASSISTANT_DATA_DIR to another folder."
            )
            raise StorageError(message) from None
        except OSError as error:
            raise self._unusable("made", error) from None

    def _claim(self) -> None:
        try:
            self._lock.acquire()
            self._holder.write_text(str(os.getpid()))
        except Timeout:
            message = (
                f"The data folder {self.path} is in use by another Footnote{self._held_by()}: "
                "close that one, or set ASSISTANT_DATA_DIR to another folder."
            )
            raise StorageError(message) from None
        except OSError as error:
            self._lock.release()
            raise self._unusable("written", error) from None

    def _held_by(self) -> str:
        try:
            return f" (process {int(self._holder.read_text())})"
        except (OSError, ValueError):  # it holds the lock and has not yet written its number
            return ""

    def _unusable(self, what: str, error: OSError) -> StorageError:
        return StorageError(
            f"The data folder {self.path} cannot be {what} ({error.strerror or error}): "
            "allow it, or set ASSISTANT_DATA_DIR to a folder that can be."
        )
