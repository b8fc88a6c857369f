"""Climbs and profiles where the maximum is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import chi2

from calibration.inference.climb import climb
from calibration.inference.likelihood import gaussian_log_density
from calibration.inference.profiles import LEVEL, profile_likelihood

MEAN = np.array([0.5, 0.45, 0.6])
SD = np.array([0.08, 0.06, 0.1])
CORRELATION = np.array([[1.0, 0.8, 0.0], [0.8, 1.0, 0.0], [0.0, 0.0, 1.0]])
COVARIANCE = np.outer(SD, SD) * CORRELATION


def ridge(cube):
    return gaussian_log_density(cube - MEAN, COVARIANCE)


def test_climbs_reach_the_top_and_never_fall():
    random = np.random.default_rng(1)
    starts = random.random((30, 3))
    points, reached = climb(ridge, starts, COVARIANCE, random)
    assert points == pytest.approx(np.tile(MEAN, (30, 1)), abs=1e-4)
    assert reached == pytest.approx(ridge(MEAN[None])[0])
    _, few = climb(ridge, starts, COVARIANCE, random, rounds=5)
    assert (few >= ridge(starts)).all()


def test_a_top_beyond_the_wall_is_found_at_the_wall():
    beyond = np.array([1.05, 0.5, 0.5])
    hill = lambda cube: gaussian_log_density(cube - beyond, COVARIANCE)  # noqa: E731
    points, reached = climb(
        hill, np.full((10, 3), 0.5), COVARIANCE, np.random.default_rng(2), rounds=1500
    )
    known = minimize(
        lambda x: -hill(x[None])[0], np.full(3, 0.5), bounds=[(0, 1)] * 3, method="L-BFGS-B"
    )
    assert reached.max() == pytest.approx(-known.fun, abs=1e-3)
    assert points[reached.argmax()][0] == pytest.approx(1.0, abs=1e-6)


def test_what_is_held_stays():
    free = np.array([[True, False, True]] * 4)
    starts = np.random.default_rng(1).random((4, 3))
    points, _ = climb(ridge, starts, COVARIANCE, np.random.default_rng(1), free)
    assert (points[:, 1] == starts[:, 1]).all()
    best = MEAN[0] + 0.8 * SD[0] / SD[1] * (starts[:, 1] - MEAN[1])
    assert points[:, 0] == pytest.approx(np.clip(best, 0, 1), abs=1e-2)


def test_profiles_of_a_normal_are_parabolas():
    draws = np.random.default_rng(3).multivariate_normal(MEAN, COVARIANCE, 1000)
    found = profile_likelihood(ridge, np.clip(draws, 0.01, 0.99), np.random.default_rng(1))
    inner = np.abs(found.grid - 0.5) < 0.2
    for k in range(3):
        parabola = ((found.grid - MEAN[k]) / SD[k]) ** 2
        assert found.drop[k, inner] == pytest.approx(parabola[inner], abs=0.05)
        assert found.inside[k].tolist() == (found.drop[k] < LEVEL).tolist()
    half = np.sqrt(LEVEL) * SD
    assert found.low == pytest.approx(MEAN - half, abs=0.012)
    assert found.high == pytest.approx(MEAN + half, abs=0.012)
    assert not found.flat.any()


def test_a_parameter_that_others_make_up_for_is_flat():
    # Only the sum of the first two counts, and any value of one is made up for by the other.
    total = lambda cube: -(((cube[:, :2].sum(axis=1) - 1) / 0.05) ** 2) / 2  # noqa: E731
    random = np.random.default_rng(1)
    first = random.random(800)
    second = np.clip(1 - first + 0.05 * random.standard_normal(800), 0, 1)
    draws = np.column_stack([first, second, random.random(800)])
    found = profile_likelihood(total, draws, random, points=11)
    assert found.flat.tolist() == [True, True, True]
    assert found.low.tolist() == [0.0] * 3 and found.high.tolist() == [1.0] * 3


def test_the_level_is_the_90_per_cent_quantile_of_chi_squared():
    assert pytest.approx(chi2.ppf(0.9, 1)) == LEVEL


def test_it_is_reproducible_and_refuses_what_it_cannot_do():
    draws = np.random.default_rng(3).random((50, 3))
    first, second = (
        profile_likelihood(ridge, draws, np.random.default_rng(4), points=5, rounds=20)
        for _ in range(2)
    )
    assert (first.drop == second.drop).all() and (first.drop >= 0).all()
    with pytest.raises(ValueError, match="more draws than parameters"):
        profile_likelihood(ridge, draws[:3], np.random.default_rng(1))
    with pytest.raises(ValueError, match="outside the unit cube"):
        climb(ridge, draws + 1, COVARIANCE, np.random.default_rng(1))
