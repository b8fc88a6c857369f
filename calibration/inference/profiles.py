"""Profile likelihood on the emulator: how well the data are fitted with one parameter held.

Where the profile is flat over the whole prior, the data do not say what the parameter is: other
parameters make up for any value of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Flags, Floats, table
from calibration.inference.climb import ROUNDS, climb

LEVEL = 2.705543454095404  # 90 % quantile of chi squared with one degree of freedom
STARTS = 4


@dataclass(frozen=True)
class Profiles:
    """Profile log likelihood of every parameter.

    Attributes:
        grid: values of the cube's coordinate at which a parameter is held (points).
        drop: twice the log likelihood lost there (parameters, points), 0 or more.
        inside: where less than `LEVEL` is lost: the 90 % interval (parameters, points).
        low: lowest coordinate of the cube inside, by parameter; between two points of the grid
            it is interpolated.
        high: highest.
        flat: parameters of which the whole grid is inside: not identified by the likelihood.
    """

    grid: Floats
    drop: Floats
    inside: Flags
    low: Floats
    high: Floats
    flat: Flags


def profile_likelihood(
    log_likelihood: Callable[[Floats], Floats],
    draws: Floats,
    random: np.random.Generator,
    points: int = 21,
    rounds: int = ROUNDS,
) -> Profiles:
    """Profiles of all parameters at once.

    Args:
        log_likelihood: of points (rows, parameters) of the unit cube.
        draws: posterior draws in the cube; the best ones near each point are where climbs start.
        random: of the climbs.
        points: points of the grid.
        rounds: calls of the likelihood for each point.

    Raises:
        ValueError: fewer draws than parameters, or fewer than two points.
    """
    rows = table("draws", draws)
    parameters = rows.shape[1]
    if len(rows) <= parameters or points < 2:
        raise ValueError("profiles: more draws than parameters and two points are needed")
    grid = np.linspace(0.0, 1.0, points)
    found = np.asarray(log_likelihood(rows), float)
    best = rows[np.argsort(-found, kind="stable")[:STARTS]]
    starts = np.stack([_held(best, rows, k, value) for k in range(parameters) for value in grid])
    free = np.ones((parameters, points, STARTS, parameters), bool)
    free[np.arange(parameters), :, :, np.arange(parameters)] = False
    reached = climb(
        log_likelihood,
        starts.reshape(-1, parameters),
        np.atleast_2d(np.cov(rows, rowvar=False)),
        random,
        free.reshape(-1, parameters),
        rounds,
    )[1]
    profile = reached.reshape(parameters, points, STARTS).max(axis=2)
    _, top = climb(
        log_likelihood, best, np.atleast_2d(np.cov(rows, rowvar=False)), random, rounds=rounds
    )
    drop = 2 * (max(profile.max(), top.max()) - profile)
    inside = drop < LEVEL
    low, high = np.array([_ends(grid, row) for row in drop]).T
    return Profiles(grid, drop, inside, low, high, inside.all(axis=1))


def _held(best: Floats, rows: Floats, parameter: int, value: float) -> Floats:
    """Starts with a parameter held at `value`: the best draws, and the draws nearest to it."""
    half = len(best) // 2
    near = np.argsort(np.abs(rows[:, parameter] - value), kind="stable")[: len(best) - half]
    starts = np.vstack([best[:half], rows[near]])
    starts[:, parameter] = value
    return starts


def _ends(grid: Floats, drop: Floats) -> tuple[float, float]:
    """Ends of the interval around the lowest drop; between points by interpolation."""
    first = last = int(drop.argmin())
    while first > 0 and drop[first - 1] < LEVEL:
        first -= 1
    while last < len(grid) - 1 and drop[last + 1] < LEVEL:
        last += 1
    return _crossing(grid, drop, first, first - 1), _crossing(grid, drop, last, last + 1)


def _crossing(grid: Floats, drop: Floats, inner: int, outer: int) -> float:
    if not 0 <= outer < len(grid) or drop[inner] >= LEVEL:
        return float(grid[inner])
    share = (LEVEL - drop[inner]) / (drop[outer] - drop[inner])
    return float(grid[inner] + share * (grid[outer] - grid[inner]))
