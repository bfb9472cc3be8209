"""How good the answers are: the last run of `footnote evaluate`, and two runs compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from assistant import AssistantError, read_settings
from assistant.evaluation.keeping import KeptRuns
from assistant.evaluation.report.showing import shown
from ui.components import report, runs

if TYPE_CHECKING:
    from ui.library import SharedLibrary
    from ui.measuring import Measurement

LOOK_AGAIN_SECONDS = 0.5  # while it is being measured
CHOSEN = "runs chosen"


def draw(shared: SharedLibrary) -> None:
    """Draw the page: figures, charts and failing questions of a run, beside another's if chosen."""
    kept = KeptRuns(read_settings().data_dir)
    chosen, running = _chosen(kept), shared.measurement.state.running
    told, failed = _shown(kept, *chosen)
    with st.container(key="evaluation", gap=None):
        with st.container(gap=None):  # so that what Streamlit loses of it moves nothing else
            st.fragment(_head, run_every=LOOK_AGAIN_SECONDS if running else None)(
                kept, shared.measurement, (chosen, running), failed
            )
        if told is not None:
            report.draw(told)


def _shown(kept: KeptRuns, run: str, other: str) -> tuple[dict[str, Any] | None, str]:
    """What is told of the chosen runs; None, and why, where that cannot be."""
    if not run:
        return None, ""
    try:
        return shown(kept.read(run), kept.read(other) if other else None), ""
    except AssistantError as error:
        return None, str(error)


def _head(
    kept: KeptRuns, measurement: Measurement, drawn: tuple[tuple[str, str], bool], failed: str
) -> None:
    """Draw which runs are on show and how far measuring is; `drawn` is what is shown below."""

    def choose() -> None:
        st.session_state[CHOSEN] = runs.chosen()

    def measure() -> None:
        if runs.cancelled():
            measurement.cancel()
        else:
            st.session_state[CHOSEN] = ("", "")  # the new one, when it is there
            measurement.begin()

    state, chosen = measurement.state, _chosen(kept)
    runs.draw(kept.heads(), chosen, state, state.failed or failed, choose, measure)
    if drawn != (chosen, state.running):
        st.rerun()  # the whole page: to show another run, to start or to stop the timer


def _chosen(kept: KeptRuns) -> tuple[str, str]:
    """The run on show and the one beside it, each "" where there is none: at first the newest."""
    known = [head.id for head in kept.heads()]
    run, other = st.session_state.get(CHOSEN, ("", ""))
    run = run if run in known else next(iter(known), "")
    return run, other if other in known and other != run else ""
