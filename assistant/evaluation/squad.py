"""Measure an engine on question sets that nobody here wrote, in the layout of SQuAD 2.0.

Two protocols, reported apart: the question's own paragraph as the article, as the set was made,
and the whole article, which is how a reader asks. What a paragraph leaves open another one may
answer, so refusals count for less in the second.

Also read is one JSON object a line, an article each: `id`, `text`, `paragraphs` [{start, end}],
`questions` [{id, question, answerable, paragraph_index, answers [{text, start}]}].
"""

from __future__ import annotations

import json
import re
import string
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from assistant.domain import Verdict
from assistant.errors import QuestionsError
from assistant.evaluation.gold import GoldSet
from assistant.evaluation.running import SEED
from assistant.evaluation.statistics import auroc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from assistant.evaluation.engines import Live
    from assistant.evaluation.metrics import Observation

Protocol = Literal["paragraph", "article"]
PROTOCOLS: tuple[Protocol, ...] = ("paragraph", "article")
RESAMPLES = 1_000

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation + "‘’“”–—…", " "))


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `answers` are (text, start) in the article; none where it is unanswerable."""

    id: str
    text: str
    paragraph: int
    answers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """An article of a question set; `paragraphs` are spans of its text."""

    id: str
    text: str
    paragraphs: tuple[tuple[int, int], ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of one question; `found_…` tell whether what was searched holds an answer."""

    extract: str
    question: str
    answerable: bool
    refused: bool
    contains: bool
    found_first: bool
    found_in_three: bool
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate and its 95 % interval over articles; None where it cannot be computed."""

    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def written(self) -> str:
        """The figure as people read it."""
        if self.value is None:
            return "–"
        if self.low is None or self.high is None:
            return f"{self.value:.3f}"
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


def read_squad(path: Path) -> tuple[Extract, ...]:
    """The articles of a question set in either layout.

    Raises QuestionsError if the file cannot be read or is in neither.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        whole = _as_json(text)
        if isinstance(whole, dict) and "data" in whole:
            extracts = tuple(_article(article) for article in whole["data"])
        else:
            lines = (line for line in text.splitlines() if line.strip())
            extracts = tuple(_row(json.loads(line)) for line in lines)
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}): give a file of questions."
        raise QuestionsError(message) from None
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        message = f"{path} is no question set in the layout of SQuAD 2.0 ({error!r})."
        raise QuestionsError(message) from error
    if not any(extract.questions for extract in extracts):
        raise QuestionsError(f"{path} holds no question: give a set in the layout of SQuAD 2.0.")
    return extracts


def questions_in(extracts: Sequence[Extract]) -> int:
    """How many steps one protocol takes."""
    return sum(len(extract.questions) for extract in extracts)


def asked(
    engine: Live,
    extracts: Sequence[Extract],
    protocol: Protocol,
    step: Callable[[], None] = lambda: None,
) -> tuple[Asked, ...]:
    """Ask every question of its paragraph, or of its whole article."""
    found: list[Asked] = []
    for extract in extracts:
        for question in sorted(extract.questions, key=lambda question: question.paragraph):
            begin, end = 0, len(extract.text)
            if protocol == "paragraph":
                begin, end = extract.paragraphs[question.paragraph]
            gold = _as_gold(extract, extract.text[begin:end])
            observation = engine.ask_about(gold, question.text)
            found.append(_asked(extract, question, observation, begin))
            step()
    return tuple(found)


def figures(rows: Sequence[Asked]) -> dict[str, Figure]:
    """What the answers add up to, each with its 95 % interval from resampling whole articles."""
    columns = Columns.of(rows)
    names = list(dict.fromkeys(row.extract for row in rows))
    members = [np.flatnonzero([row.extract == name for row in rows]) for name in names]
    draws = np.random.default_rng(SEED).integers(0, len(names), (RESAMPLES, len(names)))
    drawn = [columns.at(np.concatenate([members[n] for n in draw])) for draw in draws]
    return {
        name: Figure(measure(columns), *_interval([measure(each) for each in drawn], len(names)))
        for name, measure in MEASURES.items()
    }


@dataclass(frozen=True, slots=True)
class Columns:
    """What became of many questions, a column each."""

    answerable: NDArray[np.bool_]
    refused: NDArray[np.bool_]
    contains: NDArray[np.bool_]
    first: NDArray[np.bool_]
    in_three: NDArray[np.bool_]
    confidence: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Sequence[Asked]) -> Columns:
        """The columns of some rows."""
        return cls(
            np.array([row.answerable for row in rows]),
            np.array([row.refused for row in rows]),
            np.array([row.contains for row in rows]),
            np.array([row.found_first for row in rows]),
            np.array([row.found_in_three for row in rows]),
            np.array([row.confidence or 0.0 for row in rows]),
        )

    def at(self, places: NDArray[np.intp]) -> Columns:
        """The columns of some of the rows, each as often as it is named."""
        return Columns(
            self.answerable[places], self.refused[places], self.contains[places],
            self.first[places], self.in_three[places], self.confidence[places],
        )  # fmt: skip


def _share(column: NDArray[np.bool_], among: NDArray[np.bool_]) -> float | None:
    return float(column[among].mean()) if among.any() else None


def _balanced(columns: Columns) -> float | None:
    held = _share(columns.contains, columns.answerable)
    refused = _share(columns.refused, ~columns.answerable)
    return None if held is None or refused is None else (held + refused) / 2


MEASURES: dict[str, Callable[[Columns], float | None]] = {
    "sentence found first": lambda c: _share(c.first, c.answerable),
    "sentence in the first 3": lambda c: _share(c.in_three, c.answerable),
    "answer contains": lambda c: _share(c.contains, c.answerable),
    "over-refusal": lambda c: _share(c.refused, c.answerable),
    "refusal recall": lambda c: _share(c.refused, ~c.answerable),
    "balanced": _balanced,
    "AUROC": lambda c: auroc(c.confidence.tolist(), c.answerable.tolist()),
}
"""Never one without the other: who always refuses has a perfect refusal recall."""


def _interval(values: Sequence[float | None], articles: int) -> tuple[float | None, float | None]:
    found = [value for value in values if value is not None]
    if articles < 2 or not found:
        return None, None
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)


def _asked(extract: Extract, question: Question, given: Observation, begin: int) -> Asked:
    """What became of a question; places in the paragraph are moved to places in the article."""
    answers = [(start, start + len(text)) for text, start in question.answers]
    found = [
        any(begin + start < b and a < begin + end for a, b in answers)
        for start, end in (given.retrieved or ())[:3]
    ]
    said = f" {_normal(given.answer)} "
    variants = [_normal(text) for text, _ in question.answers]
    refused = given.verdict is Verdict.NOT_IN_ARTICLE
    return Asked(
        extract=extract.id,
        question=question.id,
        answerable=bool(question.answers),
        refused=refused,
        contains=not refused and any(f" {words} " in said for words in variants if words),
        found_first=any(found[:1]),
        found_in_three=any(found),
        confidence=given.confidence,
    )


def _normal(text: str) -> str:
    """As SQuAD compares answers: no case, punctuation, articles; "a" and "." become nothing."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def _as_gold(extract: Extract, text: str) -> GoldSet:
    return GoldSet(extract.id, extract.id, text, "plain", (), (), "", Path())


def _as_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None  # several objects, one a line


def _article(told: dict[str, Any]) -> Extract:
    """An article in the layout of SQuAD 2.0: its paragraphs put together, offsets moved along."""
    text, paragraphs, questions = "", [], []
    for number, paragraph in enumerate(told["paragraphs"]):
        text += "\n\n" if text else ""
        begin = len(text)
        text += paragraph["context"]
        paragraphs.append((begin, len(text)))
        for asked in paragraph["qas"]:
            answers = () if asked.get("is_impossible") else asked["answers"]
            found = tuple((a["text"], begin + a["answer_start"]) for a in answers)
            questions.append(Question(str(asked["id"]), asked["question"], number, found))
    return Extract(str(told["title"]), text, tuple(paragraphs), tuple(questions))


def _row(told: dict[str, Any]) -> Extract:
    paragraphs = tuple((p["start"], p["end"]) for p in told["paragraphs"])
    questions = [
        Question(
            str(asked["id"]),
            asked["question"],
            asked["paragraph_index"],
            tuple((a["text"], a["start"]) for a in asked["answers"]) if asked["answerable"] else (),
        )
        for asked in told["questions"]
    ]
    return Extract(str(told["id"]), told["text"], paragraphs, tuple(questions))
