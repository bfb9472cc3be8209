"""Find the sentences that may answer: wording, meaning and reading fused, and how sure one can be.

Each candidate is described by a few figures (`CANDIDATE_FIGURES`), weighed into one score; the best
of them are read beside the question, and what the reader makes of them is weighed in too
(`READ_FIGURES`). What is known of the best candidate and of the question (`ANSWER_FIGURES`) is
weighed into the probability that the article answers at all. All weights stand in
`models/search.json`, fitted by `training/fit_search.py` with this very code, so that the two can
never disagree. Without a reader the rest works alone, with weights of its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from assistant.domain import Candidate, Findings, SentenceKind
from assistant.retrieval.questions import asks, holds, kind_of, names
from assistant.retrieval.reading import rows_of
from assistant.retrieval.wording import Vocabulary, WordingIndex, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from assistant.domain import Article, Passage, Reading, Sentence
    from assistant.retrieval.indexing import VectorIndex

CANDIDATE_FIGURES = (
    "meaning",  # cosine of question and sentence
    "context meaning",  # cosine of question and the sentence with its neighbours
    "context wording",  # BM25 of the passage, over the weight of the question's terms
    "coverage",  # share of the weight of the question's terms in the sentence
    "context coverage",  # the same for the passage
    "kind",  # 0 to 1: how surely the sentence holds the kind of thing asked for
)
ANSWER_FIGURES = (
    "meaning",
    "context meaning",
    "coverage",
    "context coverage",
    "missing",  # share of the weight of the question's terms that stand nowhere in the story
    "names",  # share of the question's names and numbers in the best passage
    "kind missing",  # 0 to 1: how surely the best sentence lacks the kind of thing asked for
    "margin",  # probability of the best candidate among all
)
READ_FIGURES = (
    "fused",  # the score above, less the best one's
    "odds",  # log-odds that the sentence answers, as the reader sees it
    "proof",  # how much likelier its likeliest span is than that there is no answer
)
READ_ANSWER_FIGURES = (
    "meaning",
    "names",
    "odds",
    "fact",  # whether a number, time, place or person is asked for: misread more often
)
"""Fewer than without a reader: the more were weighed in, the worse topics left out came off."""
FACTS = frozenset({"number", "time", "place", "person"})
"""Kinds of questions whose answer is a few words of the sentence."""
ODDS = (-8.0, 8.0)
PROOF = (-12.0, 8.0)
"""What the reader says is cut off here: beyond, one more only tells how it was trained."""
MOST_ROWS_READ = 4
"""Rows of sentences read for a question, some 90 words each: the best ranked and their company.

Twice as many take twice the time and find no more: `models/reader.md`.
"""
NEIGHBOUR = 0.5
"""Weight of a neighbour's vector in the vector of a passage; the sentence itself weighs 1."""
HEAD_START = 0.15
"""What being first adds to a cosine in an overview; two fifths less with each sentence."""
VARIETY = 0.4
"""Weight of being unlike the sentences already taken, against being central (0 to 1)."""
TELLING_WORDS = 8
"""Words from which a sentence can stand for the article in an overview."""
MOST_COMPARED = 300
"""Sentences taken from each of the two rankings of a long article to be looked at closely."""


class Embedder(Protocol):
    """Turns texts into unit vectors, and knows common words."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (texts, dimensions)."""

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is a common one, rather than a name or a typing mistake."""


class Reader(Protocol):
    """Tells which of a few sentences in a row answer a question."""

    def read(self, question: str, rows: Sequence[Sequence[str]]) -> list[list[Reading]]:
        """One reading a sentence, row by row."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What `training/fit_search.py` found: one weight a figure, in the order named above.

    `read` is None where nothing is read.
    """

    candidate: NDArray[np.float32]
    read: NDArray[np.float32] | None
    answer: NDArray[np.float32]
    intercept: float


@cache
def fitted_weights(*, read: bool) -> Weights:
    """The weights that ship with the package, for searching with a reader and without."""
    path = Path(__file__).parent / "models" / "search.json"
    fitted = json.loads(path.read_text(encoding="utf-8"))
    answer = fitted["answer read" if read else "answer"]

    def weights(kind: str, names: Sequence[str]) -> NDArray[np.float32]:
        return np.array([fitted[kind][name] for name in names], np.float32)

    return Weights(
        weights("candidate", CANDIDATE_FIGURES),
        weights("read", READ_FIGURES) if read else None,
        np.array(
            [answer[name] for name in (READ_ANSWER_FIGURES if read else ANSWER_FIGURES)],
            np.float32,
        ),
        float(answer["intercept"]),
    )


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question taken apart: what is looked for, in every form the figures need."""

    text: str
    terms: list[str]
    vector: NDArray[np.float32]
    rows: list[int]  # the sentences looked at, as rows of `FusedSearch.sentences`
    figures: NDArray[np.float32]  # (rows, CANDIDATE_FIGURES)


class FusedSearch:
    """Ranks the story sentences of one article for a question."""

    def __init__(
        self,
        article: Article,
        passages: Sequence[Passage],
        index: VectorIndex,
        embedder: Embedder,
        reader: Reader | None = None,
        weights: Weights | None = None,
    ) -> None:
        """`passages` gives each story sentence its neighbours; `index` holds their vectors.

        Headings and questions printed in the article are context for what follows, not answers.
        """
        self._article = article
        self._given = [passage.core for passage in passages]
        self._read = [article.words_of(sentence) for sentence in self._given]
        self._passages = [
            passage
            for passage, words in zip(passages, self._read, strict=True)
            if passage.core.kind is not SentenceKind.HEADING and not asks(words)
        ]
        self.sentences: list[Sentence] = [passage.core for passage in self._passages]
        self._row_of = {sentence.number: row for row, sentence in enumerate(self.sentences)}
        self._index = index
        self._embedder = embedder
        self._reader = reader
        self._weights = weights or fitted_weights(read=reader is not None)
        self._vectors: dict[int, NDArray[np.float32]] = {}

    def search(self, question: str, limit: int) -> Findings:
        """Up to `limit` story sentences, best first, and the probability that one answers."""
        inquiry = self.inquire(question)
        if not inquiry.rows:
            return Findings((), 0.0, inquiry.text)
        scores = inquiry.figures @ self._weights.candidate
        readings = self.readings(inquiry, scores)
        if self._weights.read is not None:
            scores = read_figures(scores, readings) @ self._weights.read
        order = np.lexsort((np.array(inquiry.rows), -scores))
        figures = self.answer_figures(inquiry, scores, readings)
        odds = float(figures @ self._weights.answer) + self._weights.intercept
        probability = 1 / (1 + float(np.exp(-odds)))
        if not inquiry.terms:  # "Would they?" asks for nothing by itself
            probability = 0.0
        candidates = tuple(
            Candidate(
                self.sentences[inquiry.rows[place]],
                score=float(scores[place]),
                meaning=float(inquiry.figures[place, 0]),
                wording=float(inquiry.figures[place, 3]),
                reading=readings.get(place),
            )
            for place in order[:limit].tolist()
        )
        return Findings(candidates, probability, inquiry.text)

    def inquire(self, question: str) -> Inquiry:
        """Take a question apart and describe every sentence worth a look by its figures."""
        text = self._vocabulary.repaired(question, self._embedder.knows)
        terms = self._vocabulary.terms(text)
        vector = self._embedder.encode([text])[0]
        rows = self._worth_a_look(terms, vector)
        return Inquiry(text, terms, vector, rows, self._describe(text, terms, vector, rows))

    def readings(self, inquiry: Inquiry, scores: NDArray[np.float32]) -> dict[int, Reading]:
        """What the reader makes of the best ranked sentences, by their place in `inquiry.rows`."""
        if self._reader is None:
            return {}
        place_of = {self.sentences[row].number: place for place, row in enumerate(inquiry.rows)}
        best = np.lexsort((np.array(inquiry.rows), -scores)).tolist()
        ranked = (self.sentences[inquiry.rows[place]].number for place in best)
        numbers = dict.fromkeys(self._read_together_of[sentence] for sentence in ranked)
        chosen = list(islice(numbers, MOST_ROWS_READ))
        rows = [self._read_together[number] for number in chosen]
        texts = [[self._article.words_of(sentence) for sentence in row] for row in rows]
        found: dict[int, Reading] = {}
        for number, row, readings in zip(
            chosen, rows, self._reader.read(inquiry.text, texts), strict=True
        ):
            for sentence, reading in zip(row, readings, strict=True):
                own = self._read_together_of[sentence.number] == number
                if own and sentence.number in place_of:
                    found[place_of[sentence.number]] = reading
        return found

    def answer_figures(
        self, inquiry: Inquiry, scores: NDArray[np.float32], readings: dict[int, Reading]
    ) -> NDArray[np.float32]:
        """What tells whether the best candidate answers, in the order of `ANSWER_FIGURES`.

        Or of `READ_ANSWER_FIGURES`, where there is a reader.
        """
        place = int(np.lexsort((np.array(inquiry.rows), -scores))[0])
        meaning, context, _, coverage, context_coverage, kind = inquiry.figures[place]
        odds, proof = said(readings.get(place))
        figures = {
            "meaning": meaning,
            "context meaning": context,
            "coverage": coverage,
            "context coverage": context_coverage,
            "missing": self._wording.missing(inquiry.terms),
            "names": self._names_held(inquiry.text, inquiry.rows[place]),
            "kind missing": 1 - kind,
            "margin": 1 / np.exp(scores - scores[place]).sum(),
            "odds": odds,
            "proof": proof,
            "fact": kind_of(inquiry.text).name in FACTS,
        }
        described = READ_ANSWER_FIGURES if readings else ANSWER_FIGURES
        return np.array([figures[name] for name in described], np.float32)

    def central(self, limit: int) -> Findings:
        """Up to `limit` sentences that together say what the article is about, best first.

        Carbonell and Goldstein (1998): nearest to the centre of the article, each as unlike the
        ones already taken as it can be. News and reports put first things first, so the opening
        gets a head start.
        """
        rows = list(range(len(self.sentences)))[:MOST_COMPARED]
        if not rows:
            return Findings((), 0.0, "")
        vectors = np.stack([self._vector(self.sentences[row].number) for row in rows])
        centre = vectors.mean(axis=0)
        centrality = vectors @ (centre / np.linalg.norm(centre))
        centrality = centrality + HEAD_START * np.exp(-np.arange(len(rows)) / 2)
        # A line of a few words ("By the newsroom") sums nothing up, however near it is.
        centrality *= [min(1.0, len(self._words(row).split()) / TELLING_WORDS) for row in rows]
        taken: list[int] = []
        while len(taken) < min(limit, len(rows)):
            likeness = vectors @ vectors[taken].T if taken else np.zeros((len(rows), 1))
            worth = (1 - VARIETY) * centrality - VARIETY * likeness.max(axis=1)
            worth[taken] = -np.inf
            taken.append(int(np.argmax(worth)))
        candidates = tuple(
            Candidate(self.sentences[row], float(centrality[row]), float(centrality[row]), 0.0)
            for row in taken
        )
        return Findings(candidates, 1.0, "")

    def _worth_a_look(self, terms: list[str], vector: NDArray[np.float32]) -> list[int]:
        """Rows to describe: all of a short article, the best by each ranking of a long one."""
        if len(self.sentences) <= MOST_COMPARED:
            return list(range(len(self.sentences)))
        by_wording = np.argsort(-self._passage_wording.scores(terms), kind="stable")
        near = [number for number, _ in self._index.nearest(vector, MOST_COMPARED)]
        by_meaning = [self._row_of[number] for number in near if number in self._row_of]
        return sorted({*by_meaning, *by_wording[:MOST_COMPARED].tolist()})

    def _describe(
        self, text: str, terms: list[str], vector: NDArray[np.float32], rows: list[int]
    ) -> NDArray[np.float32]:
        if not rows:
            return np.zeros((0, len(CANDIDATE_FIGURES)), np.float32)
        weight = sum(map(self._wording.weight, sorted(set(terms)))) or 1.0
        kind, asked = kind_of(text), frozenset(words(text))
        numbers = [self.sentences[row].number for row in rows]
        return np.stack(
            [
                np.stack([self._vector(number) for number in numbers]) @ vector,
                np.stack([self._passage_vector(row) for row in rows]) @ vector,
                self._passage_wording.scores(terms)[rows] / np.float32(weight),
                self._wording.coverage(terms, rows),
                self._passage_wording.coverage(terms, rows),
                np.array([holds(self._words(row), kind, asked) for row in rows], np.float32),
            ],
            axis=1,
        ).astype(np.float32)

    def _names_held(self, text: str, row: int) -> float:
        """The share of the question's names and numbers in a sentence with its neighbours."""
        asked = [self._vocabulary.stem(word) for name in names(text) for word in words(name)]
        held = sum(self._passage_wording.holds(row, stem) for stem in asked)
        return held / len(asked) if asked else 1.0

    def _vector(self, number: int) -> NDArray[np.float32]:
        if number not in self._vectors:
            self._read_vectors(number)
        return self._vectors[number]

    def _read_vectors(self, number: int) -> None:
        """Fetch vectors in blocks: one look-up serves a short article for good."""
        block = [
            sentence.number
            for sentence in self._article.story
            if abs(sentence.number - number) <= MOST_COMPARED
        ]
        self._vectors.update(zip(block, self._index.vectors(block), strict=True))

    def _passage_vector(self, row: int) -> NDArray[np.float32]:
        passage = self._passages[row]
        total: NDArray[np.float32] = sum(
            self._vector(s.number) * np.float32(self._share(s, passage.core))
            for s in passage.sentences
        )  # type: ignore[assignment]  # a passage holds at least its core
        return total / np.linalg.norm(total)

    def _share(self, sentence: Sentence, core: Sentence) -> float:
        """How much a sentence weighs in a passage; a question before its answer weighs in full."""
        answered = sentence.number < core.number and asks(self._article.words_of(sentence))
        return 1.0 if sentence is core or answered else NEIGHBOUR

    def _words(self, row: int) -> str:
        return self._article.words_of(self.sentences[row])

    @cached_property
    def _read_together(self) -> list[tuple[Sentence, ...]]:
        return rows_of(self._article, self._given)

    @cached_property
    def _read_together_of(self) -> dict[int, int]:
        """The row in which each sentence is read with the sentence before it."""
        return {
            sentence.number: number
            for number, row in reversed([*enumerate(self._read_together)])
            for sentence in row
        }

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._read, self._article.language)

    @cached_property
    def _wording(self) -> WordingIndex:
        texts = [self._words(row) for row in range(len(self.sentences))]
        return WordingIndex(texts, self._vocabulary)

    @cached_property
    def _passage_wording(self) -> WordingIndex:
        texts = [
            " ".join(self._article.words_of(sentence) for sentence in passage.sentences)
            for passage in self._passages
        ]
        return WordingIndex(texts, self._vocabulary)


def said(reading: Reading | None) -> tuple[float, float]:
    """Odds and proof within the limits in which they mean something; the lowest if unread."""
    if reading is None:
        return ODDS[0], PROOF[0]
    return min(max(reading.odds, ODDS[0]), ODDS[1]), min(max(reading.proof, PROOF[0]), PROOF[1])


def read_figures(scores: NDArray[np.float32], readings: dict[int, Reading]) -> NDArray[np.float32]:
    """What ranks each candidate once the best are read, in the order of `READ_FIGURES`."""
    read = np.array([said(readings.get(place)) for place in range(len(scores))], np.float32)
    return np.column_stack([scores - scores.max(), read])
