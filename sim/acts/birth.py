"""A firm is born: its size, means and manner, from keyed draws of its own.

Firms are drawn one by one and never rescaled: one more firm changes nobody else.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import between, exponential, whole_yuan
from sim.law.business import shock_spread
from sim.law.codes import (
    ACTIVE,
    FOREIGN,
    GIANT,
    GREENFIELD,
    INCUMBENT,
    POTENTIAL,
    PRIVATE,
    RENOVATION,
    STATE_OWNED,
)
from sim.law.dialect import law
from sim.law.draws import two_normals, two_uniforms
from sim.law.money import size_ease
from sim.law.news import news_needed, news_of_a_quarter
from sim.law.population import drawn_size, size_class
from sim.randomness import STREAMS

IDENTITY = STREAMS["population.identity"]
SIZE = STREAMS["population.size"]
MARGIN = STREAMS["population.margin"]
CAPITAL = STREAMS["population.capital"]
FINANCE = STREAMS["population.finance"]
SPACE = STREAMS["population.space"]
GAP = STREAMS["population.gap"]
MANNER = STREAMS["population.manner"]
ENTRY = STREAMS["population.entry"]


@law
def is_born(
    firm: Any, quarter: Any, stratum: Any, sectors: Any, reached: Any, place: Any, behaviour: Any,
) -> None:  # fmt: skip
    """Fill a row that so far has id, role and entry_quarter only; `quarter` is the first."""
    key0 = quarter.key0
    key1 = quarter.key1
    for wave in range(quarter.waves):
        unaided = news_of_a_quarter(0.0, 0.0, behaviour)
        firm.news[wave] = unaided * quarter.known_for[wave]
    size_draw, kind = two_uniforms(key0, key1, SIZE, firm.id, 0)
    size = drawn_size(size_draw, stratum)
    is_placed(firm, key0, key1, sectors, reached, place)
    has_manner(firm, key0, key1, behaviour)
    if firm.role == INCUMBENT:
        firm.status = ACTIVE
        firm.base_revenue = whole_yuan(size)
        firm.revenue = firm.base_revenue
        has_means(firm, key0, key1, place)
    else:
        awaits_its_quarter(firm, key0, key1, size, kind, place, behaviour)
    firm.ease = size_ease(firm.revenue)
    firm.shock_spread = shock_spread(firm.base_revenue, behaviour)
    firm.employees = whole_yuan(firm.revenue / place.revenue_per_worker)
    firm.size_class = size_class(firm.revenue, firm.employees)
    firm.above_scale = 1 if firm.revenue >= place.above_scale_line else 0


@law
def is_placed(firm: Any, key0: int, key1: int, sectors: Any, reached: Any, place: Any) -> None:
    """Sector, district, ownership and plant."""
    in_sector, in_district = two_uniforms(key0, key1, IDENTITY, firm.id, 0)
    owner, energy = two_uniforms(key0, key1, IDENTITY, firm.id, 1)
    plant, firm.site_rank = two_uniforms(key0, key1, SPACE, firm.id, 1)
    firm.sector = len(sectors) - 1
    for index in range(len(sectors) - 1, -1, -1):
        if in_sector < sectors[index].reached:
            firm.sector = index
    firm.district = len(reached) - 1
    for index in range(len(reached) - 1, -1, -1):
        if in_district < reached[index]:
            firm.district = index
    firm.ownership = PRIVATE
    if owner < place.state_owned_share:
        firm.ownership = STATE_OWNED
    elif owner < place.state_owned_share + place.foreign_owned_share:
        firm.ownership = FOREIGN
    sector = sectors[firm.sector]
    firm.traditional = sector.traditional
    firm.trades = sector.trades
    firm.key_industry = sector.key_industry
    firm.key_energy = 1 if energy < sector.key_energy_share else 0
    firm.owns_plant = 1 if plant < place.plant_owned_share else 0


@law
def has_manner(firm: Any, key0: int, key1: int, behaviour: Any) -> None:
    """How it decides: payback wanted (sticky, M2), attention, paperwork, filing habit."""
    patience, trouble = two_normals(key0, key1, MANNER, firm.id, 0)
    habit, hassle = two_normals(key0, key1, MANNER, firm.id, 1)
    attention, _unused = two_uniforms(key0, key1, MANNER, firm.id, 2)
    firm.payback = between(
        behaviour.payback * exponential(behaviour.payback_spread * patience), 0.25, 15.0
    )
    firm.application_cost_factor = exponential(behaviour.application_cost_spread * trouble)
    firm.tax_hassle_factor = exponential(behaviour.tax_hassle_spread * hassle)
    firm.filing_reluctance = habit
    firm.attention = attention
    firm.news_needed = news_needed(attention)


@law
def has_means(firm: Any, key0: int, key1: int, place: Any) -> None:
    """Margin, equipment and its age, cash, debt, floor, distance to the frontier."""
    margin, capital = two_normals(key0, key1, MARGIN, firm.id, 0)
    age, leverage = two_uniforms(key0, key1, CAPITAL, firm.id, 0)
    cash, slack = two_uniforms(key0, key1, FINANCE, firm.id, 0)
    firm.margin = between(
        place.operating_margin + place.operating_margin_spread * margin, -0.1, 0.4
    )
    firm.capital = whole_yuan(
        firm.revenue * place.capital_to_revenue
        * exponential(place.capital_spread * capital - 0.5 * place.capital_spread
                      * place.capital_spread)
    )  # fmt: skip
    firm.age = 2.0 * place.mean_equipment_age * age
    firm.cash = whole_yuan(2.0 * cash * place.cash_to_revenue * firm.revenue)
    firm.debt = whole_yuan(2.0 * leverage * place.debt_to_capital * firm.capital)
    firm.tax_pool = firm.capital // 2
    firm.tax_step = firm.tax_pool // whole_yuan(4.0 * place.depreciation_life)
    firm.floor_free = whole_yuan(
        2.0 * slack * place.floor_slack * place.floor_to_revenue * firm.revenue / 1_000_000.0
    )
    for direction in range(7):
        gap, _unused = two_uniforms(key0, key1, GAP, firm.id, direction)
        firm.gap[direction] = between(2.0 * place.mean_gap * gap, 0.0, 1.0)


@law
def awaits_its_quarter(
    firm: Any, key0: int, key1: int, size: float, kind: float, place: Any, behaviour: Any
) -> None:
    """A slot of the roster: a planned plant, the equity behind it, and no business yet."""
    margin, _unused = two_normals(key0, key1, MARGIN, firm.id, 0)
    equity, _later = two_uniforms(key0, key1, ENTRY, firm.id, 0)
    firm.status = POTENTIAL
    firm.planned_cost = whole_yuan(size)
    firm.margin = between(
        place.operating_margin + place.operating_margin_spread * margin, -0.1, 0.4
    )
    firm.cash = whole_yuan(size * 2.0 * place.equity_share * equity)
    firm.first_nature = GREENFIELD
    if firm.role == GIANT:
        # A giant leans on a leading firm: it borrows as one, and some giants are renovations.
        firm.revenue = whole_yuan(place.giant_backing)
        firm.operating_year = whole_yuan(place.giant_backing * place.operating_margin)
        firm.cash = firm.cash + whole_yuan(behaviour.cash_buffer * place.giant_backing)
        if kind < place.giant_renovation_share:
            firm.first_nature = RENOVATION
            firm.gap[0] = place.mean_gap
