"""Tempered SMC against closed forms and numerical integration."""

from __future__ import annotations

import math

import numpy as np
import pytest
from known_worlds import closed_posterior, linear_likelihood, on_a_grid, unit_priors

from calibration.inference import tempered_smc as module
from calibration.inference.agreement import Weighted
from calibration.inference.likelihood import gaussian_log_density
from calibration.inference.posterior import draw_posterior
from calibration.inference.tempered_smc import Tempered, tempered_smc

CORNER_MEAN = np.array([0.08, 0.12])
CORNER_SD = np.array([0.15, 0.15])
CORNER_COVARIANCE = np.outer(CORNER_SD, CORNER_SD) * np.array([[1.0, -0.85], [-0.85, 1.0]])


def in_the_corner(cube):
    """A normal likelihood with a ridge that runs into two walls."""
    return gaussian_log_density(cube - CORNER_MEAN, CORNER_COVARIANCE)


def worst_error(found: Tempered, mean: np.ndarray, sd: np.ndarray) -> float:
    """Largest distance of means and sds from the truth, in Monte Carlo errors."""
    draws = Weighted(found.draws, ancestors=found.ancestors)
    apart = np.abs(draws.mean() - mean) / draws.mean_error()
    wide = np.abs(draws.sd() - sd) / draws.sd_error()
    return float(max(apart.max(), wide.max()))


def test_a_correlated_posterior_with_a_closed_form():
    slopes = np.array([[1.0, 0.9, 0.2, 0.0], [0.8, 1.0, 0.0, 0.3], [0.0, 0.1, 1.0, 0.5]])
    correlation = np.eye(4) + 0.4 * (np.ones((4, 4)) - np.eye(4))
    observed = np.array([0.1, 0.0, 0.05, 0.1])
    likelihood = linear_likelihood(slopes, np.full(4, 0.06), correlation, observed)
    mean, covariance = closed_posterior(likelihood)
    assert np.linalg.det(covariance) > 0 and np.abs(mean).max() < 1 - 5 * covariance.max() ** 0.5
    found = draw_posterior(unit_priors(3), likelihood, np.random.default_rng(3), particles=4000)
    draws = found.weighted()
    assert np.abs((draws.mean() - mean) / draws.mean_error()).max() < 4
    assert np.abs((draws.sd() - np.sqrt(np.diag(covariance))) / draws.sd_error()).max() < 4
    assert np.corrcoef(found.values.T)[0, 1] == pytest.approx(
        covariance[0, 1] / math.sqrt(covariance[0, 0] * covariance[1, 1]), abs=0.03
    )
    assert (found.scaled == pytest.approx(found.values)) and (
        found.cube == found.runs[0].draws
    ).all()


def test_a_ridge_cut_off_by_walls_agrees_with_numerical_integration():
    mean, sd, log_mass = on_a_grid(CORNER_MEAN, CORNER_COVARIANCE)
    found = tempered_smc(in_the_corner, 2, np.random.default_rng(1), particles=20_000)
    assert worst_error(found, mean, sd) < 4
    assert found.log_evidence == pytest.approx(log_mass, abs=0.03)
    assert ((found.draws > 0) & (found.draws < 1)).all()


def test_reflecting_at_the_walls_is_caught_by_that_case(monkeypatch):
    def reflecting(points, likelihood, proposed, temperature, log_likelihood, random):
        proposed = np.abs(proposed)
        proposed = 1 - np.abs(1 - proposed)
        return honest(points, likelihood, proposed, temperature, log_likelihood, random)

    honest = module._move
    monkeypatch.setattr(module, "_move", reflecting)
    mean, sd, _ = on_a_grid(CORNER_MEAN, CORNER_COVARIANCE)
    found = tempered_smc(in_the_corner, 2, np.random.default_rng(1), particles=20_000)
    assert worst_error(found, mean, sd) > 6
    assert (found.draws.std(axis=0) > sd).all(), "reflection widens"


def test_the_evidence_has_no_bias_over_repeats():
    _, _, log_mass = on_a_grid(CORNER_MEAN, CORNER_COVARIANCE)
    ratios = [
        math.exp(tempered_smc(in_the_corner, 2, np.random.default_rng(k), 500).log_evidence)
        for k in range(12)
    ]
    error = np.std(ratios, ddof=1) / math.sqrt(12)
    assert abs(np.mean(ratios) - math.exp(log_mass)) < 4 * error


def test_monte_carlo_errors_are_those_of_repeats():
    means, errors = [], []
    for k in range(30):
        found = tempered_smc(in_the_corner, 2, np.random.default_rng(k), particles=400)
        draws = Weighted(found.draws, ancestors=found.ancestors)
        means.append(draws.mean())
        errors.append(draws.mean_error())
    assert np.mean(errors, axis=0) == pytest.approx(np.std(means, axis=0, ddof=1), rel=0.45)


def test_draws_that_hardly_moved_are_known_by_their_ancestors():
    found = tempered_smc(in_the_corner, 2, np.random.default_rng(1), particles=2000, moves=1)
    naive = Weighted(found.draws).mean_error()
    honest = Weighted(found.draws, ancestors=found.ancestors).mean_error()
    assert len(np.unique(found.ancestors)) < 1000
    assert (honest > 1.15 * naive).all()


def test_no_data_leave_the_prior():
    found = tempered_smc(lambda cube: np.zeros(len(cube)), 3, np.random.default_rng(1))
    assert found.log_evidence == pytest.approx(0.0) and found.temperatures.tolist() == [0.0, 1.0]
    assert found.draws.mean(axis=0) == pytest.approx(0.5, abs=0.04)
    assert found.draws.std(axis=0) == pytest.approx(math.sqrt(1 / 12), rel=0.06)
    assert found.acceptance.shape == (1, 8)


def test_a_likelihood_of_zero_somewhere_is_left_behind():
    half = lambda cube: np.where(cube[:, 0] < 0.25, 0.0, -np.inf)  # noqa: E731
    found = tempered_smc(half, 2, np.random.default_rng(2), particles=4000)
    assert found.draws[:, 0].max() < 0.25
    assert found.draws[:, 0].mean() == pytest.approx(0.125, abs=0.005)
    assert found.log_evidence == pytest.approx(math.log(0.25), abs=0.1)


def test_the_same_generator_gives_the_same_draws():
    first, second, other = (
        tempered_smc(in_the_corner, 2, np.random.default_rng(k), 200) for k in (5, 5, 6)
    )
    assert (first.draws == second.draws).all() and first.log_evidence == second.log_evidence
    assert (first.draws != other.draws).all()
    assert first.log_likelihood == pytest.approx(in_the_corner(first.draws))
    assert (np.diff(first.temperatures) > 0).all() and first.temperatures[-1] == 1.0
    assert first.acceptance.shape == (len(first.temperatures) - 1, 8)
    assert first.acceptance[:, 1::2].mean() > first.acceptance[:, ::2].mean()  # careful steps


@pytest.mark.parametrize(
    ("likelihood", "error", "words"),
    [
        (lambda cube: np.full(len(cube), math.nan), ValueError, "not a number"),
        (lambda cube: np.full(len(cube), math.inf), ValueError, "infinite"),
        (lambda cube: np.zeros(3), ValueError, "for 100 points"),
        (lambda cube: np.full(len(cube), -math.inf), RuntimeError, "zero at every particle"),
        (lambda cube: -1e16 * cube[:, 0], RuntimeError, "too steep"),
    ],
)
def test_a_likelihood_that_cannot_be_used_is_refused(likelihood, error, words):
    with pytest.raises(error, match=words):
        tempered_smc(likelihood, 1, np.random.default_rng(1), particles=100)


@pytest.mark.parametrize("setting", [{"particles": 19}, {"moves": 0}, {"effective": 1.0}])
def test_impossible_settings_are_refused(setting):
    with pytest.raises(ValueError, match="at least ten particles"):
        tempered_smc(in_the_corner, 2, np.random.default_rng(1), **setting)
