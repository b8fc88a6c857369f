"""Whether two ways to the same posterior agree, within what chance in the draws allows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Flags, Floats, Whole, table

FEWEST_ANCESTORS = 50
# What counts as agreement of two methods, Monte Carlo error apart; fixed before any were compared.
SHIFT = 0.5  # of means, in standard deviations of the first
RATIO = 1.5  # of standard deviations, whichever is larger


@dataclass(frozen=True)
class Weighted:
    """Draws with what their Monte Carlo error is computed from.

    Attributes:
        draws: (draws, parameters).
        weights: of the draws, any scale; alike if not given.
        ancestors: a number for each draw; draws that share one are not independent. All
            independent if not given.
    """

    draws: Floats
    weights: Floats | None = None
    ancestors: Whole | None = None

    def mean(self) -> Floats:
        """Mean of each parameter."""
        return np.asarray(self._shares() @ self.draws)

    def sd(self) -> Floats:
        """Standard deviation of each parameter."""
        return np.asarray(np.sqrt(self._shares() @ (self.draws - self.mean()) ** 2))

    def mean_error(self) -> Floats:
        """Monte Carlo error of each mean; not a number with too few ancestors to tell."""
        return self._error(self.draws)

    def sd_error(self) -> Floats:
        """Monte Carlo error of each standard deviation."""
        sd = self.sd()
        spread = self._error((self.draws - self.mean()) ** 2)
        return np.asarray(spread / (2 * np.where(sd > 0, sd, np.nan)))

    def _shares(self) -> Floats:
        count = len(table("draws", self.draws))
        weights = np.ones(count) if self.weights is None else np.asarray(self.weights, float)
        if weights.shape != (count,) or not (weights >= 0).all() or not weights.sum() > 0:
            raise ValueError("weights: one for each draw, none below 0, not all 0")
        return np.asarray(weights / weights.sum())

    def _error(self, values: Floats) -> Floats:
        """Error of a weighted mean from the sums over ancestors (Lee and Whiteley 2018)."""
        shares = self._shares()
        count = len(shares)
        labels = np.arange(count) if self.ancestors is None else np.asarray(self.ancestors)
        if labels.shape != (count,):
            raise ValueError("ancestors: one for each draw")
        distinct, groups = np.unique(labels, return_inverse=True)
        if len(distinct) < FEWEST_ANCESTORS:
            return np.full(values.shape[1], np.nan)
        sums = np.zeros((len(distinct), values.shape[1]))
        np.add.at(sums, groups, shares[:, None] * (values - shares @ values))
        return np.asarray(np.sqrt((sums**2).sum(axis=0)))


@dataclass(frozen=True)
class Agreement:
    """Two posteriors compared, by parameter.

    Attributes:
        shift: difference of means, second less first, in standard deviations of the first.
        shift_error: its Monte Carlo error, in the same unit.
        ratio: standard deviation of the second over that of the first.
        ratio_error: its Monte Carlo error.
    """

    shift: Floats
    shift_error: Floats
    ratio: Floats
    ratio_error: Floats

    def within(self, shift: float = SHIFT, ratio: float = RATIO, errors: float = 2.0) -> Flags:
        """Parameters whose means and sds differ by no more than stated, chance allowed for.

        Args:
            shift: allowed difference of means, in standard deviations.
            ratio: allowed ratio of standard deviations, of the larger to the smaller.
            errors: Monte Carlo errors allowed on top.
        """
        near = np.abs(self.shift) <= shift + errors * self.shift_error
        alike = np.abs(np.log(self.ratio)) <= (
            math.log(ratio) + errors * self.ratio_error / self.ratio
        )
        return np.asarray(near & alike)


def agreement(first: Weighted, second: Weighted) -> Agreement:
    """Compare two sets of draws of the same parameters, in the same coordinates.

    Raises:
        ValueError: another number of parameters, or a parameter without spread.
    """
    if np.shape(first.draws)[1:] != np.shape(second.draws)[1:]:
        raise ValueError("draws of the same parameters are needed")
    sd, other = first.sd(), second.sd()
    if not ((sd > 0) & (other > 0)).all():
        raise ValueError("draws of a parameter do not vary")
    shift_error = np.hypot(first.mean_error(), second.mean_error()) / sd
    ratio = other / sd
    relative = np.hypot(first.sd_error() / sd, second.sd_error() / other)
    return Agreement((second.mean() - first.mean()) / sd, shift_error, ratio, ratio * relative)
