"""How good a forecast was: CRPS, interval score, coverage (Gneiting and Raftery 2007)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Flags, Floats


@dataclass(frozen=True)
class Coverage:
    """How often intervals held the truth.

    Attributes:
        share: of intervals that did.
        error: binomial standard error of such a share, were the nominal level true.
        count: number of intervals.
        nominal: level that was promised.
    """

    share: float
    error: float
    count: int
    nominal: float

    @property
    def holds(self) -> bool:
        """Whether the share is within two standard errors of the level."""
        return abs(self.share - self.nominal) <= 2 * self.error


def crps_sample(draws: Floats, observed: float, fair: bool = True) -> float:
    """Continuous ranked probability score of draws, in the unit of the quantity; less is better.

    Mean distance of the draws from the observed, less half the mean distance between two draws.
    `fair` takes pairs of different draws, so that the expected score does not depend on the number
    of draws; otherwise each draw is paired with itself too, and the score is that of the empirical
    distribution, never below 0.

    Raises:
        ValueError: no draws (fewer than two if fair), or values that are not finite.
    """
    values = np.sort(np.ravel(np.asarray(draws, float)))
    count = len(values)
    if count < (2 if fair else 1):
        raise ValueError(f"{count} draws are too few for a score")
    if not np.isfinite(values).all() or not math.isfinite(observed):
        raise ValueError("draws and observed must be finite")
    centred = values - values.mean()  # the sum below cancels where values are far from zero
    order = 2 * np.arange(count) - count + 1
    pairs = 2 * float(order @ centred)  # sum of distances over all ordered pairs
    apart = pairs / (count * (count - 1) if fair else count**2)
    return float(np.abs(values - observed).mean()) - apart / 2


def crps_gaussian(mean: float, sd: float, observed: float) -> float:
    """Continuous ranked probability score of a normal forecast.

    Raises:
        ValueError: a standard deviation below 0; at 0 the score is the absolute error.
    """
    if not sd >= 0:
        raise ValueError(f"a standard deviation of {sd}")
    if sd == 0:
        return abs(observed - mean)
    z = (observed - mean) / sd
    density = math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return sd * (z * math.erf(z / math.sqrt(2)) + 2 * density - 1 / math.sqrt(math.pi))


def interval_score(low: Floats, high: Floats, observed: Floats, level: float = 0.9) -> Floats:
    """Width of each interval, and 2 / (1 - level) times the distance by which it missed.

    Raises:
        ValueError: a level outside 0 to 1, or an interval upside down.
    """
    below, above, at = np.asarray(low), np.asarray(high), np.asarray(observed)
    if not 0 < level < 1 or not (below <= above).all():
        raise ValueError("a level between 0 and 1 and ends in order are needed")
    missed = np.maximum(below - at, 0.0) + np.maximum(at - above, 0.0)
    return np.asarray(above - below + 2 / (1 - level) * missed)


def quantile_interval(draws: Floats, level: float = 0.9) -> tuple[Floats, Floats]:
    """Central interval of draws (draws, ...): as much is left out below as above.

    Raises:
        ValueError: a level outside 0 to 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"a level of {level} is not between 0 and 1")
    low, high = np.quantile(np.asarray(draws, float), [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def coverage(held: Flags, nominal: float) -> Coverage:
    """Share of independent intervals that held the truth, with its binomial error.

    Raises:
        ValueError: no intervals, or a level outside 0 to 1.
    """
    flags = np.ravel(np.asarray(held, bool))
    if not len(flags) or not 0 < nominal < 1:
        raise ValueError("coverage: intervals and a level between 0 and 1 are needed")
    error = math.sqrt(nominal * (1 - nominal) / len(flags))
    return Coverage(float(flags.mean()), error, len(flags), nominal)
