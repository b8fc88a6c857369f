"""National tax rules: depreciation, immediate expensing."""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import PPM
from sim.law.dialect import law


@law
def straight_line(rate: float, life: int, salvage: float, first_profitable_year: int) -> float:
    """Present value of deducting one yuan by straight line, deductions at year ends.

    (1 - salvage) / life each year, the salvage at the end of the last. What falls before the
    first profitable year is carried to it. Sources: B.taxlife; conventions of 004 article 13.
    """
    step = (1.0 - salvage) / life
    years = life if life > first_profitable_year else first_profitable_year
    discount = 1.0 / (1.0 + rate)
    factor = 1.0
    carried = 0.0
    value = 0.0
    for year in range(1, years + 1):
        factor = factor * discount
        if year <= life:
            carried = carried + step
        if year == life:
            carried = carried + salvage
        if year >= first_profitable_year:
            value = value + carried * factor
            carried = 0.0
    return value


@law
def expensing_share(rule: Any, quarter: Any, place: Any) -> float:
    """Share of equipment cost in units at or below the limit (Cai Shui [2018] 54; 004.13).

    The limit is held against the price without deductible VAT, or with it (RW17).
    """
    if rule.unit_limit <= 0:
        return 0.0
    limit = float(rule.unit_limit)
    if rule.unit_with_vat == 1:
        limit = limit / (1.0 + quarter.vat_rate)
    return limit / (limit + place.unit_price_scale)


@law
def expensing_gain(cost: float, tax_rate: float, rate: float, place: Any) -> float:
    """What deducting `cost` at once is worth to a firm with profit now, present value, yuan."""
    life = int(place.depreciation_life)
    return deduction_gain(cost, tax_rate, rate, life, place.salvage_share, 1)


@law
def claims_expensing(firm: Any, gain: float, behaviour: Any) -> bool:
    """Whether the firm bothers (TAX-17): profit to set it against, and gain above the hassle."""
    hassle = behaviour.tax_hassle * firm.tax_hassle_factor
    if behaviour.with_paperwork == 0.0:
        hassle = 0.0
    return firm.losses == 0 and gain > hassle


@law
def unit_is_eligible(
    unit: int, limit: int, vat_ppm: int, incl_vat: bool, inclusive: bool = True
) -> bool:
    """Whether a unit of equipment is cheap enough to be deducted at once; the limit counts.

    The value of a unit is its price and the tax on it that cannot be recovered, so the price
    without VAT (reading RW17, default), or the price with it. Source: 004 article 13, Cai Shui
    [2018] 54 (5M yuan a unit). Exact: tax is not rounded before it is held against the limit.

    Args:
        unit: price of one unit without VAT, yuan.
        limit: yuan; 0 where the rule is not in force.
        inclusive: the limit itself qualifies (reading RW29, default).
    """
    if limit <= 0 or unit > limit:
        return False
    value = unit * (PPM + vat_ppm) if incl_vat else unit * PPM
    return value < limit * PPM or (inclusive and value == limit * PPM)


@law
def deduction_gain(
    cost: float, tax_rate: float, rate: float, life: int, salvage: float,
    first_profitable_year: int,
) -> float:  # fmt: skip
    """Present value of deducting `cost` in year 1 beyond straight line over `life`, yuan.

    Deductions fall at year ends; what falls before the first profitable year saves no tax then
    and is carried to it, without a limit on how long. Source: 004 article 13.

    Args:
        cost: of the eligible units, yuan.
        rate: discount rate a year; 0 counts all years alike.
        salvage: share of the cost left at the end of the life.
        first_profitable_year: 1 or later.
    """
    if life <= 1:
        return 0.0
    factor = 1.0
    for _year in range(first_profitable_year):
        factor = factor / (1.0 + rate)
    return tax_rate * cost * (factor - straight_line(rate, life, salvage, first_profitable_year))


@law
def first_year_saving(
    cost: float, tax_rate: float, life: int, salvage: float, first_profitable_year: int
) -> float:
    """Tax of year 1 that is saved by deducting `cost` at once rather than by straight line, yuan.

    It is cash brought forward, not a gain: later years pay more. Nothing is saved in a year
    without profit. Source: 004 article 13; arguments as in `deduction_gain`.
    """
    if first_profitable_year > 1 or life <= 1:
        return 0.0
    return tax_rate * (cost - cost * (1.0 - salvage) / life)
