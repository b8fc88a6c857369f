"""Published figures as linear forms of the state are the figures that calibration takes of runs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from calibration.forecasts.published import PLACES, investment_figures, known_figures
from calibration.forecasts.runs import MEASURES
from calibration.forecasts.state import (
    FIRST,
    LEVEL_SPREAD,
    Part,
    state_in_runs,
    state_of,
    state_of_run,
)
from calibration.moments.catalogue import moments_of
from calibration.moments.taken import Values

LAST = 2025


def made_run(seed: int) -> Values:
    random = np.random.default_rng(seed)
    return {
        f"{measure}@{year}-Q{quarter}": float(np.exp(random.normal(20.0, 0.5)))
        for measure in MEASURES
        for year in range(FIRST - 1, LAST + 1)
        for quarter in range(1, 5)
    }


@pytest.mark.parametrize("place", PLACES)
def test_rows_over_the_state_give_what_moments_take_of_a_run(place: str) -> None:
    known = known_figures(LAST, places=(place,))
    run = made_run(7)
    vector = state_of_run(known.state, place, run)
    taken = {one.name: one.take for one in moments_of(place).items}
    assert len(known.observations) > 5
    for one, row in zip(known.observations, known.rows, strict=True):
        assert row @ vector == pytest.approx(taken[one.id](run)), one.id


def test_every_investment_figure_in_reach_is_known_unless_it_repeats_others() -> None:
    known = known_figures(LAST)
    every = {one.id for one in investment_figures()}
    repeats = every - {one.id for one in known.observations}
    assert all("share" in name or "2016" in name for name in repeats), repeats


def test_growth_is_a_difference_of_totals_and_the_first_year_is_the_base() -> None:
    state = state_of(("shenzhen",), MEASURES, FIRST + 2, ())
    vector = np.arange(1.0, len(state.parts) + 1)
    first = state.total("shenzhen", MEASURES[0], FIRST)
    third = state.total("shenzhen", MEASURES[0], FIRST + 2)
    assert first @ vector == 1.0
    assert (third - first) @ vector == 2.0 + 3.0


def test_what_the_state_has_not_is_refused() -> None:
    state = state_of(("shenzhen",), MEASURES, FIRST + 1, ())
    with pytest.raises(ValueError, match="has no Part"):
        state.total("shenzhen", MEASURES[0], FIRST + 2)
    with pytest.raises(ValueError, match="has no Part"):
        state.total("shenzhen", MEASURES[0], FIRST, 5)
    with pytest.raises(ValueError, match="before"):
        state.total("shenzhen", MEASURES[0], FIRST - 1)


def test_places_are_apart_in_runs_and_bases_are_free() -> None:
    runs = {place: [made_run(k + 50 * number) for k in range(30)] for number, place in
            enumerate(PLACES[:2])}  # fmt: skip
    state = state_of(PLACES[:2], MEASURES, FIRST + 3, ())
    found, left_out = state_in_runs(state, runs)
    places = np.array([part.place for part in state.parts])
    assert (found.covariance[np.ix_(places == PLACES[0], places == PLACES[1])] == 0).all()
    bases = [k for k, part in enumerate(state.parts) if part.kind == "base"]
    assert (np.diag(found.covariance)[bases] == LEVEL_SPREAD**2).all()
    assert left_out == {PLACES[0]: 0, PLACES[1]: 0}
    growths = [k for k, part in enumerate(state.parts) if part.kind == "growth"]
    without, _ = state_in_runs(state, runs, law=False)
    assert (without.mean[growths] == 0).all() and (without.covariance[growths] == 0).all()


def test_a_run_without_a_total_is_left_out_and_too_few_are_refused() -> None:
    state = state_of(("shenzhen",), MEASURES, FIRST + 1, ())
    runs = [made_run(k) for k in range(5)]
    for quarter in range(1, 5):
        runs[0][f"{MEASURES[0]}@{FIRST}-Q{quarter}"] = 0.0
    assert math.isnan(state_of_run(state, "shenzhen", runs[0])[0])
    assert state_in_runs(state, {"shenzhen": runs})[1] == {"shenzhen": 1}
    with pytest.raises(ValueError, match="only 3 runs"):
        state_in_runs(state, {"shenzhen": runs[:4]})


def test_a_part_of_a_year_of_growth_needs_the_year_before_too() -> None:
    (one,) = [
        each for each in investment_figures(places=("guangzhou",))
        if each.id == "guangzhou.reported_renovation.growth.2017-01..05"
    ]  # fmt: skip
    parts = state_of(("guangzhou",), MEASURES, 2018, (one,)).parts
    for year in (2016, 2017):
        assert Part("part", "guangzhou", "reported_renovation", year, 5) in parts


def test_few_runs_make_the_forecast_wider() -> None:
    state = state_of(("shenzhen",), MEASURES, FIRST + 1, ())
    runs = [made_run(k) for k in range(4)]
    once, _ = state_in_runs(state, {"shenzhen": runs})
    many, _ = state_in_runs(state, {"shenzhen": runs * 50})
    growth = [k for k, part in enumerate(state.parts) if part.kind == "growth"]
    ratio = np.diag(once.covariance)[growth].sum() / np.diag(many.covariance)[growth].sum()
    assert ratio == pytest.approx((1 + 1 / 4) / (1 + 1 / 200))
