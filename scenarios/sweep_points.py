"""Points of a design: from places in the unit cube, or combinations of values, to settings."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from scenarios.quantities import Prior
    from scenarios.scenario_schema import LeverValue
    from scenarios.sweep_schema import Design

Settings = dict[str, "LeverValue"]
RATE_DIGITS = 6
"""Decimals of figures that policy sets: the law keeps rates in whole parts per million."""


@dataclass(frozen=True)
class Factor:
    """A quantity that is varied: over options, over a range, or over its prior.

    Attributes:
        name: as `--set` takes it.
        options: the values that it takes; empty for a range or a prior.
        low: smallest value of a range.
        high: largest value of a range.
        is_log: whether a range is even in the logarithm.
        is_whole: whether only whole numbers may be set.
        is_rate: whether policy sets it, so that the law keeps it in whole parts per million.
        prior: what its values are drawn from where there are neither options nor a range.
        steps: values of a range or a prior in a grid.
    """

    name: str
    options: tuple[LeverValue, ...] = ()
    low: float = math.nan
    high: float = math.nan
    is_log: bool = False
    is_whole: bool = False
    is_rate: bool = False
    prior: Prior | None = None
    steps: int | None = None

    def at(self, place: float) -> LeverValue:
        """The value at a place from 0 to 1.

        Options, and the whole numbers of a linear range, have equal parts of the way; a prior's
        value is its quantile.
        """
        if self.options:
            return self.options[min(int(place * len(self.options)), len(self.options) - 1)]
        if self.prior is not None:
            value = min(max(self.prior.quantile(place), self.prior.low), self.prior.high)
            return self._rounded(value)
        if self.is_whole and not self.is_log:
            count = int(self.high) - int(self.low) + 1
            return int(self.low) + min(int(place * count), count - 1)
        return self._along(place)

    def in_steps(self) -> tuple[LeverValue, ...]:
        """The values of a grid.

        A range goes from low to high; a prior has the middles of parts of equal weight, so that no
        value is its outermost one. Whole numbers that fall together stand once.
        """
        if self.options:
            return self.options
        assert self.steps is not None
        if self.prior is not None:
            middles = [(number + 0.5) / self.steps for number in range(self.steps)]
            return tuple(dict.fromkeys(self.at(place) for place in middles))
        places = [number / (self.steps - 1) for number in range(self.steps)]
        return tuple(dict.fromkeys(self._along(place) for place in places))

    def _along(self, place: float) -> LeverValue:
        """The value of a range so far along the way."""
        low, high = float(self.low), float(self.high)
        value = low * (high / low) ** place if self.is_log else low + place * (high - low)
        return self._rounded(min(max(value, low), high))

    def _rounded(self, value: float) -> LeverValue:
        if self.is_whole:
            return round(value)
        return round(value, RATE_DIGITS) if self.is_rate else value


def grid_points(factors: Sequence[Factor]) -> list[Settings]:
    """Every combination; the last factor changes fastest."""
    names = [factor.name for factor in factors]
    combinations = itertools.product(*(factor.in_steps() for factor in factors))
    return [dict(zip(names, values, strict=True)) for values in combinations]


def grid_size(factors: Sequence[Factor]) -> int:
    """How many combinations there are."""
    return math.prod(len(factor.in_steps()) for factor in factors)


def drawn_points(design: Design, factors: Sequence[Factor]) -> list[Settings]:
    """So many points as the design asks for; the same for the same seed and library."""
    names = [factor.name for factor in factors]
    rows = cube(design, len(factors)).tolist()
    return [
        dict(zip(names, (f.at(place) for f, place in zip(factors, row, strict=True)), strict=True))
        for row in rows
    ]


def cube(design: Design, dimensions: int) -> NDArray[np.float64]:
    """Places in the unit cube, shape (points, dimensions)."""
    import numpy as np
    from scipy.stats import qmc

    count, seed = design.points or 1, design.seed or 0
    if design.kind == "random":
        return np.random.default_rng(seed).random((count, dimensions))
    if design.kind == "latin_hypercube":
        return np.asarray(qmc.LatinHypercube(dimensions, rng=seed).random(count))
    sequence = qmc.Sobol(dimensions, scramble=True, rng=seed)
    return np.asarray(sequence.random_base2((count - 1).bit_length()))


__all__ = ["Factor", "Settings", "cube", "drawn_points", "grid_points", "grid_size"]
