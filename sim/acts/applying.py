"""The firm writes its claims of the quarter."""

from __future__ import annotations

from typing import Any

from sim.acts.booking import APPLICATIONS, book
from sim.law.applying import beaten_by_rival, claimable, worth_claiming
from sim.law.codes import STAGED
from sim.law.dialect import law


@law
def apply_for_support(
    firm: Any, building: Any, claims: Any, quarter: Any, behaviour: Any, rules: Any, tally: Any
) -> None:
    """Write this quarter's claims, one cell per rule, whole yuan (0 where none is made).

    All claims are weighed on what stands now; only then is anything written.
    """
    for index in range(len(rules)):
        claims[index] = 0
        rule = rules[index]
        amount = claimable(rule, firm, building, quarter)
        if amount > 0 and worth_claiming(rule, amount, firm, quarter, behaviour):
            if not beaten_by_rival(index, amount, firm, quarter, rules):
                claims[index] = amount
    for index in range(len(rules)):
        if claims[index] > 0:
            book(tally, firm, quarter, APPLICATIONS, 1)
            firm.applications_made = firm.applications_made + 1
            firm.has_applied = 1
            if rules[index].kind == STAGED:
                building.staged_base = building.spent
                building.staged_claimed = building.staged_claimed + claims[index]
                if rules[index].exclusion > 0:
                    building.smart_barred = 1
