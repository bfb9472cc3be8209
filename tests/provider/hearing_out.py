"""Hear a stream out, with a clock that can be put forward instead of being waited for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from langchain_core.messages import HumanMessage

from assistant.domain import Notice
from assistant.provider.background import BackgroundLoop
from assistant.provider.calling import Ended, Words
from assistant.provider.chat import chat_model
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.provider.calling import Happening
    from assistant.provider.limits import Limits
    from assistant.provider.wire import ChatModel, Stream

KEY = "sk-CANARY0123456789abcdef"
QUESTION = [HumanMessage("What colour is the sky?")]


class HastenedLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock is ahead of the real one."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


class Clock:
    """The clock of a background loop of its own."""

    def __init__(self) -> None:
        self.background = BackgroundLoop(HastenedLoop)

    def pass_by(self, seconds: float) -> None:
        """Let time go by for what the loop is doing now."""
        self.background.call(lambda: self._forward(seconds))

    def _forward(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, HastenedLoop)
        loop.ahead += seconds


@dataclass
class Heard:
    """All that a stream told."""

    text: str
    notices: list[str]
    ended: Ended

    @property
    def code(self) -> str:
        return self.ended.fault.code if self.ended.fault else ""

    @property
    def sentence(self) -> str:
        return self.ended.fault.sentence if self.ended.fault else ""

    @property
    def everything(self) -> str:
        """All that could be shown, kept or logged of it."""
        return f"{self.text} {self.notices} {self.ended!r}"


def settings_for(url: str, **more: object) -> Settings:
    given: dict[str, object] = {"chat_model": "openai:test-model", "openai_api_key": KEY, **more}
    return Settings(_env_file=None, openai_base_url=url, **given)  # type: ignore[arg-type, call-arg]


def model_at(
    url: str, clock: Clock | None = None, limits: Limits | None = None, **more: object
) -> ChatModel:
    settings = settings_for(url, **more)
    if clock is None:
        return chat_model(settings, limits=limits)
    return chat_model(settings, limits=limits, background=clock.background)


def hear(stream: Stream, then: Callable[[Happening], object] = lambda _: None) -> Heard:
    """Listen to the end, doing something after each event."""
    text, notices = "", []
    for happening in stream:
        then(happening)
        if isinstance(happening, Words):
            text += happening.text
        elif isinstance(happening, Notice):
            notices.append(happening.text)
        else:
            ended = happening
    return Heard(text, notices, ended)


def ask(url: str, **more: object) -> Heard:
    return hear(model_at(url, **more).stream(QUESTION))  # type: ignore[arg-type]


CLOCK = Clock()
"""One for all tests: they go by one after the other."""
