"""Fit the weights of `assistant/retrieval/searching.py` and write `models/search.json`.

    python training/fit_search.py --data DIR [--gold FILE ...] [--write]

`DIR` holds `squad2_train_articles.json` and `qed_rest.jsonl` (ranking is fitted on them),
and `squad2_tune.jsonl` (reported; its four topics are left out in turn to fit the confidence).
`--gold` names gold question files whose `dev` rows join the confidence. The figures come from the
very code that searches, so nothing can drift apart. Needs numpy and the product, no PyTorch.

Ranking: a conditional logit (McFadden 1974) over the sentences of a text, so that the difference of
two scores is the logarithm of a ratio of probabilities. Confidence: a logistic regression; its
intercept is moved so that 0.5 is the chosen trade-off between wrong answers and needless refusals.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.article.loading import document_of
from assistant.article.splitting import passages
from assistant.building import understand
from assistant.retrieval import searching
from assistant.retrieval.embedding import EmbeddedModel
from assistant.retrieval.indexing import ExactIndex
from assistant.retrieval.searching import ANSWER_FIGURES, CANDIDATE_FIGURES, FusedSearch, Weights

NEEDLESS_REFUSALS = 0.10
"""Share of answerable development questions that may be refused: it sets the threshold."""


@dataclass
class Case:
    """A question about a text: the figures of its candidates, which of them answer, who asks."""

    source: str
    topic: str
    search: FusedSearch
    inquiry: searching.Inquiry
    gold: list[int]  # places in `inquiry.rows`; empty: the text does not answer

    def figures(self, weights: np.ndarray) -> np.ndarray:
        """What is known of the best candidate under these ranking weights."""
        return self.search.answer_figures(self.inquiry, self.inquiry.figures @ weights)


NO_WEIGHTS = Weights(np.zeros(len(CANDIDATE_FIGURES)), np.zeros(len(ANSWER_FIGURES)), 0.0)
EMBEDDER = EmbeddedModel()


def searcher(text: str) -> FusedSearch:
    """The product's own search over a text."""
    draft = understand(document_of(text), EMBEDDER)
    article = draft.article
    index = ExactIndex([s.number for s in article.story], draft.story_vectors)
    return FusedSearch(article, passages(article.sentences), index, EMBEDDER, NO_WEIGHTS)


def case(source: str, topic: str, search: FusedSearch, question: str, spans: list) -> Case:
    """A question whose answer stands at `spans` (none: it is not answered)."""
    inquiry = search.inquire(question)
    sentences = [search.sentences[row] for row in inquiry.rows]
    gold = [
        place
        for place, s in enumerate(sentences)
        if any(s.start < end and start < s.end for start, end in spans)
    ]
    return Case(source, topic, search, inquiry, gold)


def tune_cases(path: Path) -> list[Case]:
    """Questions on article extracts, half of them unanswerable."""
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        extract = json.loads(line)
        search = searcher(extract["text"])
        for row in extract["questions"]:
            spans = (
                [(row["answer_sentence_start"], row["answer_sentence_end"] - 1)]
                if row["answerable"]
                else []
            )
            cases.append(case("tune", extract["title"], search, row["question"], spans))
    return cases


def train_cases(path: Path, block: int = 7) -> list[Case]:
    """SQuAD 2.0 articles cut into extracts of `block` paragraphs."""
    articles: Any = json.loads(path.read_text(encoding="utf-8"))
    cases = []
    for article in articles["data"] if isinstance(articles, dict) else articles:
        for first in range(0, len(article["paragraphs"]), block):
            taken = article["paragraphs"][first : first + block]
            search = searcher("\n\n".join(paragraph["context"] for paragraph in taken))
            offset = 0
            for paragraph in taken:
                for row in paragraph["qas"]:
                    spans = [
                        (offset + a["answer_start"], offset + a["answer_start"] + len(a["text"]))
                        for a in row["answers"]
                        if not row.get("is_impossible")
                    ]
                    cases.append(case("train", article["title"], search, row["question"], spans))
                offset += len(paragraph["context"]) + 2
    return cases


def search_cases(path: Path) -> list[Case]:
    """Real search questions on their own paragraph among near ones, and on the near ones alone."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row.get("annotation", {}).get("selected_sentence")]
    paragraphs = EMBEDDER.encode([row["paragraph"] for row in rows])
    questions = EMBEDDER.encode([row["question"] for row in rows])
    cases = []
    for row, vector in zip(rows, questions, strict=True):
        order = np.argsort(-(paragraphs @ vector))
        near = [rows[i]["paragraph"] for i in order if rows[i]["title"] != row["title"]][:4]
        own = searcher("\n\n".join([row["paragraph"], *near[:3]]))
        chosen = row["annotation"]["selected_sentence"]
        spans = [(chosen["start"], chosen["end"])]
        cases.append(case("search", row["title"], own, row["question"], spans))
        cases.append(case("search", row["title"], searcher("\n\n".join(near)), row["question"], []))
    return cases


def gold_cases(path: Path) -> list[Case]:
    """The development rows of a gold question file beside its article."""
    article = next(path.parent.glob("article.*")).read_bytes().decode("utf-8")
    search = searcher(article)
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["split"] == "dev" and row["expected"] in ("answer", "refuse"):
            spans = [
                (article.find(quote), article.find(quote) + len(quote)) for quote in row["evidence"]
            ]
            found = spans if row["answerable"] else []
            cases.append(case("gold", path.parent.name, search, row["question"], found))
    return cases


def fit_ranking(cases: list[Case], steps: int = 400, shrink: float = 1e-4) -> np.ndarray:
    """Weights under which the sentences that answer are likeliest (Adam on all questions)."""
    asked = [c for c in cases if c.gold]
    widest = max(len(c.inquiry.rows) for c in asked)
    figures = np.zeros((len(asked), widest, len(CANDIDATE_FIGURES)))
    absent = np.full((len(asked), widest), -1e9)
    wrong = np.full((len(asked), widest), -1e9)
    for at, c in enumerate(asked):
        figures[at, : len(c.inquiry.rows)] = c.inquiry.figures
        absent[at, : len(c.inquiry.rows)] = 0
        wrong[at, c.gold] = 0
    weights = np.zeros(len(CANDIDATE_FIGURES))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        scores = figures @ weights + absent
        every, right = (_softmax(scores), _softmax(scores + wrong))
        gradient = ((every - right)[..., None] * figures).sum(axis=(0, 1)) / len(asked)
        gradient += 2 * shrink * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        rate = 0.2 * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-9)
        weights = weights - rate
    return weights


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def fit_confidence(figures: np.ndarray, answered: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton's method; the last weight is the intercept."""
    spread = figures.std(axis=0) + 1e-9
    design = np.column_stack([figures / spread, np.ones(len(figures))])
    shrink = np.diag([3.0] * figures.shape[1] + [0.0])
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (weight * (answered - chance)) - shrink @ weights
        curve = (design.T * (weight * chance * (1 - chance))) @ design + shrink
        weights = weights + np.linalg.solve(curve, slope)
    weights[:-1] /= spread
    return weights


def auroc(scores: np.ndarray, answered: np.ndarray) -> float:
    """The chance that an answered question scores above one that is not; ties count half."""
    yes, no = scores[answered == 1], scores[answered == 0]
    wins = (yes[:, None] > no[None, :]).mean() + 0.5 * (yes[:, None] == no[None, :]).mean()
    return round(float(wins), 3)


def ranked(cases: list[Case], weights: np.ndarray) -> dict[str, float]:
    """Share of answered questions with a right sentence first, and among the first three."""
    asked = [c for c in cases if c.gold]
    places = [np.argsort(-(c.inquiry.figures @ weights), kind="stable")[:3] for c in asked]
    first = float(np.mean([p[0] in c.gold for c, p in zip(asked, places, strict=True)]))
    three = float(np.mean([bool({*p} & {*c.gold}) for c, p in zip(asked, places, strict=True)]))
    return {"questions": len(asked), "R@1": round(first, 3), "R@3": round(three, 3)}


def main() -> None:
    """Fit, report, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--gold", type=Path, nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()

    tune = tune_cases(chosen.data / "squad2_tune.jsonl")
    train = train_cases(chosen.data / "squad2_train_articles.json")
    search = search_cases(chosen.data / "qed_rest.jsonl")
    gold = [c for path in chosen.gold for c in gold_cases(path)]

    ranking = fit_ranking([*train, *search])
    for name, cases in (("tune", tune), ("train", train), ("search", search), ("gold", gold)):
        if cases:
            print(name, ranked(cases, ranking))

    fitted = [*tune, *search, *gold]
    figures = np.array([c.figures(ranking) for c in fitted], dtype=np.float64)
    answered = np.array([float(bool(c.gold)) for c in fitted])
    source = np.array([c.source for c in fitted])
    topic = np.array([c.topic for c in fitted])
    # Each source counts alike, however many questions it brings.
    weight = np.array([len(fitted) / (source == s).sum() for s in source]) / len({*source})
    held_out = np.zeros(len(fitted))
    for left in sorted({*topic[source != "search"]} | {"search"}):
        out = (topic == left) | ((source == "search") if left == "search" else False)
        kept = fit_confidence(figures[~out], answered[~out], weight[~out])
        held_out[out] = figures[out] @ kept[:-1] + kept[-1]
    report = {
        name: {
            "AUROC, topic left out": round(
                auroc(held_out[source == name], answered[source == name]), 3
            )
        }
        for name in ("tune", "search", *(["gold"] if gold else []))
    }
    weights = fit_confidence(figures, answered, weight)
    scores = figures @ weights[:-1] + weights[-1]
    lever = source == ("gold" if gold else "search")
    threshold = float(np.quantile(scores[lever & (answered == 1)], NEEDLESS_REFUSALS))
    for name in report:
        of = source == name
        report[name]["needless refusals"] = round(
            float((scores[of & (answered == 1)] < threshold).mean()), 3
        )
        report[name]["refused of unanswerable"] = round(
            float((scores[of & (answered == 0)] < threshold).mean()), 3
        )
    print(json.dumps(report, indent=2))
    result = {
        "candidate": {
            n: round(float(w), 4) for n, w in zip(CANDIDATE_FIGURES, ranking, strict=True)
        },
        "answer": {n: round(float(w), 4) for n, w in zip(ANSWER_FIGURES, weights[:-1], strict=True)}
        | {"intercept": round(float(weights[-1] - threshold), 4)},
    }
    print(json.dumps(result, indent=2))
    if chosen.write:
        path = Path(searching.__file__).parent / "models" / "search.json"
        path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
