"""A run as JUnit XML: a test case an item, grouped by category, so that any CI can show it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

from assistant.evaluation.report.explaining import BLAMES, OUTCOMES, explained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.evaluation.metrics import Result
    from assistant.evaluation.running import Run

OPTIONAL = frozenset({"nonenglish"})
"""Categories that no engine has to master: what fails there is skipped."""

_NOT_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def suites(run: Run) -> str:
    """The whole document, a test suite a category."""
    by_category: dict[str, list[Result]] = defaultdict(list)
    for result in run.results:
        by_category[result.category].append(result)
    root = Xml.Element("testsuites", _counts(run.results))
    root.set("name", _clean(f"footnote evaluate: {run.engine}"))
    for category in sorted(by_category):
        results = by_category[category]
        suite = Xml.SubElement(root, "testsuite", {"name": _clean(category), **_counts(results)})
        suite.set("timestamp", _clean(run.started))
        for result in results:
            _case(suite, result)
    Xml.indent(root)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{declaration}\n{Xml.tostring(root, encoding='unicode')}"


def _case(suite: Xml.Element, result: Result) -> None:
    item, checks, observation = result.item, result.checks, result.observation
    case = Xml.SubElement(
        suite,
        "testcase",
        {
            "classname": _clean(f"{item.article_id}.{item.category}"),
            "name": _clean(f"{item.id}: {item.question}"),
            "time": f"{observation.ms / 1000:.4f}",
        },
    )
    properties = Xml.SubElement(case, "properties")
    told = {
        "split": item.split,
        "outcome": checks.outcome,
        "score": checks.score,
        "blame": result.blame,
        "cite_recall": checks.cite_recall,
        "cite_precision": checks.cite_precision,
        "ndcg5": checks.ndcg5,
        "confidence": observation.confidence,
        "violations": len(checks.violations),
    }
    for name, value in told.items():
        if value is not None:
            shown = f"{value:.4g}" if isinstance(value, float) else str(value)
            Xml.SubElement(properties, "property", {"name": name, "value": _clean(shown)})
    state = _state(result)
    if state != "passed":
        mark = Xml.SubElement(case, state, {"message": _clean(_why(result))})
        if state != "skipped":
            mark.set("type", result.blame or checks.outcome)
            mark.text = _clean(_told(result))


def _state(result: Result) -> str:
    if result.checks.passed and not result.checks.violations:
        return "passed"
    if result.category in OPTIONAL:
        return "skipped"
    return "error" if result.checks.outcome == "error" else "failure"


def _counts(results: Sequence[Result]) -> dict[str, str]:
    states = [_state(result) for result in results]
    return {
        "tests": str(len(results)),
        "failures": str(states.count("failure")),
        "errors": str(states.count("error")),
        "skipped": str(states.count("skipped")),
        "time": f"{sum(result.observation.ms for result in results) / 1000:.3f}",
    }


def _why(result: Result) -> str:
    outcome = OUTCOMES[result.checks.outcome]
    if result.checks.passed:
        outcome = "An invariant is broken"
    return f"{outcome} (blame: {BLAMES[result.blame]})" if result.blame in BLAMES else outcome


def _told(result: Result) -> str:
    failed = [f"{check.name}: {check.why}" for check in explained(result) if check.passed is False]
    lines = [f"expected: {result.item.ideal or result.item.expected}"]
    return "\n".join([*lines, f"answer: {result.observation.answer}", *failed])


def _clean(text: str) -> str:
    """What XML can hold: it has no way to write a control character or half a character."""
    return _NOT_XML.sub("\ufffd", text)
