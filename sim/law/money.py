"""What money costs, and how much of it there is: own cash, bank credit, lease."""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import PPM, between, logarithm, multiply_divide, whole_yuan
from sim.law.codes import FOREIGN, NO_LIMIT, RENOVATION, STATE_OWNED
from sim.law.crowding import dearer_credit
from sim.law.dialect import law
from sim.law.interest import preferential_rate


@law
def size_ease(revenue: int) -> float:
    """How easily a firm borrows: 0 at 20M yuan of revenue, 1 at 20 bn; the logarithm in between."""
    if revenue <= 20_000_000:
        return 0.0
    return between(logarithm(revenue / 20_000_000.0) / 6.907755278982137, 0.0, 1.0)


@law
def borrowing_rate(firm: Any, quarter: Any, behaviour: Any) -> float:
    """Bank rate of the firm a year: the reference rate plus a spread that falls with size."""
    spread = behaviour.bank_spread_small * (1.0 - firm.ease)
    if firm.ownership == STATE_OWNED and behaviour.with_turnover > 0.0:
        spread = spread * (1.0 - behaviour.state_credit_advantage)
    return quarter.loan_rate + spread + dearer_credit(quarter, behaviour)


@law
def own_means(firm: Any, behaviour: Any) -> float:
    """How far a firm depends on its own means, 0 to 1: a parent abroad lends a hand (M11)."""
    if firm.ownership == FOREIGN and behaviour.with_turnover > 0.0:
        return 1.0 - behaviour.parent_finance
    return 1.0


@law
def project_rate(firm: Any, nature: int, own: float, quarter: Any) -> float:
    """Rate of a loan for renovation: a product below the reference rate where one is offered.

    It reaches the attentive first (004.12a). Other loans are at the firm's `own` rate.
    """
    if nature != RENOVATION or firm.attention >= quarter.loan_reach:
        return own
    reference = whole_yuan(quarter.loan_rate * PPM + 0.5)
    offered = preferential_rate(reference, quarter.loan_discount_ppm)
    rate = offered / 1_000_000.0
    return rate if rate < own else own


@law
def product_share(firm: Any, quarter: Any, behaviour: Any) -> float:
    """Part of a renovation loan whose interest counts for support (004.12c).

    All of it where no loan product of its own exists, or where it reaches the firm; otherwise the
    part that is leased.
    """
    if quarter.loan_reach <= 0.0 or firm.attention < quarter.loan_reach:
        return 1.0
    return between(behaviour.lease_share, 0.0, 1.0)


@law
def cash_rate(firm: Any, quarter: Any, behaviour: Any) -> float:
    """Rate at which the firm values money to come, a year."""
    return value_rate(firm, borrowing_rate(firm, quarter, behaviour), behaviour)


@law
def value_rate(firm: Any, rate: float, behaviour: Any) -> float:
    """Rate at which a firm that borrows at `rate` values money to come: plus the shadow step.

    The step between bank and shadow credit weighs on small firms and fades with size (CRE-10).
    """
    if behaviour.with_finance == 0.0:
        return rate
    step = behaviour.shadow_premium * (1.0 - firm.ease)
    return rate + step * own_means(firm, behaviour)


@law
def cash_buffer(firm: Any, behaviour: Any) -> int:
    """Cash that the firm keeps and does not invest, whole yuan."""
    return whole_yuan(firm.revenue * behaviour.cash_buffer)


@law
def credit_limit(firm: Any, new_equipment: int, quarter: Any, behaviour: Any) -> int:
    """Debt that banks and lessors would carry, whole yuan (M3).

    Old and new equipment counts as collateral at a discount, cash flow at a multiple; a lessor
    finances a share of the new equipment itself. `credit_supply` scales all of it: zero means no
    outside money. A pool that bears part of bad loans widens it for small firms (004.12d).
    """
    cash_flow = firm.operating_year if firm.operating_year > 0 else 0
    pool = quarter.pool_share_ppm / 1_000_000.0 * ((quarter.pool_sizes >> firm.size_class) & 1)
    limit = (
        behaviour.collateral_rate * (firm.capital + new_equipment)
        + behaviour.cash_flow_multiple * cash_flow
        + behaviour.lease_share * new_equipment
    )
    return whole_yuan(behaviour.credit_supply * (1.0 + behaviour.risk_pool_effect * pool) * limit)


@law
def is_reluctant(uniform: float, firm: Any, behaviour: Any) -> bool:
    """Whether the firm will not ask a bank for this project at all (CRE-10: four in ten)."""
    asks_none = behaviour.credit_reluctance * (1.0 - firm.ease)
    return uniform < asks_none * own_means(firm, behaviour)


@law
def loan_needed(firm: Any, need: int, behaviour: Any) -> int:
    """Part of `need` (yuan) that own cash above the buffer does not cover."""
    own = firm.cash - cash_buffer(firm, behaviour)
    if own < 0:
        own = 0
    return need - own if need > own else 0


@law
def can_borrow(
    firm: Any, loan: int, new_equipment: int, reluctant: int, quarter: Any, behaviour: Any
) -> bool:
    """Whether `loan` can be had: nothing needed, or asked for and within the limit (M3)."""
    if loan <= 0 or behaviour.with_finance == 0.0:
        return True
    return reluctant == 0 and firm.debt + loan <= credit_limit(
        firm, new_equipment, quarter, behaviour
    )


@law
def purse_beside(
    firm: Any, need: int, new_equipment: int, reluctant: int, quarter: Any, behaviour: Any
) -> int:
    """Yuan that could still be raised beside `need`: own cash above the buffer, and room to borrow.

    Below 0 where `need` itself cannot be raised.
    """
    if behaviour.with_finance == 0.0:
        return NO_LIMIT
    own = firm.cash - cash_buffer(firm, behaviour)
    raised = own if own > 0 else 0
    room = credit_limit(firm, new_equipment, quarter, behaviour) - firm.debt
    if reluctant == 0 and room > 0:
        raised = raised + room
    return raised - need


@law
def interest_of_a_quarter(debt: int, rate: float) -> int:
    """Interest on `debt` for a quarter at a yearly `rate`, whole yuan."""
    return whole_yuan(debt * rate / 4.0)


@law
def equity_limit(existing: int, asked: int, share_ppm: int, smallest: int) -> int:
    """What a public fund may put into a firm as equity, yuan.

    The largest whole x with x <= share x (existing + x), at most what is asked, and nothing if
    that is below the fund's smallest stake. Multiplied out, x = floor(existing x share /
    (1 - share)), which is exact. Source: B.gd.equity (30 % of the shares, from 10M; 002.IV.1a).

    Args:
        existing: equity of the firm before.
        share_ppm: largest share of the firm after, millionths.
    """
    limit = asked
    if share_ppm < PPM:
        held = multiply_divide(existing, share_ppm, PPM - share_ppm) if existing > 0 else 0
        if held < limit:
            limit = held
    return limit if limit >= smallest else 0
