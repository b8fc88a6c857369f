"""Progress as the authority sees it: the year reported against the year's task (RW16).

Under `benchmark_only` targets move nobody. Under `effort_pressure` an authority that is behind in
a year of its plan steps up its monitoring in the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.law.targets import missed_part
from sim.measures import MEASURES, TALLY_INDEX
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


def shortfall(
    tasks: Mapping[int, int], calendar: Calendar, tallies: Sequence[Sequence[int]], cells: int
) -> float:
    """Part of last year's task that was not reported, 0 to 1; 0 where there was no task."""
    year = calendar.year_of(len(tallies) - 1)
    reported = 0
    for tally in tallies[-4:]:
        for part in MEASURES[TASK].parts:
            first = TALLY_INDEX[part] * cells
            reported += sum(tally[first : first + cells])
    return missed_part(reported, tasks.get(year, 0))


def press(quarters: Any, now: int, missed: float, strength: float) -> None:
    """Raise the monitoring of the next year's quarters by what was missed.

    Args:
        quarters: rows by number, `monitoring` readable and writable.
        now: the last quarter of a year.
        missed: part of the year's task that was not reported (`shortfall`).
        strength: `behaviour.effort_pressure`.
    """
    for number in range(now + 1, min(now + 5, len(quarters))):
        row = quarters[number]
        row.monitoring = float(row.monitoring) * (1.0 + strength * missed)
