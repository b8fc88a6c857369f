"""Floor is paid for, rented and used; a plant that moves may leave the city with its project."""

from __future__ import annotations

import dataclasses
import datetime as dt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from random_decisions import ordinary_case
from random_packages import open_rule
from switched_worlds import KEY, compiled, walked, with_place
from thinned_worlds import World

from sim.acts import deciding
from sim.law.arithmetic import whole_yuan
from sim.law.codes import (
    ACTIVE,
    BUILD_UP,
    BUY,
    ENOUGH_FLOOR,
    EXITED,
    MOVE,
    NONE,
    ON_PLANNED,
    RENT_AWAY,
    STAGED,
)
from sim.law.terms import Terms
from sim.measures import TALLY, TALLY_INDEX
from sim.model import RenovationModel
from sim.rows import FIRM, PROJECT, QUARTER, blank, plain
from sim.rule_table import Rules, endings

Way = tuple[int, int, int, float, float, int, int]


@pytest.fixture
def taken(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`taken(way, leaves)`: the firm after taking that way, the gain lost, and what is booked."""
    inputs = world("as-enacted", 60)
    place = plain(inputs.place[0])
    # At no rate rent of ten years is worth ten times a year's.
    terms = Terms(**{**dict.fromkeys(Terms._fields, 0.0), "rent_years": 10.0})

    def take(way: Way, leaves: bool = False) -> tuple[Any, float, dict[str, int]]:
        monkeypatch.setattr(deciding, "leaves_the_city", lambda *_given: leaves)
        firm = SimpleNamespace(
            **{**blank(FIRM), "status": ACTIVE, "cash": 1_000_000, "floor_free": 30, "rent": 5}
        )
        tally = [0] * len(TALLY)
        quarter = SimpleNamespace(**{**blank(QUARTER), "cells": 1, "districts": 1})
        project = SimpleNamespace(**blank(PROJECT))
        lost = deciding.takes_floor(firm, project, way, terms, quarter, place, tally)
        return firm, lost, {name: tally[i] for name, i in TALLY_INDEX.items() if tally[i]}

    return take


@pytest.mark.parametrize(
    ("way", "cash", "floor", "rent", "lost", "booked"),
    [
        ((ENOUGH_FLOOR, 0, 0, 0.0, 0.0, 0, 0), 1_000_000, 30, 5, 0.0, {}),
        ((RENT_AWAY, 100, 0, 12_000.9, 900.0, 0, 0), 1_000_000, 130, 12_005, 900.0,
         {"floor_rented": 120_009}),
        ((BUILD_UP, 100, 80_000, 0.0, 0.0, 7, 30_000), 920_000, 130, 5, 0.0,
         {"floor_built": 80_000, "land_forgone": 7, "land_paid": 30_000}),
        ((BUY, 100, 1_200_000, 0.0, 900.0, 0, 60_000), -200_000, 130, 5, 900.0,
         {"floor_bought": 1_200_000, "land_paid": 60_000}),
        ((MOVE, 100, 70_000, 12_000.0, 0.0, 0, 0), 930_000, 130, 12_005, 0.0,
         {"floor_rented": 120_000, "firms_moved": 1}),
    ],
    ids=["enough", "rented", "built", "bought", "moved"],
)  # fmt: skip
def test_floor_is_paid_for_and_at_hand(
    taken: Any, way: Way, cash: int, floor: int, rent: int, lost: float, booked: dict[str, int]
) -> None:
    firm, gone, seen = taken(way)
    assert (firm.cash, firm.floor_free, firm.rent) == (cash, floor, rent)
    assert (gone, firm.status, seen) == (lost, ACTIVE, booked)


def test_who_leaves_the_city_takes_nothing_in_it(taken: Any) -> None:
    firm, lost, booked = taken((MOVE, 100, 70_000, 12_000.0, 0.0, 0, 0), leaves=True)
    assert (firm.status, firm.cash, firm.floor_free, firm.rent, lost) == (EXITED, 10**6, 30, 5, 0.0)
    assert booked == {"firms_left": 1}
    # Only a move leads out of it.
    stayed, _lost, _booked = taken((BUY, 100, 70_000, 0.0, 0.0, 0, 0), leaves=True)
    assert stayed.status == ACTIVE


def movers(world: World, leaving_share: float) -> RenovationModel:
    """A world in which nothing but moving is to be had, and where movers go."""
    # Nobody gives up, so that whoever is gone has left.
    inputs = with_place(
        world("as-enacted", 100, mechanism__turnover="off"), moving_cost=0.001,
        nearby_floor_share=0.0, split_site_loss=0.95, smallest_plot=1e9,
        leaving_share=leaving_share,
    )  # fmt: skip
    return walked(inputs)


def test_a_firm_that_leaves_starts_nothing_and_does_nothing_more(world: World) -> None:
    away, here = movers(world, 1.0), movers(world, 0.0)
    outcome = away.outcome()
    assert outcome.total("firms_left").sum() > 10 and outcome.total("firms_moved").sum() == 0
    assert here.outcome().total("firms_moved").sum() > 10
    assert here.outcome().total("firms_left").sum() == 0
    left = [f for f in away.firms if vars(f)["status"] == EXITED and vars(f)["capital"] > 0]
    assert len(left) == outcome.total("firms_left").sum()
    for firm in left:
        assert firm.building.stage == NONE == firm.reserve.stage
        # Its last project was never begun.
        assert firm.building.ordinal < firm.reserve.ordinal == vars(firm)["ordinal"]
    # Whoever has moved goes on paying rent for the larger premises.
    assert any(vars(f)["rent"] > 0 and vars(f)["status"] == ACTIVE for f in here.firms)


def test_dearer_land_and_rent_hold_projects_back(world: World) -> None:
    usual = world("as-enacted", 300)
    dear = with_place(usual, factory_rent=200.0, nearby_floor_share=1.0)
    assert (
        compiled(dear).total("projects_unhoused").sum()
        > compiled(usual).total("projects_unhoused").sum()
        > 0
    )
    roomy = with_place(usual, floor_slack=50.0)
    for measure in ("projects_unhoused", "floor_rented", "firms_moved", "firms_left"):
        assert compiled(roomy).total(measure).sum() < compiled(usual).total(measure).sum()


def test_only_the_floor_that_is_lacking_is_to_blame(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project that is not worth it with floor for nothing was not held back by floor.

    The first look, which turns such projects down before floor is asked for, is set aside.
    """
    barren = with_place(world("as-enacted", 60), factory_rent=500.0)
    behaviour = barren.behaviour.copy()
    behaviour["gain_median"], behaviour["expansion_gain"] = 0.001, 0.001
    monkeypatch.setattr(deciding, "is_hopeless", lambda *_: False)
    model = walked(dataclasses.replace(barren, behaviour=behaviour))
    outcome = model.outcome()
    assert outcome.total("projects_arrived").sum() > 300
    assert outcome.total("projects_unhoused").sum() == 0


def test_land_alone_moves_investment_in_both_shipped_scenarios(
    world: World, world_2024: World
) -> None:
    for each, announced in ((world, 20), (world_2024, 43)):
        land, without = (
            compiled(each(variant, 600)).total("true_industrial")
            for variant in ("only-land", "no-programme")
        )
        assert (land[:announced] == without[:announced]).all()
        assert (land[announced:] != without[announced:]).any()


def test_what_building_up_costs_is_found_and_booked_to_the_yuan(world: World) -> None:
    """Land price is a part of what is spent on floors; what is waived is not spent."""
    outcome = compiled(world("only-land", 1500))
    built, bought = outcome.total("floor_built"), outcome.total("floor_bought")
    assert built.sum() > 0
    assert (outcome.total("land_paid") <= built + bought).all()
    assert whole_yuan(float(built.sum())) == built.sum()


# Looking ahead ----------------------------------------------------------------------------------


def test_a_rule_ends_in_its_last_year_unless_a_next_version_follows() -> None:
    calendar = SimpleNamespace(quarters=12, number=lambda day: 4 * (day.year - 2018) + 3)
    names = {"a.loan@2019": 2019, "a.loan@2020": 2020, "b.grant": 2018}
    rules = [
        SimpleNamespace(id=name, valid_to=dt.date(year, 12, 31)) for name, year in names.items()
    ]
    found = endings(Rules(tuple(rules), np.zeros(3)), calendar)  # type: ignore[arg-type]
    assert found.tolist() == [4] * 4 + [0] * 4 + [2] * 4
    with pytest.raises(ValueError, match="at most 62 rules"):
        endings(Rules(tuple(rules * 21), np.zeros(63)), calendar)  # type: ignore[arg-type]


def test_what_is_brought_forward_is_missing_afterwards(world: World) -> None:
    """The clock starts again lower by as much, so over the years as many projects come up."""
    inputs = world("as-enacted", 240)
    model = RenovationModel(inputs, KEY)
    early = 0
    while model.running:
        before = {f: (vars(f)["ordinal"], vars(f)["strike"]) for f in model.firms}
        model.step()
        for firm, (ordinal, strike) in before.items():
            state: Any = vars(firm)
            if state["clock"] < 0.0:
                assert state["ordinal"] >= 1
                assert state["strike"] == 0.0 or state["ordinal"] == ordinal
                early += state["ordinal"] > ordinal
                assert strike >= 0.0
                # Only who has claimed under a rule hurries before its end.
                assert state["claimed_from"] != 0
    assert early > 3


# A resized project ------------------------------------------------------------------------------


def test_a_resized_project_takes_floor_for_its_own_size() -> None:
    """Of 200 m2 for 10M a project stretched to 13M needs 260, and uses them when it is done."""
    rule = open_rule(
        kind=STAGED, rate_ppm=600_000, largest_ppm=600_000, expected_ppm=10**6, end=60, taxable=1,
        threshold_on=ON_PLANNED, threshold=13_000_000,
    )  # fmt: skip
    stretching = {"with_reporting": 1.0, "stretch_limit": 0.6, "stretch_gain": 0.7}
    for changes, cost, need in ((stretching, 13_000_041, 260), ({}, 10_000_000, 200)):
        case = ordinary_case([rule], **changes, floor_need=200, floor_free=250, nearby=1)
        gain = 0.6 if changes else 1.1
        firm, _reserve, building, booked = case.with_gain(
            gain * case.terms.break_even * case.reserve.cost
        ).decided()
        assert (building["cost"], building["floor_need"]) == (cost, need)
        assert firm["floor_free"] == max(250, need)
        assert ("floor_rented" in booked) is (need > 250)
