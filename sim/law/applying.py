"""Which rules a firm could claim under this quarter, on what base, for how much."""

from __future__ import annotations

from typing import Any

from sim.law.codes import BASE_SMART, EX_POST, INTEREST, STAGED
from sim.law.dialect import law
from sim.law.news import cost_of_applying, has_heard
from sim.law.support import amount_due, covers, in_library, largest_year, stage_due


@law
def window_is_open(rule: Any, now: int) -> bool:
    """Whether claims are taken now: yearly windows, or all year for staged awards (000.III.1f).

    A staged award begun in force is renewed to its last stage, `rule.years` in all.
    """
    if rule.kind == STAGED:
        return rule.start <= now and now <= rule.end + 4 * (rule.years - 1)
    return rule.start <= now and now <= rule.end and now % 4 == rule.application_quarter


@law
def claimable(rule: Any, firm: Any, building: Any, quarter: Any) -> int:
    """Yuan that the firm could claim under `rule` now; 0 outside its dates and window."""
    if not window_is_open(rule, quarter.now):
        return 0
    if not has_heard(firm.attention, firm.news[rule.wave]):
        return 0
    if rule.above_scale_only == 1 and firm.above_scale == 0:
        return 0
    if rule.kind == EX_POST:
        base = firm.smart_last_year if rule.base == BASE_SMART else firm.spent_last_year
        return amount_due(rule, base, base, base)
    if rule.kind == INTEREST:
        interest = firm.interest_last_year
        return amount_due(rule, interest, interest, interest)
    if rule.kind == STAGED and building.cost > 0 and building.staged_base < building.spent:
        yearly = largest_year(building.cost, building.quarters)
        if rule.requires_filing == 1 and building.filed == 0:
            return 0
        if building.started > rule.end:
            return 0
        if not covers(rule, building.nature, building.direction):
            return 0
        if rule.library_only == 1 and not in_library(building.cost, yearly, quarter):
            return 0
        total = amount_due(rule, building.cost, building.cost, yearly)
        done = building.spent - building.staged_base
        last = building.spent >= building.cost
        return stage_due(total, done, building.cost, building.staged_claimed, last)
    return 0


@law
def worth_claiming(rule: Any, amount: int, firm: Any, quarter: Any, behaviour: Any) -> bool:
    """Whether the expected money outweighs the paperwork."""
    expected = amount * (rule.expected_ppm / 1_000_000.0)
    return expected > cost_of_applying(firm, quarter.simplification, behaviour)


@law
def beaten_by_rival(
    index: int, amount: int, firm: Any, building: Any, quarter: Any, rules: Any
) -> bool:
    """Whether another rule of the same exclusion group offers more now (a tie: the first)."""
    rule = rules[index]
    if rule.exclusion == 0:
        return False
    for other in range(len(rules)):
        if other != index and rules[other].exclusion == rule.exclusion:
            rival = claimable(rules[other], firm, building, quarter)
            if rival > amount or (rival == amount and other < index):
                return True
    return False
