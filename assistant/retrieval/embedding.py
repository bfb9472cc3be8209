"""Turn texts into vectors whose closeness is closeness of meaning, with the model that ships along.

Nothing is downloaded and nothing leaves the machine. How the files in `models/` were made is in
`training/export_embedder.py`; what they can and cannot do is in `models/embedder.md`.
"""

from __future__ import annotations

from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Final

from assistant.retrieval.networks import (
    MODELS,
    ModelFiles,
    open_network,
    open_tokenizer,
    readable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from langchain_core.embeddings import Embeddings
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

TOKENS_READ: Final = 256
# More characters than any 256 words have: the rest would be split into tokens only to be dropped.
CHARACTERS_READ: Final = 25_600


class EmbeddedModel:
    """The sentence model in the box; it is read from disk at the first text, not before.

    It has the methods of LangChain's `Embeddings` without being one, because importing that name
    takes twice as long as loading the model; `for_langchain` makes one where it is needed.
    """

    name: Final = "all-MiniLM-L6-v2-int8"
    dimensions: Final = 384
    texts_at_once: Final = 1  # it reads them one by one, whatever it is handed

    def __init__(self, threads: int = 0, folder: Path = MODELS) -> None:
        self._threads = threads
        self._files = ModelFiles("embedder.sha256", folder)
        self._loading = Lock()
        self._loaded: Callable[[str], NDArray[np.float32]] | None = None

    @cached_property
    def fingerprint(self) -> str:
        """Name the exact model, so that vectors of another one are never mixed with its own."""
        return f"{self.name}-{self._files.checksum('embedder.onnx')[:12]}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give each text a row of unit length, in order; a text's row depends on it alone."""
        import numpy as np

        rows = np.empty((len(texts), self.dimensions), np.float32)
        if not texts:
            return rows
        embed = self._embed()
        # One text a call: run together, texts round differently with each set of companions, and
        # on two cores batches were measured to save only a seventh of the time.
        for row, text in zip(rows, texts, strict=True):
            row[:] = embed(text)
        return rows

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        """Give each text a vector, as LangChain and Chroma ask for it."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Give a question a vector; this model reads questions and passages alike."""
        return self.embed_documents([text])[0]

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is common enough to be one token of the model's vocabulary.

        The 30,000 tokens hold everyday words and well-known names whole, and spell the rest.
        """
        return self._tokenizer.token_to_id(word) is not None

    def _embed(self) -> Callable[[str], NDArray[np.float32]]:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return open_tokenizer(self._files.path("tokenizer.json"), TOKENS_READ)

    def _load(self) -> Callable[[str], NDArray[np.float32]]:
        network, tokenizer = self._files.path("embedder.onnx"), self._tokenizer
        import numpy as np

        session = open_network(network, self._threads)

        def embed(text: str) -> NDArray[np.float32]:
            tokens = np.array([tokenizer.encode(readable(text[:CHARACTERS_READ])).ids], np.int64)
            inputs = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
            vector: NDArray[np.float32] = session.run(["sentence_embedding"], inputs)[0][0]
            return vector

        return embed


def for_langchain(model: EmbeddedModel) -> Embeddings:
    """Dress the model as LangChain's `Embeddings`, for code that asks for that type."""
    from langchain_core.embeddings import Embeddings

    class Dressed(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return model.embed_documents(texts)

        def embed_query(self, text: str) -> list[float]:
            return model.embed_query(text)

    return Dressed()
