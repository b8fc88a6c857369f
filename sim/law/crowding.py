"""What others do to a firm through markets: rivals, credit, premises, equipment (M8).

Off by default. Each channel reads last quarter's totals only. A squeeze is the logarithm of last
quarter's total against the mean of the four quarters before, at least 0.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import whole_yuan
from sim.law.dialect import law


@law
def lost_to_rivals(revenue: int, sector_revenue: int, sector_gains: int, behaviour: Any) -> int:
    """Yuan of yearly profit that renovated rivals of the sector take away (GRA-22).

    Args:
        revenue: of the firm, a year.
        sector_revenue: of all firms of its sector. sector_gains: their gains from renovation.
    """
    if behaviour.with_crowding == 0.0 or sector_revenue <= 0:
        return 0
    return whole_yuan(behaviour.rival_effect * (sector_gains / sector_revenue) * revenue)


@law
def dearer_credit(quarter: Any, behaviour: Any) -> float:
    """Addition to the bank rate a year when many borrow at once (CRE-11)."""
    if behaviour.with_crowding == 0.0:
        return 0.0
    return behaviour.credit_crowding * quarter.credit_squeeze


@law
def dearer_floor(quarter: Any, behaviour: Any) -> float:
    """Rent against the ordinary when many look for floor at once (LAN-01: space is scarce)."""
    if behaviour.with_crowding == 0.0:
        return 1.0
    return 1.0 + behaviour.floor_crowding * quarter.floor_squeeze


@law
def extra_price(equipment: int, quarter: Any, behaviour: Any) -> int:
    """Yuan that equipment costs beyond its price when many buy at once (TAX-21: pass-through)."""
    if behaviour.with_crowding == 0.0:
        return 0
    return whole_yuan(equipment * behaviour.price_pass_through * quarter.equipment_squeeze)
