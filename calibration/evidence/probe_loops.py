"""Compiled questions put to the law about every firm at a moment; nothing is written back.

Imported by `probes` after the engine has named the compiler's cache by the hash of all law
sources, so that an edited law is never answered from an old cache.
"""

from __future__ import annotations

from typing import Any

from sim.compiling import law_loop
from sim.law.applying import yearly_claimable
from sim.law.codes import BUILDING, EX_POST, RESERVE
from sim.law.money import borrowing_rate, cash_rate
from sim.law.sizes import weighs_size
from sim.law.terms import terms_of


@law_loop
def weigh_reserves(
    firms: Any, projects: Any, quarters: Any, now: int, place: Any, behaviour: Any,
    directions: Any, rules: Any, seen: Any, worth: Any, loan: Any, feasible: Any,
) -> None:  # fmt: skip
    """What each firm makes of the project it holds in reserve, at the project's own size."""
    quarter = quarters[now]
    for i in range(len(firms)):
        reserve = projects[i, 0]
        if reserve.stage == RESERVE and projects[i, 1].stage != BUILDING:
            seen[i] = True
            row = directions[reserve.direction]
            terms = terms_of(firms[i], reserve.nature, row.life, quarter, place[0], behaviour[0])
            worth[i], feasible[i], loan[i], _filing = weighs_size(
                firms[i], reserve, reserve.cost, quarter.now, terms, row, quarter, place[0],
                behaviour[0], rules,
            )  # fmt: skip


@law_loop
def due_to_all(informed: Any, quarters: Any, now: int, rules: Any, due: Any) -> None:
    """Yuan due to each firm under the yearly rules on its spending, had it heard of them."""
    quarter = quarters[now]
    for i in range(len(informed)):
        for index in range(len(rules)):
            if rules[index].kind == EX_POST:
                due[i, index] = yearly_claimable(rules[index], informed[i], quarter)


@law_loop
def rates_of_all(firms: Any, quarters: Any, now: int, behaviour: Any, bank: Any, own: Any) -> None:
    """Bank rate of each firm, and the rate at which it values money to come, a year."""
    quarter = quarters[now]
    for i in range(len(firms)):
        bank[i] = borrowing_rate(firms[i], quarter, behaviour[0])
        own[i] = cash_rate(firms[i], quarter, behaviour[0])


@law_loop
def offer_to_all(
    firms: Any, offers: Any, quarters: Any, now: int, place: Any, behaviour: Any, directions: Any,
    rules: Any, worth: Any, feasible: Any,
) -> None:  # fmt: skip
    """What each firm makes of each project that it is offered; shape (firms, offers a firm)."""
    quarter = quarters[now]
    for i in range(len(firms)):
        for k in range(offers.shape[1]):
            offer = offers[i, k]
            row = directions[offer.direction]
            terms = terms_of(firms[i], offer.nature, row.life, quarter, place[0], behaviour[0])
            worth[i, k], feasible[i, k], _loan, _filing = weighs_size(
                firms[i], offer, offer.cost, quarter.now, terms, row, quarter, place[0],
                behaviour[0], rules,
            )  # fmt: skip
