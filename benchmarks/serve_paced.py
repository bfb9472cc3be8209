"""`python -m benchmarks.serve_paced FOLDER PORT PACE`: the app on the shipped article, for load.py.

PACE is `quoting`, or how many tokens a second a model writes, such as `40x120`: 40 a second, 120 in
all. It is no model: it searches as the product does before it asks one, without the reader, and
then says the moments at which it speaks, so that whoever reads a token knows how old it is.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import read_settings
from assistant.building import open_library
from assistant.domain import Answer, Evidence, Piece, PieceKind
from ui.serving import serve_article

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain import Answerer, Event, Searcher, Stop, Turn


QUOTING = "quoting"


class Paced:
    """Finds what quoting finds, then speaks `tokens` tokens, so many a second."""

    name = "paced"

    def __init__(self, quoting: Answerer, tokens_a_second: float, tokens: int) -> None:
        self._quoting = quoting
        self._apart = 1 / tokens_a_second
        self._tokens = tokens

    @property
    def searcher(self) -> Searcher:
        """Where it looks."""
        return self._quoting.searcher

    def answer(self, question: str, turns: Sequence[Turn], stop: Stop) -> Iterator[Event]:
        """The evidence, then a token at a time: the milliseconds of the machine's clock."""
        *_, quoted = self._quoting.answer(question, turns, stop)
        assert isinstance(quoted, Answer)  # noqa: S101 - the last event always is
        yield Evidence(quoted.citations)
        began = time.monotonic()
        pieces = []
        for number in range(self._tokens):
            if stop.wished:
                break
            time.sleep(max(0.0, began + number * self._apart - time.monotonic()))
            pieces.append(Piece(f"{time.monotonic() * 1000:.0f} ", PieceKind.WRITTEN))
            yield pieces[-1]
        yield replace(quoted, pieces=tuple(pieces), engine=self.name)


def main(folder: Path, port: int, pace: str) -> None:
    """Serve until interrupted."""
    settings = read_settings(data_dir=folder, reader=pace == QUOTING)
    with open_library(settings) as library:
        assistant = library.seed()
        if pace != QUOTING:
            speed, _, tokens = pace.partition("x")
            examples = assistant.suggestions()
            assistant.suggestions = lambda: examples  # found at the pace of quoting
            assistant.answerer = Paced(assistant.answerer, float(speed), int(tokens))
        serve_article(library, assistant.article.id, "127.0.0.1", port)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
