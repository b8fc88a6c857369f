"""Deliberately broken data: does leaving a block out and predicting it find what no run could give?

A model with free parameters fits almost anything that it is fitted to, so a good fit proves little.
Data of synthetic worlds are shifted in some years' growth, and growth is predicted from all else;
the same worlds as they are show how often good data are flagged by chance. Moments that tell
nothing about parameters are predicted all the same: they still have a mean and a spread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.fit.synthetic_worlds import Job, Records, Trial, judge_all
from calibration.inference.misfit import FLAGGED

if TYPE_CHECKING:
    from sim.runs.progress import Progress

BLOCK = "growth"
SHIFTS = (3.0, 1.0)  # standard deviations
WORLDS = 60
GOOD = "good"


@dataclass(frozen=True)
class Breaking:
    """How data are broken.

    Attributes:
        name: of the version.
        shifts: by moment, in standard deviations of the moment over the bank with its error.
    """

    name: str
    shifts: Mapping[str, float]


@dataclass(frozen=True)
class Flagged:
    """What worlds showed of one version of their data.

    Attributes:
        name: of the version.
        p: of the block's prediction, by world.
    """

    name: str
    p: tuple[float, ...]

    @property
    def share(self) -> float:
        """Share of worlds in which the data were flagged."""
        return float(np.mean(np.array(self.p) < FLAGGED))


def breakings(
    trial: Trial, years: tuple[int, int] = (2017, 2018), shifts: Sequence[float] = SHIFTS
) -> tuple[Breaking, ...]:
    """Growth too high in both years; and too low in the first, too high in the second.

    Args:
        trial: whose moments they are.
        years: of the growth that is shifted.
        shifts: in standard deviations; two versions for each.

    Raises:
        ValueError: no growth of one of the years is among the moments.
    """
    named: dict[int, list[str]] = {year: [] for year in years}
    for moment in trial.table.moments.items:
        if moment.block == BLOCK and moment.observation and moment.observation.year in named:
            named[moment.observation.year].append(moment.name)
    if not all(named.values()):
        raise ValueError(f"no growth of {years[0]} or of {years[1]} among the moments")
    first, second = (named[year] for year in years)
    found = []
    for shift in shifts:
        high, low = (dict.fromkeys(first, sign * shift) for sign in (1, -1))
        later = dict.fromkeys(second, shift)
        found.append(Breaking(f"high {shift:g}", high | later))
        found.append(Breaking(f"low_high {shift:g}", low | later))
    return tuple(found)


def show_broken(
    trial: Trial, versions: Sequence[Breaking], folder: Path, workers: int = 1,
    worlds: int = WORLDS, tell: Callable[[Progress], None] | None = None,
) -> tuple[tuple[Flagged, ...], dict[int, str]]:  # fmt: skip
    """How often each version of the data is flagged, the good data first.

    Returns:
        What worlds showed, and messages of those that could not be judged.

    Raises:
        ValueError: more worlds than runs.
        KeyboardInterrupt: stopped; finished worlds are kept.
    """
    import hashlib

    about = hashlib.blake2b(repr(versions).encode(), digest_size=4).hexdigest()
    records = Records(folder / f"broken-{trial.digest()}-{about}.jsonl")
    failed = judge_all(trial, worlds, partial(judge, tuple(versions)), records, workers, tell)
    found = [records.found[k] for k in range(worlds) if k in records]
    names = [GOOD, *(version.name for version in versions)]
    return tuple(Flagged(name, tuple(one[name] for one in found)) for name in names), failed


def judge(versions: Sequence[Breaking], job: Job) -> dict[str, float]:
    """P of the block's prediction from all other blocks, by version of one world's data."""
    from calibration.inference.misfit import leave_one_block_out
    from calibration.inference.posterior import draw_posterior

    trial = job.trial
    table = trial.table
    random = np.random.default_rng([trial.seed, job.index])
    errors = random.multivariate_normal(np.zeros(len(job.moments)), table.moments.total)
    block = [m.name for m in table.moments.items if m.block == BLOCK]
    good = job.every(job.moments + errors)
    others = [name for name in good.emulator.telling if name not in block]
    # What the others tell is the same whatever is done to the block: drawn once.
    draws = draw_posterior(trial.priors, good.select(others), random, trial.particles).scaled
    data = {GOOD: job.moments + errors}
    for version in versions:
        data[version.name] = data[GOOD] + shifted(trial, version)
    return {
        name: leave_one_block_out(job.every(values), {BLOCK: block}, lambda _: draws, random)[0].p
        for name, values in data.items()
    }


def shifted(trial: Trial, version: Breaking) -> NDArray[np.float64]:
    """What a version adds to each moment.

    Raises:
        ValueError: a moment that is not there.
    """
    table = trial.table
    unknown = sorted(set(version.shifts) - set(table.moments.names))
    if unknown:
        raise ValueError(f"no such moments: {', '.join(unknown)}")
    spread = np.sqrt(table.values.var(axis=0) + np.diag(table.moments.total))
    shifts = np.array([version.shifts.get(name, 0.0) for name in table.moments.names])
    return np.asarray(spread * shifts)
