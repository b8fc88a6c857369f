"""Which parameters move which moments: permutation importance of a quadratic, for screening.

The importance of a parameter for a moment is its total-effect share (Jansen 1999): half the mean
squared change of the predicted moment when the parameter's column is shuffled, over the variance
of the moment across the bank. Columns of shuffled values that no run ever used are fitted along;
what they get is chance, and no parameter is told apart from chance below it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Floats, refuse_missing, table
from calibration.inference.polynomial import Polynomial

DUMMIES = 3
SHUFFLES = 5


@dataclass(frozen=True)
class Importance:
    """Importance of parameters, largest first in `order`.

    Attributes:
        shares: share of each moment's variance over the bank (parameters, moments).
        floor: the largest share that a dummy got, by moment.
        errors: root of half the mean squared change, in standard errors of the observed moment
            (parameters, moments); not a number without them.
        order: parameters from the most to the least important, by their largest share.
    """

    shares: Floats
    floor: Floats
    errors: Floats
    order: tuple[int, ...]

    @property
    def largest(self) -> Floats:
        """Largest share over moments, by parameter."""
        return np.asarray(self.shares.max(axis=1))

    @property
    def told_apart(self) -> tuple[int, ...]:
        """Parameters above the dummies' floor for at least one moment, in order of importance."""
        return tuple(k for k in self.order if (self.shares[k] > self.floor).any())


def permutation_importance(
    scaled: Floats,
    moments: Floats,
    random: np.random.Generator,
    observed_errors: Floats | None = None,
    interactions: bool = True,
) -> Importance:
    """Importance of each parameter for each moment.

    Args:
        scaled: parameters (rows, parameters), each support laid on [-1, 1].
        moments: transformed moments (rows, moments).
        random: shuffles columns.
        observed_errors: standard errors of the observed transformed moments.
        interactions: with products of parameters; without, for screening more than about 60.

    Raises:
        ValueError: values that are not finite, or tables that do not fit each other.
    """
    points = table("scaled parameters", scaled)
    values = table("moments", moments)
    if len(points) != len(values):
        raise ValueError(f"{len(points)} rows of parameters for {len(values)} rows of moments")
    refuse_missing("moments", values, [f"moment {k}" for k in range(values.shape[1])])
    refuse_missing("parameters", points, [f"parameter {k}" for k in range(points.shape[1])])
    parameters = points.shape[1]
    sources = random.choice(parameters, DUMMIES, replace=parameters < DUMMIES)
    dummies = [random.permutation(points[:, source]) for source in sources]
    design = np.column_stack([points, *dummies])
    fitted = Polynomial.fit(design, values, 2, interactions)
    moved = np.stack([_moved(fitted, design, k, random) for k in range(design.shape[1])])
    variance = values.var(axis=0)
    still = variance <= 1e-24 * np.abs(values).max(axis=0) ** 2
    shares = np.where(still, 0.0, moved / np.where(still, 1.0, variance))
    errors = np.full(values.shape[1], np.nan) if observed_errors is None else observed_errors
    order = np.argsort(-shares[:parameters].max(axis=1), kind="stable")
    return Importance(
        shares[:parameters],
        shares[parameters:].max(axis=0),
        np.sqrt(moved[:parameters]) / errors,
        tuple(int(k) for k in order),
    )


def _moved(fitted: Polynomial, design: Floats, column: int, random: np.random.Generator) -> Floats:
    """Half the mean squared change of each predicted moment when a column is shuffled."""
    before = fitted(design)
    total = np.zeros(before.shape[1])
    shuffled = design.copy()
    for _ in range(SHUFFLES):
        shuffled[:, column] = random.permutation(design[:, column])
        total += ((fitted(shuffled) - before) ** 2).mean(axis=0) / 2
    return total / SHUFFLES
