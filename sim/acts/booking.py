"""Booking what a firm did: each event adds to one cell of the quarter's tally, in whole units."""

from __future__ import annotations

from typing import Any

from sim.law.codes import ACTIVE
from sim.law.dialect import law
from sim.measures import TALLY_INDEX

TRUE_BY_NATURE = TALLY_INDEX["true_renovation"]  # renovation, expansion, greenfield follow
GIANT_RENOVATION = TALLY_INDEX["giant_renovation"]
GIANT_INDUSTRIAL = TALLY_INDEX["giant_industrial"]
FILED_RENOVATION = TALLY_INDEX["filed_renovation"]
RELABELLED = TALLY_INDEX["relabelled"]
FILED_OTHER = TALLY_INDEX["filed_other"]
UNFILED_RENOVATION = TALLY_INDEX["unfiled_renovation"]
SMALL_RENOVATION = TALLY_INDEX["small_renovation"]
LOANS_DRAWN = TALLY_INDEX["loans_drawn"]
ARRIVED = TALLY_INDEX["projects_arrived"]
STARTED = TALLY_INDEX["projects_started"]
COMPLETED = TALLY_INDEX["projects_completed"]
EXPIRED = TALLY_INDEX["projects_expired"]
RESIZED = TALLY_INDEX["projects_resized"]
WAITING = TALLY_INDEX["projects_waiting"]
UNFINANCED = TALLY_INDEX["projects_unfinanced"]
UNHOUSED = TALLY_INDEX["projects_unhoused"]
PROJECTS_FILED = TALLY_INDEX["projects_filed"]
ENTERED = TALLY_INDEX["firms_entered"]
EXITED_FIRMS = TALLY_INDEX["firms_exited"]
MOVED_FIRMS = TALLY_INDEX["firms_moved"]
FIRMS_LEFT = TALLY_INDEX["firms_left"]
EQUIPMENT_SOLD = TALLY_INDEX["equipment_sold"]
ROBOTS = TALLY_INDEX["robots_installed"]
ROBOT_FIRMS = TALLY_INDEX["robot_firms"]
SMART_WORKSHOPS = TALLY_INDEX["smart_workshops"]
ENERGY_SAVED = TALLY_INDEX["energy_saved"]
APPLICATIONS = TALLY_INDEX["applications"]
TAX_PAID = TALLY_INDEX["tax_paid"]
TAX_ON_SUPPORT = TALLY_INDEX["tax_on_support"]
EXPENSING_COST = TALLY_INDEX["expensing_cost"]
EXPENSING_CLAIMED = TALLY_INDEX["expensing_claimed"]
EXPENSING_ELIGIBLE = TALLY_INDEX["expensing_eligible"]
TAX_CREDIT_COST = TALLY_INDEX["tax_credit_cost"]
FLOOR_BUILT = TALLY_INDEX["floor_built"]
FLOOR_BOUGHT = TALLY_INDEX["floor_bought"]
FLOOR_RENTED = TALLY_INDEX["floor_rented"]
LAND_FORGONE = TALLY_INDEX["land_forgone"]
LAND_PAID = TALLY_INDEX["land_paid"]
POOL_PAID = TALLY_INDEX["pool_paid"]
REVENUE = TALLY_INDEX["revenue"]
ACTIVE_FIRMS = TALLY_INDEX["active_firms"]
ABOVE_SCALE = TALLY_INDEX["above_scale_firms"]
AWARE_FIRMS = TALLY_INDEX["aware_firms"]
EMPLOYEES = TALLY_INDEX["employees"]
EQUIPMENT = TALLY_INDEX["equipment"]
DEBT = TALLY_INDEX["debt"]
RENOVATING = TALLY_INDEX["firms_renovating"]


@law
def book(tally: Any, firm: Any, quarter: Any, measure: int, amount: int) -> None:
    """Add `amount` (whole yuan or a count) to `measure` in the firm's size class and district."""
    tally[measure * quarter.cells + firm.size_class * quarter.districts + firm.district] += amount


@law
def book_stocks(tally: Any, firm: Any, building_renovation: bool, quarter: Any) -> None:
    """Count the firm at the end of the quarter."""
    if firm.status == ACTIVE:
        book(tally, firm, quarter, ACTIVE_FIRMS, 1)
        book(tally, firm, quarter, ABOVE_SCALE, firm.above_scale)
        book(tally, firm, quarter, EMPLOYEES, firm.employees)
        book(tally, firm, quarter, EQUIPMENT, firm.capital)
        book(tally, firm, quarter, DEBT, firm.debt)
    if building_renovation:
        book(tally, firm, quarter, RENOVATING, 1)
