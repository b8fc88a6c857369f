"""Many parameter sets and replicates over one base, in threads, kept as city totals.

    base = Base(scenario, "as-enacted")
    found = ensemble(base, [{"behaviour.payback": 1.5}, {}], ["reported_renovation"], replicates=4)

Where `execute` stores whole tables of a few worlds, this keeps the totals of thousands: for
calibration and sensitivity. Replicate r has the same key whatever is set: common random numbers.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.runs.crew import LISTENING_SECONDS, available
from sim.runs.ensemble_result import DONE, FAILED, EnsembleResult
from sim.runs.progress import Course, Progress
from sim.runs.totals import Runner, require_measures

if TYPE_CHECKING:
    from scenarios.scenario_schema import LeverValue
    from sim.base import Base
    from sim.peers import Networks

SECONDS_AT_ONCE = 0.1
"""What a thread takes on before it asks again: long against asking, short against Ctrl-C."""


class EnsembleInterrupted(KeyboardInterrupt):
    """Ctrl-C.

    Attributes:
        result: the runs that were finished; the others are marked as not run.
    """

    def __init__(self, result: EnsembleResult) -> None:
        done = int((result.status != 0).sum())
        super().__init__(f"Stopped with {done} of {result.runs} runs finished.")
        self.result = result


@dataclass
class _Queue:
    """The runs not yet given out, in their order.

    Attributes:
        total: number of runs.
        following: the first that is not given out.
    """

    total: int
    following: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, pace: float | None) -> range:
        """The next runs for one thread: one to begin with, then as many as `pace` makes short."""
        wanted = 1 if pace is None else max(1, int(SECONDS_AT_ONCE / max(pace, 1e-6)))
        with self.lock:
            taken = range(self.following, min(self.following + wanted, self.total))
            self.following = taken.stop
        return taken


@dataclass(frozen=True)
class _Work:
    """What the threads share.

    Attributes:
        keys: of the replicates.
        ended: count of runs and of failed ones, one entry for each part that a thread took on.
        stop: whether no further run is to be begun.
        networks: of the replicates, each made once.
    """

    base: Base
    keys: tuple[int, ...]
    result: EnsembleResult
    runs: _Queue
    ended: queue.SimpleQueue[tuple[int, int]]
    stop: Callable[[], bool]
    networks: Networks

    def __call__(self) -> None:
        """Take on runs until there are none left."""
        pace: float | None = None
        runner = Runner(self.networks)
        while not self.stop() and (taken := self.runs.take(pace)):
            begun, done, failed = time.perf_counter(), 0, 0
            for run in taken:
                if self.stop():
                    break
                failed += self.run(run, runner)
                done += 1
            pace = (time.perf_counter() - begun) / max(1, done)
            self.ended.put((done, failed))

    def run(self, run: int, runner: Runner) -> int:
        """Carry out one run into its own row; return 1 if it gave no figures."""
        result = self.result
        setting, position = divmod(run, len(self.keys))
        try:
            inputs = self.base.with_values(result.settings[setting])
            totals = runner.totals(inputs, self.keys[position], result.measures)
        except Exception as error:  # whatever it is, the ensemble goes on and the row says so
            result.messages[run] = f"{type(error).__name__}: {error}"
            result.status[run] = FAILED
            return 1
        result.totals[run] = totals
        result.status[run] = DONE  # last, so that a row marked as done is whole
        return 0


def ensemble(
    base: Base,
    settings: Sequence[Mapping[str, LeverValue]],
    measures: Sequence[str],
    replicates: int | Sequence[int] = 1,
    seed: int = 0,
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
) -> EnsembleResult:
    """Run every settings with every replicate and keep the city's totals.

    A run that fails is a row without figures, and the others go on. Memory is that of the result,
    8 bytes a run, quarter and measure, and of one run for each worker.

    Args:
        base: the variant, prepared.
        settings: quantities by name, one mapping for each parameter set.
        measures: names from `sim.measures.MEASURES`.
        replicates: how many of each, numbered from 0; or their numbers.
        seed: 0 to 2**63 - 1.
        workers: threads; None for one on each core. No figure depends on it.
        progress: called in this thread at the start and after each part of about 0.1 s.
        cancel: when set, no further run is begun, and what is finished is returned.

    Raises:
        ValueError: nothing to run, an unknown measure, a number out of its range.
        scenarios.InputError: settings with an unknown name or a value that is not allowed.
        EnsembleInterrupted: Ctrl-C; it carries what is finished.
    """
    result = empty_result(base, settings, measures, replicates, seed, workers)
    count = min(workers or available(), result.runs)
    return _carried_out(base, result, seed, count, progress, cancel or threading.Event())


def empty_result(
    base: Base,
    settings: Sequence[Mapping[str, LeverValue]],
    measures: Sequence[str],
    replicates: int | Sequence[int],
    seed: int,
    workers: int | None,
) -> EnsembleResult:
    """The result before any run, what is asked for being checked.

    Raises:
        ValueError: nothing to run, an unknown measure, a number out of its range.
        scenarios.InputError: settings with an unknown name or a value that is not allowed.
    """
    asked = require_measures(measures)
    numbers = _numbers(replicates)
    if not settings:
        raise ValueError("an ensemble needs at least one settings; {} for things as they are")
    if not 0 <= seed < 2**63:
        raise ValueError(f"seed is 0 to 2**63 - 1, not {seed}")
    if workers is not None and workers < 1:
        raise ValueError(f"workers is 1 or more, not {workers}")
    base.check(settings)
    return _empty(base, settings, asked, numbers)


def _numbers(replicates: int | Sequence[int]) -> tuple[int, ...]:
    """Numbers of the replicates."""
    numbers = tuple(range(replicates) if isinstance(replicates, int) else replicates)
    if not numbers or min(numbers) < 0 or max(numbers) >= 2**32:
        raise ValueError(f"replicates are 1 or more, numbered from 0, not {replicates}")
    if len(set(numbers)) < len(numbers):
        raise ValueError(f"a replicate stands twice in {numbers}")
    return numbers


def _empty(
    base: Base,
    settings: Sequence[Mapping[str, LeverValue]],
    measures: tuple[str, ...],
    replicates: tuple[int, ...],
) -> EnsembleResult:
    """The result before any run."""
    calendar = base.inputs.calendar
    runs = len(settings) * len(replicates)
    return EnsembleResult(
        measures=measures,
        periods=tuple(calendar.name(now) for now in range(calendar.quarters)),
        settings=tuple(dict(values) for values in settings),
        replicates=replicates,
        totals=np.zeros((runs, calendar.quarters, len(measures)), dtype=np.int64),
        status=np.zeros(runs, dtype=np.int8),
    )


def _carried_out(
    base: Base,
    result: EnsembleResult,
    seed: int,
    count: int,
    progress: Callable[[Progress], None] | None,
    cancel: threading.Event,
) -> EnsembleResult:
    """Fill the result with `count` threads."""
    from sim.peers import Networks
    from sim.randomness import run_key

    stop = threading.Event()
    course = Course(result.runs, progress)
    ended: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
    keys = tuple(run_key(seed, number) for number in result.replicates)
    work = _Work(
        base, keys, result, _Queue(result.runs), ended,
        lambda: stop.is_set() or cancel.is_set(), Networks(),
    )  # fmt: skip
    executor = ThreadPoolExecutor(count)
    try:
        course.report()
        _follow([executor.submit(work) for _ in range(count)], ended, course)
    except KeyboardInterrupt:
        stop.set()
        executor.shutdown(wait=True)
        raise EnsembleInterrupted(_timed(result, course)) from None
    finally:
        stop.set()
        executor.shutdown(wait=True)
    return _timed(result, course)


def _follow(
    threads: Sequence[Future[None]], ended: queue.SimpleQueue[tuple[int, int]], course: Course
) -> None:
    """Count the runs as they end, until every thread is through; raise what one of them raised."""
    while True:
        through = all(thread.done() for thread in threads)
        try:
            done, failed = ended.get(timeout=0 if through else LISTENING_SECONDS)
        except queue.Empty:
            if through:
                break
            continue
        course.computed += done
        course.failed += failed
        course.report()
    for thread in threads:
        thread.result()


def _timed(result: EnsembleResult, course: Course) -> EnsembleResult:
    from dataclasses import replace

    return replace(result, seconds=course.seconds)
