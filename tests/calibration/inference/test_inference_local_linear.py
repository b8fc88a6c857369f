"""The second opinion against closed forms, and against the first."""

from __future__ import annotations

import math

import numpy as np
import pytest
from known_worlds import closed_posterior, linear_likelihood, on_a_grid, unit_priors

from calibration.inference.agreement import Weighted, agreement
from calibration.inference.local_linear import local_linear
from calibration.inference.posterior import draw_posterior
from calibration.inference.prior import sobol_cube

SLOPES = np.array([[1.0, 0.7, 0.0], [0.6, 1.0, 0.4]])
SDS = np.full(3, 0.15)
CORRELATION = np.array([[1.0, 0.3, 0.0], [0.3, 1.0, 0.0], [0.0, 0.0, 1.0]])
ROWS = 4000


def bank(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    cube = sobol_cube(2, ROWS, seed)
    covariance = np.outer(SDS, SDS) * CORRELATION / 2
    noise = np.random.default_rng(seed).multivariate_normal(np.zeros(3), covariance, ROWS)
    return cube, (2 * cube - 1) @ SLOPES + noise


def test_a_linear_world_has_its_closed_posterior():
    likelihood = linear_likelihood(SLOPES, SDS, CORRELATION, np.array([0.1, 0.05, 0.0]))
    mean, covariance = closed_posterior(likelihood)
    cube, moments = bank()
    found = local_linear(
        cube, moments, likelihood.observed, likelihood.observed_covariance,
        np.random.default_rng(2), draws=2000, kept=0.1,
    )  # fmt: skip
    scaled = 2 * found.points - 1
    draws = Weighted(scaled, found.weights)
    sd = np.sqrt(np.diag(covariance))
    # Logits bend a little over the kept runs: a bias of a few per cent of the sd is allowed.
    assert (draws.mean() - mean) / sd == pytest.approx(0.0, abs=4 / math.sqrt(found.effective))
    assert draws.sd() / sd == pytest.approx(1.0, abs=4 / math.sqrt(2 * found.effective))
    resampled = 2 * found.draws - 1
    assert resampled.mean(axis=0) == pytest.approx(draws.mean(), abs=0.05 * sd.max())
    assert resampled.std(axis=0) == pytest.approx(draws.sd(), rel=0.05)
    assert found.effective == pytest.approx(1 / (found.weights**2).sum())
    assert len(found.kept) == 400 and found.weights.sum() == pytest.approx(1)
    assert (np.diff(found.weights) <= 0).all() and found.weights[-1] == pytest.approx(
        0
    )  # nearest first


def test_draws_stay_in_the_box_near_a_wall():
    likelihood = linear_likelihood(SLOPES, SDS, CORRELATION, np.array([0.9, 0.3, -0.35]))
    cube, moments = bank()
    found = local_linear(
        cube, moments, likelihood.observed, likelihood.observed_covariance,
        np.random.default_rng(2), kept=0.1,
    )  # fmt: skip
    assert ((found.draws > 0) & (found.draws < 1)).all()
    mean, covariance = closed_posterior(likelihood)
    middle, sd, _ = on_a_grid((mean + 1) / 2, covariance / 4, points=400)
    # Logits bend at a wall: there it is a rough opinion, up to a sd off.
    assert np.abs((found.draws.mean(axis=0) - middle) / sd).max() < 1


def test_both_methods_agree_within_their_errors():
    likelihood = linear_likelihood(SLOPES, SDS, CORRELATION, np.array([0.1, 0.05, 0.0]))
    cube, moments = bank(3)
    second = local_linear(
        cube, moments, likelihood.observed, likelihood.observed_covariance,
        np.random.default_rng(4), kept=0.1,
    )  # fmt: skip
    first = draw_posterior(unit_priors(2), likelihood, np.random.default_rng(5))
    compared = agreement(
        Weighted(first.cube, ancestors=first.ancestors),
        Weighted(second.points, second.weights),
    )
    assert compared.within(shift=0.1, ratio=1.1).all()
    assert (compared.shift_error < 0.15).all() and (compared.ratio_error < 0.15).all()


def test_data_that_say_nothing_leave_the_prior():
    cube = sobol_cube(2, 2000, 1)
    noise = np.random.default_rng(1).standard_normal((2000, 2))
    found = local_linear(cube, noise, np.zeros(2), np.zeros((2, 2)), np.random.default_rng(1))
    assert found.points.mean(axis=0) == pytest.approx(0.5, abs=0.06)
    assert found.points.std(axis=0) == pytest.approx(math.sqrt(1 / 12), rel=0.12)


def test_it_is_reproducible():
    cube, moments = bank()
    first, second = (
        local_linear(cube, moments, np.zeros(3), np.eye(3) * 0.01, np.random.default_rng(8))
        for _ in range(2)
    )
    assert (first.draws == second.draws).all()


def test_runs_all_as_near_weigh_alike():
    cube = sobol_cube(1, 100, 1)
    found = local_linear(
        cube, np.zeros((100, 1)), np.zeros(1), np.zeros((1, 1)), np.random.default_rng(1), kept=1.0
    )
    assert found.weights == pytest.approx(0.01) and found.points == pytest.approx(cube)


def test_what_cannot_be_used_is_refused():
    cube, moments = bank()
    random, covariance = np.random.default_rng(1), np.eye(3)
    with pytest.raises(ValueError, match="do not fit each other"):
        local_linear(cube[1:], moments, np.zeros(3), covariance, random)
    with pytest.raises(ValueError, match="do not fit each other"):
        local_linear(cube, moments, np.zeros(2), covariance, random)
    broken = moments.copy()
    broken[2, 0] = math.nan
    with pytest.raises(ValueError, match="row 2, in moment 0"):
        local_linear(cube, broken, np.zeros(3), covariance, random)
    with pytest.raises(ValueError, match="observed: not finite"):
        local_linear(cube, moments, np.full(3, math.nan), covariance, random)
    with pytest.raises(ValueError, match="outside 0 to 1"):
        local_linear(cube * 2, moments, np.zeros(3), covariance, random)
    with pytest.raises(ValueError, match=r"share of 1\.2"):
        local_linear(cube, moments, np.zeros(3), covariance, random, kept=1.2)
    with pytest.raises(ValueError, match="too few for 3 moments"):
        local_linear(cube, moments, np.zeros(3), covariance, random, kept=0.001)
