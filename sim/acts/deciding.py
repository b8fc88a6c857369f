"""The firm decides on the project in view; a project that starts is financed, housed and filed."""

from __future__ import annotations

from typing import Any

from sim.acts.booking import (
    FIRMS_LEFT,
    FLOOR_BOUGHT,
    FLOOR_BUILT,
    FLOOR_RENTED,
    LAND_FORGONE,
    LAND_PAID,
    MOVED_FIRMS,
    PROJECTS_FILED,
    RESIZED,
    STARTED,
    UNFINANCED,
    UNHOUSED,
    WAITING,
    book,
)
from sim.law.arithmetic import PPM, whole_yuan
from sim.law.building import build_time
from sim.law.codes import (
    BUILD_UP,
    BUILDING,
    BUY,
    ENOUGH_FLOOR,
    EX_POST,
    EXITED,
    EXPANSION,
    EXPENSING,
    MOVE,
    NONE,
    RENOVATION,
    STAGED,
)
from sim.law.crowding import extra_price
from sim.law.decision import (
    appraise,
    equipment_in,
    floor_for,
    gain_of_size,
    plan_for,
    plan_of,
    tax_value,
)
from sim.law.dialect import law
from sim.law.draws import two_uniforms
from sim.law.filing import files_project, relabelled_share
from sim.law.first_look import is_hopeless
from sim.law.land import floor_short
from sim.law.prospects import marginal_support, preferred_kind
from sim.law.put_forward import hopes_to_put_forward, part_filed
from sim.law.resale import fixed_cost
from sim.law.sizes import best_size, worth_of_waiting
from sim.law.space import FLOOR_AT_HAND, floor_needed, leaves_the_city
from sim.law.tax import expensing_share
from sim.law.terms import best_terms, called_renovation, terms_of, with_loan
from sim.randomness import STREAMS

AUDIT = STREAMS["filing.audit"]
MOVE_AWAY = STREAMS["project.move"]


@law
def considers(
    firm: Any, reserve: Any, building: Any, quarter: Any, place: Any, behaviour: Any,
    directions: Any, rules: Any, tally: Any,
) -> None:  # fmt: skip
    """Start now at the best size, wait for an announced rule, or leave the project in reserve."""
    row = directions[reserve.direction]
    bounds = best_terms(firm, reserve.nature, row.life, quarter, place, behaviour)
    if is_hopeless(firm, reserve, bounds, row, quarter, behaviour, rules):
        return
    terms = terms_of(firm, reserve.nature, row.life, quarter, place, behaviour)
    if is_hopeless(firm, reserve, terms, row, quarter, behaviour, rules):
        return
    best = best_size(firm, reserve, terms, row, quarter, place, behaviour, rules)
    if best.unfinanced:
        book(tally, firm, quarter, UNFINANCED, 1)
    if best.worth <= 0.0:
        if not best.unfinanced and wants_floor(
            firm, reserve, terms, row, quarter, place, behaviour, rules
        ):
            book(tally, firm, quarter, UNHOUSED, 1)
        return
    later = worth_of_waiting(firm, reserve, terms, row, quarter, place, behaviour, rules)
    if later > best.worth:
        book(tally, firm, quarter, WAITING, 1)
        return
    starts(firm, reserve, building, best, terms, row, quarter, place, behaviour, rules, tally)


@law
def wants_floor(
    firm: Any, reserve: Any, terms: Any, row: Any, quarter: Any, place: Any, behaviour: Any,
    rules: Any,
) -> bool:  # fmt: skip
    """Whether the project, at its own size, is held back by the floor that it lacks alone."""
    if floor_short(firm, reserve.floor_need) == 0:
        return False
    worth, feasible, _loan, _filing = appraise(
        firm, reserve, reserve.cost, quarter.now, FLOOR_AT_HAND, terms, row, quarter, place,
        behaviour, rules,
    )  # fmt: skip
    return feasible and worth > 0.0


@law
def starts(
    firm: Any, reserve: Any, building: Any, best: Any, terms: Any, row: Any, quarter: Any,
    place: Any, behaviour: Any, rules: Any, tally: Any,
) -> None:  # fmt: skip
    """The project in reserve, at its best size, is begun; it is filed, or not."""
    cost, loan = best.cost, best.loan
    floor = floor_for(firm, reserve, cost, terms, row, quarter, place, behaviour)
    lost = takes_floor(firm, reserve, floor, terms, quarter, place, tally)
    reserve.stage = NONE
    if firm.status == EXITED:
        return
    standstill = fixed_cost(firm, behaviour)
    equipment = equipment_in(cost, row)
    firm.cash = firm.cash - standstill - extra_price(equipment, quarter, behaviour)
    firm.deduction = firm.deduction + standstill
    sets_tax_terms(firm, reserve, building, cost, terms, row, quarter, place, behaviour, rules)
    building.stage = BUILDING
    building.ordinal = reserve.ordinal
    building.direction = reserve.direction
    building.nature = reserve.nature
    building.gain = gain_of_size(reserve, cost, terms.break_even, behaviour) - lost
    building.floor_need = floor_needed(reserve, cost)
    building.arrived = reserve.arrived
    building.started = quarter.now
    building.cost = cost
    building.quarters = build_time(cost, quarter, behaviour)
    building.done = 0
    building.spent = 0
    building.loan = loan if loan < cost else cost
    building.staged_base = 0
    building.staged_claimed = 0
    building.at_benchmark = reserve.at_benchmark
    building.reuses_waste = reserve.reuses_waste
    building.grant_claimed = 0
    chooses_among_rivals(firm, building, loan, terms, row, quarter, place, behaviour, rules)
    building.filed = 0
    building.relabelled_ppm = 0
    if files_project(firm, cost, best.filing_value, quarter, behaviour):
        building.filed = 1
        if building.nature == RENOVATION:
            book(tally, firm, quarter, PROJECTS_FILED, 1)
        elif building.nature == EXPANSION:
            building.relabelled_ppm = relabels(
                firm, building, row, quarter, place, behaviour, rules
            )
    book(tally, firm, quarter, STARTED, 1)
    if cost != reserve.cost:
        book(tally, firm, quarter, RESIZED, 1)


@law
def chooses_among_rivals(
    firm: Any, building: Any, loan: int, terms: Any, row: Any, quarter: Any, place: Any,
    behaviour: Any, rules: Any,
) -> None:  # fmt: skip
    """Of a staged award and yearly rules that exclude each other, keep the better."""
    plan = plan_of(building, building.cost, building.quarters, quarter.now, quarter)
    kind = preferred_kind(
        firm, building, with_loan(plan, loan), terms, row, building.gain, quarter, place, behaviour,
        rules,
    )  # fmt: skip
    building.smart_barred = 1 if kind == STAGED else 0
    building.staged_barred = 1 if kind == EX_POST else 0


@law
def takes_floor(
    firm: Any, reserve: Any, floor: Any, terms: Any, quarter: Any, place: Any, tally: Any
) -> float:
    """Floor that is short is found in the cheapest way; returned is the yearly gain lost, yuan.

    A plant that moves may go beyond the city: then the firm has left, and its project with it.
    """
    way, short, at_once, rent, lost, waived, charged = floor
    if way == ENOUGH_FLOOR:
        return 0.0
    if way == MOVE:
        luck, _unused = two_uniforms(
            quarter.key0, quarter.key1, MOVE_AWAY, firm.id, reserve.ordinal
        )
        if leaves_the_city(luck, place):
            firm.status = EXITED
            book(tally, firm, quarter, FIRMS_LEFT, 1)
            return 0.0
        book(tally, firm, quarter, MOVED_FIRMS, 1)
    firm.floor_free = firm.floor_free + short
    firm.cash = firm.cash - at_once
    if way == BUILD_UP:
        book(tally, firm, quarter, FLOOR_BUILT, at_once)
        book(tally, firm, quarter, LAND_FORGONE, waived)
        book(tally, firm, quarter, LAND_PAID, charged)
    elif way == BUY:
        book(tally, firm, quarter, FLOOR_BOUGHT, at_once)
        book(tally, firm, quarter, LAND_PAID, charged)
    if rent > 0.0:
        firm.rent = firm.rent + whole_yuan(rent)
        book(tally, firm, quarter, FLOOR_RENTED, whole_yuan(rent * terms.rent_years))
    return lost


@law
def sets_tax_terms(
    firm: Any, reserve: Any, building: Any, cost: int, terms: Any, row: Any, quarter: Any,
    place: Any, behaviour: Any, rules: Any,
) -> None:  # fmt: skip
    """What part of the cost is deducted at once, and what is credited against tax."""
    plan = plan_for(reserve, cost, quarter.now, quarter, behaviour)
    _value, expensed, credit_rate = tax_value(
        firm, plan, terms, row, quarter, place, behaviour, rules
    )
    equipment_share = 1.0 - row.software_share - row.building_share
    building.credit_ppm = whole_yuan(credit_rate * equipment_share * PPM)
    share = 0.0
    building.expensed_until = -1
    for index in range(len(rules)):
        rule = rules[index]
        in_force = rule.start <= quarter.now and quarter.now <= rule.end
        if in_force and rule.announced <= quarter.now and rule.kind == EXPENSING:
            reached = expensing_share(rule, quarter, place)
            share = reached if reached > share else share
            if rule.end > building.expensed_until:
                building.expensed_until = rule.end
    building.eligible_ppm = whole_yuan(equipment_share * share * PPM)
    building.expensed_ppm = building.eligible_ppm if expensed > 0 else 0


@law
def relabels(
    firm: Any, building: Any, row: Any, quarter: Any, place: Any, behaviour: Any, rules: Any
) -> int:
    """Millionths of an expansion filed as renovation; an audit at the start undoes it.

    Support is weighed first as if all were filed, then on the part that the firm would file:
    thresholds and tiers are held against that.
    """
    plan = plan_of(building, building.cost, building.quarters, quarter.now, quarter)
    as_renovation = called_renovation(plan)
    share = PPM
    for _look in range(2):
        filed = part_filed(building.cost, building.nature, share)
        application = hopes_to_put_forward(
            firm, building, plan, filed, row, quarter, place, behaviour
        )
        support = marginal_support(
            firm, as_renovation, application, quarter, rules, place.profit_tax_rate
        )
        share = relabelled_share(support, quarter, behaviour)
    audit, _unused = two_uniforms(quarter.key0, quarter.key1, AUDIT, firm.id, firm.ordinal)
    return 0 if audit < behaviour.audit_probability else share
