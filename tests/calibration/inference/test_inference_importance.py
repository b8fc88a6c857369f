"""Screening: total-effect shares with a closed form, and the dummies' floor."""

from __future__ import annotations

import math

import numpy as np
import pytest

from calibration.inference.importance import permutation_importance
from calibration.inference.prior import sobol_cube

POINTS = 2 * sobol_cube(8, 1000, 7) - 1


def moments(noise: float = 0.3) -> np.ndarray:
    a, b, c = POINTS[:, :3].T
    exact = np.stack([3 * a + b + 2 * a * b, c**2], axis=1)
    return exact + noise * np.random.default_rng(1).standard_normal(exact.shape)


def test_shares_are_total_effects():
    found = permutation_importance(POINTS, moments(1e-4), np.random.default_rng(2))
    # Variances: 9/3, 1/3 and 4/9; the product belongs to both.
    whole = 3 + 1 / 3 + 4 / 9
    expected = [(3 + 4 / 9) / whole, (1 / 3 + 4 / 9) / whole]
    assert found.shares[:2, 0] == pytest.approx(expected, abs=0.03)
    assert found.shares[2, 1] == pytest.approx(1.0, abs=0.05)
    assert found.order[:2] == (2, 0) or found.order[:2] == (0, 2)


def test_inert_parameters_and_dummies_get_next_to_nothing():
    found = permutation_importance(POINTS, moments(), np.random.default_rng(2))
    assert found.order[:3] in ((0, 2, 1), (2, 0, 1))
    assert found.largest[3:].max() < 0.03
    assert found.floor.max() < 0.03
    assert {0, 1, 2} <= set(found.told_apart)
    assert np.isnan(found.errors).all()


def test_importance_in_standard_errors_of_the_observed():
    found = permutation_importance(
        POINTS, moments(1e-4), np.random.default_rng(2), observed_errors=np.array([0.5, 0.1])
    )
    assert found.errors[0, 0] == pytest.approx(math.sqrt(3 + 4 / 9) / 0.5, rel=0.03)
    assert found.errors[2, 1] == pytest.approx(math.sqrt(4 / 45) / 0.1, rel=0.05)


def test_without_products_many_parameters_are_screened():
    random = np.random.default_rng(3)
    wide = 2 * sobol_cube(120, 600, 7) - 1
    values = 2 * wide[:, [5]] + wide[:, [77]] ** 2 + 0.3 * random.standard_normal((600, 1))
    found = permutation_importance(wide, values, random, interactions=False)
    assert found.order[:2] == (5, 77)


def test_a_moment_that_does_not_vary_has_no_shares():
    found = permutation_importance(POINTS, np.full((1000, 1), 3.0), np.random.default_rng(1))
    assert (found.shares == 0).all() and found.told_apart == ()


def test_it_is_reproducible_and_refuses_what_does_not_fit():
    first, second = (
        permutation_importance(POINTS, moments(), np.random.default_rng(6)) for _ in range(2)
    )
    assert (first.shares == second.shares).all()
    random = np.random.default_rng(1)
    with pytest.raises(ValueError, match="1000 rows of parameters for 999"):
        permutation_importance(POINTS, moments()[1:], random)
    broken = moments()
    broken[5, 1] = math.nan
    with pytest.raises(ValueError, match="row 5, in moment 1"):
        permutation_importance(POINTS, broken, random)
