"""A quarter of business: revenue, profit, interest, tax, cash; equipment ages, gaps widen."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.law.arithmetic import between, exponential, power, share_of, whole_yuan
from sim.law.dialect import law, law_in_place


class Demand(NamedTuple):
    """A firm's demand in a quarter.

    Attributes:
        state: its logarithm against the firm's trend. swing: demand itself, 1 on trend.
        pull: factor on the hazard that a project comes up.
    """

    state: float
    swing: float
    pull: float


@law
def shock_spread(base_revenue: int, behaviour: Any) -> float:
    """Standard deviation of a firm's shocks to log demand: falls with size, as growth rates do."""
    if behaviour.with_demand == 0.0:
        return 0.0
    size = between(base_revenue / 20_000_000.0, 0.05, 10_000.0)
    return behaviour.demand_shock * power(size, -behaviour.shock_size_slope)


@law_in_place
def demand_state(firm: Any, shock: float, behaviour: Any) -> float:
    """Log demand of the firm against its trend: persistent, with a shock each quarter."""
    return behaviour.demand_persistence * firm.demand + firm.shock_spread * shock


@law_in_place
def demand_pull(state: float, behaviour: Any) -> float:
    """Factor on the hazard of a project: more come up when demand is high (M10)."""
    return exponential(behaviour.arrival_demand_effect * between(state, -1.5, 1.5))


@law
def yearly_revenue(firm: Any, swing: float, city_demand: float) -> int:
    """Revenue at a yearly rate, whole yuan; demand swings about the firm's share of the city's."""
    return whole_yuan(firm.base_revenue * city_demand * swing)


@law
def operating_profit(firm: Any, behaviour: Any) -> int:
    """Profit of a quarter before depreciation, interest and tax, whole yuan.

    The margin swings with demand, since part of cost is fixed: some firms make losses in a slump.
    """
    margin = firm.margin + behaviour.margin_cyclicality * between(firm.demand, -1.5, 1.5)
    return whole_yuan(firm.revenue / 4.0 * margin)


@law
def profit_tax(
    operating: int, interest: int, deduction: int, losses: int, grants: int, rate_ppm: int
) -> tuple[int, int]:
    """Profit tax of a quarter and losses carried forward, whole yuan.

    Grants are taxable when received (reading RW12, default).

    Args:
        operating: profit before depreciation, interest and tax (may be negative).
        interest: interest paid.
        deduction: depreciation, immediate expensing and other deductions of the quarter.
        losses: losses carried in (>= 0).
        grants: support received in the quarter.
        rate_ppm: tax rate in millionths.
    """
    taxable = operating + grants - interest - deduction - losses
    if taxable <= 0:
        return 0, -taxable
    return share_of(taxable, rate_ppm), 0


@law
def payout(cash: int, buffer: int, behaviour: Any) -> int:
    """What leaves the firm of cash above its buffer in a quarter (dividends, other uses)."""
    if cash <= buffer:
        return 0
    return whole_yuan((cash - buffer) * behaviour.payout_share)


@law
def widened_gap(gap: float, behaviour: Any) -> float:
    """Distance to the frontier (0 to 1) after a quarter in which the frontier moved on."""
    return gap + (1.0 - gap) * behaviour.gap_drift / 4.0


@law
def is_insolvent(debt: int, capital: int, operating: int, interest: int, behaviour: Any) -> bool:
    """A firm gives up when debt exceeds a multiple of its equipment and interest its profit."""
    if behaviour.with_turnover == 0.0:
        return False
    return debt > behaviour.exit_debt_multiple * capital and interest > operating
