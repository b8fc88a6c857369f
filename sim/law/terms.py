"""What a firm brings to every option that it weighs in a quarter, and what an option is.

The firm's terms hang on firm, quarter and the project's kind, not on the size weighed, so they are
found once for all options.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.law.arithmetic import annuity
from sim.law.codes import RENOVATION, STATE_OWNED
from sim.law.dialect import law
from sim.law.money import borrowing_rate, project_rate, value_rate
from sim.law.news import cost_of_applying
from sim.law.tax import straight_line


class Terms(NamedTuple):
    """The firm's own terms; rates and returns a year.

    Attributes:
        rate: at which it values money to come. bank_rate: of a loan for the project.
        wanted: return that it wants. weight: of a yuan of cost against one of savings.
        gain_years: present value of a yuan of gain a year, at the return wanted.
        rent_years: present value of a yuan a year, at its rate for money.
        break_even: gain a year per yuan of cost at which a project is just worth its bare cost:
            no help, no tax given back, nothing paid beside it.
        tax: rate of profit tax. spread_out: present value of deducting a yuan over its life.
        deducted_now: that of deducting it in the first year.
        tax_life: years of depreciation for tax. trouble: yuan that one application costs.
    """

    rate: float
    bank_rate: float
    wanted: float
    weight: float
    gain_years: float
    rent_years: float
    break_even: float
    tax: float
    spread_out: float
    deducted_now: float
    tax_life: float
    trouble: float


class Plan(NamedTuple):
    """One option of a project: a size and a quarter to start it.

    Attributes:
        cost: yuan. quarters: of building. start: quarter. loan: yuan.
        direction: kind of project. nature: renovation, expansion or new plant.
        in_library: 1 if it enters the library.
        yearly: planned investment of the fullest year, yuan.
    """

    cost: int
    quarters: int
    start: int
    loan: int
    direction: int
    nature: int
    in_library: int
    yearly: int


@law
def with_loan(plan: Any, loan: int) -> Plan:
    """The same option, part of it borrowed, yuan."""
    return Plan(
        plan.cost, plan.quarters, plan.start, loan, plan.direction, plan.nature, plan.in_library,
        plan.yearly,
    )  # fmt: skip


@law
def called_renovation(plan: Any) -> Plan:
    """An expansion's option under the name of a renovation of equipment, outside the library."""
    return Plan(plan.cost, plan.quarters, plan.start, plan.loan, 0, RENOVATION, 0, plan.yearly)


@law
def terms_of(
    firm: Any, nature: int, life: float, quarter: Any, place: Any, behaviour: Any
) -> Terms:
    """The firm's terms for projects of a nature and life (years), this quarter."""
    own = borrowing_rate(firm, quarter, behaviour)
    rate = value_rate(firm, own, behaviour)
    wanted = required_return(firm, nature, rate, behaviour)
    weight = weight_of_cost(behaviour)
    gain_years = annuity(wanted, life)
    tax = place.profit_tax_rate
    years = int(place.depreciation_life)
    spread_out = straight_line(rate, years, place.salvage_share, 1)
    return Terms(
        rate=rate,
        bank_rate=project_rate(firm, nature, own, quarter),
        wanted=wanted,
        weight=weight,
        gain_years=gain_years,
        rent_years=annuity(rate, life),
        break_even=1.0 / ((1.0 - tax) * (gain_years / weight)),
        tax=tax,
        spread_out=spread_out,
        deducted_now=1.0 / (1.0 + rate) if years > 1 else spread_out,
        tax_life=place.depreciation_life,
        trouble=cost_of_applying(firm, quarter.simplification, behaviour),
    )


class BestTerms(NamedTuple):
    """The most that a firm's terms can be, found without weighing time: see `Terms`."""

    bank_rate: float
    weight: float
    gain_years: float
    tax: float
    spread_out: float
    deducted_now: float


@law
def best_terms(
    firm: Any, nature: int, life: float, quarter: Any, place: Any, behaviour: Any
) -> BestTerms:
    """Bounds of `terms_of`: a deduction counts in full, gains while money must be back, or life."""
    years = years_to_pay_back(firm, nature, behaviour)
    return BestTerms(
        bank_rate=borrowing_rate(firm, quarter, behaviour),
        weight=weight_of_cost(behaviour),
        gain_years=years if behaviour.with_hurdles > 0.0 and years < life else life,
        tax=place.profit_tax_rate,
        spread_out=1.0,
        deducted_now=1.0,
    )


@law
def required_return(firm: Any, nature: int, rate: float, behaviour: Any) -> float:
    """Yearly return that the firm wants: one over the years within which money must be back (M2).

    Without the mechanism, what money costs the firm (`rate`).
    """
    if behaviour.with_hurdles == 0.0:
        return rate
    return 1.0 / years_to_pay_back(firm, nature, behaviour)


@law
def years_to_pay_back(firm: Any, nature: int, behaviour: Any) -> float:
    """Years within which money must be back.

    The firm waits longer for new capacity, and a state firm waits longer for anything (LUM-14).
    """
    years = firm.payback
    if nature != RENOVATION:
        years = years * behaviour.expansion_patience
    if firm.ownership == STATE_OWNED and behaviour.with_turnover > 0.0:
        years = years * behaviour.state_patience
    return float(years)


@law
def weight_of_cost(behaviour: Any) -> float:
    """Weight of a yuan of cost against a yuan of present value of savings (POP-11)."""
    return behaviour.cost_weight if behaviour.with_hurdles > 0.0 else 1.0
