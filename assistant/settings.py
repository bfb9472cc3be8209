"""Every knob in one place, read once: the real environment first, then `.env`, then the default.

A new setting is one more field here and one more line in `.env.example` (a test compares them).
"""

from __future__ import annotations

import re
from pathlib import Path  # noqa: TC003 - pydantic reads the annotation at run time
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

_PREFIX = "ASSISTANT_"
_MODEL = re.compile(r"[a-z0-9_]+:\S.*")


class Settings(BaseSettings):
    """What can be set; each field is `ASSISTANT_<NAME>` in the environment or in `.env`.

    Where a server is and its key have the names that other programs know already.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # it may be a key
        populate_by_name=True,
    )

    data_dir: Path = Field(
        default_factory=lambda: user_data_path("footnote", appauthor=False),
        description="Folder that holds articles, conversations and the index.",
    )
    database_url: SecretStr = Field(
        default=SecretStr(""),
        description="A PostgreSQL database (postgresql://...) instead of SQLite in the folder.",
    )
    chroma_url: str = Field(
        default="", description="A Chroma server (http://host:port) instead of the embedded index."
    )
    threads: int = Field(
        default=0, ge=0, le=64, description="Threads for the embedded models; 0 chooses."
    )
    reader: bool = Field(
        default=True,
        description="Whether sentences are read beside the question; without it, quicker.",
    )

    chat_model: str = Field(
        default="", description="Who writes the answers, as vendor:name; none quotes the article."
    )
    openai_api_key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="OPENAI_API_KEY",
        description="The key for OpenAI, or for the server below; a local one needs none.",
    )
    openai_base_url: str = Field(
        default="",
        validation_alias="OPENAI_BASE_URL",
        description="Any server that speaks OpenAI's protocol (http://host:port/v1).",
    )
    embedding_model: str = Field(
        default="", description="What measures meaning, as vendor:name; none: the embedded model."
    )
    temperature: float | None = Field(
        default=None, ge=0, le=2, description="Sent only when set: some models refuse it."
    )
    max_tokens: int | None = Field(
        default=None, ge=16, description="The longest answer; sent only when set, for that reason."
    )
    context_tokens: int = Field(
        default=0,
        ge=0,
        description="How much the model reads at once; 0: 4,096 on this machine, else 16,384.",
    )
    citations: Literal["auto", "markers", "matched"] = Field(
        default="auto", description="Whether the model sets the citations, or code finds them."
    )
    fallback: Literal["none", "quoting"] = Field(
        default="none", description="What answers, labelled, where the model does not."
    )
    prompt_price: float | None = Field(
        default=None, ge=0, description="Price of a million tokens that are sent."
    )
    answer_price: float | None = Field(
        default=None, ge=0, description="Price of a million tokens that are written."
    )
    conversation_limit: float | None = Field(
        default=None, gt=0, description="The most a conversation may cost, in the prices' currency."
    )
    daily_limit: float | None = Field(
        default=None, gt=0, description="The most a day may cost, likewise."
    )
    use_proxy: bool = Field(
        default=False, description="Whether to reach the model through the environment's proxy."
    )
    follow_redirects: bool = Field(
        default=False, description="Whether to follow a model server that redirects elsewhere."
    )

    @field_validator("chat_model", "embedding_model")
    @classmethod
    def _names_its_vendor(cls, given: str) -> str:
        if given and not _MODEL.fullmatch(given):
            message = "write it as vendor:name, for instance openai:gpt-5-mini"
            raise ValueError(message)
        return given

    @field_validator("openai_base_url")
    @classmethod
    def _is_an_address(cls, given: str) -> str:
        try:
            parts = urlsplit(given)
            good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            good = False
        if given and not good:
            message = "write it as http://host:port/v1"
            raise ValueError(message)
        return given

    @model_validator(mode="after")
    def _limits_have_prices(self) -> Self:
        limited = self.conversation_limit is not None or self.daily_limit is not None
        if limited and (self.prompt_price is None or self.answer_price is None):
            message = (
                "ASSISTANT_CONVERSATION_LIMIT and ASSISTANT_DAILY_LIMIT are amounts of money: set "
                "ASSISTANT_PROMPT_PRICE and ASSISTANT_ANSWER_PRICE as well"
            )
            raise ValueError(message)
        return self

    @property
    def asks_this_machine(self) -> bool:
        """Whether the model server runs here: it may be slow to begin, and reads less at once."""
        host = urlsplit(self.openai_base_url).hostname or ""
        return host == "localhost" or host == "::1" or bool(re.fullmatch(r"127(\.\d+){3}", host))

    @property
    def tokens_read(self) -> int:
        """How much the model reads at once; what Ollama reads unless told is the careful guess."""
        return self.context_tokens or (4_096 if self.asks_this_machine else 16_384)

    @classmethod
    def variable(cls, field: str) -> str:
        """The name of a field in the environment and in `.env`."""
        alias = cls.model_fields[field].validation_alias
        return alias if isinstance(alias, str) else f"{_PREFIX}{field.upper()}"


def read_settings(**overrides: Any) -> Settings:
    """The settings in force, or one sentence on the first that cannot be used."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        reason = first["msg"].removeprefix("Value error, ")
        field = str(first["loc"][0]) if first["loc"] else ""
        name = Settings.variable(field) if field in Settings.model_fields else field
        told = f"{name} cannot be used: {reason}" if name else reason
        raise SettingsError(f"{told}; correct it in the environment or .env.") from None
