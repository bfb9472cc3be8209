"""Measure what a user waits for and what it costs: `make bench`.

Each figure is taken in a process of its own, and this one imports nothing of the product: on Linux
a child's peak memory counts that of the process it was started from.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).parent.parent
QUESTIONS = (CHECKOUT / "benchmarks/questions.txt").read_text(encoding="utf-8").splitlines()
FOOTNOTE = [sys.executable, "-m", "assistant"]
REPEATS = 5
BATCH_ROWS = 1_000

INDEX_THE_SEED = """
import time
from assistant.building import open_library
with open_library() as library:
    began = time.perf_counter()
    library.seed()
    print(time.perf_counter() - began)
"""

ASK_WARM = """
import json, sys
from assistant.building import open_library
questions = json.loads(sys.argv[1])
with open_library() as library:
    assistant = library.seed()
    for question in questions:
        assistant.ask(question).answer
    timings = [assistant.ask(question).answer.timing for _ in range(10) for question in questions]
print(json.dumps([[timing.retrieve, timing.total] for timing in timings]))
"""

INSTALLED_BYTES = """
from importlib import metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
waiting, seen, size = [("footnote", frozenset())], set(), 0
while waiting:
    name, extras = waiting.pop()
    try:
        package = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        continue
    if (name, extras) in seen:
        continue
    if name not in {known for known, _ in seen}:
        paths = [file.locate() for file in package.files or []]
        size += sum(path.stat().st_size for path in paths if path.is_file())
    seen.add((name, extras))
    for line in package.requires or []:
        needed = Requirement(line)
        tried = [{"extra": extra} for extra in extras] or [{"extra": ""}]
        if needed.marker is None or any(needed.marker.evaluate(e) for e in tried):
            waiting.append((canonicalize_name(needed.name), frozenset(needed.extras)))
print(size)
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `limit` is what the project has set itself, if anything."""

    what: str
    value: float
    unit: str
    limit: float | None = None

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"{self.limit:,g} {self.unit}"
        return f"{self.what:<58} {f'{self.value:,.4g} {self.unit}':>12} {limit:>10}"


def main() -> None:
    """Measure, telling what is being measured, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ASSISTANT_DATA_DIR"] = str(Path(folder) / "data")
        figures = [
            figure
            for measure in (indexing, first_page, answers, one_question, a_batch, sizes)
            for figure in told(measure.__name__, measure(Path(folder)))
        ]
    print(f"\n{'':<58} {'measured':>12} {'at most':>10}")
    for figure in figures:
        print(figure)


def told(name: str, figures: Iterator[Figure]) -> Iterator[Figure]:
    """Say what is going on, on standard error, so that the table can be kept."""
    print(f"measuring: {name.replace('_', ' ')}", file=sys.stderr)
    yield from figures


def indexing(_: Path) -> Iterator[Figure]:
    """The seed article read, split, embedded and stored, the model's loading included."""
    printed, _peak, _seconds = run([sys.executable, "-c", INDEX_THE_SEED])
    yield Figure("seed article indexed, model loaded", float(printed), "s", 1.5)


def first_page(_: Path) -> Iterator[Figure]:
    """From starting `footnote chat` to its first page, the index being there."""
    times = []
    for _repeat in range(REPEATS):
        began = time.perf_counter()
        with serving() as port:
            while not answers_at(port):
                time.sleep(0.01)
            times.append(time.perf_counter() - began)
    yield Figure("footnote chat: start to first page, median", statistics.median(times), "s", 3)


def answers(_: Path) -> Iterator[Figure]:
    """Questions to an assistant that has answered before."""
    printed, _peak, _seconds = run([sys.executable, "-c", ASK_WARM, json.dumps(QUESTIONS)])
    evidence, total = zip(*json.loads(printed), strict=True)
    yield Figure("warm answer, median", statistics.median(total), "ms", 60)
    yield Figure("warm answer, 95th percentile", percentile(total, 95), "ms", 120)
    yield Figure("warm evidence, median", statistics.median(evidence), "ms", 50)
    yield Figure("warm evidence, 95th percentile", percentile(evidence, 95), "ms", 50)


def one_question(_: Path) -> Iterator[Figure]:
    """`footnote ask` as a whole process, the index being there."""
    runs = [run([*FOOTNOTE, "ask", QUESTIONS[0]]) for _repeat in range(REPEATS)]
    seconds = statistics.median(seconds for _, _, seconds in runs)
    yield Figure("footnote ask: start to answer, median", seconds, "s", 2.5)
    yield Figure("footnote ask: peak memory", max(peak for _, peak, _ in runs), "MB", 400)


def a_batch(folder: Path) -> Iterator[Figure]:
    """A thousand questions about the seed article."""
    questions = folder / "questions.jsonl"
    asked = (QUESTIONS * (BATCH_ROWS // len(QUESTIONS) + 1))[:BATCH_ROWS]
    rows = ({"id": str(number), "question": question} for number, question in enumerate(asked))
    questions.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    command = [*FOOTNOTE, "batch", str(questions), "--out", str(folder / "answers.jsonl")]
    _, peak, seconds = run(command)
    yield Figure(f"footnote batch: {BATCH_ROWS:,} questions", seconds, "s", 60)
    yield Figure("footnote batch: peak memory", peak, "MB", 400)


def sizes(folder: Path) -> Iterator[Figure]:
    """The wheel, and what an installation without the tests takes on disk."""
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")])
    (wheel,) = (folder / "dist").glob("*.whl")
    yield Figure("wheel", wheel.stat().st_size / 1e6, "MB")
    installed, _, _ = run([sys.executable, "-c", INSTALLED_BYTES])
    yield Figure("installed, with all it needs, on disk", float(installed) / 1e6, "MB")


def run(command: list[str]) -> tuple[str, float, float]:
    """What a command printed, its peak memory in megabytes, and its seconds."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=CHECKOUT, stdout=output)  # noqa: S603 - our own
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)  # or Popen would wait for it again
        if process.returncode != 0:
            sys.exit(f"{' '.join(command)} ended with {process.returncode}")
        output.seek(0)
        bytes_a_unit = 1 if sys.platform == "darwin" else 1024
        return output.read(), usage.ru_maxrss * bytes_a_unit / 1e6, seconds


@contextmanager
def serving() -> Iterator[int]:
    """The port of a server, which is ended afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(  # noqa: S603 - our own
        [*FOOTNOTE, "chat", "--port", str(port)], cwd=CHECKOUT, stdout=subprocess.DEVNULL
    )
    try:
        yield port
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def answers_at(port: int) -> bool:
    """Whether the page is there yet."""
    try:
        page = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        page.request("GET", "/")
        return page.getresponse().status == 200
    except ConnectionError:
        return False


def percentile(values: tuple[float, ...], share: int) -> float:
    """The value that `share` of a hundred do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


if __name__ == "__main__":
    main()
