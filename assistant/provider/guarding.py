"""Watches over the bytes of a reply before any library reads them.

The libraries read a page of HTML, half an event or an endless line without complaint. Here a reply
is what was asked for, and no larger than it may be, or an error says what it is instead.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import httpx2

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from assistant.provider.limits import Limits

_FIELDS: Final = (b"data", b"event", b":", b"id", b"retry")
_BLANK_LINES: Final = (b"\n\n", b"\r\n\r\n", b"\r\r")
_SPACE: Final = b"\xef\xbb\xbf \r\n\t"


class NotThisProtocol(Exception):  # noqa: N818 - named for what the server speaks
    """Something else answered with success: a page, or a server of another kind."""


class TooLarge(Exception):  # noqa: N818 - named for what the reply is
    """The reply, or one event of it, is larger than any answer."""


class Guard:
    """Looks at each response of a client before it is read; an `event_hooks` entry."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    async def __call__(self, response: httpx2.Response) -> None:
        """Put a watched body in place of the body of `response`."""
        body, limits = response.stream, self._limits
        assert isinstance(body, httpx2.AsyncByteStream)  # noqa: S101 - of an async client
        if not response.is_success:
            watched = _cut(body, limits.error_bytes)
        elif response.headers.get("content-encoding", "identity") != "identity":
            # It was asked not to: a few compressed bytes can hold any number of others.
            raise NotThisProtocol("compressed")
        elif response.request.url.path.endswith(("/chat/completions", "/responses")):
            watched = _events(body, limits)
        else:
            watched = _capped(body, limits.reply_bytes)
        response.stream = _Watched(body, watched)


class _Watched(httpx2.AsyncByteStream):
    """A body that is read through a watcher."""

    def __init__(self, body: httpx2.AsyncByteStream, watched: AsyncIterator[bytes]) -> None:
        self._body = body
        self._watched = watched

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._watched

    async def aclose(self) -> None:
        await self._body.aclose()


async def _cut(body: httpx2.AsyncByteStream, size: int) -> AsyncIterator[bytes]:
    """The beginning: of an error nobody needs more."""
    async for chunk in body:
        yield chunk[:size]
        size -= len(chunk)
        if size <= 0:
            return


async def _capped(body: httpx2.AsyncByteStream, size: int) -> AsyncIterator[bytes]:
    async for chunk in body:
        size -= len(chunk)
        if size < 0:
            raise TooLarge
        yield chunk


async def _events(body: httpx2.AsyncByteStream, limits: Limits) -> AsyncIterator[bytes]:
    """The body as server-sent events, whatever its type says: servers are often wrong there."""
    chunks = aiter(_capped(body, limits.reply_bytes))
    start = b""
    async for chunk in chunks:
        start += chunk
        if start.lstrip(_SPACE):
            break
    begins = start.lstrip(_SPACE)
    if begins.startswith(b"{"):
        async for chunk in chunks:
            begins += chunk
            if len(begins) > limits.event_bytes:
                raise TooLarge
        yield _as_event(begins)
        return
    if not begins or not any(
        begins.startswith(name) or name.startswith(begins) for name in _FIELDS
    ):
        raise NotThisProtocol(begins[:1000].decode("utf-8", "replace"))
    size, tail, chunk = 0, b"", start
    while chunk:
        recent = tail + chunk
        ends = max(
            recent.rfind(blank) + len(blank) if blank in recent else -1 for blank in _BLANK_LINES
        )
        size = len(recent) - ends if ends >= 0 else size + len(chunk)
        if size > limits.event_bytes:
            raise TooLarge
        tail = recent[-3:]
        yield chunk
        chunk = await anext(chunks, b"")


def _as_event(body: bytes) -> bytes:
    """A completion that was not streamed, or an error, as the event that would have said it."""
    try:
        told: Any = json.loads(body)
        if "error" not in told:
            message = told["choices"][0]
            delta = dict(message.pop("message"), role="assistant")
            told = {**told, "choices": [{**message, "delta": delta}]}
        return b"data: " + json.dumps(told).encode() + b"\n\ndata: [DONE]\n\n"
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise NotThisProtocol(body[:1000].decode("utf-8", "replace")) from error
