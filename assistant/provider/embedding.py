"""Vectors from the model that `ASSISTANT_EMBEDDING_MODEL` names, instead of the one in the box.

What a server sends is not believed: as many vectors as texts, in their order, all of one length,
all of real numbers, or an error says what is wrong. What has arrived is kept for a while, so that
adding an article again after an error goes on where it broke off.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import ModelError
from assistant.provider.background import WIRE
from assistant.provider.chat import endpoint_of, opened
from assistant.provider.failures import failure_of, seconds_to_wait
from assistant.provider.limits import ELSEWHERE, TRIES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from assistant.provider.background import BackgroundLoop
    from assistant.provider.endpoint import Endpoint
    from assistant.provider.limits import Limits
    from assistant.settings import Settings

    Rows = NDArray[np.float32]
    Embed = Callable[[list[str]], Awaitable[list[list[float]]]]

TEXTS_A_BATCH: Final = 64
CHARACTERS_READ: Final = 8_000
"""Of a text: most models read no more than some 2,000 tokens of it, or refuse it."""
TEXTS_KEPT: Final = 4_096
"""Vectors in memory, some 25 MB: hardly an article is longer."""


class ProviderEmbedder:
    """A vendor's embedding model, with the vocabulary of another for what is a common word."""

    texts_at_once: Final = TEXTS_A_BATCH

    def __init__(
        self,
        endpoint: Endpoint,
        embed: Embed,
        knows: Callable[[str], bool],
        *,
        limits: Limits = ELSEWHERE,
        background: BackgroundLoop = WIRE,
        chance: Callable[[], float] = random.random,
        texts_kept: int = TEXTS_KEPT,
    ) -> None:
        """`embed` asks for the vectors of a batch of texts, in their order."""
        self.knows = knows
        self._endpoint = endpoint
        self._embed = embed
        self._limits = limits
        self._background = background
        self._chance = chance
        self._working = Lock()
        self._texts_kept = texts_kept
        self._kept: dict[str, Rows] = {}  # the latest ones, oldest first
        self._dimensions = 0

    @property
    def fingerprint(self) -> str:
        """Names the model and its server: the same name elsewhere may be another model."""
        place = hashlib.sha256(self._endpoint.url.encode()).hexdigest()[:12]
        return f"{self._endpoint.name}-{place}"

    def encode(self, texts: Sequence[str]) -> Rows:
        """Give each text a row of unit length, in order; shape (texts, dimensions).

        Raises:
            ModelError: the server cannot be reached, refuses, or sends no usable vectors.
        """
        import numpy as np

        read = [text[:CHARACTERS_READ].encode("utf-8", "replace").decode() or " " for text in texts]
        with self._working:
            missing = [text for text in dict.fromkeys(read) if text not in self._kept]
            for start in range(0, len(missing), TEXTS_A_BATCH):
                batch = missing[start : start + TEXTS_A_BATCH]
                rows = self._usable(self._background.start(self._asked(batch)).result(), batch)
                self._kept.update(zip(batch, rows, strict=True))
            found = [self._kept[text] for text in read]
            for text in list(self._kept)[: -self._texts_kept]:
                del self._kept[text]
        return np.array(found, np.float32).reshape(len(found), self._dimensions)

    async def _asked(self, batch: list[str]) -> list[list[float]]:
        """The vectors of a batch, asked for again where that may help."""
        for tries in range(1, TRIES + 1):
            try:
                async with asyncio.timeout(self._limits.total):
                    return await self._embed(batch)
            except Exception as error:
                failure = failure_of(error, self._endpoint)
                if not failure.again or tries == TRIES:
                    raise ModelError(failure.fault.sentence) from error
            await asyncio.sleep(seconds_to_wait(failure.fault, tries, self._limits, self._chance))
        raise AssertionError  # the last try returns or raises

    def _usable(self, vectors: list[list[float]], batch: list[str]) -> Rows:
        import numpy as np

        if len(vectors) != len(batch):
            raise self._unusable(f"{len(vectors)} vectors for {len(batch)} texts")
        lengths = {len(vector) for vector in vectors}
        dimensions = self._dimensions or max(lengths)
        if lengths != {dimensions} or not dimensions:
            raise self._unusable("vectors of different lengths")
        rows = np.array(vectors, np.float32)
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        if not np.isfinite(norms).all() or not norms.all():
            raise self._unusable("vectors that are no directions")
        self._dimensions = dimensions  # what cannot be used sets no standard
        return np.asarray(rows / norms, np.float32)

    def _unusable(self, what: str) -> ModelError:
        return ModelError(
            f"{self._endpoint.host} sent {what} for {self._endpoint.model}; try again, or set "
            "another ASSISTANT_EMBEDDING_MODEL."
        )


def embedding_model(
    settings: Settings,
    knows: Callable[[str], bool],
    *,
    limits: Limits = ELSEWHERE,
    background: BackgroundLoop = WIRE,
) -> ProviderEmbedder:
    """The model of `ASSISTANT_EMBEDDING_MODEL`; nothing is sent yet.

    Raises:
        SettingsError: its key or its vendor's package is missing.
    """
    endpoint = endpoint_of(settings, "embedding_model")
    if endpoint.vendor == "openai":
        from assistant.provider.openai_protocol import client, embedding

        http = client(settings, limits)
        embedder = ProviderEmbedder(
            endpoint, embedding(endpoint, limits, http), knows, limits=limits, background=background
        )
        background.close_with(embedder, http.aclose)
        return embedder
    from langchain.embeddings import init_embeddings

    model: Any = opened(partial(init_embeddings, settings.embedding_model), endpoint)
    return ProviderEmbedder(
        endpoint, model.aembed_documents, knows, limits=limits, background=background
    )
