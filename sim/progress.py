"""Progress as the authority sees it: the year reported against the year's task (RW16).

Under `benchmark_only` targets move nobody. Under `effort_pressure` an authority that is behind in
a year of its plan steps up its monitoring in the next (`sim.acts.markets.press`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.tasks import tasks_of_plan

if TYPE_CHECKING:
    from scenarios.policy_schema import Policy
    from sim.calendar import Calendar

TASK = "reported_renovation"


def yearly_tasks(policies: Sequence[Policy], calendar: Calendar) -> dict[int, int]:
    """Yuan of reported renovation asked for in each year of the plans that press, by year.

    What a plan asks of its years is in `sim.tasks`; a task that hangs on an earlier report presses
    nobody, since it is not known ahead.
    """
    tasks: dict[int, int] = {}
    for policy in policies:
        if policy.readings.get("RW16") != "effort_pressure" or not policy.instruments:
            continue
        for task in tasks_of_plan(policy):
            if task.measure == TASK and task.amount is not None:
                tasks[task.year] = max(tasks.get(task.year, 0), task.amount)
    return {year: task for year, task in tasks.items() if year in calendar.years}


def tasks_by_quarter(tasks: Mapping[int, int], calendar: Calendar) -> NDArray[np.int64]:
    """The task of the year of each quarter, yuan; 0 where there is none."""
    years = [calendar.year_of(now) for now in range(calendar.quarters)]
    return np.array([tasks.get(year, 0) for year in years], dtype=np.int64)
