"""What the government pays: a pot shared among claims, in whole yuan.

Plain Python over whole numbers, called by both engines; no draw is made here, the order of
arrival is part of the claim.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.law.arithmetic import multiply_divide
from sim.law.codes import FIRST_COME, PRORATA, RANKING


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim on a pot.

    Attributes:
        row: the firm's place in the walk (for paying it; never for ordering).
        firm_id: the firm's own id.
        rule: index of the instrument.
        amount: yuan claimed, after rate and cap.
        arrival: keyed draw, 0 to 1, that orders claims of equal score.
        score: the authority's ranking of the firm; higher is earlier.
        due: quarter in which the review ends.
        size_class: the firm's size class when it claimed.
    """

    row: int
    firm_id: int
    rule: int
    amount: int
    arrival: float
    score: float
    due: int
    size_class: int


def allocate(claims: list[Claim], money: int, overflow: int) -> list[int]:
    """Yuan granted to each claim out of `money`.

    * pro rata (B.prorata, RW22 default): all in full, or all cut in the same proportion;
    * first come: in full by quarter of claim, then order of arrival, until the money is used;
      the last in part;
    * ranking: the same by score, then arrival, then id.

    Never more than claimed, never more than `money` in all, never negative.
    """
    asked = sum(claim.amount for claim in claims)
    if asked <= money:
        return [claim.amount for claim in claims]
    if overflow == PRORATA:
        return [multiply_divide(claim.amount, money, asked) for claim in claims]
    if overflow == FIRST_COME:
        order = sorted(
            range(len(claims)),
            key=lambda i: (claims[i].due, claims[i].arrival, claims[i].firm_id),
        )
    elif overflow == RANKING:
        order = sorted(
            range(len(claims)),
            key=lambda i: (-claims[i].score, claims[i].arrival, claims[i].firm_id),
        )
    else:
        raise ValueError(f"no such way to share a pot: {overflow}")
    granted = [0] * len(claims)
    left = money
    for i in order:
        granted[i] = min(claims[i].amount, left)
        left -= granted[i]
    return granted
