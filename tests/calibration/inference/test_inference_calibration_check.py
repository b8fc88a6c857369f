"""Simulation-based calibration passes honest methods and flags others."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from known_worlds import closed_posterior, linear_emulator, unit_priors

from calibration.inference.calibration_check import World, check_world, summary, uniform_p
from calibration.inference.emulator import fit_emulator
from calibration.inference.likelihood import SyntheticLikelihood
from calibration.inference.local_linear import local_linear
from calibration.inference.posterior import draw_posterior
from calibration.inference.prior import sobol_cube

SLOPES = np.array([[1.0, 0.6, 0.0], [0.4, 1.0, 0.5]])
SDS = np.array([0.3, 0.25, 0.4])
CORRELATION = np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.2], [0.0, 0.2, 1.0]])
OBSERVED = np.diag([0.12, 0.1, 0.2])
EMULATOR = linear_emulator(SLOPES, SDS, CORRELATION)
PRIORS = unit_priors(2)
WORLDS = 120


def run(scaled: np.ndarray, seed: int) -> np.ndarray:
    covariance = np.outer(SDS, SDS) * CORRELATION
    noise = np.random.default_rng(seed).multivariate_normal(np.zeros(3), covariance, len(scaled))
    return scaled @ SLOPES + noise


def by_smc(narrow: float = 1.0, emulator=EMULATOR):
    """The method, with all standard deviations multiplied by `narrow`."""
    spread = linear_emulator(SLOPES, SDS * narrow, CORRELATION) if narrow != 1 else emulator

    def method(data, random):
        likelihood = SyntheticLikelihood(spread, data, OBSERVED * narrow**2)
        return draw_posterior(PRIORS, likelihood, random, particles=200, moves=4).scaled

    return method


def log_likelihood(points, data):
    return SyntheticLikelihood(EMULATOR, data, OBSERVED)(points)


def worlds(method, count=WORLDS, quantity=log_likelihood):
    truths = 2 * np.random.default_rng(17).random((count, 2)) - 1
    moments = run(truths, 23)
    return [
        check_world(k, truths[k], moments[k], OBSERVED, method, 5, quantity) for k in range(count)
    ]


@pytest.fixture(scope="module")
def honest():
    return worlds(by_smc())


def test_an_honest_method_holds(honest):
    found = summary(honest)
    assert found.worlds == WORLDS and not found.flagged
    assert [level.nominal for level in found.overall] == [0.5, 0.9]
    for level in found.overall:
        assert abs(level.share - level.nominal) < 3 * level.error
    for by_parameter in found.coverage:
        assert all(abs(one.share - one.nominal) < 3.5 * one.error for one in by_parameter)
    assert found.histograms.shape == (2, 20)
    assert found.histograms.sum(axis=1).tolist() == [WORLDS] * 2
    assert (found.score >= found.width).all() and (found.rmse > 0).all()
    assert found.p.shape == (2,) and 0 <= found.quantity_p <= 1


def test_a_likelihood_that_is_too_narrow_is_flagged(honest):
    found = summary(worlds(by_smc(narrow=0.4)))
    assert found.flagged
    nine_tenths = found.overall[1]
    assert nine_tenths.share < 0.9 - 4 * nine_tenths.error and not nine_tenths.holds
    assert (found.width < summary(honest).width).all()
    assert (found.score > summary(honest).score).all()


def test_a_method_that_returns_the_prior_is_flagged_by_the_likelihood_alone():
    prior = lambda data, random: 2 * random.random((200, 2)) - 1  # noqa: E731
    found = summary(worlds(prior))
    assert (found.p > 0.01).all()
    assert found.quantity_p < 1e-6 and found.flagged
    assert not summary(worlds(prior, quantity=None)).flagged
    assert math.isnan(summary(worlds(prior, quantity=None)).quantity_p)


def test_the_whole_method_from_a_bank_holds():
    """Emulator, likelihood and SMC, and the second opinion, from 600 runs."""
    cube = sobol_cube(2, 600, 3)
    scaled = 2 * cube - 1
    moments = run(scaled, 31)
    emulator = fit_emulator(scaled, moments, ("m0", "m1", "m2"), degree=2)
    first = summary(worlds(by_smc(emulator=emulator), count=100))

    def second_opinion(data, random):
        return 2 * local_linear(cube, moments, data, OBSERVED, random).draws - 1

    second = summary(worlds(second_opinion, count=100))
    for found in (first, second):
        assert abs(found.overall[1].share - 0.9) < 4 * found.overall[1].error
        assert (found.p > 1e-3).all()
    assert first.width == pytest.approx(second.width, rel=0.15)


def test_a_world_depends_on_its_index_alone(honest):
    again = worlds(by_smc(), count=8)
    assert again == honest[:8]
    assert summary(honest[::-1]).p.tolist() == summary(honest).p.tolist()


def test_a_world_can_be_written_and_read(honest):
    assert World(**json.loads(json.dumps(honest[3].plain()))) == honest[3]


def test_ranks_of_a_truth_among_its_own_kind_are_uniform():
    ranks = [
        check_world(
            k, np.random.default_rng([9, k]).standard_normal(1), np.zeros(1), np.zeros((1, 1)),
            lambda data, random: random.standard_normal((19, 1)), 1,
        ).rank[0]
        for k in range(400)
    ]  # fmt: skip
    assert uniform_p(np.array(ranks)) > 0.01
    assert min(ranks) > 0 and max(ranks) < 1


def test_a_rank_is_the_share_of_draws_below_the_truth():
    draws = np.repeat(np.arange(99.0)[:, None], 3, axis=1)
    truth = np.array([-1.0, 12.5, 200.0])
    world = check_world(
        0, truth, np.zeros(1), np.zeros((1, 1)), lambda data, random: draws, 1,
        lambda points, data: points[:, 2],
    )  # fmt: skip
    assert world.rank == pytest.approx([0.005, 0.135, 0.995], abs=0.006)
    assert world.held == [[False, False, False], [False, True, False]]
    assert world.quantity_rank == pytest.approx(0.995, abs=0.006)


def test_errors_of_observation_are_in_the_data():
    seen = []

    def method(data, random):
        seen.append(data)
        return random.standard_normal((5, 1))

    covariance = np.array([[4.0, 1.5], [1.5, 1.0]])
    for k in range(500):
        check_world(k, np.zeros(1), np.array([10.0, 0.0]), covariance, method, 1)
    data = np.array(seen)
    assert data.mean(axis=0) == pytest.approx([10.0, 0.0], abs=0.3)
    assert np.cov(data.T) == pytest.approx(covariance, abs=0.6)


def test_closed_intervals_are_those_of_the_posterior():
    likelihood = SyntheticLikelihood(EMULATOR, np.array([0.1, 0.0, 0.1]), OBSERVED)
    mean, covariance = closed_posterior(likelihood)

    def exact(data, random):
        return random.multivariate_normal(mean, covariance, 40_000)

    world = check_world(0, mean, likelihood.observed, OBSERVED * 0, exact, 1)
    sd = np.sqrt(np.diag(covariance))
    assert world.mean == pytest.approx(mean, abs=0.01) and world.sd == pytest.approx(sd, rel=0.03)
    assert world.width == pytest.approx(2 * 1.6449 * sd, rel=0.03)
    assert world.rank == pytest.approx([0.5, 0.5], abs=0.02)
    assert world.held == [[True, True], [True, True]]


def test_what_cannot_be_checked_is_refused(honest):
    method = by_smc()
    with pytest.raises(ValueError, match="world 2: one row of finite"):
        check_world(2, np.zeros(2), np.array([1.0, math.nan, 0.0]), OBSERVED, method, 1)
    with pytest.raises(ValueError, match="3 by 3"):
        check_world(2, np.zeros(2), np.zeros(3), np.eye(2), method, 1)
    with pytest.raises(ValueError, match="1 columns"):
        check_world(2, np.zeros(1), np.zeros(3), OBSERVED, method, 1)
    missing = lambda data, random: np.full((5, 2), math.nan)  # noqa: E731
    with pytest.raises(ValueError, match="world 2: draws are not finite"):
        check_world(2, np.zeros(2), np.zeros(3), OBSERVED, missing, 1)
    with pytest.raises(ValueError, match="each once"):
        summary([honest[0], honest[0]])
    with pytest.raises(ValueError, match="at least two"):
        summary(honest[:1])
