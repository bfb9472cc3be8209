"""Right claims made wrong in one place: nearly all are caught, and nearly none that is right.

The articles and claims are made up for this. The weights of the support were fitted on the part
"tuning" alone; "reporting" tells what they do elsewhere.
"""

from __future__ import annotations

from functools import cache

import pytest

from assistant.answering.checking import Checker
from assistant.retrieval.embedding import EmbeddedModel
from tests.answering.mutations import MUTATIONS, mutated
from tests.answering.right_claims import right_claims

CAUGHT_AT_LEAST = 0.95
FLAGGED_AT_MOST = 0.05
OF_EACH_KIND = dict.fromkeys(MUTATIONS, 0.85) | {
    "number": 0.98,
    "citation": 0.98,
    "answer": 0.98,
    "hedge": 0.5,
}
"""What each kind must reach by itself, so that one cannot make up for another."""


@pytest.fixture(scope="module")
def checker_of():
    """The checker of a claim's article, made once."""
    embedder = EmbeddedModel()

    @cache
    def checker(article):
        return Checker(article, embedder)

    return lambda claim: checker(claim.article)


@pytest.fixture(scope="module")
def doubts(checker_of):
    return lambda claim: bool(checker_of(claim).check(claim.written, claim.cited, claim.question))


@pytest.mark.parametrize("part", ["tuning", "reporting"])
def test_right_claims_are_hardly_ever_doubted(part, doubts):
    claims = right_claims(part)
    assert sum(map(doubts, claims)) <= FLAGGED_AT_MOST * len(claims)


@pytest.mark.parametrize("part", ["tuning", "reporting"])
def test_wrong_claims_are_nearly_always_caught(part, doubts):
    caught = {
        kind: [doubts(wrong) for wrong in mutated(right_claims(part), kind)] for kind in MUTATIONS
    }
    everything = [each for kind in caught.values() for each in kind]
    assert sum(everything) >= CAUGHT_AT_LEAST * len(everything)
    for kind, each in caught.items():
        assert each, f"nothing was changed by {kind}"
        assert sum(each) >= OF_EACH_KIND[kind] * len(each), kind


@pytest.mark.parametrize("part", ["tuning", "reporting"])
def test_the_evidence_of_right_claims_is_found_without_their_markers(part, checker_of):
    claims = right_claims(part)
    found = 0
    for claim in claims:
        checker = checker_of(claim)
        evidence = checker.evidence(claim.written, claim.article.story, claim.question)
        found += not {s.number for s in evidence}.isdisjoint(s.number for s in claim.cited)
    assert found >= CAUGHT_AT_LEAST * len(claims)
