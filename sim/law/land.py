"""Floor that is lacking, building up on the present site, and what the law charges for land.

Charges are whole yuan; areas are square metres of floor.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import multiply_divide, share_of, whole_yuan
from sim.law.dialect import law


@law
def floor_short(firm: Any, floor_need: int) -> int:
    """Square metres that a project lacks."""
    return floor_need - firm.floor_free if floor_need > firm.floor_free else 0


@law
def cost_to_build_up(short: int, quarter: Any, place: Any) -> tuple[float, int, int]:
    """Yuan for `short` m2 more on the present site; of it, land price waived and charged.

    The waiver lowers the price only where building up is allowed at all (`may_build_up`).
    Construction and land price: the ordinary price where no rule says otherwise (000.III.5b is
    silent on it), else the waiver of the day. Floor due for handover is kept at the multiple, or
    built on top and handed over, whichever costs less (004.14b).
    """
    price = whole_yuan(place.land_price)
    build = short * place.floor_construction_cost
    covenant = quarter.land_waived_ppm > 0
    due = 0
    if covenant and quarter.land_multiple > 0:
        due = whole_yuan(short * place.handover_share)
    kept_charge, kept_waived = floor_charge(
        short, price, covenant, due, due, quarter.land_waived_ppm, quarter.land_multiple,
        quarter.all_new_area == 1,
    )  # fmt: skip
    charge, waived = floor_charge(
        short + due, price, covenant, due, 0, quarter.land_waived_ppm, quarter.land_multiple,
        quarter.all_new_area == 1,
    )  # fmt: skip
    handed_over = charge + due * place.floor_construction_cost
    if due == 0 or kept_charge <= handed_over:
        return build + kept_charge, kept_waived, kept_charge
    return build + handed_over, waived, charge


@law
def may_build_up(firm: Any, quarter: Any) -> bool:
    """Whether the site can take more floor: the firm owns its plant and the rule reaches it.

    The rule's intensity is the share of owned sites that it reaches; `site_rank` says which.
    """
    return firm.owns_plant == 1 and firm.site_rank < quarter.densify


@law
def floor_charge(
    area: int, price: int, covenant: bool, handover: int, kept: int, waived_ppm: int,
    multiple: int, all_new_area: bool,
) -> tuple[int, int]:  # fmt: skip
    """Land price for new floor area on general industrial land: (charge, waived), yuan.

    Without the covenant the ordinary price is due. With it, the area that is not due for
    handover is free of charge; what is handed over costs nothing; what was due for handover and
    is kept costs a multiple of the price. Source: 004 article 14.

    Args:
        area: new floor area, of which `handover` is due for handover, of which `kept` is kept.
        price: market price a square metre under the condition that it may not be sold on.
        covenant: own use agreed, neither transfer nor lease.
        waived_ppm: share of the price waived on the free area; 1,000,000 is all of it.
        multiple: of the price, on what is kept; the article says two.
        all_new_area: once anything is kept, the whole new area pays the multiple (reading RW13;
            by default only what is kept does).
    """
    if not covenant:
        return area * price, 0
    if all_new_area and kept > 0:
        return area * multiple * price, 0
    ordinary = (area - handover) * price
    waived = share_of(ordinary, waived_ppm)
    return kept * multiple * price + ordinary - waived, waived


@law
def plot_ratio_charge(
    difference: int, unchanged: bool, plan: bool, procedure: bool, waived_ppm: int
) -> int:
    """Land price difference still due for a higher plot ratio on industrial or storage land, yuan.

    It is waived if all three hold: the use stays what it was, the plan is met, the higher ratio
    went through the legal procedure. Otherwise all of it is due. Source: 002 IV.3 (002.IV.3d).

    Args:
        difference: what the higher ratio would cost.
        waived_ppm: share waived; 1,000,000 is all of it, as in the text.
    """
    if unchanged and plan and procedure:
        return difference - share_of(difference, waived_ppm)
    return difference


@law
def tenure_price(full_price: int, years: int, most_years: int) -> int:
    """Price of industrial land granted for fewer years than the most, yuan, floored.

    Coefficient of the term (年期修正系数): years granted over the most that may be granted, 50
    for industry; never above one. Source: 002 IV.3 (002.IV.3b), an option for cities.
    """
    if years >= most_years:
        return full_price
    return multiply_divide(full_price, years, most_years)
