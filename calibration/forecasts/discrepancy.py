"""What runs leave out: how far published growth may lie from growth in the runs.

Growth published for a year is taken as growth in a run plus a drift that stays the same for all
years and a part of the year's own. Both are shared in part by the measures of a place and by
places; a part of a year lies off its year by a further amount. The chance of runs is taken in part
only, since a model with a third of the published investment has too few projects to even out; their
mean growth too, since nothing says beforehand that the law foretells growth better than no growth.
How large all this is, is not chosen: a grid of scales is weighed by how well each foretells what
was known at the date of the forecast, starting from declared priors, and a forecast is a mixture
over the grid.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from calibration.forecasts.gaussian import Normal, conditioned
from calibration.forecasts.state import State
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
    chance: ScaleFigure
    trust: ScaleFigure


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
        chance: part of the runs' own variance of growth that published growth has.
        trust: part of the runs' mean growth that published growth has.
    """

    yearly: float
    drift: float
    within_year: float
    alike_measures: float
    alike_places: float
    chance: float = 1.0
    trust: float = 1.0


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
        figures.alike_places, figures.chance, figures.trust,
    )  # fmt: skip
    values = [[float(x) for x in row.grid] or [float(row.value)] for row in rows]
    points = [Scales(*point) for point in itertools.product(*values)]
    yearly, drift = float(figures.yearly.value), float(figures.drift.value)
    weights = np.array([-((p.yearly / yearly) ** 2 + (p.drift / drift) ** 2) / 2 for p in points])
    return points, weights


def discrepancy_of(state: State, scales: Scales) -> Floats:
    """Covariance of the discrepancy over the state, shape (n, n), positive semidefinite.

    Two parts have that of a common measure and place, times likeness.
    """
    parts = state.parts
    kinds = np.array([one.kind for one in parts])
    years = np.array([one.year for one in parts])
    months = np.array([one.months for one in parts])
    same_year = years[:, None] == years
    alike = _likeness([one.measure for one in parts], scales.alike_measures)
    alike = alike * _likeness([one.place for one in parts], scales.alike_places)
    growth, part = kinds == "growth", kinds == "part"
    of_growth = scales.drift**2 + np.where(same_year, scales.yearly**2, 0.0)
    # Means over the first months of even monthly noise, less the mean of the year. Growth is of two
    # years, so each has half the variance.
    longer = np.maximum(months[:, None], months)
    of_part = np.where(same_year, scales.within_year**2 / 2 * (MONTHS_OF_YEAR / longer - 1), 0.0)
    whole = np.outer(growth, growth) * of_growth + np.outer(part, part) * of_part
    return np.asarray(alike * whole)


def _likeness(names: list[str], alike: float) -> Floats:
    """1 for two of one name, the declared likeness for two others."""
    found = np.array(names)
    return np.where(found[:, None] == found, 1.0, alike)


def mean_of(state: State, mean: Floats, part: float) -> Floats:
    """The runs' mean with a part of its growth; levels and parts of years as they are."""
    scale = np.array([part if one.kind == "growth" else 1.0 for one in state.parts])
    return np.asarray(mean * scale)


def chance_of(state: State, covariance: Floats, part: float) -> Floats:
    """The runs' covariance with a part of its variance of growth; levels stay free."""
    scale = np.array([1.0 if one.kind == "base" else math.sqrt(part) for one in state.parts])
    return covariance * np.outer(scale, scale)


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
    discrepancies: dict[Scales, Floats] = {}
    for place, point in enumerate(points):
        alone = replace(point, chance=1.0, trust=1.0)
        if alone not in discrepancies:
            discrepancies[alone] = discrepancy_of(state, alone)
        whole = chance_of(state, in_runs.covariance, point.chance) + discrepancies[alone]
        normal, density = conditioned(
            Normal(mean_of(state, in_runs.mean, point.trust), whole), rows, seen, errors
        )
        weights[place] += density
        normals.append(normal)
    shares = np.exp(weights - weights.max())
    shares /= shares.sum()
    kept = [k for k in range(len(points)) if shares[k] >= NEGLIGIBLE]
    left = shares[kept] / shares[kept].sum()
    if not math.isfinite(float(left.sum())):
        raise ValueError("no scale of the grid has weight")
    return Mixture(tuple(points[k] for k in kept), left, tuple(normals[k] for k in kept))
