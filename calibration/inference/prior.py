"""Independent one-dimensional priors, in three coordinates.

* values: in the parameter's own unit;
* cube: probability below the value, 0 to 1; the prior is flat there, and samplers work there;
* scaled: the support laid on [-1, 1], linearly (in the logarithm for a loguniform); emulators
  work there. The cube would not do: a triangular prior has steep ends in it.

In all tables points are rows and parameters columns.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from calibration.inference.arrays import Floats, table

KINDS = ("uniform", "loguniform", "triangular")
SOBOL_GRID = 2.0**-30  # spacing of scipy's Sobol points


class Declared(Protocol):
    """A prior as input files declare it."""

    @property
    def distribution(self) -> str: ...  # noqa: D102
    @property
    def low(self) -> float | int: ...  # noqa: D102
    @property
    def high(self) -> float | int: ...  # noqa: D102
    @property
    def mode(self) -> float | int | None: ...  # noqa: D102


@dataclass(frozen=True)
class Marginal:
    """The prior of one parameter.

    Attributes:
        kind: one of `KINDS`.
        low: lower end of the support.
        high: upper end.
        mode: peak of a triangular prior, else None.

    Raises:
        ValueError: the kind is unknown, or the figures do not fit it.
    """

    kind: str
    low: float
    high: float
    mode: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"prior {self.kind}: not one of {', '.join(KINDS)}")
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"prior from {self.low} to {self.high}: low must be below high")
        if self.kind == "loguniform" and self.low <= 0:
            raise ValueError("a loguniform prior needs low above 0")
        if (self.kind == "triangular") != (self.mode is not None):
            raise ValueError("a triangular prior, and no other, needs a mode")
        if self.mode is not None and not self.low <= self.mode <= self.high:
            raise ValueError("the mode must lie between low and high")

    @property
    def mean(self) -> float:
        """Mean, in the parameter's unit."""
        if self.kind == "loguniform":
            return (self.high - self.low) / math.log(self.high / self.low)
        if self.mode is not None:
            return (self.low + self.mode + self.high) / 3
        return (self.low + self.high) / 2

    @property
    def sd(self) -> float:
        """Standard deviation, in the parameter's unit."""
        low, high = self.low, self.high
        if self.kind == "loguniform":
            square = (high**2 - low**2) / (2 * math.log(high / low))
            return math.sqrt(square - self.mean**2)
        if self.mode is not None:
            rise, fall = self.mode - low, high - self.mode
            return math.sqrt((rise**2 + rise * fall + fall**2) / 18)
        return (high - low) / math.sqrt(12)

    @property
    def scaled_mean(self) -> float:
        """Mean with the support laid on [-1, 1]; of the logarithm if loguniform."""
        if self.kind == "loguniform":
            return 0.0
        return 2 * (self.mean - self.low) / (self.high - self.low) - 1

    @property
    def scaled_sd(self) -> float:
        """Standard deviation with the support laid on [-1, 1]; of the logarithm if loguniform."""
        if self.kind == "loguniform":
            return 2 / math.sqrt(12)
        return 2 * self.sd / (self.high - self.low)

    def from_cube(self, cube: Floats) -> Floats:
        """Values below which the prior holds the probabilities `cube`."""
        low, high = self.low, self.high
        width = high - low
        if self.kind == "loguniform":
            values = low * (high / low) ** cube
        elif self.mode is not None:
            rise, fall = self.mode - low, high - self.mode
            below = low + np.sqrt(cube * width * rise)
            above = high - np.sqrt((1 - cube) * width * fall)
            values = np.where(cube * width < rise, below, above)
        else:
            values = low + cube * width
        return np.asarray(np.clip(values, low, high))  # rounding may step over an end

    def to_cube(self, values: Floats) -> Floats:
        """Probability below each value; 0 and 1 outside the support."""
        inside = np.clip(values, self.low, self.high)
        width = self.high - self.low
        if self.kind == "loguniform":
            return np.asarray(np.log(inside / self.low) / math.log(self.high / self.low))
        if self.mode is not None:
            rise, fall = self.mode - self.low, self.high - self.mode
            below = (inside - self.low) ** 2 / (width * rise) if rise else np.zeros_like(inside)
            above = 1 - (self.high - inside) ** 2 / (width * fall) if fall else inside * 0 + 1
            return np.where(inside < self.mode, below, above)
        return (inside - self.low) / width

    def to_scaled(self, values: Floats) -> Floats:
        """Values with the support laid on [-1, 1]."""
        if self.kind == "loguniform":
            return np.asarray(2 * np.log(values / self.low) / math.log(self.high / self.low) - 1)
        return 2 * (values - self.low) / (self.high - self.low) - 1

    def log_density(self, values: Floats) -> Floats:
        """Logarithm of the density per unit of the parameter; minus infinity outside."""
        inside = (values >= self.low) & (values <= self.high)
        if self.kind == "loguniform":
            kept = np.where(inside, values, self.low)
            density = 1 / (kept * math.log(self.high / self.low))
        elif self.mode is not None:
            left = (values - self.low) / max(self.mode - self.low, np.finfo(float).tiny)
            right = (self.high - values) / max(self.high - self.mode, np.finfo(float).tiny)
            rising = values < self.mode if self.mode > self.low else np.zeros(values.shape, bool)
            peak = 2 / (self.high - self.low)
            density = peak * np.where(rising, left, np.minimum(right, 1.0))
        else:
            density = np.full(values.shape, 1 / (self.high - self.low))
        with np.errstate(divide="ignore"):
            return np.where(inside, np.log(np.where(inside, density, 1.0)), -np.inf)


@dataclass(frozen=True)
class Priors:
    """Independent priors of named parameters, in the order of the columns of all tables.

    Attributes:
        names: names of the parameters.
        marginals: the prior of each.

    Raises:
        ValueError: no parameters, not one prior for each name, or a name twice.
    """

    names: tuple[str, ...]
    marginals: tuple[Marginal, ...]

    def __post_init__(self) -> None:
        if not self.names or len(self.names) != len(self.marginals):
            raise ValueError(f"{len(self.names)} names for {len(self.marginals)} priors")
        twice = sorted({name for name in self.names if self.names.count(name) > 1})
        if twice:
            raise ValueError(f"named twice: {', '.join(twice)}")

    @classmethod
    def of(cls, declared: Mapping[str, Declared]) -> Priors:
        """Priors from declarations by name, in their order.

        Raises:
            ValueError: a declaration that is no prior, with the parameter's name.
        """
        marginals = []
        for name, prior in declared.items():
            mode = None if prior.mode is None else float(prior.mode)
            try:
                marginal = Marginal(prior.distribution, float(prior.low), float(prior.high), mode)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from error
            marginals.append(marginal)
        return cls(tuple(declared), tuple(marginals))

    @property
    def count(self) -> int:
        """Number of parameters."""
        return len(self.names)

    @property
    def mean(self) -> Floats:
        """Mean of each parameter, in its unit."""
        return np.array([marginal.mean for marginal in self.marginals])

    @property
    def sd(self) -> Floats:
        """Standard deviation of each parameter, in its unit."""
        return np.array([marginal.sd for marginal in self.marginals])

    @property
    def scaled_sd(self) -> Floats:
        """Standard deviation of each parameter with its support laid on [-1, 1]."""
        return np.array([marginal.scaled_sd for marginal in self.marginals])

    def from_cube(self, cube: Floats) -> Floats:
        """Values (rows, parameters) of points of the unit cube."""
        rows = table("points of the cube", cube, self.count)
        if not ((rows >= 0) & (rows <= 1)).all():
            raise ValueError("points of the cube: outside 0 to 1")
        return self._by_column("from_cube", rows)

    def to_cube(self, values: Floats) -> Floats:
        """Points of the unit cube of values (rows, parameters); what lies outside is at an end."""
        return self._by_column("to_cube", table("values", values, self.count))

    def to_scaled(self, values: Floats) -> Floats:
        """Values with each support laid on [-1, 1] (rows, parameters)."""
        return self._by_column("to_scaled", table("values", values, self.count))

    def scaled_from_cube(self, cube: Floats) -> Floats:
        """Points of the cube with each support laid on [-1, 1] (rows, parameters)."""
        if all(marginal.kind != "triangular" for marginal in self.marginals):
            return 2 * table("points of the cube", cube, self.count) - 1
        return self.to_scaled(self.from_cube(cube))

    def log_density(self, values: Floats) -> Floats:
        """Logarithm of the joint density of each row of values; minus infinity outside."""
        return np.asarray(
            self._by_column("log_density", table("values", values, self.count)).sum(axis=1)
        )

    def sample(self, count: int, random: np.random.Generator) -> Floats:
        """`count` independent draws (count, parameters)."""
        return self.from_cube(random.random((count, self.count)))

    def sobol(self, count: int, seed: int) -> Floats:
        """`count` points of a scrambled Sobol sequence, as values (count, parameters).

        The first n points are the same whatever `count`, so a bank can be extended.
        """
        return self.from_cube(sobol_cube(self.count, count, seed))

    def _by_column(self, method: str, rows: Floats) -> Floats:
        columns = zip(self.marginals, rows.T, strict=True)
        return np.stack([getattr(marginal, method)(column) for marginal, column in columns], axis=1)


def sobol_cube(parameters: int, count: int, seed: int) -> Floats:
    """The first `count` points of a scrambled Sobol sequence, strictly inside the unit cube.

    Raises:
        ValueError: fewer than one point.
    """
    from scipy.stats import qmc

    if count < 1:
        raise ValueError(f"{count} points: at least one is needed")
    sequence = qmc.Sobol(parameters, scramble=True, rng=np.random.default_rng(seed))
    points = sequence.random_base2(math.ceil(math.log2(count)))[:count]
    return np.asarray(np.clip(points, SOBOL_GRID / 2, 1 - SOBOL_GRID / 2))
