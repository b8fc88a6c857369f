"""National tax rules: depreciation, immediate expensing."""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import annuity
from sim.law.dialect import law


@law
def depreciation_value(cost: float, tax_rate: float, rate: float, life: float) -> float:
    """Present value of the tax saved by straight-line depreciation (B.taxlife), yuan."""
    return tax_rate * cost * annuity(rate, life) / life


@law
def expensing_share(unit_limit: int, place: Any) -> float:
    """Share of equipment cost in units at or below the limit (Cai Shui [2018] 54; 004.13)."""
    if unit_limit <= 0:
        return 0.0
    return unit_limit / (unit_limit + place.unit_price_scale)


@law
def expensing_gain(cost: float, tax_rate: float, rate: float, life: float) -> float:
    """What deducting `cost` at once is worth beyond straight line, present value, yuan."""
    return tax_rate * cost - depreciation_value(cost, tax_rate, rate, life)


@law
def claims_expensing(firm: Any, gain: float, behaviour: Any) -> bool:
    """Whether the firm bothers (TAX-17): profit to set it against, and gain above the hassle."""
    return firm.losses == 0 and gain > behaviour.tax_hassle * firm.tax_hassle_factor
