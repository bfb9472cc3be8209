"""Ask a chat model and hear it out: words as they come, and at last how it ended.

    for happening in model.stream(messages):
        ...  # Words and Notices, then one Ended

Nothing that goes wrong on the wire is raised: the `Ended` tells it. `Stream.stop` ends it from any
thread, at once.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from assistant.provider.background import WIRE
from assistant.provider.calling import Asked, Call, Ended
from assistant.provider.limits import ELSEWHERE, ON_THIS_MACHINE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

    from assistant.provider.background import BackgroundLoop
    from assistant.provider.calling import Happening
    from assistant.provider.endpoint import Endpoint
    from assistant.provider.limits import Limits


class ChatModel:
    """A chat model of LangChain's, any vendor's, behind a wire that fails well."""

    def __init__(
        self,
        model: BaseChatModel,
        endpoint: Endpoint,
        *,
        listing: Callable[[], Awaitable[tuple[str, ...]]] | None = None,
        close: Callable[[], Coroutine[Any, Any, None]] | None = None,
        counts: bool = False,
        limits: Limits | None = None,
        background: BackgroundLoop = WIRE,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`listing` asks the server which models it has; `close` ends its connections.

        `counts` tells that the model takes `stream_usage`: it counts tokens when asked to.
        """
        self.endpoint = endpoint
        self.limits = limits or (ON_THIS_MACHINE if endpoint.local else ELSEWHERE)
        self._background = background
        self._asked = Asked(model, endpoint, self.limits, listing, chance, counts)
        if close is not None:
            background.close_with(self, close)

    @property
    def name(self) -> str:
        """For instance "openai:gpt-5-mini"."""
        return self.endpoint.name

    def stream(self, messages: Sequence[BaseMessage]) -> Stream:
        """The answer to `messages`; nothing is sent before it is iterated."""
        return Stream(self, Call(self._asked, messages), self._background)

    def listed(self) -> tuple[str, ...]:
        """The names of the models on the server; none where it does not tell in time."""
        return self._background.start(self._asked.listed()).result()


class Stream:
    """The answer of a model on its way, to be iterated once."""

    def __init__(self, model: ChatModel, call: Call, background: BackgroundLoop) -> None:
        self._model = model  # whose connections end with it
        self._call = call
        self._background = background

    def __iter__(self) -> Iterator[Happening]:
        self._background.call(self._call.begin)
        try:
            while True:
                happening = self._call.happened.get()
                if isinstance(happening, BaseException):
                    raise happening
                yield happening
                if isinstance(happening, Ended):
                    return
        finally:
            self.stop()  # whoever stops listening wants no more of it

    def stop(self) -> None:
        """End it where it is, from any thread; again, or after its end, is harmless."""
        self._background.call(self._call.stop)
