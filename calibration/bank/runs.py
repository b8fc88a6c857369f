"""The runs of a bank: carried out in processes, kept one by one, gone on with after a kill."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.bank.design import Settings, prior_points, settings_at, unknowns
from calibration.bank.one_run import Plan, instruments_of, loaded, one_run
from calibration.evidence.store import Store, digest_of
from calibration.gathering import gather
from calibration.moments.taken import Values

if TYPE_CHECKING:
    from sim.runs.crew import GoOn
    from sim.runs.progress import Progress

    Tell = Callable[[Progress], None]
    Job = tuple[Plan, int, Settings]
    Work = Callable[[Job, GoOn], tuple[int, Values, str]]


# Runs carried out before it is said what the others will take.
TIMED = 2


@dataclass(frozen=True)
class Bank:
    """Finished runs.

    Attributes:
        names: of the unknowns, columns of `points`.
        points: quantiles of the priors, shape (runs, unknowns).
        runs: what is kept of each.
        failed: messages of the runs that gave no figures, by number.
        digest: of all that the figures depend on.
    """

    names: tuple[str, ...]
    points: NDArray[np.float64]
    runs: tuple[Values, ...]
    failed: dict[int, str]
    digest: str


def measuring() -> str:
    """Digest of the sources that say where runs lie and what is kept of them."""
    from calibration.evidence.work import MEASURING

    here = Path(__file__).resolve().parents[1]
    evidence = [here / "evidence" / f"{name}.py" for name in MEASURING]
    bank = [here / "bank" / f"{name}.py" for name in ("design", "one_run")]
    own = [here / "moments" / "taken.py", *bank, here.parent / "sim" / "subsample.py"]
    return digest_of([*evidence, *own])


def store_of(plan: Plan, folder: Path) -> Store:
    """The file of a bank; its name holds the digest of all that its figures depend on."""
    from sim.engine import law_hash
    from sim.subsample import prepared

    scenario = loaded(plan)
    priors = [[one.name, repr(one.prior), one.declaration.whole] for one in unknowns(scenario)]
    identity = {
        "inputs": prepared(scenario, plan.variant, {}).identity, "priors": priors,
        "seed": plan.seed, "fact_firms": plan.fact_firms, "law": law_hash(),
        "measuring": measuring(), "instruments": instruments_of(scenario.place.id),
    }  # fmt: skip
    return Store(folder, f"bank-{scenario.place.id}", identity)


def make_bank(plan: Plan, folder: Path, workers: int, tell: Tell | None = None) -> Bank:
    """Carry out what the bank still lacks.

    Args:
        plan: of the bank. A larger count goes on with a smaller bank.
        folder: where it is kept.
        workers: processes.
        tell: called with the count after each run.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept.
        sim.runs.crew.WorkerDiedError: a process died; finished runs are kept.
    """
    store = store_of(plan, folder)  # holds no failed run: they are tried again at each start
    unknown = unknowns(loaded(plan))
    points = prior_points(plan.count, len(unknown), plan.seed)
    settings = [settings_at(unknown, point) for point in points]
    failed = carry_out_all(plan, store, settings, workers, tell)
    done = [run for run in range(plan.count) if str(run) in store]
    return Bank(
        tuple(one.name for one in unknown), points[done],
        tuple(store.values[str(run)] for run in done), failed, store.path.stem.rsplit("-", 1)[1],
    )  # fmt: skip


def carry_out_all(
    plan: Plan, store: Store, settings: Sequence[Settings], workers: int, tell: Tell | None = None,
    work: Work | None = None,
) -> dict[int, str]:  # fmt: skip
    """Carry out the runs that the store lacks, run k with settings k; messages of failed ones.

    Two are carried out here and the second timed, so that it is said what the others will take.
    Each is kept as soon as it is finished, so that a kill loses only those under way.

    Args:
        plan: of the bank.
        store: that keeps them.
        settings: of each run.
        workers: processes.
        tell: called with the count after each run.
        work: carries out one run, a function of a module as it travels; None for `carry_out`.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept.
        sim.runs.crew.WorkerDiedError: a process died; finished runs are kept.
    """
    from sim.runs.cost import Cost
    from sim.runs.crew import in_processes, one_by_one
    from sim.runs.progress import Course

    work = work or carry_out
    left = [run for run in range(len(settings)) if str(run) not in store]
    course = Course(len(settings), tell, reused=len(settings) - len(left))
    course.report()
    jobs = [(plan, run, settings[run]) for run in left]
    count = min(workers, max(1, len(jobs) - TIMED))
    failed: dict[int, str] = {}

    def keep(run: int, values: Values) -> None:
        store.keep(str(run), values)

    begun = time.perf_counter()
    for job in jobs[:TIMED]:  # the first loads what the second is timed without
        begun = time.perf_counter()
        failed |= gather(one_by_one(work, [job]), keep, course)
    rest = jobs[TIMED:]
    if rest:
        course.forecast = Cost(len(rest), count, (time.perf_counter() - begun) * len(rest) / count)
        course.report()
        done = one_by_one(work, rest) if count == 1 else in_processes(work, rest, count)
        failed |= gather(done, keep, course)
    return failed


def carry_out(job: Job, _go_on: GoOn) -> tuple[int, Values, str]:
    """One run of the bank: its number, what is kept of it, and the message if it gave nothing."""
    plan, run, settings = job
    try:
        return run, one_run(plan, run, settings), ""
    except Exception as error:  # a run that the law stops is a row without figures
        return run, {}, f"{type(error).__name__}: {error}"
