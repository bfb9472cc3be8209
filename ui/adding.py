"""Adding an article: a file or a text, how far it is, and a look at it before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assistant import AssistantError
from ui import address
from ui.additions import Stage
from ui.address import Address
from ui.components import adding

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.additions import Addition
    from ui.components.adding import Act
    from ui.library import SharedLibrary

PAINT_SECONDS = 0.2
FIRST_PAINT_SECONDS = 0.3  # what takes less is shown without a word about progress

MINE = "additions of this visit"
REASON = "reason why nothing was added"
GONE = "This is not here any more: give the file or the text again."


def draw(shared: SharedLibrary, at: Address) -> None:
    """Draw the page: where a file or a text is given, or the addition that the address names."""
    found = shared.additions.find(at.addition)
    moving = found is not None and found.moving
    st.fragment(_follow, run_every=PAINT_SECONDS if moving else None)(shared, at, moving)


def _follow(shared: SharedLibrary, at: Address, followed: bool) -> None:
    """Draw how far it is; the thread that adds it goes on whether or not this runs again."""

    def act() -> None:
        done = adding.acted()
        if done is None:
            return
        st.session_state[REASON] = ""
        try:
            ACTS[done.kind](shared, at, done)
        except AssistantError as error:
            st.session_state[REASON] = str(error)

    found = shared.additions.find(at.addition)
    gone = GONE if at.addition and found is None else ""
    adding.draw(
        found,
        _others(shared, at),
        st.session_state.get(REASON) or gone,
        act,
        empty=not shared.first,
    )
    if followed and found is not None and found.stage is Stage.KEPT:
        address.go(Address(article=found.article))
    address.draw("addition")
    moving = found is not None and found.moving
    if moving != followed:
        st.rerun()  # the whole page, to start or to stop the timer


def _others(shared: SharedLibrary, at: Address) -> list[Addition]:
    """What else this visit began and has not done with."""
    found = [shared.additions.find(id_) for id_ in st.session_state.get(MINE, ())]
    done = {Stage.KEPT, Stage.CANCELLED}
    return [each for each in found if each and each.id != at.addition and each.stage not in done]


def _paste(shared: SharedLibrary, _: Address, act: Act) -> None:
    _look_at(shared, [shared.additions.paste(act.text, act.title).id])


def _uploaded(shared: SharedLibrary, _: Address, act: Act) -> None:
    _look_at(shared, [id_ for id_ in act.ids if shared.additions.find(id_)])


def _look_at(shared: SharedLibrary, ids: Sequence[str]) -> None:
    """Go to the first of some additions; those just begun are this visit's from now on."""
    mine = st.session_state.setdefault(MINE, [])
    mine.extend(id_ for id_ in ids if id_ not in mine)
    if ids:
        shared.additions.wait(ids[0], FIRST_PAINT_SECONDS)
        address.go(Address(page=address.ADDING, addition=ids[0]))


def _sample(shared: SharedLibrary, _: Address, __: Act) -> None:
    address.go(Address(article=shared.library.seed().article.id))


def _cancel(shared: SharedLibrary, at: Address, _: Act) -> None:
    """Have no more to do with it, whether it is being worked on, failed or looked at."""
    shared.additions.cancel(at.addition)
    mine = st.session_state.get(MINE, [])
    st.session_state[MINE] = [id_ for id_ in mine if id_ != at.addition]
    address.go(Address(page=address.ADDING))


def _keep(shared: SharedLibrary, at: Address, act: Act) -> None:
    shared.additions.keep(at.addition, act.title, act.boilerplate)
    if shared.additions.wait(at.addition, FIRST_PAINT_SECONDS):
        _read(shared, at, act)


def _read(shared: SharedLibrary, at: Address, _: Act) -> None:
    found = shared.additions.find(at.addition)
    if found is not None and found.article:
        address.go(Address(article=found.article))


ACTS: dict[str, Callable[[SharedLibrary, Address, Act], None]] = {
    "paste": _paste,
    "uploaded": _uploaded,
    "look": _uploaded,
    "sample": _sample,
    "cancel": _cancel,
    "keep": _keep,
    "read": _read,
}
