"""Compare spans of an article sentence by sentence: what was cited or found, and the evidence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from assistant.domain import Sentence

    Span = tuple[int, int]
    Evidence = Sequence[frozenset[int]]  # the sentences of each quote

CUT_OFFS = (1, 3, 5)


def sentences_of(spans: Iterable[Span], sentences: Sequence[Sentence]) -> frozenset[int]:
    """The numbers of the sentences that the spans touch."""
    return frozenset(
        s.number for start, end in spans for s in sentences if s.start < end and start < s.end
    )


def cited_recall(cited: frozenset[int], evidence: Evidence, mode: str) -> float:
    """The share of the evidence's sentences that is cited; of the best quote where any will do."""
    return max(len(cited & needed) / len(needed) for needed in _needed(evidence, mode))


def cited_precision(cited: frozenset[int], evidence: Evidence) -> float:
    """The share of the cited sentences that are evidence; 0 where nothing is cited."""
    return len(cited & frozenset().union(*evidence)) / len(cited) if cited else 0.0


def recall_at(found: Sequence[frozenset[int]], evidence: Evidence, mode: str) -> dict[int, float]:
    """The share of the evidence's sentences among the first 1, 3 and 5 places found."""
    return {
        first: cited_recall(frozenset().union(*found[:first]), evidence, mode) for first in CUT_OFFS
    }


def ndcg(found: Sequence[frozenset[int]], evidence: Evidence, mode: str, first: int = 5) -> float:
    """Normalised discounted gain of the first places: 1 where they are the evidence's sentences."""
    return max(_ndcg(found[:first], needed, first) for needed in _needed(evidence, mode))


def _ndcg(found: Sequence[frozenset[int]], needed: frozenset[int], first: int) -> float:
    seen: set[int] = set()
    gain = 0.0
    for rank, numbers in enumerate(found, 1):
        if (numbers & needed) - seen:  # a sentence found twice counts once
            gain += 1 / math.log2(rank + 1)
        seen |= numbers
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(needed), first) + 1))
    return gain / best


def _needed(evidence: Evidence, mode: str) -> list[frozenset[int]]:
    return list(evidence) if mode == "any" else [frozenset().union(*evidence)]
