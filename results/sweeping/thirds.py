"""What a sweep shows at a glance: an outcome's mean where a quantity was low, middling or high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from results.sweeping.carry_out import Swept

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
THIRDS = ("low", "middle", "high")
MOST_OPTIONS = 5
SHUFFLES = 200
CHANCE = 0.95


@dataclass(frozen=True)
class Split:
    """One quantity and the means of an outcome in parts of its values.

    Attributes:
        labels: "low", "middle", "high" of many numbers; else the values or options.
        means: of each part, in the outcome's unit; None for a part without figures.
        gap: largest mean less smallest.
        floor: the gap that one in twenty would show by chance: the 95 % quantile over points in
            random order, in parts as large as these.
    """

    name: str
    is_ordered: bool
    labels: tuple[str, ...]
    means: tuple[float | None, ...]
    gap: float
    floor: float


def splits_of(swept: Swept, outcome: str, variant: str) -> list[Split]:
    """Every quantity of a sweep with the means of its parts, the largest gap first.

    Points are what is split: rows of one point, with different draws, share its values. A point
    that leaves a quantity as it is (an empty cell of a table) is left out for that quantity.
    """
    sweep = swept.plan.sweep
    numbers, means = _point_means(swept, outcome, variant)
    splits = []
    for name in sweep.names:
        values = [sweep.points[number].get(name) for number in numbers]
        stated = [value is not None for value in values]
        split = _split(name, [v for v in values if v is not None], means[np.array(stated, bool)])
        if split is not None:
            splits.append(split)
    return sorted(splits, key=lambda one: (-one.gap, one.name))


def _point_means(swept: Swept, outcome: str, variant: str) -> tuple[list[int], Floats]:
    """Numbers of the points that have figures, and the mean of each over its rows."""
    rows = swept.outcome(outcome, variant)
    means, kept = rows.mean(axis=1), rows.count(axis=1) > 0
    of_point: dict[int, list[float]] = {}
    for number, row in enumerate(swept.plan.sweep.rows):
        if kept[number]:
            of_point.setdefault(row.point, []).append(float(means[number]))
    return list(of_point), np.array([np.mean(one) for one in of_point.values()], dtype=np.float64)


def _split(name: str, values: Sequence[Any], means: Floats) -> Split | None:
    """The means of a quantity's parts; None where it has fewer than two."""
    distinct = set(values)
    is_number = all(isinstance(v, int | float) and not isinstance(v, bool) for v in distinct)
    if len(distinct) < 2:
        return None
    if is_number and len(distinct) > MOST_OPTIONS:
        return _measured(name, True, THIRDS, _thirds(np.array(values, dtype=np.float64)), means)
    if len(distinct) > MOST_OPTIONS:
        return None
    options = sorted(distinct) if is_number else sorted(distinct, key=str)
    parts = np.array([options.index(value) for value in values], dtype=np.int64)
    return _measured(name, False, tuple(map(_written, options)), parts, means)


def _thirds(values: Floats) -> Whole:
    """The third of each value, by the middle of the ranks of its equals: these stay together."""
    _, own, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    return np.asarray((middle * len(THIRDS) / len(values)).astype(np.int64)[own.reshape(-1)])


def _measured(
    name: str, is_ordered: bool, labels: tuple[str, ...], parts: Whole, means: Floats
) -> Split:
    sizes = np.bincount(parts, minlength=len(labels))
    found = _means_of_parts(parts, sizes, means)
    known = [mean for mean in found if mean is not None]
    floor = _gap_of_chance(parts, sizes, means)
    return Split(name, is_ordered, labels, tuple(found), max(known) - min(known), floor)


def _means_of_parts(parts: Whole, sizes: Whole, means: Floats) -> list[float | None]:
    sums = np.bincount(parts, weights=means, minlength=len(sizes))
    return [float(s / n) if n else None for s, n in zip(sums, sizes, strict=True)]


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _gap_of_chance(parts: Whole, sizes: Whole, means: Floats) -> float:
    """The gap between such parts that points in random order exceed one time in twenty."""
    generator = np.random.default_rng(0)
    sums_of, filled = partial(np.bincount, parts, minlength=len(sizes)), sizes > 0
    gaps = []
    for _ in range(SHUFFLES):
        sums = sums_of(weights=generator.permutation(means))
        of_parts = sums[filled] / sizes[filled]
        gaps.append(of_parts.max() - of_parts.min())
    return float(np.quantile(gaps, CHANCE))


__all__ = ["Split", "splits_of"]
