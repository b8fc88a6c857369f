"""Whether what is published lies among the runs of the bank, or beyond all of them.

Coverage over worlds is an average over the prior. It promises nothing of data that no run comes
near: there the emulator continues its polynomials, and the second method its regression.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from calibration.fit.screening import Table

EVERYTHING = "all"


@dataclass(frozen=True)
class Reach:
    """How far published moments lie from the runs, errors of observation drawn on the runs.

    Attributes:
        block: of moments, or all.
        moments: their number.
        distance: squared distance of the published from the runs' mean, in the runs' covariance.
        median: of the runs' own distances.
        farthest: the largest of these.
        beyond: share of the runs that lie as far or farther; 0: the published are beyond all.
    """

    block: str
    moments: int
    distance: float
    median: float
    farthest: float
    beyond: float


def reach(table: Table, seed: int) -> tuple[Reach, ...]:
    """All moments together, then each block.

    Args:
        table: the bank.
        seed: of the errors of observation.
    """
    items = table.moments.items
    places = {EVERYTHING: list(range(len(items)))}
    for place, moment in enumerate(items):
        places.setdefault(moment.block, []).append(place)
    random = np.random.default_rng(seed)
    zero = np.zeros(len(items))
    errors = random.multivariate_normal(zero, table.moments.covariance, len(table.values))
    runs = table.values + errors
    found = []
    for block, columns in places.items():
        some = runs[:, columns]
        apart = np.vstack([table.moments.values[columns], some]) - some.mean(axis=0)
        inverse = np.linalg.pinv(np.atleast_2d(np.cov(some, rowvar=False)), hermitian=True)
        squares = np.einsum("ij,jk,ik->i", apart, inverse, apart)
        own, others = float(squares[0]), squares[1:]
        found.append(
            Reach(
                block, len(columns), own, float(np.median(others)), float(others.max()),
                float((others >= own).mean()),
            )
        )  # fmt: skip
    return tuple(found)
