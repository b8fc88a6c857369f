"""Proof of the method on this model: does it recover truths, and do its intervals hold?

Simulation-based calibration through the bank itself (`calibration.fit.synthetic_worlds`), by the
same path as a fit and, beside it, by the independent second method; once with all data and once
with growth alone, to show what growth does not tell. `identified` was fixed beforehand: a posterior
standard deviation under half the prior's, on the prior's own scale
(`calibration.inference.identification.IDENTIFIED`). Worlds are judged on that scale throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calibration.fit.posterior_fit import KEPT
from calibration.fit.synthetic_worlds import Job, Records, Trial, judge_all
from calibration.inference.agreement import RATIO, SHIFT

if TYPE_CHECKING:
    from calibration.inference.calibration_check import Calibration, World
    from calibration.inference.prior import Priors
    from sim.runs.progress import Progress

Floats = NDArray[np.float64]

WORLDS = 200
# Blocks of moments that each set of data has; None: all.
DATA: dict[str, tuple[str, ...] | None] = {"all": None, "growth": ("growth",)}
FIRST, SECOND = "emulator", "local_linear"
METHODS = (FIRST, SECOND)


@dataclass(frozen=True)
class Shown:
    """What all worlds showed of one method on one set of data; arrays are by parameter.

    Attributes:
        calibration: ranks, coverage, errors.
        identified: share of worlds in which it is identified.
        identified_a_world: mean number of parameters identified.
        contraction: mean over worlds.
        width: mean width of the 90 % interval in prior standard deviations, on the prior's scale.
        rmse: root mean square error of the posterior mean, in the same.
    """

    calibration: Calibration
    identified: Floats
    identified_a_world: float
    contraction: Floats
    width: Floats
    rmse: Floats

    @property
    def honest(self) -> bool:
        """Whether no ranks are flagged and coverage holds at both levels, within its error."""
        levels = self.calibration.overall
        return not self.calibration.flagged and all(one.holds for one in levels)


@dataclass(frozen=True)
class Beside:
    """The second method beside the first on the same worlds; arrays are by parameter.

    Attributes:
        shift: root mean square difference of means, in the first's standard deviations.
        ratio: geometric mean of the second's standard deviation over the first's.
        alike: share of worlds in which they agree by the marks of
            `calibration.inference.agreement`, no Monte Carlo error allowed for.
    """

    shift: Floats
    ratio: Floats
    alike: Floats


@dataclass(frozen=True)
class Proof:
    """All that a proof shows.

    Attributes:
        names: of the free parameters.
        shown: by set of data and method.
        beside: by set of data.
        failed: messages of worlds that could not be judged, by number; they are in nothing above.
        silent: share of worlds whose fold's emulator left a moment out as silent, by moment.
        worlds: what each showed of the first method on all data.
    """

    names: tuple[str, ...]
    shown: Mapping[tuple[str, str], Shown]
    beside: Mapping[str, Beside]
    failed: Mapping[int, str]
    silent: Mapping[str, float]
    worlds: tuple[World, ...]


def prove(
    trial: Trial,
    folder: Path,
    workers: int = 1,
    worlds: int = WORLDS,
    tell: Callable[[Progress], None] | None = None,
) -> Proof:
    """Judge the worlds that are not judged yet, and say what all show.

    Args:
        trial: `calibration.fit.synthetic_worlds.trial_of` a bank.
        folder: where records are kept.
        workers: processes.
        worlds: their number, 2 or more.
        tell: called with the count after each world.

    Raises:
        ValueError: more worlds than runs, or fewer than two worlds that could be judged.
        KeyboardInterrupt: stopped; finished worlds are kept.
    """
    records = Records(folder / f"proof-{trial.digest()}.jsonl")
    failed = judge_all(trial, worlds, judge, records, workers, tell)
    found = [records.found[k] for k in range(worlds) if k in records]
    if len(found) < 2:
        first = next(iter(failed.values()), "only one was asked for")
        raise ValueError(f"{len(found)} of {worlds} worlds could be judged: {first}")
    return shown_by(found, trial, failed)


def judge(job: Job) -> dict[str, Any]:
    """Both methods on all sets of data in one world, as plain values."""
    from calibration.inference.calibration_check import check_world

    covariance = job.trial.table.moments.total
    record: dict[str, Any] = {"silent": list(job.emulator.silent)}
    for data, blocks in DATA.items():
        given = given_in(job, blocks)
        told = [name for name in given if name in job.emulator.telling]
        quantity = partial(data_log_likelihood, job, told) if told else None
        # As in a fit, the second method is given what tells anything; where nothing does, it is
        # given all, so that it may contradict the emulator.
        draws = {
            FIRST: partial(drawn_first, job, told),
            SECOND: partial(drawn_second, job, told or given),
        }
        for method, draw in draws.items():
            world = check_world(
                job.index, job.scaled_truth, job.moments, covariance, draw, job.trial.seed, quantity
            )
            record[f"{data}/{method}"] = world.plain()
    return record


def given_in(job: Job, blocks: tuple[str, ...] | None) -> list[str]:
    """Moments of the blocks; all moments if none are named.

    Raises:
        ValueError: there are none.
    """
    items = job.trial.table.moments.items
    found = [one.name for one in items if blocks is None or one.block in blocks]
    if not found:
        raise ValueError(f"no moments of {', '.join(blocks or ('any block',))}")
    return found


def drawn_first(
    job: Job, told: list[str], data: Floats, random: np.random.Generator
) -> NDArray[np.float64]:
    """Scaled posterior draws as a fit makes them; of the prior where nothing is told."""
    from calibration.inference.posterior import draw_posterior

    trial = job.trial
    if not told:
        cube = random.random((trial.particles * trial.repeats, trial.priors.count))
        return trial.priors.scaled_from_cube(cube)
    likelihood = job.every(data).select(told)
    found = draw_posterior(trial.priors, likelihood, random, trial.particles, repeats=trial.repeats)
    return found.scaled


def drawn_second(
    job: Job, given: list[str], data: Floats, random: np.random.Generator
) -> NDArray[np.float64]:
    """Scaled draws of the second method as in a fit, from the rows outside the world's fold."""
    from calibration.inference.local_linear import local_linear

    trial = job.trial
    table = trial.without_fold(trial.fold_of(job.index))
    columns = [table.moments.names.index(name) for name in given]
    covariance = table.moments.total[np.ix_(columns, columns)]
    found = local_linear(
        table.points, table.values[:, columns], data[columns], covariance, random,
        trial.particles * trial.repeats, KEPT,
    )  # fmt: skip
    return trial.priors.scaled_from_cube(found.draws)


def data_log_likelihood(job: Job, told: list[str], scaled: Floats, data: Floats) -> Floats:
    """Log likelihood of a world's data at scaled parameters.

    Its rank shows a method that returns nothing but its prior, which ranks of parameters do not.
    """
    return job.every(data).select(told)(scaled)


def shown_by(
    records: Sequence[Mapping[str, Any]], trial: Trial, failed: Mapping[int, str]
) -> Proof:
    """What records of worlds show together.

    Raises:
        ValueError: fewer than two worlds.
    """
    from calibration.inference.calibration_check import World

    shown: dict[tuple[str, str], Shown] = {}
    beside = {}
    for data in DATA:
        worlds = {m: [World(**one[f"{data}/{m}"]) for one in records] for m in METHODS}
        for method in METHODS:
            shown[data, method] = _shown(worlds[method], trial.priors)
        beside[data] = _beside(worlds[FIRST], worlds[SECOND])
    silent = {
        name: sum(name in one["silent"] for one in records) / len(records)
        for name in trial.table.moments.names
    }
    return Proof(
        trial.priors.names, shown, beside, dict(failed),
        {name: share for name, share in silent.items() if share},
        tuple(World(**one[f"all/{FIRST}"]) for one in records),
    )  # fmt: skip


def _shown(worlds: Sequence[World], priors: Priors) -> Shown:
    from calibration.inference.calibration_check import summary
    from calibration.inference.identification import contraction, identified

    found = summary(worlds)
    told = contraction(np.array([world.sd for world in worlds]), priors)
    known = identified(told)
    return Shown(
        found, known.mean(axis=0), float(known.sum(axis=1).mean()), told.mean(axis=0),
        found.width / priors.scaled_sd, found.rmse / priors.scaled_sd,
    )  # fmt: skip


def _beside(first: Sequence[World], second: Sequence[World]) -> Beside:
    sd, other = (np.array([world.sd for world in worlds]) for worlds in (first, second))
    means = [np.array([world.mean for world in worlds]) for worlds in (first, second)]
    shift, logs = (means[1] - means[0]) / sd, np.log(other / sd)
    alike = (np.abs(shift) <= SHIFT) & (np.abs(logs) <= np.log(RATIO))
    return Beside(np.sqrt((shift**2).mean(axis=0)), np.exp(logs.mean(axis=0)), alike.mean(axis=0))


if __name__ == "__main__":
    import sys

    from calibration.fit.proof_command import main

    sys.exit(main())
