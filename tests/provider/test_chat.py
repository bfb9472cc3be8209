"""Opening the model that the settings name."""

from __future__ import annotations

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import Field

from assistant.domain import Ending
from assistant.errors import SettingsError
from assistant.provider.calling import Usage
from assistant.provider.chat import chat_model
from assistant.provider.endpoint import Endpoint
from assistant.provider.wire import ChatModel
from assistant.settings import Settings
from tests.provider.hearing_out import KEY, QUESTION, ask, hear, model_at, settings_for
from tests.servers.model_server import Written, model_server
from tests.servers.raw_server import WHOLE, raw_server


def settings(**given: object) -> Settings:
    return Settings(_env_file=None, **given)  # type: ignore[arg-type, call-arg]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "No model is set; set ASSISTANT_CHAT_MODEL to one in .env."),
        (
            {"chat_model": "openai:gpt-5-mini"},
            "openai:gpt-5-mini needs a key: set OPENAI_API_KEY in .env, or OPENAI_BASE_URL to a "
            "server that needs none.",
        ),
        (
            {"chat_model": "mistralai:small"},
            "mistralai:small needs a package that is not installed: pip install "
            "langchain-mistralai, then start again.",
        ),
        (
            {"chat_model": "nobody:small"},
            "No vendor 'nobody' is known; correct ASSISTANT_CHAT_MODEL in .env.",
        ),
        (
            {"chat_model": "azure_openai:small"},
            "azure_openai:small cannot be opened; check its name and the key of azure_openai in "
            "the environment.",
        ),
    ],
)
def test_a_model_that_cannot_be_opened_says_what_to_do(given, told):
    with pytest.raises(SettingsError) as raised:
        chat_model(settings(**given))
    assert str(raised.value) == told


def test_a_server_of_this_machine_needs_no_key():
    with model_server("hello") as server:
        heard = ask(server.url, openai_api_key="")
    assert heard.text == "hello"
    assert server.chats[0].headers["authorization"] == "Bearer none"


def test_only_what_is_set_is_sent():
    with model_server("hello") as server:
        ask(server.url)
        ask(server.url, temperature=0.2, max_tokens=100)
    bare, full = (set(chat.body) for chat in server.chats)
    assert bare == {"model", "messages", "stream", "stream_options"}
    assert full - bare == {"temperature", "max_tokens"}
    assert server.chats[1].body["max_tokens"] == 100


def test_nothing_is_sent_before_the_answer_is_listened_to():
    with model_server("hello") as server:
        stream = model_at(server.url).stream(QUESTION)
        assert not server.requests
        assert hear(stream).text == "hello"
    assert len(server.requests) == 1


def test_a_model_lists_what_its_server_has_or_nothing():
    with model_server(models=("a", "b")) as server:
        assert model_at(server.url).listed() == ("a", "b")
    with raw_server([WHOLE]) as other:
        assert model_at(other.url).listed() == ()
    assert ChatModel(Vendor(words=[]), Endpoint("vendor", "small")).listed() == ()


def test_questions_share_a_connection():
    with model_server("hello") as server:
        model = model_at(server.url)
        assert [hear(model.stream(QUESTION)).text for _ in range(3)] == ["hello"] * 3
        ports = {chat.client for chat in server.chats}
    assert len(ports) == 1


def test_a_model_and_its_settings_never_show_their_key():
    model = chat_model(settings_for("http://127.0.0.1:9/v1"))
    assert KEY not in repr(vars(model)) + repr(model.endpoint) + repr(model._asked)


@pytest.mark.parametrize(
    ("url", "local", "exposes"),
    [
        ("http://127.0.0.1:11434/v1", True, False),
        ("http://localhost:1234/v1", True, False),
        ("http://[::1]:8080/v1", True, False),
        ("http://192.168.1.7:8000/v1", False, True),
        ("https://example.com/v1", False, False),
    ],
)
def test_a_key_is_exposed_where_it_travels_unencrypted(url, local, exposes):
    endpoint = Endpoint("openai", "small", url, KEY)
    assert (endpoint.local, endpoint.exposes_the_key) == (local, exposes)


def test_an_address_is_shown_without_its_password():
    endpoint = Endpoint("openai", "small", "https://me:secret@example.com:8443/v1/")
    assert (endpoint.host, endpoint.address) == (
        "example.com:8443",
        "https://example.com:8443/v1",
    )


def test_a_word_like_ollama_is_no_secret():
    endpoint = Endpoint("openai", "small", "http://127.0.0.1:1/v1", "ollama")
    assert endpoint.masked("ollama has no model small") == "ollama has no model small"


class Vendor(BaseChatModel):
    """Another vendor's model, which counts tokens in parts and ends in words of its own."""

    words: list[str]
    ends: dict[str, str] = Field(default_factory=dict)
    breaks: Exception | None = None

    @property
    def _llm_type(self) -> str:
        return "vendor"

    def _generate(self, *args: object, **kwargs: object) -> ChatResult:
        raise NotImplementedError

    async def _astream(self, *args, **kwargs):
        for at, word in enumerate(self.words):
            read = 0 if at else 9
            told = UsageMetadata(input_tokens=read, output_tokens=at, total_tokens=read + at)
            chunk = AIMessageChunk(content=word, usage_metadata=told)
            yield ChatGenerationChunk(message=chunk)
        if self.breaks:
            raise self.breaks
        yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata=self.ends))


class OverloadedError(Exception):
    status_code = 529


@pytest.mark.parametrize(
    ("model", "text", "ending", "code"),
    [
        (Vendor(words=["a", "b"], ends={"stop_reason": "end_turn"}), "ab", Ending.COMPLETE, ""),
        (Vendor(words=["a"], ends={"stop_reason": "max_tokens"}), "a", Ending.TRUNCATED, ""),
        (Vendor(words=["a"], ends={"finish_reason": "SAFETY"}), "a", Ending.FILTERED, ""),
        (Vendor(words=["a"]), "a", Ending.INTERRUPTED, "cut_off"),
        (Vendor(words=["a"], breaks=OverloadedError()), "a", Ending.INTERRUPTED, "trouble"),
        (Vendor(words=[], breaks=KeyError("oops")), "", Ending.FAILED, "unreadable"),
    ],
)
def test_any_model_of_langchains_is_heard_alike(model, text, ending, code):
    heard = hear(ChatModel(model, Endpoint("vendor", "small")).stream(QUESTION))
    assert (heard.text, heard.ended.ending, heard.code) == (text, ending, code)
    if len(text) > 1:
        assert heard.ended.usage == Usage(9, 1)


def test_words_arrive_while_the_model_writes():
    with model_server(Written("one two three", pace=0.02)) as server:
        heard: list[int] = []
        hear(model_at(server.url).stream(QUESTION), lambda event: heard.append(server.finished))
    assert heard[0] == 0
    assert heard[-1] == 1
