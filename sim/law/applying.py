"""Which rules a firm could claim under this quarter, on what base, for how much."""

from __future__ import annotations

from typing import Any

from sim.law.codes import BASE_SMART, EX_POST, INTEREST, STAGED
from sim.law.dialect import law
from sim.law.news import cost_of_applying, has_heard
from sim.law.support import (
    amount_due,
    covers,
    in_library,
    largest_year,
    stage_due,
    staged_covers,
)


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
    if rule.kind != STAGED:
        return yearly_claimable(rule, firm, quarter)
    if not may_claim(rule, firm, quarter):
        return 0
    return stage_claimable(rule, building, quarter)


@law
def may_claim(rule: Any, firm: Any, quarter: Any) -> bool:
    """Whether the window is open to a firm of this kind that has heard of the rule."""
    if not window_is_open(rule, quarter.now):
        return False
    if not has_heard(firm.attention, firm.news[rule.wave]):
        return False
    return rule.above_scale_only == 0 or firm.above_scale == 1


@law
def yearly_claimable(rule: Any, firm: Any, quarter: Any) -> int:
    """Yuan due on last year's spending or interest under a yearly rule."""
    if not may_claim(rule, firm, quarter):
        return 0
    if rule.kind == EX_POST:
        base = firm.smart_last_year if rule.base == BASE_SMART else firm.spent_last_year
        return amount_due(rule, base, base, base)
    if rule.kind == INTEREST:
        interest = firm.interest_last_year
        return amount_due(rule, interest, interest, interest)
    return 0


@law
def stage_claimable(rule: Any, building: Any, quarter: Any) -> int:
    """Yuan of the next stage of the project under way or last finished; 0 where none is due.

    A first grant needs the rule in force and, where asked for, the library of the day; later
    stages are renewals (B.sz2019.end) and need neither.
    """
    if building.cost == 0 or building.staged_base >= building.spent or building.staged_barred == 1:
        return 0
    if not staged_covers(rule, building.started):
        return 0
    if rule.requires_filing == 1 and building.filed == 0:
        return 0
    if not covers(rule, building.nature, building.direction):
        return 0
    yearly = largest_year(building.cost, building.quarters)
    if building.staged_claimed == 0:
        if quarter.now > rule.end:
            return 0
        if rule.library_only == 1 and not in_library(building.cost, yearly, quarter):
            return 0
    total = amount_due(rule, building.cost, building.cost, yearly)
    done = building.spent - building.staged_base
    last = building.spent >= building.cost
    return stage_due(total, done, building.cost, building.staged_claimed, last)


@law
def worth_claiming(rule: Any, amount: int, firm: Any, quarter: Any, behaviour: Any) -> bool:
    """Whether the expected money outweighs the paperwork."""
    expected = amount * (rule.expected_ppm / 1_000_000.0)
    return expected > cost_of_applying(firm, quarter.simplification, behaviour)


@law
def beaten_by_rival(index: int, amount: int, firm: Any, quarter: Any, rules: Any) -> bool:
    """Whether another yearly rule of the same exclusion group offers more now (a tie: the first).

    A staged award and a yearly rule that exclude each other are kept apart project by project:
    what the award pays for does not count for the other (`acts.building.remember_for_claims`).
    """
    rule = rules[index]
    if rule.exclusion == 0 or rule.kind == STAGED:
        return False
    for other in range(len(rules)):
        rival_rule = rules[other]
        same = other != index and rival_rule.exclusion == rule.exclusion
        if same and rival_rule.kind != STAGED:
            rival = yearly_claimable(rival_rule, firm, quarter)
            if rival > amount or (rival == amount and other < index):
                return True
    return False
