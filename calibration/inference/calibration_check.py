"""Simulation-based calibration (Talts et al. 2018): do the method's intervals hold?

A parameter is drawn from the prior, data are simulated there, the method draws a posterior. Over
many such worlds the rank of the true value among the draws must be uniform. Worlds come from rows
of the bank that the method was not fitted to, so no run is added. A method that returns its prior
passes for parameters; ranks of the data's likelihood (Modrak et al. 2023) catch that too.

`check_world` depends on the index of a world and on nothing that came before, so that worlds can
be computed in any order, kept, and gone on with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from calibration.inference.arrays import Flags, Floats, Whole, covariance_matrix, table
from calibration.inference.scores import Coverage, interval_score, quantile_interval

LEVELS = (0.5, 0.9)
BINS = 20
SUSPECT = 0.01  # p of the ranks' test, divided by the number of tests, below which it is flagged

Method = Callable[[Floats, np.random.Generator], Floats]
Quantity = Callable[[Floats, Floats], Floats]


@dataclass(frozen=True)
class World:
    """What one world showed; every list has one entry a parameter.

    Attributes:
        index: of the world.
        truth: true values.
        mean: posterior means.
        sd: posterior standard deviations.
        rank: share of draws below the truth, evened out to lie strictly between 0 and 1.
        held: for each of `LEVELS`, whether the central interval held the truth.
        low: lower end of the interval at the highest level.
        high: its upper end.
        score: interval score at the highest level.
        quantity_rank: rank of the test quantity, if there is one.
    """

    index: int
    truth: list[float]
    mean: list[float]
    sd: list[float]
    rank: list[float]
    held: list[list[bool]]
    low: list[float]
    high: list[float]
    score: list[float]
    quantity_rank: float | None = None

    @property
    def width(self) -> list[float]:
        """Width of the interval at the highest level."""
        return [high - low for low, high in zip(self.low, self.high, strict=True)]

    def plain(self) -> dict[str, Any]:
        """As plain values, to be written to a file; `World(**plain)` is the same again."""
        return asdict(self)


@dataclass(frozen=True)
class Calibration:
    """What all worlds showed together.

    Attributes:
        worlds: their number.
        histograms: of ranks, (parameters, bins).
        p: of Kolmogorov and Smirnov's test that ranks are uniform, by parameter.
        quantity_histogram: of the test quantity's ranks (bins); all 0 without one.
        quantity_p: the same test for the test quantity; not a number without one.
        coverage: for each of `LEVELS`, by parameter.
        overall: for each of `LEVELS`, over all parameters; parameters of one world depend on each
            other, so the error is computed between worlds.
        rmse: root mean square error of posterior means, by parameter.
        width: mean width of the interval at the highest level, by parameter.
        score: mean interval score at the highest level, by parameter.
    """

    worlds: int
    histograms: Whole
    p: Floats
    quantity_histogram: Whole
    quantity_p: float
    coverage: tuple[tuple[Coverage, ...], ...]
    overall: tuple[Coverage, ...]
    rmse: Floats
    width: Floats
    score: Floats

    @property
    def flagged(self) -> bool:
        """Whether any ranks are not uniform, at `SUSPECT` for all tests together."""
        tests = np.append(self.p, self.quantity_p)
        tests = tests[np.isfinite(tests)]
        return bool((tests < SUSPECT / len(tests)).any())


def check_world(
    index: int,
    truth: Floats,
    moments: Floats,
    observed_covariance: Floats,
    method: Method,
    seed: int,
    quantity: Quantity | None = None,
) -> World:
    """One world: data from its moments and errors of observation, draws, ranks.

    Args:
        index: of the world; with `seed` it determines all random numbers.
        truth: parameters, in the coordinates of the method's draws.
        moments: transformed moments of the run with these parameters, not used for fitting.
        observed_covariance: of errors of observation, which are drawn here.
        method: posterior draws (draws, parameters) given data and a Generator.
        seed: of the whole check.
        quantity: a number for each row of parameters given data, such as their log likelihood.

    Raises:
        ValueError: shapes that do not fit, or draws that are not finite.
    """
    if np.ndim(moments) != 1 or np.ndim(truth) != 1 or not np.isfinite(moments).all():
        raise ValueError(f"world {index}: one row of finite parameters and moments is needed")
    covariance = covariance_matrix("covariance of observed", observed_covariance, len(moments))
    random = np.random.default_rng([seed, index])
    data = moments + random.multivariate_normal(np.zeros(len(moments)), covariance)
    draws = table("draws", method(data, random), len(truth))
    if not np.isfinite(draws).all():
        raise ValueError(f"world {index}: draws are not finite")
    intervals = [quantile_interval(draws, level) for level in LEVELS]
    low, high = intervals[-1]
    rank = None
    if quantity is not None:
        below = quantity(draws, data) < quantity(truth[None], data)[0]
        rank = float(_evened(below[:, None], random)[0])
    return World(
        index,
        truth.tolist(),
        draws.mean(axis=0).tolist(),
        draws.std(axis=0, ddof=1).tolist(),
        _evened(draws < truth, random).tolist(),
        [((below <= truth) & (truth <= above)).tolist() for below, above in intervals],
        low.tolist(),
        high.tolist(),
        interval_score(low, high, truth, LEVELS[-1]).tolist(),
        rank,
    )


def _evened(below: Flags, random: np.random.Generator) -> Floats:
    """Ranks as numbers in 0 to 1 that are exactly uniform if ranks 0 to n are equally likely."""
    ranks = below.sum(axis=0)
    return np.asarray((ranks + random.random(ranks.shape)) / (len(below) + 1))


def summary(worlds: Sequence[World]) -> Calibration:
    """What worlds show together, in whatever order they come.

    Raises:
        ValueError: fewer than two worlds, or one of them twice.
    """
    ordered = sorted(worlds, key=lambda world: world.index)
    indices = [world.index for world in ordered]
    if len(indices) < 2 or len(set(indices)) < len(indices):
        raise ValueError("at least two worlds are needed, each once")
    ranks = np.array([world.rank for world in ordered])
    held = np.array([world.held for world in ordered])  # worlds, levels, parameters
    missed = np.array([world.mean for world in ordered]) - [world.truth for world in ordered]
    others = [world.quantity_rank for world in ordered if world.quantity_rank is not None]
    return Calibration(
        worlds=len(ordered),
        histograms=np.stack([_histogram(rank) for rank in ranks.T]),
        p=np.array([uniform_p(rank) for rank in ranks.T]),
        quantity_histogram=_histogram(np.array(others)),
        quantity_p=uniform_p(np.array(others)) if others else float("nan"),
        coverage=tuple(
            tuple(_coverage(held[:, level, [k]], nominal) for k in range(ranks.shape[1]))
            for level, nominal in enumerate(LEVELS)
        ),
        overall=tuple(_coverage(held[:, level], nominal) for level, nominal in enumerate(LEVELS)),
        rmse=np.sqrt((missed**2).mean(axis=0)),
        width=np.array([world.width for world in ordered]).mean(axis=0),
        score=np.array([world.score for world in ordered]).mean(axis=0),
    )


def _histogram(ranks: Floats) -> Whole:
    return np.asarray(np.histogram(ranks, BINS, (0.0, 1.0))[0])


def uniform_p(ranks: Floats) -> float:
    """P of Kolmogorov and Smirnov's test that `ranks`, between 0 and 1, are uniform."""
    from scipy.stats import kstest

    return float(kstest(ranks, "uniform").pvalue)


def _coverage(held: Flags, nominal: float) -> Coverage:
    """Coverage over worlds (rows) and parameters (columns), with its error between worlds."""
    by_world = held.mean(axis=1)
    binomial = float(np.sqrt(nominal * (1 - nominal) / held.size))
    between = float(by_world.std(ddof=1) / np.sqrt(len(by_world)))
    return Coverage(float(by_world.mean()), max(binomial, between), len(by_world), nominal)
