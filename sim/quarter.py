"""The quarter on one page: each firm decides, the pots are settled, the results are applied.

`decides` and `builds` are the two halves of a firm's quarter. Between them the claims
of all firms are settled and paid (`sim.acts.paying`). Firms see others only as of the end of the
last quarter: the few that they watch (`watched`, `seen`), and what all rivals do (`crowd`).
Both engines run this text: the object walk calls it with agents, the compiled engine with rows.
What each act is made of stands in `sim/acts/` (the steps in `steps`), what it follows in
`sim/law/`.
"""

from __future__ import annotations

from typing import Any

from sim.acts.booking import book_stocks
from sim.acts.building import complete, spend_a_quarter
from sim.acts.news import counts_among_rivals
from sim.acts.opportunity import project_draws
from sim.acts.steps import (
    claims_support,
    finds_a_project,
    looks_at_it,
    makes_up_its_mind,
    trades,
)
from sim.law.codes import BUILDING, EXITED, RENOVATION
from sim.law.dialect import law

# ---------------------------------------------------------------- the first half: decide


@law
def decides(
    firm: Any, reserve: Any, building: Any, claims: Any, demand: Any, watched: Any, seen: Any,
    crowd: Any, quarter: Any, place: Any, behaviour: Any, directions: Any, rules: Any, tally: Any,
) -> None:  # fmt: skip
    """A firm's quarter up to its claims: news, business, claims, opportunity, decision.

    The compiled engine takes one step after the other through a strip of firms.
    """
    for index in range(len(rules)):
        claims[index] = 0
    trades(firm, demand, watched, seen, crowd, quarter, place, behaviour, tally)
    claims_support(firm, building, claims, quarter, place, behaviour, directions, rules, tally)
    if finds_a_project(firm, reserve, building, demand.pull, quarter, behaviour, tally):
        draws = project_draws(firm.id, firm.ordinal, quarter.key0, quarter.key1)
        looks_at_it(firm, reserve, draws, quarter, place, behaviour, directions, tally)
    makes_up_its_mind(firm, reserve, building, quarter, place, behaviour, directions, rules, tally)


# ---------------------------------------------------------------- the second half: apply


@law
def builds(
    firm: Any, building: Any, quarter: Any, place: Any, behaviour: Any, directions: Any,
    tally: Any, crowd: Any,
) -> None:  # fmt: skip
    """Money is spent and booked, a finished project goes into production, the firm is counted."""
    renovating = False
    if firm.status != EXITED and building.stage == BUILDING:
        row = directions[building.direction]
        renovating = building.nature == RENOVATION
        spend_a_quarter(firm, building, row, quarter, place, behaviour, tally)
        if building.done >= building.quarters:
            complete(firm, building, row, quarter, place, behaviour, tally)
    book_stocks(tally, firm, renovating, quarter)
    counts_among_rivals(firm, crowd)
