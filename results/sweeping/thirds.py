"""What a sweep shows at a glance: an outcome's mean where a quantity was low, middling or high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from results.sweeping.carry_out import Masked, Swept

Floats = NDArray[np.float64]
THIRDS = 3
MOST_OPTIONS = 5
SHUFFLES = 200
CHANCE = 0.95


@dataclass(frozen=True)
class Split:
    """One quantity and the means of an outcome in parts of its values.

    Attributes:
        labels: "low", "middle", "high" of numbers; else the options.
        means: of each part, in the outcome's unit; None for a part without figures.
        gap: largest mean less smallest.
    """

    name: str
    is_ordered: bool
    labels: tuple[str, ...]
    means: tuple[float | None, ...]
    gap: float


def splits_of(swept: Swept, outcome: str, variant: str) -> tuple[list[Split], float]:
    """Every quantity of a sweep with the means of its parts, the largest gap first.

    Returns:
        The splits, and the gap that one in twenty splits into thirds would show by chance: the
        95 % quantile over shuffled rows. It holds for each quantity by itself.
    """
    rows = swept.outcome(outcome, variant)
    means, kept = _row_means(rows)
    splits = []
    for name in swept.plan.sweep.names:
        values = [row.settings.get(name) for row in swept.plan.sweep.rows]
        split = _split(name, [value for value, has in zip(values, kept, strict=True) if has], means)
        if split is not None:
            splits.append(split)
    return sorted(splits, key=lambda one: (-one.gap, one.name)), _gap_of_chance(means)


def _row_means(rows: Masked) -> tuple[Floats, list[bool]]:
    """Mean of each row that has figures, and which have."""
    kept = (rows.count(axis=1) > 0).tolist()
    return np.asarray(rows.mean(axis=1).compressed(), dtype=np.float64), kept


def _split(name: str, values: Sequence[Any], means: Floats) -> Split | None:
    """The means of a quantity's parts; None where it has fewer than two."""
    distinct = set(values)
    is_number = all(isinstance(v, int | float) and not isinstance(v, bool) for v in distinct)
    if len(distinct) < 2 or len(means) < 2:
        return None
    if is_number and len(distinct) > THIRDS:
        order = np.argsort(np.argsort(np.array(values, dtype=np.float64), kind="stable"))
        parts = (order * THIRDS // len(values)).tolist()
        labels: tuple[str, ...] = ("low", "middle", "high")
        return _measured(name, True, labels, list(range(THIRDS)), parts, means)
    if len(distinct) > MOST_OPTIONS:
        return None
    options = sorted(distinct) if is_number else sorted(distinct, key=str)
    return _measured(name, False, tuple(map(_written, options)), options, list(values), means)


def _measured(
    name: str,
    is_ordered: bool,
    labels: tuple[str, ...],
    options: Sequence[Any],
    parts: Sequence[Any],
    means: Floats,
) -> Split:
    found: list[float | None] = []
    for option in options:
        inside = np.array([part == option for part in parts])
        found.append(float(means[inside].mean()) if inside.any() else None)
    known = [mean for mean in found if mean is not None]
    return Split(name, is_ordered, labels, tuple(found), max(known) - min(known))


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _gap_of_chance(means: Floats) -> float:
    """The gap between thirds that rows in random order exceed one time in twenty."""
    if len(means) < THIRDS:
        return 0.0
    generator = np.random.default_rng(0)
    parts = np.arange(len(means)) * THIRDS // len(means)
    sizes = np.bincount(parts)
    gaps = []
    for _ in range(SHUFFLES):
        of_parts = np.bincount(parts, weights=generator.permutation(means)) / sizes
        gaps.append(of_parts.max() - of_parts.min())
    return float(np.quantile(gaps, CHANCE))


__all__ = ["Split", "splits_of"]
