"""The runs of a bank: carried out in processes, kept one by one, gone on with after a kill."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.bank.design import Settings, prior_points, settings_at, unknowns
from calibration.evidence.store import Store, digest_of
from calibration.moments.taken import Values, totals_of

if TYPE_CHECKING:
    from scenarios.scenario_schema import Scenario
    from sim.runs.crew import GoOn
    from sim.runs.progress import Progress

    Tell = Callable[[Progress], None]

# Firms of the smaller city on which the statistics of facts are taken: they are of single firms,
# so that a sample of them serves, while totals hang on the largest and take the whole city.
FACT_FIRMS = 4000
# The run on the smaller city has a seed of its own, this far behind those of the whole city.
FACT_SEEDS = 1 << 31


@dataclass(frozen=True)
class Plan:
    """What a bank is made of; every figure in it depends on this and on the law.

    Attributes:
        scenario: file of the scenario.
        variant: what was in force.
        count: runs.
        seed: of the points and of the runs.
        firms: sub-sample on which totals are taken; None for the whole city.
        fact_firms: sub-sample on which the statistics of facts are taken; 0 for none of these.
        end: last quarter, where it is not the scenario's.
    """

    scenario: Path
    variant: str
    count: int
    seed: int
    firms: int | None = None
    fact_firms: int = FACT_FIRMS
    end: str | None = None


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
    own = [
        here / "moments" / "taken.py", here / "bank" / "runs.py", here / "bank" / "design.py",
        here / "subsample.py",
    ]  # fmt: skip
    return digest_of([*evidence, *own])


def store_of(plan: Plan, folder: Path) -> Store:
    """The file of a bank; its name holds the digest of all that its figures depend on."""
    from calibration.subsample import prepared
    from sim.engine import law_hash

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
    plan: Plan, store: Store, settings: Sequence[Settings], workers: int, tell: Tell | None = None
) -> dict[int, str]:
    """Carry out the runs that the store lacks, run k with settings k; messages of failed ones.

    Each is kept as soon as it is finished, so that a kill loses only those under way.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept.
        sim.runs.crew.WorkerDiedError: a process died; finished runs are kept.
    """
    from sim.runs.crew import in_processes, one_by_one
    from sim.runs.progress import Course

    left = [run for run in range(len(settings)) if str(run) not in store]
    course = Course(len(settings), tell, reused=len(settings) - len(left))
    course.report()
    jobs = [(plan, run, settings[run]) for run in left]
    count = min(workers, max(1, len(jobs)))
    results = one_by_one(carry_out, jobs) if count == 1 else in_processes(carry_out, jobs, count)
    failed: dict[int, str] = {}
    with closing(results):
        for run, values, message in results:
            if message:
                failed[run] = message
                course.failed += 1
            else:
                store.keep(str(run), values)
            course.computed += 1
            course.report()
    return failed


def loaded(plan: Plan, firms: int | None = None) -> Scenario:
    """The plan's scenario at its priors, on a sub-sample of so many firms if one is given."""
    return _loaded(plan.scenario, plan.end, firms if firms is not None else plan.firms)


@cache
def _loaded(path: Path, end: str | None, firms: int | None) -> Scenario:
    """Read once in a process; what an earlier calibration found is not taken over."""
    import scenarios

    found = scenarios.load_scenario(path, with_posterior=False)
    horizon = found.file.horizon
    changes: dict[str, object] = {}
    if end is not None:
        changes["horizon"] = horizon.model_copy(update={"end": end})
    if firms is not None:
        changes["population_limit"] = firms
    return found.model_copy(update={"file": found.file.model_copy(update=changes)})


def carry_out(job: tuple[Plan, int, Settings], _go_on: GoOn) -> tuple[int, Values, str]:
    """One run of the bank: its number, what is kept of it, and the message if it gave nothing."""
    plan, run, settings = job
    try:
        return run, one_run(plan, run, settings), ""
    except Exception as error:  # a run that the law stops is a row without figures
        return run, {}, f"{type(error).__name__}: {error}"


def one_run(plan: Plan, run: int, settings: Settings) -> Values:
    """Totals from the whole city, statistics of facts from the smaller one."""
    from calibration.evidence.measure import measure
    from calibration.subsample import prepared
    from sim.engine import CompiledRun
    from sim.randomness import run_key

    city = loaded(plan)
    inputs = prepared(city, plan.variant, settings)
    whole = CompiledRun(inputs, run_key(plan.seed, run))
    whole.finish()
    values = totals_of(whole.outcome(), inputs.calendar, instruments_of(city.place.id))
    if plan.fact_firms == 0:
        return values
    smaller = prepared(loaded(plan, plan.fact_firms), plan.variant, settings)
    return values | measure(smaller, run_key(plan.seed, FACT_SEEDS + run))


@cache
def instruments_of(place: str) -> tuple[str, ...]:
    """Instruments of whose support a published figure of the place speaks."""
    from calibration.observed import load_observations

    return tuple(sorted({one.instrument for one in load_observations(place) if one.instrument}))
