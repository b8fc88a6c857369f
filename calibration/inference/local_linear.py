"""Approximate Bayesian computation with a local-linear adjustment (Beaumont, Zhang, Balding 2002).

A second opinion that shares with the emulator's posterior only the bank and the data: no
polynomial, no normal likelihood, no sampler. Runs nearest to the data are kept; a regression of
their parameters on their moments, weighted by nearness, moves each to where the data are.
Logits keep draws inside the box, at a price: where the posterior leans on a wall, they bend most
and the regression is least true.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.inference.arrays import (
    Floats,
    covariance_matrix,
    refuse_missing,
    systematic,
    table,
)

KEPT = 0.2
FEWEST_A_COEFFICIENT = 3  # kept runs for each coefficient of the regression
EDGE = 1e-9  # from the walls of the cube, where a logit ends


@dataclass(frozen=True)
class Adjusted:
    """Draws by regression adjustment.

    Attributes:
        draws: points of the cube (draws, parameters), equally weighted.
        points: each kept run's adjusted point of the cube, once.
        weights: of `points`; they sum to 1.
        kept: rows of the bank that were kept.
    """

    draws: Floats
    points: Floats
    weights: Floats
    kept: NDArray[np.intp]

    @property
    def effective(self) -> float:
        """Number of equally weighted draws that would say as much."""
        return float(1 / (self.weights**2).sum())


def local_linear(
    cube: Floats,
    moments: Floats,
    observed: Floats,
    observed_covariance: Floats,
    random: np.random.Generator,
    draws: int = 1000,
    kept: float = KEPT,
) -> Adjusted:
    """Draw parameters given observed moments, from a bank of runs.

    Errors of observation are drawn for each run and added to its moments, so that runs and data
    are of one kind. The distance is Euclidean in standard deviations of the moments over the bank.

    Args:
        cube: parameters of the bank, as points of the unit cube (rows, parameters).
        moments: transformed moments (rows, moments).
        observed: transformed observed moments.
        observed_covariance: their covariance (moments, moments).
        random: errors of observation, and the resampling of draws.
        draws: number of equally weighted draws.
        kept: share of the bank that is kept.

    Raises:
        ValueError: shapes that do not fit, values that are not finite, or too few runs kept for
            the number of moments.
    """
    points, values = table("points of the cube", cube), table("moments", moments)
    names = [f"moment {k}" for k in range(values.shape[1])]
    if len(points) != len(values) or np.shape(observed) != (len(names),):
        raise ValueError("parameters, moments and observed moments do not fit each other")
    refuse_missing("moments", values, names)
    refuse_missing("observed", np.atleast_2d(observed), names)
    if not ((points >= 0) & (points <= 1)).all():
        raise ValueError("points of the cube: outside 0 to 1")
    covariance = covariance_matrix("covariance of observed", observed_covariance, len(names))
    if not 0 < kept <= 1:
        raise ValueError(f"a share of {kept} of the bank cannot be kept")
    count = round(kept * len(values))
    if count < FEWEST_A_COEFFICIENT * (len(names) + 1):
        raise ValueError(f"{count} runs kept: too few for {len(names)} moments")
    errors = random.multivariate_normal(np.zeros(len(names)), covariance, len(values))
    noisy = values + errors
    spread = noisy.std(axis=0)
    apart = (noisy - observed) / np.where(spread > 0, spread, 1.0)
    distance = np.sqrt((apart**2).sum(axis=1))
    nearest = np.argsort(distance, kind="stable")[:count]
    weights = _epanechnikov(distance[nearest])
    adjusted = _adjust(points[nearest], apart[nearest], weights)
    chosen = systematic(weights, draws, random)
    return Adjusted(adjusted[chosen], adjusted, weights, nearest)


def _epanechnikov(distance: Floats) -> Floats:
    """Weights that fall from nearest to farthest and sum to 1; alike where all are as near."""
    farthest = distance.max()
    weights = 1 - (distance / (farthest or 1.0)) ** 2
    if weights.sum() <= 0:
        weights = np.ones_like(weights)
    return np.asarray(weights / weights.sum())


def _adjust(points: Floats, apart: Floats, weights: Floats) -> Floats:
    """Points moved along the regression of their logits on the moments' distance to the data."""
    from scipy.special import expit, logit

    odds = logit(np.clip(points, EDGE, 1 - EDGE))
    design = np.column_stack([np.ones(len(apart)), apart])
    root = np.sqrt(weights)[:, None]
    slopes = np.linalg.lstsq(design * root, odds * root, rcond=None)[0]
    return np.asarray(expit(odds - apart @ slopes[1:]))
