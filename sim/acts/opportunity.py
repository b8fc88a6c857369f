"""A project comes into view, stays in reserve, and is given up when stale."""

from __future__ import annotations

from typing import Any

from sim.acts.booking import ARRIVED, EXPIRED, book
from sim.law.arithmetic import logarithm, whole_yuan
from sim.law.codes import (
    CAPACITY,
    ENTRANT,
    EXITED,
    EXPANSION,
    GREEN,
    NEW_PLANT,
    NONE,
    POTENTIAL,
    RENOVATION,
    RESERVE,
)
from sim.law.dialect import law
from sim.law.draws import two_normals, two_uniforms
from sim.law.money import is_reluctant
from sim.law.opportunity import (
    arrival_hazard,
    brought_forward,
    drawn_direction,
    expansion_gain,
    project_cost,
    yearly_gain,
)
from sim.randomness import STREAMS

CLOCK = STREAMS["project.clock"]
DIRECTION = STREAMS["project.direction"]
SIZE = STREAMS["project.size"]
CREDIT = STREAMS["project.credit"]
ENERGY = STREAMS["project.energy"]
FLOOR = STREAMS["project.floor"]
# Hazard at which every clock has struck (a uniform of 52 bits has no smaller logarithm).
EVERY_QUARTER = 100.0


@law
def meets_a_project(
    firm: Any, reserve: Any, pull: float, quarter: Any, place: Any, behaviour: Any, directions: Any,
    tally: Any,
) -> None:  # fmt: skip
    """The next project's own clock runs; when it strikes, the project takes the reserve.

    The clock does not stop for a project in reserve: a firm looks at one at a time, and the newer
    one takes its attention. So when a project comes up hardly depends on what policy made of the
    one before it, and the same project can be found again in another variant.
    """
    gaps = 0.0
    for direction in range(CAPACITY):
        gaps += firm.gap[direction]
    hazard = arrival_hazard(gaps / CAPACITY, firm.age, pull, behaviour)
    firm.clock = firm.clock + hazard
    if behaviour.with_lumpiness == 0.0:
        firm.clock = EVERY_QUARTER
    next_one = firm.ordinal + 1
    if firm.strike <= 0.0:
        luck, _unused = two_uniforms(quarter.key0, quarter.key1, CLOCK, firm.id, next_one)
        firm.strike = -logarithm(luck)
    last_chance = (quarter.ending & firm.claimed_from) != 0
    ahead = brought_forward(hazard, last_chance, behaviour)
    if firm.clock + ahead < firm.strike:
        return
    if reserve.stage == RESERVE:
        book(tally, firm, quarter, EXPIRED, 1)
    firm.clock = firm.clock - firm.strike if firm.clock < firm.strike else 0.0
    firm.strike = 0.0
    firm.ordinal = next_one
    kind, _unused_kind = two_uniforms(quarter.key0, quarter.key1, DIRECTION, firm.id, next_one)
    direction = drawn_direction(kind, firm, directions, behaviour)
    row = directions[direction]
    size, quality = two_normals(quarter.key0, quarter.key1, SIZE, firm.id, next_one)
    reserve.direction = direction
    reserve.cost = project_cost(firm.capital, row, size, behaviour)
    if direction == CAPACITY:
        reserve.nature = EXPANSION
        reserve.gain = expansion_gain(reserve.cost, firm.demand, quality, behaviour)
    else:
        reserve.nature = RENOVATION
        reserve.gain = yearly_gain(
            reserve.cost, row, firm.gap[direction], quality, quarter.wage_index, behaviour
        )
    comes_into_view(firm, reserve, row, quarter, place, behaviour, tally)


@law
def plans_to_enter(
    firm: Any, reserve: Any, quarter: Any, place: Any, behaviour: Any, directions: Any, tally: Any
) -> None:
    """A slot of the roster (or a giant) has one new plant in view; its size came with the slot."""
    if firm.ordinal > 0 or (firm.role == ENTRANT and behaviour.with_turnover == 0.0):
        return
    firm.ordinal = 1
    row = directions[NEW_PLANT]
    _unused, quality = two_normals(quarter.key0, quarter.key1, SIZE, firm.id, 1)
    reserve.direction = NEW_PLANT
    reserve.nature = firm.first_nature
    reserve.cost = firm.planned_cost
    reserve.gain = expansion_gain(reserve.cost, firm.demand, quality, behaviour)
    if firm.first_nature == RENOVATION:
        row = directions[0]
        reserve.direction = 0
        reserve.gain = yearly_gain(
            reserve.cost, row, firm.gap[0], quality, quarter.wage_index, behaviour
        )
    comes_into_view(firm, reserve, row, quarter, place, behaviour, tally)


@law
def comes_into_view(
    firm: Any, reserve: Any, row: Any, quarter: Any, place: Any, behaviour: Any, tally: Any
) -> None:
    """The project is in reserve from now to the end of its shelf life."""
    doubt, _unused = two_uniforms(quarter.key0, quarter.key1, CREDIT, firm.id, firm.ordinal)
    reserve.stage = RESERVE
    reserve.ordinal = firm.ordinal
    reserve.floor_need = whole_yuan(row.floor_need * reserve.cost / 1_000_000.0)
    reserve.reluctant = 1 if is_reluctant(doubt, firm, behaviour) else 0
    found, _unused = two_uniforms(quarter.key0, quarter.key1, FLOOR, firm.id, firm.ordinal)
    reserve.nearby = 1 if found < place.nearby_floor_share else 0
    reserve.at_benchmark = 0
    reserve.reuses_waste = 0
    if reserve.direction == GREEN:
        best, waste = two_uniforms(quarter.key0, quarter.key1, ENERGY, firm.id, firm.ordinal)
        reserve.at_benchmark = 1 if best < place.benchmark_share else 0
        reserve.reuses_waste = 1 if waste < place.waste_reuse_share else 0
    reserve.arrived = quarter.now
    # Without timing a project is decided when it comes up, or never.
    kept = int(behaviour.shelf_life) if behaviour.with_timing > 0.0 else 0
    reserve.expires = quarter.now + kept
    book(tally, firm, quarter, ARRIVED, 1)


@law
def gives_up_stale(firm: Any, reserve: Any, quarter: Any, tally: Any) -> None:
    """A project past its shelf life is given up; an unused slot of the roster closes."""
    if reserve.stage != RESERVE or quarter.now < reserve.expires:
        return
    reserve.stage = NONE
    book(tally, firm, quarter, EXPIRED, 1)
    if firm.status == POTENTIAL:
        firm.status = EXITED
