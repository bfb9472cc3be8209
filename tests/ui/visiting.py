"""A visit to the whole page without a browser: a tab that goes where it is led."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from tests.ui.running import data_of, elements, send
from ui.address import Address

if TYPE_CHECKING:
    from ui.library import SharedLibrary


def _page(shared):
    from ui import pages

    pages.draw(shared)


class Visit:
    """One tab of a browser; every act draws the whole page, as a reload in that moment would."""

    def __init__(self, shared: SharedLibrary, address: Address | None = None) -> None:
        self._at = AppTest.from_function(_page, kwargs={"shared": shared}, default_timeout=30)
        self._led = ""
        self.address = address or Address()
        self.look()

    def data(self, element: str) -> Any:
        """What an element was mounted with; None where it is not on the page."""
        return data_of(self._at, element)

    def go(self, address: Address) -> Visit:
        """Follow a link."""
        self.address = address
        return self.look()

    def look(self) -> Visit:
        """Draw the page again, as a timer or a reload does."""
        self._at_address(self.address)
        self._at.run()
        return self._follow()

    def _at_address(self, address: Address) -> None:
        self.address = address
        self._at.query_params.clear()
        self._at.query_params.update(parse_qsl(address.query.removeprefix("?")))

    def act(self, element: str, value: object) -> Visit:
        """Do what an element does when something is done on it."""
        return self._send(element, "act", value)

    def ask(self, question: str) -> Visit:
        """Do what the conversation does when a question is sent: the address goes before it."""
        self._at_address(_address(self.data("conversation")["query"]))
        return self.talk(kind="ask", words=question)

    def talk(self, **act: object) -> Visit:
        """Do what the conversation does when something is done in it."""
        return self._send("conversation", "acts", [{"id": secrets.token_hex(8), **act}])

    def _send(self, element: str, event: str, value: object) -> Visit:
        send(self._at, element, event, value)
        return self._follow()

    def _follow(self) -> Visit:
        """Go where `lead.js` would."""
        assert not self._at.exception
        leads = [json.loads(proto.json) for name, proto in elements(self._at) if name == "lead"]
        new = [lead for lead in leads if lead.get("token", self._led) != self._led]
        if not new:
            return self
        self._led = new[0]["token"]
        return self.go(_address(new[0]["query"]))


def _address(query: str) -> Address:
    return Address(**dict(parse_qsl(query.removeprefix("?"))))
