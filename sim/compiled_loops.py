"""The loops of the compiled engine. They only walk rows; what a row does is the law's text.

This module is imported by `sim.engine` after it has named a cache folder by the hash of all law
sources, so that an edited law is never answered from an old cache.
"""

from __future__ import annotations

from typing import Any

import numba

from sim.acts.birth import is_born
from sim.acts.building import receives
from sim.acts.business import demand_shock
from sim.acts.news import ring_position, seen_as
from sim.quarter import builds, decides


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def bear_all(
    firms: Any, stratum_of: Any, quarters: Any, strata: Any, sectors: Any, reached: Any, place: Any,
    behaviour: Any,
) -> None:  # fmt: skip
    """Let every firm be born."""
    for i in range(len(firms)):
        is_born(
            firms[i], quarters[0], strata[stratum_of[i]], sectors, reached, place[0], behaviour[0]
        )


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def draw_shocks(ids: Any, quarters: Any, now: int, shocks: Any) -> None:
    """Shock to demand of every firm in a quarter."""
    quarter = quarters[now]
    for i in range(len(ids)):
        shocks[i] = demand_shock(ids[i], quarter)


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def decide_all(
    firms: Any, projects: Any, claims: Any, shocks: Any, watched: Any, seen: Any, crowd: Any,
    quarters: Any, now: int, place: Any, behaviour: Any, directions: Any, rules: Any, tally: Any,
) -> None:  # fmt: skip
    """First half of the quarter for every firm."""
    quarter = quarters[now]
    for i in range(len(firms)):
        decides(
            firms[i], projects[i, 0], projects[i, 1], claims[i], shocks[i], watched[i], seen, crowd,
            quarter, place[0], behaviour[0], directions, rules, tally,
        )  # fmt: skip


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def build_all(
    firms: Any, projects: Any, quarters: Any, now: int, place: Any, behaviour: Any,
    directions: Any, tally: Any, crowd: Any, seen: Any,
) -> None:  # fmt: skip
    """Second half of the quarter for every firm; then what others will see of it."""
    quarter = quarters[now]
    for i in range(len(firms)):
        builds(firms[i], projects[i, 1], quarter, place[0], behaviour[0], directions, tally, crowd)
        seen[i] = seen_as(firms[i])


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def place_all(firms: Any, quarters: Any, positions: Any) -> None:
    """Place of every firm on every ring."""
    for i in range(len(firms)):
        for ring in range(positions.shape[1]):
            positions[i, ring] = ring_position(firms[i].id, quarters[0], ring)


@numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def pay_all(firms: Any, rows: Any, amounts: Any, taxable: Any) -> None:
    """Awards arrive at their firms."""
    for k in range(len(rows)):
        receives(firms[rows[k]], amounts[k], taxable[k])
