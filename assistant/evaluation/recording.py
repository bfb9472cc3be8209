"""Keep a model's answers beside their prompts, and give them again without asking it.

A folder holds `run.json`, what the prompts depend on beside the code, and a file for each prompt,
named after its hash. A prompt that has its file is not asked again, so a recording that broke off
goes on where it was; a prompt that is written differently now is simply not found.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from assistant.batch import write_whole
from assistant.domain import Ending, Fault
from assistant.errors import QuestionsError
from assistant.provider.calling import Ended, Usage, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from langchain_core.messages import BaseMessage

    from assistant.provider.calling import Happening
    from assistant.provider.model import Model, Stream
    from assistant.settings import Settings

RUN = "run.json"
NOT_RECORDED = "not_recorded"
_OF_THE_WIRE = frozenset({Ending.FAILED, Ending.INTERRUPTED, Ending.STOPPED})
"""How an answer ends that says nothing about the model: it is asked again."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a prompt depends on beside the article, the question and the code."""

    chat_model: str
    context_tokens: int
    max_tokens: int | None
    temperature: float | None
    citations: str

    @classmethod
    def of(cls, settings: Settings) -> Recipe:
        """The recipe that the settings make."""
        return cls(
            settings.chat_model,
            settings.tokens_read,
            settings.max_tokens,
            settings.temperature,
            settings.citations,
        )


class Folder:
    """Recorded answers, by the prompt they answer."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, recipe: Recipe) -> None:
        """Make the folder ready for the answers of a run.

        Raises:
            QuestionsError: it cannot be written, or holds the answers of another run.
        """
        if (self.path / RUN).exists():
            if self.recipe() != recipe:
                message = f"{self.path} holds the answers of another model or other settings"
                raise QuestionsError(f"{message}: choose another --record.")
            return
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"{self.path} cannot be made ({error.strerror}): choose another --record."
            raise QuestionsError(message) from None
        self._write(RUN, asdict(recipe))

    def recipe(self) -> Recipe:
        """What was recorded here.

        Raises:
            QuestionsError: nothing that can be read was recorded here.
        """
        try:
            return Recipe(**json.loads((self.path / RUN).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            message = (
                f"{self.path} holds no recorded answers: record some with "
                "`footnote evaluate --engine model --record DIR`."
            )
            raise QuestionsError(message) from error

    def happenings(self, messages: Sequence[BaseMessage]) -> list[Happening] | None:
        """The recorded answer to a prompt; None if there is none.

        Raises:
            QuestionsError: its file is damaged.
        """
        path = self.path / f"{key_of(messages)}.json"
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            usage = Usage(*map(int, told["usage"])) if told["usage"] else None
            fault = Fault(**told["fault"]) if told["fault"] else None
            ended = Ended(Ending(told["ending"]), fault, usage, calls=1)
            return [*([Words(str(told["answer"]))] if told["answer"] else []), ended]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as error:
            message = f"{path} is damaged: delete it, and record that answer again."
            raise QuestionsError(message) from error

    def keep(self, messages: Sequence[BaseMessage], answer: str, ended: Ended) -> None:
        """Record an answer."""
        usage, fault = ended.usage, ended.fault
        row = {
            "prompt": rendered(messages),
            "answer": answer,
            "ending": ended.ending.value,
            "usage": [usage.prompt_tokens, usage.answer_tokens] if usage else None,
            "fault": asdict(fault) if fault else None,
        }
        self._write(f"{key_of(messages)}.json", row)

    def _write(self, name: str, row: dict[str, Any]) -> None:
        text = json.dumps(row, ensure_ascii=False, indent=1)
        write_whole(self.path / name, text.encode("utf-8", "backslashreplace"))


def rendered(messages: Sequence[BaseMessage]) -> list[dict[str, str]]:
    """A prompt as it can be read: who speaks, and what."""
    return [{"role": message.type, "content": message.text} for message in messages]


def key_of(messages: Sequence[BaseMessage]) -> str:
    """The same for the same prompt, and for no other."""
    written = json.dumps(rendered(messages), ensure_ascii=True)
    return hashlib.sha256(written.encode("ascii")).hexdigest()[:32]


class Recorded:
    """A model whose answers are kept; without a `model`, one that only gives what was kept."""

    def __init__(self, folder: Folder, model: Model | None = None) -> None:
        self._folder = folder
        self._model = model

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name if self._model else self._folder.recipe().chat_model

    def stream(self, messages: Sequence[BaseMessage]) -> Stream:
        """The answer to `messages`: as it was recorded, or recorded now."""
        known = self._folder.happenings(messages)
        if known is not None:
            return _Again(known)
        if self._model is None:
            told = f"No answer to this prompt is recorded in {self._folder.path}; record it again."
            return _Again([Ended(Ending.FAILED, Fault(NOT_RECORDED, told))])
        return _Kept(self._folder, messages, self._model.stream(messages))


class _Again:
    """An answer that is there already."""

    def __init__(self, happenings: Sequence[Happening]) -> None:
        self._happenings = happenings

    def __iter__(self) -> Iterator[Happening]:
        return iter(self._happenings)

    def stop(self) -> None:
        """Nothing is on its way."""


class _Kept:
    """An answer that is kept once it is whole."""

    def __init__(self, folder: Folder, messages: Sequence[BaseMessage], stream: Stream) -> None:
        self._folder = folder
        self._messages = messages
        self._stream = stream

    def __iter__(self) -> Iterator[Happening]:
        words: list[str] = []
        for happening in self._stream:
            if isinstance(happening, Words):
                words.append(happening.text)
            elif isinstance(happening, Ended) and happening.ending not in _OF_THE_WIRE:
                self._folder.keep(self._messages, "".join(words), happening)
            yield happening

    def stop(self) -> None:
        """End it; half an answer is not kept."""
        self._stream.stop()
