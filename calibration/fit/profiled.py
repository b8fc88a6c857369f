"""Profile likelihoods of the free parameters, told in their own units.

A posterior is prior and likelihood together; the profile is the likelihood alone, with the best
values of all other parameters at each value of one. Where it is flat over the whole prior, what the
posterior says of the parameter is its prior, or a ridge cut off by the priors of others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

    from calibration.fit.posterior_fit import Fit
    from sim.runs.progress import Progress

POINTS = 21
ROUNDS = 200


@dataclass(frozen=True, eq=False)  # holds arrays
class Profile:
    """The profile of one free parameter.

    Attributes:
        name: of the parameter.
        values: where it is held, in its unit (points); quantiles of its prior at equal steps.
        drop: twice the log likelihood lost there (points), 0 or more.
        low: lower end of the 90 % interval of the likelihood, in its unit.
        high: upper end.
        flat: whether the interval is the whole prior: the likelihood does not identify it.
    """

    name: str
    values: NDArray[np.float64]
    drop: NDArray[np.float64]
    low: float
    high: float
    flat: bool


def profiles_of(
    fit: Fit, seed: int, tell: Callable[[Progress], None] | None = None
) -> tuple[Profile, ...]:
    """Profiles of all free parameters, in their order.

    Args:
        fit: whose likelihood, that of the emulator, is profiled.
        seed: of the climbs.
        tell: called before and after; all are found at once.
    """
    from calibration.inference.profiles import profile_likelihood
    from sim.runs.progress import Course

    course = Course(1, tell)
    course.report()
    priors = fit.priors
    found = profile_likelihood(
        lambda cube: fit.likelihood(priors.scaled_from_cube(cube)), fit.posterior.cube,
        np.random.default_rng(seed), POINTS, ROUNDS,
    )  # fmt: skip
    course.computed += 1
    course.report()
    grid = np.repeat(found.grid[:, None], priors.count, axis=1)
    values = priors.from_cube(grid)
    low, high = (priors.from_cube(ends[None])[0] for ends in (found.low, found.high))
    return tuple(
        Profile(
            name, values[:, k], found.drop[k], float(low[k]), float(high[k]), bool(found.flat[k])
        )
        for k, name in enumerate(priors.names)
    )
