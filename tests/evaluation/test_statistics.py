"""The statistics agree with what can be worked out by hand, and never change between runs."""

from __future__ import annotations

import pytest

from assistant.evaluation.statistics import (
    auroc,
    calibration_error,
    cluster_interval,
    mcnemar,
    mean,
    paired_bootstrap,
    risk_coverage,
)

CLUSTERS = [f"article {number // 5}" for number in range(60)]


def test_the_same_run_twice_differs_by_nothing():
    scores = [1.0, 0.0, -1.0] * 20
    found = paired_bootstrap(scores, scores, CLUSTERS)
    assert (found.delta, found.low, found.high) == (0.0, 0.0, 0.0)
    assert (found.improved, found.worsened, found.p) == (0, 0, 1.0)
    assert found.enough


def test_a_change_for_the_better_everywhere_is_beyond_doubt():
    found = paired_bootstrap([0.0] * 60, [1.0] * 60, CLUSTERS)
    assert (found.delta, found.low, found.high) == (1.0, 1.0, 1.0)
    assert found.improved == found.items == 60
    assert found.p < 1e-9


def test_the_interval_holds_the_difference_and_is_the_same_each_time():
    after = [(number * number % 23) / 23 for number in range(60)]
    found = paired_bootstrap([0.0] * 60, after, CLUSTERS)
    assert found.low < found.delta < found.high
    assert found == paired_bootstrap([0.0] * 60, after, CLUSTERS)
    assert found != paired_bootstrap([0.0] * 60, after, CLUSTERS, seed=7)


def test_items_of_one_article_move_together_and_widen_the_interval():
    """Twelve articles of five items: all five right, or all five wrong."""
    after = [1.0 if number // 5 % 2 else 0.0 for number in range(60)]
    together = paired_bootstrap([0.0] * 60, after, CLUSTERS)
    alone = paired_bootstrap([0.0] * 60, after, list(range(60)))
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_too_few_clusters_are_said_to_be_too_few():
    found = paired_bootstrap([0.0] * 9, [1.0] * 9, list(range(9)))
    assert not found.enough
    assert "9 clusters are too few" in str(found)
    assert "+100.0 points" in str(found)


def test_a_pair_short_of_an_item_is_refused():
    with pytest.raises(ValueError, match="one score before, one after"):
        paired_bootstrap([1.0], [1.0, 0.0], ["a", "a"])
    with pytest.raises(ValueError, match="one score before, one after"):
        paired_bootstrap([], [], [])


def test_an_interval_skips_what_does_not_apply():
    assert cluster_interval(["a", "b", "b"], [1.0, None, 1.0]) == (1.0, 1.0)
    with pytest.raises(ValueError, match="needs a value"):
        cluster_interval(["a"], [None])


@pytest.mark.parametrize(
    ("improved", "worsened", "p"),
    [(0, 0, 1.0), (5, 5, 1.0), (1, 0, 1.0), (0, 5, 0.0625), (1, 9, 0.021484375), (10, 0, 2 / 1024)],
)
def test_mcnemar_is_exact(improved, worsened, p):
    assert mcnemar(improved, worsened) == pytest.approx(p)
    assert mcnemar(worsened, improved) == pytest.approx(p)


@pytest.mark.parametrize(
    ("scores", "labels", "area"),
    [
        ([0.1, 0.2, 0.8, 0.9], [False, False, True, True], 1.0),
        ([0.9, 0.8, 0.2, 0.1], [False, False, True, True], 0.0),
        ([0.5, 0.5, 0.5, 0.5], [False, True, False, True], 0.5),
        ([0.1, 0.4, 0.35, 0.8], [False, False, True, True], 0.75),
        ([0.3, 0.3, 0.9], [False, True, True], 0.75),
        ([0.5, 0.6], [True, True], None),
        ([], [], None),
    ],
)
def test_auroc_counts_the_pairs_in_order(scores, labels, area):
    assert auroc(scores, labels) == area


def test_risk_is_counted_from_the_most_confident_down():
    curve = risk_coverage([0.2, 0.9, 0.5, 0.5], [True, False, True, False], asked=8)
    assert curve == ((1 / 8, 0.0, 0.9), (3 / 8, 1 / 3, 0.5), (4 / 8, 2 / 4, 0.2))
    assert risk_coverage([], [], asked=3) == ()


@pytest.mark.parametrize(
    ("confidences", "labels", "error"),
    [
        ([1.0, 1.0, 0.0], [True, True, False], 0.0),
        ([1.0, 1.0], [True, False], 0.5),
        ([0.95, 0.05], [False, False], 0.5),
        ([], [], None),
    ],
)
def test_calibration_error_is_the_distance_to_what_comes_true(confidences, labels, error):
    found = calibration_error(confidences, labels)
    assert found == (error if error is None else pytest.approx(error))


def test_a_mean_of_nothing_is_none():
    assert mean([]) is None
    assert mean([None, None]) is None
    assert mean([True, None, False]) == 0.5
