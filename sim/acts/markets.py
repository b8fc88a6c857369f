"""What all firms did together acts on quarters to come: tight markets, an authority behind.

Both read the tallies of the quarters so far and write the rows of quarters to come.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import logarithm
from sim.law.dialect import law
from sim.law.targets import missed_part
from sim.measures import MEASURES, TALLY_INDEX

YEAR = 4
# Measures whose sum is meant by the squeeze of a market, and by the task of a year.
EQUIPMENT = tuple(
    TALLY_INDEX[name] for name in ("true_renovation", "true_expansion", "true_greenfield")
)
CREDIT = (TALLY_INDEX["loans_drawn"],)
FLOOR = tuple(TALLY_INDEX[name] for name in ("floor_rented", "floor_built", "floor_bought"))
TASK = tuple(TALLY_INDEX[name] for name in MEASURES["reported_renovation"].parts)


@law
def total_of(tally: Any, measures: Any, cells: int) -> int:
    """City total of some measures in one quarter; `cells` is of one measure."""
    total = 0
    for measure in measures:
        for cell in range(measure * cells, (measure + 1) * cells):
            total = total + tally[cell]
    return total


@law
def tightness(tallies: Any, now: int, measures: Any, cells: int) -> float:
    """Logarithm of this quarter's total over the mean of the four before it (mechanism M8).

    0 where that is negative, in the first year, and where nothing was done before or now.
    """
    if now < YEAR:
        return 0.0
    before = 0
    for quarter in range(now - YEAR, now):
        before = before + total_of(tallies[quarter], measures, cells)
    latest = total_of(tallies[now], measures, cells)
    if before <= 0 or latest <= 0:
        return 0.0
    value = logarithm(float(YEAR * latest) / float(before))
    return value if value > 0.0 else 0.0


@law
def squeeze(quarters: Any, now: int, tallies: Any, cells: int, behaviour: Any) -> None:
    """Let the next quarter feel how many bought, borrowed and looked for floor in this one."""
    if behaviour.with_crowding > 0.0 and now + 1 < len(quarters):
        quarter = quarters[now + 1]
        quarter.equipment_squeeze = tightness(tallies, now, EQUIPMENT, cells)
        quarter.credit_squeeze = tightness(tallies, now, CREDIT, cells)
        quarter.floor_squeeze = tightness(tallies, now, FLOOR, cells)


@law
def shortfall(tasks: Any, now: int, tallies: Any, cells: int) -> float:
    """Part of the year's task that was not reported by its last quarter, 0 to 1; 0 without a task.

    Args:
        tasks: yuan of reported renovation asked for, by quarter, of the year it is in.
        now: the last quarter of a year.
    """
    reported = 0
    for quarter in range(now - YEAR + 1, now + 1):
        reported = reported + total_of(tallies[quarter], TASK, cells)
    return missed_part(reported, tasks[now])


@law
def press(quarters: Any, now: int, tasks: Any, tallies: Any, cells: int, behaviour: Any) -> None:
    """At the end of a year, let an authority that is behind step up its monitoring (RW16).

    Under `benchmark_only` targets move nobody: there is no task. Under `effort_pressure` the
    monitoring of the next year rises by what was missed.
    """
    if now % YEAR != YEAR - 1 or tasks[now] <= 0:
        return
    missed = shortfall(tasks, now, tallies, cells)
    for number in range(now + 1, min(now + 1 + YEAR, len(quarters))):
        row = quarters[number]
        row.monitoring = row.monitoring * (1.0 + behaviour.effort_pressure * missed)
