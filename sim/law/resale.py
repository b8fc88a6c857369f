"""Equipment that lies idle, and what it fetches: investment is partly irreversible (M1)."""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import exponential, whole_yuan
from sim.law.dialect import law


@law
def idle_share(demand: float, scaled_to: float) -> float:
    """Share of the equipment that stands idle at this log demand, 0 to 1.

    `scaled_to` is the log demand for which the equipment at hand is the right amount.
    """
    return 1.0 - exponential(demand - scaled_to) if demand < scaled_to else 0.0


@law
def part_to_sell(demand: float, scaled_to: float, behaviour: Any) -> float:
    """Share of the equipment sold now: nothing while little is idle, then all that is (LUM-05).

    Second-hand equipment fetches a part of its price, and demand may come back, so a firm waits
    until `idle_tolerance` is passed: many small slumps without a sale, few large sales.
    """
    if behaviour.with_lumpiness == 0.0:
        return 0.0
    if scaled_to - demand <= behaviour.idle_tolerance:
        return 0.0  # 1 - exp(-x) is never above x: too little stands idle
    idle = idle_share(demand, scaled_to)
    return idle if idle > behaviour.idle_tolerance else 0.0


@law
def scale_after(demand: float, scaled_to: float, sold: float) -> float:
    """Log demand that the equipment is the right amount for, after a sale or a recovery.

    A sale fits it to the slump; when demand recovers the firm makes do with what it has, up to its
    ordinary scale.
    """
    if sold > 0.0:
        return demand
    if demand > scaled_to:
        return demand if demand < 0.0 else 0.0
    return scaled_to


@law
def proceeds(equipment: int, behaviour: Any) -> int:
    """Yuan that second-hand equipment fetches (LUM-03: a resale market, at a discount)."""
    return whole_yuan(equipment * behaviour.resale_share)


@law
def fixed_cost(firm: Any, behaviour: Any) -> int:
    """Yuan lost by standstill and training whenever a project starts, whatever its size (M1)."""
    if behaviour.with_lumpiness == 0.0:
        return 0
    return whole_yuan(firm.capital * behaviour.fixed_cost)
