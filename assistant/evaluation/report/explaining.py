"""The checks of one answer in words: what was asked of it, what was found, and so what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.evaluation.matching import occurs, opening_polarity, plain, without_markers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.evaluation.metrics import Observation, Result

OUTCOMES = {
    "right": "Right",
    "refused": "Refused, though the article answers",
    "wrong": "Wrong",
    "right_refusal": "Rightly refused",
    "answered_unanswerable": "Answered, though the article does not",
    "chat": "Small talk, rightly met",
    "error": "No answer came",
}
BLAMES = {
    "rewrite": "the rewriting of a follow-up",
    "retrieval": "the search",
    "refusal": "the decision to answer or refuse",
    "answer": "the answer's words",
    "citation": "the citation",
    "format": "the form",
}
EXPECTATIONS = {
    "answer": "An answer",
    "partial": "An answer to part of it, or the premise put right",
    "refuse": "A refusal: the article does not answer",
    "clarify": "To be asked back",
    "chat": "Small talk",
}
CHANGES = {
    "better": "Now passes",
    "worse": "Now fails",
    "moved": "Another outcome",
    "same": "As before",
    "engines": "The engines differ",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """One check: its name, whether it passed (None: only told), and why."""

    name: str
    passed: bool | None
    why: str


def explained(result: Result) -> list[Explained]:
    """Every check that applies to a result, in the order in which they decide."""
    return [
        *_verdict(result),
        *_words(result),
        *_citations(result),
        *_search(result),
        *_rewriting(result),
        *_invariants(result),
    ]


def _verdict(result: Result) -> Iterator[Explained]:
    item, checks, observation = result.item, result.checks, result.observation
    if checks.outcome == "error":
        yield Explained("Answered at all", False, observation.error or "No answer came.")
        return
    if item.answerable is None:
        yield Explained("Kind of turn", checks.passed, f"It was met with: {_said(observation)}.")
    elif item.answerable and checks.refused:
        told = "The article answers, and it said it does not."
        yield Explained("Verdict", checks.passed, told)
    elif item.answerable:
        yield Explained("Verdict", True, "The article answers, and it did not refuse.")
    elif checks.refused:
        yield Explained("Verdict", checks.passed, "The article does not answer, and it said so.")
    else:
        told = f"The article does not answer; it was met with: {_said(observation)}."
        yield Explained("Verdict", checks.passed, told)


def _said(observation: Observation) -> str:
    return observation.verdict.value.replace("_", " ")


def _words(result: Result) -> Iterator[Explained]:
    item, checks, observation = result.item, result.checks, result.observation
    said = plain(without_markers(observation.answer, len(observation.citations)))
    if checks.facts is not None:
        yield Explained("Facts", checks.facts, _facts(result, said))
    if item.must_not_contain and checks.outcome != "error":
        found = [phrase for phrase in item.must_not_contain if occurs(phrase, said)]
        told = f"It says {_listed(found)}." if found else "It says none of what it must not."
        yield Explained("Wrong facts", not checks.wrong_fact, told)
    if item.polarity and checks.outcome != "error" and not checks.refused:
        opening = opening_polarity(observation.answer)
        told = f"It opens with {opening}" if opening else "It opens with neither yes nor no"
        yield Explained("Yes or no", checks.polarity, f"{told}; {item.polarity} is right.")
    if checks.length is not None:
        told = f"{len(said.split())} words; up to {item.max_words} are fine."
        yield Explained("Length", checks.length, told)


def _facts(result: Result, said: str) -> str:
    groups = result.item.must_contain
    held = [next((v for v in group if occurs(v, said)), None) for group in groups]
    lacking = [" or ".join(f"“{v}”" for v in groups[i]) for i, v in enumerate(held) if v is None]
    there = [variant for variant in held if variant is not None]
    if not lacking:
        return f"It says {_listed(there)}."
    if result.checks.facts and there:
        return f"It says {_listed(there)}; one is enough."
    if result.checks.facts:
        return "It quotes the evidence itself, which is enough here."
    return f"Missing: {'; '.join(lacking)}."


def _listed(phrases: Sequence[str]) -> str:
    return ", ".join(f"“{phrase}”" for phrase in phrases)


def _citations(result: Result) -> Iterator[Explained]:
    checks = result.checks
    if checks.cite_hit is not None:
        told = "A citation meets the gold evidence." if checks.cite_hit else (
            "No citation meets the gold evidence." if result.observation.citations
            else "Nothing is cited."
        )  # fmt: skip
        yield Explained("Citation", checks.cite_hit, told)
    if checks.cite_recall is not None and checks.cite_precision is not None:
        told = (
            f"{checks.cite_recall:.0%} of the evidence's sentences are cited; "
            f"{checks.cite_precision:.0%} of the cited sentences are evidence."
        )
        yield Explained("Recall, precision", None, told)


def _search(result: Result) -> Iterator[Explained]:
    found = result.checks.recall_at
    if not found:
        return
    shares = ", ".join(
        f"{share:.0%} in the first {depth}" for depth, share in sorted(found.items())
    )
    gain = result.checks.ndcg5
    told = f"Of the evidence {shares}" + ("." if gain is None else f"; nDCG {gain:.2f}.")
    yield Explained("Search", found[max(found)] > 0, told)


def _rewriting(result: Result) -> Iterator[Explained]:
    checks = result.checks
    recall, extra = checks.missing_term_recall, checks.extra_terms
    told = []
    if recall is not None:
        told.append(f"{recall:.0%} of the words it leaves out were brought back")
    if extra is not None:
        told.append(f"{extra} that do not belong were added")
    if told:
        passed = None if recall is None else recall == 1 and not extra
        yield Explained("Made self-contained", passed, f"{'; '.join(told)}.")


def _invariants(result: Result) -> Iterator[Explained]:
    if result.checks.outcome == "error":
        return
    for broken in result.checks.violations:
        yield Explained("Invariant", False, broken)
    if not result.checks.violations:
        yield Explained("Invariants", True, "Quotes exact, nothing from outside the article.")
