"""One measurement from the questions to the verdict: run, compare, change the articles, gate."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.batch import write_lines
from assistant.errors import QuestionsError
from assistant.evaluation import pairs, squad
from assistant.evaluation.baseline import read_baseline, run_of
from assistant.evaluation.engines import Live, engine_called
from assistant.evaluation.gate import Gated, judge
from assistant.evaluation.gold import gold_folders, read_gold_set
from assistant.evaluation.replaying import Replayed, read_predictions
from assistant.evaluation.running import Run, items_in, run
from assistant.resources import SEEDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from assistant.evaluation.baseline import Baseline
    from assistant.evaluation.engines import Engine
    from assistant.evaluation.gold import GoldSet
    from assistant.evaluation.pairs import Tried

    Progress = Callable[[str, int], Callable[[], None]]
    """Begins a task of so many steps; what it returns is called after each."""

BASELINE = SEEDS / "baseline.json"
PAIRS_IN_THE_GATE = 100
"""Of each kind: a seeded sample, so that the gate stays under a minute."""


@dataclass(frozen=True)
class Asking:
    """What is to be measured. Of two engines the second is shown beside the first."""

    gold_sets: tuple[GoldSet, ...]
    engines: tuple[Engine, ...]
    split: str | None = None
    against: str | None = None
    every_pair: bool = False
    gate: bool = False
    trace: bool = True
    """Whether each failure is traced to the stage that made it."""


@dataclass(frozen=True)
class Measured:
    """What came of it."""

    run: Run
    beside: Run | None = None
    against: Run | None = None
    tried: tuple[Tried, ...] = ()
    gated: Gated | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a report says on top: the gate's findings, then the pairs."""
        found = self.gated.findings if self.gated else ()
        told = [str(finding) for finding in found if finding.level != "note"]
        if self.gated:
            told.insert(0, f"The gate ends with {self.gated.code}.")
        return (*told, *pair_lines(self.tried))

    def write(self, out: Path) -> None:
        """Write the report, and the pairs beside it."""
        from assistant.evaluation.reporting import write_report

        write_report(out, self.run, self.against, self.beside, self.notes)
        if self.tried:
            rows = [json.dumps(asdict(one), ensure_ascii=False) for one in self.tried]
            write_lines(out / "pairs.jsonl", rows)


def measure(asking: Asking, progress: Progress) -> Measured:
    """Run the engines, compare with what `against` names, and judge where a gate is asked for."""
    only_once(asking.gold_sets)
    if asking.gate and asking.split:
        raise QuestionsError("--gate judges all questions: leave --split out.")
    first, *others = asking.engines
    done = _run(first, asking, progress)
    beside = _run(others[0], asking, progress) if others else None
    tried: tuple[Tried, ...] = ()
    if asking.every_pair or asking.gate:
        sample = None if asking.every_pair else PAIRS_IN_THE_GATE
        tried = pairs_of(first, done, sample, progress)
    baseline = agreed(asking.against) if asking.gate else None
    return Measured(
        done,
        beside,
        _before(asking.against, done, progress) if asking.against else None,
        tried,
        judge(done, baseline, tried, live=not isinstance(first, Live)) if baseline else None,
    )


def measure_what_ships(progress: Progress) -> Run:
    """Ask the engine that needs no model everything that the shipped gold sets ask."""
    sets = tuple(read_gold_set(folder) for folder in gold_folders())
    return measure(Asking(sets, (engine_called("quoting"),)), progress).run


def agreed(against: str | None) -> Baseline:
    """The baseline that `against` names, the shipped one unless it names a file."""
    return read_baseline(BASELINE if against in (None, "baseline") else Path(str(against)))


def pairs_of(
    engine: Engine, done: Run, sample: int | None, progress: Progress
) -> tuple[Tried, ...]:
    """The pairs of an engine that can be asked again, all or a sample of each kind."""
    if not isinstance(engine, Live):
        return ()
    changes = pairs.planned(done.gold_sets, done.results, sample)
    step = progress("Changed articles", len(changes))
    return pairs.tried(engine, changes, done.results, step)


def pair_lines(tried: Sequence[Tried]) -> tuple[str, ...]:
    """A line for each kind of pair."""
    return tuple(
        f"{pairs.WORDS[kind]}: {rate.held} of {rate.pairs} ({rate.share:.2f})"
        for kind, rate in pairs.rates(tried).items()
        if rate.share is not None
    )


def measure_squad(
    engine: Engine, path: Path, progress: Progress
) -> dict[str, Mapping[str, squad.Figure]]:
    """The figures of both protocols."""
    if not isinstance(engine, Live):
        raise QuestionsError("--squad asks questions of its own: leave --replay out.")
    extracts = squad.read_squad(path)
    found: dict[str, Mapping[str, squad.Figure]] = {}
    for protocol in squad.PROTOCOLS:
        step = progress(f"By {protocol}", squad.questions_in(extracts))
        found[protocol] = squad.figures(squad.asked(engine, extracts, protocol, step))
    return found


def only_once(gold_sets: Sequence[GoldSet]) -> None:
    """QuestionsError where two questions have one id: a baseline could not tell them apart."""
    seen: dict[str, str] = {}
    for gold in gold_sets:
        for item in gold.every_item:
            if item.id in seen:
                where = " and ".join(dict.fromkeys((seen[item.id], gold.slug)))
                raise QuestionsError(f"The id {item.id!r} is given twice, in {where}: rename one.")
            seen[item.id] = gold.slug


def _run(engine: Engine, asking: Asking, progress: Progress) -> Run:
    gold_sets: Sequence[GoldSet] = asking.gold_sets
    if isinstance(engine, Replayed):
        gold_sets = [engine.part_of(gold) for gold in gold_sets]
    total = items_in(gold_sets, asking.split)
    if not total:
        message = f"No question is of the split {asking.split!r}: say dev, test or critical."
        raise QuestionsError(message)
    step = progress(f"Asking {engine.name}", total)
    return run(engine, gold_sets, asking.split, step, trace=asking.trace)


def _before(against: str, done: Run, progress: Progress) -> Run:
    """The earlier run: outcomes from a baseline, or answers scored anew from a results file."""
    if against != "baseline" and Path(against).suffix == ".jsonl":
        asking = Asking(done.gold_sets, ())
        return _run(read_predictions(Path(against)), asking, progress)
    return run_of(agreed(against), done.gold_sets)
