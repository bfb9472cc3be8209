"""Which model is asked, and where it is: what a message about it may name."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

OPENAI: Final = "https://api.openai.com/v1"
MASK: Final = "•••"
_LIKE_A_KEY: Final = re.compile(r"\b(?:sk|pk|rk)-[\w*•-]+|(?<=Bearer )[^\s\"']+", re.IGNORECASE)
_SHORTEST_SECRET: Final = 8
_SHOWN_OF_A_KEY: Final = 6  # a server that repeats the beginning has repeated too much


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model, its server, and the setting that names it.

    `key` never leaves this object but for the request itself.
    """

    vendor: str
    model: str
    url: str = ""
    key: str = field(default="", repr=False)
    setting: str = "ASSISTANT_CHAT_MODEL"

    @property
    def name(self) -> str:
        """As it is set: for instance "openai:gpt-5-mini"."""
        return f"{self.vendor}:{self.model}"

    @property
    def host(self) -> str:
        """The server as a reader knows it: host and port, or the vendor where no URL is known."""
        return urlsplit(self.url).netloc.rpartition("@")[2] or self.vendor

    @property
    def address(self) -> str:
        """The URL without a password that may be part of it."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{self.host}{parts.path.rstrip('/')}" if self.url else self.vendor

    @property
    def local(self) -> bool:
        """Whether the server is this machine."""
        host = urlsplit(self.url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")

    @property
    def exposes_the_key(self) -> bool:
        """Whether the key would travel to another machine unencrypted."""
        return bool(self.key) and urlsplit(self.url).scheme == "http" and not self.local

    @property
    def key_setting(self) -> str:
        """Where its key is set."""
        known = "OPENAI_API_KEY in .env"
        return known if self.vendor == "openai" else f"the key of {self.vendor} in the environment"

    @property
    def secret(self) -> str:
        """The key, if it is one: local servers are often given a word like "ollama" for it."""
        return self.key if len(self.key) >= _SHORTEST_SECRET else ""

    def masked(self, text: str) -> str:
        """A text of the server's without the key, or the beginning of it, or anything like one."""
        masked = _LIKE_A_KEY.sub(MASK, text)
        if not self.secret:
            return masked
        begins = re.escape(self.secret[:_SHOWN_OF_A_KEY])
        return re.sub(rf"{begins}[^\s\"']*", MASK, masked)
