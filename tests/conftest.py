"""What every test starts from: no settings, keys or proxies of the machine it runs on.

The network is off but for this machine's own addresses, and any warning is an error; both are set
in pyproject.toml.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from assistant.resources import seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.answering.asking import Assistant
    from assistant.domain import Article

CHECKOUT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("FOOTNOTE_SHARED", CHECKOUT.parent / "shared"))
SETTINGS_OF_OTHERS = ("ASSISTANT_", "CHROMA_", "LANGCHAIN_", "LANGSMITH_", "OPENAI_", "STREAMLIT_")

# The same examples on every run, however slow the machine: a failure is then the code's.
hypothesis.settings.register_profile("steady", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def clean_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty home, no settings, and a working folder without anyone's `.env`."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(SETTINGS_OF_OTHERS) or name.lower().endswith("_proxy"):
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        patch.setenv("ASSISTANT_DATA_DIR", str(home / "footnote"))
        patch.chdir(home)
        yield


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that no other test has used; it is made when something is stored."""
    folder = tmp_path / "footnote-data"
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(folder))
    return folder


@pytest.fixture(scope="session")
def seed_assistant() -> Assistant:
    """The shipped article, read, split, embedded and searched by the real code, once."""
    from assistant.building import open_article

    return open_article(seed().article)


@pytest.fixture(scope="session")
def seed_article(seed_assistant: Assistant) -> Article:
    """The shipped article with its sentences, site boilerplate marked."""
    return seed_assistant.article


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Test data too large or too hostile to be part of the project."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(f"needs the test data in {folder} (FOOTNOTE_SHARED names another place)")
    return folder


@pytest.fixture(scope="session")
def adversarial(shared_data: Path) -> Path:
    """Hostile inputs, to be read and never obeyed."""
    return shared_data / "adversarial"
