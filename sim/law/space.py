"""A firm short of floor: rent, build up, buy, move the plant, or let the project go.

The cheapest way is taken; if even that makes the project not worth it, it is not done. Rules for
land change the prices of two ways: building up on the present site (000.III.5b, 003.III.2, 004.14)
and a plot of one's own (002.IV.3).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.law.arithmetic import whole_yuan
from sim.law.codes import BUILD_UP, BUY, ENOUGH_FLOOR, MOVE, RENT_AWAY, RENT_NEAR
from sim.law.crowding import dearer_floor
from sim.law.dialect import law
from sim.law.land import cost_to_build_up, may_build_up, tenure_price


class FloorWay(NamedTuple):
    """How a firm comes by floor that it lacks.

    Attributes:
        way: code. short: m2 lacking. at_once: yuan paid now. rent: yuan a year.
        lost: yuan of gain a year lost by a second site.
        waived: land price waived, yuan. charged: land price charged, part of `at_once`.
    """

    way: int
    short: int
    at_once: int
    rent: float
    lost: float
    waived: int
    charged: int


FLOOR_AT_HAND = FloorWay(ENOUGH_FLOOR, 0, 0, 0.0, 0.0, 0, 0)


@law
def yearly_rent(short: int, quarter: Any, place: Any, behaviour: Any) -> float:
    """Rent of `short` m2, yuan a year."""
    return short * place.factory_rent * 12.0 * dearer_floor(quarter, behaviour)


@law
def price_of_plot(short: int, quarter: Any, place: Any) -> tuple[int, int]:
    """Yuan for a plot with `short` m2 of new plant: (all of it, of which land price).

    Land is granted for the longest term, or for fewer years at the coefficient of the term
    (002.IV.3b), where a rule in force offers it.
    """
    land = whole_yuan(short * place.plot_price)
    if quarter.tenure_years > 0:
        land = tenure_price(land, quarter.tenure_years, whole_yuan(place.longest_tenure))
    return land + whole_yuan(short * place.floor_construction_cost), land


@law
def cost_to_move(firm: Any, place: Any) -> int:
    """Yuan for taking the whole plant to larger premises: transport, fitting, standstill."""
    return whole_yuan(firm.capital * place.moving_cost)


@law
def floor_needed(project: Any, cost: int) -> int:
    """Square metres that a project needs if stretched or trimmed to `cost`."""
    return whole_yuan(project.floor_need * (cost / project.cost))


@law
def way_to_floor(
    firm: Any, project: Any, cost: int, short: int, terms: Any, purse: int, quarter: Any,
    place: Any, behaviour: Any,
) -> FloorWay:  # fmt: skip
    """The cheapest way that can be paid to the floor that an option of size `cost` lacks.

    Floor next door is not always to be had (`project.nearby`); floor elsewhere in the city, rented
    or owned, splits the plant and costs a share of the project's gain; a plot is granted from a
    certain size on; a move brings all under one roof again. Rent and lost gain are weighed after
    profit tax, against money paid at once, as they are when the whole option is appraised.

    Args:
        cost: size of the option, yuan. short: m2 that it lacks, above 0.
        terms: the firm's (`terms.terms_of`). purse: yuan that can be paid at once.
    """
    kept = 1.0 - terms.tax
    rent = yearly_rent(short, quarter, place, behaviour)
    split = place.split_site_loss * project.gain * (cost / project.cost)
    to_rent = kept * rent * terms.rent_years
    to_split = kept * split * (terms.gain_years / terms.weight)

    way, at_once, rented, lost, waived, charged = RENT_AWAY, 0, rent, split, 0, 0
    cheapest = to_rent + to_split
    if project.nearby == 1:
        way, lost, cheapest = RENT_NEAR, 0.0, to_rent
    if may_build_up(firm, quarter):
        build, free, price = cost_to_build_up(short, quarter, place)
        if build < cheapest and build <= purse:
            way, at_once, rented, lost, cheapest = BUILD_UP, whole_yuan(build), 0.0, 0.0, build
            waived, charged = free, price
    if short >= place.smallest_plot:
        plot, land = price_of_plot(short, quarter, place)
        if plot + to_split < cheapest and plot <= purse:
            way, at_once, rented, lost, cheapest = BUY, plot, 0.0, split, plot + to_split
            waived, charged = 0, land
    move = cost_to_move(firm, place)
    if firm.capital > 0 and move + to_rent < cheapest and move <= purse:
        way, at_once, rented, lost, waived, charged = MOVE, move, rent, 0.0, 0, 0
    return FloorWay(way, short, at_once, rented, lost, waived, charged)


@law
def leaves_the_city(uniform: float, place: Any) -> bool:
    """Whether a plant that moves goes beyond the city, investment and all."""
    return uniform < place.leaving_share
