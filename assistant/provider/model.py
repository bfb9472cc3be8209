"""What an answerer asks of a model: the wire keeps it, and so does whatever stands in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from langchain_core.messages import BaseMessage

    from assistant.provider.calling import Happening


class Stream(Protocol):
    """An answer on its way, to be iterated once; its last happening is an `Ended`."""

    def __iter__(self) -> Iterator[Happening]: ...

    def stop(self) -> None:
        """End it where it is, from any thread; again, or after its end, is harmless."""


class Model(Protocol):
    """Answers messages, and never raises for what goes wrong on the way."""

    @property
    def name(self) -> str:
        """As it is set: for instance "openai:gpt-5-mini"."""

    def stream(self, messages: Sequence[BaseMessage]) -> Stream:
        """The answer to `messages`; nothing is sent before it is iterated."""
