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
)


def test_the_marks_are_as_declared():
    assert (LEARNED, IDENTIFIED) == (0.3, 0.5)
    values = np.array([-0.2, 0.29, 0.3, 0.75, 0.76, 1.0])
    assert learned(values).tolist() == [False, False, True, True, True, True]
    # A sd of exactly half the prior's leaves a quarter of its variance, and is not below half.
    assert identified(values).tolist() == [False, False, False, False, True, True]


@settings(deadline=None)
@given(st.floats(0.01, 3.0), st.floats(0.1, 100.0))
def test_contraction_is_what_is_left_of_the_variance(share, unit):
    draws = unit * share * np.array([[-1.0], [1.0]]) / np.sqrt(2)
    assert contraction(draws, np.array([unit]))[0] == pytest.approx(1 - share**2)


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
    assert contraction(draws, np.ones(2))[1] == 1.0


def test_what_has_no_contraction_is_refused():
    with pytest.raises(ValueError, match="two draws"):
        contraction(np.zeros((1, 2)), np.ones(2))
    with pytest.raises(ValueError, match="priors with a spread"):
        contraction(np.zeros((3, 2)), np.array([1.0, 0.0]))
    with pytest.raises(ValueError, match="3 columns"):
        contraction(np.zeros((3, 2)), np.ones(3))
