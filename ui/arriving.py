"""The address that says what has arrived of an answer: events, ten a second at most.

The browser opens it while an answer is awaited, and again by itself where it is broken off. Running
a part of the page that often would do as well, but each run takes the one interpreter that all
readers share some ten milliseconds, most of them on telling the browser about the page.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from ui.components.turns import pieces, turn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from assistant import Exchange
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
    """Answer with what arrives for a question until nothing more will come.

    Each event is the whole of it, `{"number", "turn"}`, or where words came and nothing else,
    `{"number", "pieces"}`, those alone: the whole of a long answer takes long to write and to read.

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
    until = time.monotonic() + LONGEST_SECONDS
    sent: Exchange | None = None
    while time.monotonic() < until:
        exchanges = await run_in_threadpool(lambda: talk.exchanges)  # it may look into the database
        exchange = exchanges[number - 1]
        if exchange != sent:  # from the database it comes as another object each time
            yield f"data: {json.dumps({'number': number, **_news(exchange, sent)})}\n\n"
        if exchange.over:
            return
        sent = exchange
        await asyncio.sleep(PAINT_SECONDS)


def _news(exchange: Exchange, sent: Exchange | None) -> dict[str, Any]:
    if sent and replace(sent, pieces=exchange.pieces) == exchange:
        known, more = exchange.pieces[: len(sent.pieces)], exchange.pieces[len(sent.pieces) :]
        if known == sent.pieces:
            return {"pieces": pieces(more)}
    return {"turn": turn(exchange)}
