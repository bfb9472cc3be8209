"""The gate is worth what it stops: each way of answering badly turns it red, where it is bad."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.quoting import Quoting
from assistant.evaluation.baseline import baseline_of
from assistant.evaluation.engines import Live, Remembering
from assistant.evaluation.gate import PASSES, REGRESSION, judge
from assistant.evaluation.gold import read_gold_set
from assistant.evaluation.running import run
from assistant.resources import DEFAULT_SEED, SEEDS
from tests.evaluation import spoiled

ANSWERING = {"who", "when", "number", "what"}


@pytest.fixture(scope="module")
def model():
    return Remembering()


@pytest.fixture(scope="module")
def gold_sets():
    """Two articles whole, and some questions of the one that has site boilerplate in it."""
    seed = read_gold_set(SEEDS / DEFAULT_SEED)
    some = replace(seed, items=seed.items[::8], conversations=())
    return [some, *(read_gold_set(SEEDS / slug) for slug in ("ottermere-baths", "tarnholt-bridge"))]


@pytest.fixture(scope="module")
def baseline(gold_sets, model):
    real = Live("quoting", Quoting, model)
    done = run(real, gold_sets, trace=False)
    critical = {r.item.id: "known" for r in done.results if r.split == "critical"}
    agreed = baseline_of(done, {}, reasons=critical)
    assert judge(done, agreed).code == PASSES
    return agreed


@pytest.mark.parametrize(
    ("kind", "rule", "where"),
    [
        (spoiled.AlwaysRefuses, "floors", {"over_refusal"}),
        (spoiled.AlwaysRefuses, "category floors", ANSWERING),
        (spoiled.NeverRefuses, "floors", {"refusal_recall"}),
        (spoiled.NeverRefuses, "category floors", {"far"}),
        (spoiled.NeverRefuses, "ratchet", {"near_miss", "far"}),
        (spoiled.CitesTheWrongSentence, "floors", {"cite_recall", "cite_precision"}),
        (spoiled.CitesTheWrongSentence, "ratchet", ANSWERING),
        (spoiled.DropsAWordInAQuote, "invariants", ANSWERING),
        (spoiled.SwapsANumber, "invariants", {"number", "when"}),
        (spoiled.SwapsANumber, "category floors", {"number", "when"}),
        (spoiled.CitesBoilerplate, "invariants", {"who", "where"}),
        (spoiled.AnswersFromTheLastConversation, "ratchet", {"opening"}),
    ],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "__name__", ""),
)
def test_a_spoiled_engine_turns_the_gate_red_where_it_is_spoiled(
    kind, rule, where, baseline, spoiled_runs
):
    gated = judge(spoiled_runs(kind), baseline)
    assert gated.code == REGRESSION
    red = {finding.category for finding in gated.of(rule) if finding.level == "regression"}
    assert where <= red, [str(finding) for finding in gated.findings]


@pytest.fixture(scope="module")
def spoiled_runs(gold_sets, model):
    done = {}

    def of(kind):
        if kind not in done:
            done[kind] = run(spoiled.spoiled(kind, model), gold_sets, trace=False)
        return done[kind]

    return of


@pytest.mark.parametrize(
    ("kind", "invariant"),
    [
        (spoiled.DropsAWordInAQuote, "verbatim"),
        (spoiled.SwapsANumber, "number"),
        (spoiled.CitesBoilerplate, "boilerplate"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_broken_promise_is_named(kind, invariant, spoiled_runs, baseline):
    found = judge(spoiled_runs(kind), baseline).of("invariants")
    assert any(f" {invariant}: " in finding.words for finding in found)


def test_what_refuses_everything_gains_nothing_by_its_refusal_recall(spoiled_runs, baseline):
    done = spoiled_runs(spoiled.AlwaysRefuses)
    assert done.summary.overall.refusal_recall == 1.0
    assert judge(done, baseline).code == REGRESSION
