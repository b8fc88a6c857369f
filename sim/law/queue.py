"""The order in which claims on a pot are served, and the sort that puts them in it."""

from __future__ import annotations

from typing import Any

from sim.law.codes import RANKING
from sim.law.dialect import law

# The order in which the books list the claims of a settlement; no way of sharing a pot.
AS_BOOKED = -1


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
