"""A real PostgreSQL on this machine, for tests of what keeps its data in one."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUIRED = "FOOTNOTE_REQUIRE_POSTGRESQL"
SECONDS_TO_START = 60


def programs() -> Path | None:
    """The folder of the newest PostgreSQL that Debian installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def what_is_missing() -> str:
    if programs() is None:
        return "PostgreSQL is not installed; apt-get install postgresql"
    if importlib.util.find_spec("psycopg") is None:
        return 'its driver is not installed; pip install -e ".[dev,postgresql]"'
    return ""


def require() -> None:
    """Skip where there is no PostgreSQL, and fail where there has to be one."""
    if missing := what_is_missing():
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{missing} ({REQUIRED}=1)")
        pytest.skip(missing)


class Server:
    """A server process of our own."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._made = 0

    def new_database(self) -> str:
        """The URL of an empty database."""
        self._made += 1
        name = f"library_{self._made}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, database: str) -> str:
        return f"postgresql://footnote@127.0.0.1:{self._port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> list[Any]:
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            found = connection.execute(statement.encode())
            return found.fetchall() if found.description else []


@contextmanager
def postgresql_server() -> Iterator[Server]:
    """A server that accepts connections; its data is deleted afterwards."""
    installed = programs()
    assert installed is not None
    folder = Path(tempfile.mkdtemp(prefix="footnote-postgresql-"))
    try:
        yield from _running(installed, folder)
    finally:
        shutil.rmtree(folder)


def _running(installed: Path, folder: Path) -> Iterator[Server]:
    user = _unprivileged(folder)
    data = str(folder / "data")
    subprocess.run(  # noqa: S603 - Debian's own program
        [
            str(installed / "initdb"), "--pgdata", data, "--username", "footnote",
            "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync",
        ],
        check=True, stdout=subprocess.DEVNULL, cwd=folder, **user,
    )  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603 - Debian's own program
        [
            str(installed / "postgres"), "-D", data, "-p", str(port), "-k", str(folder),
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **user,
    )  # fmt: skip
    try:
        server = Server(port)
        _wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.wait()


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Who is to run it: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    import psycopg

    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None:
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "PostgreSQL does not start"
            time.sleep(0.05)
        else:
            return
    message = "PostgreSQL ended at once"
    raise AssertionError(message)
