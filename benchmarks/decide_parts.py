"""The first half of a quarter act by act: `sim.quarter.decides` as five loops in place of one.

Only to see where its time goes. Within the half a firm reads no other firm, so walking all firms
act by act gives what walking them one by one gives; a test holds both to the same values.
Import it after `sim.engine.compiled_loops()` has named the compiler's cache.
"""

from __future__ import annotations

from typing import Any

from sim.acts.applying import apply_for_support
from sim.acts.business import does_business, turn_of_the_year
from sim.acts.deciding import considers
from sim.acts.news import hears
from sim.acts.opportunity import gives_up_stale, meets_a_project, plans_to_enter
from sim.acts.paying import hand_in
from sim.compiling import law_loop
from sim.law.business import Demand
from sim.law.codes import ACTIVE, EXITED, NONE, POTENTIAL, RESERVE
from sim.law.dialect import law


@law
def takes_part(firm: Any, now: int) -> bool:
    """Whether the firm has a quarter at all: neither gone nor a slot whose time is to come."""
    return firm.status != EXITED and not (firm.status == POTENTIAL and now < firm.entry_quarter)


@law_loop
def hear_all(firms: Any, watched: Any, seen: Any, quarter: Any, behaviour: Any, tally: Any) -> None:
    """News."""
    for i in range(len(firms)):
        if takes_part(firms[i], quarter.now):
            hears(firms[i], watched[i], seen, quarter, behaviour[0], tally)


@law_loop
def do_business_all(
    firms: Any, states: Any, swings: Any, crowd: Any, quarter: Any, place: Any, behaviour: Any,
    tally: Any,
) -> None:  # fmt: skip
    """Revenue, tax, cash, ageing."""
    for i in range(len(firms)):
        if takes_part(firms[i], quarter.now):
            turn_of_the_year(firms[i], quarter, place[0])
        if firms[i].status == ACTIVE:
            demand = Demand(states[i], swings[i], 0.0)
            does_business(firms[i], demand, crowd, quarter, place[0], behaviour[0], tally)


@law_loop
def apply_all(
    firms: Any, projects: Any, wanted: Any, claims: Any, desks: Any, streams: Any, quarter: Any,
    place: Any, behaviour: Any, directions: Any, rules: Any, tally: Any,
) -> None:  # fmt: skip
    """Claims."""
    for i in range(len(firms)):
        for index in range(len(rules)):
            wanted[index] = 0
        if takes_part(firms[i], quarter.now):
            apply_for_support(
                firms[i], projects[i, 1], wanted, quarter, place[0], behaviour[0], directions,
                rules, tally,
            )  # fmt: skip
            hand_in(firms[i], i, wanted, claims, desks[0], quarter, rules, streams)


@law_loop
def meet_all(
    firms: Any, projects: Any, pulls: Any, quarter: Any, place: Any, behaviour: Any,
    directions: Any, tally: Any,
) -> None:  # fmt: skip
    """Opportunities."""
    for i in range(len(firms)):
        if firms[i].status == ACTIVE:
            meets_a_project(
                firms[i], projects[i, 0], pulls[i], quarter, place[0], behaviour[0], directions,
                tally,
            )  # fmt: skip
        elif takes_part(firms[i], quarter.now) and projects[i, 1].stage == NONE:
            plans_to_enter(
                firms[i], projects[i, 0], quarter, place[0], behaviour[0], directions, tally
            )


@law_loop
def consider_all(
    firms: Any, projects: Any, quarter: Any, place: Any, behaviour: Any, directions: Any,
    rules: Any, tally: Any,
) -> None:  # fmt: skip
    """Decisions."""
    for i in range(len(firms)):
        if takes_part(firms[i], quarter.now):
            if projects[i, 0].stage == RESERVE and projects[i, 1].stage == NONE:
                considers(
                    firms[i], projects[i, 0], projects[i, 1], quarter, place[0], behaviour[0],
                    directions, rules, tally,
                )  # fmt: skip
            gives_up_stale(firms[i], projects[i, 0], quarter, tally)
