"""A whole run of the compiled engine in one call, without Python in between.

What a quarter is made of stands here as loops over tables, called by `run_all` quarter after
quarter and by `sim.engine.CompiledRun.step` for one quarter. Tables that have to grow are handed
back in place of those given.
"""

from __future__ import annotations

from typing import Any

from sim.acts.building import receives
from sim.acts.markets import press, squeeze
from sim.acts.paying import (
    close_pots,
    open_pots,
    pay_due,
    publish_ratios,
    settle_pots,
    take_in,
)
from sim.compiled_loops import build_all, claims_at_once, decide_all, with_room
from sim.compiling import law_loop, table_loop


@law_loop
def open_all(
    pots: Any, rules: Any, waiting: Any, desks: Any, ledger: Any, now: int, next_crowd: Any
) -> None:  # fmt: skip
    """Before the firms decide: pots are opened, nothing is claimed and nobody counted yet."""
    desks[0].claims = 0
    for index in range(len(next_crowd)):
        next_crowd[index] = 0
    open_pots(pots, rules, waiting, desks[0], ledger, now)


@table_loop
def settle_all(
    firms: Any, pots: Any, rules: Any, claims: Any, waiting: Any, awards: Any, paid: Any,
    order: Any, spare: Any, desks: Any, ledger: Any, now: int,
) -> Any:  # fmt: skip
    """Between the halves: claims are taken in, pots shared, awards that are due are paid.

    Returns:
        (waiting, awards, paid, order, spare): the tables given, or longer ones.
    """
    desk = desks[0]
    waiting = with_room(waiting, desk.waiting + desk.claims)
    take_in(claims, waiting, rules, desk, ledger)
    awards = with_room(awards, desk.awards + desk.waiting)
    order = with_room(order, desk.waiting)
    spare = with_room(spare, desk.waiting)
    settle_pots(pots, rules, waiting, awards, order, spare, desk, ledger, now)
    paid = with_room(paid, desk.awards)
    pay_due(firms, rules, awards, paid, desk, ledger, now)
    for number in range(desk.paid):
        award = paid[number]
        receives(firms[award.row], award.amount, rules[award.rule].taxable)
    return waiting, awards, paid, order, spare


@law_loop
def close_all(
    pots: Any, rules: Any, awards: Any, desks: Any, ledger: Any, now: int, crowd: Any,
    next_crowd: Any, quarters: Any, tasks: Any, tallies: Any, cells: int, behaviour: Any,
) -> None:  # fmt: skip
    """After the firms have built: ratios published, books closed, what the next quarter feels."""
    for index in range(len(crowd)):
        crowd[index] = next_crowd[index]
    publish_ratios(pots, rules)
    close_pots(pots, rules, awards, desks[0], ledger, now)
    press(quarters, now, tasks, tallies, cells, behaviour[0])
    squeeze(quarters, now, tallies, cells, behaviour[0])


@table_loop
def run_all(
    begin: int, walked: Any, firms: Any, projects: Any, numbers: Any, strip: Any, watched: Any,
    seen: Any, crowd: Any, next_crowd: Any, quarters: Any, place: Any, behaviour: Any,
    directions: Any, rules: Any, tasks: Any, tallies: Any, cells: int, wanted: Any,
    streams: Any, pots: Any, desks: Any, ledger: Any, claims: Any, waiting: Any, awards: Any,
    paid: Any, order: Any, spare: Any,
) -> Any:  # fmt: skip
    """All quarters from `begin` on, or up to one in which a pot's year does not add up.

    Returns:
        (now, claims, waiting, awards, paid, order, spare): the quarter after the last one walked,
        and the tables given, or longer ones.
    """
    now = begin
    while now < len(quarters) and desks[0].broken == 0:
        open_all(pots, rules, waiting, desks, ledger[now], now, next_crowd)
        walked[0] = 0
        while walked[0] < len(firms):
            claims = with_room(claims, desks[0].claims + claims_at_once(firms, strip, rules))
            decide_all(
                walked, firms, projects, numbers, strip, wanted, claims, desks, streams, watched,
                seen, crowd, quarters, now, place, behaviour, directions, rules, tallies[now],
            )  # fmt: skip
        waiting, awards, paid, order, spare = settle_all(
            firms, pots, rules, claims, waiting, awards, paid, order, spare, desks, ledger[now],
            now,
        )  # fmt: skip
        build_all(
            firms, projects, quarters, now, place, behaviour, directions, tallies[now], next_crowd,
            seen,
        )  # fmt: skip
        close_all(
            pots, rules, awards, desks, ledger[now], now, crowd, next_crowd, quarters, tasks,
            tallies, cells, behaviour,
        )  # fmt: skip
        now = now + 1
    return now, claims, waiting, awards, paid, order, spare
