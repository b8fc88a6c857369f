"""How a project's total falls on its quarters, and how long building takes."""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import multiply_divide
from sim.law.dialect import law
from sim.law.opportunity import quarters_to_build
from sim.law.support import in_library, largest_year


@law
def part_of(total: int, done: int, quarters: int) -> int:
    """Part of a total that falls in the quarter after `done` of `quarters`; parts add up to it."""
    return multiply_divide(total, done + 1, quarters) - multiply_divide(total, done, quarters)


@law
def build_time(cost: int, quarter: Any, behaviour: Any) -> int:
    """Quarters of building; projects of the library are followed and urged on (000.III.2a)."""
    quarters = quarters_to_build(cost, behaviour)
    if in_library(cost, largest_year(cost, quarters), quarter):
        saved = int(quarters * behaviour.tracking_effect * quarter.tracking + 0.5)
        return quarters - saved if quarters > saved else 1
    return quarters
