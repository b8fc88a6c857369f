"""The quarter on one page: each firm decides, the pots are settled, the results are applied.

`decides` and `builds` are the two halves of a firm's quarter. Between them the claims
of all firms are settled and paid (`sim.acts.paying`). Firms see others only as of the end of the
last quarter: the few that they watch (`watched`, `seen`), and what all rivals do (`crowd`).
Both engines run this text: the object walk calls it with agents, the compiled engine with rows.
What each act is made of stands in `sim/acts/`, what it follows in `sim/law/`.
"""

from __future__ import annotations

from typing import Any

from sim.acts.applying import apply_for_support
from sim.acts.booking import book_stocks
from sim.acts.building import complete, spend_a_quarter
from sim.acts.business import does_business, turn_of_the_year
from sim.acts.deciding import considers
from sim.acts.news import counts_among_rivals, hears
from sim.acts.opportunity import gives_up_stale, meets_a_project, plans_to_enter
from sim.law.codes import ACTIVE, BUILDING, EXITED, NONE, POTENTIAL, RENOVATION, RESERVE
from sim.law.dialect import law

# ---------------------------------------------------------------- the first half: decide


@law
def decides(
    firm: Any, reserve: Any, building: Any, claims: Any, demand: Any, watched: Any, seen: Any,
    crowd: Any, quarter: Any, place: Any, behaviour: Any, directions: Any, rules: Any, tally: Any,
) -> None:  # fmt: skip
    """A firm's quarter up to its claims: news, business, claims, opportunity, decision."""
    for index in range(len(rules)):
        claims[index] = 0
    if firm.status == EXITED:
        return
    if firm.status == POTENTIAL and quarter.now < firm.entry_quarter:
        return
    hears(firm, watched, seen, quarter, behaviour, tally)
    turn_of_the_year(firm, quarter, place)
    if firm.status == ACTIVE:
        does_business(firm, demand, crowd, quarter, place, behaviour, tally)
        if firm.status == EXITED:
            return
    apply_for_support(firm, building, claims, quarter, place, behaviour, directions, rules, tally)
    if firm.status == ACTIVE:
        meets_a_project(firm, reserve, demand.pull, quarter, place, behaviour, directions, tally)
    elif building.stage == NONE:
        plans_to_enter(firm, reserve, quarter, place, behaviour, directions, tally)
    if reserve.stage == RESERVE and building.stage == NONE:
        considers(firm, reserve, building, quarter, place, behaviour, directions, rules, tally)
    gives_up_stale(firm, reserve, quarter, tally)


# ---------------------------------------------------------------- the second half: apply


@law
def builds(
    firm: Any, building: Any, quarter: Any, place: Any, behaviour: Any, directions: Any,
    tally: Any, crowd: Any,
) -> None:  # fmt: skip
    """Money is spent and booked, a finished project goes into production, the firm is counted."""
    renovating = False
    if firm.status != EXITED and building.stage == BUILDING:
        row = directions[building.direction]
        renovating = building.nature == RENOVATION
        spend_a_quarter(firm, building, row, quarter, place, behaviour, tally)
        if building.done >= building.quarters:
            complete(firm, building, row, quarter, place, behaviour, tally)
    book_stocks(tally, firm, renovating, quarter)
    counts_among_rivals(firm, crowd)
