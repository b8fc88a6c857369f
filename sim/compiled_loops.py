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
from sim.acts.paying import hand_in
from sim.compiling import law_loop, table_loop
from sim.law.arithmetic import exponential
from sim.law.business import Demand, demand_pull, demand_state
from sim.quarter import builds, decides


@table_loop
def with_room(table: Any, needed: int) -> Any:
    """The table, or, if it has fewer rows than needed, one twice as long with the same content."""
    if needed <= len(table):
        return table
    longer = np.zeros(2 * needed, dtype=table.dtype)
    longer[: len(table)] = table
    return longer


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
def meet_demand(firms: Any, begin: int, end: int, quarter: Any, behaviour: Any, strip: Any) -> None:
    """Demand this quarter of the firms from `begin` to before `end`, side by side.

    Into the rows of `strip`: shocks, states, swings and pulls (`acts.business.demand_now`).
    """
    for k in range(end - begin):
        strip[0, k] = demand_shock(firms[begin + k].id, quarter)
    for k in range(end - begin):
        strip[1, k] = demand_state(firms[begin + k], strip[0, k], behaviour)
    for k in range(end - begin):
        strip[2, k] = exponential(strip[1, k])
    for k in range(end - begin):
        strip[3, k] = demand_pull(strip[1, k], behaviour)


@law_loop
def decide_all(
    first: int, firms: Any, projects: Any, strip: Any, wanted: Any, claims: Any, desks: Any,
    streams: Any, watched: Any, seen: Any, crowd: Any, quarters: Any, now: int, place: Any,
    behaviour: Any, directions: Any, rules: Any, tally: Any,
) -> int:  # fmt: skip
    """First half of the quarter for every firm from `first` on, while there is room for claims.

    Firms are taken in strips that stay in the processor's cache. `wanted` has a cell for each
    rule, for one firm's claims at a time; `claims` is the table that takes the quarter's claims,
    and `desks[0].claims` counts them.

    Returns:
        The firm to go on with once the table is longer (`with_room`); the number of firms at the
        end.
    """
    quarter = quarters[now]
    desk = desks[0]
    for begin in range(first, len(firms), strip.shape[1]):
        end = min(begin + strip.shape[1], len(firms))
        meet_demand(firms, begin, end, quarter, behaviour[0], strip)
        for i in range(begin, end):
            if desk.claims + len(rules) > len(claims):
                return i
            demand = Demand(strip[1, i - begin], strip[2, i - begin], strip[3, i - begin])
            decides(
                firms[i], projects[i, 0], projects[i, 1], wanted, demand, watched[i], seen, crowd,
                quarter, place[0], behaviour[0], directions, rules, tally,
            )  # fmt: skip
            hand_in(firms[i], i, wanted, claims, desk, quarter, rules, streams)
    return len(firms)


@law_loop
def build_all(
    firms: Any, projects: Any, quarters: Any, now: int, place: Any, behaviour: Any,
    directions: Any, tally: Any, crowd: Any, seen: Any,
) -> None:  # fmt: skip
    """Second half of the quarter for every firm; then what others will see of it."""
    quarter = quarters[now]
    for i in range(len(firms)):
        builds(firms[i], projects[i, 1], quarter, place[0], behaviour[0], directions, tally, crowd)
        seen[i] = seen_as(firms[i])


@law_loop
def place_all(firms: Any, quarters: Any, ring: int, places: Any) -> None:
    """Place of every firm on a ring."""
    for i in range(len(firms)):
        places[i] = ring_position(firms[i].id, quarters[0], ring)
