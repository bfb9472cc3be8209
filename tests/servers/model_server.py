"""A real server on this machine that speaks OpenAI's protocol: chat completions and embeddings.

    with model_server("The sky is blue [1].") as server:
        settings = read_settings(chat_model="openai:test-model", openai_base_url=server.url)

It answers what it is told to, at the pace it is told to, and keeps what it was asked. What breaks
on the wire is the business of `raw_server`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.requests import Request

WORD = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True, slots=True)
class Written:
    """What the model writes and how: seconds before the first word and between words.

    `usage` counts the tokens of the prompt and of the answer; None: as many as there are words.
    """

    text: str
    first_word: float = 0.0
    pace: float = 0.0
    finish: str | None = "stop"
    usage: tuple[int, int] | None = None
    chunks: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer of the server itself, with a status and a body."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    client: int = 0  # the port that it came from

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages of a chat: role and content each."""
        return list(self.body.get("messages", ()))

    @property
    def prompt(self) -> str:
        """All the words of the messages."""
        return "\n".join(str(message["content"]) for message in self.messages)


Reply = str | Written | Refused
Model = Reply | Callable[[Asked], Reply] | Sequence[Reply]
"""A reply for every chat, a function of what was asked, or replies in turn (the last remains)."""


@dataclass
class ModelServer:
    """What a running server tells: its address, what it was asked and what became of the answers.

    `finished` counts those that were heard to the end, `gone` those that were not.
    """

    url: str
    requests: list[Asked] = field(default_factory=list)
    finished: int = 0
    gone: int = 0

    @property
    def chats(self) -> list[Asked]:
        """The requests for an answer."""
        return [asked for asked in self.requests if asked.path.endswith("/chat/completions")]


@contextmanager
def model_server(
    model: Model = "",
    *,
    models: Sequence[str] = ("test-model",),
    dimensions: int = 64,
    embedded: Sequence[Refused | None] = (),
) -> Iterator[ModelServer]:
    """A server that answers chats with `model`, lists `models` and embeds in `dimensions`.

    `embedded` is what the first requests for vectors get instead of them, where it is not None.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    running = ModelServer(f"http://127.0.0.1:{listening.getsockname()[1]}/v1")
    server = uvicorn.Server(
        uvicorn.Config(
            _application(running, model, models, dimensions, embedded),
            lifespan="off",
            log_level="critical",
            ws="none",
            timeout_graceful_shutdown=1,
        )
    )
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.005)
    assert server.started, "the model server did not start"
    try:
        yield running
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


def words_of(text: str) -> list[str]:
    """A text in the pieces that it is streamed in: word by word, spaces in front."""
    return WORD.findall(text)


def vector_of(text: str, dimensions: int) -> list[float]:
    """A vector that depends on a text's words alone, so that texts that share words are close."""
    vector = [1e-3] * dimensions
    for word in re.findall(r"\w+", text.lower()):
        digest = hashlib.sha256(word.encode("utf-8", "replace")).digest()
        vector[digest[0] % dimensions] += 1.0 if digest[1] % 2 else -1.0
    return vector


def event_of(delta: Mapping[str, Any] | None, finish: str | None = None, **more: Any) -> bytes:
    """One event of a streamed chat."""
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
    chunk = {"id": "chat-1", "object": "chat.completion.chunk", "created": 1, "model": "test-model"}
    return b"data: " + json.dumps({**chunk, "choices": choices, **more}).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


def _application(
    running: ModelServer,
    model: Model,
    models: Sequence[str],
    dimensions: int,
    embedded: Sequence[Refused | None],
) -> Starlette:
    instead = iter(embedded)

    async def chat(request: Request) -> Response:
        asked = await _keep(running, request)
        reply = _reply(model, asked, len(running.chats))
        if isinstance(reply, Refused):
            return JSONResponse(dict(reply.body), reply.status, dict(reply.headers))
        written = Written(reply) if isinstance(reply, str) else reply
        if asked.body.get("stream"):
            events = _events(running, asked, written)
            return StreamingResponse(events, media_type="text/event-stream")
        return JSONResponse(_whole(asked, written))

    async def embeddings(request: Request) -> Response:
        asked = await _keep(running, request)
        if refused := next(instead, None):
            return JSONResponse(dict(refused.body), refused.status, dict(refused.headers))
        given = asked.body["input"]
        texts = [given] if isinstance(given, str) else list(given)
        packed = asked.body.get("encoding_format") == "base64"
        data = [
            {"object": "embedding", "index": at, "embedding": _packed(vector) if packed else vector}
            for at, vector in enumerate(vector_of(str(text), dimensions) for text in texts)
        ]
        usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
        told = {"object": "list", "data": data, "model": asked.body["model"], "usage": usage}
        return JSONResponse(told)

    async def listed(request: Request) -> Response:
        await _keep(running, request)
        data = [{"id": name, "object": "model", "created": 1, "owned_by": "me"} for name in models]
        return JSONResponse({"object": "list", "data": data})

    return Starlette(
        routes=[
            Route("/v1/chat/completions", chat, methods=["POST"]),
            Route("/v1/embeddings", embeddings, methods=["POST"]),
            Route("/v1/models", listed),
        ]
    )


async def _keep(running: ModelServer, request: Request) -> Asked:
    body = await request.body()
    asked = Asked(
        request.url.path,
        dict(request.headers),
        json.loads(body) if body else {},
        request.client.port if request.client else 0,
    )
    running.requests.append(asked)
    return asked


def _reply(model: Model, asked: Asked, nth: int) -> Reply:
    if callable(model):
        return model(asked)
    if isinstance(model, (str, Written, Refused)):
        return model
    return model[min(nth, len(model)) - 1]


def _usage(asked: Asked, written: Written) -> dict[str, int]:
    prompt, answer = written.usage or (len(asked.prompt.split()), len(written.text.split()))
    return {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}


async def _events(running: ModelServer, asked: Asked, written: Written) -> AsyncIterator[bytes]:
    finished = False
    try:
        yield event_of({"role": "assistant", "content": ""})
        await anyio.sleep(written.first_word)
        for chunk in written.chunks if written.chunks is not None else words_of(written.text):
            yield event_of({"content": chunk})
            await anyio.sleep(written.pace)
        if written.finish:
            yield event_of({}, written.finish)
        if (asked.body.get("stream_options") or {}).get("include_usage"):
            told = json.loads(event_of({}, usage=_usage(asked, written)).removeprefix(b"data: "))
            yield b"data: " + json.dumps({**told, "choices": []}).encode() + b"\n\n"
        running.finished += 1  # before its last word, so that whoever heard that can tell
        finished = True
        yield DONE
    finally:
        if not finished:
            running.gone += 1


def _whole(asked: Asked, written: Written) -> dict[str, Any]:
    message = {"role": "assistant", "content": written.text}
    return {
        "id": "chat-1",
        "object": "chat.completion",
        "created": 1,
        "model": asked.body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": written.finish}],
        "usage": _usage(asked, written),
    }


def _packed(vector: Sequence[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode("ascii")
