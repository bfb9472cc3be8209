"""A question goes to the server that was set, and to no other that the environment names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from langsmith.utils import get_env_var

from assistant.domain import Verdict
from tests.answering.written import writing_assistant
from tests.provider.hearing_out import ask
from tests.servers.model_server import model_server
from tests.servers.raw_server import WHOLE, RawServer, raw_server

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESSES = (
    *("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_API_BASE", "OPENAI_BASE_URL"),
    *("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"),
)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[RawServer]:
    """A server that the environment asks to have told, as proxy, as vendor and as observer."""
    with raw_server([WHOLE]) as server:
        for name in ADDRESSES:
            monkeypatch.setenv(name, f"http://{server.host}")
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "canary")
        get_env_var.cache_clear()  # type: ignore[attr-defined]  # reads the environment once
        yield server
    get_env_var.cache_clear()  # type: ignore[attr-defined]


def test_a_question_an_answer_and_an_article_stay_where_they_were_sent(elsewhere: RawServer):
    with model_server("The bridge was built in 1871 and widened in 1934 [8].") as server:
        answer = writing_assistant(server).ask("When was the bridge built?").answer
    assert answer.verdict is Verdict.ANSWERED
    assert len(server.requests) == 1
    assert not elsewhere.hits


def test_a_proxy_is_used_where_it_is_asked_for(elsewhere: RawServer):
    assert ask("http://model.invalid/v1", use_proxy=True).text == "hello"
    assert elsewhere.hits[0].startswith(b"POST http://model.invalid/v1/chat/completions")
