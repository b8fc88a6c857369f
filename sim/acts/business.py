"""A quarter of business is done: revenue, profit, tax, cash, ageing; a class once a year."""

from __future__ import annotations

from typing import Any

from sim.acts.booking import (
    EQUIPMENT_SOLD,
    EXITED_FIRMS,
    POOL_PAID,
    REVENUE,
    TAX_CREDIT_COST,
    TAX_ON_SUPPORT,
    TAX_PAID,
    book,
)
from sim.law.arithmetic import PPM, exponential, laplace_quantile, whole_yuan
from sim.law.business import (
    Demand,
    demand_pull,
    demand_state,
    is_insolvent,
    operating_profit,
    payout,
    profit_tax,
    widened_gap,
    yearly_revenue,
)
from sim.law.codes import ACTIVE, CAPACITY, EXITED, RENOVATION
from sim.law.crowding import lost_to_rivals
from sim.law.dialect import law, law_in_place
from sim.law.draws import two_uniforms
from sim.law.interest import pool_pays
from sim.law.money import (
    borrowing_rate,
    cash_buffer,
    interest_of_a_quarter,
    project_rate,
    size_ease,
)
from sim.law.population import size_class
from sim.law.resale import part_to_sell, proceeds, scale_after
from sim.randomness import STREAMS

DEMAND = STREAMS["firm.demand"]


@law
def turn_of_the_year(firm: Any, quarter: Any, place: Any) -> None:
    """On the first quarter of a year last year's totals stand; a firm's class is reviewed."""
    if quarter.now % 4 != 0:
        return
    firm.spent_last_year = firm.spent_this_year
    firm.smart_last_year = firm.smart_this_year
    firm.interest_last_year = firm.interest_this_year
    firm.tax_last_year = firm.tax_this_year
    firm.spent_this_year = 0
    firm.smart_this_year = 0
    firm.interest_this_year = 0
    firm.tax_this_year = 0
    firm.sold_this_year = 0
    if firm.status != ACTIVE:
        return
    firm.employees = whole_yuan(firm.revenue / (place.revenue_per_worker * quarter.wage_index))
    firm.size_class = size_class(firm.revenue, firm.employees)
    firm.above_scale = 1 if firm.revenue >= place.above_scale_line else 0


@law_in_place
def demand_shock(firm_id: int, key0: int, key1: int, now: int) -> float:
    """The firm's shock to demand in quarter `now`: tent-shaped, standard deviation 1 (POP-04)."""
    uniform, _unused = two_uniforms(key0, key1, DEMAND, firm_id, now)
    return laplace_quantile(uniform)


@law
def demand_now(firm: Any, quarter: Any, behaviour: Any) -> Demand:
    """The firm's demand this quarter, from its state so far and a draw of its own.

    The compiled engine finds it for all firms side by side (`compiled_loops.meet_demand`).
    """
    shock = demand_shock(firm.id, quarter.key0, quarter.key1, quarter.now)
    state = demand_state(firm, shock, behaviour)
    return Demand(state, exponential(state), demand_pull(state, behaviour))


@law
def does_business(
    firm: Any, demand: Any, crowd: Any, quarter: Any, place: Any, behaviour: Any, tally: Any
) -> None:
    """Revenue, profit, interest, tax and cash of the quarter; equipment ages, gaps widen."""
    firm.demand = demand.state
    firm.revenue = yearly_revenue(firm, demand.swing, quarter.demand[firm.sector])
    firm.ease = size_ease(firm.revenue)
    operating = operating_profit(firm, behaviour) + firm.savings // 4 - firm.rent // 4
    rivals, gains = crowd[2 * firm.sector], crowd[2 * firm.sector + 1]
    operating = operating - lost_to_rivals(firm.revenue, rivals, gains, behaviour) // 4
    firm.cash = firm.cash + sells_idle_equipment(firm, quarter, behaviour, tally)
    firm.operating_year = operating * 4
    rate = borrowing_rate(firm, quarter, behaviour)
    favoured = project_rate(firm, RENOVATION, rate, quarter)
    lent = firm.renovation_loan if firm.renovation_loan < firm.debt else firm.debt
    interest = interest_of_a_quarter(firm.debt - lent, rate) + interest_of_a_quarter(lent, favoured)
    if firm.interest_quarters > 0:
        counted = firm.filed_loan if firm.filed_loan < firm.debt else firm.debt
        firm.interest_this_year += interest_of_a_quarter(counted, favoured)
        firm.interest_quarters = firm.interest_quarters - 1
    step = firm.tax_step if firm.tax_step < firm.tax_pool else firm.tax_pool
    firm.tax_pool = firm.tax_pool - step
    if firm.tax_pool == 0:
        firm.tax_step = 0
    deduction = firm.deduction + step
    rate_ppm = whole_yuan(place.profit_tax_rate * PPM + 0.5)
    tax, losses = profit_tax(
        operating, interest, deduction, firm.losses, firm.grants_received, rate_ppm
    )
    if firm.grants_received > 0:
        untaxed, _unused_losses = profit_tax(
            operating, interest, deduction, firm.losses, 0, rate_ppm
        )
        book(tally, firm, quarter, TAX_ON_SUPPORT, tax - untaxed)
    firm.losses = losses
    firm.tax_this_year = firm.tax_this_year + tax
    credited = tax if tax < firm.tax_credit else firm.tax_credit
    firm.tax_credit = firm.tax_credit - credited
    firm.deduction = 0
    firm.grants_received = 0
    settles_accounts(firm, operating - interest - (tax - credited), behaviour)
    firm.savings = whole_yuan(firm.savings * (1.0 - behaviour.gain_erosion / 4.0))
    firm.capital = whole_yuan(firm.capital * (1.0 - place.wear / 4.0)) + 1
    firm.age = firm.age + 0.25
    for direction in range(CAPACITY):
        firm.gap[direction] = widened_gap(firm.gap[direction], behaviour)
    book(tally, firm, quarter, REVENUE, firm.revenue // 4)
    book(tally, firm, quarter, TAX_PAID, tax - credited)
    if credited > 0:
        book(tally, firm, quarter, TAX_CREDIT_COST, credited)
    if is_insolvent(firm.debt, firm.capital, operating, interest, behaviour):
        firm.status = EXITED
        book(tally, firm, quarter, EXITED_FIRMS, 1)
        if ((quarter.pool_sizes >> firm.size_class) & 1) == 1:
            bad = pool_pays(quarter.pool_share_ppm, firm.renovation_loan)
            book(tally, firm, quarter, POOL_PAID, bad)


@law
def sells_idle_equipment(firm: Any, quarter: Any, behaviour: Any, tally: Any) -> int:
    """Equipment that a deep slump leaves idle is sold; yuan that it fetches."""
    part = part_to_sell(firm.demand, firm.scaled_to, behaviour)
    firm.scaled_to = scale_after(firm.demand, firm.scaled_to, part)
    if part <= 0.0:
        return 0
    sold = whole_yuan(part * firm.capital)
    fetched = proceeds(sold, behaviour)
    firm.capital = firm.capital - sold
    firm.sold_this_year = firm.sold_this_year + sold
    book(tally, firm, quarter, EQUIPMENT_SOLD, fetched)
    return fetched


@law
def settles_accounts(firm: Any, cash_flow: int, behaviour: Any) -> None:
    """Cash flow comes in, loans are repaid, surplus is paid out, a shortfall becomes debt."""
    repaid = whole_yuan(firm.debt / (4.0 * behaviour.loan_years))
    kept = 1.0 - 1.0 / (4.0 * behaviour.loan_years)
    firm.filed_loan = whole_yuan(firm.filed_loan * kept)
    firm.renovation_loan = whole_yuan(firm.renovation_loan * kept)
    firm.project_loan = whole_yuan(firm.project_loan * kept)
    firm.debt = firm.debt - repaid
    firm.cash = firm.cash + cash_flow - repaid
    firm.cash = firm.cash - payout(firm.cash, cash_buffer(firm, behaviour), behaviour)
    if firm.cash < 0:
        firm.debt = firm.debt - firm.cash
        firm.cash = 0
