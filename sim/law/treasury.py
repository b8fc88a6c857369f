"""What the government pays: a pot shared among claims, in whole yuan.

Pots and claims are rows read by name; no draw is made here, the order of arrival is part of the
claim. Sums of money are checked, so that none wraps round unnoticed.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import PPM, multiply_divide, plus
from sim.law.codes import FIRST_COME, PRORATA, RANKING
from sim.law.dialect import law
from sim.law.queue import put_in_order


@law
def money_of_year(pot: Any, now: int) -> int:
    """Yuan appropriated to a pot in the year that begins in quarter `now`; 0 out of its years."""
    return pot.appropriation if pot.from_quarter <= now and now <= pot.to_quarter else 0


@law
def settles(pot: Any, now: int) -> bool:
    """Whether the pot is shared out in this quarter of the year (a bit for each, the first 1)."""
    return (pot.settles >> (now % 4)) & 1 == 1


@law
def keeps_place(pot: Any, now: int) -> bool:
    """Whether what a claim did not get stays in the queue for later money of the pot.

    Pro rata a claim is cut for good; in order of arrival or rank it waits until the pot's last
    year has passed.
    """
    return pot.overflow != PRORATA and now < pot.to_quarter


@law
def carried_over(pot: Any, now: int) -> int:
    """Yuan unspent at the year's end that the pot keeps; the rest lapses."""
    return pot.left if pot.carries == 1 and now < pot.to_quarter else 0


@law
def part_paid(granted: int, asked: int) -> int:
    """What firms see of a pot: millionths of the claims decided this year that it granted."""
    if asked <= 0:
        return PPM
    part = multiply_divide(granted, PPM, asked)
    return part if part < PPM else PPM


@law
def allocate(claims: Any, order: Any, spare: Any, count: int, money: int, overflow: int) -> None:
    """Yuan granted to each claim out of `money`, written as `granted`.

    * pro rata (B.prorata, RW22 default): all in full, or all cut in the same proportion;
    * first come: in full by quarter of claim, then order of arrival, until the money is used;
      the last in part;
    * ranking: the same by score, then arrival, then id.

    Never more than claimed, never more than `money` in all, never negative.

    Args:
        claims: rows, `amount` in yuan.
        order: row numbers of the claims that are shared out, the first `count` cells; put in the
            order in which they were served.

    Raises:
        ValueError: no such way to share a pot.
    """
    if overflow != PRORATA and overflow != FIRST_COME and overflow != RANKING:
        raise ValueError("no such way to share a pot")
    asked = 0
    for place in range(count):
        asked = plus(asked, claims[order[place]].amount)
    if overflow != PRORATA and asked > money:
        put_in_order(claims, order, spare, count, overflow)
    left = money
    for place in range(count):
        claim = claims[order[place]]
        if asked <= money:
            claim.granted = claim.amount
        elif overflow == PRORATA:
            claim.granted = multiply_divide(claim.amount, money, asked)
        else:
            claim.granted = claim.amount if claim.amount < left else left
            left = left - claim.granted
