"""A kept run, alone or beside another, as the page draws it: in plain values, by themselves.

What is compared is what both runs asked: the same question of the same article.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from assistant.evaluation.report.figures import FIGURES, SCORE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from assistant.evaluation.report.figures import Figure

    Kept = Mapping[str, Any]
    Span = tuple[int, int]


def shown(kept: Kept, other: Kept | None = None) -> dict[str, Any]:
    """Figures, bars, curves and every question that fails in either run."""
    runs = [kept] if other is None else [kept, other]
    return {
        "told": kept["told"],
        "split": kept["split"],
        "comparable": other is None or _asked(kept) == _asked(other),
        "figures": [_figure(figure, kept, other) for figure in FIGURES],
        "bars": _bars(kept, other),
        "risk": [
            {"engine": run["engines"][0], "points": [point[:2] for point in _risk(run)]}
            for run in runs
        ],
        "words": {name: kept["words"][name] for name in ("outcome", "blame", "expected")},
        "failing": list(_failing(kept, other)),
    }


def _asked(kept: Kept) -> str:
    """The fingerprint of all that was asked and of how it is scored."""
    fingerprint: str = kept["summary"]["fingerprint"]
    return fingerprint


def _risk(kept: Kept) -> Sequence[Sequence[float]]:
    curve: Sequence[Sequence[float]] = kept["summary"]["summary"]["risk_coverage"]
    return curve


def _figure(figure: Figure, kept: Kept, other: Kept | None) -> dict[str, Any]:
    value = _value(figure, kept)
    low, high = kept["summary"]["intervals"].get(kept["split"], {}).get(figure.name, (None, None))
    told: dict[str, Any] = {
        "label": figure.label,
        "group": figure.group,
        "main": figure.main or figure is SCORE,
        "share": figure.kind == "share",
        "value": value,
        "low": low,
        "high": high,
        "written": figure.written(value),
        "range": "" if low is None else f"{figure.written(low)} to {figure.written(high)}",
    }
    if other is not None:
        before = _value(figure, other)
        gain = figure.gain(before, value)
        told |= {"other": figure.written(before), "moved": figure.moved(gain)}
    return told


def _value(figure: Figure, kept: Kept) -> float | None:
    headline = kept["summary"]["summary"]["headline"]
    if figure.name.startswith("recall_at_"):
        found = headline["recall_at"] or {}
        value: float | None = found.get(figure.name.removeprefix("recall_at_"))
        return value
    whole: float | None = headline[figure.name]
    return whole


def _bars(kept: Kept, other: Kept | None) -> list[dict[str, Any]]:
    """Of each category how many were right, held back and wrong, the worst first."""
    counted = _counted(kept)
    before = {} if other is None else _counted(other)
    bars = []
    for (talk, category), (right, held, wrong) in counted.items():
        total = right + held + wrong
        was = before.get((talk, category))
        bars.append(
            {
                "talk": talk,
                "label": category.replace("_", " "),
                "right": right,
                "held": held,
                "wrong": wrong,
                "total": total,
                "before": was[0] / sum(was) if was else None,
            }
        )
    return sorted(bars, key=lambda bar: (bar["talk"], bar["right"] / bar["total"], bar["label"]))


def _counted(kept: Kept) -> dict[tuple[bool, str], list[int]]:
    counted: dict[tuple[bool, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for item in kept["items"]:
        outcome = item["answers"][0]["outcome"]
        if item["split"] != kept["split"] or outcome == "error":
            continue
        place = 0 if item["answers"][0]["passed"] else 1 if outcome == "refused" else 2
        counted[item["conversation"] is not None, item["category"]][place] += 1
    return counted


def _failing(kept: Kept, other: Kept | None) -> Iterator[dict[str, Any]]:
    beside = {item["key"]: item for item in other["items"]} if other else {}
    for item in kept["items"]:
        runs = [(kept, item)]
        if other is not None and item["key"] in beside:
            runs.append((other, beside[item["key"]]))
        passed = [each["answers"][0]["passed"] for _, each in runs]
        if all(passed):
            continue
        yield {
            "key": item["key"],
            "question": item["question"],
            "article": kept["articles"][item["article"]]["title"],
            "split": item["split"],
            "category": item["category"].replace("_", " "),
            "expected": item["expected"],
            "ideal": item["ideal"],
            "history": item["history"] or _talk_before(kept, item),
            "change": _change(passed),
            "sides": [_side(run, each) for run, each in runs],
        }


def _talk_before(kept: Kept, item: Mapping[str, Any]) -> list[dict[str, str]]:
    """What was asked before in the same conversation."""
    if item["conversation"] is None:
        return []
    return [
        {"role": "user", "text": each["question"]}
        for each in kept["items"]
        if each["conversation"] == item["conversation"] and each["turn"] < item["turn"]
    ]


def _change(passed: Sequence[bool]) -> str:
    """What became of a question since the other run: "better", "worse" or "" (as it was)."""
    if len(passed) < 2 or passed[0] == passed[1]:
        return ""
    return "better" if passed[0] else "worse"


def _side(kept: Kept, item: Mapping[str, Any]) -> dict[str, Any]:
    """An answer with the gold evidence and what it cited, each marked where the two meet."""
    answer = item["answers"][0]
    text: str = kept["articles"][item["article"]]["text"]
    gold, cited = item["evidence"], answer["citations"]
    return {
        "engine": kept["engines"][0],
        "outcome": answer["outcome"],
        "passed": answer["passed"],
        "blame": answer["blame"],
        "answer": answer["text"] or answer["error"],
        "confidence": answer["confidence"],
        "checks": [check for check in answer["checks"] if check["passed"] is False],
        "gold": [_parts(text, span, cited) for span in gold],
        "cited": [_parts(text, span, gold) for span in cited],
        "nearest": [text[start:end] for start, end in answer["nearest"]],
    }


def _parts(text: str, span: Span, others: Sequence[Span]) -> list[tuple[str, bool]]:
    """The words of a span, cut where one of the others begins or ends; True where one covers."""
    start, end = span
    edges = {edge for other in others for edge in other if start < edge < end}
    cuts = sorted({start, end, *edges})
    return [
        (text[begin:stop], any(other[0] <= begin and stop <= other[1] for other in others))
        for begin, stop in itertools.pairwise(cuts)
    ]
