"""What the browser's address says: which page, which article, which conversation.

A link, a reload and the back button all come down to this. The address is the browser's: a link
changes it there, and `go` asks for the same. Streamlit could set it from here, but a page that
follows an answer keeps sending the address it still has, and one of the two would be lost.

An address without a conversation begins one. The browser takes its identifier up in the moment of
the first question, so that a reload comes back to it; until then there is nothing to come back to.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from ui.components import element

READING = ""
ADDING = "add"
FEEDBACK = "feedback"
EVALUATION = "evaluation"

LEAD = "where this visit is led"


@dataclass(frozen=True, slots=True)
class Address:
    """`page` is a key of `pages.PAGES`; what is empty is left out of the address.

    `addition` is an article that is being added.
    """

    page: str = READING
    article: str = ""
    conversation: str = ""
    addition: str = ""

    @property
    def query(self) -> str:
        """What a link to it says, from the question mark on."""
        return "?" + urlencode({name: value for name, value in asdict(self).items() if value})


def here() -> Address:
    """What the address says now; what it says of anything else is not looked at."""
    return Address(**{name: st.query_params.get(name, "") for name in asdict(Address())})


def go(address: Address, *, replace: bool = False) -> None:
    """Have the browser go there once `draw` tells it; `replace` leaves no step to come back to."""
    lead = {"token": secrets.token_hex(8), "query": address.query, "replace": replace}
    st.session_state[LEAD] = lead


def draw(key: str) -> None:
    """Mount, out of sight, what tells the browser; a fragment in which `go` is called needs one."""
    told: dict[str, Any] | None = st.session_state.get(LEAD)
    element("lead")(key=f"lead {key}", data=told or {})
