"""The decision: what an option of a project is worth to the firm.

An option is a size of the project and a quarter to start it. Its worth is the present value of its
gain at the return that the firm wants, less the cost, which weighs more than savings, net of what
support, tax and finance make of it (mechanisms M1, M2, M3, M7). Sizes are compared in `sizes`.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import between, exponential, whole, whole_yuan
from sim.law.codes import EXPENSING, TAX_CREDIT
from sim.law.crowding import extra_price
from sim.law.dialect import law
from sim.law.land import floor_short
from sim.law.money import can_borrow, loan_needed, purse_beside
from sim.law.news import knows
from sim.law.opportunity import quarters_to_build
from sim.law.prospects import staged_cash, support_value
from sim.law.resale import fixed_cost
from sim.law.space import FLOOR_AT_HAND, floor_needed, way_to_floor
from sim.law.support import covers, in_library, largest_year
from sim.law.tax import claims_expensing, expensing_share
from sim.law.terms import Plan, with_loan


@law
def floor_for(
    firm: Any, project: Any, cost: int, terms: Any, row: Any, quarter: Any, place: Any,
    behaviour: Any,
) -> Any:  # fmt: skip
    """The way to the floor that a size of the project lacks, in the firm's own eyes (`space`)."""
    short = floor_short(firm, floor_needed(project, cost))
    if short == 0:
        return FLOOR_AT_HAND
    equipment = equipment_in(cost, row)
    need = cash_for_building(firm, cost, equipment, quarter, behaviour)
    purse = purse_beside(firm, need, equipment, project.reluctant, quarter, behaviour)
    return way_to_floor(firm, project, cost, short, terms, purse, quarter, place, behaviour)


@law
def equipment_in(cost: int, row: Any) -> int:
    """Yuan of equipment in a project of a direction; the rest is software and building."""
    return whole_yuan(cost * (1.0 - row.software_share - row.building_share))


@law
def cash_for_building(firm: Any, cost: int, equipment: int, quarter: Any, behaviour: Any) -> int:
    """Yuan that a project takes until it is done, floor apart: price, VAT, standstill, crowd."""
    need = cost + whole_yuan(equipment * quarter.vat_rate) + fixed_cost(firm, behaviour)
    return need + extra_price(equipment, quarter, behaviour)


@law
def gain_of_size(project: Any, cost: int, break_even: float, behaviour: Any) -> float:
    """Gain a year if the project is stretched or trimmed from its own size to `cost`.

    Its own size is the firm's best without policy: what is added brings less than it would have
    to, what is cut would have brought more than it saves. `stretch_gain` (below 1) says how much.
    """
    extra = cost - project.cost
    if extra > 0:
        return project.gain + behaviour.stretch_gain * break_even * extra
    if extra < 0:
        own = project.gain / project.cost
        return (
            project.gain
            + (own if own > break_even else break_even) / behaviour.stretch_gain * extra
        )
    return project.gain


@law
def tax_value(
    firm: Any, plan: Any, terms: Any, row: Any, quarter: Any, place: Any, behaviour: Any,
    rules: Any,
) -> tuple[float, int, float]:  # fmt: skip
    """What tax gives back of the cost: (present value, equipment expensed at once, credit rate).

    Depreciation always; expensing (B.taxexp) and the credit for special equipment of environment,
    energy and safety (B.taxcredit) where a rule in force at the start is known and covers it, and
    expensing only if the firm bothers (`tax.claims_expensing`).
    """
    cost, start = plan.cost, plan.start
    value = terms.tax * cost * terms.spread_out
    equipment = cost * (1.0 - row.software_share - row.building_share)
    share = 0.0
    credit_rate = 0.0
    for index in range(len(rules)):
        rule = rules[index]
        if rule.kind == EXPENSING or rule.kind == TAX_CREDIT:
            in_force = rule.start <= start and start <= rule.end and rule.announced <= quarter.now
            if in_force and knows(firm, rule) and covers(rule, plan.nature, plan.direction):
                if rule.kind == EXPENSING:
                    # One deduction, however many documents repeat the rule.
                    in_time = between((rule.end - start + 1) / plan.quarters, 0.0, 1.0)
                    reached = expensing_share(rule, quarter, place) * in_time
                    share = reached if reached > share else share
                else:
                    credit_rate = rule.rate_ppm / 1_000_000.0
                    value = value + equipment * credit_rate
    expensed = 0
    if share > 0.0:
        gain = terms.tax * (equipment * share) * (terms.deducted_now - terms.spread_out)
        if claims_expensing(firm, gain, behaviour):
            value = value + gain
            expensed = whole_yuan(equipment * share)
    return value, expensed, credit_rate


@law
def plan_for(project: Any, cost: int, start: int, quarter: Any, behaviour: Any) -> Plan:
    """The option to carry a project out at size `cost` from quarter `start`, no loan drawn yet."""
    return plan_of(project, cost, quarters_to_build(cost, behaviour), start, quarter)


@law
def plan_of(project: Any, cost: int, quarters: int, start: int, quarter: Any) -> Plan:
    """The option to build a project at size `cost` for so many quarters, no loan drawn yet."""
    yearly = largest_year(cost, quarters)
    return Plan(
        cost=cost,
        quarters=whole(quarters),
        start=start,
        loan=0,
        direction=whole(project.direction),
        nature=whole(project.nature),
        in_library=1 if in_library(cost, yearly, quarter) else 0,
        yearly=yearly,
    )


@law
def appraise(
    firm: Any, project: Any, cost: int, start: int, floor: Any, terms: Any, row: Any, quarter: Any,
    place: Any, behaviour: Any, rules: Any,
) -> tuple[float, bool, int, float]:  # fmt: skip
    """Worth of one option now, whether it can be financed, its loan, and support needing filing.

    Args:
        cost: size of the option, yuan.
        start: quarter in which it would start (now, or later to wait for an announced rule).
        floor: how the floor that it lacks is found (`floor_for`).
        terms: the firm's rates and what it wants (`terms.terms_of`).

    Returns:
        (worth in yuan at the time of the decision, feasible, loan in yuan, filing value in yuan)
    """
    _way, _short, at_once, rent, lost, _waived, _charged = floor
    tax, rate = terms.tax, terms.rate
    equipment = equipment_in(cost, row)
    standstill = fixed_cost(firm, behaviour)
    dearer = extra_price(equipment, quarter, behaviour)
    plan = plan_for(project, cost, start, quarter, behaviour)

    # Cash: price with VAT, what floor takes at once, less what is paid while building. Ex-post
    # money and tax do not help before completion.
    cash_need = cash_for_building(firm, cost, equipment, quarter, behaviour) + at_once
    cash_need = cash_need - staged_cash(firm, plan, quarter, rules)
    loan = loan_needed(firm, cash_need, behaviour)
    loan_for_project = cost if loan > cost else loan
    feasible = can_borrow(firm, loan, equipment, project.reluctant, quarter, behaviour)

    plan = with_loan(plan, loan_for_project)
    yearly = gain_of_size(project, cost, terms.break_even, behaviour)
    support, filing_value = support_value(
        firm, project, plan, terms, row, yearly, quarter, place, behaviour, rules
    )
    tax_back, _expensed, _credit_rate = tax_value(
        firm, plan, terms, row, quarter, place, behaviour, rules
    )
    finance = (1.0 - tax) * interest_to_come(loan_for_project, terms.bank_rate, rate, behaviour)
    unrecovered = equipment * quarter.vat_rate * (1.0 - quarter.vat_credit)
    premises = at_once + (1.0 - tax) * rent * terms.rent_years
    trouble = (1.0 - tax) * standstill
    outlay = cost + unrecovered + dearer + finance + premises + trouble - tax_back - support
    gain = (1.0 - tax) * (yearly - lost) * terms.gain_years
    worth = gain - terms.weight * outlay
    if start > quarter.now:
        # Support is valued as of today; what else comes later is worth less for it.
        delay = exponential(-terms.wanted * (start - quarter.now) / 4.0)
        worth = delay * (worth - terms.weight * support) + terms.weight * support
    return worth, feasible, loan, filing_value


@law
def interest_to_come(loan: int, bank_rate: float, rate: float, behaviour: Any) -> float:
    """Present value of the interest on a loan of which a fixed share is repaid each year."""
    return loan * bank_rate / (1.0 / behaviour.loan_years + rate)
