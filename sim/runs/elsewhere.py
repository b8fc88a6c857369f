"""Runs of a stored ensemble in other processes: of this machine, or of a dask cluster.

Work is given out a batch at a time, as many as there are workers, each as long as the pace of the
batches before allows. Where a worker reaches the folder it keeps its rows itself before it says
that it has finished; rows of a cluster elsewhere are kept here as they arrive.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sim.runs import keys
from sim.runs.crew import LISTENING_SECONDS, WorkerDiedError, interrupts_held_back, processes
from sim.runs.progress import Course
from sim.runs.row_work import RowJob, RowsDone, Unit, recipe_of, run_job
from sim.runs.rows_asked import SECONDS_A_BATCH, Asked

if TYPE_CHECKING:
    from sim.runs.plan import Engine
    from sim.runs.stored_ensembles import Backend

MOST_IN_A_BATCH = 5_000
PATIENCE = 60.0
"""Seconds that a cluster may be without any worker."""
EXTRA = "the optional part `cluster`: pip install 'jigai-lab[cluster]', or dask and distributed"


class Workers(Protocol):
    """Takes work for processes elsewhere."""

    def submit(self, work: Callable[[RowJob], RowsDone], job: RowJob, /) -> Future[RowsDone]:
        """Give out a job."""


def carried_out_elsewhere(
    asked: Asked,
    count: int,
    course: Course,
    backend: Backend,
    engine: Engine,
    address: str | None,
    folder: Path,
) -> None:
    """Do what is missing in other processes.

    Raises:
        WorkerDiedError: a process or the cluster is gone. What was finished is kept.
        RowsNotKeptError: the disk is full, or the folder cannot be written to.
        ModuleNotFoundError: dask.distributed is not installed, here or on a worker.
    """
    shared = None if address else folder.resolve()
    recipe, result = recipe_of(asked.base), asked.result

    def job_of(units: tuple[Unit, ...]) -> RowJob:
        return RowJob(recipe, asked.world, units, result.measures, engine, shared, keys.LOADED_LAW)

    if backend == "processes":
        with processes(count) as workers:
            _work_through(asked, course, workers, lambda: count, job_of)
        return
    with _cluster(count, address) as (executor, capacity):
        _work_through(asked, course, executor, capacity, job_of)


def _work_through(
    asked: Asked,
    course: Course,
    workers: Workers,
    capacity: Callable[[], int],
    job_of: Callable[[tuple[Unit, ...]], RowJob],
) -> None:
    """Give out batches until nothing is missing, and take in what comes."""
    ended: queue.SimpleQueue[tuple[RowJob, Future[RowsDone]]] = queue.SimpleQueue()
    following, under_way, pace = 0, 0, None

    def is_left() -> bool:
        return following < len(asked.missing) and not asked.is_over()

    while under_way or is_left():
        while is_left() and under_way < capacity():
            job = job_of(asked.missing[following : following + _size(pace)])
            following, under_way = following + len(job.units), under_way + 1
            future = workers.submit(run_job, job)
            future.add_done_callback(partial(_put, ended, job))
        try:
            job, future = ended.get(timeout=LISTENING_SECONDS)
        except queue.Empty:
            capacity()  # says if no worker is left
            continue
        under_way -= 1
        done = future.result()
        pace = done.seconds / len(done.rows)
        if job.folder is None:
            asked.store.save(done.rows)
        for row in done.rows:
            count, failed = asked.place(row)
            course.computed, course.failed = course.computed + count, course.failed + failed
        course.report()


def _put(
    ended: queue.SimpleQueue[tuple[RowJob, Future[RowsDone]]],
    job: RowJob,
    future: Future[RowsDone],
) -> None:
    ended.put((job, future))


def _size(pace: float | None) -> int:
    """Runs of one batch: one to begin with, then as many as fill a few seconds."""
    if pace is None:
        return 1
    return min(MOST_IN_A_BATCH, max(1, int(SECONDS_A_BATCH / max(pace, 1e-6))))


@contextmanager
def _cluster(count: int, address: str | None) -> Iterator[tuple[Workers, Callable[[], int]]]:
    """Give a dask cluster, a new one on this machine or one that runs already, and its size."""
    try:
        import distributed
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(f"dask.distributed is not installed. It is {EXTRA}.") from error

    where = address or "this machine"
    with ExitStack() as stack:
        try:
            at: Any = address
            if address is None:
                with interrupts_held_back():  # its processes inherit this: Ctrl-C is ours to answer
                    at = stack.enter_context(
                        distributed.LocalCluster(
                            n_workers=count, threads_per_worker=1, dashboard_address=None,
                            silence_logs=logging.CRITICAL,
                        )
                    )  # fmt: skip
            client = stack.enter_context(distributed.Client(at))
        except OSError as error:
            raise _gone(where, error) from error
        try:
            yield client.get_executor(pure=False), _Capacity(client, where)
        except (KilledWorker, CommClosedError, CancelledError, TimeoutError) as error:
            raise _gone(where, error) from error


class _Capacity:
    """How many runs a cluster can do at once, asked again and again.

    Raises, when it is called:
        WorkerDiedError: there has been no worker for `PATIENCE` seconds.
    """

    def __init__(self, client: Any, where: str) -> None:
        self._client, self._where = client, where
        self._seen = time.monotonic()

    def __call__(self) -> int:
        count, now = int(sum(self._client.nthreads().values())), time.monotonic()
        if count:
            self._seen = now
        elif now - self._seen > PATIENCE:
            raise WorkerDiedError(
                f"the dask cluster at {self._where} has had no worker for {PATIENCE:.0f} s. What "
                "was finished is kept; start workers there (dask worker ADDRESS), and the same "
                "command goes on from there."
            )
        return max(1, count)


def _gone(where: str, error: BaseException) -> WorkerDiedError:
    return WorkerDiedError(
        f"the dask cluster at {where} lost a worker for good, or cannot be reached "
        f"({type(error).__name__}: {error}). What was finished is kept, and the same command goes "
        "on from there."
    )


__all__ = ["carried_out_elsewhere"]
