"""A button that hands the reader a file, in one of several forms.

The file is made when it is asked for and goes to the page as data: it never has an address of its
own, so nothing that stands in it can be opened as a page of this server.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from assistant import AssistantError
from ui.components import element

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class File:
    """What is handed over; `name` is ours, never a text that somebody wrote."""

    name: str
    content: bytes


def draw(
    key: str, label: str, forms: Mapping[str, str], make: Callable[[str], File | None]
) -> None:
    """Mount a button; `forms` are the choices it offers, each with what it is, in words.

    `make` is called with the form that was chosen. None means that it is not there any more; an
    AssistantError is shown beside the button.
    """

    def chosen() -> None:
        form = st.session_state[key].chosen
        if form not in forms:
            return  # whatever else a browser sends is no choice
        count = st.session_state.get(made, {"count": 0})["count"] + 1
        st.session_state[made] = {"count": count, **_made(form)}

    def _made(form: str) -> dict[str, str]:
        try:
            file = make(form)
        except AssistantError as error:
            return {"failed": str(error)}
        if file is None:
            return {"failed": "It is not there any more: reload the page."}
        return {"name": file.name, "content": base64.b64encode(file.content).decode("ascii")}

    made = f"{key} made"
    element("saving")(
        key=key,
        data={
            "label": label,
            "forms": [{"form": form, "says": says} for form, says in forms.items()],
            "made": st.session_state.get(made, {"count": 0}),
        },
        on_chosen_change=chosen,
    )
