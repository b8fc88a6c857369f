"""The runs of the battery: at prior means and over prior draws, stored one by one, resumable."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.bank.design import Settings
from calibration.evidence.priors import prior_draws
from calibration.evidence.store import Store, Values, digest_of

if TYPE_CHECKING:
    from scenarios.scenario_schema import Scenario
    from sim.runs.progress import Progress

MEASURING = (
    "adoption", "investment", "marks", "measure", "panel", "priors", "probe_loops", "probes",
    "sizes",
)  # fmt: skip
Tell = Callable[["Progress"], None]


def store_for(scenario: Scenario, variant: str, folder: Path, seed: int) -> Store:
    """The store of one scenario as it stands, measured by the law and the statistics of today."""
    from sim.subsample import prepared

    inputs = prepared(scenario, variant, {}).identity
    return Store(folder, "evidence", {"inputs": inputs, "seed": seed, **measured_by()})


def measured_by() -> dict[str, Any]:
    """Digests of the law and of the statistics."""
    from sim.engine import law_hash

    here = Path(__file__).parent
    return {"law": law_hash(), "measuring": digest_of(here / f"{name}.py" for name in MEASURING)}


def work(
    scenario: Scenario, variant: str, store: Store, means: int, draws: int, seed: int,
    tell: Tell | None = None, workers: int = 1,
) -> tuple[list[Values], list[Values]]:  # fmt: skip
    """Values of the runs at prior means, and of the draws; what the store holds is not run again.

    Args:
        scenario: a loaded scenario, on its sub-sample.
        variant: id of one of its variants.
        store: where values are kept.
        means: number of runs at prior means.
        draws: number of draws.
        seed: of the draws and of the run keys.
        tell: called with the count after each run.
        workers: threads that run.

    Raises:
        KeyboardInterrupt: stopped; finished runs are in the store.
    """
    from sim.runs.progress import Course

    jobs: dict[str, tuple[Settings, int]] = {f"mean-{k}": ({}, k) for k in range(means)}
    for number, settings in enumerate(prior_draws(scenario, draws, seed)):
        jobs[f"draw-{number}"] = (settings, number)
    left = [name for name in jobs if name not in store]
    course = Course(len(jobs), tell, reused=len(jobs) - len(left))
    course.report()

    def run(name: str) -> tuple[str, Values]:
        settings, replicate = jobs[name]
        return name, _measured(scenario, variant, settings, seed, replicate)

    pool = ThreadPoolExecutor(workers)
    try:
        for name, values in pool.map(run, left):
            store.keep(name, values)
            course.computed += 1
            course.report()
    finally:
        pool.shutdown(cancel_futures=True)
    return (
        [store.values[f"mean-{k}"] for k in range(means)],
        [store.values[f"draw-{k}"] for k in range(draws)],
    )


def _measured(
    scenario: Scenario, variant: str, settings: Settings, seed: int, replicate: int
) -> Values:
    from calibration.evidence.measure import measure
    from sim.randomness import run_key
    from sim.subsample import prepared

    return measure(prepared(scenario, variant, settings), run_key(seed, replicate))
