"""Run what is missing of a plan, and put its tables together.

Any number of workers, any interruption and either engine end in the same tables, to the byte.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from sim.runs import crew, files, keys, store
from sim.runs.batch_work import BatchEnd, BatchJob, compute
from sim.runs.cost import Cost, cost_of
from sim.runs.drawn import inputs_at
from sim.runs.plan import OWN_SIMULATOR, Batch, Engine, RunPlan, Simulate
from sim.runs.pool import Pool
from sim.runs.progress import Course, Progress
from sim.runs.store import StoredRun

if TYPE_CHECKING:
    from sim.model_inputs import Inputs

WORTH_TIMING = 20
"""Runs from which the one timed beforehand is a small part of the work."""


class RunInterrupted(KeyboardInterrupt):
    """Ctrl-C: what was finished is kept, and the same command goes on from there.

    Attributes:
        done: runs that are finished and kept.
        total: runs of the plan.
        out: the folder that keeps them.
    """

    def __init__(self, done: int, total: int, out: Path) -> None:
        super().__init__(
            f"Stopped with {done} of {total} runs finished. They are kept in {out}; "
            "the same command goes on from there."
        )
        self.done, self.total, self.out = done, total, out


@dataclass(frozen=True)
class Findings:
    """What the pool has of a plan.

    Attributes:
        names: file names of the batches that are there, by key.
        missing: batches that are absent, damaged, or have runs to be tried again.
        damaged: file names of the damaged ones.
    """

    names: dict[str, str]
    missing: list[Batch]
    damaged: list[str]


def execute(
    plan: RunPlan,
    out: Path,
    engine: Engine = "compiled",
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    simulate: Simulate | None = None,
) -> StoredRun:
    """Run what is missing of a plan and return the complete ensemble.

    A run that fails is recorded with its reason, and the others go on.

    Args:
        plan: what is to be run.
        out: the folder of all ensembles.
        engine: "compiled" (in threads) or "mesa" (in processes); no figure depends on it.
        workers: how many at once; None for one on each core.
        progress: called in this thread at the start, with a forecast where the work is long enough
            to be worth timing, and after each batch.
        simulate: an own simulator instead of `sim.simulation.simulate`, named by the plan; for
            processes it must be a function of an importable module.

    Raises:
        ValueError: an unknown engine, less than one worker, an own simulator without a name.
        LawChangedError: the law was edited after this program started, or the plan was made.
        RunInterrupted: Ctrl-C. What was finished is kept.
        WorkerDiedError: a worker process died. What was finished is kept.
        OSError: the disk is full, or the folder cannot be written to.
    """
    _check(plan, engine, workers, simulate)
    course, pool = Course(plan.total, progress), Pool(out / store.POOL)
    files.clear_leftovers(out)
    manifest = store.begin(plan, out)
    found = _look(plan, pool, course)
    workers = workers or crew.available()
    count = max(1, min(workers, len(found.missing)))
    # Cores for which there is no batch share the firms of a run.
    threads = workers // count if engine == "compiled" else 1
    jobs = [
        BatchJob(batch, engine, simulate, pool.folder, plan.law, threads) for batch in found.missing
    ]
    try:
        course.report()
        course.forecast = _forecast(jobs, count, course)
        if course.forecast is not None:
            course.report()
        with closing(_ends(jobs, engine, count)) as ends:
            for end in ends:
                course.computed += end.runs
                course.failed += end.failed
                course.report()
        whole = StoredRun(store.folder_of(plan, out), manifest)
        if not jobs and manifest["batches"] == found.names and whole.is_whole():
            return whole
        tables = store.compact(plan, out)
    except KeyboardInterrupt:
        store.note(plan, out, manifest, {}, _entry(course, found, engine, count, "stopped"))
        raise RunInterrupted(course.done, plan.total, out) from None
    entry = _entry(course, found, engine, count, store.COMPLETE)
    manifest = store.note(plan, out, manifest, tables, entry)
    return StoredRun(whole.folder, manifest, tuple(found.damaged))


def _check(plan: RunPlan, engine: str, workers: int | None, simulate: Simulate | None) -> None:
    """Refuse what would fail later, or would keep figures under a key that is not theirs."""
    if engine not in get_args(Engine):
        raise ValueError(f"engine is one of {', '.join(get_args(Engine))}, not {engine!r}")
    if workers is not None and workers < 1:
        raise ValueError(f"workers is 1 or more, not {workers}")
    if (simulate is None) != (plan.simulator == OWN_SIMULATOR):
        raise ValueError(
            "an own simulator and its name go together: RunPlan(..., simulator='its name') and "
            "execute(..., simulate=its_function). Its results are kept under that name."
        )
    if plan.law != keys.LOADED_LAW:
        raise keys.LawChangedError("the plan was made with other law. Make it again.")
    keys.require_unchanged_law()


def _forecast(jobs: list[BatchJob], workers: int, course: Course) -> Cost | None:
    """What the missing runs will take; None where nobody asks, or it is not worth a timed run."""
    runs = sum(len(job.batch.run_keys) for job in jobs)
    if course.tell is None or runs < WORTH_TIMING:
        return None
    if jobs[0].engine != "compiled" or jobs[0].simulate is not None:
        return None
    with suppress(Exception):  # a run that fails is recorded with its reason when its turn comes
        first = jobs[0].batch
        inputs = cast("Inputs", inputs_at(first.inputs, first.first))
        work = partial(_with_rows, threads=jobs[0].threads)
        return cost_of(inputs, runs, workers, lambda: work)
    return None


def _with_rows(inputs: Inputs, key: int, threads: int) -> object:
    """A run and its rows, as a batch makes them."""
    from sim.simulation import simulate

    return simulate(inputs, key, threads=threads).rows()


def _look(plan: RunPlan, pool: Pool, course: Course) -> Findings:
    """See what the pool has of a plan, and count it."""
    found = Findings({}, [], [])
    for batch in plan.batches():
        stored = pool.find(batch)
        if stored is not None and not stored.broken:
            found.names[batch.key] = stored.path.name
            course.reused += len(stored.records)
            course.failed += stored.failed
            continue
        found.missing.append(batch)
        if stored is None:
            found.damaged.extend(path.name for path in pool.damaged(batch))
    return found


def _ends(jobs: list[BatchJob], engine: Engine, count: int) -> Generator[BatchEnd, None, None]:
    """Do the jobs in the way that suits the engine."""
    if count == 1:
        return crew.one_by_one(compute, jobs)
    if engine == "compiled":
        return crew.in_threads(compute, jobs, count)
    return crew.in_processes(compute, jobs, count)


def _entry(course: Course, found: Findings, engine: Engine, count: int, how: str) -> dict[str, Any]:
    """Return this start's line in the manifest."""
    return {
        "ended": store.now(),
        "how": how,
        "seconds": round(course.seconds, 3),
        "engine": engine,
        "workers": count,
        "computed": course.computed,
        "reused": course.reused,
        "repaired": found.damaged,
    }
