"""Who may ask, and what every response carries."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import HTMLResponse

from ui.protecting import SameOriginOnly, content_security_policy


async def page(scope, receive, send):
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    else:
        await HTMLResponse("<p>page</p>")(scope, receive, send)


def ask(kind="http", **headers):
    """The messages that come back for one request."""
    sent = []

    async def receive():
        return {"type": f"{kind}.request"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": kind,
        "method": "GET",
        "path": "/",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(SameOriginOnly(page)(scope, receive, send))
    return sent


def test_the_policy_names_no_other_host_and_no_unsafe_inline():
    policy = content_security_policy()
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy
    assert "blob:" not in policy
    assert "*" not in policy
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy


def test_every_response_carries_the_policy():
    start = ask(host="127.0.0.1:8501")[0]
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    assert headers["content-security-policy"] == content_security_policy()
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999"])
def test_another_page_is_refused_over_http(origin):
    start = ask(host="127.0.0.1:8501", origin=origin)[0]
    assert start["status"] == 403
    assert b"content-security-policy" in dict(start["headers"])


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999"])
def test_another_page_is_refused_a_websocket(origin):
    (message,) = ask("websocket", host="127.0.0.1:8501", origin=origin)
    assert message["type"] == "websocket.close"


def test_the_servers_own_page_and_programs_without_an_origin_are_let_in():
    assert ask(host="127.0.0.1:8501", origin="http://127.0.0.1:8501")[0]["status"] == 200
    assert ask("websocket", host="127.0.0.1:8501")[0]["type"] == "websocket.accept"


def test_start_and_end_of_the_server_pass_through():
    assert ask("lifespan")[0]["type"] == "http.response.start"
