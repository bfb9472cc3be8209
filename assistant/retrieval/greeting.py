"""Make sure that a Chroma server answers before its client is made, which would wait for ever."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from assistant.errors import SettingsError, StorageError

SERVER_PATIENCE = 10.0
"""Seconds without a byte from a server before it counts as unreachable."""


def address_of(url: str) -> tuple[str, int, bool]:
    """Take host, port and whether to encrypt from a URL. Raises SettingsError."""
    parts = urlsplit(url)
    try:
        port = parts.port or 8000
    except ValueError:
        port = 0
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in ("http", "https") or not parts.hostname or not port or extra:
        message = f"ASSISTANT_CHROMA_URL is {url!r}, which is not of the form http://host:port."
        raise SettingsError(message)
    return parts.hostname, port, parts.scheme == "https"


def greet(url: str) -> None:
    """Ask the server for a sign of life, with a time limit and past any proxy.

    Raises StorageError if there is none, or not one from a Chroma server that may be used.
    """
    host, port, secure = address_of(url)
    connect = HTTPSConnection if secure else HTTPConnection
    connection = connect(host, port, timeout=SERVER_PATIENCE)
    try:
        connection.request("GET", "/api/v2/heartbeat")
        response = connection.getresponse()
        alive = response.status == 200 and b"heartbeat" in response.read(4096)
    except (OSError, HTTPException) as error:
        message = (
            f"No Chroma server answers at {url} ({error}): start it with `chroma run`, or unset "
            "ASSISTANT_CHROMA_URL to use the embedded index."
        )
        raise StorageError(message) from error
    finally:
        connection.close()
    if not alive:
        message = f"What answers at {url} is not a Chroma server: correct ASSISTANT_CHROMA_URL."
        raise StorageError(message)
    if "uvicorn" in (response.getheader("Server") or ""):
        # That server reads what a stranger sends it before asking who it is (CVE-2026-45829).
        message = f"The Chroma server at {url} is the Python one, which is not safe: `chroma run`."
        raise StorageError(message)
