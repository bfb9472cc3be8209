"""What a person asks before reporting a problem: what is here, what would answer, where data is."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TOLD = ("footnote", "streamlit", "chromadb", "onnxruntime", "pypdf", "trafilatura")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `good` is False where something keeps Footnote from working."""

    good: bool
    words: str


def findings() -> Iterator[Finding]:
    """Look at the installation, the models, the answerer, the data folder and the index."""
    yield Finding(True, f"Python {platform.python_version()} on {platform.platform(terse=True)}")
    yield Finding(True, ", ".join(f"{name} {_version(name)}" for name in _TOLD))
    for check in (_model, _answerer, _data, _index):
        try:
            yield Finding(True, check())
        except AssistantError as error:
            yield Finding(False, str(error))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _model() -> str:
    from assistant.retrieval.embedding import EmbeddedModel

    model = EmbeddedModel()
    model.embed_query("Is the file whole?")
    return f"Embedded model {model.fingerprint} loads and runs, {model.dimensions} dimensions"


def _answerer() -> str:
    return (
        "Answers are made by quoting the article: offline, no key, nothing leaves this machine "
        "(this version has no other way of answering)"
    )


def _data() -> str:
    from assistant.building import open_library
    from assistant.settings import read_settings

    folder = read_settings().data_dir
    with open_library() as library:
        kept = (
            f"{len(library.articles())} article(s), {len(library.conversations())} conversation(s)"
        )
        place = library.place
    free = _free_megabytes(folder)
    return f"Data lives in {folder}, {free:,} MB free on that disk; {kept} stored in {place}"


def _free_megabytes(folder: Path) -> int:
    import shutil

    return shutil.disk_usage(folder).free // 1_000_000


def _index() -> str:
    from assistant.settings import read_settings

    url = read_settings().chroma_url
    if url:
        return f"The index is kept by the Chroma server at {url} (ASSISTANT_CHROMA_URL)"
    return "The index is embedded Chroma, in the data folder; usage statistics are off"
