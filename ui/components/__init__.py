"""The page's own elements: Python says what to draw, one script and one style sheet draw it.

Everything that comes from an article, an answer or a reader is drawn through `textContent`, so it
is text whatever it looks like. A new element is one module here and two files in `browser/`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

if TYPE_CHECKING:
    from streamlit.components.v2.component_manager import BidiComponentManager
    from streamlit.components.v2.types import ComponentRenderer

FOLDER = Path(__file__).parent


def element(name: str, *, isolate_styles: bool = True) -> ComponentRenderer:
    """The mounting function of `browser/<name>.js` and `browser/<name>.css`.

    They are served as files of this server. Streamlit also takes their text, but would then run
    it from a `blob:` address and inline, which the Content-Security-Policy would have to allow.
    """
    return _mounting(get_bidi_component_manager(), name, isolate_styles)


@cache
def _mounting(manager: BidiComponentManager, name: str, isolate_styles: bool) -> ComponentRenderer:
    """Made once for each server; Streamlit reads such a manifest only from installed packages."""
    manifest = ComponentManifest("footnote", "1", [ComponentConfig(name, "browser")])
    manager.register_from_manifest(manifest, FOLDER)
    return st.components.v2.component(
        f"footnote.{name}",
        js=f"{name}.js",
        css=f"{name}.css",
        isolate_styles=isolate_styles,
    )
