"""A real Chroma server on this machine, for tests of what talks to one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import StorageError
from assistant.retrieval.greeting import greet

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def chroma_server(folder: Path) -> Iterator[str]:
    """Its address, once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - the program Chroma comes with
            [*command, "--port", str(port), "--path", str(folder / "data")],
            stdout=log,
            stderr=log,
            env=os.environ | {"HOME": str(folder)},
        )
        try:
            yield _answering(f"http://127.0.0.1:{port}", process, folder / "log")
        finally:
            process.terminate()
            process.wait()


def _answering(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    while process.poll() is None:
        try:
            greet(url)
        except StorageError:
            time.sleep(0.05)
        else:
            return url
    raise AssertionError(log.read_text())
