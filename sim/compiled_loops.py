"""The loops of the compiled engine. They only walk rows; what a row does is the law's text.

This module is imported by `sim.engine` after it has named a cache folder by the hash of all law
sources, so that an edited law is never answered from an old cache.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.acts.birth import is_born
from sim.acts.business import demand_shock
from sim.acts.news import ring_position, seen_as
from sim.acts.opportunity import ProjectDraws, project_draws
from sim.acts.paying import hand_in
from sim.acts.steps import (
    claims_support,
    finds_a_project,
    looks_at_it,
    makes_up_its_mind,
    trades,
)
from sim.compiling import fetch_ahead, law_loop, table_loop
from sim.law.arithmetic import exponential
from sim.law.business import Demand, demand_pull, demand_state
from sim.law.dialect import law_in_place
from sim.quarter import builds

# Firms that the second half walks while a row is on its way from memory.
AHEAD = 24


@table_loop
def with_room(table: Any, needed: int) -> Any:
    """The table, or, if it has fewer rows than needed, one twice as long with the same content."""
    if needed <= len(table):
        return table
    longer = np.zeros(2 * needed, dtype=table.dtype)
    longer[: len(table)] = table
    return longer


@law_loop
def claims_at_once(firms: Any, strip: Any, rules: Any) -> int:
    """The most claims that a strip of firms may hand in; there has to be room for so many."""
    return int(min(len(firms), strip.shape[1]) * len(rules))


@law_in_place
def bring_near(row: int, firms: Any, projects: Any) -> None:
    """Have a firm and its projects near by the time that the walk comes to them."""
    if row < len(firms):
        fetch_ahead(firms[row])
        fetch_ahead(projects[row, 0])
        fetch_ahead(projects[row, 1])


@law_loop
def bear_all(
    firms: Any, stratum_of: Any, quarters: Any, strata: Any, sectors: Any, reached: Any, place: Any,
    behaviour: Any,
) -> None:  # fmt: skip
    """Let every firm be born."""
    for i in range(len(firms)):
        is_born(
            firms[i], quarters[0], strata[stratum_of[i]], sectors, reached, place[0], behaviour[0]
        )


@law_loop
def meet_demand(
    firms: Any, begin: int, end: int, quarter: Any, behaviour: Any, numbers: Any, strip: Any
) -> None:
    """Demand this quarter of the firms from `begin` to before `end`, side by side.

    Into the first rows of `strip`: shocks, states, swings and pulls (`acts.business.demand_now`).
    `numbers` takes the firms' ids, so that shocks are drawn without a look at any row: then, and
    with the key at hand, the machine draws several at a time.
    """
    key0, key1, now = quarter.key0, quarter.key1, quarter.now
    for k in range(end - begin):
        numbers[0, k] = firms[begin + k].id
    for k in range(end - begin):
        strip[0, k] = demand_shock(numbers[0, k], key0, key1, now)
    for k in range(end - begin):
        strip[1, k] = demand_state(firms[begin + k], strip[0, k], behaviour)
    for k in range(end - begin):
        strip[2, k] = exponential(strip[1, k])
    for k in range(end - begin):
        strip[3, k] = demand_pull(strip[1, k], behaviour)


@law_loop
def draw_projects(firms: Any, found: int, quarter: Any, numbers: Any, strip: Any) -> None:
    """Draws of the projects that `found` firms met, their rows in `numbers[2]`, side by side.

    Into the rows of `strip`, in the order of `acts.opportunity.ProjectDraws`.
    """
    key0, key1 = quarter.key0, quarter.key1
    for n in range(found):
        firm = firms[numbers[2, n]]
        numbers[0, n] = firm.id
        numbers[1, n] = firm.ordinal
    for n in range(found):
        draws = project_draws(numbers[0, n], numbers[1, n], key0, key1)
        strip[0, n] = draws.kind
        strip[1, n] = draws.size
        strip[2, n] = draws.quality
        strip[3, n] = draws.credit
        strip[4, n] = draws.floor
        strip[5, n] = draws.energy
        strip[6, n] = draws.waste


@law_loop
def meet_projects(
    begin: int, end: int, firms: Any, projects: Any, numbers: Any, strip: Any, quarter: Any,
    place: Any, behaviour: Any, directions: Any, tally: Any,
) -> None:  # fmt: skip
    """Firms from `begin` to before `end` that find a project see it, after `meet_demand`."""
    found = 0
    for i in range(begin, end):
        if finds_a_project(
            firms[i], projects[i, 0], projects[i, 1], strip[3, i - begin], quarter, behaviour[0],
            tally,
        ):  # fmt: skip
            numbers[2, found] = i
            found = found + 1
    draw_projects(firms, found, quarter, numbers, strip)
    for n in range(found):
        i = numbers[2, n]
        draws = ProjectDraws(
            strip[0, n], strip[1, n], strip[2, n], strip[3, n], strip[4, n], strip[5, n],
            strip[6, n],
        )  # fmt: skip
        looks_at_it(
            firms[i], projects[i, 0], draws, quarter, place[0], behaviour[0], directions, tally
        )


@law_loop
def decide_all(
    walked: Any, firms: Any, projects: Any, numbers: Any, strip: Any, wanted: Any, claims: Any,
    desks: Any, streams: Any, watched: Any, seen: Any, crowd: Any, quarters: Any, now: int,
    place: Any, behaviour: Any, directions: Any, rules: Any, tally: Any,
) -> None:  # fmt: skip
    """First half of the quarter for every firm still to walk, while there is room for claims.

    Firms are taken in strips that stay in the processor's cache, each through one step of
    `quarter.decides` after the other: within the half no firm reads another. `wanted` has a cell
    for each rule, for one firm's claims at a time; `claims` is the table that takes the quarter's
    claims, `desks[0].claims` counts them, and `walked[0]` the firms that are through. Short of all
    of them, the caller makes the table longer (`claims_at_once`) and comes again.
    """
    quarter = quarters[now]
    desk = desks[0]
    for begin in range(walked[0], len(firms), strip.shape[1]):
        end = min(begin + strip.shape[1], len(firms))
        if desk.claims + (end - begin) * len(rules) > len(claims):
            return
        meet_demand(firms, begin, end, quarter, behaviour[0], numbers, strip)
        for i in range(begin, end):
            bring_near(i + strip.shape[1], firms, projects)
            demand = Demand(strip[1, i - begin], strip[2, i - begin], strip[3, i - begin])
            trades(
                firms[i], demand, watched[i], seen, crowd, quarter, place[0], behaviour[0], tally
            )
        for i in range(begin, end):
            if claims_support(
                firms[i], projects[i, 1], wanted, quarter, place[0], behaviour[0], directions,
                rules, tally,
            ):  # fmt: skip
                hand_in(firms[i], i, wanted, claims, desk, quarter, rules, streams)
        meet_projects(
            begin, end, firms, projects, numbers, strip, quarter, place, behaviour, directions,
            tally,
        )  # fmt: skip
        for i in range(begin, end):
            makes_up_its_mind(
                firms[i], projects[i, 0], projects[i, 1], quarter, place[0], behaviour[0],
                directions, rules, tally,
            )  # fmt: skip
        walked[0] = end


@law_loop
def build_all(
    firms: Any, projects: Any, quarters: Any, now: int, place: Any, behaviour: Any,
    directions: Any, tally: Any, crowd: Any, seen: Any,
) -> None:  # fmt: skip
    """Second half of the quarter for every firm; then what others will see of it."""
    quarter = quarters[now]
    for i in range(len(firms)):
        bring_near(i + AHEAD, firms, projects)
        builds(firms[i], projects[i, 1], quarter, place[0], behaviour[0], directions, tally, crowd)
        seen[i] = seen_as(firms[i])


@law_loop
def place_all(firms: Any, quarters: Any, ring: int, places: Any) -> None:
    """Place of every firm on a ring."""
    for i in range(len(firms)):
        places[i] = ring_position(firms[i].id, quarters[0], ring)
