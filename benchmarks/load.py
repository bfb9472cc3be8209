"""Many readers at once, against the limits the project has set itself: `python -m benchmarks.load`.

Readers are raw websockets (reader.py), so that no browser's work is measured; they run in a process
beside the server's and share its processors. Without `--address` it starts servers of its own
(serve_paced.py): one that quotes and one that speaks 40 tokens a second. With `--address`, and the
server's `--pid` for its memory, it measures a server that runs already, whatever answers there.

    L01  50 readers who think up to 20 s: our overhead to the first word, page loads, no error
    L03  50 page loads, each with a question, within half a second
    L04  50 answers of 2,000 tokens at once: how old a token is when it arrives, bytes an answer
    L05  memory a reader, and whether it stays
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.bench import CHECKOUT, QUESTIONS, Figure
from benchmarks.reader import FailedError, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.reader import Asked

THINKING_SECONDS = (5.0, 20.0)
QUESTIONS_A_VISIT = 10
MEMORY_SECONDS = 10


@dataclass
class Seen:
    """What all readers met."""

    loads: list[float] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    """Megabytes of the server and its children, every ten seconds."""


@dataclass(frozen=True)
class Served:
    """A server: where it is, and its process, 0 where that is not known."""

    host: str
    port: int
    pid: int

    @property
    def megabytes(self) -> float:
        """The memory of the server's process and of its children."""
        return sum(_resident(pid) for pid in _family(self.pid)) / 1e6 if self.pid else 0.0


def main() -> None:
    """Measure what was asked for, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long L01 takes")
    parser.add_argument("--address", help="host:port of a server that runs already")
    parser.add_argument("--pid", type=int, default=0, help="the process of that server")
    parser.add_argument("--only", choices=list(MEASURES), nargs="+", default=list(MEASURES))
    told = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before", file=sys.stderr)
    print(f"\n{'':<58} {'measured':>12} {'at most':>10}")
    for name in told.only:
        paces, measure = MEASURES[name]
        for pace in paces if not told.address else ["given"]:
            with given(told.address, told.pid) if told.address else serving(pace) as served:
                for figure in asyncio.run(measure(served, told.readers, told.minutes)):
                    print(f"{name} {pace}: {figure}", flush=True)


async def steady(served: Served, readers: int, minutes: float) -> list[Figure]:
    """L01 and L05: everybody reads, thinks and asks for minutes on end."""
    seen = Seen()
    empty = served.megabytes
    first = await _visit(served, seen, [QUESTIONS[0]])
    alone = served.megabytes
    watching = asyncio.create_task(_watch(served, seen))
    deadline = asyncio.get_running_loop().time() + 60 * minutes
    async with asyncio.TaskGroup() as everybody:
        for number in range(readers):
            everybody.create_task(_reads(served, seen, deadline, random.Random(number)))  # noqa: S311
    watching.cancel()
    del first
    quarter = max(1, len(seen.memory) // 4)
    return [
        Figure("page load, 95th percentile", _percentile(seen.loads, 95), "s", 0.8),
        *_answers(seen, 0.4),
        Figure("errors", len(seen.errors), "", 0),
        Figure("memory, nobody there", empty, "MB"),
        Figure("memory a reader beyond the first", (max(seen.memory) - alone) / readers, "MB", 1),
        Figure(
            "memory, last quarter of the time against the second",
            statistics.mean(seen.memory[-quarter:])
            - statistics.mean(seen.memory[quarter : 2 * quarter] or seen.memory),
            "MB",
        ),
        *_reasons(seen),
    ]


async def burst(served: Served, readers: int, _: float) -> list[Figure]:
    """L03: everybody comes and asks within half a second."""
    seen = Seen()
    loop = asyncio.get_running_loop()
    wholes: list[float] = []

    async def comes(number: int) -> None:
        await asyncio.sleep(0.5 * number / readers)
        began = loop.time()
        await _visit(served, seen, [QUESTIONS[number % len(QUESTIONS)]])
        wholes.append(loop.time() - began)

    await _visit(served, Seen(), QUESTIONS[:1])  # what is loaded once is loaded
    await asyncio.gather(*(comes(number) for number in range(readers)))
    return [
        Figure("page load, 95th percentile", _percentile(seen.loads, 95), "s", 3),
        *_answers(seen, 3),
        Figure("from the page's address to the answer, 95th", _percentile(wholes, 95), "s"),
        Figure("errors", len(seen.errors), "", 0),
        *_reasons(seen),
    ]


async def streaming(served: Served, readers: int, _: float) -> list[Figure]:
    """L04: everybody's answer arrives at once."""
    seen = Seen()
    await _visit(served, Seen(), QUESTIONS[:1])
    await asyncio.gather(
        *(_visit(served, seen, [QUESTIONS[n % len(QUESTIONS)]]) for n in range(readers))
    )
    ages = [age for asked in seen.asked for age in asked.token_ages]
    return [
        Figure("age of a token on arrival, median", _percentile(ages, 50), "s"),
        Figure("age of a token on arrival, 99th percentile", _percentile(ages, 99), "s", 0.3),
        Figure(
            "bytes received for an answer, most",
            max((asked.received for asked in seen.asked), default=0) / 1e6,
            "MB",
            4,
        ),
        Figure("errors", len(seen.errors), "", 0),
        *_reasons(seen),
    ]


MEASURES = {
    "L01": (["quoting", "40x120"], steady),
    "L03": (["quoting", "40x120"], burst),
    "L04": (["40x2000"], streaming),
}
"""What is measured, and of servers at which paces."""


async def _reads(served: Served, seen: Seen, deadline: float, chance: random.Random) -> None:
    """One person: visit after visit, thinking before every question."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(chance.uniform(0, THINKING_SECONDS[1]))
    while loop.time() < deadline:
        questions = chance.sample(QUESTIONS, min(QUESTIONS_A_VISIT, len(QUESTIONS)))
        await _visit(served, seen, questions, chance, deadline)


async def _visit(
    served: Served,
    seen: Seen,
    questions: Sequence[str],
    thinking: random.Random | None = None,
    deadline: float = float("inf"),
) -> None:
    """Load the page and ask; what goes wrong is noted, and the visit is over."""
    try:
        async with Reader(served.host, served.port) as reader:
            seen.loads.append(reader.loaded_after)
            for question in questions:
                if thinking:
                    await asyncio.sleep(thinking.uniform(*THINKING_SECONDS))
                if asyncio.get_running_loop().time() > deadline:
                    break
                seen.asked.append(await reader.ask(question))
            seen.errors += reader.errors
    except (FailedError, OSError, TimeoutError) as error:
        seen.errors.append(f"{type(error).__name__}: {error}")


async def _watch(served: Served, seen: Seen) -> None:
    while True:
        seen.memory.append(served.megabytes)
        await asyncio.sleep(MEMORY_SECONDS)


def _answers(seen: Seen, limit: float) -> list[Figure]:
    evidence = [asked.evidence for asked in seen.asked if asked.evidence is not None]
    words = [asked.first_word for asked in seen.asked if asked.first_word is not None]
    return [
        Figure("questions answered", len(seen.asked), ""),
        Figure("evidence after asking, 95th percentile", _percentile(evidence, 95), "s"),
        Figure("first word after asking, median", _percentile(words, 50), "s"),
        Figure("first word after asking, 95th percentile", _percentile(words, 95), "s", limit),
    ]


def _reasons(seen: Seen) -> list[Figure]:
    return [
        Figure(f"  {reason[:54]}", seen.errors.count(reason), "")
        for reason in sorted(set(seen.errors))
    ]


def _percentile(values: Sequence[float], share: int) -> float:
    if len(values) < 2:
        return values[0] if values else float("nan")
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


@contextmanager
def given(address: str, pid: int) -> Iterator[Served]:
    """A server that runs already."""
    host, _, port = address.rpartition(":")
    yield Served(host or "127.0.0.1", int(port), pid)


@contextmanager
def serving(pace: str) -> Iterator[Served]:
    """A server of our own on an empty library, which is ended afterwards."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-m", "benchmarks.serve_paced", str(Path(folder) / "data")]
        server = subprocess.Popen(  # noqa: S603 - our own
            [*command, str(port), pace], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None  # noqa: S101 - it is a pipe
            server.stdout.readline()  # that it is ready
            yield Served("127.0.0.1", port, server.pid)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=120)  # it is said goodbye to by everybody first


def _family(pid: int) -> list[int]:
    """A process and all that it has started, on Linux."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = children.read_text().split() if children.exists() else []
    return [pid, *(each for child in found for each in _family(int(child)))]


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    main()
