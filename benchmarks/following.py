"""Measure how follow-ups are understood: `python -m benchmarks.following FILE`.

FILE has a line a turn: `topic_turn`, the question as asked, the question as people rewrote it to
stand alone, separated by tabs (the form of TREC CAsT 2019 with the rewrites of its organisers).
The earlier turns of a topic are the history; there are no answers, so what an answer would have
named is not there to be used.

A *term* is a folded content word, stemmed: no case, no accents, no stop words, no possessive s.
Terms are counted as sets, a turn at a time, over all turns but the first of each topic:

* *missing* terms are in the rewrite by people and not in the turn as asked;
* *recall* is the share of all missing terms, the turns taken together, that our rewrite has;
* *extra* terms are in our rewrite and neither in the rewrite by people nor in the turn as asked;
  their number is divided by the number of turns, first ones left out.

Topics with an even number were used for tuning, those with an odd number only for reporting.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from assistant.conversation.following import standalone
from assistant.domain import Answer, Piece, Turn, Verdict
from assistant.retrieval.wording import STOP_WORDS, stemmer, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """One turn of a topic, as asked and as people rewrote it."""

    topic: int
    turn: int
    asked: str
    rewritten: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What a way of rewriting found and what it added, over some rows."""

    rows: int
    recall: float
    extra: float
    milliseconds: float


def read(path: Path) -> list[Row]:
    """The rows of a file, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    rows = []
    for name, asked, rewritten in lines:
        topic, turn = name.split("_")
        rows.append(Row(int(topic), int(turn), asked, rewritten))
    return rows


def terms(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    stem = stemmer("en")
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS)


def measure(rows: Sequence[Row], rewrite: Callable[[str, Sequence[Turn]], str]) -> Figures:
    """Rewrite each topic's turns one after the other, each in the light of those before."""
    missing = found = extra = counted = 0
    spent = 0.0
    turns: list[Turn] = []
    for row in rows:
        if row.turn == 1:
            turns = []
        began = perf_counter()
        ours = rewrite(row.asked, turns)
        spent += perf_counter() - began
        answer = Answer(Verdict.ANSWERED, (Piece(""),), standalone=ours)
        turns.append(Turn(row.asked, answer))
        if row.turn == 1:
            continue
        asked, wanted, given = terms(row.asked), terms(row.rewritten), terms(ours)
        missing += len(wanted - asked)
        found += len((wanted - asked) & given)
        extra += len(given - wanted - asked)
        counted += 1
    return Figures(counted, found / missing, extra / counted, 1000 * spent / counted)


def first_turn_repeated(question: str, turns: Sequence[Turn]) -> str:
    """What needs no understanding: the first question of the topic before each."""
    return f"{turns[0].question} {question}" if turns else question


def whole_history(question: str, turns: Sequence[Turn]) -> str:
    """The most that could be found: everything asked so far."""
    return " ".join([*(turn.question for turn in turns), question])


REWRITERS = {
    "footnote": standalone,
    "first turn repeated": first_turn_repeated,
    "whole history": whole_history,
}


def main() -> None:
    """Print the figures of each way of rewriting on both halves of the topics."""
    rows = read(Path(sys.argv[1]))
    halves = {
        "tuned on (even topics)": [row for row in rows if row.topic % 2 == 0],
        "reported (odd topics)": [row for row in rows if row.topic % 2 == 1],
        "all topics": rows,
    }
    for half, some in halves.items():
        print(half)
        for name, rewrite in REWRITERS.items():
            figures = measure(some, rewrite)
            print(
                f"  {name:20} recall {figures.recall:.3f}  extra {figures.extra:.3f} a row"
                f"  ({figures.rows} rows, {figures.milliseconds:.2f} ms each)"
            )


if __name__ == "__main__":
    main()
