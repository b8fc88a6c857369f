"""What is due on a firm's year or stage by stage: threshold, rate times base, cap, whole yuan.

A *rule* is one instrument of a policy file as a row. What is due on a project stands in `grants`
and `package`, interest in `interest`.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import multiply_divide, share_of, whole_yuan
from sim.law.codes import BASE_SMART, NO_THRESHOLD, ON_BASE, ON_YEARLY
from sim.law.dialect import law
from sim.law.grants import at_least


@law
def amount_due(rule: Any, base: int, planned: int, yearly: int) -> int:
    """Support for `base` yuan: threshold (the amount itself qualifies, RW29), rate, cap.

    Args:
        rule: reads threshold_on, threshold, rate_ppm, cap.
        base: what the rate is applied to.
        planned: planned total of the project, for rules that test it.
        yearly: planned investment of the largest year, for rules that test it.
    """
    held = planned
    if rule.threshold_on == ON_BASE:
        held = base
    elif rule.threshold_on == ON_YEARLY:
        held = yearly
    if rule.threshold_on != NO_THRESHOLD and not at_least(held, rule.threshold, rule.inclusive):
        return 0
    amount = share_of(base, rule.rate_ppm)
    return amount if amount < rule.cap else rule.cap


@law
def stage_due(total_due: int, done: int, planned: int, paid_before: int, last: bool) -> int:
    """Payment of one stage: in proportion to the planned total, the rest in the last stage.

    Source: B.sz2019.major. `total_due` is `amount_due` on the planned total.
    """
    if last:
        return total_due - paid_before if total_due > paid_before else 0
    stage = multiply_divide(total_due, done, planned)
    return stage if paid_before + stage <= total_due else total_due - paid_before


@law
def covers(rule: Any, nature: int, direction: int) -> bool:
    """Whether projects of this nature and direction qualify."""
    return ((rule.natures >> nature) & 1) == 1 and ((rule.directions >> direction) & 1) == 1


@law
def in_library(planned: int, yearly: int, quarter: Any) -> bool:
    """Whether a project enters the library of major projects (000.III.2a)."""
    if quarter.library_total <= 0:
        return False
    return planned >= quarter.library_total or yearly >= quarter.library_yearly


@law
def base_of_cost(rule: Any, cost: int, smart_share: float) -> int:
    """Part of a project's cost that the rule's rate applies to."""
    if rule.base == BASE_SMART:
        return whole_yuan(cost * smart_share)
    return cost


@law
def largest_year(cost: int, quarters: int) -> int:
    """Planned investment of the fullest year."""
    return cost if quarters <= 4 else multiply_divide(cost, 4, quarters)


@law
def staged_covers(rule: Any, started: int) -> bool:
    """Whether a project begun then may have a staged award: two calendar years of look-back.

    Source: B.sz2019.major. Valuation and claim ask the same question.
    """
    return started >= 4 * (rule.start // 4 - 2) and started <= rule.end
