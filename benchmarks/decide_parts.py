"""The first half of a quarter act by act: `sim.quarter.decides` as loops over the city.

Only to see where its time goes. Within the half a firm reads no other firm, so walking all firms
act by act gives what walking them one by one gives; a test holds both to the same values. Projects
are met as in the engine itself (`sim.compiled_loops.meet_projects`).
Import it after `sim.engine.compiled_loops()` has named the compiler's cache.
"""

from __future__ import annotations

from typing import Any

from sim.acts.business import does_business, turn_of_the_year
from sim.acts.news import hears
from sim.acts.paying import hand_in
from sim.acts.steps import (
    claims_support,
    makes_up_its_mind,
    takes_part,
)
from sim.compiling import law_loop
from sim.law.business import Demand
from sim.law.codes import ACTIVE


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
        if claims_support(
            firms[i], projects[i, 1], wanted, quarter, place[0], behaviour[0], directions, rules,
            tally,
        ):  # fmt: skip
            hand_in(firms[i], i, wanted, claims, desks[0], quarter, rules, streams)


@law_loop
def consider_all(
    firms: Any, projects: Any, quarter: Any, place: Any, behaviour: Any, directions: Any,
    rules: Any, tally: Any,
) -> None:  # fmt: skip
    """Decisions."""
    for i in range(len(firms)):
        makes_up_its_mind(
            firms[i], projects[i, 0], projects[i, 1], quarter, place[0], behaviour[0], directions,
            rules, tally,
        )  # fmt: skip
