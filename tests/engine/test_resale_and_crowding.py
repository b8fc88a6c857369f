"""Idle equipment and the fixed cost of a project, tight markets, and who owns a firm: by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from switched_worlds import KEY, switched
from thinned_worlds import World

from sim.acts.business import demand_now, demand_shock, does_business, sells_idle_equipment
from sim.acts.markets import squeeze
from sim.acts.news import counts_among_rivals
from sim.engine import CompiledRun
from sim.law import crowding, money, resale, terms
from sim.law.arithmetic import exponential, whole_yuan
from sim.law.codes import ACTIVE, EXITED, EXPANSION, FOREIGN, PRIVATE, RENOVATION, STATE_OWNED
from sim.measures import TALLY, TALLY_INDEX
from sim.model import RenovationModel
from sim.model_inputs import Inputs
from sim.rows import FIRM, QUARTER, blank, plain

HALF = -0.6931471805599453  # log demand at which half of the equipment is idle
LUMPY = SimpleNamespace(with_lumpiness=1.0, idle_tolerance=0.4, resale_share=0.45, fixed_cost=0.005)
CROWDED = SimpleNamespace(
    with_crowding=1.0, rival_effect=0.4, credit_crowding=0.01, floor_crowding=0.25,
    price_pass_through=0.2,
)  # fmt: skip
ALONE = SimpleNamespace(**{**vars(CROWDED), "with_crowding": 0.0})


def firm(**state: Any) -> Any:
    return SimpleNamespace(**{**blank(FIRM), **state})


def quarter(**state: Any) -> Any:
    return SimpleNamespace(**{**blank(QUARTER), "cells": 1, "districts": 1, **state})


# Idle equipment (M1) ----------------------------------------------------------------------------


def test_what_lies_idle() -> None:
    assert resale.idle_share(0.3, 0.0) == 0.0 == resale.idle_share(0.0, 0.0)
    assert resale.idle_share(HALF, 0.0) == pytest.approx(0.5)
    assert resale.idle_share(2 * HALF, HALF) == pytest.approx(0.5)
    assert resale.idle_share(HALF, 2 * HALF) == 0.0


def test_nothing_is_sold_until_more_than_the_tolerance_is_idle() -> None:
    idle = resale.idle_share(HALF, 0.0)
    for tolerance, sold in ((0.4, idle), (idle, 0.0), (idle - 1e-12, idle), (0.6, 0.0)):
        behaviour = SimpleNamespace(with_lumpiness=1.0, idle_tolerance=tolerance)
        assert resale.part_to_sell(HALF, 0.0, behaviour) == sold


def test_equipment_once_sold_is_missing_until_demand_is_back() -> None:
    assert resale.scale_after(HALF, 0.0, 0.5) == HALF
    # A slump that is borne leaves all in place; a recovery to full use is the new right amount.
    assert resale.scale_after(-0.3, 0.0, 0.0) == 0.0
    assert resale.scale_after(-0.7, HALF, 0.0) == HALF
    assert resale.scale_after(-0.3, HALF, 0.0) == -0.3
    assert resale.scale_after(0.4, HALF, 0.0) == 0.0 == resale.scale_after(0.4, 0.0, 0.0)


@given(st.lists(st.floats(-3.0, 3.0), max_size=30))
def test_what_equipment_is_right_for_stays_between_the_lowest_demand_and_the_ordinary(
    demands: list[float],
) -> None:
    scaled = 0.0
    for demand in demands:
        part = resale.part_to_sell(demand, scaled, LUMPY)
        assert part == 0.0 or 0.4 < part < 1.0
        scaled = resale.scale_after(demand, scaled, part)
        assert min([0.0, *demands]) <= scaled <= 0.0
        # Never so much is idle that more would have to be sold at once.
        assert resale.idle_share(demand, scaled) <= 0.4


def test_what_is_sold_fetches_a_part_of_its_price() -> None:
    assert resale.proceeds(1_000_001, LUMPY) == 450_000
    assert resale.fixed_cost(firm(capital=9_999_999), LUMPY) == 49_999


def test_a_sale_turns_equipment_into_money_and_is_booked() -> None:
    owner = firm(demand=HALF, capital=8_000_001, cash=7, sold_this_year=5)
    tally = [0] * len(TALLY)
    fetched = sells_idle_equipment(owner, quarter(), LUMPY, tally)
    sold = whole_yuan((1.0 - exponential(HALF)) * 8_000_001)
    assert sold == 4_000_000 and fetched == whole_yuan(sold * 0.45) == 1_800_000
    assert (owner.capital, owner.sold_this_year) == (4_000_001, 4_000_005)
    assert owner.scaled_to == HALF
    assert tally[TALLY_INDEX["equipment_sold"]] == sum(tally) == fetched
    # In the same slump nothing more is idle.
    assert sells_idle_equipment(owner, quarter(), LUMPY, tally) == 0
    assert owner.capital == 4_000_001


def done(one: Any, inputs: Inputs, now: Any, place: Any, behaviour: Any) -> None:
    """A firm does its business of a quarter, with the demand of its own draw."""
    demand = demand_now(one, now, behaviour)
    crowd, tally = inputs.empty_crowd(), inputs.empty_tally()
    does_business(one, demand, crowd, now, place, behaviour, tally)


def test_the_money_for_what_is_sold_reaches_the_firm_that_quarter(world: World) -> None:
    """Two firms alike in a deep slump, of which one has been fitted to it already."""
    inputs = switched(world, "demand", "on", 60)
    place, behaviour = plain(inputs.place[0]), plain(inputs.behaviour[0])
    now = plain(inputs.quarters(KEY)[4])
    owner = {"id": 5, "status": ACTIVE, "base_revenue": 10**8, "revenue": 10**8, "demand": -2.0,
             "margin": 0.05, "capital": 10**8, "cash": 10**8}  # fmt: skip
    whole, fitted = firm(**owner), firm(**owner, scaled_to=-3.0)
    whole.gap, fitted.gap = [0.5] * 7, [0.5] * 7
    behaviour.payout_share = 0.0
    for one in (whole, fitted):
        done(one, inputs, now, place, behaviour)
    sold = whole.sold_this_year
    assert sold > 0 == fitted.sold_this_year
    assert whole.cash - fitted.cash == resale.proceeds(sold, behaviour) > 0
    assert whole.demand == fitted.demand and whole.tax_this_year == fitted.tax_this_year
    # Wear is a fixed part, so of the capital left.
    kept = 1.0 - place.wear / 4.0
    assert whole.capital == whole_yuan((10**8 - sold) * kept) + 1
    assert fitted.capital == whole_yuan(10**8 * kept) + 1


def test_demand_of_a_quarter_is_what_is_left_and_a_shock(world: World) -> None:
    inputs = world("as-enacted", 60)
    behaviour, now = plain(inputs.behaviour[0]), plain(inputs.quarters(KEY)[4])
    shock = demand_shock(5, now.key0, now.key1, now.now)
    for before in (-3.0, 0.4, 3.0):
        found = demand_now(firm(id=5, demand=before, shock_spread=0.2), now, behaviour)
        state = behaviour.demand_persistence * before + 0.2 * shock
        held = min(max(state, -1.5), 1.5)
        assert found.state == state
        assert found.swing == pytest.approx(math.exp(state))
        assert found.pull == pytest.approx(math.exp(behaviour.arrival_demand_effect * held))


def test_rent_is_paid_every_quarter(world: World) -> None:
    inputs = world("as-enacted", 60)
    place, behaviour = plain(inputs.place[0]), plain(inputs.behaviour[0])
    behaviour.payout_share = 0.0
    owner = {"id": 5, "status": ACTIVE, "base_revenue": 10**8, "revenue": 10**8, "margin": 0.05,
             "capital": 10**8, "cash": 10**7, "losses": 10**12}  # fmt: skip
    owner_of, renter = firm(**owner), firm(**owner, rent=400_003)
    owner_of.gap, renter.gap = [0.5] * 7, [0.5] * 7
    for quarters in range(1, 9):
        now = plain(inputs.quarters(KEY)[quarters])
        for one in (owner_of, renter):
            done(one, inputs, now, place, behaviour)
        assert owner_of.cash - renter.cash == quarters * (400_003 // 4)
        assert owner_of.operating_year - renter.operating_year == 4 * (400_003 // 4)


# Markets (M8) -----------------------------------------------------------------------------------


def test_renovated_rivals_take_their_part() -> None:
    # Rivals gain 5 % of the sector's revenue; four tenths of that are taken from 100M.
    assert crowding.lost_to_rivals(100_000_000, 2_000, 100, CROWDED) == 2_000_000
    assert crowding.lost_to_rivals(100_000_000, 2_000, 0, CROWDED) == 0
    assert crowding.lost_to_rivals(100_000_000, 0, 100, CROWDED) == 0
    assert crowding.lost_to_rivals(100_000_000, 2_000, 100, ALONE) == 0


def test_tight_markets_are_dearer() -> None:
    tight = quarter(credit_squeeze=0.5, floor_squeeze=0.4, equipment_squeeze=0.1)
    assert crowding.dearer_credit(tight, CROWDED) == pytest.approx(0.005)
    assert crowding.dearer_floor(tight, CROWDED) == pytest.approx(1.1)
    assert crowding.extra_price(1_000_000, tight, CROWDED) == whole_yuan(1_000_000 * 0.2 * 0.1)
    for now, behaviour in ((tight, ALONE), (quarter(), CROWDED)):
        assert crowding.dearer_credit(now, behaviour) == 0.0
        assert crowding.dearer_floor(now, behaviour) == 1.0
        assert crowding.extra_price(1_000_000, now, behaviour) == 0


def test_a_firm_counts_among_the_rivals_of_its_sector_while_in_business() -> None:
    crowd = [0, 0, 10, 1, 0, 0]
    counts_among_rivals(firm(status=ACTIVE, sector=1, revenue=100, savings=7), crowd)
    counts_among_rivals(firm(status=EXITED, sector=1, revenue=100, savings=7), crowd)
    assert crowd == [0, 0, 110, 8, 0, 0]


def tally_of(**amounts: int) -> list[int]:
    """A quarter's tally of two cells, each amount divided between them."""
    tally = [0] * (2 * len(TALLY))
    for name, amount in amounts.items():
        tally[2 * TALLY_INDEX[name]] = amount - 1
        tally[2 * TALLY_INDEX[name] + 1] = 1
    return tally


def after(tallies: list[list[int]], **values: float) -> Any:
    """The quarter after some others, once it felt them."""
    quarters = [quarter() for _ in tallies] + [quarter(**values)]
    crowded = SimpleNamespace(with_crowding=1.0)
    squeeze(quarters, len(tallies) - 1, tallies, 2, crowded)
    assert all(vars(row) == vars(quarter()) for row in quarters[:-1])
    # The last quarter of a run has none after it.
    squeeze(quarters[:-1], len(tallies) - 1, tallies, 2, crowded)
    return quarters[-1]


FLAT = [tally_of(true_renovation=60, true_expansion=30, true_greenfield=10, loans_drawn=50,
                 floor_rented=20, floor_built=20, floor_bought=10)] * 4  # fmt: skip


@pytest.mark.parametrize(
    ("last", "felt"),
    [
        ({"true_renovation": 200, "loans_drawn": 50, "floor_rented": 50}, (0.6931471806, 0, 0)),
        ({"true_expansion": 200, "loans_drawn": 100, "floor_built": 100},
         (0.6931471806, 0.6931471806, 0.6931471806)),
        ({"true_greenfield": 99, "loans_drawn": 49, "floor_bought": 100}, (0, 0, 0.6931471806)),
        ({"revenue": 10**9}, (0, 0, 0)),
    ],
    ids=["equipment", "all", "floor", "none of these"],
)  # fmt: skip
def test_a_squeeze_is_the_last_quarter_against_the_year_before(
    last: dict[str, int], felt: tuple[float, ...]
) -> None:
    older = [tally_of(true_renovation=10**9, loans_drawn=10**9, floor_rented=10**9)] * 3
    row = after([*older, *FLAT, tally_of(**last)])
    found = (row.equipment_squeeze, row.credit_squeeze, row.floor_squeeze)
    assert found == pytest.approx(felt)


def test_nothing_is_squeezed_in_the_first_year_or_after_a_year_of_nothing() -> None:
    for tallies in (
        FLAT, [*FLAT[:3], tally_of(true_renovation=999)],
        [[0] * 2 * len(TALLY)] * 4 + [tally_of(true_renovation=999, loans_drawn=9, floor_built=9)],
    ):  # fmt: skip
        row = after(tallies, equipment_squeeze=1.0, credit_squeeze=1.0, floor_squeeze=1.0)
        assert (row.equipment_squeeze, row.credit_squeeze, row.floor_squeeze) == (0.0, 0.0, 0.0)


def test_both_engines_feel_the_same_squeezes_of_the_quarters_before(world: World) -> None:
    inputs = switched(world, "crowding", "on", 150)
    model, run = RenovationModel(inputs, KEY), CompiledRun(inputs, KEY)
    for _ in range(16):
        model.step()
        run.step()
    names = ("equipment_squeeze", "credit_squeeze", "floor_squeeze")
    felt = [[getattr(row, name) for name in names] for row in model.quarters]
    assert felt == [[row[name] for name in names] for row in run.quarters]
    assert felt[:5] == [[0.0] * 3] * 5 and felt[17:] == [[0.0] * 3] * len(felt[17:])
    assert np.array(felt[5:17]).max() > 0.1


# Who owns a firm (M11) --------------------------------------------------------------------------

OWNED = SimpleNamespace(
    with_hurdles=1.0, with_turnover=1.0, with_finance=1.0, with_crowding=0.0, state_patience=1.5,
    expansion_patience=3.0, state_credit_advantage=0.25, parent_finance=0.6, shadow_premium=0.08,
    bank_spread_small=0.02, credit_reluctance=0.4,
)  # fmt: skip


@pytest.mark.parametrize(
    ("owner", "renovation", "expansion", "bank", "own_money", "doubt"),
    [(PRIVATE, 1 / 2, 1 / 6, 0.07, 0.15, 0.4), (STATE_OWNED, 1 / 3, 1 / 9, 0.065, 0.145, 0.4),
     (FOREIGN, 1 / 2, 1 / 6, 0.07, 0.102, 0.16)],
    ids=["private", "state", "foreign"],
)  # fmt: skip
def test_owners_differ_in_patience_credit_and_means(
    owner: int, renovation: float, expansion: float, bank: float, own_money: float, doubt: float
) -> None:
    now = quarter(loan_rate=0.05)
    small = firm(ownership=owner, payback=2.0, revenue=20_000_000)
    alike = SimpleNamespace(**{**vars(OWNED), "with_turnover": 0.0})
    private = (1 / 2, 1 / 6, 0.07, 0.15, 0.4)
    for behaviour, found in ((OWNED, (renovation, expansion, bank, own_money, doubt)),
                             (alike, private)):  # fmt: skip
        assert (
            terms.required_return(small, RENOVATION, 0.15, behaviour),
            terms.required_return(small, EXPANSION, 0.15, behaviour),
            money.borrowing_rate(small, now, behaviour),
            money.cash_rate(small, now, behaviour),
        ) == pytest.approx(found[:4])
        assert money.own_means(small, behaviour) == pytest.approx(found[4] / 0.4)
        assert money.is_reluctant(found[4] - 1e-9, small, behaviour) is True
        assert money.is_reluctant(found[4] + 1e-9, small, behaviour) is False


def test_a_large_firm_has_no_spread_for_an_owner_to_spare_it() -> None:
    for owner in (STATE_OWNED, PRIVATE, FOREIGN):
        large = firm(ownership=owner, ease=money.size_ease(20_000_000_000))
        now = quarter(loan_rate=0.05)
        assert money.borrowing_rate(large, now, OWNED) == pytest.approx(0.05, abs=1e-9)
        assert money.cash_rate(large, now, OWNED) == pytest.approx(0.05, abs=1e-9)


def test_crowding_makes_credit_dearer_for_all() -> None:
    crowded = SimpleNamespace(**{**vars(OWNED), "with_crowding": 1.0, "credit_crowding": 0.01})
    now = quarter(loan_rate=0.05, credit_squeeze=0.5)
    for owner in (STATE_OWNED, PRIVATE, FOREIGN):
        small = firm(ownership=owner, revenue=20_000_000)
        dearer = money.borrowing_rate(small, now, crowded) - money.borrowing_rate(small, now, OWNED)
        assert dearer == pytest.approx(0.005)
