"""The head of the evaluation page: which run is shown, beside which, and measuring anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from ui.components import element

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.evaluation.keeping import Head
    from ui.measuring import State

KEY = "runs"


def draw(
    heads: Sequence[Head],
    chosen: tuple[str, str],
    state: State,
    failed: str,
    on_chosen: Callable[[], None],
    on_measured: Callable[[], None],
) -> None:
    """Mount the head; `chosen` are the run on show and the one beside it, "" for none."""
    element("runs")(
        key=KEY,
        data={
            "runs": [{"id": head.id, "says": _said(head)} for head in heads],
            "chosen": chosen[0],
            "other": chosen[1],
            "running": state.running,
            "done": state.done,
            "total": state.total,
            "failed": failed,
        },
        on_chosen_change=on_chosen,
        on_measured_change=on_measured,
    )


def chosen() -> tuple[str, str]:
    """The runs that were just chosen; whatever else a browser sends names none."""
    sent: Any = st.session_state[KEY].chosen
    if not isinstance(sent, dict):
        return "", ""
    return str(sent.get("run", "")), str(sent.get("other", ""))


def cancelled() -> bool:
    """Whether the measuring was just cancelled, or else begun."""
    return bool(st.session_state[KEY].measured == "cancel")


def _said(head: Head) -> str:
    when = head.started.replace("T", " ")[:19]
    return f"{when} UTC · {head.engine} · {head.questions} asked"
