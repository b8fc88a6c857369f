"""Shapley effects: shares of variance of factors that depend on each other, as posterior draws do.

The share of a set of factors is the variance left among draws that are near each other in it
(Broto, Bachoc, Depecker 2020); a factor's share is its mean contribution over all orders. On noisy
output the noise would be shared out equally, so a quadratic is fitted first and its residual
reported apart. An inert column beside the factors tells what nothing gets; both halves of the draws
are told by themselves, and what they do not agree on is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from calibration.inference.arrays import refuse_missing, table
from calibration.sensitivity.design import Floats

NEIGHBOURS = 3
MOST_FACTORS = 10
RUNS_A_COEFFICIENT = 100
MOST_APART = 0.1


@dataclass(frozen=True)
class ShapleyEffects:
    """Shares of the variance.

    Attributes:
        names: of the factors.
        shares: of what the factors explain; with the floor they add up to 1.
        noise: share of the whole variance that the factors do not explain: chance, and what is not
            quadratic.
        runs: that they rest on.
        floor: share of a column that does nothing.
        apart: largest difference of a share between halves of the draws.
    """

    names: tuple[str, ...]
    shares: tuple[float, ...]
    noise: float
    runs: int
    floor: float
    apart: float


class HalvesDifferError(ValueError):
    """Shares from halves of the draws differ by `apart`: too much to be told."""

    def __init__(self, apart: float) -> None:
        super().__init__(f"shares differ by {apart:.2f} between halves of the draws")
        self.apart = apart


def merged(draws: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Draws that stand more than once taken once, with the mean of their outcomes.

    A draw that is its own neighbour would look like one that explains everything.
    """
    points, at = np.unique(draws, axis=0, return_inverse=True)
    sums = np.bincount(at.ravel(), weights=np.asarray(values, float))
    return points, np.asarray(sums / np.bincount(at.ravel()))


def fewest_runs(factors: int) -> int:
    """Runs that the quadratic in so many factors needs."""
    return RUNS_A_COEFFICIENT * comb(factors + 2, 2)


def shapley_effects(
    names: tuple[str, ...], draws: Floats, values: Floats, seed: int
) -> ShapleyEffects:
    """Shapley effects of runs at posterior draws, smoothed by a quadratic.

    Args:
        names: of the columns.
        draws: of the factors (rows, columns), as the posterior has them, each once (`merged`).
        values: the outcome of a run at each, with a seed of its own (rows,).
        seed: of the inert column and of the halves.

    Raises:
        ValueError: too few runs, too many factors, values not finite or all alike.
        HalvesDifferError: halves of the draws say different things.
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
    random = np.random.default_rng(seed)
    points = np.column_stack([points, random.normal(size=len(points))])
    outcome, order = np.asarray(values, float), random.permutation(len(points))
    halves = [_fitted(points[half], outcome[half])[0] for half in np.array_split(order, 2)]
    apart = float(np.abs(halves[0] - halves[1]).max())
    if apart > MOST_APART:
        raise HalvesDifferError(apart)
    shares, noise = _fitted(points, outcome)
    return ShapleyEffects(
        names, tuple(shares[:-1].tolist()), noise, len(points), float(shares[-1]), apart
    )


def _fitted(points: Floats, values: Floats) -> tuple[Floats, float]:
    """Shares of every column of the quadratic that fits, and what it leaves."""
    scaled = (points - points.mean(axis=0)) / points.std(axis=0)
    smooth, noise = _smoothed(scaled, values)
    return shares_of(scaled, smooth), noise


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
