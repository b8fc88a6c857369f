"""Forecasts scored beside naive ones: cases by hand, and what must hold of any."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.fit.baselines import (
    FILE,
    Normal,
    baseline_figures,
    grant_cut,
    last_growth,
    plan_target,
    user_cost,
)
from calibration.fit.scoring import (
    PRIOR,
    Scored,
    coverage_of,
    score_normal,
    score_sample,
    scored,
    skill,
    skill_over,
    with_errors,
)
from scenarios.errors import InputError

FIGURES = baseline_figures()
SPREAD = float(FIGURES.growth_spread.value)


def test_last_growth_by_hand() -> None:
    # Changes 0.2 and -0.1, beside the declared one.
    found = last_growth([0.1, 0.3, 0.2], FIGURES)
    assert found.mean == 0.2
    assert found.sd == pytest.approx(math.sqrt((0.04 + 0.01 + SPREAD**2) / 3))
    assert found.basis.startswith("2 changes")


def test_last_growth_of_a_single_year_has_the_declared_spread() -> None:
    assert last_growth([0.4], FIGURES).sd == pytest.approx(SPREAD)


def test_last_growth_spreads_with_the_root_of_years() -> None:
    past = [0.1, 0.3, 0.2]
    one, four = last_growth(past, FIGURES), last_growth(past, FIGURES, years=4)
    assert four.mean == one.mean
    assert four.sd == pytest.approx(2 * one.sd)


def test_a_series_that_never_changed_still_has_a_spread() -> None:
    assert last_growth([0.1, 0.1, 0.1], FIGURES).sd == pytest.approx(SPREAD / math.sqrt(3))


def test_plan_is_thirty_percent() -> None:
    found = plan_target(FIGURES)
    assert found.mean == pytest.approx(math.log(1.3))
    assert found.sd == FIGURES.plan_spread.value
    assert "深府办〔2017〕22号" in found.basis


def test_grant_cut_is_the_example_of_the_evidence() -> None:
    # A fifth, one and a half years late, interest 10 percent, tax a quarter: 13.0 percent.
    assert grant_cut(0.2, 1.5, 0.1, 0.25) == pytest.approx(0.130, abs=5e-4)


def test_user_cost_without_a_past_is_the_formula() -> None:
    found = user_cost([], [0.0, 0.1], FIGURES)
    # 1 - (1 - s)^e of supported investment is additional: 18 percent at 10 percent and 1.84.
    assert 1 - math.exp(-found.mean) == pytest.approx(0.18, abs=0.005)
    doubt = 1.2 / 2 / 1.6449 * -math.log(0.9)
    assert found.sd == pytest.approx(math.hypot(SPREAD, doubt))


def test_user_cost_takes_its_constant_from_the_past() -> None:
    steady = [0.1, 0.1, 0.1, 0.1]  # the price did not move, so growth is all constant
    found = user_cost([0.2, 0.1], steady, FIGURES)
    assert found.mean == pytest.approx(0.15)
    # Squares 0.05^2 twice and the declared one, of two years; and the constant's own error.
    assert found.sd == pytest.approx(math.sqrt((0.005 + SPREAD**2) / 2 * 1.5))


def test_user_cost_explains_growth_by_the_price_first() -> None:
    fall = -math.log(0.9)
    found = user_cost([1.84 * fall], [0.0, 0.1, 0.1], FIGURES)
    assert found.mean == pytest.approx(0.0, abs=1e-12)
    # What was explained by the price does not go on, and the range of the elasticity is in doubt.
    doubt = 1.2 / 2 / 1.6449 * fall
    assert found.sd == pytest.approx(math.sqrt(2 * SPREAD**2 + doubt**2))


def test_a_spread_falls_with_years_of_the_past() -> None:
    spreads = [user_cost([0.1] * n, [0.0] * (n + 2), FIGURES).sd for n in range(1, 6)]
    assert spreads == sorted(spreads, reverse=True)


def test_refusals_of_baselines() -> None:
    with pytest.raises(ValueError, match="a past growth"):
        last_growth([], FIGURES)
    with pytest.raises(ValueError, match="a year ahead"):
        last_growth([0.1], FIGURES, years=0)
    with pytest.raises(ValueError, match="two more are needed"):
        user_cost([0.1], [0.0, 0.1], FIGURES)
    for cut in (1.0, -0.1, math.nan):
        with pytest.raises(ValueError, match="from 0 to below 1"):
            user_cost([], [0.0, cut], FIGURES)
    for mean, sd in ((math.nan, 1.0), (0.0, 0.0), (0.0, math.inf)):
        with pytest.raises(ValueError, match="a spread above 0"):
            Normal("odd", mean, sd, "")


def test_every_figure_has_a_range_and_a_basis() -> None:
    for figure in (getattr(FIGURES, name) for name in type(FIGURES).model_fields):
        assert figure.low <= figure.value <= figure.high
        assert len(figure.basis) > 40


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("value: 1.84", "value: 3", "must lie within 1.3 to 2.5"),
        ("plan_spread:", "plan_spred:", "plan_spread"),
        ("unit: elasticity", "unit: yuan", "elasticity.unit"),
        ("value: 0.2\n", "value: -0.2\n", "growth_spread.value"),
    ],
)
def test_faults_of_the_file_are_told(tmp_path: Path, before: str, after: str, said: str) -> None:
    path = tmp_path / "baselines.yaml"
    text = FILE.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    with pytest.raises(InputError, match=said):
        baseline_figures(path)


def test_score_of_a_normal_by_hand() -> None:
    found = score_normal(Normal("x", 1.0, 0.5, ""), 1.0)
    # At its own mean: sd (sqrt 2 - 1) / sqrt pi.
    assert found.crps == pytest.approx(0.5 * (math.sqrt(2) - 1) / math.sqrt(math.pi))
    assert (found.low, found.high) == pytest.approx((1 - 0.5 * 1.6449, 1 + 0.5 * 1.6449), abs=1e-4)
    assert found.interval_score == pytest.approx(found.high - found.low)
    assert found.held


def test_score_of_draws_by_hand() -> None:
    # Mean distance 2 from 3, less half the mean distance 4/3 of pairs.
    found = score_sample("x", np.array([0.0, 1.0, 2.0]), 3.0, level=0.5)
    assert found.crps == pytest.approx(2 - 2 / 3)
    assert (found.centre, found.low, found.high) == (1.0, 0.5, 1.5)
    assert not found.held
    assert found.interval_score == pytest.approx(1 + 2 / 0.5 * 1.5)


def test_draws_of_a_normal_score_as_the_normal() -> None:
    draws = np.random.default_rng(1).normal(0.2, 0.1, 40_000)
    sample, normal = score_sample("x", draws, 0.35), score_normal(Normal("x", 0.2, 0.1, ""), 0.35)
    assert sample.crps == pytest.approx(normal.crps, rel=0.02)
    assert sample.low == pytest.approx(normal.low, abs=0.005)


def example(figure: str = "growth.2018", observed: float = 0.2) -> Scored:
    random = np.random.default_rng(2)
    model, prior = random.normal(0.15, 0.1, 500), random.normal(0.0, 0.4, 500)
    return scored(figure, observed, model, prior, [plan_target(FIGURES)])


def test_scored_puts_all_forecasts_beside_each_other() -> None:
    found = example()
    assert [other.name for other in found.others] == [PRIOR, "plan"]
    assert found.skill[PRIOR] == pytest.approx(1 - found.model.crps / found.others[0].crps)
    assert found.skill[PRIOR] > 0.5


def test_skill_over_figures_is_of_the_sums() -> None:
    both = [example(), example("growth.2017", 0.5)]
    expected = 1 - sum(one.model.crps for one in both) / sum(one.others[1].crps for one in both)
    assert skill_over(both)["plan"] == pytest.approx(expected)
    assert coverage_of(both).count == 2


def test_skill_by_hand() -> None:
    assert skill([1.0], [2.0]) == 0.5
    assert skill([3.0], [2.0]) == -0.5
    assert math.isnan(skill([1.0], [0.0]))


@given(st.floats(-1, 1), st.floats(0.01, 1), st.floats(-2, 2), st.floats(-3, 3))
def test_a_normal_score_moves_with_its_place(
    mean: float, sd: float, observed: float, shift: float
) -> None:
    here = score_normal(Normal("x", mean, sd, ""), observed)
    there = score_normal(Normal("x", mean + shift, sd, ""), observed + shift)
    assert there.crps == pytest.approx(here.crps, abs=1e-9)
    assert here.crps > 0


def test_errors_of_observation_widen_draws() -> None:
    values = np.zeros(20_000)
    found = with_errors(values, 0.3, np.random.default_rng(1))
    assert found.std() == pytest.approx(0.3, rel=0.03)
    assert (with_errors(values, 0.0, np.random.default_rng(1)) == 0).all()


def test_refusals_of_scores() -> None:
    with pytest.raises(ValueError, match="standard error"):
        with_errors(np.zeros(2), -1.0, np.random.default_rng(1))
    with pytest.raises(ValueError, match="too few"):
        score_sample("x", np.zeros(1), 0.0)
    with pytest.raises(ValueError, match="finite"):
        score_sample("x", np.array([0.0, math.nan]), 0.0)
    with pytest.raises(ValueError, match="two forecasts of one name"):
        scored("x", 0.0, np.arange(9.0), np.arange(9.0), [Normal("model", 0.0, 1.0, "")])
    for first, second in (([], []), ([1.0], [1.0, 2.0])):
        with pytest.raises(ValueError, match="same figures"):
            skill(first, second)
    with pytest.raises(ValueError, match="one figure or more"):
        skill_over([])
    with pytest.raises(ValueError, match="one level"):
        coverage_of([])
