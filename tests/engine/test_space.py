"""A firm short of floor takes the cheapest way to it; each way reckoned by hand, then by itself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law import decision, land, money, space
from sim.law.arithmetic import annuity, whole_yuan
from sim.law.codes import BUILD_UP, BUY, ENOUGH_FLOOR, MOVE, RENT_AWAY, RENT_NEAR
from sim.law.terms import Terms
from sim.rows import FIRM, PROJECT, QUARTER, blank

MILLION = 1_000_000
RICH = 10**12
BEHAVIOUR = SimpleNamespace(with_crowding=0.0, floor_crowding=0.5)
# A square metre: 120 yuan of rent a year, 500 to build, 300 for land on the site, 600 for a plot.
PLACE = {
    "factory_rent": 10.0, "floor_construction_cost": 500.0, "land_price": 300.0,
    "handover_share": 0.2, "plot_price": 600.0, "smallest_plot": 101.0, "split_site_loss": 0.25,
    "moving_cost": 0.25, "longest_tenure": 50.0, "leaving_share": 0.3, "profit_tax_rate": 0.0,
}  # fmt: skip
# Terms that are the quarter's, the project's and the firm's; all others are the place's.
QUARTERS = {"densify", "tenure_years", "land_waived_ppm", "land_multiple", "all_new_area"}
PROJECTS = {"nearby", "floor_need", "gain"}
OWNERS = {"capital", "owns_plant", "floor_free", "site_rank"}


def terms_at(rate: float, years: float, gain_years: float, tax: float) -> Terms:
    """What the ways are weighed by: a yuan a year of gain against one of cost, `gain_years`."""
    weighed = {"rent_years": annuity(rate, years), "gain_years": 2.0 * gain_years, "weight": 2.0}
    return Terms(**{**dict.fromkeys(Terms._fields, 0.0), "rate": rate, "tax": tax, **weighed})


def found_way(
    owner: Any, project: Any, cost: int, terms: Terms, purse: int, quarter: Any, place: Any
) -> tuple[Any, ...]:
    """The way to what a firm lacks, if it lacks anything."""
    short = land.floor_short(owner, space.floor_needed(project, cost))
    if short == 0:
        return tuple(space.FLOOR_AT_HAND)
    return tuple(
        space.way_to_floor(owner, project, cost, short, terms, purse, quarter, place, BEHAVIOUR)
    )


def way(cost: int = MILLION, purse: int = RICH, **terms: Any) -> Any:
    """Way of a firm 100 m2 short, to whom a yuan a year is worth 4, for 10 years at no rate.

    Renting comes to 120,000 yuan; another site loses 10,000 a year, worth 40,000.
    """

    def chosen(names: set[str]) -> dict[str, Any]:
        return {name: value for name, value in terms.items() if name in names}

    place = {k: v for k, v in terms.items() if k not in QUARTERS | PROJECTS | OWNERS}
    owner = {**blank(FIRM), "floor_free": 50, **chosen(OWNERS)}
    project = {**blank(PROJECT), "cost": MILLION, "gain": 40_000.0, "floor_need": 150,
               **chosen(PROJECTS)}  # fmt: skip
    quarter = {**blank(QUARTER), **chosen(QUARTERS)}
    there = SimpleNamespace(**{**PLACE, **place})
    return found_way(
        SimpleNamespace(**owner), SimpleNamespace(**project), cost,
        terms_at(0.0, 10.0, 4.0, there.profit_tax_rate), purse, SimpleNamespace(**quarter), there,
    )  # fmt: skip


SITE: dict[str, Any] = {"owns_plant": 1, "densify": 1.0}
NEAR = (RENT_NEAR, 100, 0, 12_000.0, 0.0, 0, 0)
AWAY = (RENT_AWAY, 100, 0, 12_000.0, 10_000.0, 0, 0)
UP = (BUILD_UP, 100, 80_000, 0.0, 0.0, 0, 30_000)
PLOT = (BUY, 100, 110_000, 0.0, 10_000.0, 0, 60_000)


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        ({"floor_free": 150}, (ENOUGH_FLOOR, 0, 0, 0.0, 0.0, 0, 0)),
        ({"floor_free": 149, "nearby": 1}, (RENT_NEAR, 1, 0, 120.0, 0.0, 0, 0)),
        ({"nearby": 1}, NEAR),
        ({}, AWAY),
        (SITE, UP),
        ({**SITE, "nearby": 1}, UP),
        ({**SITE, "owns_plant": 0}, AWAY),
        ({**SITE, "densify": 0.5, "site_rank": 0.5}, AWAY),
        ({**SITE, "densify": 0.5, "site_rank": 0.49}, UP),
        ({"smallest_plot": 100.0}, PLOT),
        ({"smallest_plot": 100.1}, AWAY),
        ({**SITE, "smallest_plot": 100.0}, UP),
        ({"nearby": 1, "smallest_plot": 100.0}, NEAR),
        ({"capital": 80_000}, (MOVE, 100, 20_000, 12_000.0, 0.0, 0, 0)),
        ({"capital": 0}, AWAY),
        ({"capital": 80_000, "nearby": 1}, NEAR),
        ({"capital": 4, **SITE}, UP),
    ],
)
def test_the_cheapest_way(terms: dict[str, Any], found: tuple[Any, ...]) -> None:
    assert way(**terms) == found


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        # Building up at 1,200 a m2 costs what renting next door does; at 1,199 less.
        ({**SITE, "nearby": 1, "land_price": 700.0}, NEAR),
        ({**SITE, "nearby": 1, "land_price": 699.0}, (BUILD_UP, 100, 119_900, 0.0, 0.0, 0, 69_900)),
        # A plot at 1,200 a m2 costs what renting away does, as both split the plant.
        ({"smallest_plot": 100.0, "plot_price": 700.0}, AWAY),
        ({"smallest_plot": 100.0, "plot_price": 699.0},
         (BUY, 100, 119_900, 0.0, 10_000.0, 0, 69_900)),
        # Moving costs the 40,000 that a second site loses; then 39,999.
        ({"capital": 160_000}, AWAY),
        ({"capital": 159_999}, (MOVE, 100, 39_999, 12_000.0, 0.0, 0, 0)),
        # 110,000 and 40,000 for a plot, 30,000 and 120,000 for a move.
        ({"smallest_plot": 100.0, "capital": 120_000}, PLOT),
        ({"smallest_plot": 100.0, "capital": 119_996}, (MOVE, 100, 29_999, 12_000.0, 0.0, 0, 0)),
        # Rent lowers taxed profit, money paid at once does not: at a tax of a quarter renting
        # next door comes to 90,000, and building up must come to less.
        ({**SITE, "nearby": 1, "profit_tax_rate": 0.25, "land_price": 400.0}, NEAR),
        ({**SITE, "nearby": 1, "profit_tax_rate": 0.25, "land_price": 399.0},
         (BUILD_UP, 100, 89_900, 0.0, 0.0, 0, 39_900)),
        # So does gain that is lost: 30,000 against a move for 29,999.
        ({"capital": 120_000, "profit_tax_rate": 0.25}, AWAY),
        ({"capital": 119_996, "profit_tax_rate": 0.25}, (MOVE, 100, 29_999, 12_000.0, 0.0, 0, 0)),
    ],
)  # fmt: skip
def test_of_two_ways_that_cost_the_same_the_first_is_taken(
    terms: dict[str, Any], found: tuple[Any, ...]
) -> None:
    assert way(**terms) == found


@pytest.mark.parametrize(
    ("purse", "terms", "found"),
    [(80_000, SITE, UP), (79_999, SITE, AWAY), (-5, {**SITE, "nearby": 1}, NEAR),
     (110_000, {"smallest_plot": 1.0}, PLOT), (109_999, {"smallest_plot": 1.0}, AWAY),
     (20_000, {"capital": 80_000}, (MOVE, 100, 20_000, 12_000.0, 0.0, 0, 0)),
     (19_999, {"capital": 80_000}, AWAY), (-1, {"capital": 80_000}, AWAY),
     (79_999, {**SITE, "capital": 80_000}, (MOVE, 100, 20_000, 12_000.0, 0.0, 0, 0))],
)  # fmt: skip
def test_floor_is_got_as_can_be_paid(
    purse: int, terms: dict[str, Any], found: tuple[Any, ...]
) -> None:
    assert way(purse=purse, **terms) == found


def test_a_larger_project_lacks_more_floor_and_loses_more_by_a_second_site() -> None:
    assert way(cost=2 * MILLION, smallest_plot=1e9) == (RENT_AWAY, 250, 0, 30_000.0, 20_000.0, 0, 0)
    assert way(cost=MILLION // 2) == (RENT_AWAY, 25, 0, 3_000.0, 5_000.0, 0, 0)
    assert way(cost=MILLION // 3)[:2] == (ENOUGH_FLOOR, 0)


FINANCED = SimpleNamespace(
    with_crowding=0.0, with_lumpiness=0.0, with_finance=1.0, cash_buffer=0.0, credit_supply=0.0,
    collateral_rate=0.0, cash_flow_multiple=0.0, lease_share=0.0, risk_pool_effect=0.0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("cost", "cash", "found"),
    # With VAT of a tenth on half of it, a size of 2M takes 2.1M before its floor.
    [(2 * MILLION, 2_300_000, (BUILD_UP, 250, 200_000, 0.0, 0.0, 0, 75_000)),
     (2 * MILLION, 2_299_999, (RENT_AWAY, 250, 0, 30_000.0, 20_000.0, 0, 0)),
     (MILLION // 3, 0, tuple(space.FLOOR_AT_HAND))],
)  # fmt: skip
def test_a_size_is_given_the_floor_that_it_needs_and_what_it_leaves_in_the_purse(
    cost: int, cash: int, found: tuple[Any, ...]
) -> None:
    owner = {**blank(FIRM), "floor_free": 50, "owns_plant": 1, "cash": cash}
    project = {**blank(PROJECT), "cost": MILLION, "gain": 40_000.0, "floor_need": 150}
    quarter = {**blank(QUARTER), "densify": 1.0, "vat_rate": 0.1}
    row = SimpleNamespace(software_share=0.25, building_share=0.25)
    given = decision.floor_for(
        SimpleNamespace(**owner), SimpleNamespace(**project), cost, terms_at(0.0, 10.0, 4.0, 0.0),
        row, SimpleNamespace(**quarter), SimpleNamespace(**PLACE), FINANCED,
    )  # fmt: skip
    assert tuple(given) == found


def test_money_to_come_weighs_less() -> None:
    """At a rate of a tenth ten years of rent are worth 6.32; building up is then too dear."""
    owner = SimpleNamespace(**{**blank(FIRM), "owns_plant": 1})
    project = SimpleNamespace(**{**blank(PROJECT), "cost": 1, "floor_need": 100, "nearby": 1})
    quarter = SimpleNamespace(**{**blank(QUARTER), "densify": 1.0})
    for rate, chosen in ((0.0, BUILD_UP), (0.1, RENT_NEAR)):
        terms = terms_at(rate, 10.0, 4.0, 0.0)
        found = found_way(owner, project, 1, terms, RICH, quarter, SimpleNamespace(**PLACE))
        assert found[0] == chosen


# Land -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "plot", "of_land"),
    [(0, 110_000, 60_000), (50, 110_000, 60_000), (60, 110_000, 60_000), (20, 74_000, 24_000),
     (1, 51_200, 1_200)],
)  # fmt: skip
def test_a_plot_for_fewer_years_costs_the_coefficient_of_the_term(
    years: int, plot: int, of_land: int
) -> None:
    quarter = SimpleNamespace(**{**blank(QUARTER), "tenure_years": years})
    assert space.price_of_plot(100, quarter, SimpleNamespace(**PLACE)) == (plot, of_land)
    found = way(smallest_plot=100.0, tenure_years=years)
    assert found == (BUY, 100, plot, 0.0, 10_000.0, 0, of_land)


@pytest.mark.parametrize(
    ("terms", "at_once", "waived", "charged"),
    [
        ({}, 80_000, 0, 30_000),
        ({"land_waived_ppm": MILLION}, 50_000, 30_000, 0),
        ({"land_waived_ppm": 500_000}, 65_000, 15_000, 15_000),
        # 20 m2 are due: kept at twice the price 12,000, built on top and handed over 10,000.
        ({"land_waived_ppm": MILLION, "land_multiple": 2}, 60_000, 30_000, 0),
        # At 600 to build both cost 12,000, and they are kept.
        ({"land_waived_ppm": MILLION, "land_multiple": 2, "floor_construction_cost": 600.0},
         72_000, 24_000, 12_000),
        ({"land_waived_ppm": MILLION, "land_multiple": 1}, 56_000, 24_000, 6_000),
        # If all new floor pays once anything is kept (RW13), 30,000 against 10,000.
        ({"land_waived_ppm": MILLION, "land_multiple": 1, "all_new_area": 1}, 60_000, 30_000, 0),
        # Without the waiver nothing is due for handover.
        ({"land_multiple": 2}, 80_000, 0, 30_000),
    ],
)  # fmt: skip
def test_what_is_charged_and_waived_for_building_up(
    terms: dict[str, Any], at_once: int, waived: int, charged: int
) -> None:
    assert way(**SITE, **terms) == (BUILD_UP, 100, at_once, 0.0, 0.0, waived, charged)


def test_a_plant_leaves_by_its_draw() -> None:
    place = SimpleNamespace(**PLACE)
    assert [space.leaves_the_city(u, place) for u in (0.0, 0.29, 0.3, 0.9)] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cash", "debt", "reluctant", "purse"),
    # 2M kept; half of 10M of old and 4M of new equipment may be borrowed on.
    [(3 * MILLION, 0, 0, 8 * MILLION - 1), (3 * MILLION, 0, 1, MILLION - 1),
     (MILLION, 5 * MILLION, 0, 2 * MILLION - 1), (0, 9 * MILLION, 0, -1), (0, 0, 1, -1)],
)  # fmt: skip
def test_what_can_be_raised_beside_the_project(
    cash: int, debt: int, reluctant: int, purse: int
) -> None:
    behaviour = SimpleNamespace(
        with_finance=1.0, cash_buffer=0.1, collateral_rate=0.5, cash_flow_multiple=0.0,
        lease_share=0.0, credit_supply=1.0, risk_pool_effect=0.0,
    )  # fmt: skip
    owner = SimpleNamespace(
        **{**blank(FIRM), "revenue": 20 * MILLION, "capital": 10 * MILLION, "cash": cash,
           "debt": debt}
    )  # fmt: skip
    quarter = SimpleNamespace(**blank(QUARTER))
    assert money.purse_beside(owner, 1, 4 * MILLION, reluctant, quarter, behaviour) == purse
    behaviour.with_finance = 0.0
    assert money.purse_beside(owner, 1, 4 * MILLION, 1, quarter, behaviour) == RICH


# Properties -------------------------------------------------------------------------------------

YUAN = st.integers(0, 3_000)
CASES = st.fixed_dictionaries({
    "place": st.fixed_dictionaries({
        **{name: YUAN.map(float) for name in
           ("factory_rent", "floor_construction_cost", "land_price", "plot_price")},
        "smallest_plot": st.integers(0, 3_000).map(float),
        **{name: st.floats(0.0, 1.0) for name in
           ("handover_share", "split_site_loss", "moving_cost", "profit_tax_rate")},
        "longest_tenure": st.just(50.0),
    }),
    "owner": st.fixed_dictionaries({
        "capital": st.integers(0, 10**8), "owns_plant": st.integers(0, 1),
        "floor_free": st.integers(0, 2_000), "site_rank": st.floats(0.0, 1.0),
    }),
    "project": st.fixed_dictionaries({
        "gain": st.floats(0.0, 1e7), "floor_need": st.integers(0, 3_000),
        "nearby": st.integers(0, 1), "cost": st.integers(1, 10**8),
    }),
    "quarter": st.fixed_dictionaries({
        "densify": st.floats(0.0, 1.0), "tenure_years": st.integers(0, 60),
        "land_waived_ppm": st.integers(0, MILLION), "land_multiple": st.integers(0, 3),
        "all_new_area": st.integers(0, 1),
    }),
    "purse": st.integers(-(10**7), 10**9),
    "rate": st.floats(0.0, 0.5), "gain_years": st.floats(0.0, 9.0),
})  # fmt: skip
Case = dict[str, Any]


def rows(case: Case) -> tuple[Any, Any, Any, Any]:
    """Firm, project, quarter and place of a case."""
    return (
        SimpleNamespace(**{**blank(FIRM), **case["owner"]}),
        SimpleNamespace(**{**blank(PROJECT), **case["project"]}),
        SimpleNamespace(**{**blank(QUARTER), **case["quarter"]}),
        SimpleNamespace(**{**PLACE, **case["place"]}),
    )


def ask(case: Case, purse: int | None = None) -> tuple[Any, ...]:
    owner, project, quarter, place = rows(case)
    terms = terms_at(case["rate"], 8.0, case["gain_years"], place.profit_tax_rate)
    return found_way(
        owner, project, project.cost, terms, case["purse"] if purse is None else purse, quarter,
        place,
    )  # fmt: skip


def prices(case: Case) -> dict[int, float]:
    """What each way that is open and can be paid comes to."""
    owner, project, quarter, place = rows(case)
    short = project.floor_need - owner.floor_free
    years = annuity(case["rate"], 8.0)
    kept = 1.0 - place.profit_tax_rate
    rent = kept * short * place.factory_rent * 12 * years
    split = kept * place.split_site_loss * project.gain * case["gain_years"]
    found = {RENT_AWAY: rent + split}
    if project.nearby:
        found[RENT_NEAR] = rent
    build = land.cost_to_build_up(short, quarter, place)[0]
    if land.may_build_up(owner, quarter) and build <= case["purse"]:
        found[BUILD_UP] = build
    plot = space.price_of_plot(short, quarter, place)[0]
    if short >= place.smallest_plot and plot <= case["purse"]:
        found[BUY] = plot + split
    move = space.cost_to_move(owner, place)
    if owner.capital > 0 and move <= case["purse"]:
        found[MOVE] = move + rent
    return found


@given(CASES)
def test_no_way_that_is_open_is_cheaper_and_nothing_is_negative(case: Case) -> None:
    chosen, short, at_once, rent, lost, waived, charged = ask(case)
    assert min(short, at_once, rent, lost, waived, charged) >= 0
    if case["project"]["floor_need"] <= case["owner"]["floor_free"]:
        assert (chosen, short, at_once, rent, lost, waived, charged) == (0, 0, 0, 0.0, 0.0, 0, 0)
        return
    assert short == case["project"]["floor_need"] - case["owner"]["floor_free"]
    open_ways = prices(case)
    assert chosen in open_ways
    assert open_ways[chosen] <= min(open_ways.values()) * (1 + 1e-9) + 1e-6
    assert at_once <= max(0, case["purse"])
    assert (rent > 0.0) <= (chosen in (RENT_NEAR, RENT_AWAY, MOVE))
    assert (lost > 0.0) <= (chosen in (RENT_AWAY, BUY))
    assert (waived + charged > 0) <= (chosen in (BUILD_UP, BUY))


@given(CASES, st.floats(0.0, 1.0))
def test_a_lower_price_of_land_never_makes_building_up_or_a_plot_dearer(
    case: Case, part: float
) -> None:
    _owner, project, quarter, place = rows(case)
    cheap = SimpleNamespace(**vars(place))
    cheap.land_price, cheap.plot_price = place.land_price * part, place.plot_price * part
    short = project.floor_need
    assert (
        land.cost_to_build_up(short, quarter, cheap)[0]
        <= land.cost_to_build_up(short, quarter, place)[0]
    )
    assert (
        space.price_of_plot(short, quarter, cheap)[0]
        <= space.price_of_plot(short, quarter, place)[0]
    )


@given(CASES, st.integers(0, 10**9))
def test_a_fuller_purse_never_leads_to_a_dearer_way(case: Case, more: int) -> None:
    if case["project"]["floor_need"] <= case["owner"]["floor_free"]:
        return
    richer = {**case, "purse": case["purse"] + more}
    open_ways = prices(richer)
    assert open_ways[ask(richer)[0]] <= prices(case)[ask(case)[0]] * (1 + 1e-9) + 1e-6


@given(st.integers(0, 10**6), st.floats(0.0, 3.0))
def test_rent_rises_with_what_is_rented_and_with_the_crowd(short: int, squeeze: float) -> None:
    place = SimpleNamespace(**PLACE)
    quarter = SimpleNamespace(**{**blank(QUARTER), "floor_squeeze": squeeze})
    crowded = SimpleNamespace(with_crowding=1.0, floor_crowding=0.5)
    assert space.yearly_rent(short, quarter, place, BEHAVIOUR) == short * 120.0
    assert space.yearly_rent(short, quarter, place, crowded) == pytest.approx(
        short * 120.0 * (1 + 0.5 * squeeze)
    )
    assert whole_yuan(space.cost_to_move(SimpleNamespace(capital=short), place)) == short // 4
