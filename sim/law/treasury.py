"""What the government pays: a pot shared among claims, in whole yuan.

Pots and claims are rows read by name; no draw is made here, the order of arrival is part of the
claim. Sums of money are checked, so that none wraps round unnoticed.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import LARGEST, PPM, multiply_divide
from sim.law.codes import FIRST_COME, PRORATA, RANKING
from sim.law.dialect import law

# The order in which the books list claims of a settlement; no way of sharing a pot.
AS_BOOKED = -1


@law
def plus(total: int, amount: int) -> int:
    """`total` and `amount`, whole numbers of which the second is not negative.

    Raises:
        OverflowError: the sum does not fit 63 bits.
    """
    if total > LARGEST - amount:
        raise OverflowError("a sum of money does not fit 63 bits")
    return total + amount


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
def goes_before(claim: Any, other: Any, by: int) -> bool:
    """Whether `claim` is served before `other`: a total order over claims on one pot.

    * first come: by the quarter its review ends, then arrival, then id;
    * ranking: by score from the highest, then arrival, then id;
    * as booked: by the quarter its review ends, then instrument, then id.
    """
    if by == RANKING:
        if claim.score != other.score:
            return claim.score > other.score
    elif claim.due != other.due:
        return claim.due < other.due
    if by == AS_BOOKED:
        if claim.rule != other.rule:
            return claim.rule < other.rule
    elif claim.arrival != other.arrival:
        return claim.arrival < other.arrival
    return claim.firm_id < other.firm_id


@law
def put_in_order(claims: Any, order: Any, spare: Any, count: int, by: int) -> None:
    """Sort the first `count` cells of `order`, row numbers of `claims`, by `goes_before`.

    A merge sort from below: equal claims keep their places, and Python and the compiled engine
    compare the same pairs.

    Args:
        spare: as long as `order`; what it holds is lost.
    """
    width = 1
    for _ in range(63):
        if width >= count:
            return
        for first in range(0, count, 2 * width):
            middle = first + width if first + width < count else count
            last = middle + width if middle + width < count else count
            merge(claims, order, spare, first, middle, last, by)
        width = 2 * width


@law
def merge(
    claims: Any, order: Any, spare: Any, first: int, middle: int, last: int, by: int
) -> None:  # fmt: skip
    """Merge two sorted stretches of `order`: from `first` to `middle`, from there to `last`."""
    left, right = first, middle
    for place in range(first, last):
        from_right = left >= middle
        if left < middle and right < last:
            from_right = goes_before(claims[order[right]], claims[order[left]], by)
        if from_right:
            spare[place] = order[right]
            right = right + 1
        else:
            spare[place] = order[left]
            left = left + 1
    for place in range(first, last):
        order[place] = spare[place]


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
