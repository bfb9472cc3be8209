"""Kill a process while it answers, many times, and look at what the next one finds.

`python killed_while_answering.py FOLDER KILLS` goes on with one conversation after each kill and
prints what it found as JSON. A reader was told a question, a piece of an answer or a whole answer
when its line had been written to the pipe; none of that may be missing afterwards.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from assistant.domain import Answer, Citation, Evidence, Piece, PieceKind, Progress, Verdict
from tests.ui.fake_assistant import FakeAssistant
from tests.ui.fake_library import library_of

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Sequence

    from assistant.domain import Event, Exchange

SEED = 4
PIECES = 60
SLOW = 0.03  # seconds a piece, so that an answer lasts for about two
LATE = 1.0  # what arrived longer than this before the kill must be there


class Slow(FakeAssistant):
    """An answer in many pieces, which its question alone decides; every third one is slow."""

    def _quoted(self, question: str, _: threading.Event) -> Iterator[Event]:
        answer = answer_to(question, self)
        yield Evidence(answer.citations)
        for piece in answer.pieces:
            time.sleep(SLOW if question.endswith("slowly?") else 0)
            yield piece
        yield answer


def answer_to(question: str, assistant: FakeAssistant) -> Answer:
    sentence = assistant.article.sentences[len(question) % 5]
    citation = Citation(assistant.article, sentence.start, sentence.end)
    said = [Piece(f"{question} {number} ") for number in range(PIECES)]
    pieces = (*said, Piece(citation.quote, PieceKind.QUOTE, 1), Piece("[1]", PieceKind.MARKER, 1))
    return Answer(Verdict.ANSWERED, pieces, (citation,), (), 0.5, "slow", question)


def talk(folder: Path, began: int, slowly: bool, tell: int) -> None:
    """Ask until killed; a line tells what a reader has seen."""

    def told(**what: Any) -> None:
        os.write(tell, (json.dumps(what) + "\n").encode())

    with library_of(Slow(), folder) as library:
        article = library.articles()[0].id
        conversation = library.conversation("one") or library.converse(article, "one")
        for at in range(began, began + 1000):
            question = f"Question {at}{', slowly?' if slowly else '?'}"
            number = conversation.put(question)
            told(number=number, question=question)
            for exchange in conversation.answer(number):
                if exchange.over:
                    told(number=number, complete=True)
                else:
                    told(number=number, pieces=len(exchange.pieces), at=time.monotonic())


def kill_once(folder: Path, began: int, slowly: bool, after: float) -> tuple[list[Any], float]:
    """What a reader had been told, and when the process was killed."""
    hear, tell = os.pipe()
    child = os.fork()
    if not child:
        try:
            talk(folder, began, slowly, tell)
        finally:
            os._exit(1)
    os.close(tell)
    lines = b""
    deadline = None
    os.set_blocking(hear, False)
    while deadline is None or time.monotonic() < deadline:
        try:
            lines += os.read(hear, 1 << 16)
        except BlockingIOError:
            time.sleep(0.001)
        if lines and deadline is None:  # the clock starts with the first question
            deadline = time.monotonic() + after
    killed = time.monotonic()
    os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status == -signal.SIGKILL, status
    os.set_blocking(hear, True)
    while more := os.read(hear, 1 << 16):
        lines += more
    os.close(hear)
    return [json.loads(line) for line in lines.splitlines() if line.endswith(b"}")], killed


def look(folder: Path, seen: dict[int, dict[str, Any]], killed: float) -> Counter[str]:
    """Compare what is stored with what had been told, in words for each fault."""
    assistant = Slow()
    with library_of(assistant, folder) as library:
        found = library.conversation("one")
        exchanges: Sequence[Exchange] = found.exchanges if found else ()
    counted: Counter[str] = Counter()
    for number, told in seen.items():
        exchange = exchanges[number - 1] if number <= len(exchanges) else None
        if exchange is None or exchange.question != told["question"]:
            counted["question lost"] += 1
        elif exchange.progress is Progress.COMPLETE:
            whole = answer_to(exchange.question, assistant)
            counted["complete" if exchange.answer == whole else "answer changed"] += 1
        elif told.get("complete"):
            counted["answer lost"] += 1
        elif exchange.progress is not Progress.INTERRUPTED or not exchange.reason:
            counted["not told as interrupted"] += 1
        else:
            counted[_how_interrupted(exchange, told, killed, assistant)] += 1
    return counted


def _how_interrupted(
    exchange: Exchange, told: dict[str, Any], killed: float, assistant: FakeAssistant
) -> str:
    whole = answer_to(exchange.question, assistant)
    there = len(exchange.pieces)
    if exchange.pieces != whole.pieces[:there]:
        return "pieces changed"
    early = [count for count, at in told.get("pieces", ()) if at < killed - LATE]
    if early and there < max(early):
        return "pieces lost"
    return "interrupted with words" if there else "interrupted before a word"


def main(folder: Path, kills: int) -> None:
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    seen: dict[int, dict[str, Any]] = {}
    counted: Counter[str] = Counter()
    for kill in range(kills):
        slowly = kill % 3 == 0
        after = chance.uniform(1.2, 1.7) if slowly else chance.uniform(0, 0.15)
        lines, killed = kill_once(folder, 1000 * kill, slowly, after)
        for line in lines:
            turn = seen.setdefault(line["number"], {"pieces": []})
            turn.update({key: line[key] for key in ("question", "complete") if key in line})
            if "at" in line:
                cast("list[Any]", turn["pieces"]).append((line["pieces"], line["at"]))
        counted = look(folder, seen, killed)
        for turn in seen.values():
            turn["pieces"] = []  # only this kill tells how late the last words were
    sys.stdout.write(json.dumps({"kills": kills, "questions": len(seen), **counted}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
