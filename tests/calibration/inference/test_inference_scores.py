"""Scores against closed forms and brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from calibration.inference.scores import (
    coverage,
    crps_gaussian,
    crps_sample,
    interval_score,
    quantile_interval,
)

NUMBER = st.floats(-1e3, 1e3)
DRAWS = st.lists(NUMBER, min_size=2, max_size=12)


@settings(deadline=None)
@given(DRAWS, NUMBER)
def test_the_score_of_draws_is_the_mean_over_pairs(draws, observed):
    x = np.array(draws)
    apart = np.abs(x[:, None] - x)
    near = np.abs(x - observed).mean()
    n = len(x)
    tolerance = {"rel": 1e-9, "abs": 1e-9}
    fair = near - apart.sum() / (2 * n * (n - 1))
    assert crps_sample(x, observed) == pytest.approx(fair, **tolerance)
    plain = near - apart.sum() / (2 * n**2)
    assert crps_sample(x, observed, fair=False) == pytest.approx(plain, **tolerance)
    assert crps_sample(x, observed, fair=False) >= -1e-9


@settings(deadline=None)
@given(DRAWS, NUMBER, st.floats(-1e3, 1e3), st.floats(0.1, 10))
def test_the_score_moves_and_grows_with_the_unit(draws, observed, shift, unit):
    x = np.array(draws)
    score = crps_sample(unit * x + shift, unit * observed + shift)
    assert score == pytest.approx(unit * crps_sample(x, observed), rel=1e-6, abs=1e-6)


def test_one_draw_is_scored_by_its_distance():
    assert crps_sample(np.array([3.0]), 5.0, fair=False) == 2.0
    assert crps_gaussian(3.0, 0.0, 5.0) == 2.0


def test_the_empirical_score_is_the_integral_over_the_distribution_function():
    x = np.array([0.0, 1.0, 4.0])
    grid = np.linspace(-10, 10, 400_001)
    steps = np.searchsorted(x, grid, side="right") / 3
    integral = np.trapezoid((steps - (grid >= 2.0)) ** 2, grid)
    assert crps_sample(x, 2.0, fair=False) == pytest.approx(integral, abs=1e-4)


def test_the_normal_score_is_the_integral_over_the_distribution_function():
    grid = np.linspace(-30, 30, 600_001)
    integral = np.trapezoid((stats.norm(1, 2).cdf(grid) - (grid >= 2.5)) ** 2, grid)
    assert crps_gaussian(1.0, 2.0, 2.5) == pytest.approx(integral, abs=1e-4)
    # Expected score of a true standard normal forecast: 1 / sqrt(pi).
    mean = np.mean([crps_gaussian(0, 1, y) for y in stats.norm.ppf((np.arange(2000) + 0.5) / 2000)])
    assert mean == pytest.approx(1 / math.sqrt(math.pi), rel=1e-3)


def test_the_fair_score_does_not_depend_on_the_number_of_draws():
    random = np.random.default_rng(3)
    known = crps_gaussian(0.0, 1.0, 0.7)
    few = [crps_sample(random.standard_normal(3), 0.7) for _ in range(20_000)]
    assert np.mean(few) == pytest.approx(known, abs=5 * np.std(few) / math.sqrt(len(few)))
    assert crps_sample(random.standard_normal(100_000), 0.7) == pytest.approx(known, rel=0.02)
    unfair = [crps_sample(random.standard_normal(3), 0.7, fair=False) for _ in range(2000)]
    assert np.mean(unfair) > known + 0.1


def test_interval_score_by_hand():
    found = interval_score(np.zeros(3), np.full(3, 2.0), np.array([1.0, -0.5, 3.0]), 0.8)
    assert found == pytest.approx([2.0, 2.0 + 10 * 0.5, 2.0 + 10 * 1.0])


def test_quantile_intervals():
    draws = np.arange(101.0)[:, None] * [1.0, 2.0]
    low, high = quantile_interval(draws)
    assert low == pytest.approx([5.0, 10.0]) and high == pytest.approx([95.0, 190.0])


def test_coverage_and_its_error():
    found = coverage(np.array([True] * 85 + [False] * 15), 0.9)
    assert (found.share, found.count, found.nominal) == (0.85, 100, 0.9)
    assert found.error == pytest.approx(0.03) and found.holds
    assert not coverage(np.array([True] * 80 + [False] * 20), 0.9).holds


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: crps_sample(np.array([1.0]), 1.0), "1 draws are too few"),
        (lambda: crps_sample(np.array([]), 1.0, fair=False), "0 draws"),
        (lambda: crps_sample(np.array([1.0, math.nan]), 1.0), "finite"),
        (lambda: crps_sample(np.array([1.0, 2.0]), math.inf), "finite"),
        (lambda: crps_gaussian(0.0, -1.0, 0.0), "deviation of -1"),
        (lambda: crps_gaussian(0.0, math.nan, 0.0), "deviation of nan"),
        (lambda: interval_score(np.ones(1), np.zeros(1), np.ones(1)), "ends in order"),
        (lambda: interval_score(np.zeros(1), np.ones(1), np.ones(1), 1.0), "level"),
        (lambda: quantile_interval(np.ones(3), 0.0), "level of 0"),
        (lambda: coverage(np.array([], bool), 0.9), "intervals and a level"),
        (lambda: coverage(np.array([True]), 1.0), "intervals and a level"),
    ],
)
def test_what_has_no_score_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
