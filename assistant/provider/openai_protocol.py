"""OpenAI's protocol as LangChain speaks it, over a client that asks for no more than it should."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import httpx2
from langchain_openai import ChatOpenAI
from openai import AsyncOpenAI
from pydantic import SecretStr

from assistant.provider.calling import THOUGHTS
from assistant.provider.endpoint import OPENAI
from assistant.provider.guarding import Guard

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessageChunk
    from langchain_core.outputs import ChatGenerationChunk

    from assistant.provider.embedding import Embed
    from assistant.provider.endpoint import Endpoint
    from assistant.provider.limits import Limits
    from assistant.settings import Settings

NO_KEY: Final = "none"
"""Sent where there is no key: the client will not do without one, local servers do not look."""


class OpenAIProtocol(ChatOpenAI):
    """LangChain's model, with what it leaves out of a reply: thoughts, and why it declines."""

    def _convert_chunk_to_generation_chunk(
        self,
        chunk: dict[str, Any],
        default_chunk_class: type[BaseMessageChunk],
        base_generation_info: dict[str, Any] | None,
    ) -> ChatGenerationChunk | None:
        delta: dict[str, Any] = {}
        for choice in (chunk.get("choices") or [])[:1]:
            # Whoever is named as speaking, it is the model that does.
            delta = choice["delta"] = {**(choice.get("delta") or {}), "role": "assistant"}
        made = super()._convert_chunk_to_generation_chunk(
            chunk, default_chunk_class, base_generation_info
        )
        if made is not None:
            left_out = {key: delta[key] for key in ("refusal", *THOUGHTS) if delta.get(key)}
            made.message.additional_kwargs.update(left_out)
        return made


def chatting(
    settings: Settings, endpoint: Endpoint, limits: Limits, http: httpx2.AsyncClient
) -> OpenAIProtocol:
    """The model at `endpoint`, which repeats nothing by itself."""
    more: dict[str, Any] = {}
    if settings.temperature is not None:
        more["temperature"] = settings.temperature
    if settings.max_tokens is not None and endpoint.url == OPENAI:
        more["max_tokens"] = settings.max_tokens  # sent by its new name, as OpenAI wants it
    elif settings.max_tokens is not None:
        more["extra_body"] = {"max_tokens": settings.max_tokens}  # the name every server knows
    return OpenAIProtocol(
        model=endpoint.model,
        base_url=endpoint.url,
        api_key=SecretStr(endpoint.key or NO_KEY),
        http_async_client=http,
        http_socket_options=(),
        max_retries=0,
        timeout=_timeout(limits),
        stream_chunk_timeout=None,
        use_responses_api=None if endpoint.url == OPENAI else False,
        **more,
    )


async def listing(model: OpenAIProtocol) -> tuple[str, ...]:
    """The names of the models that the server of `model` has."""
    return tuple([each.id async for each in model.root_async_client.models.list()])


def embedding(endpoint: Endpoint, limits: Limits, http: httpx2.AsyncClient) -> Embed:
    """What asks `endpoint` for the vectors of texts, in the order of the texts."""
    openai = AsyncOpenAI(
        base_url=endpoint.url,
        api_key=endpoint.key or NO_KEY,
        http_client=http,
        max_retries=0,
        timeout=_timeout(limits),
    )

    async def embed(texts: list[str]) -> list[list[float]]:
        replied = await openai.embeddings.create(
            model=endpoint.model, input=texts, encoding_format="float"
        )
        in_order = sorted(replied.data, key=lambda each: each.index)
        if [each.index for each in in_order] != list(range(len(in_order))):
            raise ValueError("some vectors are missing")
        return [each.embedding for each in in_order]

    return embed


def client(settings: Settings, limits: Limits) -> httpx2.AsyncClient:
    """A client without the environment's proxy and without redirects, unless they are asked for."""
    return httpx2.AsyncClient(
        headers={"Accept-Encoding": "identity"},
        timeout=_timeout(limits),
        trust_env=settings.use_proxy,
        follow_redirects=settings.follow_redirects,
        event_hooks={"response": [Guard(limits)]},
    )


def _timeout(limits: Limits) -> httpx2.Timeout:
    """Time to connect, and none to read: bytes that say nothing would keep to any.

    The SDK puts its own in place of the client's, so it is told as well.
    """
    return httpx2.Timeout(None, connect=limits.connect)
