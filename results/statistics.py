"""What many runs say together: spreads, paired differences, ratios, and how often a line is met.

The same replicate has the same draws in every variant, so variants are compared replicate by
replicate. An interval that cannot be known, because there is one run only or because a ratio's
denominator may be zero, is None and never a number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.int64] | npt.NDArray[np.float64]

LEVEL = 0.90
MIDDLE_RANGE = (0.1, 0.9)


@dataclass(frozen=True)
class Spread:
    """How a quantity varies over runs; `low` and `high` are its 5 % and 95 % quantiles."""

    mean: float
    median: float
    low: float | None
    high: float | None
    runs: int


@dataclass(frozen=True)
class Middle:
    """The median of a quantity over runs; `low` and `high` are its 10 % and 90 % quantiles."""

    median: float
    low: float | None
    high: float | None
    runs: int


@dataclass(frozen=True)
class Estimate:
    """A mean or a ratio, with the 90 % interval of what more runs would bring it to."""

    value: float
    low: float | None
    high: float | None
    runs: int


@dataclass(frozen=True)
class Reached:
    """In how many of the runs a quantity came to the line or above."""

    met: int
    runs: int


def spread(values: Values) -> Spread:
    """Describe the values of one quantity, one value a run.

    Raises:
        ValueError: there is no run.
    """
    numbers = _numbers(values)
    low, high = _range(numbers, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Spread(float(numbers.mean()), float(np.median(numbers)), low, high, len(numbers))


def middle(values: Values) -> Middle:
    """Describe the values of one quantity by its median, one value a run.

    Raises:
        ValueError: there is no run.
    """
    numbers = _numbers(values)
    low, high = _range(numbers, MIDDLE_RANGE)
    return Middle(float(np.median(numbers)), low, high, len(numbers))


def mean_estimate(values: Values) -> Estimate:
    """Estimate a mean with its t interval.

    Raises:
        ValueError: there is no run.
    """
    numbers = _numbers(values)
    runs, mean = len(numbers), float(numbers.mean())
    if runs == 1:
        return Estimate(mean, None, None, runs)
    half = t_quantile(runs - 1) * float(numbers.std(ddof=1)) / math.sqrt(runs)
    return Estimate(mean, mean - half, mean + half, runs)


def paired_difference(policy: Values, baseline: Values) -> Estimate:
    """Estimate policy minus baseline, replicate by replicate, in the unit of the two.

    Raises:
        ValueError: the two do not have the same replicates.
    """
    if policy.shape != baseline.shape:
        raise ValueError(f"{policy.shape} and {baseline.shape} are not the same replicates")
    # Whole yuan are subtracted as whole numbers, so a policy without effect differs by exactly 0.
    return mean_estimate(policy - baseline)


def ratio(above: Values, below: Values) -> Estimate | None:
    """Estimate mean(above) / mean(below) with Fieller's interval (Fieller 1954).

    Returns:
        The ratio; its interval is unknown with one run, and when zero is a plausible mean of
        `below`. None when the mean of `below` is zero: then there is no ratio.
    """
    if above.shape != below.shape:
        raise ValueError(f"{above.shape} and {below.shape} are not the same replicates")
    y, x = _numbers(above), _numbers(below)
    runs, y_mean, x_mean = len(x), float(y.mean()), float(x.mean())
    if x_mean == 0:
        return None
    if runs == 1:
        return Estimate(y_mean / x_mean, None, None, runs)
    weight = t_quantile(runs - 1) ** 2 / runs
    covariance = np.cov(y, x, ddof=1)
    a = x_mean**2 - weight * float(covariance[1, 1])
    b = x_mean * y_mean - weight * float(covariance[0, 1])
    c = y_mean**2 - weight * float(covariance[0, 0])
    if a <= 0:
        return Estimate(y_mean / x_mean, None, None, runs)
    half = math.sqrt(max(b * b - a * c, 0.0)) / a
    return Estimate(y_mean / x_mean, b / a - half, b / a + half, runs)


def reached(values: Values, line: float) -> Reached:
    """Count the runs in which a quantity is at the line or above."""
    return Reached(int((_numbers(values) >= line).sum()), len(values))


def t_quantile(freedom: int) -> float:
    """Return the 95 % quantile of Student's t: a two-sided 90 % interval."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + LEVEL) / 2))


def _range(
    numbers: npt.NDArray[np.float64], quantiles: tuple[float, float]
) -> tuple[float | None, float | None]:
    """Two quantiles over runs; unknown for a single run."""
    if len(numbers) < 2:
        return None, None
    low, high = np.quantile(numbers, quantiles)
    return float(low), float(high)


def _numbers(values: Values) -> npt.NDArray[np.float64]:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1 or len(numbers) == 0:
        raise ValueError(f"one value a run is needed, got an array of shape {numbers.shape}")
    return numbers
