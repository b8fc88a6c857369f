"""Whether what is published lies among the runs of the bank, or beyond all of them.

Coverage over worlds is an average over the prior. It promises nothing of data that no run comes
near: there the emulator continues its polynomials, and the second method its regression.

Told twice: with errors of observation alone, and with the declared discrepancy of the model on top,
as the likelihood has it; and how many times that discrepancy would have to be for the published to
be nothing unusual.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from calibration.fit.screening import Table

EVERYTHING = "all"
# Published data are nothing unusual where they lie within this share of the runs.
USUAL = 0.95
# No multiple of the discrepancy above this is looked for.
MOST_TIMES = 64.0
TO = 0.01  # to which a multiple is found


@dataclass(frozen=True)
class Distances:
    """How far published moments lie from the runs.

    Attributes:
        distance: squared distance of the published from the runs' mean, in the runs' covariance.
        median: of the runs' own distances.
        farthest: the largest of these.
        beyond: share of the runs that lie as far or farther; 0: the published are beyond all.
    """

    distance: float
    median: float
    farthest: float
    beyond: float


@dataclass(frozen=True)
class Reach(Distances):
    """Distances with errors of observation drawn on the runs, of one block or of all moments.

    Attributes:
        block: of moments, or all.
        moments: their number.
        allowed: distances with the declared discrepancy of the model drawn on the runs too.
        times_needed: by how much the declared standard deviations of the discrepancy would have to
            be multiplied for the published to lie within 95 % of the runs. 0: within without any;
            1 or less: within as declared; infinite: not even with `MOST_TIMES`, or none declared.
    """

    block: str
    moments: int
    allowed: Distances
    times_needed: float


def reach(table: Table, seed: int) -> tuple[Reach, ...]:
    """All moments together, then each block.

    Args:
        table: the bank.
        seed: of the errors of observation and of the discrepancy.
    """
    items = table.moments.items
    places = {EVERYTHING: list(range(len(items)))}
    for place, moment in enumerate(items):
        places.setdefault(moment.block, []).append(place)
    random = np.random.default_rng(seed)
    zero, count = np.zeros(len(items)), len(table.values)
    runs = table.values + random.multivariate_normal(zero, table.moments.covariance, count)
    off = random.multivariate_normal(zero, table.moments.discrepancy, count)
    found = []
    for block, columns in places.items():
        published, some, apart = table.moments.values[columns], runs[:, columns], off[:, columns]
        bare, allowed = (distances(published, some + times * apart) for times in (0.0, 1.0))
        found.append(
            Reach(
                bare.distance, bare.median, bare.farthest, bare.beyond, block, len(columns),
                allowed, times_needed(published, some, apart),
            )
        )  # fmt: skip
    return tuple(found)


def distances(published: NDArray[np.float64], runs: NDArray[np.float64]) -> Distances:
    """Distances of published moments (moments,) and of runs (runs, moments) from the runs' mean."""
    apart = np.vstack([published, runs]) - runs.mean(axis=0)
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(runs, rowvar=False)), hermitian=True)
    squares = np.einsum("ij,jk,ik->i", apart, inverse, apart)
    own, others = float(squares[0]), squares[1:]
    return Distances(
        own, float(np.median(others)), float(others.max()), float((others >= own).mean())
    )


def times_needed(
    published: NDArray[np.float64], runs: NDArray[np.float64], off: NDArray[np.float64]
) -> float:
    """Least multiple of `off`, drawn discrepancies, that brings the published within the runs."""

    def within(times: float) -> bool:
        return distances(published, runs + times * off).beyond >= 1.0 - USUAL

    if within(0.0):
        return 0.0
    if not off.any():
        return math.inf
    high = TO
    while not within(high):
        high *= 2.0
        if high > MOST_TIMES:
            return math.inf
    low = high / 2.0 if high > TO else 0.0
    while high - low > TO:
        middle = (low + high) / 2.0
        low, high = (low, middle) if within(middle) else (middle, high)
    return high
