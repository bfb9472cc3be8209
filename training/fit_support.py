"""Fit the weights of `assistant/answering/checking/support.py` and print them.

    python training/fit_support.py --data DIR

Claims come from `tests/answering/claims` (articles made up for the purpose, the part "tuning") and,
as real text, from `squad2_train_articles.json` in `DIR`: there a claim is a question's words of
meaning with its answer. Each claim is set beside the sentences that carry it (right) and beside
other sentences of its text (wrong). A logistic regression; its intercept is moved so that 0.5
leaves `FLAGGED` of the right claims of either source below it. The part "reporting" and
`squad2_tune.jsonl` take no part and are only reported. The figures come from the very code that
checks. Needs numpy and the product.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.answering.checking.support import FIGURES, Support
from assistant.article.splitting import split
from assistant.domain import Article, Sentence
from assistant.retrieval.embedding import EmbeddedModel
from tests.answering.right_claims import right_claims

FLAGGED = 0.01
"""Share of right claims that the fitted threshold may doubt."""
WRONG_PER_CLAIM = 3
CLAIMS_PER_TEXT = 8
PARAGRAPHS_PER_TEXT = 12
PENALTY = 1.0

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EMBEDDER = EmbeddedModel()
_ASKING = re.compile(
    r"^(?:(?:In|On|At|By|For|From|To|With) )?(?:what|which|who|whom|whose|when|where|why|how"
    r"(?: (?:many|much|long|old|far))?)\b(?: (?:did|does|do|is|was|were|are|has|have|had))?",
    re.IGNORECASE,
)

Row = tuple[list[float], bool]


def made_up(part: str) -> Iterator[Row]:
    """The claims of one part, right and with wrong sentences cited."""
    supports: dict[str, Support] = {}
    for claim in right_claims(part):
        support = supports.setdefault(claim.article.id, Support(claim.article, EMBEDDER))
        yield from _rows(support, claim.article, claim.written, claim.cited, claim.question)


def real(texts: Iterator[tuple[str, list[tuple[str, str, int]]]]) -> Iterator[Row]:
    """Questions on real texts with their answers, made claims of."""
    for text, asked in texts:
        article = Article("", text, split(text))
        support = Support(article, EMBEDDER)
        for question, answer, start in asked[:CLAIMS_PER_TEXT]:
            cited = [s for s in article.story if s.start <= start < s.end]
            written = f"{_ASKING.sub('', question).strip(' ?')} {answer}"
            yield from _rows(support, article, written, cited, question)


def _rows(
    support: Support, article: Article, written: str, cited: Sequence[Sentence], question: str
) -> Iterator[Row]:
    chance = random.Random(written)  # noqa: S311 - a choice, not a secret
    others = [s for s in article.story if s not in cited]
    yield _figures(support, written, cited, question), True
    for wrong in chance.sample(others, min(WRONG_PER_CLAIM, len(others))):
        yield _figures(support, written, [wrong], question), False


def _figures(
    support: Support, written: str, cited: Sequence[Sentence], question: str
) -> list[float]:
    figures = support.figures(written, cited, question)
    return [figures[name] for name in FIGURES]


def squad(path: Path) -> Iterator[tuple[str, list[tuple[str, str, int]]]]:
    """The first paragraphs of each article with answerable questions on them."""
    for told in json.loads(path.read_text(encoding="utf-8"))["data"]:
        text, asked = "", []
        for paragraph in told["paragraphs"][:PARAGRAPHS_PER_TEXT]:
            known = [q for q in paragraph["qas"] if q["answers"]][:2]
            for q in known:
                answer = q["answers"][0]
                asked.append((q["question"], answer["text"], len(text) + answer["answer_start"]))
            text += paragraph["context"] + "\n\n"
        yield text, asked[::2]


def squad_lines(path: Path) -> Iterator[tuple[str, list[tuple[str, str, int]]]]:
    """The extracts kept for reporting, with their answerable questions."""
    for line in path.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        asked = [
            (q["question"], q["answers"][0]["text"], q["answers"][0]["start"])
            for q in told["questions"]
            if q["answerable"]
        ]
        yield told["text"], asked[::3]


def fitted(rows: list[Row]) -> np.ndarray:
    """The weights and, last, the intercept: logistic regression by Newton's method."""
    x = np.array([[*figures, 1.0] for figures, _ in rows])
    y = np.array([float(right) for _, right in rows])
    weights = np.zeros(x.shape[1])
    ridge = PENALTY * np.diag([1.0] * len(FIGURES) + [0.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - p) - ridge @ weights
        weights += np.linalg.solve((x.T * (p * (1 - p))) @ x + ridge, gradient)
    return weights


def report(name: str, rows: list[Row], weights: np.ndarray) -> None:
    """Print how many of the right ones are doubted and of the wrong ones caught."""
    logits = np.array([[*figures, 1.0] for figures, _ in rows]) @ weights
    right = np.array([is_right for _, is_right in rows])
    doubted, caught = float((logits[right] < 0).mean()), float((logits[~right] < 0).mean())
    print(f"{name:24} right {right.sum():5} doubted {doubted:6.1%}   "
          f"wrong {(~right).sum():5} caught {caught:6.1%}")  # fmt: skip


def main() -> None:
    """Fit, print the weights and what they do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    sources = {
        "made up, tuning": list(made_up("tuning")),
        "real, training": list(real(squad(data / "squad2_train_articles.json"))),
    }
    weights = fitted([row for rows in sources.values() for row in rows])
    least = min(
        np.quantile([f @ weights[:-1] for f, right in rows if right], FLAGGED)
        for rows in sources.values()
    )
    weights[-1] = -least
    for name, weight in zip((*FIGURES, "intercept"), weights, strict=True):
        print(f"{name:14} {weight:8.2f}")
    held_out = {
        "made up, reporting": list(made_up("reporting")),
        "real, reporting": list(real(squad_lines(data / "squad2_tune.jsonl"))),
    }
    for name, rows in (sources | held_out).items():
        report(name, rows, weights)


if __name__ == "__main__":
    main()
