"""One page that needs no network: figures and charts drawn here, the questions drawn by page.js.

What was asked and answered travels as JSON in a block that the browser does not run, and the page
shows it as text only; its policy lets nothing run but the page's own script, told by its checksum.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.evaluation.report import comparing, overview
from assistant.evaluation.report.explaining import (
    BLAMES,
    CHANGES,
    EXPECTATIONS,
    OUTCOMES,
    explained,
)
from assistant.evaluation.report.view import title_of, when_of

if TYPE_CHECKING:
    from assistant.evaluation.metrics import Result
    from assistant.evaluation.report.view import View

_HERE: Final = Path(__file__).parent
_SLOT: Final = re.compile(r"\{\{(\w+)\}\}")
# JSON may hold these; a script element, or a browser older than its standard, would stumble.
_NOT_IN_A_SCRIPT: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def html(view: View) -> str:
    """The whole page."""
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; script-src '{_checksum(script)}'; style-src '{_checksum(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    slots = {
        "policy": policy,
        "style": style,
        "script": script,
        "title": escape(title_of(view)),
        "when": escape(when_of(view)),
        "overview": overview.html(view),
        "data": in_a_script(data(view)),
    }
    template = (_HERE / "page.html").read_text(encoding="utf-8")
    # In one go, so that a text that looks like a slot stays a text.
    return _SLOT.sub(lambda slot: slots[slot[1]], template)


def in_a_script(value: Any) -> str:
    """JSON that no text in it can end or change: every sign outside ASCII is written by number."""
    return json.dumps(value, allow_nan=False, separators=(",", ":")).translate(_NOT_IN_A_SCRIPT)


def _checksum(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def data(view: View) -> dict[str, Any]:
    """What page.js draws: articles, items, and for each item the answer of each engine."""
    homes = {
        (item.article_id, item.id): gold.slug
        for gold in view.run.gold_sets
        for item in gold.every_item
    }
    told = [{comparing.key_of(result): result for result in run.results} for run in view.runs]
    before = comparing.changes(view.run.results, view.against.results) if view.against else {}
    return {
        "engines": [run.engine for run in view.runs],
        "articles": {
            gold.slug: {"title": gold.title, "text": gold.text} for gold in view.run.gold_sets
        },
        "items": [
            _item(result, homes[key])
            | {"alone": view.run.alone.get(result.item.id)}
            | {"answers": _answers(key, told, before.get(key))}
            for result in view.run.results
            for key in [comparing.key_of(result)]
        ],
        "words": {
            "outcome": OUTCOMES,
            "blame": BLAMES,
            "expected": EXPECTATIONS,
            "change": CHANGES,
        },
    }


def _item(result: Result, home: str) -> dict[str, Any]:
    item = result.item
    return {
        "key": f"{home}/{item.id}",
        "id": item.id,
        "article": home,
        "split": item.split,
        "category": item.category,
        "difficulty": item.difficulty,
        "question": item.question,
        "conversation": result.conversation and f"{home}/{result.conversation}",
        "turn": result.turn,
        "history": [{"role": role, "text": text} for role, text in item.history],
        "standalone": item.standalone,
        "expected": item.expected,
        "accept_refusal": item.accept_refusal,
        "ideal": item.ideal,
        "must_contain": item.must_contain,
        "must_not_contain": item.must_not_contain,
        "polarity": item.polarity,
        "plausible_wrong": item.plausible_wrong,
        "note": item.note,
        "evidence": item.evidence_offsets,
    }


def _answers(
    key: comparing.Key,
    engines: list[dict[comparing.Key, Result]],
    change: comparing.Change | None,
) -> list[dict[str, Any]]:
    answers = [
        _answer(results[key]) | {"engine": number}
        for number, results in enumerate(engines)
        if key in results
    ]
    if change is not None:
        answers[0]["change"] = change.kind
        if change.kind != "same":
            was = change.before
            answers[0]["before"] = {
                "outcome": was.checks.outcome,
                "text": was.observation.answer,
            }
    return answers


def _answer(result: Result) -> dict[str, Any]:
    observation = result.observation
    return {
        "text": observation.answer,
        "citations": [(start, end) for start, end, _ in observation.citations],
        "nearest": [(start, end) for start, end, _ in observation.nearest],
        "standalone": observation.standalone,
        "confidence": observation.confidence,
        "ms": observation.ms,
        "error": observation.error,
        "outcome": result.checks.outcome,
        "passed": result.checks.passed,
        "score": _shown_score(result),
        "blame": result.blame,
        "checks": [asdict(check) for check in explained(result)],
        "change": None,
        "before": None,
    }


def _shown_score(result: Result) -> int | None:
    """The score, and for small talk, which has none, whether it was rightly met."""
    if result.checks.outcome == "error" or result.checks.score is not None:
        return result.checks.score
    return 1 if result.checks.passed else -1
