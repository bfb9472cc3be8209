"""Read a question together with sentences, and tell which of them answer it and with which words.

Ranking finds sentences about the same thing; this tells whether one answers. The network reads a
few sentences in a row, so that "He refused" is read with who he is. How it was made is in
`training/train_reader.py`; what it can and cannot do is in `models/reader.md`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Final

from assistant.domain import Reading
from assistant.retrieval.networks import (
    MODELS,
    ModelFiles,
    open_network,
    open_tokenizer,
    readable,
    threads_chosen,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from assistant.domain import Article, Sentence

# As in training (`train_reader.py`): what is longer is cut at its end.
TOKENS_OF_QUESTION: Final = 40
TOKENS_OF_SENTENCE: Final = 100
TOKENS_READ: Final = 192
WORDS_IN_A_ROW: Final = 90
LONGEST_SPAN: Final = 24  # tokens; a longer answer is the sentence itself
MOST_CHARACTERS: Final = 2_000
OPENING, CLOSING = 101, 102  # the tokens around every part
INSIDE, CLOSED, START, END = range(4)  # the figures the network gives each token


class EmbeddedReader:
    """The reader in the box; it is read from disk at the first question, not before.

    Each row is read by one thread, as many rows at once as there are threads: on two cores that
    takes two thirds of the time, and of the work, of a network that shares each row out to both.
    Many questions at once wait for the same threads.
    """

    def __init__(self, threads: int = 0, folder: Path = MODELS) -> None:
        self._folder = folder
        self._loading = Lock()
        self._loaded: Callable[[str, Sequence[str]], list[Reading]] | None = None
        self._threads = ThreadPoolExecutor(threads or threads_chosen(), "reader")

    def read(self, question: str, rows: Sequence[Sequence[str]]) -> list[list[Reading]]:
        """What each sentence makes of a question; a row is a few sentences as they follow.

        A sentence for which there was no room is read as not answering.
        """
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
        read = self._loaded
        return list(self._threads.map(lambda row: read(question, row), rows))

    def _load(self) -> Callable[[str, Sequence[str]], list[Reading]]:
        network = ModelFiles("reader.sha256", self._folder).path("reader.onnx")
        words = ModelFiles("embedder.sha256", self._folder).path("tokenizer.json")
        import numpy as np

        tokenizer = open_tokenizer(words)
        session = open_network(network, threads=1)

        def tokens(text: str, most: int) -> tuple[list[int], list[tuple[int, int]]]:
            found = tokenizer.encode(readable(text[:MOST_CHARACTERS]), add_special_tokens=False)
            return found.ids[:most], found.offsets[:most]

        def read(question: str, sentences: Sequence[str]) -> list[Reading]:
            ids = [OPENING, *tokens(question, TOKENS_OF_QUESTION)[0], CLOSING]
            asked, parts = len(ids), []
            for sentence in sentences:
                numbers, offsets = tokens(sentence, TOKENS_OF_SENTENCE)
                if not numbers or len(ids) + len(numbers) >= TOKENS_READ:
                    break
                parts.append((len(ids), offsets))
                ids += [*numbers, CLOSING]
            row = np.array([ids], np.int64)
            inputs = {
                "input_ids": row,
                "token_type_ids": (np.arange(row.shape[1]) >= asked).astype(np.int64)[None],
                "attention_mask": np.ones_like(row),
            }
            figures = session.run(["figures"], inputs)[0][0]
            readings = [_reading(figures, first, offsets) for first, offsets in parts]
            return readings + [UNREAD] * (len(sentences) - len(parts))

        return read


UNREAD: Final = Reading(odds=-8.0)


def _reading(
    figures: NDArray[np.float32], first: int, offsets: Sequence[tuple[int, int]]
) -> Reading:
    """What the figures say of the sentence whose tokens begin at `first`."""
    import numpy as np

    last = first + len(offsets)
    odds = float(figures[first:last, INSIDE].mean() + figures[last, CLOSED])
    pairs = figures[first:last, START][:, None] + figures[first:last, END][None]
    allowed = np.triu(np.ones_like(pairs)) - np.triu(np.ones_like(pairs), LONGEST_SPAN)
    best = int(np.where(allowed > 0, pairs, -np.inf).argmax())
    start, end = divmod(best, len(offsets))
    proof = float(pairs[start, end] - figures[0, START] - figures[0, END])
    return Reading(odds, offsets[start][0], offsets[end][1], proof)


def rows_of(article: Article, sentences: Sequence[Sentence]) -> list[tuple[Sentence, ...]]:
    """Sentences in rows short enough to be read at once, every one last or inside in a row.

    A row begins with the sentence before its own where there is room: what "He" is, or who said it.
    """
    rows: list[tuple[Sentence, ...]] = []
    row: list[Sentence] = []
    words = 0
    for sentence in sentences:
        length = len(article.words_of(sentence).split())
        if row and words + length > WORDS_IN_A_ROW:
            rows.append(tuple(row))
            before = len(article.words_of(row[-1]).split())
            row, words = ([row[-1]], before) if before + length <= WORDS_IN_A_ROW else ([], 0)
        row.append(sentence)
        words += length
    return [*rows, tuple(row)] if row else []
