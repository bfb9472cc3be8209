"""A proxy that a browser is told to use: it notes what it is asked for, and passes nothing on.

The browser is told to go past it to this machine's own address alone, so a page that is good never
gets here.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BROWSERS_OWN = ("googleapis.com:443", "google.com:443", "gvt1.com:443")
"""What Chromium asks for of itself, whatever page it shows; no test of ours names these hosts."""


@contextmanager
def logging_proxy():
    """The proxy's address, and the requests it has seen so far, each as its method and target."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def refuse(self):
            if not self.path.endswith(BROWSERS_OWN):
                seen.append(f"{self.command} {self.path}")
            self.send_error(502)

        do_GET = do_POST = do_PUT = do_HEAD = do_OPTIONS = do_CONNECT = refuse  # noqa: N815

        def log_message(self, *_):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
