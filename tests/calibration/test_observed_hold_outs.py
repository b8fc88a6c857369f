"""What rests on a held-out figure goes with it, to any depth."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.observed import Observation, hold_out, load_observations
from scenarios.errors import InputError

SHENZHEN = load_observations("shenzhen")
GUANGDONG = load_observations("guangdong")
EVERY = (*SHENZHEN, *GUANGDONG, *load_observations("guangzhou"))
FIGURES = sorted({held.id for each in EVERY for held in each.rests_on})


def ids(observations: tuple[Observation, ...]) -> set[str]:
    return {each.id for each in observations}


def investment(observations: tuple[Observation, ...], last_year: int) -> set[str]:
    return {
        each.id
        for each in observations
        if each.measure.startswith("reported_") and each.year <= last_year
    }


LEFT_WITHOUT_2018 = {
    "shenzhen.reported_renovation.growth.2017",
    "shenzhen.reported_industrial.growth.2017",
    "shenzhen.reported_renovation.level.2016.plan",
}


def test_without_2018_the_levels_and_shares_of_2016_and_2017_go_too() -> None:
    left = hold_out(SHENZHEN, years=[2018], places=["shenzhen"])
    gone = ids(SHENZHEN) - ids(left)
    for year in (2016, 2017, 2018):
        assert f"shenzhen.reported_renovation.level.{year}" in gone
        assert f"shenzhen.reported_industrial.level.{year}" in gone
        assert f"shenzhen.reported_renovation.share.{year}" in gone
    assert not any(each.block == "share" for each in left)


def test_without_2018_shenzhen_has_the_growth_of_2017_and_the_base_of_the_plan() -> None:
    left = hold_out(SHENZHEN, years=[2018], places=["shenzhen"])
    assert investment(left, 2018) == LEFT_WITHOUT_2018
    by_id = {each.id: each for each in left}
    growth = [math.expm1(by_id[name].value) * 100 for name in sorted(LEFT_WITHOUT_2018)[:2]]
    assert growth == pytest.approx([23, 62.6])
    assert by_id["shenzhen.reported_renovation.level.2016.plan"].value == pytest.approx(
        21.0e9, rel=0.001
    )


def test_what_was_known_before_2018_was_out() -> None:
    left = hold_out(SHENZHEN, years=range(2018, 2030))
    assert ids(left) == {*LEFT_WITHOUT_2018, "shenzhen.above_scale_firms.level.2015"}


def test_guangdongs_growth_of_2018_goes_with_shenzhens() -> None:
    name = "guangdong.reported_renovation.growth.2018"
    assert name in ids(GUANGDONG)
    left = hold_out(GUANGDONG, years=[2018], places=["shenzhen"])
    assert ids(GUANGDONG) - ids(left) == {name}
    assert name not in ids(hold_out(EVERY, rows=["shenzhen.reported_renovation.growth.2018"]))


def test_a_place_held_out_takes_along_what_was_stated_by_it() -> None:
    left = hold_out(EVERY, places=["shenzhen"])
    assert {each.place for each in left} == {"guangdong", "guangzhou"}
    assert "guangdong.reported_renovation.growth.2018" not in ids(left)


def test_a_single_figure_takes_along_what_rests_on_it() -> None:
    left = hold_out(SHENZHEN, rows=["shenzhen.reported_renovation.growth.2017"])
    assert ids(SHENZHEN) - ids(left) == {
        "shenzhen.reported_renovation.growth.2017",
        "shenzhen.reported_renovation.level.2016",
        "shenzhen.reported_renovation.share.2016",
    }
    plan = hold_out(SHENZHEN, rows=["shenzhen.renovation_target.growth.2020"])
    assert ids(SHENZHEN) - ids(plan) == {"shenzhen.reported_renovation.level.2016.plan"}


def test_a_plan_is_no_outcome_of_its_year() -> None:
    plan = "shenzhen.reported_renovation.level.2016.plan"
    assert plan in ids(hold_out(SHENZHEN, years=[2020]))
    assert plan not in ids(hold_out(SHENZHEN, years=[2016]))


def test_nothing_named_holds_nothing_out() -> None:
    assert hold_out(EVERY) == EVERY


sets_of = st.fixed_dictionaries(
    {
        "years": st.sets(st.integers(2014, 2026), max_size=3),
        "places": st.sets(st.sampled_from(["shenzhen", "guangdong", "guangzhou"]), max_size=2),
        "rows": st.sets(st.sampled_from(FIGURES), max_size=3),
    }
)


@given(sets_of)
def test_nothing_left_rests_on_anything_held_out(held: dict[str, set[object]]) -> None:
    left = hold_out(EVERY, **held)  # type: ignore[arg-type]
    years, places, rows = held["years"], held["places"], held["rows"]
    for each in left:
        for figure in each.rests_on:
            assert figure.id not in rows
            of_year = not years or bool(figure.years & years)
            of_place = not places or figure.place in places
            assert not ((years or places) and of_year and of_place)
    assert hold_out(left, **held) == left  # type: ignore[arg-type]
    gone = ids(EVERY) - ids(left)
    assert not any(set(each.derived_from) & gone for each in left)


@given(st.sets(st.sampled_from(FIGURES), max_size=4), st.sets(st.sampled_from(FIGURES), max_size=4))
def test_holding_out_one_after_the_other_is_holding_out_both(
    one: set[str], other: set[str]
) -> None:
    after = hold_out(hold_out(EVERY, rows=one), rows=other)
    assert after == hold_out(EVERY, rows=one | other)


def test_ties_are_closed() -> None:
    by_id = {each.id: each for each in EVERY}
    for each in EVERY:
        assert each.id in {held.id for held in each.rests_on}
        for name in each.derived_from:
            assert name not in by_id or by_id[name].rests_on < each.rests_on


def test_hold_outs_by_name() -> None:
    assert load_observations("shenzhen", without=["2018"]) == hold_out(SHENZHEN, years=[2018])
    assert load_observations("guangdong", without=["shenzhen.2018"]) == hold_out(
        GUANGDONG, years=[2018], places=["shenzhen"]
    )
    assert load_observations("shenzhen", without=["shenzhen"]) == ()
    one = "shenzhen.reported_renovation.growth.2017"
    assert load_observations("shenzhen", without=[one, "2018"]) == hold_out(
        hold_out(SHENZHEN, rows=[one]), years=[2018]
    )


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("20018", None),
        ("shenzen", "shenzhen"),
        ("shenzen.2018", "shenzhen.2018"),
        ("shenzhen.reported_renovation.growth.2O17", "shenzhen.reported_renovation.growth.2017"),
        ("", None),
    ],
)
def test_a_name_that_is_nothing_is_told(name: str, nearest: str | None) -> None:
    with pytest.raises(InputError) as refused:
        load_observations("shenzhen", without=[name])
    (fault,) = refused.value.faults
    assert (fault.message, fault.nearest) == ("names nothing that can be held out", nearest)
