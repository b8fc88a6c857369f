"""Paths of measures by year for a report: prior and posterior runs beside published points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from results.calibrating.record import QUANTILES, Band, Goal, MeasurePath, Point
from scenarios.quantities import Label

if TYPE_CHECKING:
    from calibration.fit.calibrate import Calibrated
    from scenarios.policy_schema import Target

Run = Mapping[str, float]
MEASURES = ("reported_renovation", "reported_industrial", "above_scale_firms")
FIRST, LAST = 2016, 2024
WHOLE_YEAR = (1.0, 1.0, 1.0, 1.0)


def paths_of(found: Calibrated) -> list[MeasurePath]:
    """Levels and growth of each measure that the runs have, over the reported years."""
    from sim.measures import MEASURES as DECLARED

    years = _years(found)
    paths = []
    for measure in MEASURES:
        if not years or f"{measure}@{years[0] - 1}-Q4" not in found.bank.runs[0]:
            continue
        declared = DECLARED[measure]
        kinds: tuple[Literal["level", "growth"], ...] = ("level", "growth")
        for kind in kinds:
            level = "yuan" if declared.unit == "yuan" else "count"
            paths.append(
                MeasurePath(
                    measure=measure, kind=kind, label=Label(zh=declared.zh, en=declared.en),
                    scale="growth" if kind == "growth" else "yuan" if level == "yuan" else "count",
                    years=years,
                    prior=[_band(found.bank.runs, measure, kind, year) for year in years],
                    posterior=[_band(found.predictive.runs, measure, kind, year) for year in years],
                    points=_points(found, measure, kind, years),
                )
            )  # fmt: skip
    return paths


def goal_of(found: Calibrated) -> Goal | None:
    """The latest year for which a plan of the whole place asks for renovation investment."""
    from calibration.bank.one_run import loaded

    scenario = loaded(found.request.plan)
    years = _years(found)
    asked: list[Target] = [
        row
        for policy in scenario.policies
        if policy.id in scenario.programme.policies and policy.document.reaches.district is None
        for row in policy.targets
        if row.measure == MEASURES[0] and row.year in years
    ]
    if not asked:
        return None
    # Of several targets of the last year, an amount says most.
    row = max(asked, key=lambda one: (one.year, one.unit == "yuan"))
    goal = Goal(label=Label(zh=row.label.zh, en=row.label.en), measure=MEASURES[0], year=row.year)
    if f"{MEASURES[0]}@{row.year}-Q4" not in found.bank.runs[0]:
        return goal
    told = _band(found.predictive.runs, MEASURES[0], "level", row.year)
    goal = goal.model_copy(
        update={"posterior": told, "chance": chance_of(found, f"{MEASURES[0]}.{row.year}")}
    )
    if row.unit != "yuan" or row.value is None:
        return goal
    return goal.model_copy(
        update={
            "value": float(row.value),
            "reached": _reached(found.predictive.runs, row.year, float(row.value)),
            "prior_reached": _reached(found.bank.runs, row.year, float(row.value)),
        }
    )


def chance_of(found: Calibrated, figure: str) -> float | None:
    """Part of a figure's predictive variance that is chance; None where it was not computed."""
    spread = found.spread
    if spread is None or figure not in spread.figures:
        return None
    share = spread.share_of_parameters(figure)[0]
    return float(f"{1.0 - share:.6g}") if math.isfinite(share) else None


def _years(found: Calibrated) -> list[int]:
    """Reported years of the runs, at most those that reports show."""
    from calibration.bank.one_run import loaded

    horizon = loaded(found.request.plan).file.horizon
    last = int(horizon.end.partition("-")[0])
    return list(range(max(FIRST, horizon.report_from), min(LAST, last) + 1))


def _reached(runs: Sequence[Run], year: int, value: float) -> float:
    from calibration.moments.taken import total_of_year

    totals = [total_of_year(run, MEASURES[0], year, WHOLE_YEAR) for run in runs]
    return float(f"{np.mean(np.array(totals) >= value):.6g}")


def _band(runs: Sequence[Run], measure: str, kind: str, year: int) -> Band:
    """Quantiles over runs; growth from nothing is left out."""
    from calibration.moments.taken import total_of_year

    values = []
    for run in runs:
        level = total_of_year(run, measure, year, WHOLE_YEAR)
        if kind == "level":
            values.append(level)
        elif (before := total_of_year(run, measure, year - 1, WHOLE_YEAR)) > 0.0:
            values.append(level / before - 1.0)
    return [float(f"{value:.6g}") for value in np.quantile(values, QUANTILES).tolist()]


def _points(found: Calibrated, measure: str, kind: str, years: Sequence[int]) -> list[Point]:
    """What was published of it for whole years, with one standard error either way."""
    from calibration.observed import load_observations

    scale = math.expm1 if kind == "growth" else math.exp
    points = []
    for one in load_observations(found.request.place):
        if (one.measure, one.statistic) != (measure, kind) or one.over is not None:
            continue
        if not one.whole_year or one.year not in years:
            continue
        low, high = one.log_value - one.standard_error, one.log_value + one.standard_error
        value, under, above = (float(f"{scale(x):.6g}") for x in (one.log_value, low, high))
        points.append(Point(name=one.id, year=one.year, value=value, low=under, high=above))
    return points
