"""Indices from runs that are there already: a bank of prior runs, posterior draws, a plain sample.

Nothing is asked of the sample but independent rows; each run may have a seed of its own. What an
inert factor gets by chance is found with columns of values that no run ever used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import refuse_missing, table
from calibration.sensitivity.design import Floats

DUMMIES = 50
SLICES = 10
FEWEST = 20


@dataclass(frozen=True, eq=False)  # holds arrays
class GivenIndices:
    """An index by factor, and what chance gets.

    Attributes:
        method: "pawn" or "regional".
        names: of the factors.
        values: their indices.
        floor: the largest of what the dummies got.
        dummies: how many there were: one in so many inert factors passes the floor.
        runs: rows that the indices rest on.
        met: rows at or above the line; None where none is asked about.
    """

    method: str
    names: tuple[str, ...]
    values: Floats
    floor: float
    dummies: int
    runs: int
    met: int | None = None

    @property
    def named(self) -> tuple[int, ...]:
        """Columns above the floor, the largest first."""
        order = np.argsort(-self.values, kind="stable").tolist()
        return tuple(column for column in order if self.values[column] > self.floor)

    @property
    def by_chance(self) -> float:
        """How many inert columns would pass the floor if all were inert."""
        return len(self.names) / (self.dummies + 1)


def pawn(names: tuple[str, ...], points: Floats, values: Floats, seed: int) -> GivenIndices:
    """PAWN: how far the outcome's distribution moves when a factor is held in a slice.

    The median over slices of the Kolmogorov-Smirnov distance to the whole (Pianosi, Wagener 2018).

    Args:
        names: of the columns.
        points: quantiles of the factors' ranges (rows, columns).
        values: the outcome (rows,).
        seed: of the dummies.

    Raises:
        ValueError: values not finite, all alike, or too few for the slices.
    """
    from SALib.analyze import pawn as salib

    points, values = _checked(names, points, values)
    if len(values) < SLICES * FEWEST:
        raise ValueError(f"PAWN needs {SLICES * FEWEST} runs or more, not {len(values)}")
    both = np.column_stack([points, _dummies(points, seed)])
    problem = {"num_vars": both.shape[1], "names": [str(k) for k in range(both.shape[1])],
               "bounds": [[0.0, 1.0]] * both.shape[1]}  # fmt: skip
    found = np.asarray(salib.analyze(problem, both, values, S=SLICES, seed=seed)["median"])
    count = points.shape[1]
    return GivenIndices(
        "pawn", names, found[:count], float(found[count:].max()), DUMMIES, len(values)
    )


def regional(
    names: tuple[str, ...], points: Floats, values: Floats, line: float, seed: int
) -> GivenIndices:
    """Regional sensitivity: how far a factor's values differ between runs that meet and that miss.

    The Kolmogorov-Smirnov distance of the two samples of each factor (Hornberger, Spear 1981).

    Args:
        names: of the columns.
        points: quantiles of the factors' ranges (rows, columns).
        values: the outcome (rows,).
        line: what has to be reached.
        seed: of the dummies.

    Raises:
        ValueError: values not finite or all alike, or fewer than `FEWEST` runs on one side.
    """
    from scipy.stats import ks_2samp

    points, values = _checked(names, points, values)
    met = values >= line
    few = int(min(met.sum(), (~met).sum()))
    if few < FEWEST:
        raise ValueError(
            f"{int(met.sum())} of {len(met)} runs meet the line: with fewer than {FEWEST} on one "
            "side nothing can be shown to be larger than chance"
        )
    both = np.column_stack([points, _dummies(points, seed)])
    found = np.array([ks_2samp(column[met], column[~met]).statistic for column in both.T])
    count = points.shape[1]
    return GivenIndices(
        "regional", names, found[:count], float(found[count:].max()), DUMMIES, len(values),
        int(met.sum()),
    )  # fmt: skip


def _checked(names: tuple[str, ...], points: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Tables that fit each other, finite, and an outcome that varies."""
    found = table("points", points, len(names))
    refuse_missing("points", found, names)
    column = np.asarray(values, float)
    if column.shape != (len(found),):
        raise ValueError(f"{len(found)} points need as many outcomes, not {column.shape}")
    refuse_missing("outcomes", column[:, None], ["the outcome"])
    if np.ptp(column) == 0.0:
        raise ValueError(f"the outcome is {column[0]:g} in every run: nothing drives it")
    return found, column


def _dummies(points: Floats, seed: int) -> Floats:
    """Columns shuffled, so that they have values like the others and no effect."""
    random = np.random.default_rng(seed)
    columns = random.integers(points.shape[1], size=DUMMIES).tolist()
    return np.column_stack([random.permutation(points[:, column]) for column in columns])
