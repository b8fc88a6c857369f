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
from sim.acts.opportunity import (
    clock_strikes,
    gives_up_stale,
    meets_a_project,
    plans_to_enter,
    project_draws,
    sees_its_plant,
)
from sim.law.codes import ACTIVE, BUILDING, EXITED, NONE, POTENTIAL, RENOVATION, RESERVE
from sim.law.dialect import law

# ---------------------------------------------------------------- the first half: decide


@law
def decides(
    firm: Any, reserve: Any, building: Any, claims: Any, demand: Any, watched: Any, seen: Any,
    crowd: Any, quarter: Any, place: Any, behaviour: Any, directions: Any, rules: Any, tally: Any,
) -> None:  # fmt: skip
    """A firm's quarter up to its claims: news, business, claims, opportunity, decision.

    The compiled engine takes one step after the other through a strip of firms.
    """
    for index in range(len(rules)):
        claims[index] = 0
    trades(firm, demand, watched, seen, crowd, quarter, place, behaviour, tally)
    claims_support(firm, building, claims, quarter, place, behaviour, directions, rules, tally)
    if finds_a_project(firm, reserve, building, demand.pull, quarter, behaviour, tally):
        draws = project_draws(firm.id, firm.ordinal, quarter.key0, quarter.key1)
        looks_at_it(firm, reserve, draws, quarter, place, behaviour, directions, tally)
    makes_up_its_mind(firm, reserve, building, quarter, place, behaviour, directions, rules, tally)


@law
def takes_part(firm: Any, now: int) -> bool:
    """Whether the firm has a quarter at all: neither gone nor a slot whose time is to come."""
    return firm.status != EXITED and not (firm.status == POTENTIAL and now < firm.entry_quarter)


@law
def trades(
    firm: Any, demand: Any, watched: Any, seen: Any, crowd: Any, quarter: Any, place: Any,
    behaviour: Any, tally: Any,
) -> None:  # fmt: skip
    """News is heard, business done; a firm may give up."""
    if not takes_part(firm, quarter.now):
        return
    hears(firm, watched, seen, quarter, behaviour, tally)
    turn_of_the_year(firm, quarter, place)
    if firm.status == ACTIVE:
        does_business(firm, demand, crowd, quarter, place, behaviour, tally)


@law
def claims_support(
    firm: Any, building: Any, claims: Any, quarter: Any, place: Any, behaviour: Any,
    directions: Any, rules: Any, tally: Any,
) -> bool:  # fmt: skip
    """Claims of the quarter, on what has been spent; whether there was anything to claim on.

    `claims` is blank where there was not.
    """
    return takes_part(firm, quarter.now) and apply_for_support(
        firm, building, claims, quarter, place, behaviour, directions, rules, tally
    )


@law
def finds_a_project(
    firm: Any, reserve: Any, building: Any, pull: float, quarter: Any, behaviour: Any, tally: Any
) -> bool:
    """Whether a project comes into view; a slot of the roster has one from its first quarter on."""
    if firm.status == ACTIVE:
        return clock_strikes(firm, reserve, pull, quarter, behaviour, tally)
    if takes_part(firm, quarter.now) and building.stage == NONE:
        return plans_to_enter(firm, behaviour)
    return False


@law
def looks_at_it(
    firm: Any, reserve: Any, draws: Any, quarter: Any, place: Any, behaviour: Any,
    directions: Any, tally: Any,
) -> None:  # fmt: skip
    """What project has come into view."""
    if firm.status == ACTIVE:
        meets_a_project(firm, reserve, draws, quarter, place, behaviour, directions, tally)
    else:
        sees_its_plant(firm, reserve, draws, quarter, place, behaviour, directions, tally)


@law
def makes_up_its_mind(
    firm: Any, reserve: Any, building: Any, quarter: Any, place: Any, behaviour: Any,
    directions: Any, rules: Any, tally: Any,
) -> None:  # fmt: skip
    """The project in view is weighed, unless one is being built; a stale one is given up."""
    if reserve.stage != RESERVE or not takes_part(firm, quarter.now):
        return
    if building.stage == NONE:
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
