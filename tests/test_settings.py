"""What can be set: read once, refused in a sentence, and never shown where it is a secret."""

from __future__ import annotations

import pytest

from assistant.errors import SettingsError
from assistant.settings import Settings, read_settings

KEY = "sk-canary-0123456789"


@pytest.fixture
def read(monkeypatch):
    """The settings that an environment makes."""

    def read(**environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return read_settings(_env_file=None)

    return read


def test_the_key_and_the_address_have_the_names_that_other_programs_know(read):
    settings = read(OPENAI_API_KEY=KEY, OPENAI_BASE_URL="http://127.0.0.1:11434/v1")
    assert settings.openai_api_key.get_secret_value() == KEY
    assert settings.openai_base_url == "http://127.0.0.1:11434/v1"


def test_a_name_with_nothing_behind_it_sets_nothing(read):
    names = [Settings.variable(field) for field in Settings.model_fields if field != "data_dir"]
    assert read(**dict.fromkeys(names, "")) == read()


def test_the_environment_comes_before_the_file(read, tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("ASSISTANT_CHAT_MODEL=openai:in-the-file\nOPENAI_API_KEY=from-the-file\n")
    monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "openai:in-the-environment")
    settings = read_settings(_env_file=file)
    assert settings.chat_model == "openai:in-the-environment"
    assert settings.openai_api_key.get_secret_value() == "from-the-file"


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("ASSISTANT_CHAT_MODEL", "gpt-5-mini", "write it as vendor:name"),
        ("ASSISTANT_CHAT_MODEL", "openai:", "write it as vendor:name"),
        ("ASSISTANT_EMBEDDING_MODEL", "small", "write it as vendor:name"),
        ("OPENAI_BASE_URL", "127.0.0.1:11434", "write it as http://host:port/v1"),
        ("OPENAI_BASE_URL", "http://host:port/v1", "write it as http://host:port/v1"),
        ("OPENAI_BASE_URL", "ftp://host/v1", "write it as http://host:port/v1"),
        ("ASSISTANT_TEMPERATURE", "3", "less than or equal to 2"),
        ("ASSISTANT_MAX_TOKENS", "1", "greater than or equal to 16"),
        ("ASSISTANT_CITATIONS", "some", "'auto', 'markers' or 'matched'"),
        ("ASSISTANT_FALLBACK", "guessing", "'none' or 'quoting'"),
        ("ASSISTANT_PROMPT_PRICE", "-1", "greater than or equal to 0"),
        ("ASSISTANT_USE_PROXY", "perhaps", "valid boolean"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_name_and_what_to_write(read, name, value, advice):
    with pytest.raises(SettingsError) as told:
        read(**{name: value})
    assert str(told.value).startswith(f"{name} cannot be used: ")
    assert advice in str(told.value)
    assert str(told.value).endswith("; correct it in the environment or .env.")


@pytest.mark.parametrize("name", ["ASSISTANT_CONVERSATION_LIMIT", "ASSISTANT_DAILY_LIMIT"])
def test_a_limit_in_money_needs_the_prices(read, name):
    with pytest.raises(SettingsError, match="ASSISTANT_PROMPT_PRICE and ASSISTANT_ANSWER_PRICE"):
        read(**{name: "2.50"})
    priced = read(ASSISTANT_PROMPT_PRICE="0.25", ASSISTANT_ANSWER_PRICE="2", **{name: "2.50"})
    assert 2.5 in (priced.conversation_limit, priced.daily_limit)


def test_no_secret_is_shown(read):
    assert KEY not in repr(read(OPENAI_API_KEY=KEY))
    with pytest.raises(SettingsError) as told:
        read(OPENAI_API_KEY=KEY, OPENAI_BASE_URL=f"https//{KEY}@host")
    assert KEY not in str(told.value)
    assert told.value.__cause__ is None


@pytest.mark.parametrize(
    ("address", "tokens"),
    [
        ("", 16_384),
        ("https://models.example/v1", 16_384),
        ("http://127.0.0.1:11434/v1", 4_096),
        ("http://localhost:8080/v1", 4_096),
        ("http://[::1]:8080/v1", 4_096),
        ("http://127.0.0.1.example/v1", 16_384),
    ],
)
def test_a_server_on_this_machine_is_sent_no_more_than_it_reads_unless_told(read, address, tokens):
    assert read(OPENAI_BASE_URL=address).tokens_read == tokens
    assert read(OPENAI_BASE_URL=address, ASSISTANT_CONTEXT_TOKENS="900").tokens_read == 900
