"""Naive forecasts of a published growth: only what was known of its own series."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from calibration.fit.baselines import baseline_figures
from calibration.forecasts.naive import naive_forecasts, past_growths
from calibration.forecasts.published import investment_figures
from calibration.observed import Observation

EVERY = {one.id: one for one in investment_figures()}
SPREAD = float(baseline_figures().growth_spread.value)


def known(year: int) -> tuple[Observation, ...]:
    return investment_figures(dt.date(year, 1, 31))


def test_past_growths_are_of_the_own_series_and_known() -> None:
    one = EVERY["shenzhen.reported_industrial.growth.2021"]
    found = past_growths(one, known(2021))
    assert [year for year, _ in found] == [2017, 2018]
    assert [growth for _, growth in found] == pytest.approx([math.log(1.23), math.log(1.082)])


def test_last_growth_spreads_over_the_years_since() -> None:
    one = EVERY["shenzhen.reported_industrial.growth.2021"]
    last = naive_forecasts(one, known(2021))[0]
    change = math.log(1.082) - math.log(1.23)
    assert last.mean == pytest.approx(math.log(1.082))
    assert last.sd == pytest.approx(math.sqrt((change**2 + SPREAD**2) / 2 * 3))


def test_without_a_past_no_growth_with_the_declared_spread() -> None:
    one = EVERY["guangzhou.reported_industrial.growth.2019"]
    last = naive_forecasts(one, ())[0]
    assert (last.mean, last.sd) == (0.0, SPREAD)


def test_a_plan_speaks_where_it_names_a_number() -> None:
    def names(figure: str, year: int) -> list[str]:
        return [one.name for one in naive_forecasts(EVERY[figure], known(year))]

    assert "plan" in names("shenzhen.reported_renovation.growth.2018", 2018)
    assert "plan" in names("guangdong.reported_renovation.growth.2018", 2018)
    assert "plan" not in names("shenzhen.reported_industrial.growth.2018", 2018)
    assert "plan" not in names("guangzhou.reported_renovation.growth.2021-01..10", 2021)
    province = naive_forecasts(EVERY["guangdong.reported_renovation.growth.2018"], known(2018))[1]
    assert province.mean == pytest.approx(math.log(1.2))


def test_a_grant_raises_the_user_cost_forecast_in_its_first_year_alone() -> None:
    one = EVERY["shenzhen.reported_renovation.growth.2018"]
    last, _, cost = naive_forecasts(one, known(2018))
    assert cost.mean > last.mean
    industrial = naive_forecasts(EVERY["shenzhen.reported_industrial.growth.2018"], known(2018))
    assert industrial[-1].mean == pytest.approx(industrial[0].mean)
