"""Runs of a world for forecasts: quarterly totals of two measures, two seeds at each point.

Two runs share every parameter and differ in the seed alone, so that the part of the spread that
parameters make can be told from chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.bank.design import Settings, Unknown, prior_points, settings_at, unknowns
from calibration.evidence.store import Store, digest_of
from calibration.forecasts.worlds import World, loaded_world
from calibration.gathering import gather
from calibration.moments.taken import Values, totals_of

if TYPE_CHECKING:
    from sim.runs.crew import GoOn
    from sim.runs.progress import Progress

MEASURES = ("reported_renovation", "reported_industrial")
SEEDS_A_POINT = 2


@dataclass(frozen=True)
class Ensemble:
    """Finished runs of one world.

    Attributes:
        world: of the runs.
        runs: quarterly totals by name, run k at point k // 2.
        digest: of all that the figures depend on.
        failed: messages of the runs that gave no figures, by number.
    """

    world: World
    runs: tuple[Values, ...]
    digest: str
    failed: dict[int, str]


def settings_of(
    unknown: Sequence[Unknown], count: int, seed: int, learned: Sequence[Settings] = ()
) -> list[Settings]:
    """Settings of each run: points of the prior, what was learned elsewhere in their place.

    Args:
        unknown: every quantity of the world with a prior.
        count: runs.
        seed: of the points.
        learned: settings of some of the unknowns, one set a point, taken in turn; none: the prior.
    """
    points = prior_points(-(-count // SEEDS_A_POINT), len(unknown), seed)
    found: list[Settings] = []
    for run in range(count):
        number = run // SEEDS_A_POINT
        values = settings_at(unknown, points[number])
        if learned:
            values |= {
                name: value
                for name, value in learned[number % len(learned)].items()
                if name in values
            }
        found.append(values)
    return found


def make_runs(
    world: World,
    count: int,
    seed: int,
    folder: Path,
    workers: int = 1,
    learned: Sequence[Settings] = (),
    tell: Callable[[Progress], None] | None = None,
) -> Ensemble:
    """Carry out what is still lacking; finished runs are kept one by one.

    Args:
        world: what the runs are made of.
        count: runs; more go on with fewer.
        seed: of the points and of the runs.
        folder: where they are kept.
        workers: processes.
        learned: settings that take the place of the prior's.
        tell: called with the count after each run.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept.
        ValueError: fewer than four runs.
    """
    from sim.runs.crew import in_processes, one_by_one
    from sim.runs.progress import Course

    if count < 2 * SEEDS_A_POINT:
        raise ValueError(f"{count} runs: {2 * SEEDS_A_POINT} or more are needed")
    scenario = loaded_world(world)
    settings = settings_of(unknowns(scenario), count, seed, learned)
    store = _store(world, seed, learned, folder)
    left = [run for run in range(count) if str(run) not in store]
    course = Course(count, tell, reused=count - len(left))
    course.report()
    jobs = [(world, seed, run, settings[run]) for run in left]
    work = one_by_one(_carry_out, jobs) if workers == 1 else in_processes(_carry_out, jobs, workers)
    failed = gather(work, lambda run, values: store.keep(str(run), values), course)
    done = [run for run in range(count) if str(run) in store]
    digest = store.path.stem.rsplit("-", 1)[1]
    return Ensemble(world, tuple(store.values[str(run)] for run in done), digest, failed)


def _store(world: World, seed: int, learned: Sequence[Settings], folder: Path) -> Store:
    from sim.engine import law_hash
    from sim.subsample import prepared

    scenario = loaded_world(world)
    here = Path(__file__).resolve().parents[1]
    sources = [
        Path(__file__), here / "bank" / "design.py", here / "moments" / "taken.py",
        here.parent / "sim" / "subsample.py",
    ]  # fmt: skip
    identity = {
        "inputs": prepared(scenario, world.variant, {}).identity, "seed": seed,
        "priors": [[one.name, repr(one.prior)] for one in unknowns(scenario)],
        "learned": list(learned), "law": law_hash(), "sources": digest_of(sources),
    }  # fmt: skip
    return Store(folder, f"forecast-{scenario.place.id}", identity)


def _carry_out(job: tuple[World, int, int, Settings], _go_on: GoOn) -> tuple[int, Values, str]:
    world, seed, run, settings = job
    try:
        return run, one_run(world, seed, run, settings), ""
    except Exception as error:  # a run that the law stops is a row without figures
        return run, {}, f"{type(error).__name__}: {error}"


def one_run(world: World, seed: int, run: int, settings: Settings) -> Values:
    """Quarterly totals of `MEASURES`, those of a sub-sample raised to the place."""
    from sim.engine import CompiledRun
    from sim.randomness import run_key
    from sim.subsample import prepared, share_of_roster

    scenario = loaded_world(world)
    inputs = prepared(scenario, world.variant, settings)
    compiled = CompiledRun(inputs, run_key(seed, run))
    compiled.finish()
    share = share_of_roster(scenario, settings)
    totals = totals_of(compiled.outcome(), inputs.calendar)
    return {name: value / share for name, value in totals.items() if name.split("@")[0] in MEASURES}
