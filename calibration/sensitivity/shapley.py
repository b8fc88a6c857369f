"""Shapley effects: shares of variance of factors that depend on each other, as posterior draws do.

The share of a set of factors is the variance left among draws that are near each other in it
(Broto, Bachoc, Depecker 2020); a factor's share is its mean contribution over all orders. On noisy
output the noise would be shared out equally, so a quadratic is fitted first and its residual
reported apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from calibration.inference.arrays import refuse_missing, table
from calibration.sensitivity.design import Floats

NEIGHBOURS = 3
MOST_FACTORS = 12
RUNS_A_COEFFICIENT = 5


@dataclass(frozen=True)
class ShapleyEffects:
    """Shares of the variance.

    Attributes:
        names: of the factors.
        shares: of what the factors explain; they add up to 1.
        noise: share of the whole variance that the factors do not explain: chance, and what is not
            quadratic.
        runs: that they rest on.
    """

    names: tuple[str, ...]
    shares: tuple[float, ...]
    noise: float
    runs: int


def fewest_runs(factors: int) -> int:
    """Runs that the quadratic in so many factors needs."""
    return RUNS_A_COEFFICIENT * comb(factors + 2, 2)


def shapley_effects(names: tuple[str, ...], draws: Floats, values: Floats) -> ShapleyEffects:
    """Shapley effects of runs at posterior draws, smoothed by a quadratic.

    Args:
        names: of the columns.
        draws: of the factors (rows, columns), as the posterior has them.
        values: the outcome of a run at each, with a seed of its own (rows,).

    Raises:
        ValueError: too few runs, too many factors, values not finite or all alike.
    """
    points = table("draws", draws, len(names))
    refuse_missing("draws", points, names)
    refuse_missing("outcomes", np.asarray(values, float)[:, None], ["the outcome"])
    if not 2 <= len(names) <= MOST_FACTORS:
        raise ValueError(f"Shapley effects take 2 to {MOST_FACTORS} factors, not {len(names)}")
    if len(points) < (needed := fewest_runs(len(names))):
        raise ValueError(f"a quadratic in {len(names)} factors needs {needed} runs or more")
    if np.ptp(values) == 0.0 or (np.ptp(points, axis=0) == 0.0).any():
        raise ValueError("an outcome or a factor that does not vary has no effects to share")
    scaled = (points - points.mean(axis=0)) / points.std(axis=0)
    smooth, noise = _smoothed(scaled, np.asarray(values, float))
    shares = shares_of(scaled, smooth)
    return ShapleyEffects(names, tuple(shares.tolist()), noise, len(points))


def shares_of(scaled: Floats, values: Floats) -> Floats:
    """Shapley shares of a smooth outcome, by column; they add up to 1."""
    from scipy.spatial import cKDTree

    count = scaled.shape[1]
    left: dict[tuple[int, ...], float] = {(): float(values.var())}
    for size in range(1, count):
        for chosen in combinations(range(count), size):
            columns = scaled[:, chosen]
            _, near = cKDTree(columns).query(columns, NEIGHBOURS)
            left[chosen] = float(values[near].var(axis=1, ddof=1).mean())
    left[tuple(range(count))] = 0.0
    shares = np.zeros(count)
    for chosen, rest in left.items():
        for column in set(range(count)) - set(chosen):
            with_it = tuple(sorted((*chosen, column)))
            weight = 1.0 / (count * comb(count - 1, len(chosen)))
            shares[column] += weight * (rest - left[with_it])
    return np.asarray(shares / left[()])


def _smoothed(scaled: Floats, values: Floats) -> tuple[Floats, float]:
    """The quadratic's values, and the share of the variance that it leaves."""
    count = scaled.shape[1]
    pairs = [scaled[:, i] * scaled[:, j] for i in range(count) for j in range(i, count)]
    terms = np.column_stack([np.ones(len(scaled)), scaled, *pairs])
    fitted = terms @ np.linalg.lstsq(terms, values, rcond=None)[0]
    freedom = len(values) - terms.shape[1]
    noise = float(((values - fitted) ** 2).sum() / freedom / values.var(ddof=1))
    return fitted, min(noise, 1.0)
