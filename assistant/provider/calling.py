"""One answer of a model, from the first request to its end; it runs on the background loop.

Requests are repeated here and nowhere else, and never after a reader has seen a word.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from math import ceil
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, cast

from assistant.domain import Ending, Fault, Notice
from assistant.provider.endings import ending_of, reason_in
from assistant.provider.failures import Failure, failure_of, seconds_to_wait
from assistant.provider.hearing import Hearing, readable, seen
from assistant.provider.limits import TRIES

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage

    from assistant.provider.endpoint import Endpoint
    from assistant.provider.limits import Limits

THOUGHTS: Final = ("reasoning_content", "reasoning", "thinking")
MOST_LISTED: Final = 12


@dataclass(frozen=True, slots=True)
class Words:
    """Text to show, as far as it has come."""

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens that the server counted."""

    prompt_tokens: int
    answer_tokens: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a stream ended, always its last; `calls` are the requests it took.

    `fault` tells what went wrong; an ending that the model or the reader chose has none.
    """

    ending: Ending
    fault: Fault | None = None
    usage: Usage | None = None
    calls: int = 0


Happening = Words | Notice | Ended


@dataclass(slots=True)
class Asked:
    """What a call needs to know of a model; `counts` tells whether its server counts tokens."""

    model: BaseChatModel
    endpoint: Endpoint
    limits: Limits
    listing: Callable[[], Awaitable[tuple[str, ...]]] | None
    chance: Callable[[], float]
    counts: bool

    async def listed(self) -> tuple[str, ...]:
        """The names of the models on its server; none where it does not tell in time."""
        if self.listing is None:
            return ()
        try:
            async with asyncio.timeout(self.limits.listing):
                return tuple(map(readable, await self.listing()))
        except Exception:
            return ()


def in_short(names: Sequence[str]) -> str:
    """The first of these names, and how many more there are."""
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return f"{', '.join(names[:MOST_LISTED])}{more}"


class Call:
    """A question to a model; `happened` is what has come of it, an exception only for a bug."""

    def __init__(self, asked: Asked, messages: Sequence[BaseMessage]) -> None:
        self.happened: SimpleQueue[Happening | BaseException] = SimpleQueue()
        self._asked = asked
        self._messages = list(messages)
        self._hearing = Hearing(asked.endpoint.secret)
        self._task: asyncio.Task[None] | None = None
        self._over = False
        self._calls = 0
        self._characters = 0
        self._began = self._word_by = self._last_moment = 0.0
        self._finish = ""
        self._refusal = ""
        self._usage: Usage | None = None

    def begin(self) -> None:
        """Send it, unless it was stopped before."""
        if self._over or self._task:
            return
        loop, limits = asyncio.get_running_loop(), self._asked.limits
        self._began = loop.time()
        self._word_by = self._began + limits.first_word
        self._last_moment = self._began + limits.total
        self._task = loop.create_task(self._run())
        self._task.add_done_callback(self._surface)

    def stop(self) -> None:
        """End it where it is and close its connection."""
        self._say(self._hearing.finish())
        self._end(Ending.STOPPED)
        if self._task:
            self._task.cancel()

    async def _run(self) -> None:
        while failure := await self._try():
            if failure.fault.code == "usage_refused" and self._asked.counts:
                self._asked.counts = False
            elif self._characters or not failure.again or self._calls >= TRIES:
                await self._fail(failure)
                return
            else:
                await self._wait(failure.fault)
        self._conclude()

    async def _try(self) -> Failure | None:
        """Ask once; None: the model was heard out, or as long as an answer may be."""
        from langsmith import tracing_context

        self._calls += 1
        self._hearing = Hearing(self._asked.endpoint.secret)  # no half a thought of the last try
        self._refusal = ""
        loop, limits = asyncio.get_running_loop(), self._asked.limits
        self._patience = loop.call_later(limits.patience, self._tell_of_waiting)
        try:
            # The environment may ask LangChain to send every prompt to its vendor.
            with tracing_context(enabled=False):
                async with (
                    asyncio.timeout_at(min(self._word_by, self._last_moment)) as alarm,
                    aclosing(self._reply()) as chunks,
                ):
                    async for chunk in chunks:
                        if self._take(chunk):
                            alarm.reschedule(min(loop.time() + limits.gap, self._last_moment))
                        if self._finish:  # what may follow is the count of the tokens
                            alarm.reschedule(loop.time() + limits.after_end)
                        if self._characters >= limits.answer_characters:
                            self._finish = "length"
                            break
        except Exception as error:
            if self._finish:
                return None
            return self._too_slow() if alarm.expired() else failure_of(error, self._asked.endpoint)
        finally:
            self._patience.cancel()
        return None

    def _reply(self) -> AsyncGenerator[AIMessageChunk, None]:
        counting: dict[str, Any] = {"stream_usage": True} if self._asked.counts else {}
        chunks = self._asked.model.astream(self._messages, **counting)
        return cast("AsyncGenerator[AIMessageChunk, None]", chunks)  # declared as less than it is

    def _take(self, chunk: AIMessageChunk) -> bool:
        """Keep what a chunk brings; whether the model wrote or thought."""
        self._finish = self._finish or reason_in(chunk.response_metadata)
        if usage := chunk.usage_metadata:
            before = self._usage or Usage(0, 0)  # told in parts, or again and again
            self._usage = Usage(
                max(before.prompt_tokens, usage["input_tokens"]),
                max(before.answer_tokens, usage["output_tokens"]),
            )
        self._refusal += str(chunk.additional_kwargs.get("refusal") or "")
        self._say(self._hearing.hear(chunk.text))
        return bool(chunk.text) or any(chunk.additional_kwargs.get(key) for key in THOUGHTS)

    def _say(self, text: str) -> None:
        left = self._asked.limits.answer_characters - self._characters
        if text and left > 0 and not self._over:
            self._characters += len(text)
            self.happened.put(Words(text[:left]))

    async def _wait(self, fault: Fault) -> None:
        """Wait before asking again, counting down; the time for the first word stands still."""
        seconds = seconds_to_wait(fault, self._calls, self._asked.limits, self._asked.chance)
        self._word_by += seconds
        while seconds > 0:
            step = seconds % 1 or 1.0
            host = self._asked.endpoint.host
            self._tell(f"No answer from {host} yet; trying again in {ceil(seconds)} s.")
            await asyncio.sleep(step)
            seconds -= step

    def _conclude(self) -> None:
        """End as the model said, or failing that as what it did not say shows."""
        self._say(self._hearing.finish())
        ending = ending_of(self._finish)
        host, model = self._asked.endpoint.host, self._asked.endpoint.model
        if not self._characters and seen(self._refusal):
            self._say(Hearing(self._asked.endpoint.secret).hear(self._refusal))
            self._end(Ending.REFUSED)
        elif not self._characters and ending is Ending.TRUNCATED:
            told = (
                f"{model} had no room left for an answer; raise ASSISTANT_MAX_TOKENS if it is set"
            )
            more = "or let the server read more at once (num_ctx with Ollama)"
            self._end(Ending.EMPTY, Fault("no_room", f"{told}, {more}."))
        elif not self._characters and ending is not Ending.FILTERED:
            told = f"{model} returned nothing; ask again, or in other words."
            self._end(Ending.EMPTY, Fault("nothing", told))
        elif ending is Ending.INTERRUPTED:
            told = f"{host} ended the answer without saying that it is whole; ask again."
            self._end(ending, Fault("cut_off", told, details=self._finish))
        else:
            self._end(ending)

    async def _fail(self, failure: Failure) -> None:
        """End with a fault; what had arrived is kept."""
        fault = failure.fault
        self._say(self._hearing.finish())
        if fault.code == "no_such_model" and (names := await self._asked.listed()):
            told = f"{fault.sentence[:-1]}: {in_short(names)}."
            fault = Fault(fault.code, told, fault.details)
        self._end(Ending.INTERRUPTED if self._characters else failure.ending, fault)

    def _too_slow(self) -> Failure:
        host, limits = self._asked.endpoint.host, self._asked.limits
        if asyncio.get_running_loop().time() >= self._last_moment:
            told = f"{host} took longer than {limits.total:.0f} s; ask again, or for less."
        elif self._characters:
            told = f"{host} fell silent for {limits.gap:.0f} s; ask again, or ask offline."
        else:
            told = f"{host} sent no word in {limits.first_word:.0f} s; ask again, or ask offline."
        return Failure(Fault("too_slow", told))

    def _tell_of_waiting(self) -> None:
        loop = asyncio.get_running_loop()
        waited = round(loop.time() - self._began)
        self._tell(f"{self._asked.endpoint.model} is thinking … {waited} s")
        self._patience = loop.call_later(self._asked.limits.patience, self._tell_of_waiting)

    def _tell(self, text: str) -> None:
        if not self._over and not self._characters:
            self.happened.put(Notice(text))

    def _end(self, ending: Ending, fault: Fault | None = None) -> None:
        if not self._over:
            self._over = True
            self.happened.put(Ended(ending, fault, self._usage, self._calls))

    def _surface(self, task: asyncio.Task[Any]) -> None:
        """A bug is not a fault of the wire: whoever listens gets to see it."""
        if not task.cancelled() and (bug := task.exception()):
            self.happened.put(bug)
