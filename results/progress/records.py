"""Progress as plain rows: for JSON, for CSV, and behind the chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from results.progress.standing import PlanYear, Standing, TaskProgress
from results.statistics import Middle, Reached
from results.study import Text
from results.uncertainty import covers_record, parameters_record

CITY = "city"


def rows(progress: TaskProgress) -> list[dict[str, Any]]:
    """Return one row a district and quarter, then one row a year of the city and plan."""
    return [*district_rows(progress), *city_rows(progress)]


def district_rows(progress: TaskProgress) -> list[dict[str, Any]]:
    """Return one row a district and quarter of the year, the city as the last of each quarter."""
    return [_district_row(progress, row) for row in progress.standings]


def city_rows(progress: TaskProgress) -> list[dict[str, Any]]:
    """Return one row a year and plan of the city; a year without a task has one row too."""
    found = []
    for line in progress.city:
        for plan in line.plans or (None,):
            found.append(
                {
                    "table": "city_by_year", "year": line.year, "quarter": None, "region": CITY,
                    **_names(None, progress), **_spread("reported", line.reported),
                    **_plan(plan),
                }
            )  # fmt: skip
    return found


def record(progress: TaskProgress) -> dict[str, Any]:
    """Return the whole as plain records, for JSON."""
    from sim.tasks import DISTRICT_RULES, QUARTER_RULES

    study = progress.study
    return {
        "scenario": study.scenario,
        "key": study.key,
        "seed": study.seed,
        "runs": study.runs,
        "failed": study.failed,
        "levers": study.levers,
        "readings": study.readings.get(progress.variant, {}),
        "variant": progress.variant,
        "measure": progress.measure,
        "year": progress.year,
        "plan": None if progress.plan is None else asdict(progress.plan),
        "split": {
            "districts": asdict(DISTRICT_RULES[progress.by_district]),
            "quarters": asdict(QUARTER_RULES[progress.by_quarter]),
            "known": progress.split_known,
        },
        "parameters": parameters_record(study),
        "units": {"amounts": "yuan", "shares": "of one"},
        "ranges": "median over runs; low and high are the 10 % and 90 % quantiles",
        "covers": covers_record(study),
        "districts": [_plain(row) for row in progress.standings],
        "city": [asdict(line) for line in progress.city],
        "tasks_outside": [asdict(task) for task in progress.others],
    }


def _plain(row: Standing) -> dict[str, Any]:
    return asdict(row) | {"region": row.region or CITY}


def _district_row(progress: TaskProgress, row: Standing) -> dict[str, Any]:
    return {
        "table": "district_by_quarter",
        "year": progress.year,
        "quarter": row.quarter,
        "region": row.region or CITY,
        **_names(row.region, progress),
        **_spread("reported", row.reported),
        "plan": None if progress.plan is None else progress.plan.plan,
        "basis": None if progress.plan is None else progress.plan.basis,
        **_spread("task", row.task),
        **_spread("fulfilled", row.fulfilled),
        **_spread("gap", row.gap),
        "year_task_median": None if row.year_task is None else row.year_task.median,
        "of_year_median": None if row.of_year is None else row.of_year.median,
        "rank": row.rank,
        "ahead": None if row.ahead is None else int(row.ahead),
        **_reached("runs_ahead", row.runs_ahead),
    }


def _names(region: str | None, progress: TaskProgress) -> dict[str, str]:
    study = progress.study
    name: Text = study.place if region is None else study.districts[region]
    return {"name_zh": name.zh, "name_en": name.en}


def _plan(line: PlanYear | None) -> dict[str, Any]:
    if line is None:
        return {}
    return {
        "plan": line.plan.plan,
        "basis": line.plan.basis,
        **_spread("task", line.task),
        **_spread("fulfilled", line.fulfilled),
        **_spread("gap", line.gap),
        "ahead": None if line.gap is None else int(line.gap.median >= 0),
        **_reached("runs_ahead", line.met),
    }


def _spread(name: str, values: Middle | None) -> dict[str, float | None]:
    return dict(_parts(name, values))


def _parts(name: str, values: Middle | None) -> Iterator[tuple[str, float | None]]:
    for column, part in (("median", "median"), ("p10", "low"), ("p90", "high")):
        yield f"{name}_{column}", None if values is None else getattr(values, part)


def _reached(name: str, reached: Reached | None) -> dict[str, int | None]:
    return {
        name: None if reached is None else reached.met,
        "runs": None if reached is None else reached.runs,
    }
