"""A quarter of building: money spent and booked; a finished project changes the firm."""

from __future__ import annotations

from typing import Any

from sim.acts.booking import (
    COMPLETED,
    ENERGY_SAVED,
    ENTERED,
    EXPENSING_CLAIMED,
    EXPENSING_COST,
    EXPENSING_ELIGIBLE,
    FILED_OTHER,
    FILED_RENOVATION,
    GIANT_INDUSTRIAL,
    GIANT_RENOVATION,
    LOANS_DRAWN,
    RELABELLED,
    ROBOT_FIRMS,
    ROBOTS,
    SMALL_RENOVATION,
    SMART_WORKSHOPS,
    TRUE_BY_NATURE,
    UNFILED_RENOVATION,
    book,
)
from sim.law.arithmetic import exponential, multiply_divide, share_of, whole_yuan
from sim.law.building import part_of
from sim.law.business import shock_spread
from sim.law.codes import ACTIVE, GIANT, NONE, RENOVATION
from sim.law.dialect import law
from sim.law.filing import is_registered
from sim.law.money import product_share
from sim.law.tax import expensing_gain


@law
def spend_a_quarter(
    firm: Any, project: Any, row: Any, quarter: Any, place: Any, behaviour: Any, tally: Any
) -> None:
    """Spend this quarter's part of the cost, from cash and the part of the loan that is drawn."""
    spent = part_of(project.cost, project.done, project.quarters)
    drawn = part_of(project.loan, project.done, project.quarters)
    firm.debt = firm.debt + drawn
    firm.cash = firm.cash + drawn - spent
    if drawn > 0:
        book(tally, firm, quarter, LOANS_DRAWN, drawn)
    firm.project_loan = firm.project_loan + drawn
    if project.nature == RENOVATION:
        firm.renovation_loan = firm.renovation_loan + drawn
    book_investment(firm, project, spent, quarter, tally)
    remember_for_claims(firm, project, spent, row.smart_share, quarter)
    deduct_spending(firm, project, spent, quarter, place, tally)
    project.done = project.done + 1
    project.spent = project.spent + spent


@law
def book_investment(firm: Any, project: Any, spent: int, quarter: Any, tally: Any) -> None:
    """Book a quarter's spending as true and as reported investment."""
    book(tally, firm, quarter, TRUE_BY_NATURE + project.nature, spent)
    if firm.role == GIANT:
        book(tally, firm, quarter, GIANT_INDUSTRIAL, spent)
        if project.nature == RENOVATION:
            book(tally, firm, quarter, GIANT_RENOVATION, spent)
    relabelled = share_of(spent, project.relabelled_ppm)
    if project.filed == 1:
        if project.nature == RENOVATION:
            book(tally, firm, quarter, FILED_RENOVATION, spent)
        else:
            book(tally, firm, quarter, RELABELLED, relabelled)
            book(tally, firm, quarter, FILED_OTHER, spent - relabelled)
    elif project.nature == RENOVATION:
        small = project.cost < quarter.counting_threshold
        book(tally, firm, quarter, SMALL_RENOVATION if small else UNFILED_RENOVATION, spent)


@law
def remember_for_claims(
    firm: Any, project: Any, spent: int, smart_share: float, quarter: Any
) -> None:
    """Add a quarter's spending to what the firm may claim on next year.

    What counts: renovation filed, or too small to be filed (then registration suffices), and
    what was filed as renovation. Invoices net of deductible tax (B.sz2019).
    """
    counted = 0
    if project.nature == RENOVATION:
        if is_registered(project, quarter):
            counted = spent
    elif project.filed == 1:
        counted = share_of(spent, project.relabelled_ppm)
    firm.spent_this_year = firm.spent_this_year + counted
    if project.smart_barred == 0:
        firm.smart_this_year = firm.smart_this_year + whole_yuan(counted * smart_share)


@law
def deduct_spending(
    firm: Any, project: Any, spent: int, quarter: Any, place: Any, tally: Any
) -> None:
    """Turn a quarter's spending into tax deductions: expensed now, or spread over the life."""
    # What is bought after the rule has ended is depreciated (004.13).
    in_time = quarter.now <= project.expensed_until
    expensed = share_of(spent, project.expensed_ppm) if in_time else 0
    firm.deduction = firm.deduction + expensed
    firm.tax_pool = firm.tax_pool + spent - expensed
    yearly = (spent - expensed) * (1.0 - place.salvage_share) / place.depreciation_life
    firm.tax_step = firm.tax_step + whole_yuan(yearly / 4.0)
    firm.tax_credit = firm.tax_credit + share_of(spent, project.credit_ppm)
    if in_time:
        book(tally, firm, quarter, EXPENSING_ELIGIBLE, share_of(spent, project.eligible_ppm))
    if expensed > 0:
        # To the public purse, at the rate of the public purse.
        gain = expensing_gain(expensed, place.profit_tax_rate, place.public_discount_rate, place)
        book(tally, firm, quarter, EXPENSING_CLAIMED, expensed)
        book(tally, firm, quarter, EXPENSING_COST, whole_yuan(gain))


@law
def complete(
    firm: Any, project: Any, row: Any, quarter: Any, place: Any, behaviour: Any, tally: Any
) -> None:
    """The project goes into production: equipment, gain, floor, robots, energy, workshops."""
    entered = firm.status != ACTIVE
    equipment = whole_yuan(project.cost * (1.0 - row.software_share - row.building_share))
    renew_equipment(firm, project, equipment, place, behaviour)
    if project.nature == RENOVATION and firm.status == ACTIVE:
        firm.savings = firm.savings + whole_yuan(project.gain)
    else:
        start_producing(firm, project, quarter, place, behaviour)
    used = project.floor_need if project.floor_need < firm.floor_free else firm.floor_free
    firm.floor_free = firm.floor_free - used
    millions = project.cost / 1_000_000.0
    robots = whole_yuan(row.robots * millions)
    book(tally, firm, quarter, COMPLETED, 1)
    book(tally, firm, quarter, ENERGY_SAVED, whole_yuan(row.energy_saving * millions))
    book(tally, firm, quarter, ROBOTS, robots)
    if robots > 0 and firm.has_robots == 0:
        firm.has_robots = 1
        book(tally, firm, quarter, ROBOT_FIRMS, 1)
    if row.smart_share >= 0.5 and project.cost >= place.smart_workshop_cost:
        book(tally, firm, quarter, SMART_WORKSHOPS, 1)
    if entered:
        book(tally, firm, quarter, ENTERED, 1)
    opens_interest_window(firm, project, quarter, behaviour)
    earns_tax_share(firm, project, quarter)
    project.stage = NONE


@law
def opens_interest_window(firm: Any, project: Any, quarter: Any, behaviour: Any) -> None:
    """Interest on a registered renovation's loan is eligible for some years after completion, once.

    What an earlier window still had to run is folded in, in proportion to its quarters left, and
    so is what was claimed of its cap. Where loan products of their own exist, theirs is the
    interest that counts, and that on the leased part of others (004.12c).
    """
    if project.nature == RENOVATION and quarter.interest_quarters > 0:
        if is_registered(project, quarter):
            older = multiply_divide(
                firm.filed_loan, firm.interest_quarters, quarter.interest_quarters
            )
            fresh = whole_yuan(firm.project_loan * product_share(firm, quarter, behaviour))
            whole = older + fresh
            if whole > 0:
                firm.interest_claimed = multiply_divide(firm.interest_claimed, older, whole)
            if older <= fresh:
                firm.interest_barred = 0
            firm.filed_loan = whole
            firm.interest_quarters = quarter.interest_quarters
    firm.project_loan = 0


@law
def earns_tax_share(firm: Any, project: Any, quarter: Any) -> None:
    """A registered renovation completed in force earns a share of the tax increase (kind I6).

    One at a time: a right that has not run out is kept.
    """
    if quarter.tax_share_years == 0 or project.nature != RENOVATION:
        return
    year = quarter.now // 4 + 1
    running = firm.share_year > 0 and year <= firm.share_year + quarter.tax_share_years
    if not running and is_registered(project, quarter):
        firm.base_tax = firm.tax_last_year
        firm.share_year = year
        firm.share_claimed = 0
        firm.match_claimed = 0
        firm.share_investment = project.cost


@law
def renew_equipment(firm: Any, project: Any, equipment: int, place: Any, behaviour: Any) -> None:
    """New equipment replaces old: age and the gap of its direction fall, capital grows in part."""
    kept = firm.capital if firm.capital > 0 else 1
    renewed = equipment / (kept + equipment)
    firm.age = firm.age * (1.0 - renewed)
    scrapped = place.scrap_share if project.nature == RENOVATION else 0.0
    firm.capital = firm.capital + whole_yuan(equipment * (1.0 - scrapped))
    if project.nature == RENOVATION:
        d = project.direction
        firm.gap[d] = firm.gap[d] * (1.0 - behaviour.gap_closure)


@law
def start_producing(firm: Any, project: Any, quarter: Any, place: Any, behaviour: Any) -> None:
    """New capacity earns its gain on more revenue; a slot of the roster is now a firm.

    New revenue carries the firm's own margin, or half the usual one if its own is lower still.
    """
    firm.status = ACTIVE
    usual = 0.5 * place.operating_margin
    margin = firm.margin if firm.margin > usual else usual
    demand = quarter.demand[firm.sector] * exponential(firm.demand)
    added = project.gain / margin / demand
    # The firm's margin moves with it, so that profit rises by just the gain.
    whole = firm.base_revenue + added
    if whole > 0.0:
        firm.margin = (firm.base_revenue * firm.margin + added * margin) / whole
    firm.base_revenue = whole_yuan(whole)
    firm.shock_spread = shock_spread(firm.base_revenue, behaviour)


@law
def receives(firm: Any, amount: int, taxable: int) -> None:
    """Support arrives: cash now; taxable this quarter, or taken off what is depreciated (RW12)."""
    firm.cash = firm.cash + amount
    if taxable == 1:
        firm.grants_received = firm.grants_received + amount
        return
    off = amount if amount < firm.tax_pool else firm.tax_pool
    if firm.tax_pool > 0:
        firm.tax_step = firm.tax_step - multiply_divide(firm.tax_step, off, firm.tax_pool)
    firm.tax_pool = firm.tax_pool - off
