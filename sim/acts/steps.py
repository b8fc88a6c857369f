"""The steps of the first half of a quarter: what a firm does in each, and which firms do.

The object walk takes each firm through all of them (`sim.quarter.decides`); the compiled engine
takes a strip of firms through one after the other (`sim.compiled_loops.decide_all`).
"""

from __future__ import annotations

from typing import Any

from sim.acts.applying import apply_for_support
from sim.acts.business import does_business, turn_of_the_year
from sim.acts.deciding import considers
from sim.acts.news import hears
from sim.acts.opportunity import (
    clock_strikes,
    gives_up_stale,
    meets_a_project,
    plans_to_enter,
    sees_its_plant,
)
from sim.law.codes import ACTIVE, EXITED, NONE, POTENTIAL, RESERVE
from sim.law.dialect import law


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
