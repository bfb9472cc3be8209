"""The statistics of an evaluation: paired comparison of two runs, and what a confidence is worth.

Everything is seeded and sums in a fixed order, so the same results give the same figures anywhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

RESAMPLES: Final = 10_000
SEED: Final = 20_250_101
FEWEST_CLUSTERS: Final = 10
"""With fewer, an interval over clusters means little: compare item by item instead."""
BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better the second of two runs is on the same items.

    `delta` is the mean difference, `low` and `high` its 95 % interval; `improved` and `worsened`
    count the items that changed; `enough` says whether there are clusters enough to believe the
    interval; `p` is McNemar's, a cross-check on the changed items alone.
    """

    delta: float
    low: float
    high: float
    improved: int
    worsened: int
    items: int
    clusters: int
    enough: bool
    p: float

    def __str__(self) -> str:
        """The difference in hundredths, as a sentence without its full stop."""
        words = (
            f"{100 * self.delta:+.1f} points (95 % from {100 * self.low:+.1f} to "
            f"{100 * self.high:+.1f}), {self.improved} items better and {self.worsened} worse of "
            f"{self.items}, McNemar p = {self.p:.3f}"
        )
        few = f"; {self.clusters} clusters are too few for the interval to be believed"
        return words if self.enough else words + few


def paired_bootstrap(
    before: Sequence[float],
    after: Sequence[float],
    clusters: Sequence[Hashable],
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Difference:
    """Compare two runs on the same items by resampling whole clusters (articles, conversations).

    Raises ValueError if the three do not have one entry an item, or there is none.
    """
    if not len(before) == len(after) == len(clusters) or not before:
        raise ValueError("paired_bootstrap needs one score before, one after and one cluster each")
    change = np.asarray(after, dtype=np.float64) - np.asarray(before, dtype=np.float64)
    low, high = cluster_interval(clusters, change.tolist(), resamples, seed)
    improved, worsened = int((change > 0).sum()), int((change < 0).sum())
    return Difference(
        delta=float(change.mean()),
        low=low,
        high=high,
        improved=improved,
        worsened=worsened,
        items=len(change),
        clusters=len(set(clusters)),
        enough=len(set(clusters)) >= FEWEST_CLUSTERS,
        p=mcnemar(improved, worsened),
    )


def cluster_interval(
    clusters: Sequence[Hashable],
    values: Sequence[float | None],
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[float, float]:
    """The 95 % interval of the mean of the values that are there, resampling whole clusters.

    Raises ValueError if there is no value, or not one cluster for each.
    """
    kept = [(c, float(v)) for c, v in zip(clusters, values, strict=True) if v is not None]
    if not kept:
        raise ValueError("cluster_interval needs a value")
    # Numbered by first appearance: the same data draw the same resamples in every process.
    number = {cluster: at for at, cluster in enumerate(dict.fromkeys(c for c, _ in kept))}
    at = [number[cluster] for cluster, _ in kept]
    sums = np.bincount(at, weights=[value for _, value in kept])
    sizes = np.bincount(at)
    drawn = np.random.default_rng(seed).integers(0, len(sums), (resamples, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def mcnemar(improved: int, worsened: int) -> float:
    """The exact two-sided p that as many changes fall so unevenly by chance."""
    changed = improved + worsened
    if not changed:
        return 1.0
    fewer = sum(math.comb(changed, k) for k in range(min(improved, worsened) + 1))
    return float(min(1.0, 2 * fewer / 2**changed))


def auroc(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """The chance that a true item scores above a false one, ties counting half.

    None where either kind is missing.
    """
    positive = int(sum(labels))
    negative = len(labels) - positive
    if not positive or not negative:
        return None
    values = np.asarray(scores, dtype=np.float64)
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    above = ranks[np.asarray(labels, dtype=bool)].sum() - positive * (positive + 1) / 2
    return float(above / (positive * negative))


def risk_coverage(
    confidences: Sequence[float], wrong: Sequence[bool], asked: int
) -> tuple[tuple[float, float, float], ...]:
    """For each confidence from the top: the share of questions answered, and of those wrong.

    `asked` counts the questions refused as well. Equal confidences are one point, since nothing
    could have answered only some of them.
    """
    points = []
    ordered = sorted(zip(confidences, wrong, strict=True), key=lambda pair: -pair[0])
    mistakes = 0
    for answered, (confidence, is_wrong) in enumerate(ordered, 1):
        mistakes += is_wrong
        if answered == len(ordered) or ordered[answered][0] != confidence:
            points.append((answered / asked, mistakes / answered, confidence))
    return tuple(points)


def calibration_error(
    confidences: Sequence[float], labels: Sequence[bool], bins: int = BINS
) -> float | None:
    """The mean distance between confidence and what comes true, over equally wide bins."""
    if not confidences:
        return None
    values = np.asarray(confidences, dtype=np.float64)
    truth = np.asarray(labels, dtype=np.float64)
    held = np.clip((values * bins).astype(np.int64), 0, bins - 1)
    distance = 0.0
    for each in range(bins):
        inside = held == each
        if inside.any():
            gap = abs(float(values[inside].mean()) - float(truth[inside].mean()))
            distance += gap * int(inside.sum()) / len(values)
    return distance


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that are there; None where there is none."""
    found = [float(value) for value in values if value is not None]
    return math.fsum(found) / len(found) if found else None
