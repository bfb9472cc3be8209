"""Starting the browser app: one process, one address, nothing sent anywhere else."""

from __future__ import annotations

import gc
import ipaddress
import socket
import sys
import threading
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import SettingsError
from ui.library import SharedLibrary

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import streamlit as st

    from assistant import Library

SCRIPT = Path(__file__).with_name("app.py")
EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 - to recognise them, not to listen there
LOOPBACK_NAMES = ["127.0.0.1", "localhost", "::1"]

SETTINGS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,  # they would take the words of an error to other sites
    "client.toolbarMode": "minimal",
    "global.developmentMode": False,
    "logger.hideWelcomeMessage": True,
    "logger.level": "warning",
    "runner.postScriptGC": False,  # a collection after each run would hold all others up: 0.3 s
    "server.enableAgentApi": False,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.enableXsrfProtection": True,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxMessageSize": 25,
    "server.maxUploadSize": 20,
    "server.runOnSave": False,
    # The colours of ui/components/browser/frame.css, so that the first moment is not a flash.
    "theme.light.backgroundColor": "#fbfaf7",
    "theme.light.primaryColor": "#8f3b16",
    "theme.light.secondaryBackgroundColor": "#f4f1ea",
    "theme.light.textColor": "#211e1a",
    "theme.dark.backgroundColor": "#191816",
    "theme.dark.primaryColor": "#eda36e",
    "theme.dark.secondaryBackgroundColor": "#211f1c",
    "theme.dark.textColor": "#e9e5dc",
}

_opened: list[SharedLibrary] = []


def serve(article_path: Path | None, host: str, port: int) -> None:
    """Open the article, then answer at `http://host:port` until interrupted.

    Raises:
        ArticleError: the file cannot become an article.
        SettingsError: the address cannot be listened on.
        StorageError: the data folder cannot be used.
    """
    from assistant import open_library  # what it needs is heavy, a taken port is not

    check_address(host, port)
    with open_library() as library:
        article = library.add(article_path) if article_path else library.seed().article
        serve_article(library, article.id, host, port)


def serve_article(library: Library, article_id: str, host: str, port: int) -> None:
    """Show the library at `http://host:port`, a stored article first, until interrupted."""
    shared = SharedLibrary(library, article_id)
    _opened[:] = [shared]
    threading.Thread(target=_make_ready, args=(shared, article_id), daemon=True).start()
    try:
        app(host, shared).run(
            config={
                **SETTINGS,
                "server.address": host,
                "server.port": port,
                "server.allowedHosts": LOOPBACK_NAMES if is_loopback(host) else [],
            }
        )
    except KeyboardInterrupt:
        return  # the way it is meant to end


def _make_ready(shared: SharedLibrary, article_id: str) -> None:
    """The first reader finds the examples ready, and the first question what it needs loaded."""
    shared.suggestions(article_id)
    # A full collection would look through all that is loaded by now, for a fifth of a second in
    # which nobody is served, and find nothing: it stays until the end.
    gc.collect()
    gc.freeze()


def opened() -> SharedLibrary:
    """What every visit shares: Streamlit runs a script, which takes no arguments."""
    return _opened[0]


def app(host: str, shared: SharedLibrary) -> st.App:
    """The ASGI app: Streamlit behind `protecting`, beside it uploads and answers on their way."""
    import streamlit as st
    from starlette.middleware import Middleware

    from ui import arriving, uploading
    from ui.protecting import SameOriginOnly

    @asynccontextmanager
    async def announce(_: st.App) -> AsyncIterator[None]:
        port = st.get_option("server.port")
        _say(f"Footnote is ready at http://{shown(host)}:{port} (Ctrl-C ends it).")
        if not is_loopback(host):
            _say(f"Warning: {host} can be reached by others, and Footnote asks for no password.")
        yield

    return st.App(
        SCRIPT,
        routes=[uploading.route(shared.additions), arriving.route(shared)],
        middleware=[Middleware(SameOriginOnly)],
        lifespan=announce,
    )


def check_address(host: str, port: int) -> None:
    """Find out before anything is loaded whether the address can be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "there is no such port"
            message = (
                f"Port {port} on {host} cannot be used ({reason}); "
                "stop what uses it or choose another with --port."
            )
            raise SettingsError(message) from None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def shown(host: str) -> str:
    """`host` as a browser takes it: an address that means "every address" is no place to go."""
    if host in EVERY_ADDRESS:
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
