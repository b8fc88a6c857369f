"""Conditioning of a normal vector on linear figures of it that were seen with errors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Floats


@dataclass(frozen=True)
class Normal:
    """A normal vector.

    Attributes:
        mean: shape (n,).
        covariance: shape (n, n).
    """

    mean: Floats
    covariance: Floats

    def of(self, rows: Floats) -> Normal:
        """The normal vector of linear figures of it, rows (k, n)."""
        return Normal(rows @ self.mean, rows @ self.covariance @ rows.T)


def conditioned(prior: Normal, rows: Floats, seen: Floats, errors: Floats) -> tuple[Normal, float]:
    """The vector given figures of it, and the log density of these before they were seen.

    Args:
        prior: before.
        rows: the figures as linear forms of the vector, shape (k, n); k may be 0.
        seen: their values, shape (k,).
        errors: covariance of their errors, shape (k, k).

    Raises:
        ValueError: shapes that do not fit, or figures whose covariance is not positive definite.
    """
    count = len(seen)
    if rows.shape != (count, len(prior.mean)) or errors.shape != (count, count):
        raise ValueError("figures, their rows and their errors do not fit together")
    if count == 0:
        return prior, 0.0
    before = prior.of(rows)
    spread = before.covariance + errors
    try:
        lower = np.linalg.cholesky(spread)
    except np.linalg.LinAlgError as error:
        raise ValueError("figures that repeat one another without error") from error
    across = prior.covariance @ rows.T
    off = np.linalg.solve(lower, seen - before.mean)
    slopes = np.linalg.solve(lower, across.T)  # (k, n)
    mean = prior.mean + slopes.T @ off
    covariance = prior.covariance - slopes.T @ slopes
    density = -0.5 * float(off @ off) - float(np.log(np.diag(lower)).sum())
    density -= 0.5 * count * math.log(2 * math.pi)
    return Normal(mean, (covariance + covariance.T) / 2), density


def draws_of(normal: Normal, count: int, random: np.random.Generator) -> Floats:
    """Draws, shape (count, n); directions without variance stay at the mean.

    By the symmetric root of the covariance: which eigenvectors a machine finds, their signs and,
    among equal variances, their directions, makes no difference to it, and so none to the draws.

    Raises:
        ValueError: the covariance has a negative direction, rounding aside.
    """
    values, directions = np.linalg.eigh(normal.covariance)
    if values.size and values.min() < -1e-8 * max(float(values.max()), 1e-300):
        raise ValueError("a variance would be negative")
    root = (directions * np.sqrt(np.maximum(values, 0.0))) @ directions.T
    return np.asarray(normal.mean + random.standard_normal((count, len(values))) @ root)
