"""What the outcome changes from the low to the high end of each factor, all others held.

A straight line in every factor at once, over the quantiles of their ranges. It gives a direction
and an amount in the outcome's unit, which shares of variance do not; how much of the variance
straight lines explain is told beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from calibration.inference.arrays import refuse_missing, table
from calibration.sensitivity.design import Floats

BLOCKS = 16
CHANCE = 0.05  # over all columns
ROWS_A_FACTOR = 1.5


@dataclass(frozen=True, eq=False)  # holds arrays
class LinearEffects:
    """Effects by factor, in the outcome's unit.

    Attributes:
        names: of the factors.
        middle: outcome with every factor in the middle of its range.
        effects: change from the low to the high end.
        low: lower end of the interval, at 0.05 over the number of columns.
        high: upper end.
        explained: share of the variance that the lines explain in rows left out of their fit.
    """

    names: tuple[str, ...]
    middle: float
    effects: Floats
    low: Floats
    high: Floats
    explained: float

    @property
    def order(self) -> tuple[int, ...]:
        """Columns whose interval does not hold 0, the largest effect first."""
        sure = (self.low > 0) | (self.high < 0)
        order = np.argsort(-np.abs(self.effects), kind="stable").tolist()
        return tuple(at for at in order if sure[at])


def linear_effects(names: tuple[str, ...], points: Floats, values: Floats) -> LinearEffects:
    """Fit a straight line in every factor; intervals by leaving out one block of rows at a time.

    Args:
        names: of the columns.
        points: quantiles of the factors' ranges (rows, columns), rows that belong together next to
            each other, as a Sobol design has them.
        values: the outcome, mean over seeds (rows,).

    Raises:
        ValueError: values not finite or all alike, or too few rows.
    """
    from scipy.special import stdtrit

    found = table("points", points, len(names))
    column = np.asarray(values, float)
    refuse_missing("outcomes", column[:, None], ["the outcome"])
    if len(found) < (needed := round(ROWS_A_FACTOR * len(names)) + BLOCKS):
        raise ValueError(f"straight lines in {len(names)} factors need {needed} rows or more")
    if np.ptp(column) == 0.0:
        raise ValueError(f"the outcome is {column[0]:g} in every run: nothing drives it")
    terms = np.column_stack([np.ones(len(found)), found - 0.5])
    whole = _fit(terms, column)
    edges = np.linspace(0, len(found), BLOCKS + 1).astype(int)
    without, left = [], np.zeros(len(found))
    for first, last in pairwise(edges):
        kept = np.r_[0:first, last : len(found)]
        without.append(_fit(terms[kept], column[kept]))
        left[first:last] = column[first:last] - terms[first:last] @ without[-1]
    error = np.sqrt((BLOCKS - 1) ** 2 / BLOCKS * np.var(without, axis=0, ddof=1))
    half = float(stdtrit(BLOCKS - 1, 1 - CHANCE / (2 * len(names)))) * error[1:]
    return LinearEffects(
        names, float(whole[0]), whole[1:], whole[1:] - half, whole[1:] + half,
        max(0.0, 1.0 - float(left.var() / column.var())),
    )  # fmt: skip


def _fit(terms: Floats, values: Floats) -> Floats:
    """Least squares; a factor that never moves gets 0."""
    return np.asarray(np.linalg.lstsq(terms, values, rcond=None)[0])
