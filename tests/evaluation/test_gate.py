"""Each rule of the gate, on answers made by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.domain import Verdict
from assistant.errors import QuestionsError
from assistant.evaluation.baseline import baseline_of, read_baseline, run_of, write_baseline
from assistant.evaluation.engines import Given
from assistant.evaluation.gate import INVALID, PASSES, REGRESSION, judge
from assistant.evaluation.metrics import observation_of_error
from assistant.evaluation.pairs import Tried
from assistant.evaluation.running import run
from tests.evaluation.scoring import gold, item, refused, said, unanswerable

RIGHT = said("1904. {burned}", "burned", confidence=0.9)
WRONG = said("{court}", "court", confidence=0.9)
REFUSED = refused(confidence=0.1)
LOST = observation_of_error("the server is down")


class Canned:
    """Gives each item the answer it is told to give, and a right one else."""

    name = "canned"

    def __init__(self, **answers):
        self.answers = answers

    def ask(self, gold, item, earlier=()):
        usual = RIGHT if item.answerable else REFUSED
        return Given(self.answers.get(item.id, usual))


MILL = replace(
    gold(
        *(item(id=f"when{n}") for n in range(1, 9)),
        item(id="who1", category="who", must_contain=(("1904",),)),
        item(id="crit1", split="critical", category="number"),
        *(unanswerable(id=f"near{n}") for n in range(1, 5)),
    ),
    fingerprint="one",
)


def told(**answers):
    return run(Canned(**answers), [MILL])


@pytest.fixture(scope="module")
def agreed():
    return baseline_of(told(when8=WRONG, near4=WRONG), {"deleted": 0.8})


def levels(gated, rule):
    return [finding.level for finding in gated.of(rule)]


def test_what_was_agreed_on_passes(agreed):
    assert judge(told(when8=WRONG, near4=WRONG), agreed).code == PASSES


def test_an_item_that_held_may_not_fail_and_is_named(agreed):
    gated = judge(told(when8=WRONG, near4=WRONG, when1=REFUSED), agreed)
    assert gated.code == REGRESSION
    (found,) = gated.of("ratchet")
    assert (found.item, found.category) == ("when1", "when")
    assert "right → refused" in found.words


def test_an_item_with_a_reason_is_a_warning_in_the_ratchet(agreed):
    excused = replace(agreed, reasons={"near1": "the search is being replaced"})
    gated = judge(told(when8=WRONG, near4=WRONG, near1=WRONG), excused)
    (found,) = gated.of("ratchet")
    assert found.level == "warning"
    assert "the search is being replaced" in found.words


def test_an_item_that_holds_now_is_welcome(agreed):
    gated = judge(told(near4=WRONG), agreed)
    assert gated.code == PASSES
    assert levels(gated, "ratchet") == ["note"]


def test_right_words_with_another_source_do_not_hold(agreed):
    elsewhere = said("1904, says it. {court}", "court")
    gated = judge(told(when8=WRONG, near4=WRONG, who1=elsewhere), agreed)
    (found,) = gated.of("ratchet")
    assert "it cites elsewhere" in found.words
    assert gated.code == REGRESSION


def test_a_critical_item_fails_alone(agreed):
    never_held = replace(
        agreed, items={**agreed.items, "crit1": replace(agreed.items["crit1"], held=False)}
    )
    gated = judge(told(when8=WRONG, near4=WRONG, crit1=WRONG), never_held)
    assert levels(gated, "critical") == ["regression"]
    assert gated.of("ratchet") == ()


def test_other_questions_make_the_run_invalid_and_name_the_article(agreed):
    changed = run(Canned(), [replace(MILL, fingerprint="two")])
    gated = judge(changed, agreed)
    assert gated.code == INVALID
    assert "mill" in gated.findings[0].words
    assert "re-baseline needed" in gated.findings[0].words


def test_too_many_errors_make_the_run_invalid_and_are_not_counted_as_wrong(agreed):
    gated = judge(told(when8=WRONG, near4=WRONG, when1=LOST), agreed)
    assert gated.code == INVALID
    assert "the server is down" in gated.of("errors")[0].words


def test_a_broken_invariant_fails_wherever_it_is(agreed):
    invented = said("1904, in Paris Harbour. {burned}", "burned")
    gated = judge(told(when8=WRONG, near4=WRONG, when2=invented), agreed)
    assert gated.code == REGRESSION
    assert gated.of("invariants")[0].item == "when2"


def test_too_few_articles_for_an_interval_is_said(agreed):
    gated = judge(told(when8=WRONG, near4=WRONG), agreed)
    assert "too few clusters" in gated.of("difference")[0].words


def test_a_fall_of_the_score_fails_even_where_every_item_has_a_reason(agreed):
    excused = replace(agreed, reasons={"when1": "known"}, category_floors={}, floors={})
    gated = judge(told(when8=WRONG, near4=WRONG, when1=WRONG), excused)
    assert levels(gated, "ratchet") == ["warning"]
    assert levels(gated, "difference") == ["regression"]


def test_a_live_model_may_answer_an_item_otherwise_but_not_many(agreed):
    lenient = replace(agreed, category_floors={}, floors={})
    one = judge(told(when8=WRONG, near4=WRONG, when1=WRONG), lenient, live=True)
    assert levels(one, "ratchet") == ["warning"]
    assert levels(one, "difference") == ["regression"], "one of fourteen is more than 3 points"
    moved = judge(told(when1=WRONG, near4=WRONG), lenient, live=True)
    assert moved.code == PASSES


def test_a_dead_category_fails_although_the_score_rises(agreed):
    excused = replace(agreed, reasons={"who1": "known"})
    gated = judge(told(who1=REFUSED), excused)
    assert gated.of("difference")[0].words.startswith("score on 14 questions +")
    assert [finding.category for finding in gated.of("category floors")] == ["who"]
    assert gated.code == REGRESSION


def test_refusing_more_cannot_pay_for_answering_less(agreed):
    all_refused = {f"when{n}": REFUSED for n in range(1, 9)}
    gated = judge(told(**all_refused), agreed)
    assert {finding.category for finding in gated.of("floors")} == {"over_refusal"}


def test_answering_more_cannot_pay_for_refusing_less(agreed):
    gated = judge(told(near1=WRONG, near2=WRONG, near3=WRONG, near4=WRONG), agreed)
    assert "refusal_recall" in {finding.category for finding in gated.of("floors")}


def test_pairs_have_floors_too(agreed):
    lost = tuple(Tried("deleted", f"when{n}", "mill", n > 3, "deleted", "…") for n in range(1, 7))
    gated = judge(told(when8=WRONG, near4=WRONG), agreed, lost)
    assert gated.of("pairs")[0].category == "deleted"
    assert gated.code == REGRESSION


def test_a_baseline_comes_back_from_its_file_as_it_was(agreed, tmp_path):
    write_baseline(tmp_path / "baseline.json", agreed)
    assert read_baseline(tmp_path / "baseline.json") == agreed


def test_a_baseline_file_has_a_line_for_each_item_in_order(agreed, tmp_path):
    write_baseline(tmp_path / "baseline.json", agreed)
    lines = (tmp_path / "baseline.json").read_text(encoding="utf-8").splitlines()
    items = [line.split('"')[1] for line in lines if '"outcome"' in line]
    assert items == sorted(agreed.items)


def test_a_baseline_can_be_compared_with_as_a_run(agreed):
    before = run_of(agreed, [MILL])
    assert before.summary.overall.right == agreed.figures["right"]
    assert before.fingerprint == agreed.fingerprint


@pytest.mark.parametrize("content", ["", "[]", '{"schema": 99}', '{"schema": 1}'])
def test_a_damaged_baseline_is_one_sentence(content, tmp_path):
    path = tmp_path / "baseline.json"
    path.write_text(content)
    with pytest.raises(QuestionsError, match=r"baseline\.json is not a baseline .* gold baseline"):
        read_baseline(path)


def test_a_missing_baseline_is_one_sentence(tmp_path):
    with pytest.raises(QuestionsError, match="make it with `footnote gold baseline`"):
        read_baseline(tmp_path / "none.json")


def test_floors_stay_where_they_were_set_and_can_be_set_anew(agreed):
    better = told()
    assert baseline_of(better, {}, agreed).floors == agreed.floors
    anew = baseline_of(better, {}, agreed, floors_anew=True)
    assert anew.floors["refusal_recall"] > agreed.floors["refusal_recall"]


def test_a_reason_goes_when_the_item_holds_again(agreed):
    excused = replace(agreed, reasons={"when8": "known", "near4": "known"})
    after = baseline_of(told(near4=WRONG), {}, excused)
    assert after.reasons == {"near4": "known"}


def test_a_baseline_is_plain_json(agreed, tmp_path):
    write_baseline(tmp_path / "baseline.json", agreed)
    told = json.loads((tmp_path / "baseline.json").read_text(encoding="utf-8"))
    assert told["items"]["when8"]["outcome"] == "wrong"
    assert Verdict.FAILED.value not in json.dumps(told)
