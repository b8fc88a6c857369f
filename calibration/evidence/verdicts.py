"""Simulated values held against published intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from calibration.evidence.facts import ANSWERS, Answer, Band
from calibration.evidence.findings import Finding, calibration_findings
from calibration.evidence.shapes import SHAPES, Shape, shapes_held

Values = Mapping[str, float]
Verdict = Literal["inside", "overlaps", "outside", "not produced"]
RANGE = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Spread:
    """A statistic at prior means and over prior draws.

    Attributes:
        mean: mean of the runs at prior means.
        low, middle, high: 5 %, median and 95 % over the draws; not a number without draws.
    """

    mean: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Line:
    """A fact, its answer, and what came of it."""

    finding: Finding
    answer: Answer
    spread: Spread | None
    verdict: Verdict


@dataclass(frozen=True)
class ShapeLine:
    """A shape at prior means, and the share of draws in which it holds."""

    shape: Shape
    holds: bool
    share_of_draws: float


def spread_of(name: str, means: Sequence[Values], draws: Sequence[Values]) -> Spread:
    """A statistic over runs at prior means and over draws; what is not a number is left out."""
    at_means = _numbers(name, means)
    over_draws = _numbers(name, draws)
    low, middle, high = (
        np.quantile(over_draws, RANGE) if len(over_draws) else (math.nan, math.nan, math.nan)
    )
    mean = float(at_means.mean()) if len(at_means) else math.nan
    return Spread(mean, float(low), float(middle), float(high))


def verdict_on(spread: Spread, band: Band | None) -> Verdict:
    """Inside at prior means; else whether the range over draws reaches the band."""
    if band is None:
        return "not produced"
    low, high = band
    if low <= spread.mean <= high:
        return "inside"
    if spread.low <= high and spread.high >= low:
        return "overlaps"
    return "outside"


def lines(means: Sequence[Values], draws: Sequence[Values]) -> list[Line]:
    """Every calibration fact in the order of the table of findings."""
    found = []
    for name, finding in calibration_findings().items():
        answer = ANSWERS[name]
        if answer.no_answer:
            found.append(Line(finding, answer, None, "not produced"))
            continue
        spread = spread_of(answer.value, means, draws)
        found.append(Line(finding, answer, spread, verdict_on(spread, answer.band(finding))))
    return found


def shape_lines(means: Sequence[Values], draws: Sequence[Values]) -> list[ShapeLine]:
    """The nine shapes: at prior means (mean of its runs), and over draws."""
    names = {name for shape in SHAPES for name in shape.shown}
    held = shapes_held({name: spread_of(name, means, ()).mean for name in names})
    each = [shapes_held(values) for values in draws]
    return [
        ShapeLine(
            shape, held[shape.id],
            sum(one[shape.id] for one in each) / len(each) if each else math.nan,
        )
        for shape in SHAPES
    ]  # fmt: skip


def _numbers(name: str, runs: Sequence[Values]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values = np.array([run[name] for run in runs], dtype=np.float64)
    return values[~np.isnan(values)]
