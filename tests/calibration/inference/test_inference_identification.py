"""Contraction, marks and ridges on draws of known spread."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.inference.identification import (
    IDENTIFIED,
    LEARNED,
    contraction,
    identified,
    learned,
    ridges,
    scaled_sd_of,
)
from calibration.inference.prior import Marginal, Priors

MARGINALS = st.sampled_from(
    [
        Marginal("uniform", -2.0, 6.0),
        Marginal("loguniform", 0.05, 4.0),
        Marginal("triangular", 1.0, 3.0, 1.6),
    ]
)


def test_the_marks_are_as_declared():
    assert (LEARNED, IDENTIFIED) == (0.3, 0.5)
    values = np.array([-0.2, 0.29, 0.3, 0.75, 0.76, 1.0])
    assert learned(values).tolist() == [False, False, True, True, True, True]
    # A sd of exactly half the prior's leaves a quarter of its variance, and is not below half.
    assert identified(values).tolist() == [False, False, False, False, True, True]


@settings(deadline=None)
@given(st.floats(0.0, 3.0), MARGINALS)
def test_contraction_is_what_is_left_of_the_variance(share, marginal):
    priors = Priors(("a",), (marginal,))
    assert contraction(share * priors.scaled_sd, priors)[0] == pytest.approx(1 - share**2)


@settings(deadline=None)
@given(MARGINALS)
def test_draws_of_a_prior_have_learned_nothing(marginal):
    priors = Priors(("a",), (marginal,))
    cube = (np.arange(100_000)[:, None] + 0.5) / 100_000
    nothing = contraction(scaled_sd_of(priors.scaled_from_cube(cube)), priors)
    assert nothing == pytest.approx(0.0, abs=1e-4)


def test_a_loguniform_moved_to_its_low_half_has_not_learned_more_than_to_its_high_half():
    priors = Priors(("a",), (Marginal("loguniform", 0.01, 100.0),))
    halves = [np.linspace(0, 0.5, 10_001)[:, None], np.linspace(0.5, 1, 10_001)[:, None]]
    low, high = (
        contraction(scaled_sd_of(priors.scaled_from_cube(half)), priors) for half in halves
    )
    assert low == pytest.approx(high)
    assert low == pytest.approx(0.75, abs=1e-3)
    in_its_unit = [1 - priors.from_cube(half).var() / priors.sd**2 for half in halves]
    assert in_its_unit[0] > 0.99 and in_its_unit[1] < 0  # what the unit itself would say


def test_rows_of_worlds_are_reckoned_at_once():
    priors = Priors(("a", "b"), (Marginal("uniform", 0.0, 1.0), Marginal("uniform", 0.0, 9.0)))
    spread = priors.scaled_sd * np.array([[1.0, 0.5], [0.1, 2.0]])
    assert contraction(spread, priors) == pytest.approx(np.array([[0.0, 0.75], [0.99, -3.0]]))


def test_ridges_are_named_with_their_sign_steepest_first():
    random = np.random.default_rng(1)
    free = random.standard_normal((20_000, 4))
    free[:, 1] = 0.8 * free[:, 0] + 0.6 * free[:, 1]
    free[:, 3] = -0.95 * free[:, 2] + np.sqrt(1 - 0.95**2) * free[:, 3]
    found = ridges(free)
    assert [(ridge.first, ridge.second) for ridge in found] == [(2, 3), (0, 1)]
    assert [ridge.correlation for ridge in found] == pytest.approx([-0.95, 0.8], abs=0.02)
    assert ridges(free, least=0.9) == found[:1]


def test_a_parameter_that_does_not_vary_is_on_no_ridge():
    draws = np.random.default_rng(1).standard_normal((50, 2))
    draws[:, 1] = 3.0
    assert ridges(draws, least=0.0) in ([], ridges(draws, least=0.0)[:0])
    uniform = Priors(("a", "b"), (Marginal("uniform", -1.0, 1.0),) * 2)
    assert contraction(scaled_sd_of(draws), uniform)[1] == 1.0


def test_what_has_no_contraction_is_refused():
    priors = Priors(("a", "b"), (Marginal("uniform", 0.0, 1.0),) * 2)
    with pytest.raises(ValueError, match="two draws"):
        scaled_sd_of(np.zeros((1, 2)))
    for spread in (np.ones(3), np.array([1.0, -0.1]), np.array([1.0, np.nan])):
        with pytest.raises(ValueError, match="2 standard deviations"):
            contraction(spread, priors)
