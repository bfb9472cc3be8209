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
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.article.loading import document_of
from assistant.article.splitting import passages
from assistant.building import understand
from assistant.retrieval import searching
from assistant.retrieval.embedding import EmbeddedModel
from assistant.retrieval.indexing import ExactIndex
from assistant.retrieval.reading import EmbeddedReader
from assistant.retrieval.searching import (
    ANSWER_FIGURES,
    CANDIDATE_FIGURES,
    READ_ANSWER_FIGURES,
    READ_FIGURES,
    FusedSearch,
    Weights,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.domain import Reading

READ_EVERY = 4
"""Of the tuning questions, this one in so many is read: enough for nine weights."""
GOLD_COUNTS = 2.0
ASKED_OF_ANY_TEXT = frozenset({"summary", "headline", "underspecified", "typo"})
"""Categories of gold questions that another text may answer: "What is this about?"."""
NEEDLESS_REFUSALS = 0.08
"""Share of answerable development questions that may be refused: it sets the threshold.

Of all questions, follow-ups among them, a tenth is what we allow.
"""


@dataclass
class Case:
    """A question about a text: the figures of its candidates, which of them answer, who asks."""

    source: str
    topic: str
    article: str
    search: FusedSearch
    inquiry: searching.Inquiry
    gold: list[int]  # places in `inquiry.rows`; empty: the text does not answer
    category: str = ""  # of a gold question
    readings: dict[int, Reading] = field(default_factory=dict)

    def figures(self, weights: np.ndarray) -> np.ndarray:
        """What is known of the best candidate under these ranking weights, nothing being read."""
        return self.search.answer_figures(self.inquiry, self.inquiry.figures @ weights, {})


NO_WEIGHTS = Weights(np.zeros(len(CANDIDATE_FIGURES)), None, np.zeros(len(ANSWER_FIGURES)), 0.0)
EMBEDDER = EmbeddedModel()
READER = EmbeddedReader()


def searcher(text: str) -> FusedSearch:
    """The product's own search over a text."""
    draft = understand(document_of(text), EMBEDDER)
    article = draft.article
    index = ExactIndex([s.number for s in article.story], draft.story_vectors)
    return FusedSearch(article, passages(article.sentences), index, EMBEDDER, READER, NO_WEIGHTS)


def case(
    source: str, topic: str, search: FusedSearch, question: str, spans: list, article: str = ""
) -> Case:
    """A question whose answer stands at `spans` (none: it is not answered)."""
    inquiry = search.inquire(question)
    sentences = [search.sentences[row] for row in inquiry.rows]
    gold = [
        place
        for place, s in enumerate(sentences)
        if any(s.start < end and start < s.end for start, end in spans)
    ]
    return Case(source, topic, article or topic, search, inquiry, gold)


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
            asked, article = row["question"], extract["id"]
            cases.append(case("tune", extract["title"], search, asked, spans, article))
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


def gold_cases(path: Path, split: str = "dev") -> list[Case]:
    """The rows of one split of a gold question file beside its article."""
    article = next(path.parent.glob("article.*")).read_bytes().decode("utf-8")
    search = searcher(article)
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["split"] == split and row["expected"] in ("answer", "refuse"):
            spans = [
                (article.find(quote), article.find(quote) + len(quote)) for quote in row["evidence"]
            ]
            found = spans if row["answerable"] else []
            source = "gold" if split == "dev" else f"gold {split}"
            cases.append(case(source, path.parent.name, search, row["question"], found))
            cases[-1].category = row["category"]
    return cases


def foreign_cases(cases: list[Case]) -> list[Case]:
    """Questions asked of a text on something else, which does not answer them.

    Whoever writes questions on a text to mislead writes none like that; readers ask them.
    """
    found = []
    for number, c in enumerate(cases):
        if c.category not in ASKED_OF_ANY_TEXT:
            others = list({each.article: each for each in cases if each.topic != c.topic}.values())
            other = others[number % len(others)].search
            found.append(case(f"foreign {c.source}", c.topic, other, c.inquiry.text, []))
    return found


def fit_ranking(asked: list[tuple[np.ndarray, list[int]]], steps: int = 400) -> np.ndarray:
    """Weights under which the sentences that answer are likeliest (Adam on all questions).

    `asked` holds the figures of each question's candidates and the places of those that answer.
    """
    widest, wide = max(len(figures) for figures, _ in asked), asked[0][0].shape[1]
    stacked = np.zeros((len(asked), widest, wide))
    absent = np.full((len(asked), widest), -1e9)
    wrong = np.full((len(asked), widest), -1e9)
    for at, (figures, gold) in enumerate(asked):
        stacked[at, : len(figures)] = figures
        absent[at, : len(figures)] = 0
        wrong[at, gold] = 0
    weights = np.zeros(wide)
    mean, square = np.zeros(wide), np.zeros(wide)
    for step in range(1, steps + 1):
        scores = stacked @ weights + absent
        every, right = (_softmax(scores), _softmax(scores + wrong))
        gradient = ((every - right)[..., None] * stacked).sum(axis=(0, 1)) / len(asked)
        gradient += 2e-4 * weights
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


def interval(articles: list[str], figure: Callable[[np.ndarray], float]) -> list[float]:
    """The middle 95 % of a figure over articles drawn with replacement, 1,000 times (seeded).

    `figure` takes the places of the questions drawn: questions on one article are not independent.
    """
    chance = np.random.default_rng(5)
    names = sorted({*articles})
    places = {name: np.flatnonzero(np.array(articles) == name) for name in names}
    drawn = [
        figure(
            np.concatenate(
                [places[names[at]] for at in chance.integers(len(names), size=len(names))]
            )
        )
        for _ in range(1000)
    ]
    return [round(float(np.nanpercentile(drawn, share)), 3) for share in (2.5, 97.5)]


def ranked(stage: Stage, weights: np.ndarray) -> dict[str, Any]:
    """Share of answered questions with a right sentence first, and among the first three."""
    asked = [at for at, c in enumerate(stage.cases) if c.gold]
    order = [np.argsort(-(stage.candidates[at] @ weights), kind="stable")[:3] for at in asked]
    gold = [set(stage.cases[at].gold) for at in asked]
    first = np.array([p[0] in g for p, g in zip(order, gold, strict=True)], float)
    three = np.array([bool({*p} & g) for p, g in zip(order, gold, strict=True)], float)
    articles = [stage.cases[at].article for at in asked]
    return {
        "questions": len(asked),
        "R@1": round(float(first.mean()), 3),
        "R@1, 95 %": interval(articles, lambda drawn: float(first[drawn].mean())),
        "R@3": round(float(three.mean()), 3),
    }


@dataclass
class Stage:
    """Questions as one way of searching sees them: with the reader, or without."""

    cases: list[Case]
    candidates: list[np.ndarray]  # figures of the candidates, to be ranked
    answers: np.ndarray | None = None  # figures of the best candidate, once ranked

    @property
    def asked(self) -> list[tuple[np.ndarray, list[int]]]:
        """The questions that have an answer."""
        pairs = zip(self.candidates, self.cases, strict=True)
        return [(figures, c.gold) for figures, c in pairs if c.gold]

    def of(self, source: str) -> Stage:
        """The questions of one source."""
        taken = [at for at, c in enumerate(self.cases) if c.source == source]
        return self.taken(taken)

    def taken(self, places: list[int]) -> Stage:
        """Some of the questions."""
        answers = None if self.answers is None else self.answers[places]
        cases = [self.cases[at] for at in places]
        return Stage(cases, [self.candidates[at] for at in places], answers)


def confidence(
    stage: Stage, names: tuple[str, ...], *, read: bool
) -> tuple[dict[str, float], dict[str, Any]]:
    """The fitted weights of confidence, and how well they do on topics left out."""
    assert stage.answers is not None  # noqa: S101 - ranked before
    figures, cases = stage.answers, stage.cases
    answered = np.array([float(bool(c.gold)) for c in cases])
    source = np.array([c.source for c in cases])
    topic = np.array([c.topic for c in cases])
    # Each source counts alike, however many questions it brings; once read, the gold sets twice,
    # because their questions are the ones people ask, and those of SQuAD were written to mislead.
    share = np.array([GOLD_COUNTS if read and s == "gold" else 1.0 for s in source])
    weight = share * [len(cases) / (source == s).sum() for s in source] / len({*source})
    held_out = np.zeros(len(cases))
    for left in sorted({*topic[source != "search"]} | ({"search"} & {*source})):
        out = (topic == left) | ((source == "search") if left == "search" else False)
        kept = fit_confidence(figures[~out], answered[~out], weight[~out])
        held_out[out] = figures[out] @ kept[:-1] + kept[-1]
    weights = fit_confidence(figures, answered, weight)
    scores = figures @ weights[:-1] + weights[-1]
    lever = source == ("gold" if "gold" in source else "search")
    # From the scores it gives itself: half a dozen weights cannot learn the questions by heart, and
    # fits that left a topic out differ from it by more than that.
    threshold = float(np.quantile(scores[lever & (answered == 1)], NEEDLESS_REFUSALS))
    report = {}
    for name in sorted({*source}):
        of = source == name
        asked = [c for c in cases if c.source == name]
        report[name] = told_apart(asked, held_out[of], scores[of] - threshold)
    fitted = {n: round(float(w), 4) for n, w in zip(names, weights[:-1], strict=True)}
    return fitted | {"intercept": round(float(weights[-1] - threshold), 4)}, report


def told_apart(cases: list[Case], compared: np.ndarray, decided: np.ndarray) -> dict[str, Any]:
    """How well answered questions are told from the others, and which are refused (below 0).

    `compared` may come from other weights than `decided`: from a fit that left the topic out.
    """
    yes = np.array([float(bool(c.gold)) for c in cases])
    if not yes.any():
        return {"refused": _share(decided < 0)}
    articles = [c.article for c in cases]
    return {
        "AUROC": auroc(compared, yes),
        "AUROC, 95 %": interval(articles, lambda d: auroc(compared[d], yes[d])),
        "needless refusals": _share(decided[yes == 1] < 0),
        "refused of unanswerable": _share(decided[yes == 0] < 0),
    }


def untouched(stage: Stage, answer: dict[str, float], names: tuple[str, ...]) -> dict[str, Any]:
    """How the fitted confidence does on questions that nothing was fitted or chosen on."""
    assert stage.answers is not None  # noqa: S101 - ranked before
    scores = stage.answers @ np.array([answer[name] for name in names]) + answer["intercept"]
    return told_apart(stage.cases, scores, scores)


def _share(which: np.ndarray) -> float:
    return round(float(which.mean()), 3)


def read_stage(stage: Stage, ranking: np.ndarray) -> Stage:
    """The same questions once the best ranked sentences of each are read."""
    candidates = []
    for c in stage.cases:
        scores = c.inquiry.figures @ ranking
        c.readings = c.search.readings(c.inquiry, scores)
        candidates.append(searching.read_figures(scores, c.readings))
    return Stage(stage.cases, candidates)


def best_figures(stage: Stage, reading: np.ndarray) -> np.ndarray:
    """What is known of each question's best candidate once its sentences are read."""
    pairs = zip(stage.cases, stage.candidates, strict=True)
    return np.array(
        [c.search.answer_figures(c.inquiry, each @ reading, c.readings) for c, each in pairs],
        np.float64,
    )


def alone_auroc(stage: Stage) -> float:
    """How well the reader's highest odds alone tell answered questions from the others."""
    highest = np.array([each[:, 1].max() for each in stage.candidates])
    return auroc(highest, np.array([float(bool(c.gold)) for c in stage.cases]))


def left_out(stage: Stage) -> dict[str, dict[str, Any]]:
    """How well reading ranks each source, its weights fitted on the other topics."""
    topics = np.array([c.topic for c in stage.cases])
    scored = [np.zeros((len(figures), 1)) for figures in stage.candidates]
    for topic in sorted({*topics}):
        kept = fit_ranking(stage.taken(np.flatnonzero(topics != topic).tolist()).asked)
        for at in np.flatnonzero(topics == topic):
            scored[at] = (stage.candidates[at] @ kept)[:, None]
    whole = Stage(stage.cases, scored)
    return {name: ranked(whole.of(name), np.ones(1)) for name in sources(stage)}


def sources(stage: Stage) -> list[str]:
    """Where the questions come from."""
    return sorted({c.source for c in stage.cases})


def main() -> None:
    """Fit, report, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description="Fit the weights of the search.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--gold", type=Path, nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()

    tune = tune_cases(chosen.data / "squad2_tune.jsonl")
    train = train_cases(chosen.data / "squad2_train_articles.json")
    search = search_cases(chosen.data / "qed_rest.jsonl")
    gold = [c for path in chosen.gold for c in gold_cases(path)]

    fused = fused_stage([*tune, *train, *search, *gold])
    ranking = fit_ranking([*fused.of("train").asked, *fused.of("search").asked])
    for name in ("tune", "train", "search", *(["gold"] if gold else [])):
        print("fused", name, ranked(fused.of(name), ranking))
    without = fused_stage([*tune, *search, *gold])
    without.answers = np.array([c.figures(ranking) for c in without.cases], np.float64)
    answer, report = confidence(without, ANSWER_FIGURES, read=False)
    print("without the reader (AUROC: topic left out)", json.dumps(report, indent=2))
    last = fused_stage([c for path in chosen.gold for c in gold_cases(path, "test")])
    last.answers = np.array([c.figures(ranking) for c in last.cases], np.float64)
    print("without the reader, gold test", untouched(last, answer, ANSWER_FIGURES))

    # The reader was trained on the other two sources: it would seem surer than it is.
    read = read_stage(fused_stage([*tune[::READ_EVERY], *gold]), ranking)
    last = read_stage(last, ranking)
    for name, stage in [*((name, read.of(name)) for name in sources(read)), ("gold test", last)]:
        for way, alone in (("fused", [1, 0, 0]), ("odds alone", [0, 1, 0])):
            print(way, name, ranked(stage, np.array(alone)))
        print("AUROC of the highest odds alone", name, alone_auroc(stage))
    print("all, topic left out", json.dumps(left_out(read), indent=2))
    reading = fit_ranking(read.asked)
    print("all, gold test", ranked(last, reading))
    asked = [c for c in gold if c.gold]
    foreign = read_stage(
        fused_stage([*foreign_cases(tune[::READ_EVERY]), *foreign_cases(asked)]), ranking
    )
    read = Stage([*read.cases, *foreign.cases], [*read.candidates, *foreign.candidates])
    read.answers, last.answers = (best_figures(stage, reading) for stage in (read, last))
    answer_read, report = confidence(read, READ_ANSWER_FIGURES, read=True)
    print("with the reader (AUROC: topic left out)", json.dumps(report, indent=2))
    print("with the reader, gold test", untouched(last, answer_read, READ_ANSWER_FIGURES))
    result = {
        "candidate": _named(CANDIDATE_FIGURES, ranking),
        "answer": answer,
        "read": _named(READ_FIGURES, reading),
        "answer read": answer_read,
    }
    print(json.dumps(result, indent=2))
    if chosen.write:
        path = Path(searching.__file__).parent / "models" / "search.json"
        path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def fused_stage(cases: list[Case]) -> Stage:
    """Questions before anything is read."""
    return Stage(cases, [c.inquiry.figures for c in cases])


def _named(names: tuple[str, ...], weights: np.ndarray) -> dict[str, float]:
    return {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}


if __name__ == "__main__":
    main()
