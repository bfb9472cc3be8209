"""`python -m tests.browser.serve_fake PORT [TEXT FILE]`: the page with the fake assistant."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.ui.fake_assistant import FakeAssistant, article_of
from tests.ui.fake_library import library_of
from ui.serving import serve_article

LOOPBACK = ("127.", "::1", "localhost")


def report_connections(event: str, arguments: tuple[object, ...]) -> None:
    """Print every address beyond this machine that is looked up or connected to."""
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[-1]
    elif event == "socket.getaddrinfo":
        address = (arguments[0],)
    else:
        return
    if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
        sys.stdout.write(f"{event} {address}\n")


if __name__ == "__main__":
    sys.addaudithook(report_connections)
    article = None
    if len(sys.argv) > 2:
        title, _, text = Path(sys.argv[2]).read_text(encoding="utf-8").partition("\n")
        article = article_of(text, title=title)
    assistant = FakeAssistant(article)
    with TemporaryDirectory() as folder, library_of(assistant, Path(folder)) as library:
        serve_article(library, assistant.article.id, "127.0.0.1", int(sys.argv[1]))
