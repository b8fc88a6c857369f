"""Floor space as a firm's choice: build up where it may, or rent; the cheaper of the two."""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import annuity
from sim.law.dialect import law


@law
def floor_short(firm: Any, floor_need: int) -> int:
    """Square metres that a project lacks."""
    return floor_need - firm.floor_free if floor_need > firm.floor_free else 0


@law
def cost_to_build_up(short: int, place: Any) -> float:
    """Yuan for `short` m2 more on the present site: construction and land price difference.

    000.III.5b allows it and is silent on the price, so the ordinary price is charged.
    """
    return short * (place.floor_construction_cost + place.land_price)


@law
def cost_to_rent(short: int, rate: float, life: float, quarter: Any, place: Any) -> float:
    """Present value of rent for `short` m2 over the project's life, yuan."""
    return short * place.factory_rent * 12.0 * annuity(rate, life)


@law
def may_build_up(firm: Any, quarter: Any) -> bool:
    """Whether the site can take more floor: the firm owns its plant and the rule reaches it.

    The rule's intensity is the share of owned sites that it reaches; `site_rank` says which.
    """
    return firm.owns_plant == 1 and firm.site_rank < quarter.densify
