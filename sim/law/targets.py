"""Targets of a plan held against what was reported; whole numbers of any size, nothing rounded.

Plain Python but for what an engine asks once a year. Rates are basis points (100 = 1 %).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.law.dialect import law

WHOLE_BP = 10_000


def growth_path(base: int, growth_bp: Sequence[int]) -> list[int]:
    """Values that a base reaches if it grows by the given rates, year after year.

    Nothing is rounded between the years; each year shown is rounded half up by itself, so that
    three years at 12 % are exactly 1.12 x 1.12 x 1.12. Sources: 002 I (12 % a year), 003 I.2
    (8 and 7 %, 22 and 20 %), 000 I.2 (30 % a year).
    """
    path = []
    value, scale = base, 1
    for growth in growth_bp:
        value = value * (WHOLE_BP + growth)
        scale = scale * WHOLE_BP
        path.append((2 * value + scale) // (2 * scale))
    return path


def share_bp(part: int, whole: int) -> int:
    """`part` as a share of `whole` in basis points, floored; 0 where there is no whole.

    Floored, because a share that falls short of a floor by any fraction misses it.
    Source: 000 I.2 (renovation at least 40 % of industrial investment).
    """
    return part * WHOLE_BP // whole if whole > 0 else 0


def growth_target_met(
    reported: Mapping[int, int], base_year: int, target_year: int, growth_bp: int
) -> bool:
    """Whether growth averaged at least `growth_bp` a year from the base year to the target year.

    Average means compound: the value of the target year against that of the base year, whatever
    the years between were. 000 I.2 asks for 30 % a year to 2020 and names no base year (reading
    RW15: 2016 or 2017). Exact in whole numbers.

    Args:
        reported: value by year; holds both years.

    Raises:
        ValueError: the target year is not after the base year.
    """
    if target_year <= base_year:
        raise ValueError(f"the target year {target_year} is not after the base year {base_year}")
    reached, needed = reported[target_year], reported[base_year]
    for _ in range(base_year, target_year):
        reached = reached * WHOLE_BP
        needed = needed * (WHOLE_BP + growth_bp)
    return reached >= needed


def workshops_met(workshops: int, factories: int, target: int, joint: bool) -> bool:
    """Whether enough digital workshops and smart factories are built.

    000 I.2 gives one number, 100, for the two. Reading RW25: it counts them together (default,
    `joint`), or asks for as many of each.
    """
    if joint:
        return workshops + factories >= target
    return workshops >= target and factories >= target


@law
def missed_part(reported: int, task: int) -> float:
    """Part of a task that was not reported, 0 to 1; 0 where it was met or there was none.

    Under reading RW16 effort_pressure an authority that missed part of its task does more.
    """
    if task <= 0 or reported >= task:
        return 0.0
    return (task - reported) / task
