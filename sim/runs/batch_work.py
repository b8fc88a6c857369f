"""One batch: run its replicates one after another, and keep what they give."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.runs import keys, tidy
from sim.runs.crew import StoppedError
from sim.runs.drawn import inputs_at
from sim.runs.plan import Batch, Engine, Simulate
from sim.runs.pool import Pool, RunRecord, StoredBatch

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.outcome import Outcome


@dataclass(frozen=True)
class BatchJob:
    """A batch to be computed, with all that a worker in another process needs to know.

    Attributes:
        batch: what is to be run.
        engine: which engine runs it.
        simulate: what runs it; None for `sim.simulation.simulate`.
        pool: the folder that keeps it.
        law: digest of the law that the batch's keys were made with.
        threads: that share the firms of a run; no figure depends on it.
    """

    batch: Batch
    engine: Engine
    simulate: Simulate | None
    pool: Path
    law: str
    threads: int = 1


@dataclass(frozen=True)
class BatchEnd:
    """What a worker says of a finished batch: its runs, and how many of them gave no figures."""

    runs: int
    failed: int


def compute(job: BatchJob, go_on: Callable[[], bool]) -> BatchEnd:
    """Run a batch and keep it, unless another process has done so meanwhile.

    Raises:
        StoppedError: it was told to stop; nothing of the batch is kept.
        LawChangedError: this worker has loaded other law than the plan was made with.
        OSError: the disk is full, or the folder cannot be written to.
    """
    if job.law != keys.LOADED_LAW:
        raise keys.LawChangedError("the law was edited after the plan was made. Start again.")
    pool = Pool(job.pool)
    stored = pool.find(job.batch)
    if stored is None or stored.broken:
        stored = _run(job, pool, go_on)
    return BatchEnd(len(stored.records), stored.failed)


def _run(job: BatchJob, pool: Pool, go_on: Callable[[], bool]) -> StoredBatch:
    import pyarrow as pa

    tables, records = [tidy.schema().empty_table()], []
    for position in range(len(job.batch.run_keys)):
        if not go_on():
            raise StoppedError
        table, record = _run_one(job, position)
        records.append(record)
        if table is not None:
            tables.append(table)
    return pool.save(job.batch, pa.concat_tables(tables).combine_chunks(), records)


def _run_one(job: BatchJob, position: int) -> tuple[pa.Table | None, RunRecord]:
    """Run one replicate; what it raises becomes its record."""
    from sim.errors import SimulationError

    batch = job.batch
    run_key, run = batch.run_keys[position], batch.first + position
    try:
        simulate = job.simulate or partial(_own_simulate(), threads=job.threads)
        inputs = inputs_at(batch.inputs, run)
        outcome = simulate(inputs, batch.run_seeds[position], job.engine)
        table = tidy.quarters_of(outcome.rows(), run_key, batch.variant, run)
    except SimulationError as error:
        name = type(error).__name__
        return None, RunRecord(run_key, batch.variant, run, "refused", name, str(error))
    except Exception as error:  # whatever it is, the ensemble goes on and the record says so
        name, message = type(error).__name__, f"{error} ({_origin(error)})"
        return None, RunRecord(run_key, batch.variant, run, "broken", name, message)
    return table, RunRecord(run_key, batch.variant, run, "done")


def _own_simulate() -> Callable[..., Outcome]:
    from sim import simulation

    return simulation.simulate


def _origin(error: BaseException) -> str:
    """Return where in the sources an error arose, as `file.py:12 in function`."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"
