"""The firm writes its claims of the quarter."""

from __future__ import annotations

from typing import Any

from sim.acts.booking import APPLICATIONS, book
from sim.law.applying import (
    beaten_by_rival,
    claimable,
    finished_application,
    grant_claimable,
    has_grounds,
    is_put_forward,
    worth_claiming,
)
from sim.law.codes import INTEREST, MATCH, PROJECT_GRANT, STAGED, TAX_SHARE
from sim.law.dialect import law


@law
def apply_for_support(
    firm: Any, building: Any, claims: Any, quarter: Any, place: Any, behaviour: Any,
    directions: Any, rules: Any, tally: Any,
) -> bool:  # fmt: skip
    """Write this quarter's claims, one cell per rule, whole yuan (0 where none is made).

    All claims are weighed on what stands now; only then is anything written.

    Returns:
        Whether there was anything to claim on.
    """
    if not has_grounds(firm, building, quarter):
        return False
    for index in range(len(rules)):
        claims[index] = claimable(index, firm, building, quarter, place, rules)
    if is_put_forward(building, quarter.now):
        row = directions[building.direction]
        application = finished_application(firm, building, row, quarter, place)
        for index in range(len(rules)):
            claims[index] = claims[index] + grant_claimable(
                index, firm, application, quarter, rules
            )
    for index in range(len(rules)):
        amount = claims[index]
        if amount > 0:
            worth = worth_claiming(rules[index], amount, firm, quarter, behaviour)
            if not worth or beaten_by_rival(index, amount, firm, quarter, rules):
                claims[index] = 0
    for index in range(len(rules)):
        if claims[index] > 0:
            book(tally, firm, quarter, APPLICATIONS, 1)
            firm.applications_made = firm.applications_made + 1
            firm.has_applied = 1
            firm.claimed_from = firm.claimed_from | (1 << index)
            remembers_claim(firm, building, rules[index], claims[index], quarter)
    return True


@law
def remembers_claim(firm: Any, building: Any, rule: Any, amount: int, quarter: Any) -> None:
    """What has been claimed counts towards caps, stages and choices to come."""
    if rule.kind == STAGED:
        building.staged_base = building.spent
        building.staged_claimed = building.staged_claimed + amount
        if rule.exclusion > 0:
            building.smart_barred = 1
    elif rule.kind == MATCH:
        if is_put_forward(building, quarter.now):
            building.grant_claimed = 1
        firm.match_claimed = firm.match_claimed + amount
    elif rule.kind == PROJECT_GRANT:
        building.grant_claimed = 1
        if rule.classed == 1:
            firm.grant_year = quarter.now // 4 + 1
            firm.interest_barred = 1
    elif rule.kind == INTEREST:
        firm.interest_claimed = firm.interest_claimed + amount
    elif rule.kind == TAX_SHARE:
        firm.share_claimed = firm.share_claimed + amount
