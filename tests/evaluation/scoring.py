"""A small article with a question or two, for tests that score answers made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.domain import Verdict
from assistant.evaluation.gold import GoldSet, Item
from assistant.evaluation.metrics import Observation

TEXT = (
    "The old mill at Harn burned down on 5 May 1904. It was rebuilt in 15 weeks by Ida Brandt, "
    "who paid 1,200 crowns for it. “Nobody was hurt, and we lost only flour,” Brandt said. "
    "A court found the miller not guilty of arson. The female owner of the mill next door gave "
    "2.5 million bricks. Sign up for our newsletter and read our privacy policy."
)
SENTENCES = {
    "burned": "The old mill at Harn burned down on 5 May 1904.",
    "rebuilt": ("It was rebuilt in 15 weeks by Ida Brandt, who paid 1,200 crowns for it."),
    "said": "“Nobody was hurt, and we lost only flour,” Brandt said.",
    "court": "A court found the miller not guilty of arson.",
    "bricks": "The female owner of the mill next door gave 2.5 million bricks.",
    "site": "Sign up for our newsletter and read our privacy policy.",
}


def span(name):
    """Where a sentence stands in the article."""
    start = TEXT.index(SENTENCES[name])
    return start, start + len(SENTENCES[name])


def item(**changes):
    """A question whose answer is in the first sentence, changed as told."""
    names = changes.pop("in_", ["burned"])
    values: dict[str, Any] = {
        "id": "mill-1",
        "article_id": "mill",
        "split": "test",
        "category": "when",
        "difficulty": "easy",
        "question": "When did the mill burn down?",
        "history": (),
        "standalone": "When did the mill burn down?",
        "answerable": True,
        "expected": "answer",
        "evidence": tuple(SENTENCES[name] for name in names),
        "evidence_offsets": tuple(span(name) for name in names),
        "evidence_mode": "all",
        "must_contain": (("1904",),),
        "must_not_contain": (),
        "polarity": None,
        "accept_refusal": False,
        "ideal": "In 1904.",
        "max_words": 120,
        "extractive_ok": True,
    }
    return Item(**(values | changes))


def unanswerable(**changes):
    """A question that the article leaves open."""
    return item(
        **{
            "answerable": False,
            "expected": "refuse",
            "in_": [],
            "must_contain": (),
            "unanswerable_kind": "near-miss entity",
            "category": "near_miss",
        }
        | changes
    )


def gold(*items):
    """The gold set of the small article."""
    return GoldSet("mill", "The mill", TEXT, "plain", items, (), "", Path())


def said(answer, *cited, verdict=Verdict.ANSWERED, **changes):
    """An answer that cites the named sentences; each "{name}" in it is quoted with its marker."""
    for number, name in enumerate(cited, 1):
        answer = answer.replace(f"{{{name}}}", f"“{SENTENCES[name]}” [{number}]")
    quotes = tuple((*span(name), SENTENCES[name]) for name in cited)
    return Observation(verdict, answer, quotes, **changes)


def refused(answer="The article does not say.", **changes):
    """A refusal."""
    return Observation(Verdict.NOT_IN_ARTICLE, answer, **changes)
