"""Opportunities: when an indivisible project comes up, of what kind, how large, how good.

A project is (firm, ordinal): its clock, kind, relative size and quality are draws of its own, so
that the same project can be found again in another variant of the world.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import between, exponential, logarithm, power, whole_yuan
from sim.law.codes import CAPACITY, DIGITAL_TRADITIONAL, GREEN
from sim.law.dialect import law, law_in_place


@law
def arrival_hazard(mean_gap: float, age: float, pull: float, behaviour: Any) -> float:
    """Hazard of a project coming up in a quarter: rises with gap, age and demand (M1, M10).

    `pull` is what demand makes of it (`business.demand_pull`).
    """
    return (
        behaviour.arrival_rate
        / 4.0
        * (0.5 + mean_gap)
        * (1.0 + behaviour.arrival_age_effect * age / 10.0)
        * pull
    )


@law
def brought_forward(hazard: float, last_chance: bool, behaviour: Any) -> float:
    """Hazard still to come at which a project is looked at already (M7; TAX-05, GRA-08).

    In the last year of a rule that it has claimed under a firm looks at what would come up a few
    quarters later. What is brought forward is missing afterwards: the clock starts again so much
    lower.

    Args:
        hazard: of this quarter. last_chance: whether such a rule ends within a year.
    """
    if behaviour.with_timing == 0.0 or not last_chance:
        return 0.0
    return behaviour.foresight * hazard


@law_in_place
def direction_weight(direction: int, row: Any, firm: Any) -> float:
    """Weight of a direction of renovation among the projects that may come up for this firm."""
    weight = row.weight * firm.gap[direction]
    if direction == DIGITAL_TRADITIONAL and firm.traditional == 0:
        return 0.0
    if direction == GREEN and firm.key_energy == 0:
        return 0.5 * weight
    return weight


@law
def capacity_weight(row: Any, firm: Any, behaviour: Any) -> float:
    """Weight of new capacity among them: rises with the firm's demand."""
    demand = between(firm.demand, -1.5, 1.5)
    return row.weight * exponential(behaviour.expansion_demand_effect * demand)


@law
def drawn_direction(uniform: float, firm: Any, directions: Any, behaviour: Any) -> int:
    """Direction of the next project: renovation by its gaps, or capacity by its demand."""
    total = 0.0
    for direction in range(CAPACITY):
        total += direction_weight(direction, directions[direction], firm)
    total += capacity_weight(directions[CAPACITY], firm, behaviour)
    reached = 0.0
    for direction in range(CAPACITY):
        reached += direction_weight(direction, directions[direction], firm)
        if uniform * total < reached:
            return direction
    return CAPACITY


@law
def project_cost(capital: int, row: Any, normal: float, behaviour: Any) -> int:
    """Cost in whole yuan, net of deductible tax: a heavy-tailed multiple of the equipment.

    The spread narrows with size: a large firm's project bundles those of many lines and sites.
    Without lumpiness every quarter brings an equal small part.
    """
    if behaviour.with_lumpiness == 0.0:
        part = behaviour.size_median * row.size * behaviour.arrival_rate / 4.0
        cost = whole_yuan(part * capital)
        return cost if cost > 1 else 1
    spread = behaviour.size_spread * power(
        between(capital / 10_000_000.0, 1.0, 100_000.0), -behaviour.size_spread_slope
    )
    relative = behaviour.size_median * row.size * exponential(spread * normal)
    cost = whole_yuan(between(relative, 0.002, 4.0) * capital)
    return cost if cost > 1 else 1


@law
def yearly_gain(
    cost: int, row: Any, gap: float, normal: float, wage_index: float, behaviour: Any
) -> float:
    """Yuan a year that a renovation project would bring before tax.

    Args:
        cost: project cost, yuan.
        row: the direction (reads labour_saving, 0 to 1).
        gap: distance to the frontier in this direction, 0 to 1.
        normal: standard normal of the project.
        wage_index: wages against the first year of the run.
    """
    return (
        cost
        * behaviour.gain_median
        * (0.5 + gap)
        * (1.0 + row.labour_saving * (wage_index - 1.0))
        * exponential(behaviour.gain_spread * normal)
    )


@law
def expansion_gain(cost: int, demand: float, normal: float, behaviour: Any) -> float:
    """Yuan a year that new capacity would bring before tax: lower and longer than renovation."""
    return (
        cost
        * behaviour.expansion_gain
        * exponential(between(demand, -1.0, 1.0))
        * exponential(behaviour.gain_spread * normal)
    )


@law
def quarters_to_build(cost: int, behaviour: Any) -> int:
    """Quarters from start to production, rising with the logarithm of cost."""
    if behaviour.with_lumpiness == 0.0:
        return 1
    return 1 + int(behaviour.build_time * logarithm(1.0 + cost / 1_000_000.0))
