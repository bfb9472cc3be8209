"""Examine the model that is set, one line a finding: what is right, and what to change if not.

It is asked two short questions, as a reader would ask them. A finding that is not good names the
setting that puts it right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.answering.probing import Cited, Read
    from assistant.provider.model import Model
    from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `good` is False where something keeps Footnote from working."""

    good: bool
    words: str


def examine(settings: Settings, longest_article: int = 0) -> Iterator[Finding]:
    """Try the chat model and the embedding model of the settings, as far as they are set.

    `longest_article` is in tokens: it is held against what the model reads at once.
    """
    if settings.chat_model:
        yield from _chat_model(settings, longest_article)
    if settings.embedding_model:
        yield from _embedding_model(settings)


def _chat_model(settings: Settings, longest_article: int) -> Iterator[Finding]:
    from assistant.provider.calling import in_short
    from assistant.provider.chat import chat_model

    try:
        model = chat_model(settings)
    except AssistantError as error:
        yield Finding(False, str(error))
        return
    endpoint = model.endpoint
    key = "with a key" if endpoint.key else "without a key"
    yield Finding(True, f"Answers are written by {model.name}, asked at {endpoint.host} {key}")
    if endpoint.exposes_the_key:
        words = f"The key travels to {endpoint.host} for all to read: use https in OPENAI_BASE_URL."
        yield Finding(False, words)
    if names := model.listed():
        have = "1 model" if len(names) == 1 else f"{len(names)} models"
        yield Finding(True, f"{endpoint.host} lists {have}: {in_short(names)}")
    yield from examine_model(model, settings, longest_article)


def examine_model(model: Model, settings: Settings, longest_article: int = 0) -> Iterator[Finding]:
    """Try a model that is open already; nothing after the first thing that keeps it silent."""
    from assistant.answering.probing import try_citing, try_reading

    cited = try_citing(model, settings)
    fault = cited.heard.ended.fault
    if not cited.heard.text:
        yield Finding(False, fault.sentence if fault else f"{model.name} answers nothing.")
        return
    yield from _answers(model, cited)
    yield from _citations(model, cited, settings)
    read = try_reading(model, settings)
    yield _reads(model, read, settings)
    if longest_article:
        yield _holds(longest_article, settings)
    yield Finding(True, _took(cited, read))


def _answers(model: Model, cited: Cited) -> Iterator[Finding]:
    heard = cited.heard
    how = "word by word" if cited.streams else "all at once: this server does not stream"
    yield Finding(True, f"{model.name} answers, after {heard.first_word:.1f} s, {how}")
    if heard.ended.fault:
        yield Finding(False, heard.ended.fault.sentence)
    if not cited.right:
        yield Finding(
            False,
            f"{model.name} got an easy question wrong, so its answers will often be doubted: "
            "set ASSISTANT_CHAT_MODEL to a larger one.",
        )


def _citations(model: Model, cited: Cited, settings: Settings) -> Iterator[Finding]:
    """Which way of citing the model can sustain, beside the one that is set."""
    if settings.citations == "matched":
        told = "Code finds the source of each sentence (ASSISTANT_CITATIONS=matched)"
        if cited.cites:
            told += "; this model can name them itself, with ASSISTANT_CITATIONS=auto"
        yield Finding(True, told)
    elif cited.cites:
        yield Finding(True, f"{model.name} sets the numbers of its sources as it is asked to")
    else:
        instead = "set ASSISTANT_CITATIONS=matched, and code finds the sources of its sentences."
        yield Finding(False, f"{model.name} does not set the numbers of its sources: {instead}")


def _reads(model: Model, read: Read, settings: Settings) -> Finding:
    """Whether the server reads as much at once as it is sent."""
    from assistant.provider.failures import CONTEXT_EXCEEDED, tokens_readable

    ended = read.heard.ended
    if ended.fault and ended.fault.code == CONTEXT_EXCEEDED:
        to = tokens_readable(ended.fault.details) or "less, for instance half"
        return Finding(
            False,
            f"{model.name} does not read {read.sent:,} tokens at once: set "
            f"ASSISTANT_CONTEXT_TOKENS to {to}.",
        )
    if ended.fault and not read.heard.text:
        return Finding(False, ended.fault.sentence)
    if read.whole is False:
        counted = f"{read.counted:,}" if read.counted is not None else "a part"
        return Finding(
            False,
            f"Of {read.sent:,} tokens sent the server read {counted} and dropped the rest without "
            "a word: let it read more at once (num_ctx with Ollama), or set "
            f"ASSISTANT_CONTEXT_TOKENS to {read.counted or 'less'}.",
        )
    if read.whole is None:
        return Finding(True, f"Whether it reads {read.sent:,} tokens at once could not be seen")
    return Finding(True, f"It reads {read.sent:,} tokens at once")


def _holds(longest_article: int, settings: Settings) -> Finding:
    how = "whole" if longest_article < settings.tokens_read else "by its best passages"
    return Finding(
        True,
        f"Your longest article, about {longest_article:,} tokens, goes to the model {how} "
        f"(ASSISTANT_CONTEXT_TOKENS: {settings.tokens_read:,})",
    )


def _took(cited: Cited, read: Read) -> str:
    usages = [each.heard.ended.usage for each in (cited, read)]
    counted = [usage.prompt_tokens + usage.answer_tokens for usage in usages if usage]
    told = f", {sum(counted):,} tokens" if len(counted) == len(usages) else ""
    return f"To find this out took two questions{told}"


def _embedding_model(settings: Settings) -> Iterator[Finding]:
    from assistant.provider.embedding import embedding_model

    try:
        rows = embedding_model(settings, _knows_any).encode(["Is anybody there?"])
    except AssistantError as error:
        yield Finding(False, str(error))
        return
    yield Finding(True, f"{settings.embedding_model} gives vectors of {rows.shape[1]} dimensions")


def _knows_any(_: str) -> bool:
    """Stands where only vectors are tried and no word is looked up."""
    return True
