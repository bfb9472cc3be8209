"""Kill a process in the middle of adding and removing, many times, and look at what is left.

Run as a program, because it forks: the process that forks must not have opened Chroma, whose
threads do not survive that. `python killed_while_writing.py FOLDER MOMENTS` prints what it found as
JSON: {"add": {"complete": n, "none": n}, "remove": ..., "read": ...}; any other word is a failure.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chromadb  # noqa: F401 - imported once here rather than in every child

from tests.small_library import (
    SmallRecipe,
    document,
    open_small_library,
    opened,
    sentences_about,
    small_article,
)

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT = document(sentences_about("what was there before", 8))
COMING = document(sentences_about("what is being added", 8))
TRACED = ("library.py", "storing.py", "indexing.py", "sealing.py", "database.py")
OUTCOMES = ("none", "complete", "lost what was there", "embedded again", "litter", "half")
SEED = 20


def add(folder: Path) -> None:
    with open_small_library(folder) as library:
        library.add(COMING)


def remove(folder: Path) -> None:
    with open_small_library(folder) as library:
        library.remove(small_article(COMING).id)


def read(folder: Path) -> None:
    with open_small_library(folder) as library:
        for article in library.articles():
            opened(library, article.id).answers_like_exact_search()


def outcome(folder: Path) -> str:
    """What the next process finds."""
    recipe = SmallRecipe()
    with open_small_library(folder, recipe) as library:
        listed = {article.id for article in library.articles()}
        kept, coming = small_article(KEPT), small_article(COMING)
        if kept.id not in listed:
            return "lost what was there"
        for article in (kept, coming):
            if article.id in listed:
                found = opened(library, article.id)
                if found.article != article or not found.answers_like_exact_search():
                    return "half"
        if recipe.understood:
            return "embedded again"
        indexes = [path for path in (folder / "index").iterdir() if len(path.name) == 32]
        if len(indexes) != len(listed) or (folder / "index" / "damaged").exists():
            return "litter"
        library.add(COMING)  # a second try must work whatever the first left
        if not opened(library, coming.id).answers_like_exact_search():
            return "half"
        return "complete" if coming.id in listed else "none"


def forked(work: Callable[[], int]) -> int:
    """The exit status of `work` in a child of its own; negative for a signal."""
    child = os.fork()
    if not child:
        status = 99
        try:
            status = work()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def stop_at_line(last: int, counted: Path) -> None:
    """Count our lines as each first runs, and at the `last` be killed as by `kill -9`."""
    seen: set[tuple[str, int]] = set()

    def trace(frame: Any, event: str, _argument: object) -> Any:
        place = (frame.f_code.co_filename, frame.f_lineno)
        if not place[0].endswith(TRACED):
            return None
        if event == "line" and place not in seen:
            seen.add(place)
            if len(seen) == last:
                os.kill(os.getpid(), signal.SIGKILL)
            if last < 0:
                counted.write_text(str(len(seen)))
        return trace

    sys.settrace(trace)


def stop_after(seconds: float) -> None:
    """Be killed from outside, also in the middle of native code."""
    parent = os.getpid()
    if not os.fork():
        time.sleep(seconds)
        os.kill(parent, signal.SIGKILL)
        os._exit(0)


def kills(
    action: Callable[[Path], None], before: Path, scratch: Path, moments: int
) -> Counter[str]:
    """What was left after each of `moments` kills spread over `action`."""
    counted = scratch / "lines"

    def run(arm: Callable[[], None]) -> int:
        shutil.rmtree(scratch / "data", ignore_errors=True)
        shutil.copytree(before, scratch / "data")

        def work() -> int:
            arm()
            action(scratch / "data")
            sys.settrace(None)
            return 0

        return forked(work)

    began = time.monotonic()
    assert run(lambda: stop_at_line(-1, counted)) == 0
    took = time.monotonic() - began
    lines = int(counted.read_text())
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    arms: list[Callable[[], None]] = []
    for moment in range(moments):
        if moment % 4:
            line = 1 + moment * lines // moments
            arms.append(lambda line=line: stop_at_line(line, counted))  # type: ignore[misc]
        else:
            delay = chance.uniform(0, took)
            arms.append(lambda delay=delay: stop_after(delay))  # type: ignore[misc]
    found: Counter[str] = Counter()
    for arm in arms:
        run(arm)
        status = forked(lambda: OUTCOMES.index(outcome(scratch / "data")))
        found[OUTCOMES[status] if 0 <= status < len(OUTCOMES) else f"died ({status})"] += 1
    return found


def prepared(folder: Path, *documents: Any) -> Path:
    def work() -> int:
        with open_small_library(folder) as library:
            for each in documents:
                library.add(each)
        return 0

    assert forked(work) == 0
    return folder


def main(scratch: Path, moments: int) -> None:
    one = prepared(scratch / "one", KEPT)
    both = prepared(scratch / "both", KEPT, COMING)
    found = {
        "add": kills(add, one, scratch, moments),
        "remove": kills(remove, both, scratch, moments // 2),
        "read": kills(read, both, scratch, moments // 3),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
