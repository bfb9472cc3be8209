"""A reader without a browser: what Streamlit's own page says to its server, over a raw websocket.

It loads the page, is sent what a browser would be sent, asks, and follows the answer as the page
does. It notes when what arrived.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from ui.arriving import ARRIVING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATIENCE_SECONDS = 60
LONGEST_LINE = 4_000_000  # bytes: an event is one line


class FailedError(Exception):
    """The server did not do what it should have done."""


@dataclass
class Asked:
    """What happened to a question, in seconds after it was sent, and how old each token came."""

    evidence: float | None = None
    first_word: float | None = None
    complete: float | None = None
    token_ages: list[float] = field(default_factory=list)
    """Seconds; of an assistant that says the time."""
    received: int = 0
    """Bytes from asking to the end of the answer."""


class Reader:
    """One tab. Use it in `async with`; it has loaded the page when that begins."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self.loaded_after = 0.0
        """Seconds from asking for the page to the end of its first run."""
        self.errors: list[str] = []
        self._socket: ClientConnection
        self._cached: dict[str, ForwardMsg] = {}
        self._talking = ("", "")  # the conversation: the server's name for it, and its fragment's
        self._following: asyncio.Task[None] | None = None
        self._followed = 0  # the number of the question
        self._query = ""
        self._address = ""  # of the conversation, where the page goes with the first question
        self._finished = asyncio.Event()
        self._turns: list[dict[str, Any]] = []
        self._changed = asyncio.Condition()
        self._received = 0

    async def __aenter__(self) -> Reader:
        began = time.monotonic()
        await self._get("/")
        self._socket = await connect(
            f"ws://{self._host}:{self._port}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]  # it is text to both sides
            origin=f"http://{self._host}:{self._port}",  # type: ignore[arg-type]
            max_size=None,
            compression=None,
            open_timeout=PATIENCE_SECONDS,
        )
        self._listening = asyncio.create_task(self._listen())
        await self._run()
        await asyncio.wait_for(self._finished.wait(), PATIENCE_SECONDS)
        self.loaded_after = time.monotonic() - began
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in (self._listening, self._following):
            if task:
                task.cancel()
        await self._socket.close()

    async def ask(self, question: str) -> Asked:
        """Ask, and wait until the answer is complete."""
        asked, before = Asked(), len(self._turns)
        began, received = time.monotonic(), self._received
        self._query = self._address
        act = {"id": uuid.uuid4().hex, "kind": "ask", "words": question}
        await self._run(acts=[act])
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            while asked.complete is None:
                await self._changed.wait_for(lambda: len(self._turns) > before)
                self._note(asked, self._turns[before], time.monotonic() - began)
                if asked.complete is None:
                    await self._changed.wait()
        asked.received = self._received - received
        return asked

    def _note(self, asked: Asked, turn: dict[str, Any], after: float) -> None:
        if turn["sources"] and asked.evidence is None:
            asked.evidence = after
        words = " ".join(piece["text"] for piece in turn["pieces"]).split()
        if words and asked.first_word is None:
            asked.first_word = after
        now = time.monotonic()
        said = [word for word in words if word.isdigit()][len(asked.token_ages) :]
        asked.token_ages += [now - int(word) / 1000 for word in said]
        if turn["state"] != "waiting":
            asked.complete = after
        if turn["state"] == "failed":
            self.errors.append("a question could not be answered")

    async def _run(self, **events: Any) -> None:
        element, fragment = self._talking if events else ("", "")
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self._query
        state.fragment_id = fragment
        state.cached_message_hashes.extend(self._cached)
        for event, value in events.items():
            widget = state.widget_states.widgets.add()
            widget.id = _make_trigger_id(element, "events")
            widget.json_trigger_value = json.dumps([{"event": event, "value": value}])
        await self._socket.send(message.SerializeToString())

    async def _listen(self) -> None:
        with suppress(ConnectionClosed):
            async for payload in self._socket:
                self._received += len(payload)
                message = ForwardMsg.FromString(payload)  # type: ignore[arg-type]  # never text
                if message.ref_hash:
                    message = self._cached[message.ref_hash]
                elif message.metadata.cacheable:
                    self._cached[message.hash] = message
                await self._take(message)

    async def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            self._finished.set()
        elif kind == "delta":
            await self._draw(message)

    async def _draw(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        drawn = element.WhichOneof("type")
        if drawn == "exception":
            self.errors.append(element.exception.message)
        if drawn != "bidi_component":
            return
        component = element.bidi_component
        if component.component_name.rpartition(".")[2] != "conversation":
            return
        data = json.loads(component.json)
        async with self._changed:
            self._talking = component.id, message.delta.fragment_id
            self._address = data["query"].removeprefix("?")
            self._turns = data["turns"]
            self._changed.notify_all()
        self._follow()

    def _follow(self) -> None:
        states = [turn["state"] for turn in self._turns]
        number = states.index("waiting") + 1 if "waiting" in states else 0
        if number and number != self._followed:
            self._following = asyncio.create_task(self._hear(number))
        self._followed = number

    async def _hear(self, number: int) -> None:
        """Follow an answer, as often as the stream is broken off."""
        path = f"{ARRIVING}?{self._address}&number={number}"
        state = "waiting"
        while state == "waiting":
            async with self._asked_for(path) as stream:
                async for line in stream:
                    self._received += len(line)
                    if line.startswith(b"data: "):
                        told = json.loads(line.removeprefix(b"data: "))
                        known = self._turns[number - 1]
                        more = {"pieces": [*known["pieces"], *told.get("pieces", ())]}
                        turn = told.get("turn", {**known, **more})
                        state = turn["state"]
                        async with self._changed:
                            self._turns[number - 1] = turn
                            self._changed.notify_all()
        await self._run(acts=[{"id": uuid.uuid4().hex, "kind": "look"}])

    async def _get(self, path: str) -> None:
        async with self._asked_for(path) as stream:
            await asyncio.wait_for(stream.read(), PATIENCE_SECONDS)

    @asynccontextmanager
    async def _asked_for(self, path: str) -> AsyncIterator[asyncio.StreamReader]:
        """What is answered to a GET, past its first line."""
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=LONGEST_LINE)
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nConnection: close\r\n\r\n"
            .encode()
        )  # fmt: skip
        try:
            status = await asyncio.wait_for(reader.readline(), PATIENCE_SECONDS)
            if not status.startswith(b"HTTP/1.1 200"):
                raise FailedError(f"{path} was answered with {status[:40]!r}")
            yield reader
        finally:
            writer.close()
