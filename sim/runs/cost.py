"""What a design of runs will take, said beforehand from runs timed here and now."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.runs.crew import available

if TYPE_CHECKING:
    from sim.model_inputs import Inputs

PATIENCE = 1.0
"""Seconds that a whole run may take to be timed to its end; of a longer one the first year is."""

YEAR = 4
ENOUGH = 0.3
"""Seconds after which a thread stops timing further runs."""

MEASURE = "reported_renovation"
TimedRun = Callable[["Inputs", int], object]
"""(inputs, key of the run): one run and what is made of it."""


@dataclass(frozen=True)
class Cost:
    """What runs are expected to take.

    Attributes:
        runs: how many.
        workers: threads.
        seconds: for all of them.
    """

    runs: int
    workers: int
    seconds: float

    def sentence(self, language: str = "en") -> str:
        """Say it: "18,000 runs, about 6 min on 2 threads"; in Chinese for "zh"."""
        number, unit = self._duration()
        if language == "zh":
            units = {"s": "秒", "min": "分钟", "h": "小时"}
            return f"{self.runs:,} 次运行，{self.workers} 个线程约需 {number} {units[unit]}"
        runs = "run" if self.runs == 1 else "runs"
        threads = "thread" if self.workers == 1 else "threads"
        return f"{self.runs:,} {runs}, about {number} {unit} on {self.workers} {threads}"

    def _duration(self) -> tuple[str, str]:
        """Number and unit, as roughly as such a forecast is known."""
        if self.seconds < 90:
            return f"{max(1, round(self.seconds))}", "s"
        if self.seconds < 90 * 60:
            return f"{round(self.seconds / 60)}", "min"
        return f"{self.seconds / 3600:.1f}", "h"


def cost_of(
    inputs: Inputs,
    runs: int,
    workers: int | None = None,
    make_run: Callable[[], TimedRun] | None = None,
) -> Cost:
    """What so many runs like that of `inputs` will take on this machine as busy as it is.

    As many runs are timed side by side as there are threads. Compiling the law, which the first
    run of an edited law waits for, is not in the figure; it is done when this returns.

    Args:
        inputs: of one of the runs; those of the others may differ in values.
        runs: how many.
        workers: threads; None for one on each core.
        make_run: gives each thread what it times; None for a run of an ensemble.

    Raises:
        ValueError: no run, or no thread.
        sim.errors.SimulationError: the run could not be carried through.
    """
    from sim.model_inputs import first_quarters

    if runs < 1 or (workers is not None and workers < 1):
        raise ValueError(f"runs and workers are 1 or more, not {runs} and {workers}")
    count = min(workers or available(), runs)
    whole = inputs.calendar.quarters
    short = min(YEAR, whole)
    make = make_run or _run_of_an_ensemble
    _seconds_a_run(first_quarters(inputs, 1), 1, make)  # loads or compiles the law
    seconds = _seconds_a_run(first_quarters(inputs, short), count, make) * whole / short
    if seconds * count <= PATIENCE:
        seconds = _seconds_a_run(inputs, count, make)
    return Cost(runs, count, seconds * runs)


def _run_of_an_ensemble() -> TimedRun:
    """A run that keeps totals only, in arrays and with networks that are used again."""
    from sim.peers import Networks
    from sim.runs.totals import Runner

    runner = Runner(Networks())
    return lambda inputs, key: runner.totals(inputs, key, (MEASURE,))


def _seconds_a_run(inputs: Inputs, threads: int, make_run: Callable[[], TimedRun]) -> float:
    """Wall time of a run, where so many are under way side by side, divided among them.

    The first run of a thread, which makes what later ones use again, counts only if it is alone.
    """
    from sim.randomness import run_key

    def timed(number: int) -> float:
        run, key, seconds = make_run(), run_key(0, number), list[float]()
        while sum(seconds) < ENOUGH:
            begun = time.perf_counter()
            run(inputs, key)
            seconds.append(time.perf_counter() - begun)
        return sum(seconds[1:] or seconds) / len(seconds[1:] or seconds)

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(timed, range(threads))) / threads / threads
