"""Ensembles that outlast the program: what `ensemble` gives, with every finished run kept.

    found = stored_ensemble(base, settings, ["reported_renovation"], 4, 7, Path("results/runs"))

Rows are kept by content as they are finished, a few seconds of work a file. So a start that was
killed loses no more than that for each worker, the same call goes on from there, and another
design that shares runs with this one finds them.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from sim.runs import files, keys
from sim.runs.crew import LISTENING_SECONDS, available
from sim.runs.elsewhere import carried_out_elsewhere
from sim.runs.ensemble_result import FAILED, EnsembleResult
from sim.runs.ensembles import EnsembleInterrupted, empty_result
from sim.runs.plan import Engine
from sim.runs.progress import Course, Progress
from sim.runs.row_work import Unit, run_one
from sim.runs.rows_asked import SECONDS_A_BATCH, Asked, about, look_up
from sim.runs.rows_kept import FOLDER, Row
from sim.runs.totals import Runner

if TYPE_CHECKING:
    from scenarios.scenario_schema import LeverValue
    from sim.base import Base
    from sim.peers import Networks

Backend = Literal["threads", "processes", "dask"]


class EnsembleStopped(EnsembleInterrupted):
    """Ctrl-C: what is finished is kept, and the same call goes on from there.

    Attributes:
        done: runs that are finished and kept.
        total: runs asked for.
        out: the folder that keeps them.
    """

    def __init__(self, result: EnsembleResult, out: Path) -> None:
        super().__init__(result)
        self.done, self.total, self.out = int((result.status != 0).sum()), result.runs, out


def stored_ensemble(
    base: Base,
    settings: Sequence[Mapping[str, LeverValue]],
    measures: Sequence[str],
    replicates: int | Sequence[int],
    seed: int,
    folder: Path,
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
    backend: Backend = "threads",
    engine: Engine = "compiled",
    address: str | None = None,
) -> EnsembleResult:
    """Run what is missing of an ensemble, keep it, and return the whole.

    `totals`, `status` and `messages` are those of `ensemble`, to the byte, for any number of
    workers, any backend, either engine and any interruption. A run that could not be tried to its
    end for other reasons than law and inputs (memory, a bug) is tried again by the next start.

    Args:
        base: the variant, prepared.
        settings: quantities by name, one mapping for each parameter set.
        measures: names from `sim.measures.MEASURES`.
        replicates: how many of each, numbered from 0; or their numbers.
        seed: 0 to 2**63 - 1.
        folder: keeps the runs; any number of ensembles share it.
        workers: how many at once; None for one on each core. Of no meaning beside `address`.
        progress: called in this thread at the start and as runs are finished.
        cancel: when set, no further run is begun, and what is finished is returned.
        backend: "threads" for the compiled engine; "processes" for the object walk, which holds
            Python's lock; "dask" for dask.distributed, on this machine or at `address`.
        engine: "compiled" or "mesa".
        address: of the scheduler of a cluster that is running already.

    Raises:
        ValueError: nothing to run, an unknown measure or backend, a number out of its range.
        scenarios.InputError: settings with an unknown name or a value that is not allowed.
        LawChangedError: the law was edited after this program or a worker started.
        EnsembleStopped: Ctrl-C; what is finished is kept, and it carries it.
        WorkerDiedError: a worker process or the cluster is gone. What was finished is kept.
        RowsNotKeptError: the disk is full, or the folder cannot be written to.
        ModuleNotFoundError: backend "dask" without dask.distributed.
    """
    _check(backend, engine, address)
    keys.require_unchanged_law()
    keys.require_unchanged_preparing()
    result = empty_result(base, settings, measures, replicates, seed, workers)
    files.clear_leftovers(folder / FOLDER)
    course = Course(result.runs, progress)
    asked = look_up(base, result, seed, folder, cancel or threading.Event())
    result = asked.result
    course.reused, course.failed = result.reused, int((result.status == FAILED).sum())
    try:
        course.report()
        if asked.missing and not asked.is_over():
            asked.store.about(about(base, result))
            count = min(workers or available(), len(asked.missing))
            if backend == "threads":
                _in_threads(asked, count, course)
            else:
                carried_out_elsewhere(asked, count, course, backend, engine, address, folder)
    except KeyboardInterrupt:
        raise EnsembleStopped(replace(result, seconds=course.seconds), folder) from None
    return replace(result, seconds=course.seconds)


def _check(backend: str, engine: str, address: str | None) -> None:
    """Refuse what no worker could do."""
    for name, value, known in (
        ("backend", backend, get_args(Backend)),
        ("engine", engine, get_args(Engine)),
    ):
        if value not in known:
            raise ValueError(f"{name} is one of {', '.join(known)}, not {value!r}")
    if address is not None and backend != "dask":
        raise ValueError("an address is that of a dask cluster: backend='dask'")
    if engine == "mesa" and backend == "threads":
        raise ValueError("the object walk holds Python's lock: backend='processes' or 'dask'")


@dataclass
class _Threads:
    """What threads share: the runs not yet given out, in their order, and networks."""

    asked: Asked
    networks: Networks
    following: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> None:
        """Do batch after batch until there is nothing left to do; what is told is kept already."""
        runner = Runner(self.networks)
        try:
            while rows := self.batch(runner):
                self.asked.store.save(rows)
                counts = [self.asked.place(row) for row in rows]
                self.asked.ended.put((sum(n for n, _ in counts), sum(lost for _, lost in counts)))
        except BaseException:
            self.asked.stop.set()  # one thread that cannot go on ends the others
            raise

    def batch(self, runner: Runner) -> list[Row]:
        """Runs of a few seconds; fewer where it is to stop or nothing is left."""
        asked, begun, rows = self.asked, time.perf_counter(), list[Row]()
        while not rows or time.perf_counter() - begun < SECONDS_A_BATCH:
            if (unit := self.take()) is None:
                break
            rows.append(run_one(asked.base, unit, asked.result.measures, runner))
        return rows

    def take(self) -> Unit | None:
        """The next run, or None where there is none left or it is to stop."""
        with self.lock:
            if self.asked.is_over() or self.following == len(self.asked.missing):
                return None
            self.following += 1
            return self.asked.missing[self.following - 1]


def _in_threads(asked: Asked, count: int, course: Course) -> None:
    """Do what is missing in threads: right for compiled code, which runs outside Python's lock."""
    from sim.peers import Networks

    work = _Threads(asked, Networks())
    executor = ThreadPoolExecutor(count)
    try:
        threads = [executor.submit(work) for _ in range(count)]
        while not all(thread.done() for thread in threads) or not asked.ended.empty():
            try:
                done, failed = asked.ended.get(timeout=LISTENING_SECONDS)
            except queue.Empty:
                continue
            course.computed += done
            course.failed += failed
            course.report()
        for thread in threads:
            thread.result()
    finally:
        asked.stop.set()
        executor.shutdown(wait=True)


__all__ = ["Backend", "EnsembleStopped", "stored_ensemble"]
