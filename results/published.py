"""Results held against published figures and against targets: never an input, only a measure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from results.statistics import Reached, Spread, reached, spread
from results.study import Observation, Study, Target
from results.tables import REPORTED, CityTable
from results.units import YUAN_PER_UNIT, in_yuan

# How a figure is to be written: yuan, a share of one, a multiple, or things counted.
Form = Literal["money", "share", "times", "count"]
Verdict = Literal["assessed", "not simulated", "outside the years", "nothing to divide by"]

GROWTH = "percent a year"
MULTIPLE = re.compile(r"times (\d{4})")

# Targets may name a share of one measure in another.
SHARES = {"reported_renovation_share": (REPORTED, "reported_industrial")}


@dataclass(frozen=True)
class Distance:
    """The model against one published figure.

    Attributes:
        kind: the level of a year, or its growth over the year before.
        published: in yuan, things counted, or as a share of one, as `form` says.
        difference: simulated mean minus published.
        relative: difference over published; None for growth, whose difference says it all.
    """

    measure: str
    year: int
    kind: Literal["level", "growth"]
    form: Form
    published: float
    derived: bool
    confidence: str
    source: str
    simulated: Spread
    difference: float
    relative: float | None


@dataclass(frozen=True)
class TargetLine:
    """One target of the policies and what the runs say of it.

    Attributes:
        value: the target in the unit that `form` says.
        since: the year from which growth, multiples and flows of things are counted.
        verdict: "assessed", or why it is not.
    """

    target: Target
    form: Form
    value: float | None
    since: int | None
    simulated: Spread | None
    reached: Reached | None
    verdict: Verdict


def main_target(study: Study, years: Sequence[int]) -> Target | None:
    """Return the latest target level of reported renovation investment among `years`."""
    return main_of(study.targets, years)


def main_of(targets: Sequence[Target], years: Sequence[int]) -> Target | None:
    """Return the latest target level of reported renovation investment among `years`."""
    found = [
        target
        for target in targets
        if target.measure == REPORTED
        and target.value is not None
        and target.unit in YUAN_PER_UNIT
        and target.year in years
    ]
    return max(found, key=lambda target: target.year) if found else None


def distances(table: CityTable, study: Study) -> tuple[Distance, ...]:
    """Hold the policy's runs against every published figure that the table can answer."""
    lines = []
    for point in sorted(study.observations, key=lambda point: (point.measure, point.year)):
        if point.year not in table.years or not table.has(point.measure):
            continue
        column = table.years.index(point.year)
        matrix = table.matrix(study.policy, point.measure)
        if point.value is not None:
            lines.append(_level(point, point.value, spread(matrix[:, column])))
        if point.growth_percent is not None and column > 0:
            before = matrix[:, column - 1]
            if (before > 0).all():
                growth = spread(matrix[:, column] / before - 1)
                lines.append(_growth(point, point.growth_percent / 100, growth))
    return tuple(lines)


def _level(point: Observation, value: float, simulated: Spread) -> Distance:
    money = point.unit in YUAN_PER_UNIT
    published = in_yuan(value, point.unit) if money else float(value)
    difference = simulated.mean - published
    return Distance(
        measure=point.measure,
        year=point.year,
        kind="level",
        form="money" if money else "count",
        published=published,
        derived=point.derived,
        confidence=point.confidence,
        source=point.source,
        simulated=simulated,
        difference=difference,
        relative=difference / published if published else None,
    )


def _growth(point: Observation, published: float, simulated: Spread) -> Distance:
    """A growth is as it was printed, also where the level was computed from it."""
    return Distance(
        measure=point.measure,
        year=point.year,
        kind="growth",
        form="share",
        published=published,
        derived=False,
        confidence=point.confidence,
        source=point.source,
        simulated=simulated,
        difference=simulated.mean - published,
        relative=None,
    )


def target_lines(table: CityTable, study: Study) -> tuple[TargetLine, ...]:
    """Say of every target whether the policy's runs meet it, or why that cannot be said.

    A growth is the yearly average since the first reported year, a multiple is of the year that
    its unit names, and a number of things is added up since the first reported year, unless the
    measure is a stock.
    """
    return tuple(_target_line(table, study, target) for target in study.targets)


def _target_line(table: CityTable, study: Study, target: Target) -> TargetLine:
    form, value, since = _form(target, study, table.years[0])
    parts = SHARES.get(target.measure or "", (target.measure or "",))
    if value is None or not all(table.has(part) for part in parts):
        return TargetLine(target, form, value, since, None, None, "not simulated")
    if target.year not in table.years or since not in (None, *table.years):
        return TargetLine(target, form, value, since, None, None, "outside the years")
    with np.errstate(divide="ignore", invalid="ignore"):
        simulated = _simulated(table, study, target, since, parts)
    if not np.isfinite(simulated).all():  # a run in which the base year is empty
        return TargetLine(target, form, value, since, None, None, "nothing to divide by")
    counted = (spread(simulated), reached(simulated, value))
    return TargetLine(target, form, value, since, *counted, "assessed")


def _form(target: Target, study: Study, first: int) -> tuple[Form, float | None, int | None]:
    """Return how a target is to be read: form, value, and the year it is counted from."""
    value, multiple = target.value, MULTIPLE.fullmatch(target.unit)
    if value is None or target.unit in YUAN_PER_UNIT:
        return "money", None if value is None else in_yuan(value, target.unit), None
    if target.unit == GROWTH:
        # Which year the plan's yearly growth is counted from is a reading (RW15).
        return "share", value / 100, int(study.readings.get(study.policy, {}).get("RW15", first))
    if multiple:
        return "times", value, int(multiple[1])
    if target.unit == "percent":
        return "share", value / 100, None
    name = study.measures.get(target.measure or "")
    return "count", value, None if name is None or name.stock else first


def _simulated(
    table: CityTable, study: Study, target: Target, since: int | None, parts: Sequence[str]
) -> npt.NDArray[np.int64] | npt.NDArray[np.float64]:
    """Return what each run has in the target's year, in the target's form."""
    matrix = table.matrix(study.policy, parts[0])
    column = table.years.index(target.year)
    value = matrix[:, column]
    if len(parts) == 2:
        return value / table.matrix(study.policy, parts[1])[:, column]
    if since is None:
        return value
    start = table.years.index(since)
    if MULTIPLE.fullmatch(target.unit):
        return value / matrix[:, start]
    if target.unit == GROWTH:
        return np.power(value / matrix[:, start], 1 / (target.year - since)) - 1
    return np.asarray(matrix[:, start : column + 1].sum(axis=1))
