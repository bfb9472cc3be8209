"""A server on this machine that sends exactly the bytes it is told to, and breaks off as told.

    with raw_server([OK, said("partial "), RESET]) as server: ...

Each request gets the next script, and the last script is for all further ones. A script is bytes
to send and things to do, or a function that tells them; when it is over the connection is closed.
"""

from __future__ import annotations

import contextlib
import json
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from tests.servers.model_server import DONE, event_of

if TYPE_CHECKING:
    from collections.abc import Iterator


class Act(Enum):
    """What a server can do beside sending."""

    RESET = "break the connection, as a process that dies does"
    HOLD = "send nothing more until the client has gone"


RESET, HOLD = Act.RESET, Act.HOLD


@dataclass(frozen=True, slots=True)
class Endless:
    """The same bytes over and over until the client has gone, or `size` bytes are sent."""

    chunk: bytes
    size: int


Step = bytes | Act | Endless | Callable[[], object]
Script = Sequence[Step]
Scripts = Sequence[Script | Callable[[], Script]]


@dataclass
class RawServer:
    """What a running server tells: requests as they came, bytes sent, and whether clients left."""

    host: str
    hits: list[bytes] = field(default_factory=list)
    sent: int = 0
    gone: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://{self.host}/v1"

    @property
    def bodies(self) -> list[dict[str, object]]:
        """What the requests carried."""
        bodies = [hit.partition(b"\r\n\r\n")[2] for hit in self.hits]
        return [json.loads(body) for body in bodies if body]


def head(status: int = 200, kind: str = "text/event-stream", **headers: str) -> bytes:
    """The beginning of a reply whose end is the end of the connection."""
    lines = [f"HTTP/1.1 {status} Some Reason", f"Content-Type: {kind}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def refusal(status: int, body: object, **headers: str) -> bytes:
    """A whole reply with an error: JSON, or as it is where it is text."""
    told = body if isinstance(body, str) else json.dumps(body)
    kind = "text/html" if isinstance(body, str) else "application/json"
    return head(status, kind, Content_Length=str(len(told.encode())), **headers) + told.encode()


def said(text: str) -> bytes:
    """The event that says some text."""
    return event_of({"content": text})


OK = head() + event_of({"role": "assistant", "content": ""})
STOP = event_of({}, "stop")
TLS = b"\x16"  # how an encrypted connection begins
WHOLE = OK + said("hello") + STOP + DONE


@contextmanager
def raw_server(*scripts: Script | Callable[[], Script]) -> Iterator[RawServer]:
    """A server that goes through the scripts, a request at a time."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.05)
    server = RawServer(f"127.0.0.1:{listening.getsockname()[1]}")
    answering: list[threading.Thread] = []

    def accept() -> None:
        while not server.over.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = listening.accept()
                thread = threading.Thread(target=_answer, args=(server, connection, scripts))
                answering.append(thread)
                thread.start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield server
    finally:
        server.over.set()
        accepting.join()
        for thread in answering:
            thread.join()
        listening.close()


def _answer(server: RawServer, connection: socket.socket, scripts: Scripts) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection:
        request = _request(connection)
        if not request:
            return
        server.hits.append(request)
        script = scripts[min(len(server.hits), len(scripts)) - 1]
        try:
            for step in script() if callable(script) else script:
                _do(server, connection, step)
            connection.shutdown(socket.SHUT_WR)
            _until_gone(server, connection)
        except OSError:
            server.gone.set()


def _do(server: RawServer, connection: socket.socket, step: Step) -> None:
    if step is HOLD:
        _until_gone(server, connection)
    elif step is RESET:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
    elif isinstance(step, bytes):
        connection.sendall(step)
        server.sent += len(step)
    elif isinstance(step, Endless):
        connection.settimeout(10)
        before = server.sent
        while server.sent - before < step.size:
            connection.sendall(step.chunk)
            server.sent += len(step.chunk)
    elif callable(step):
        step()


def _request(connection: socket.socket) -> bytes:
    """One request, headers and body."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(65_536)
        if not more:
            return b""
        received += more
        if received[:1] == TLS:
            connection.sendall(refusal(400, "This is no encrypted server."))
            return b""
    headers, _, body = received.partition(b"\r\n\r\n")
    lengths = [
        line[15:] for line in headers.lower().split(b"\r\n") if line[:15] == b"content-length:"
    ]
    while lengths and len(body) < int(lengths[0]):
        body += connection.recv(65_536)
    return headers + b"\r\n\r\n" + body


def _until_gone(server: RawServer, connection: socket.socket) -> None:
    while not server.over.is_set():
        readable, _, _ = select.select([connection], [], [], 0.02)
        if readable and not connection.recv(65_536):
            server.gone.set()
            return


def dripped(body: bytes, size: int = 1) -> list[Step]:
    """A body in packets of its own, `size` bytes each."""
    steps: list[Step] = []
    for start in range(0, len(body), size):
        steps += [body[start : start + size], lambda: time.sleep(0.0005)]
    return steps
