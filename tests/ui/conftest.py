"""A library with the bridge's article, as a page and its parts are handed it."""

from __future__ import annotations

import pytest

from tests.ui.fake_assistant import FakeAssistant
from tests.ui.fake_library import library_of
from ui.library import SharedLibrary


@pytest.fixture
def assistant():
    return FakeAssistant()


@pytest.fixture
def library(assistant, tmp_path):
    with library_of(assistant, tmp_path) as library:
        yield library


@pytest.fixture
def shared(library, assistant):
    return SharedLibrary(library, assistant.article.id)
