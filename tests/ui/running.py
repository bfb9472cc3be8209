"""Run a page without a browser: what its elements were mounted with, and what a browser sends."""

from __future__ import annotations

import json

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest


def visit(page, **kwargs):
    """A visit to the page that the function `page` draws; its arguments are those named here."""
    at = AppTest.from_function(page, kwargs=kwargs, default_timeout=30).run()
    assert not at.exception
    return at


def data_of(at, element):
    """What one of our elements was mounted with; None where it is not mounted."""
    assert not at.exception
    found = _mounted(at).get(element)
    return None if found is None else json.loads(found.json)


def send(at, element, event, value):
    """Do what the browser does when an element sends `event`; the page as it is drawn then."""
    state = WidgetState(
        id=_make_trigger_id(_mounted(at)[element].id, "events"),
        json_trigger_value=json.dumps([{"event": event, "value": value}]),
    )
    return at._run(WidgetStates(widgets=[state]))


def elements(at):
    """The name of every element of ours on the page, with the message that mounted it."""

    def leaves(node):
        for child in node.children.values():
            if hasattr(child, "children"):
                yield from leaves(child)
            elif child.type == "bidi_component":
                yield child.proto

    for proto in leaves(at._tree):
        yield proto.component_name.removeprefix("footnote."), proto


def _mounted(at):
    return dict(elements(at))
