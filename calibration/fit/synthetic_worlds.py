"""Synthetic worlds from rows of the bank, each judged by a method that never saw its row.

The rows are divided into folds. For a world of a fold, the truth is its row's point, the data are
its row's moments with errors of observation drawn on top, and whatever is fitted is fitted to the
rows of the other folds. No run of the model is added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calibration.evidence.store import digest_of
from calibration.fit.posterior_fit import PARTICLES, REPEATS, emulator_of, free_priors
from calibration.gathering import gather
from calibration.kept_lines import KeptLines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calibration.bank.design import Unknown
    from calibration.fit.screening import Table
    from calibration.inference.emulator import Emulator
    from calibration.inference.likelihood import SyntheticLikelihood
    from calibration.inference.prior import Priors
    from sim.runs.crew import GoOn
    from sim.runs.progress import Progress

    Tell = Callable[[Progress], None]

Records = KeptLines[int, Any]

METHOD = ("posterior_fit", "synthetic_worlds", "proof", "broken_data")
# Nine tenths of a bank stay for fitting: a fold's emulator is hardly worse than the whole's.
FOLDS = 10


@dataclass(frozen=True)
class Trial:
    """A bank and how worlds are made of it; a record depends on this and on its number only.

    Attributes:
        table: the bank, its columns of points the free parameters only.
        priors: of the free parameters.
        seed: of the folds, the choice of worlds, and all that is drawn in them.
        folds: parts the bank's rows are divided into.
        particles: of each run of the sampler.
        repeats: independent runs of the sampler, put together.
    """

    table: Table
    priors: Priors
    seed: int
    folds: int = FOLDS
    particles: int = PARTICLES
    repeats: int = REPEATS

    @property
    def columns(self) -> tuple[int, ...]:
        """Columns of the free parameters: all that are left."""
        return tuple(range(self.priors.count))

    @property
    def order(self) -> NDArray[np.intp]:
        """Row of each world; the first worlds of a longer proof are those of a shorter one."""
        rows = len(self.table.points)
        return np.asarray(np.random.default_rng([self.seed, rows]).permutation(rows))

    def fold_of(self, world: int) -> int:
        """The fold that a world's row is in."""
        return world % self.folds

    def rows_outside(self, fold: int) -> NDArray[np.intp]:
        """Rows of the other folds, in the bank's order."""
        return np.asarray(np.sort(self.order[np.arange(len(self.order)) % self.folds != fold]))

    def without_fold(self, fold: int) -> Table:
        """The bank without a fold: all that a world of that fold may be judged by."""
        rows = self.rows_outside(fold)
        return replace(self.table, points=self.table.points[rows], values=self.table.values[rows])

    def digest(self) -> str:
        """Digest of all that the records depend on."""
        import hashlib

        table, found = self.table, hashlib.blake2b(digest_size=8)
        for array in (table.points, table.values, table.moments.total):
            found.update(repr(array.shape).encode() + np.ascontiguousarray(array).tobytes())
        about = [[(one.name, one.block) for one in table.moments.items], self.priors]
        draws = [self.seed, self.folds, self.particles, self.repeats]
        found.update(repr([*about, *draws]).encode())
        found.update(digest_of_method().encode())
        return found.hexdigest()


def digest_of_method() -> str:
    """Digest of the sources that say what is made of a bank."""
    here = Path(__file__).resolve().parent
    own = [here / f"{name}.py" for name in METHOD]
    return digest_of([*(here.parent / "inference").glob("*.py"), *own])


@dataclass(frozen=True)
class Job:
    """One world to be judged.

    Attributes:
        trial: what it is a world of.
        emulator: of the rows outside its fold.
        index: of the world.
    """

    trial: Trial
    emulator: Emulator
    index: int

    @property
    def row(self) -> int:
        """Its row of the bank."""
        return int(self.trial.order[self.index])

    @property
    def truth(self) -> NDArray[np.float64]:
        """Its true parameters, in their units."""
        return np.asarray(self.trial.priors.from_cube(self.trial.table.points[[self.row]])[0])

    @property
    def scaled_truth(self) -> NDArray[np.float64]:
        """Its true parameters, each support laid on [-1, 1]."""
        points = self.trial.table.points[[self.row]]
        return np.asarray(self.trial.priors.scaled_from_cube(points)[0])

    @property
    def moments(self) -> NDArray[np.float64]:
        """Its moments, without errors of observation."""
        return np.asarray(self.trial.table.values[self.row])

    def every(self, data: NDArray[np.float64]) -> SyntheticLikelihood:
        """Likelihood of data, all moments, by the emulator that never saw this row."""
        from calibration.inference.likelihood import SyntheticLikelihood

        return SyntheticLikelihood(self.emulator, data, self.trial.table.moments.total)


def trial_of(
    table: Table, unknown: Sequence[Unknown], free: Sequence[int], seed: int, folds: int = FOLDS,
    particles: int = PARTICLES, repeats: int = REPEATS,
) -> Trial:  # fmt: skip
    """A trial of the free parameters on a bank.

    Raises:
        ValueError: fewer than two folds, or more folds than runs.
    """
    if not 2 <= folds <= len(table.points):
        raise ValueError(f"{folds} folds of {len(table.points)} runs: 2 or more, each with a run")
    # How a moment is taken from a run is a closure, which cannot travel to another process.
    items = tuple(replace(one, take=_not_taken) for one in table.moments.items)
    bare = replace(
        table, points=table.points[:, list(free)], moments=replace(table.moments, items=items)
    )
    return Trial(bare, free_priors(unknown, free), seed, folds, particles, repeats)


def _not_taken(_run: Mapping[str, float]) -> float:
    raise RuntimeError("moments of synthetic worlds are not taken from runs")


def judge_all(
    trial: Trial, worlds: int, work: Callable[[Job], Any], records: Records, workers: int,
    tell: Tell | None = None,
) -> dict[int, str]:  # fmt: skip
    """Judge the worlds that have no record yet; the file then holds them in their order.

    Args:
        trial: what they are worlds of.
        worlds: their number.
        work: from a job to a record of plain values; a function of a module, as it travels.
        records: where they are kept.
        workers: processes; the records are the same for any number.
        tell: called with the count after each world.

    Returns:
        Messages of the worlds that could not be judged, by number.

    Raises:
        ValueError: more worlds than runs.
        KeyboardInterrupt: stopped; finished worlds are kept.
        sim.runs.crew.WorkerDiedError: a process died; finished worlds are kept.
    """
    from sim.runs.crew import in_processes, one_by_one
    from sim.runs.progress import Course

    if not 1 <= worlds <= len(trial.table.points):
        raise ValueError(f"{worlds} worlds of {len(trial.table.points)} runs: each is one run")
    left = [index for index in range(worlds) if index not in records]
    course = Course(worlds, tell, reused=worlds - len(left))
    course.report()
    folds = sorted({trial.fold_of(index) for index in left})
    emulators = {fold: emulator_without(trial, fold) for fold in folds}
    jobs = [(work, Job(trial, emulators[trial.fold_of(index)], index)) for index in left]
    count = min(workers, len(jobs))
    results = one_by_one(_judged, jobs) if count <= 1 else in_processes(_judged, jobs, count)
    failed = gather(results, records.keep, course)
    records.put_in_order()
    return failed


def emulator_without(trial: Trial, fold: int) -> Emulator:
    """Emulator of the rows outside a fold, as a fit makes it of all rows."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return emulator_of(trial.without_fold(fold), trial.priors, trial.columns, trial.seed)


def _judged(job: tuple[Callable[[Job], Any], Job], _go_on: GoOn) -> tuple[int, Any, str]:
    """Number of a world, its record, and the message if there is none.

    One thread for linear algebra: sums do not depend on the machine's cores, and processes do not
    crowd each other.
    """
    from threadpoolctl import threadpool_limits

    work, world = job
    try:
        with threadpool_limits(1):
            return world.index, work(world), ""
    except (RuntimeError, ValueError, np.linalg.LinAlgError) as error:
        return world.index, None, f"{type(error).__name__}: {error}"
