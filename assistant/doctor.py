"""What a person asks before reporting a problem: what is here, what would answer, where data is."""

from __future__ import annotations

import platform
from contextlib import suppress
from importlib import metadata
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.examining import Finding, examine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from assistant.domain import Article

_TOLD = ("footnote", "streamlit", "chromadb", "onnxruntime", "pypdf", "trafilatura")


def findings() -> Iterator[Finding]:
    """Look at the installation, the models, who answers, the data folder and the index."""
    yield Finding(True, f"Python {platform.python_version()} on {platform.platform(terse=True)}")
    yield Finding(True, ", ".join(f"{name} {_version(name)}" for name in _TOLD))
    for check in (_embedded_model, _answerer, _data, _index):
        try:
            yield from check()
        except AssistantError as error:
            yield Finding(False, str(error))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _embedded_model() -> Iterator[Finding]:
    from assistant.retrieval.embedding import EmbeddedModel

    model = EmbeddedModel()
    model.embed_query("Is the file whole?")
    words = f"Embedded model {model.fingerprint} loads and runs, {model.dimensions} dimensions"
    yield Finding(True, words)


def _answerer() -> Iterator[Finding]:
    from assistant.settings import read_settings

    settings = read_settings()
    if not settings.chat_model:
        yield Finding(
            True,
            "Answers are made by quoting the article: offline, no key, nothing leaves this machine "
            "(ASSISTANT_CHAT_MODEL would have a model write them)",
        )
    yield from examine(settings, _longest_article() if settings.chat_model else 0)


def _longest_article() -> int:
    """In tokens; each sentence brings its number along."""
    from assistant.building import open_library
    from assistant.provider.spending import estimated_tokens

    articles: list[Article] = []
    with suppress(AssistantError), open_library() as library:  # told in its own line
        articles = [library.article(each.id) for each in library.articles()]
    return max((estimated_tokens(a.text) + 4 * len(a.sentences) for a in articles), default=0)


def _data() -> Iterator[Finding]:
    from assistant.building import open_library
    from assistant.settings import read_settings

    folder = read_settings().data_dir
    with open_library() as library:
        kept = (
            f"{len(library.articles())} article(s), {len(library.conversations())} conversation(s)"
        )
        place = library.place
    free = _free_megabytes(folder)
    words = f"Data lives in {folder}, {free:,} MB free on that disk; {kept} stored in {place}"
    yield Finding(True, words)


def _free_megabytes(folder: Path) -> int:
    import shutil

    return shutil.disk_usage(folder).free // 1_000_000


def _index() -> Iterator[Finding]:
    from assistant.settings import read_settings

    url = read_settings().chroma_url
    if url:
        words = f"The index is kept by the Chroma server at {url} (ASSISTANT_CHROMA_URL)"
    else:
        words = "The index is embedded Chroma, in the data folder; usage statistics are off"
    yield Finding(True, words)
