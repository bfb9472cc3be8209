"""Every knob in one place, read once: the real environment first, then `.env`, then the default.

A new setting is one more field here and one more line in `.env.example` (a test compares them).
"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pydantic reads the annotation at run time

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError


class Settings(BaseSettings):
    """What can be set; each field is `ASSISTANT_<NAME>` in the environment or in `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_", env_file=".env", extra="ignore", frozen=True
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


def read_settings(**overrides: object) -> Settings:
    """The settings in force, or one sentence on the first that cannot be used."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        first = error.errors()[0]
        name = "ASSISTANT_" + "_".join(str(part) for part in first["loc"]).upper()
        message = f"{name} cannot be used: {first['msg']}; correct it in the environment or .env."
        raise SettingsError(message) from None
