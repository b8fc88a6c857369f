"""What runs leave out: how far published growth may lie from growth in the runs.

Growth published for a year is taken as growth in a run plus a drift that stays the same for all
years and a part of the year's own. Both are shared in part by the measures of a place and by
places; a part of a year lies off its year by a further amount. How large all this is, is not
chosen: a grid of scales is weighed by how well each foretells what was known at the date of the
forecast, starting from declared priors, and a forecast is a mixture over the grid.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from calibration.forecasts.gaussian import Normal, conditioned
from calibration.forecasts.state import Part, State
from calibration.inference.arrays import Floats
from calibration.observed.periods import MONTHS_OF_YEAR
from scenarios.errors import InputError
from scenarios.quantities import Record
from scenarios.validation import check
from scenarios.yaml_document import read_document

FILE = Path(__file__).with_name("discrepancy.yaml")
NAME = "calibration/forecasts/discrepancy.yaml"


class ScaleFigure(Record):
    """One figure: its value, what others might say, the values that the grid tries, its basis."""

    value: Annotated[float | int, Field(gt=0)]
    low: Annotated[float | int, Field(ge=0)]
    high: Annotated[float | int, Field(gt=0)]
    unit: Literal["log", "share"]
    grid: list[Annotated[float | int, Field(ge=0)]]
    basis: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _ranged(self) -> ScaleFigure:
        if not self.low <= self.value <= self.high or self.low == self.high:
            raise ValueError(f"value {self.value} must lie within {self.low} to {self.high}")
        if self.grid != sorted(set(self.grid)):
            raise ValueError("the values of a grid rise, each once")
        return self


class Figures(Record):
    """The declared figures; every one is needed, and no other is known."""

    yearly: ScaleFigure
    drift: ScaleFigure
    within_year: ScaleFigure
    alike_measures: ScaleFigure
    alike_places: ScaleFigure


class ScaleFile(Record):
    """The whole file."""

    figures: Figures


@dataclass(frozen=True)
class Scales:
    """One point of the grid.

    Attributes:
        yearly: standard deviation of a year's own part, of log growth.
        drift: standard deviation of the drift, of log growth a year.
        within_year: standard deviation of the growth of half a year off the year's.
        alike_measures: share of variance that the measures of a place have in common.
        alike_places: share of variance that places have in common.
    """

    yearly: float
    drift: float
    within_year: float
    alike_measures: float
    alike_places: float


@cache
def declared(path: Path = FILE) -> Figures:
    """The declared figures.

    Raises:
        scenarios.InputError: with every fault of the file.
    """
    found, faults = check(ScaleFile, read_document(path, NAME if path == FILE else str(path)))
    if found is None:
        raise InputError(faults)
    return found.figures


def grid_of(figures: Figures) -> tuple[list[Scales], Floats]:
    """The grid of scales, and the log of each one's prior weight.

    Standard deviations are half-normal with the declared scale; shares are even over their grid.
    """
    rows = (
        figures.yearly, figures.drift, figures.within_year, figures.alike_measures,
        figures.alike_places,
    )  # fmt: skip
    values = [[float(x) for x in row.grid] or [float(row.value)] for row in rows]
    points = [Scales(*point) for point in itertools.product(*values)]
    yearly, drift = float(figures.yearly.value), float(figures.drift.value)
    weights = np.array([-((p.yearly / yearly) ** 2 + (p.drift / drift) ** 2) / 2 for p in points])
    return points, weights


def discrepancy_of(state: State, scales: Scales) -> Floats:
    """Covariance of the discrepancy over the state, shape (n, n), positive semidefinite."""
    parts = state.parts
    covariance = np.zeros((len(parts), len(parts)))
    for row, one in enumerate(parts):
        for column, other in enumerate(parts[: row + 1]):
            covariance[row, column] = covariance[column, row] = _between(one, other, scales)
    return covariance


def _between(one: Part, other: Part, scales: Scales) -> float:
    """Covariance of two parts of the state: that of a common measure and place, times likeness."""
    if one.kind != other.kind or one.kind == "base":
        return 0.0
    alike = 1.0 if one.measure == other.measure else scales.alike_measures
    alike *= 1.0 if one.place == other.place else scales.alike_places
    if one.kind == "growth":
        own = scales.yearly**2 if one.year == other.year else 0.0
        return alike * (scales.drift**2 + own)
    if one.year != other.year:
        return 0.0
    # Means over the first months of even monthly noise, less the mean of the year. Growth is of two
    # years, so each has half the variance.
    months = max(one.months, other.months)
    return alike * scales.within_year**2 / 2 * (MONTHS_OF_YEAR - months) / months


@dataclass(frozen=True)
class Mixture:
    """The state given what was published: a mixture of normal vectors over the grid.

    Attributes:
        points: of the grid that carry weight.
        weights: of each, adding up to 1.
        normals: the state at each.
    """

    points: tuple[Scales, ...]
    weights: Floats
    normals: tuple[Normal, ...]

    def mean_scale(self, name: str) -> float:
        """Mean of a scale over the grid."""
        values = [float(getattr(point, name)) for point in self.points]
        return float(np.dot(self.weights, values))


NEGLIGIBLE = 1e-4


def mixture_given(
    state: State, in_runs: Normal, rows: Floats, seen: Floats, errors: Floats, figures: Figures
) -> Mixture:
    """The state given published figures, scales weighed by how well they foretold these.

    Points that carry less than a ten-thousandth of the weight are dropped.
    """
    points, weights = grid_of(figures)
    normals = []
    for place, point in enumerate(points):
        whole = in_runs.covariance + discrepancy_of(state, point)
        normal, density = conditioned(Normal(in_runs.mean, whole), rows, seen, errors)
        weights[place] += density
        normals.append(normal)
    shares = np.exp(weights - weights.max())
    shares /= shares.sum()
    kept = [k for k in range(len(points)) if shares[k] >= NEGLIGIBLE]
    left = shares[kept] / shares[kept].sum()
    if not math.isfinite(float(left.sum())):
        raise ValueError("no scale of the grid has weight")
    return Mixture(tuple(points[k] for k in kept), left, tuple(normals[k] for k in kept))
