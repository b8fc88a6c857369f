"""Where each district stands against its task: so far in the year, quarter by quarter.

Each run is a world with statistics of its own: its districts' shares of last year and its seasons
split the task there, and medians over runs are taken at the very end. So parts add up within a run
and medians need not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from results.progress.reported import QUARTERS, Reported, reported
from results.refusal import refusal
from results.statistics import Middle, Reached, middle
from results.study import Study, Task
from results.tables import REPORTED, Matrix

if TYPE_CHECKING:
    import pandas as pd

MEASURES = (REPORTED, "reported_industrial")
LAST_QUARTER = QUARTERS[-1]


@dataclass(frozen=True)
class PlanYear:
    """The city's year against the task of one plan; amounts in yuan.

    Attributes:
        task: None where it hangs on a year that the run does not have.
        gap: reported minus task.
        fulfilled: reported over task.
    """

    plan: Task
    task: Middle | None
    gap: Middle | None
    fulfilled: Middle | None
    met: Reached | None


@dataclass(frozen=True)
class CityYear:
    """One year of the whole city, and what each plan asks of it."""

    year: int
    reported: Middle
    plans: tuple[PlanYear, ...]


@dataclass(frozen=True)
class Standing:
    """One region from the start of the year to the end of one quarter; amounts in yuan.

    Attributes:
        region: id of the district; None for the city.
        task: what it should have reported so far.
        fulfilled: reported over task, so far; only of runs in which it has a task.
        gap: reported minus task, so far.
        of_year: reported so far over the task of the whole year.
        rank: place among the districts by `fulfilled`, 1 the furthest ahead; equals share a place.
        ahead: whether the median of `gap` is not below zero.
        runs_ahead: in how many runs the gap is not below zero.
    """

    region: str | None
    quarter: int
    reported: Middle
    task: Middle | None = None
    fulfilled: Middle | None = None
    gap: Middle | None = None
    year_task: Middle | None = None
    of_year: Middle | None = None
    rank: int | None = None
    ahead: bool | None = None
    runs_ahead: Reached | None = None


@dataclass(frozen=True)
class TaskProgress:
    """Progress of one variant: the city by year, and one year by district and quarter.

    Attributes:
        year: the year that is split.
        plan: the plan whose task is split, the largest of that year; None where no plan asks.
        by_district: id of the rule by which the task is split over districts.
        by_quarter: id of the rule by which it is split over quarters.
        split_known: whether the run has what the rules need; else the parts are even.
        standings: by quarter, and within it the districts in the place's order, then the city.
        others: plans' tasks for years that are not reported.
    """

    study: Study
    variant: str
    measure: str
    year: int
    plan: Task | None
    by_district: str
    by_quarter: str
    split_known: bool
    city: tuple[CityYear, ...]
    standings: tuple[Standing, ...]
    others: tuple[Task, ...]

    def at(self, quarter: int) -> list[Standing]:
        """Return the standings at the end of a quarter, the city last."""
        return [row for row in self.standings if row.quarter == quarter]

    def of(self, region: str | None) -> list[Standing]:
        """Return the quarters of one district, or of the city for None."""
        return [row for row in self.standings if row.region == region]


def task_progress(
    quarters: pd.DataFrame,
    study: Study,
    variant: str | None = None,
    year: int | None = None,
    measure: str = REPORTED,
    by_district: str = "last_year",
    by_quarter: str = "season",
) -> TaskProgress:
    """Hold what one variant reported against the tasks of the scenario's plans.

    Args:
        quarters: the tidy quarterly table.
        study: what was run.
        variant: which world; the policy under study when None.
        year: the year to split; when None the last one with a task, or the programme's last.
        measure: one of `MEASURES`.
        by_district: a rule of `sim.tasks.DISTRICT_RULES`.
        by_quarter: a rule of `sim.tasks.QUARTER_RULES`.

    Raises:
        InputError: a name or year that is none.
        ValueError: the table is at fault.
    """
    check_names(measure, by_district, by_quarter)
    chosen = variant or study.policy
    if chosen not in study.variants:
        known = list(study.variants)
        raise refusal("variant", "this run has no variant of this name", chosen, known)
    table = reported(quarters, study, chosen, measure)
    years = [number for number in table.years if number >= study.report_from]
    tasks = [task for task in study.tasks if task.measure == measure]
    if year is None:
        year = default_year(study, years, measure)
    check_year(year, years)
    amounts = {task: _amounts(task, table) for task in tasks if task.year in years}
    asked = [(t, a) for t, a in amounts.items() if t.year == year and a is not None]
    plan, whole = max(asked, key=lambda pair: float(np.median(pair[1])), default=(None, None))
    column, parts = table.years.index(year), None
    if whole is not None:
        parts = split_over_runs(table, column, whole, by_district, by_quarter)
    return TaskProgress(
        study=study,
        variant=chosen,
        measure=measure,
        year=year,
        plan=plan,
        by_district=by_district,
        by_quarter=by_quarter,
        split_known=column > 0,
        city=tuple(_city_year(number, table, amounts) for number in years),
        standings=_standings(study, table.values[:, column], parts),
        others=tuple(task for task in tasks if task.year not in years),
    )


def default_year(study: Study, years: Sequence[int], measure: str = REPORTED) -> int:
    """Return the last of `years` with a task, else the programme's last year, else the last."""
    with_task = [t.year for t in study.tasks if t.measure == measure and t.year in years]
    if with_task:
        return max(with_task)
    return study.last_year if study.last_year in years else years[-1]


def check_names(measure: str, by_district: str, by_quarter: str) -> None:
    """Refuse a measure or a rule that there is none of.

    Raises:
        InputError: with the nearest name.
    """
    from sim.tasks import DISTRICT_RULES, QUARTER_RULES

    for field, name, known in (
        ("measure", measure, MEASURES),
        ("by-district", by_district, tuple(DISTRICT_RULES)),
        ("by-quarter", by_quarter, tuple(QUARTER_RULES)),
    ):
        if name not in known:
            raise refusal(field, "there is none of this name", name, known)


def check_year(year: int, years: Sequence[int]) -> None:
    """Refuse a year that is not reported.

    Raises:
        InputError: with the years that are.
    """
    if year not in years:
        raise refusal("year", "is not reported", str(year), [str(known) for known in years])


def _amounts(task: Task, table: Reported) -> Matrix | None:
    """Yuan that a plan asks for in each run; None where the base year is not in the run."""
    from sim.tasks import YearTask

    rule = YearTask(
        task.target, task.measure, task.year, "printed", task.amount, task.base, task.growth_bp,
        task.steps,
    )  # fmt: skip
    if task.amount is not None:
        return np.full(len(table.runs), task.amount, dtype=np.int64)
    column = None if task.base is None else table.column(task.base)
    if column is None:
        return None
    base = table.city[:, column].sum(axis=1)
    return np.array([rule.amount_on(int(value)) for value in base], dtype=np.int64)


def split_over_runs(
    table: Reported, column: int, whole: Matrix, by_district: str, by_quarter: str
) -> Matrix:
    """Split each run's task by that run's own statistics: by run, quarter and district."""
    from sim.tasks import season, split_task

    districts = table.values.shape[3]
    city = table.city
    parts = []
    for run in range(len(table.runs)):
        weights = [0] * districts
        if column > 0:
            before = table.firms if by_district == "firms" else table.values.sum(axis=2)
            weights = [int(value) for value in before[run, column - 1]]
        history = {
            year: [int(value) for value in city[run, place]]
            for place, year in enumerate(table.years)
        }
        seasons = [1] * 4 if by_quarter == "even" else season(history, table.years[column])
        parts.append(split_task(int(whole[run]), weights, seasons))
    return np.array(parts, dtype=np.int64).transpose(0, 2, 1)


def _city_year(year: int, table: Reported, amounts: Mapping[Task, Matrix | None]) -> CityYear:
    total = table.city[:, table.years.index(year)].sum(axis=1)
    plans = []
    for plan, asked in amounts.items():
        if plan.year != year:
            continue
        if asked is None:
            plans.append(PlanYear(plan, None, None, None, None))
            continue
        met = Reached(int((total >= asked).sum()), len(total))
        plans.append(PlanYear(plan, middle(asked), middle(total - asked), _over(total, asked), met))
    return CityYear(year, middle(total), tuple(plans))


def _over(above: Matrix, below: Matrix) -> Middle | None:
    """Return the middle of a ratio over the runs in which there is something to divide by."""
    there = below > 0
    return middle(above[there] / below[there]) if there.any() else None


def _standings(study: Study, values: Matrix, parts: Matrix | None) -> tuple[Standing, ...]:
    """Add up over the quarters, with the city beside its districts.

    Args:
        study: what was run.
        values: reported by run, quarter and district.
        parts: tasks in the same shape; None where there is no task.
    """
    regions: list[str | None] = [*study.districts, None]
    got = _so_far(values)
    due = None if parts is None else _so_far(parts)
    found: list[Standing] = []
    for quarter in QUARTERS:
        rows = [
            _standing(region, quarter, got[:, :, place], None if due is None else due[:, :, place])
            for place, region in enumerate(regions)
        ]
        found += _ranked(rows)
    return tuple(found)


def _so_far(values: Matrix) -> Matrix:
    """Add the city as a last column, and add quarters up."""
    whole = np.concatenate([values, values.sum(axis=2, keepdims=True)], axis=2)
    return np.asarray(whole.cumsum(axis=1), dtype=np.int64)


def _standing(region: str | None, quarter: int, got: Matrix, due: Matrix | None) -> Standing:
    value = got[:, quarter - 1]
    if due is None:
        return Standing(region, quarter, middle(value))
    task, year_task = due[:, quarter - 1], due[:, LAST_QUARTER - 1]
    gap = value - task
    between = middle(gap)
    asked = bool(year_task.any())
    return Standing(
        region=region,
        quarter=quarter,
        reported=middle(value),
        task=middle(task),
        fulfilled=_over(value, task),
        gap=between,
        year_task=middle(year_task),
        of_year=_over(value, year_task),
        ahead=between.median >= 0 if asked else None,
        runs_ahead=Reached(int((gap >= 0).sum()), len(gap)) if asked else None,
    )


def _ranked(rows: Sequence[Standing]) -> list[Standing]:
    """Give each district its place by the share of the task fulfilled so far."""
    from dataclasses import replace

    shares = [row.fulfilled.median for row in rows if row.region and row.fulfilled]
    return [
        replace(row, rank=1 + sum(share > row.fulfilled.median for share in shares))
        if row.region and row.fulfilled
        else row
        for row in rows
    ]
