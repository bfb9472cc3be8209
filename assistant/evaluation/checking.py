"""Check one answer against what its question expects, without a judge: words, spans, verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from assistant.domain import Verdict
from assistant.evaluation import spans
from assistant.evaluation.invariants import violations
from assistant.evaluation.matching import (
    facts_held,
    occurs,
    opening_polarity,
    plain,
    without_markers,
)
from assistant.retrieval.wording import STOP_WORDS, stemmer, words

if TYPE_CHECKING:
    from assistant.domain import Article
    from assistant.evaluation.observing import Observation
    from assistant.evaluation.schema import GoldSet, Item

SCORER_VERSION: Final = 1
"""Raised with every change that can give an old answer a new verdict; part of the fingerprint."""

Outcome = Literal[
    "right", "refused", "wrong", "right_refusal", "answered_unanswerable", "chat", "error"
]
"""What became of a question:

right                  answered as expected; a false premise corrected
refused                the article answers, and the engine said it does not
wrong                  a fact missing, a forbidden one said, or the wrong kind of turn
right_refusal          refused, and that was right
answered_unanswerable  answered although the article does not
chat                   small talk met with small talk, or asked back
error                  no answer came; outside every rate but its own
"""
PASSES: frozenset[str] = frozenset({"right", "right_refusal", "chat"})


@dataclass(frozen=True, slots=True)
class Checks:
    """What was found of one answer; None where a check does not apply."""

    facts: bool | None
    wrong_fact: bool
    polarity: bool | None
    length: bool | None
    refused: bool
    cite_hit: bool | None
    cite_recall: float | None
    cite_precision: float | None
    recall_at: dict[int, float] | None
    """Share of the evidence's sentences among the first 1, 3 and 5 retrieved."""
    ndcg5: float | None
    outcome: Outcome
    score: int | None
    """+1, 0 or -1; None for small talk and for errors, which stand apart."""
    violations: tuple[str, ...] = ()
    """Invariants broken, each as `rule: what`."""
    missing_term_recall: float | None = None
    """Of the words a follow-up leaves out, the share its self-contained form brings back."""
    extra_terms: int | None = None
    """Words its self-contained form adds that do not belong."""

    @property
    def passed(self) -> bool:
        """Whether the item counts as right."""
        return self.outcome in PASSES


def check(
    item: Item, observation: Observation, gold: GoldSet, article: Article | None = None
) -> Checks:
    """Everything that can be said of an answer to an item without asking anyone.

    `article` is the engine's where it is at hand: it tells story from boilerplate.
    """
    asked = [item.question, item.standalone, *(words for _, words in item.history)]
    broken = (
        ()
        if observation.failed
        else violations(observation, asked, gold.text, article or gold.article)
    )
    said = plain(without_markers(observation.answer, len(observation.citations)))
    wrong_fact = any(occurs(phrase, said) for phrase in item.must_not_contain)
    claims = not observation.failed and observation.verdict in _CLAIMS
    facts = _facts(item, observation, said) if claims and item.must_contain else None
    polarity = _polarity(item, observation.answer) if claims and item.polarity else None
    length = len(said.split()) <= item.max_words if claims else None
    correct = claims and facts is not False and polarity is not False and length is not False
    outcome = _outcome(item, observation, correct=correct and not wrong_fact, wrong=wrong_fact)
    hit, recall, precision = _citations(item, observation, gold) if claims else (None, None, None)
    found, gain = _retrieval(item, observation, gold)
    missing, extra = _rewrite(item, observation) if "#" in item.id else (None, None)
    return Checks(
        facts=facts,
        wrong_fact=wrong_fact,
        polarity=polarity,
        length=length,
        refused=observation.refused,
        cite_hit=hit,
        cite_recall=recall,
        cite_precision=precision,
        recall_at=found,
        ndcg5=gain,
        outcome=outcome,
        score=_score(item, outcome),
        violations=broken,
        missing_term_recall=missing,
        extra_terms=extra,
    )


_CLAIMS: Final = frozenset({Verdict.ANSWERED, Verdict.PARTLY})


def _facts(item: Item, observation: Observation, said: str) -> bool:
    """Whether the facts are there; where the quoted evidence is enough, its quotes carry them."""
    if facts_held(item.must_contain, said, any_one=item.accept_any):
        return True
    if not item.extractive_ok or not item.evidence_offsets:
        return False
    cited = [(start, end) for start, end, _ in observation.citations]
    held = [
        any(start <= a and b <= end for start, end in cited) and occurs(quote, said)
        for (a, b), quote in zip(item.evidence_offsets, item.evidence, strict=True)
    ]
    return any(held) if item.evidence_mode == "any" else all(held)


def _polarity(item: Item, answer: str) -> bool | None:
    """Whether yes or no is right; None where the quoted evidence stands in for the word."""
    opening = opening_polarity(answer)
    if opening is None:
        return None if item.extractive_ok else False
    return opening == item.polarity


def _outcome(item: Item, observation: Observation, *, correct: bool, wrong: bool) -> Outcome:
    if observation.failed:
        return "error"
    if item.answerable is None:
        return "chat" if not wrong and _met(item, observation) else "wrong"
    if observation.refused:
        return _refusal(item, wrong=wrong)
    if item.answerable or item.corrects_a_premise:
        return "right" if correct else ("wrong" if item.answerable else "answered_unanswerable")
    return "answered_unanswerable"


def _refusal(item: Item, *, wrong: bool) -> Outcome:
    if wrong:  # it refused and said the forbidden thing all the same
        return "wrong"
    if item.answerable is False or item.accept_refusal:
        return "right_refusal"
    return "refused"


def _met(item: Item, observation: Observation) -> bool:
    """Whether small talk got no claim; to a question to ask back about a refusal is right too."""
    declined = observation.refused and (item.accept_refusal or item.expected == "clarify")
    return observation.verdict is Verdict.CHAT or declined


def _score(item: Item, outcome: Outcome) -> int | None:
    if item.answerable is None or outcome == "error":
        return None
    return {"right": 1, "right_refusal": 1, "refused": 0}.get(outcome, -1)


def _evidence(item: Item, gold: GoldSet) -> list[frozenset[int]]:
    """The sentences of each evidence quote; none where only a refusal is right."""
    if item.expected not in ("answer", "partial"):
        return []
    found = [spans.sentences_of([span], gold.sentences) for span in item.evidence_offsets]
    return [numbers for numbers in found if numbers]


def _citations(
    item: Item, observation: Observation, gold: GoldSet
) -> tuple[bool | None, float | None, float | None]:
    """Citation hit, recall and precision over sentences; gold evidence stands for entailment."""
    evidence = _evidence(item, gold)
    if not evidence:
        return None, None, None
    places = [(start, end) for start, end, _ in observation.citations]
    hit = any(a < end and start < b for start, end in places for a, b in item.evidence_offsets)
    cited = spans.sentences_of(places, gold.sentences)
    recall = spans.cited_recall(cited, evidence, item.evidence_mode)
    return hit, recall, spans.cited_precision(cited, evidence)


def _retrieval(
    item: Item, observation: Observation, gold: GoldSet
) -> tuple[dict[int, float] | None, float | None]:
    evidence = _evidence(item, gold)
    if not evidence or observation.failed or observation.retrieved is None:
        return None, None
    found = [spans.sentences_of([place], gold.sentences) for place in observation.retrieved]
    mode = item.evidence_mode
    return spans.recall_at(found, evidence, mode), spans.ndcg(found, evidence, mode)


def _rewrite(item: Item, observation: Observation) -> tuple[float | None, int | None]:
    """How well a follow-up was made self-contained: words brought back, words that do not belong.

    The recall is None where the question already holds all that its gold form holds.
    """
    if observation.failed or not observation.standalone:
        return None, None
    asked, meant, made = map(_terms, (item.question, item.standalone, observation.standalone))
    missing = meant - asked
    recall = len(missing & made) / len(missing) if missing else None
    return recall, len(made - meant - asked)


def _terms(text: str) -> frozenset[str]:
    stem = stemmer("en")
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS)
