"""Naive forecasts with spreads: what a model must beat to be worth its trouble.

A forecast without a spread loses to any honest one by being sharp, so each has one. All are normal
and of log growth; their figures stand in `baselines.yaml` with their basis.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.errors import InputError
from scenarios.quantities import Record
from scenarios.validation import check
from scenarios.yaml_document import read_document

FILE = Path(__file__).with_name("baselines.yaml")
NAME = "calibration/fit/baselines.yaml"
# Half of an interval of 90 percent over this is a standard deviation.
NINETY = 1.6449


class BaselineFigure(Record):
    """One figure: its value, the range that others might say, and what it rests on."""

    value: Annotated[float | int, Field(gt=0)]
    low: Annotated[float | int, Field(gt=0)]
    high: Annotated[float | int, Field(gt=0)]
    unit: Literal["log", "percent", "elasticity"]
    basis: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _ranged(self) -> BaselineFigure:
        if not self.low <= self.value <= self.high or self.low == self.high:
            raise ValueError(f"value {self.value} must lie within {self.low} to {self.high}")
        return self


class Figures(Record):
    """The figures by name; every one is needed, and no other is known."""

    plan_growth: BaselineFigure
    plan_spread: BaselineFigure
    growth_spread: BaselineFigure
    elasticity: BaselineFigure


class BaselineFile(Record):
    """The whole file."""

    figures: Figures


@dataclass(frozen=True)
class Normal:
    """A normal forecast of a log growth.

    Attributes:
        name: of the forecast.
        mean: of the log growth.
        sd: its standard deviation, above 0.
        basis: what it rests on.

    Raises:
        ValueError: a mean or a standard deviation that is none.
    """

    name: str
    mean: float
    sd: float
    basis: str

    def __post_init__(self) -> None:
        if not (math.isfinite(self.mean) and math.isfinite(self.sd) and self.sd > 0):
            raise ValueError(f"{self.name}: a finite mean and a spread above 0 are needed")


@cache
def baseline_figures(path: Path = FILE) -> Figures:
    """The declared figures.

    Raises:
        scenarios.InputError: with every fault of the file.
    """
    found, faults = check(BaselineFile, read_document(path, NAME if path == FILE else str(path)))
    if found is None:
        raise InputError(faults)
    return found.figures


def last_growth(past: Sequence[float], figures: Figures, years: int = 1) -> Normal:
    """Growth stays what it was: a random walk of log growth.

    Its spread is the root mean square of the series' own changes from year to year, the declared
    spread counted as one more change: with few changes, they may be small by luck.

    Args:
        past: log growths of consecutive years, the last one last.
        figures: declared.
        years: ahead of the last.

    Raises:
        ValueError: no past growth, or no year ahead.
    """
    if not past or years < 1:
        raise ValueError("last growth: a past growth and a year ahead are needed")
    changes = [after - before for before, after in pairwise(past)]
    declared = float(figures.growth_spread.value)
    yearly = math.sqrt(sum(change**2 for change in [*changes, declared]) / (len(changes) + 1))
    basis = f"{len(changes)} changes of the series itself; {figures.growth_spread.basis}"
    return Normal("last growth", float(past[-1]), yearly * math.sqrt(years), basis)


def plan_target(figures: Figures) -> Normal:
    """Growth is what the plan says."""
    growth, spread = figures.plan_growth, figures.plan_spread
    mean = math.log1p(float(growth.value) / 100.0)
    return Normal("plan", mean, float(spread.value), f"{growth.basis} {spread.basis}")


def grant_cut(rate: float, delay: float, interest: float, tax: float) -> float:
    """Price cut by a grant, as a part of the price: rate (1 - tax) / (1 + interest)^delay.

    Args:
        rate: grant as a part of the cost; its cap is not looked at.
        delay: years from paying the machine to receiving the grant.
        interest: a year.
        tax: on the grant.
    """
    return float(rate * (1.0 - tax) / (1.0 + interest) ** delay)


def user_cost(past: Sequence[float], cuts: Sequence[float], figures: Figures) -> Normal:
    """Constant-elasticity user-cost formula: investment follows the price net of support.

    Log growth is a constant, the mean of what the price leaves unexplained of past growths, and the
    elasticity times the fall of the log price. Its spread has three parts: years off the constant
    (the declared spread counted as one more), the constant's own error, and the elasticity's range.

    Args:
        past: log growths of consecutive years before the forecast one; without any the constant
            is 0.
        cuts: of the price, as parts of it: of the year before the first growth, of each year of
            `past`, and of the forecast year.
        figures: declared.

    Raises:
        ValueError: not two cuts more than growths, or a cut that is not from 0 to below 1.
    """
    if len(cuts) != len(past) + 2:
        raise ValueError(f"{len(cuts)} cuts for {len(past)} past growths: two more are needed")
    if not all(0.0 <= cut < 1.0 for cut in cuts):
        raise ValueError("cuts of the price lie from 0 to below 1")
    falls = [math.log1p(-before) - math.log1p(-now) for before, now in pairwise(cuts)]
    elasticity, declared = float(figures.elasticity.value), float(figures.growth_spread.value)
    count = len(past)
    left = [growth - elasticity * fall for growth, fall in zip(past, falls, strict=False)]
    constant = sum(left) / count if count else 0.0
    squares = declared**2 + sum((one - constant) ** 2 for one in left)
    yearly = squares / max(count, 1) * (1.0 + (1.0 / count if count else 0.0))
    moved = falls[-1] - (sum(falls[:-1]) / count if count else 0.0)
    doubt = (float(figures.elasticity.high) - float(figures.elasticity.low)) / 2.0 / NINETY
    sd = math.sqrt(yearly + (doubt * moved) ** 2)
    basis = f"{figures.elasticity.basis} {figures.growth_spread.basis}"
    return Normal("user cost", constant + elasticity * falls[-1], sd, basis)
