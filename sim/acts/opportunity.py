"""A project comes into view, stays in reserve, and is given up when stale."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.acts.booking import ARRIVED, EXPIRED, book
from sim.law.arithmetic import logarithm, normal_quantile, whole_yuan
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
from sim.law.dialect import law, law_in_place
from sim.law.draws import two_uniforms
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


class ProjectDraws(NamedTuple):
    """What chance decides of a project: uniforms, those of size and quality ranks of normals."""

    kind: float
    size: float
    quality: float
    credit: float
    floor: float
    energy: float
    waste: float


@law_in_place
def project_draws(firm_id: int, ordinal: int, key0: int, key1: int) -> ProjectDraws:
    """The draws of a firm's project number `ordinal`, its own whatever policy does.

    The compiled engine takes them for several projects side by side.
    """
    kind, _unused = two_uniforms(key0, key1, DIRECTION, firm_id, ordinal)
    size, quality = two_uniforms(key0, key1, SIZE, firm_id, ordinal)
    credit, _unused_credit = two_uniforms(key0, key1, CREDIT, firm_id, ordinal)
    floor, _unused_floor = two_uniforms(key0, key1, FLOOR, firm_id, ordinal)
    energy, waste = two_uniforms(key0, key1, ENERGY, firm_id, ordinal)
    return ProjectDraws(kind, size, quality, credit, floor, energy, waste)


@law
def clock_strikes(
    firm: Any, reserve: Any, pull: float, quarter: Any, behaviour: Any, tally: Any
) -> bool:
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
        return False
    if reserve.stage == RESERVE:
        book(tally, firm, quarter, EXPIRED, 1)
    firm.clock = firm.clock - firm.strike if firm.clock < firm.strike else 0.0
    firm.strike = 0.0
    firm.ordinal = next_one
    return True


@law
def plans_to_enter(firm: Any, behaviour: Any) -> bool:
    """A slot of the roster (or a giant) has one new plant to come into view, and no other."""
    if firm.ordinal > 0 or (firm.role == ENTRANT and behaviour.with_turnover == 0.0):
        return False
    firm.ordinal = 1
    return True


@law
def meets_a_project(
    firm: Any, reserve: Any, draws: Any, quarter: Any, place: Any, behaviour: Any, directions: Any,
    tally: Any,
) -> None:  # fmt: skip
    """What comes into view is a renovation, or more capacity."""
    direction = drawn_direction(draws.kind, firm, directions, behaviour)
    row = directions[direction]
    quality = normal_quantile(draws.quality)
    reserve.direction = direction
    reserve.cost = project_cost(firm.capital, row, normal_quantile(draws.size), behaviour)
    if direction == CAPACITY:
        reserve.nature = EXPANSION
        reserve.gain = expansion_gain(reserve.cost, firm.demand, quality, behaviour)
    else:
        reserve.nature = RENOVATION
        reserve.gain = yearly_gain(
            reserve.cost, row, firm.gap[direction], quality, quarter.wage_index, behaviour
        )
    comes_into_view(firm, reserve, draws, row, quarter, place, behaviour, tally)


@law
def sees_its_plant(
    firm: Any, reserve: Any, draws: Any, quarter: Any, place: Any, behaviour: Any, directions: Any,
    tally: Any,
) -> None:  # fmt: skip
    """The one project of a slot of the roster comes into view; its size came with the slot."""
    row = directions[NEW_PLANT]
    quality = normal_quantile(draws.quality)
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
    comes_into_view(firm, reserve, draws, row, quarter, place, behaviour, tally)


@law
def comes_into_view(
    firm: Any, reserve: Any, draws: Any, row: Any, quarter: Any, place: Any, behaviour: Any,
    tally: Any,
) -> None:  # fmt: skip
    """The project is in reserve from now to the end of its shelf life."""
    reserve.stage = RESERVE
    reserve.ordinal = firm.ordinal
    reserve.floor_need = whole_yuan(row.floor_need * reserve.cost / 1_000_000.0)
    reserve.reluctant = 1 if is_reluctant(draws.credit, firm, behaviour) else 0
    reserve.nearby = 1 if draws.floor < place.nearby_floor_share else 0
    reserve.at_benchmark = 0
    reserve.reuses_waste = 0
    if reserve.direction == GREEN:
        reserve.at_benchmark = 1 if draws.energy < place.benchmark_share else 0
        reserve.reuses_waste = 1 if draws.waste < place.waste_reuse_share else 0
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
