"""Conditioning of normal vectors: closed forms, and what must hold of any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from calibration.forecasts.gaussian import Normal, conditioned, draws_of

EMPTY = np.zeros((0, 2)), np.zeros(0), np.zeros((0, 0))


def some(seed: int, size: int) -> Normal:
    random = np.random.default_rng(seed)
    half = random.normal(size=(size, size))
    return Normal(random.normal(size=size), half @ half.T + 0.1 * np.eye(size))


def test_one_number_seen_with_error_is_the_weighted_mean() -> None:
    prior = Normal(np.array([1.0]), np.array([[4.0]]))
    found, density = conditioned(prior, np.array([[1.0]]), np.array([3.0]), np.array([[1.0]]))
    assert found.mean == pytest.approx([1.0 + 4 / 5 * 2])
    assert found.covariance == pytest.approx(np.array([[4 / 5]]))
    assert density == pytest.approx(multivariate_normal.logpdf(3.0, 1.0, 5.0))


def test_what_is_correlated_moves_along_by_the_regression() -> None:
    prior = Normal(np.zeros(2), np.array([[1.0, 0.6], [0.6, 1.0]]))
    row = np.array([[1.0, 0.0]])
    found, _ = conditioned(prior, row, np.array([2.0]), np.zeros((1, 1)))
    assert found.mean == pytest.approx([2.0, 1.2])
    assert found.covariance == pytest.approx(np.array([[0.0, 0.0], [0.0, 0.64]]), abs=1e-12)


def test_nothing_seen_changes_nothing() -> None:
    prior = some(1, 2)
    found, density = conditioned(prior, *EMPTY)
    assert found is prior and density == 0.0


@given(st.integers(0, 200), st.integers(1, 3))
def test_density_is_that_of_the_figures_and_no_variance_grows(seed: int, count: int) -> None:
    prior = some(seed, 4)
    random = np.random.default_rng(seed + 1)
    rows, seen = random.normal(size=(count, 4)), random.normal(size=count)
    errors = 0.3 * np.eye(count)
    found, density = conditioned(prior, rows, seen, errors)
    before = prior.of(rows)
    expected = multivariate_normal.logpdf(seen, before.mean, before.covariance + errors)
    assert density == pytest.approx(expected)
    assert (np.diag(found.covariance) <= np.diag(prior.covariance) + 1e-9).all()


@given(st.integers(0, 200))
def test_figures_one_after_another_are_figures_together(seed: int) -> None:
    prior = some(seed, 3)
    random = np.random.default_rng(seed + 1)
    rows, seen = random.normal(size=(2, 3)), random.normal(size=2)
    together, density = conditioned(prior, rows, seen, 0.2 * np.eye(2))
    first, one = conditioned(prior, rows[:1], seen[:1], np.array([[0.2]]))
    second, two = conditioned(first, rows[1:], seen[1:], np.array([[0.2]]))
    assert second.mean == pytest.approx(together.mean)
    assert second.covariance == pytest.approx(together.covariance)
    assert one + two == pytest.approx(density)


def test_figures_that_do_not_fit_are_refused() -> None:
    prior = some(2, 2)
    with pytest.raises(ValueError, match="fit together"):
        conditioned(prior, np.ones((1, 3)), np.ones(1), np.ones((1, 1)))
    with pytest.raises(ValueError, match="repeat"):
        conditioned(prior, np.ones((2, 2)), np.ones(2), np.zeros((2, 2)))


def test_draws_have_mean_and_covariance() -> None:
    normal = some(3, 3)
    draws = draws_of(normal, 40_000, np.random.default_rng(4))
    assert draws.mean(axis=0) == pytest.approx(normal.mean, abs=0.06)
    assert np.cov(draws.T) == pytest.approx(normal.covariance, rel=0.05, abs=0.1)


def test_draws_do_not_hang_on_the_eigenvectors_that_a_machine_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tilted, _ = np.linalg.qr(np.random.default_rng(7).standard_normal((3, 3)))
    normal = Normal(np.zeros(3), tilted @ np.diag([2.0, 2.0, 5.0]) @ tilted.T)
    usual = draws_of(normal, 50, np.random.default_rng(8))
    values, directions = np.linalg.eigh(normal.covariance)
    turn = np.array([[0.6, -0.8, 0.0], [0.8, 0.6, 0.0], [0.0, 0.0, -1.0]])
    monkeypatch.setattr(np.linalg, "eigh", lambda _matrix: (values, directions @ turn))
    assert draws_of(normal, 50, np.random.default_rng(8)) == pytest.approx(usual, abs=1e-12)


def test_draws_along_no_variance_stay_and_a_negative_one_is_refused() -> None:
    flat = Normal(np.array([1.0, 2.0]), np.array([[1.0, 0.0], [0.0, 0.0]]))
    assert (draws_of(flat, 9, np.random.default_rng(5))[:, 1] == 2.0).all()
    with pytest.raises(ValueError, match="negative"):
        draws_of(Normal(np.zeros(1), -np.ones((1, 1))), 2, np.random.default_rng(6))
