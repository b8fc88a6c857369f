"""Conditions under which a line is met: limits on at most three columns (PRIM, Friedman 1999).

The box is found on all runs and judged by finding it anew without a fifth of them, the choice of
columns included; that fifth is then looked at, five times: its figures do not flatter it. Limits
that could be chance, as many columns as were searched, are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.sensitivity.design import Floats
from calibration.sensitivity.given import FEWEST, regional

PEEL = 0.05  # of the runs in the box, at one step
LEAST_COVERAGE = 0.5
MOST_COLUMNS = 3
CHANCE = 0.05
FEWEST_MET = 40
PARTS = 5

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Limit:
    """One limit of a box: a column at least, or at most, a quantile of its range."""

    column: int
    at_least: bool
    place: float

    def holds(self, points: Floats) -> Flags:
        """Which rows keep it."""
        column = points[:, self.column]
        return np.asarray(column >= self.place if self.at_least else column <= self.place)


@dataclass(frozen=True)
class Box:
    """Conditions, and what came of such conditions in runs that had no part in finding them.

    Attributes:
        limits: the conditions, the most telling first; none where nothing tells.
        coverage: of the runs that meet the line, the share inside.
        density: of the runs inside, the share that meets the line.
        density_low: lower end of its 95 % interval.
        overall: of all runs, the share that meets it.
        runs: that the figures rest on.
        inside: of them, those that keep the conditions.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    density_low: float
    overall: float
    runs: int
    inside: int

    @property
    def is_borne_out(self) -> bool:
        """Whether runs that had no part in finding them meet the line more often inside."""
        return self.density_low > self.overall


def find_box(points: Floats, met: Flags, seed: int) -> Box:
    """Find the conditions on all runs; judge finding them on parts that had no part in it.

    Args:
        points: quantiles of the columns' ranges (rows, columns).
        met: which rows meet the line.
        seed: of the parts.

    Raises:
        ValueError: fewer than `FEWEST_MET` rows meet or miss the line.
    """
    few = int(min(met.sum(), (~met).sum()))
    if few < FEWEST_MET:
        raise ValueError(f"{few} runs on one side of the line: conditions need {FEWEST_MET}")
    from scipy.stats import binomtest

    limits = _found(points, met, seed)
    inside = np.zeros(len(met), bool)
    for part in np.array_split(np.random.default_rng(seed).permutation(len(met)), PARTS):
        others = np.setdiff1d(np.arange(len(met)), part)
        inside[part] = _inside(_found(points[others], met[others], seed), points[part])
    hits, size = int((inside & met).sum()), int(inside.sum())
    low = float(binomtest(hits, size).proportion_ci(0.95).low) if size else 0.0
    return Box(
        limits,
        hits / int(met.sum()),
        hits / max(1, size),
        low,
        float(met.mean()),
        len(met),
        size,
    )


def _inside(limits: tuple[Limit, ...], points: Floats) -> Flags:
    inside = np.ones(len(points), bool)
    for limit in limits:
        inside &= limit.holds(points)
    return inside


def _found(points: Floats, met: Flags, seed: int) -> tuple[Limit, ...]:
    """Conditions on the columns that differ between runs that meet and that miss."""
    if min(met.sum(), (~met).sum()) < FEWEST:
        return ()
    names = tuple(map(str, range(points.shape[1])))
    columns = list(regional(names, points, np.where(met, 1.0, 0.0), 1.0, seed).named)
    return _told_apart(points, met, columns)


def _told_apart(points: Floats, met: Flags, columns: list[int]) -> tuple[Limit, ...]:
    """Peel; drop the column that tells least and peel again, until every one tells something."""
    chance = CHANCE / points.shape[1]
    while columns:
        limits = _peeled(points, met, columns)
        used = sorted({limit.column for limit in limits})
        if not used:
            return ()
        chances = [
            _by_chance(limits, tuple(one for one in limits if one.column != column), points, met)
            for column in used
        ]
        if max(chances) <= chance and len(used) <= MOST_COLUMNS:
            order = [used[at] for at in np.argsort(chances, kind="stable").tolist()]
            kept = _without_idle(limits, points, met, chance)
            return tuple(sorted(kept, key=lambda limit: order.index(limit.column)))
        columns = [one for one in columns if one != used[int(np.argmax(chances))]]
    return ()


def _peeled(points: Floats, met: Flags, among: list[int]) -> tuple[Limit, ...]:
    """Cut off a twentieth at a time, the one that leaves most hits among the rest for its size.

    Goes on while half the hits are inside, also over a step that gains nothing; of the boxes on
    the way the densest is taken.
    """
    limits: dict[tuple[int, bool], Limit] = {}
    inside = np.ones(len(met), bool)
    densest, best_limits = float(met.mean()), tuple[Limit, ...]()
    while True:
        best, gain = None, -np.inf
        density = float(met[inside].mean())
        for column in among:
            places = np.quantile(points[inside, column], (PEEL, 1 - PEEL)).tolist()
            for at_least, place in zip((True, False), places, strict=True):
                limit = Limit(column, at_least, place)
                kept = inside & limit.holds(points)
                cut = 1 - kept.sum() / inside.sum()
                if not 0 < cut < 0.5 or met[kept].sum() < LEAST_COVERAGE * met.sum():
                    continue
                found = (float(met[kept].mean()) - density) / cut
                if found > gain:
                    best, gain = limit, found
        if best is None:
            return best_limits
        limits[best.column, best.at_least] = best
        inside &= best.holds(points)
        if met[inside].mean() > densest:
            densest, best_limits = float(met[inside].mean()), tuple(limits.values())


def _without_idle(
    limits: tuple[Limit, ...], points: Floats, met: Flags, chance: float
) -> tuple[Limit, ...]:
    """Drop the limit of a column with two that tells nothing beside the other."""
    kept = limits
    for limit in limits:
        others = tuple(one for one in kept if one is not limit)
        has_other = any(one.column == limit.column for one in others)
        if has_other and _by_chance(kept, others, points, met) > chance:
            kept = others
    return kept


def _by_chance(
    limits: tuple[Limit, ...], others: tuple[Limit, ...], points: Floats, met: Flags
) -> float:
    """The chance of so many hits inside if what is not among the others kept rows blindly.

    The quasi-p of Bryant and Lempert (2010): the density of the wider box is taken for granted.
    """
    from scipy.stats import binomtest

    wider, inside = _inside(others, points), _inside(limits, points)
    hits, rate = int(met[inside].sum()), float(met[wider].mean())
    return float(binomtest(hits, int(inside.sum()), rate, alternative="greater").pvalue)
