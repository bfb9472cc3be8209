"""What the checks of many answers add up to."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.evaluation.checking import SCORER_VERSION, Checks, Outcome, check
from assistant.evaluation.observing import (
    Observation,
    observation_of_error,
    observation_of_row,
    observe,
)
from assistant.evaluation.statistics import auroc, calibration_error, mean, risk_coverage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from assistant.evaluation.schema import Item

__all__ = [
    "SCORER_VERSION",
    "Checks",
    "Figures",
    "Observation",
    "Outcome",
    "Result",
    "Summary",
    "check",
    "observation_of_error",
    "observation_of_row",
    "observe",
    "summarise",
]


@dataclass(frozen=True, slots=True)
class Result:
    """One item asked, answered and checked.

    `blame` is the first stage that failed (rewrite, retrieval, refusal, answer, citation, format).
    `conversation` and `turn` (from 1) are set for a turn of a conversation.
    """

    item: Item
    observation: Observation
    checks: Checks
    blame: str | None = None
    conversation: str | None = None
    turn: int | None = None

    @property
    def split(self) -> str:
        """dev, test or critical."""
        return self.item.split

    @property
    def category(self) -> str:
        """The category of the question."""
        return self.item.category


@dataclass(frozen=True, slots=True)
class Figures:
    """Rates over some results; None where nothing is there to count.

    The single questions make all rates but the last group, which is of conversations.
    """

    items: int
    errors: int
    score: float | None
    answerable: int
    right: float | None
    over_refusal: float | None
    wrong: float | None
    unanswerable: int
    refusal_recall: float | None
    answered_unanswerable: float | None
    near_miss: int
    near_miss_answered: float | None
    false_premise: int
    false_premise_right: float | None
    chat: int
    chat_right: float | None
    cite_hit: float | None
    cite_recall: float | None
    cite_precision: float | None
    recall_at: dict[int, float] | None
    ndcg5: float | None
    auroc: float | None
    calibration_error: float | None
    turns: int
    turns_right: float | None
    follow_ups: int
    follow_ups_right: float | None
    conversations: int
    conversations_right: float | None
    missing_term_recall: float | None
    extra_terms: float | None
    answers: int
    """Answers whose invariants were checked: single questions and turns."""
    violated: int
    """Answers that break an invariant."""
    violations: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    blames: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a run. `headline` is over the `test` split where there is one."""

    headline: Figures
    overall: Figures
    by_split: dict[str, Figures]
    by_category: dict[str, Figures]
    by_split_and_category: dict[str, dict[str, Figures]]
    by_article: dict[str, Figures]
    risk_coverage: tuple[tuple[float, float, float], ...]
    """(coverage, risk, confidence) of the headline's items, the most confident first."""

    def to_json(self) -> dict[str, Any]:
        """The figures as plain JSON."""
        plain: dict[str, Any] = _keyed_by_text(asdict(self))
        return plain


def summarise(results: Sequence[Result]) -> Summary:
    """The figures of a run, whole and in every way it is looked at.

    The headline is the `test` split; where a set has none, it is everything.
    """
    by_split = _grouped(results, lambda result: result.split)
    reported = by_split.get("test") or list(results)
    return Summary(
        headline=figures(reported),
        overall=figures(results),
        by_split={name: figures(part) for name, part in by_split.items()},
        by_category=_each(results, lambda result: result.category),
        by_split_and_category={
            name: _each(part, lambda result: result.category) for name, part in by_split.items()
        },
        by_article=_each(results, lambda result: result.item.article_id),
        risk_coverage=_risk_coverage(_singles(reported)),
    )


def figures(results: Sequence[Result]) -> Figures:
    """The rates over some results; single questions and conversations are kept apart."""
    singles = _singles(results)
    scored = [r for r in singles if not r.observation.failed]
    answerable = [r for r in scored if r.item.answerable]
    refusable = [r for r in scored if r.item.answerable is False and not r.item.corrects_a_premise]
    near = [r for r in refusable if r.item.unanswerable_kind == "near-miss entity"]
    premises = [r for r in scored if r.item.corrects_a_premise]
    chat = [r for r in scored if r.item.answerable is None]
    judged = [r for r in scored if r.item.answerable is not None and _confidence(r) is not None]
    labels = [bool(r.item.answerable) for r in judged if not r.item.corrects_a_premise]
    scores = [_confidence(r) or 0.0 for r in judged if not r.item.corrects_a_premise]
    broken = [r for r in results if r.checks.violations]
    return Figures(
        items=len(singles),
        errors=sum(r.observation.failed for r in results),
        score=mean(r.checks.score for r in scored),
        answerable=len(answerable),
        right=_share(answerable, lambda r: r.checks.passed),
        over_refusal=_share(answerable, lambda r: r.checks.outcome == "refused"),
        wrong=_share(answerable, lambda r: r.checks.outcome == "wrong"),
        unanswerable=len(refusable),
        refusal_recall=_share(refusable, lambda r: r.checks.outcome == "right_refusal"),
        answered_unanswerable=_share(
            refusable, lambda r: r.checks.outcome == "answered_unanswerable"
        ),
        near_miss=len(near),
        near_miss_answered=_share(near, lambda r: r.checks.outcome == "answered_unanswerable"),
        false_premise=len(premises),
        false_premise_right=_share(premises, lambda r: r.checks.passed),
        chat=len(chat),
        chat_right=_share(chat, lambda r: r.checks.passed),
        cite_hit=mean(r.checks.cite_hit for r in scored),
        cite_recall=mean(r.checks.cite_recall for r in scored),
        cite_precision=mean(r.checks.cite_precision for r in scored),
        recall_at=_recall_at(scored),
        ndcg5=mean(r.checks.ndcg5 for r in scored),
        auroc=auroc(scores, labels),
        calibration_error=calibration_error(scores, labels),
        **_of_conversations([r for r in results if r.conversation is not None]),
        answers=sum(not r.observation.failed for r in results),
        violated=len(broken),
        violations=_counted(
            {what.partition(":")[0] for what in r.checks.violations} for r in broken
        ),
        outcomes=_counted([r.checks.outcome] for r in singles),
        blames=_counted([r.blame] for r in results if r.blame),
    )


def _of_conversations(turns: Sequence[Result]) -> dict[str, Any]:
    """A turn follows up where it is not its conversation's first."""
    scored = [r for r in turns if not r.observation.failed]
    later = [r for r in scored if (r.turn or 1) > 1]
    talks = _grouped(turns, lambda r: f"{r.item.article_id} {r.conversation}")
    whole = [all(r.checks.passed for r in talk) for talk in talks.values()]
    return {
        "turns": len(scored),
        "turns_right": _share(scored, lambda r: r.checks.passed),
        "follow_ups": len(later),
        "follow_ups_right": _share(later, lambda r: r.checks.passed),
        "conversations": len(whole),
        "conversations_right": mean(whole),
        "missing_term_recall": mean(r.checks.missing_term_recall for r in later),
        "extra_terms": mean(r.checks.extra_terms for r in later),
    }


def _risk_coverage(singles: Sequence[Result]) -> tuple[tuple[float, float, float], ...]:
    """Of the questions about the article: the answered ones, and how many of them are not right."""
    asked = [r for r in singles if r.item.answerable is not None and not r.observation.failed]
    answered = [
        (confidence, not r.checks.passed)
        for r in asked
        if not r.observation.refused and (confidence := _confidence(r)) is not None
    ]
    return risk_coverage([c for c, _ in answered], [wrong for _, wrong in answered], len(asked))


def _singles(results: Iterable[Result]) -> list[Result]:
    return [result for result in results if result.conversation is None]


def _confidence(result: Result) -> float | None:
    return result.observation.confidence


def _share(results: Sequence[Result], holds: Callable[[Result], bool]) -> float | None:
    return mean(holds(result) for result in results)


def _recall_at(results: Sequence[Result]) -> dict[int, float] | None:
    found = [r.checks.recall_at for r in results if r.checks.recall_at is not None]
    if not found:
        return None
    return {first: mean(each[first] for each in found) or 0.0 for first in found[0]}


def _each(results: Sequence[Result], of: Callable[[Result], str]) -> dict[str, Figures]:
    return {name: figures(part) for name, part in _grouped(results, of).items()}


def _grouped(results: Iterable[Result], of: Callable[[Result], str]) -> dict[str, list[Result]]:
    groups = defaultdict(list)
    for result in results:
        groups[of(result)].append(result)
    return dict(sorted(groups.items()))


def _counted(names: Iterable[Iterable[str]]) -> dict[str, int]:
    return dict(sorted(Counter(name for each in names for name in each).items()))


def _keyed_by_text(value: Any) -> Any:
    """The same value as JSON has it: keys are text, tuples are lists."""
    if isinstance(value, dict):
        return {str(key): _keyed_by_text(each) for key, each in value.items()}
    return [_keyed_by_text(each) for each in value] if isinstance(value, tuple | list) else value
