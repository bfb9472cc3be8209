"""What is measured: anything that gives an observation for an item of a gold set.

`Live` is the product itself, opened through its own composition root; parts of it can be replaced
by the gold, which is how a failure is traced to its cause. A new engine is one more row in
`ENGINES`; answers made elsewhere are scored by `replaying.Replayed`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from assistant import building
from assistant.answering.asking import Assistant
from assistant.answering.quoting import Quoting
from assistant.article.loading import document_of
from assistant.domain import Answerer, Article, Candidate, Findings, Searcher, Turn
from assistant.errors import AssistantError, QuestionsError
from assistant.evaluation import spans
from assistant.evaluation.invariants import stream_violations
from assistant.evaluation.metrics import observation_of_error, observe
from assistant.retrieval.embedding import EmbeddedModel
from assistant.retrieval.indexing import ExactIndex
from assistant.retrieval.reading import EmbeddedReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from assistant.domain import Reading, Sentence
    from assistant.evaluation.gold import GoldSet, Item
    from assistant.evaluation.metrics import Observation

Composer = Callable[[Article, Searcher], Answerer]
"""How an engine makes an answerer for an article."""

ARTICLES_KEPT_OPEN = 16
"""Changed articles come and go by the hundred; each is asked about in one go."""


@dataclass(frozen=True, slots=True)
class Given:
    """What an engine gave, and the turn it becomes for the questions that follow.

    `article` is what was asked about, its boilerplate marked, where the engine read it; `broken`
    are the invariants that only show while an answer arrives.
    """

    observation: Observation
    turn: Turn | None = None
    article: Article | None = None
    broken: tuple[str, ...] = ()


class Engine(Protocol):
    """Answers the items of gold sets."""

    name: str

    def ask(self, gold: GoldSet, item: Item, earlier: Sequence[Turn] = ()) -> Given:
        """What becomes of an item, asked after the `earlier` turns of its conversation."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Parts of the pipeline replaced by the gold; the default replaces nothing."""

    rewrite: bool = False  # ask the gold's self-contained question, without a history
    evidence: bool = False  # let the search find the gold evidence first
    confidence: float | None = None  # how sure the search is said to be


AS_IT_IS = Swap()


class Live:
    """The product: articles opened, questions asked, as a reader would."""

    def __init__(
        self,
        name: str,
        compose: Composer,
        model: EmbeddedModel | None = None,
        *,
        read: bool = True,
    ) -> None:
        """`compose` makes the answerer from an article and what searches it.

        `read` tells whether the search reads sentences beside the question.
        """
        self.name = name
        self._compose = compose
        self._model = model or Remembering()
        self._reader = _reader() if read else None
        self._open: dict[tuple[str, str], tuple[Assistant, GoldSearch]] = {}

    def ask(
        self, gold: GoldSet, item: Item, earlier: Sequence[Turn] = (), swap: Swap = AS_IT_IS
    ) -> Given:
        """What becomes of an item, with the parts named by `swap` replaced by the gold."""
        try:
            assistant, search = self._opened(gold)
            evidence = sentences_of(assistant.article.sentences, item) if swap.evidence else []
            with search.replaced(evidence, swap.confidence):
                if swap.rewrite:
                    return given(assistant, item.standalone or item.question)
                return given(assistant, item.question, [*_before(assistant, item), *earlier])
        except AssistantError as error:
            return Given(observation_of_error(str(error), self.name))

    def ask_about(self, gold: GoldSet, question: str) -> Observation:
        """What becomes of a question that is no item of the gold set."""
        return given(self._opened(gold)[0], question).observation

    def article_of(self, gold: GoldSet) -> Article:
        """The article of a gold set as the product understands it, its boilerplate marked."""
        return self._opened(gold)[0].article

    def _opened(self, gold: GoldSet) -> tuple[Assistant, GoldSearch]:
        key = (gold.text, gold.markup)
        if key not in self._open:
            while len(self._open) >= ARTICLES_KEPT_OPEN:
                del self._open[next(iter(self._open))]
            article, searcher = _understood(gold, self._model, self._reader)
            search = GoldSearch(searcher)
            self._open[key] = Assistant(article, self._compose(article, search)), search
        return self._open[key]


def quoting() -> Live:
    """The engine in the box: answers quoted from the article, no key and no network."""
    return Live("quoting", Quoting)


def quoting_unread() -> Live:
    """The same with the reader switched off: what the reader is worth is the difference."""
    return Live("quoting-unread", Quoting, read=False)


ENGINES: dict[str, Callable[[], Live]] = {"quoting": quoting, "quoting-unread": quoting_unread}
"""The engines that `footnote evaluate --engine` knows."""


def engine_called(name: str) -> Live:
    """The engine of that name; QuestionsError names those there are."""
    if name not in ENGINES:
        known = ", ".join([*ENGINES, "model"])
        raise QuestionsError(f"There is no engine {name!r}: choose one of {known}.")
    return ENGINES[name]()


def given(assistant: Assistant, question: str, turns: Sequence[Turn] = ()) -> Given:
    """Ask as a reader does, watching the answer arrive."""
    reply = assistant.ask(question, turns)
    broken = stream_violations(reply)
    turn = Turn(question, reply.answer)
    return Given(observe(reply.answer), turn, assistant.article, broken)


def sentences_of(sentences: Sequence[Sentence], item: Item) -> list[Sentence]:
    """The sentences of an article that an item's evidence touches."""
    touched = spans.sentences_of(item.evidence_offsets, sentences)
    return [sentence for sentence in sentences if sentence.number in touched]


class GoldSearch:
    """The product's search, in which the gold can take the place of what is found."""

    def __init__(self, searcher: Searcher) -> None:
        """`searcher` does the searching; nothing is replaced at first."""
        self._searcher = searcher
        self._evidence: tuple[Sentence, ...] = ()
        self._confidence: float | None = None

    @contextmanager
    def replaced(self, evidence: Iterable[Sentence], confidence: float | None) -> Iterator[None]:
        """While it lasts, `evidence` is found first and the search is so confident."""
        self._evidence, self._confidence = tuple(evidence), confidence
        try:
            yield
        finally:
            self._evidence, self._confidence = (), None

    def search(self, question: str, limit: int) -> Findings:
        """What the search finds, or is made to find."""
        return self._with_gold(self._searcher.search(question, limit), limit)

    def central(self, limit: int) -> Findings:
        """What the article is about, or is said to be."""
        return self._with_gold(self._searcher.central(limit), limit)

    def _with_gold(self, found: Findings, limit: int) -> Findings:
        if self._evidence:
            best = max((candidate.score for candidate in found.candidates), default=0.0)
            # A lead that no real search has: whatever else was found is not worth quoting.
            first = [Candidate(sentence, best + 20, 1.0, 1.0) for sentence in self._evidence]
            rest = [c for c in found.candidates if c.sentence not in self._evidence]
            found = replace(found, candidates=(*first, *rest)[: max(limit, len(first))])
        if self._confidence is not None:
            found = replace(found, confidence=self._confidence)
        return found


class Remembering(EmbeddedModel):
    """The model in the box, never run twice on one text.

    An article with a sentence taken out shares all its other sentences with the article it was.
    """

    def __init__(self, threads: int = 0) -> None:
        super().__init__(threads)
        self._rows: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give each text a row of unit length, in order."""
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        self._rows.update(zip(new, super().encode(new), strict=True))
        rows = super().encode([])  # the shape and type of no text at all
        if texts:
            import numpy as np

            rows = np.stack([self._rows[text] for text in texts])
        return rows


class RememberingReader(EmbeddedReader):
    """The reader in the box, never run twice on one question and row of sentences."""

    def __init__(self, threads: int = 0) -> None:
        super().__init__(threads)
        self._read: dict[tuple[str, ...], list[Reading]] = {}

    def read(self, question: str, rows: Sequence[Sequence[str]]) -> list[list[Reading]]:
        """What each sentence of each row makes of a question."""
        new = [row for row in rows if (question, *row) not in self._read]
        for row, readings in zip(new, super().read(question, new), strict=True):
            self._read[(question, *row)] = readings
        return [self._read[(question, *row)] for row in rows]


@cache
def _reader() -> RememberingReader:
    """One for all engines of a process: what they read is the same, and reading takes longest."""
    return RememberingReader()


def _understood(
    gold: GoldSet, model: EmbeddedModel, reader: EmbeddedReader | None
) -> tuple[Article, Searcher]:
    document = document_of(gold.text, gold.title, gold.markup)
    draft = building.understand(document, model)
    article = draft.article
    index = ExactIndex([sentence.number for sentence in article.story], draft.story_vectors)
    # The whole product is put together here, so that what is measured is what is shipped.
    answerer: Any = building.assemble(article, index, model, reader).answerer
    return article, answerer.searcher


def _before(assistant: Assistant, item: Item) -> list[Turn]:
    """The turns of an item that brings a history: its questions asked again, in order."""
    turns: list[Turn] = []
    for role, text in item.history:
        if role == "user":
            turns.append(Turn(text, assistant.ask(text, turns).answer))
    return turns
