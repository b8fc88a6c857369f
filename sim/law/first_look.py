"""The first look at a project in view: most are so far from worth it that no help could carry them.

The look is an upper bound on every option that a full weighing would find (`sizes.best_size`), so
it changes no decision; a test holds it to that. It spares firm and machine the weighing.
"""

from __future__ import annotations

from typing import Any

from sim.law.codes import EX_POST, EXPENSING, INTEREST, MATCH, PROJECT_GRANT, STAGED, TAX_CREDIT
from sim.law.dialect import law
from sim.law.news import knows
from sim.law.resale import fixed_cost
from sim.law.support import covers

# Claims are floored to whole yuan one by one, so their sum may differ by as many yuan.
ROUNDING = 100.0


@law
def is_hopeless(
    firm: Any, project: Any, terms: Any, row: Any, quarter: Any, behaviour: Any, rules: Any
) -> bool:
    """Whether a project is not worth it at any size, though all help came at its most.

    Finance, floor and paperwork are left out; every rule that the firm knows of and that covers
    the project pays its highest rate at once. What a project is stretched by brings `stretch_gain`
    of what would break even, so it helps only where help is large; trimming helps none, as that is
    below 1 (`decision.gain_of_size`).
    """
    gain = (1.0 - terms.tax) * terms.gain_years * project.gain
    equipment = 1.0 - row.software_share - row.building_share
    vat = equipment * quarter.vat_rate * (1.0 - quarter.vat_credit)
    share = terms.tax * terms.spread_out - vat
    lump = ROUNDING - (1.0 - terms.tax) * fixed_cost(firm, behaviour)
    for index in range(len(rules)):
        rule = rules[index]
        if rule.announced <= quarter.now and covers(rule, project.nature, project.direction):
            if knows(firm, rule):
                most, before = most_of_rule(rule, firm, terms, equipment, len(rules) - 1)
                share = share + most
                lump = lump + before
    room = behaviour.stretch_gain - 1.0 + share
    if room > 0.0:
        share = share + behaviour.stretch_limit * room
    return gain < terms.weight * (project.cost * (1.0 - share) - lump)


@law
def most_of_rule(
    rule: Any, firm: Any, terms: Any, equipment: float, others: int
) -> tuple[float, float]:
    """The most that a rule can give: (per yuan of cost, and beside it in yuan).

    Yearly support on spending may be due on what the firm has spent before, too, if the project
    lifts it over a threshold. A share of the tax increase hangs on the gain, but is held to the
    cost. A match is a share of what the `others` pay, each of them the cost at most.
    """
    rate = rule.largest_ppm / 1_000_000.0 * (rule.expected_ppm / 1_000_000.0)
    if rule.taxable == 1:
        rate = rate * (1.0 - terms.tax)
    if rule.kind == EX_POST:
        return rate, rate * (firm.spent_this_year + firm.smart_this_year)
    if rule.kind == STAGED or rule.kind == PROJECT_GRANT:
        return rate, 0.0
    if rule.kind == INTEREST:
        return rate * terms.bank_rate * rule.years, 0.0
    if rule.kind == TAX_CREDIT:
        return equipment * rule.largest_ppm / 1_000_000.0, 0.0
    if rule.kind == EXPENSING:
        return equipment * terms.tax * (terms.deducted_now - terms.spread_out), 0.0
    if rule.kind == MATCH:
        return rule.largest_ppm / 1_000_000.0 * others, 0.0
    return 1.0, 0.0
