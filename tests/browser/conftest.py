"""A real Chromium, and the page served by a process of its own with the fake assistant."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path():
    named = os.environ.get("CHROMIUM", "")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def what_is_missing():
    if chromium_path() is None:
        return "Chromium is not installed; install it, or set CHROMIUM to its path"
    if importlib.util.find_spec("playwright") is None:
        return 'Playwright is not installed; pip install -e ".[dev,browser]"'
    return ""


@pytest.fixture(scope="module")  # not longer: Playwright keeps an event loop running meanwhile
def browser():
    if missing := what_is_missing():
        if os.environ.get("FOOTNOTE_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{missing} (FOOTNOTE_REQUIRE_BROWSER=1)")
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield chromium
        chromium.close()


HAS_FOCUS = "element => element.getRootNode().activeElement === element"


class Server:
    """A server process of our own; `ended` stops it and returns what else it printed."""

    def __init__(self, *arguments, module="tests.browser.serve_fake"):
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        announced = re.search(r"http://\S+", self._process.stdout.readline())
        assert announced is not None
        self.address = announced[0]

    def ended(self):
        self._process.send_signal(signal.SIGINT)
        printed, _ = self._process.communicate(timeout=30)
        return printed


@contextmanager
def serving(*arguments):
    """The address of a server, which is ended afterwards."""
    server = Server("0", *arguments)
    try:
        yield server.address
    finally:
        server.ended()


@pytest.fixture(scope="module")
def address(browser):
    with serving() as found:
        yield found


def has_focus(locator):
    """Whether it has the focus, in the tree of its own element."""
    return locator.evaluate(HAS_FOCUS)


def gets_focus(locator):
    """Whether it has the focus in the end."""
    locator.page.wait_for_function(HAS_FOCUS, arg=locator.element_handle())
    return True


class Visit:
    """A page, with everything it asked for and everything that went wrong in it."""

    def __init__(self, context, address):
        self.address = address
        self.page = context.new_page()
        self.page.set_default_timeout(45_000)
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        self.page.add_init_script(
            "window.violations = [];"
            "document.addEventListener('securitypolicyviolation', (event) =>"
            " window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`));"
        )
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._console)
        self.page.on("dialog", self._dialog)

    def _console(self, message):
        if message.type == "error":
            self.errors.append(message.text)

    def _dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, path="/"):
        self.page.goto(self.address + path)
        self.page.locator(".pane p.facts").wait_for(state="attached")
        self.page.locator(".composer").wait_for()
        return self

    def send(self, question):
        """Ask, and do not wait for the answer."""
        before = self.page.locator(".turn").count()
        self.page.get_by_role("textbox", name="Ask about this article").fill(question)
        self.page.keyboard.press("Enter")
        return self.page.locator(".turn").nth(before)

    def ask(self, question):
        before = self.page.locator(".turn").count()
        self.send(question)
        return self.answered(before)

    def answered(self, before=0):
        """The turn after so many others, once nothing more of its answer will come."""
        turn = self.page.locator(".turn").nth(before)
        turn.locator(".reply[aria-busy=false]").wait_for(state="attached")
        return turn

    def assert_quiet(self):
        """Nothing was asked of another host, ran, was blocked or went wrong."""
        host = self.address.removeprefix("http://")
        own = (f"http://{host}/", f"ws://{host}/")
        assert [url for url in self.requests if not url.startswith((*own, "data:"))] == []
        assert self.page.evaluate("window.violations") == []
        assert self.errors == []
        assert self.dialogs == []


@pytest.fixture
def visit(browser):
    """Opens a page at an address; keyword arguments are Playwright's for a new context."""
    contexts = []

    def opened(address, **options):
        options.setdefault("viewport", {"width": 1280, "height": 800})
        context = browser.new_context(**options)
        contexts.append(context)
        return Visit(context, address).open()

    yield opened
    for context in contexts:
        context.close()
