"""A run on two small articles, made by hand: one of each outcome, and texts that mean harm."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.domain import Verdict
from assistant.evaluation.blaming import fulfilled
from assistant.evaluation.gold import Conversation, GoldSet
from assistant.evaluation.metrics import Observation, Result, check
from assistant.evaluation.running import made
from tests.evaluation import scoring

HARM = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)> <!-- \u2028\u2029 ]]> "
    '{{data}} {{style}} "quoted" & | `code` [link](https://evil.example) @someone #1 \x07 '
    "\U0001d400"
)
HOSTILE_TEXT = f"\U0001d400\U0001f600 opens it.\n\n{HARM} stands in it. The mill burned in 1904."


def quote(text, words):
    start = text.index(words)
    return start, start + len(words), words


def saying(answer, *citations, verdict=Verdict.ANSWERED, **more):
    answered = Observation(
        verdict, answer, citations, engine="quoting", confidence=0.8, ms=12.34, retrieved=()
    )
    return replace(answered, **more)


def refusing(**more):
    return saying("The article does not say.", verdict=Verdict.NOT_IN_ARTICLE, **more)


BURNED = quote(scoring.TEXT, scoring.SENTENCES["burned"])
COURT = quote(scoring.TEXT, scoring.SENTENCES["court"])
RIGHT = saying(f"“{BURNED[2]}” [1]", BURNED, retrieved=[BURNED[:2]])
WRONG = saying(f"“{COURT[2]}” [1]", COURT, retrieved=[COURT[:2], BURNED[:2]], confidence=0.4)

HOSTILE_SPAN = quote(HOSTILE_TEXT, "The mill burned in 1904.")
HOSTILE = scoring.item(
    id="hostile-1",
    article_id="hostile",
    question=HARM,
    standalone=HARM,
    ideal=HARM,
    note=HARM,
    evidence=(HOSTILE_SPAN[2],),
    evidence_offsets=(HOSTILE_SPAN[:2],),
)
ASKED = {
    "mill-1": (scoring.item(), RIGHT),
    "mill-2": (scoring.item(id="mill-2", question="In what year was the fire?"), WRONG),
    "mill-3": (scoring.item(id="mill-3", category="what"), refusing(confidence=0.3)),
    "mill-4": (scoring.unanswerable(id="mill-4", question="When did the inn burn?"), refusing()),
    "mill-5": (scoring.unanswerable(id="mill-5", question="Who lit the fire?"), RIGHT),
    "mill-6": (scoring.item(id="mill-6", category="nonenglish"), refusing()),
    "mill-7": (scoring.item(id="mill-7", split="dev"), RIGHT),
    "mill-8": (
        scoring.item(id="mill-8", category="what"),
        saying("", verdict=Verdict.FAILED, error="The model gave up."),
    ),
    "hostile-1": (HOSTILE, saying(f"{HARM} “{HOSTILE_SPAN[2]}” [1]", HOSTILE_SPAN)),
}
TURNS = (
    (scoring.item(id="talk#1", category="opening"), RIGHT),
    (scoring.item(id="talk#2", category="pronoun", question="And when was that?"), refusing()),
)
TALK = Conversation("talk", "mill", "test", "pronoun", tuple(item for item, _ in TURNS))
MILL = GoldSet(
    "mill-folder",
    "The mill",
    scoring.TEXT,
    "plain",
    tuple(item for item, _ in ASKED.values() if item is not HOSTILE),
    (TALK,),
    "aa",
    Path("mill-folder"),
)
WICKED = GoldSet("wicked", HARM, HOSTILE_TEXT, "plain", (HOSTILE,), (), "bb", Path("wicked"))


def small_run(engine="quoting", **answers):
    """The run; `answers` replaces what was answered, by the item's id with `_` for `-`."""
    changed = {name.replace("_", "-"): observation for name, observation in answers.items()}
    results = []
    for item, observation in (*ASKED.values(), *TURNS):
        gold = WICKED if item is HOSTILE else MILL
        given = changed.get(item.id, observation)
        given = given if given.error else replace(given, engine=engine)
        checks = check(item, given, gold)
        blame = None if fulfilled(checks) or checks.outcome == "error" else "answer"
        talk, _, turn = item.id.partition("#")
        results.append(
            Result(item, given, checks, blame, talk, int(turn))
            if turn
            else Result(item, given, checks, blame)
        )
    return made(engine, results, (MILL, WICKED), "2026-01-02T03:04:05+00:00", 1.5)
