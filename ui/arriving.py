"""The address that says what has arrived of an answer: events, ten a second at most.

The browser opens it while an answer is awaited, and again by itself where it is broken off. Running
a part of the page that often would do as well, but each run takes the one interpreter that all
readers share some ten milliseconds, most of them on telling the browser about the page.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from ui.components.turns import turn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from ui.answers import Talk
    from ui.library import SharedLibrary

ARRIVING = "/arriving"

PAINT_SECONDS = 0.1
LONGEST_SECONDS = 5.0
"""How long one response may be: a server that is told to end waits for those it is sending."""
AGAIN_MILLISECONDS = 100
"""When the browser is to ask for the rest."""

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # the second is for proxies
UNKNOWN = "There is no such question here."


def route(shared: SharedLibrary) -> Route:
    """Answer with what arrives for a question, whole each time, until nothing more will come.

    The question is named as the page's address names its conversation, with its `number`, counted
    from 1.
    """

    async def follow(request: Request) -> Response:
        named = request.query_params
        article, conversation = named.get("article", ""), named.get("conversation", "")
        talk = await run_in_threadpool(shared.talk, article, conversation)
        number = _number(named.get("number", ""))
        if talk is None or not 0 < number <= len(talk.exchanges):
            return PlainTextResponse(UNKNOWN, status_code=404)
        return StreamingResponse(
            _events(talk, number), media_type="text/event-stream", headers=HEADERS
        )

    return Route(ARRIVING, follow)


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 10 else 0


async def _events(talk: Talk, number: int) -> AsyncIterator[str]:
    yield f"retry: {AGAIN_MILLISECONDS}\n\n"
    until, sent = time.monotonic() + LONGEST_SECONDS, None
    while time.monotonic() < until:
        exchanges = await run_in_threadpool(lambda: talk.exchanges)  # it may look into the database
        exchange = exchanges[number - 1]
        if exchange != sent:  # from the database it comes as another object each time
            yield f"data: {json.dumps({'number': number, 'turn': turn(exchange)})}\n\n"
        if exchange.over:
            return
        sent = exchange
        await asyncio.sleep(PAINT_SECONDS)
