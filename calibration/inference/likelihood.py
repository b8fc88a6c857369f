"""Gaussian synthetic likelihood (Wood 2010): observed moments against an emulator's.

At a point, transformed moments are normal with the emulator's mean, and covariance D C D (chance
of the run and error of the emulator) plus the covariance of the observations.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Floats, covariance_matrix, refuse_missing
from calibration.inference.emulator import Emulator


@dataclass(frozen=True)
class SyntheticLikelihood:
    """Log likelihood of observed moments at scaled parameters.

    Attributes:
        emulator: of the same moments, in the same order.
        observed: transformed observed moments.
        observed_covariance: their covariance (moments, moments).

    Raises:
        ValueError: shapes that do not fit, values that are not finite, a covariance that is none.
    """

    emulator: Emulator
    observed: Floats
    observed_covariance: Floats

    def __post_init__(self) -> None:
        names = self.emulator.moments
        if np.shape(self.observed) != (len(names),):
            raise ValueError(f"observed: {len(names)} moments are needed")
        refuse_missing("observed", np.atleast_2d(self.observed), names)
        covariance_matrix("covariance of observed moments", self.observed_covariance, len(names))

    def __call__(self, scaled: Floats) -> Floats:
        """Log likelihood of each row of scaled parameters."""
        mean, covariance = self.predict(scaled)
        return gaussian_log_density(self.observed - mean, covariance)

    def predict(self, scaled: Floats) -> tuple[Floats, Floats]:
        """Mean and covariance of observed moments, errors of observation included, at each row."""
        mean, covariance = self.emulator.predict(scaled)
        return mean, covariance + self.observed_covariance

    def distance(self, scaled: Floats) -> Floats:
        """Squared distance of the observed from the mean at each row, in its own covariance."""
        mean, covariance = self.predict(scaled)
        return squared_distance(self.observed - mean, covariance)

    def select(self, moments: Sequence[str]) -> SyntheticLikelihood:
        """The likelihood of some moments only."""
        emulator = self.emulator.select(moments)
        columns = [self.emulator.moments.index(name) for name in moments]
        covariance = self.observed_covariance[np.ix_(columns, columns)]
        return SyntheticLikelihood(emulator, self.observed[columns], covariance)

    def without_silent(self) -> SyntheticLikelihood:
        """The likelihood of the moments that tell something about parameters."""
        return self.select(self.emulator.telling)


def gaussian_log_density(difference: Floats, covariance: Floats) -> Floats:
    """Log density of normal differences (rows, k) with covariances (rows, k, k), by row.

    Raises:
        ValueError: a covariance that is not positive definite.
    """
    lower = _lower(covariance)
    logs = np.log(np.diagonal(lower, axis1=-2, axis2=-1)).sum(axis=-1)
    constant = difference.shape[-1] * math.log(2 * math.pi) / 2
    return np.asarray(-_squares(lower, difference) / 2 - logs - constant)


def squared_distance(difference: Floats, covariance: Floats) -> Floats:
    """Squared Mahalanobis distance of differences (rows, k) in covariances (rows, k, k)."""
    return _squares(_lower(covariance), difference)


def _lower(covariance: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.cholesky(covariance))
    except np.linalg.LinAlgError as error:
        raise ValueError(
            "a covariance of moments is not positive definite: is a moment a combination of "
            "others, or without any error?"
        ) from error


def _squares(lower: Floats, difference: Floats) -> Floats:
    whitened = np.linalg.solve(lower, difference[..., None])[..., 0]
    return np.asarray((whitened**2).sum(axis=-1))
