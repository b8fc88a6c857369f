"""Transforms go back, rise, and their errors follow the delta method."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.inference.transforms import KINDS, Transforms

ALL = Transforms(KINDS, KINDS)
ROW = st.tuples(
    st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.floats(1e-4, 1 - 1e-4), st.floats(-1e6, 1e6)
)


@settings(deadline=None)
@given(ROW)
def test_inverse_undoes_forward(row):
    values = np.array([row])
    assert ALL.inverse(ALL.forward(values)) == pytest.approx(values, rel=1e-9, abs=1e-9)


@settings(deadline=None)
@given(ROW)
def test_slopes_are_those_of_the_transform(row):
    values = np.array([row])
    step = 1e-6 * np.maximum(np.abs(values), 1e-3)
    step[0, 2] = 1e-6 * min(row[2], 1 - row[2])
    rise = (ALL.forward(values + step) - ALL.forward(values - step)) / (2 * step)
    assert ALL.derivative(values) == pytest.approx(rise, rel=1e-3)
    assert (ALL.derivative(values) > 0).all()


def test_worked_values():
    values = np.array([[2.0, math.e, 0.75, -(math.e - 1)]])
    assert ALL.forward(values)[0] == pytest.approx([2.0, 1.0, math.log(3), -1.0])
    errors = ALL.standard_errors(values, np.full((1, 4), 0.3))[0]
    assert errors == pytest.approx([0.3, 0.3 / math.e, 0.3 / 0.1875, 0.3 / math.e])


def test_the_delta_method_agrees_with_a_simulation():
    random = np.random.default_rng(2)
    middle = np.array([1.0, 20.0, 0.4, -6.0])
    factor = (
        0.01 * middle * np.array([[1, 0, 0, 0], [0.5, 1, 0, 0], [0, 0.3, 1, 0], [0, 0, 0.7, 1]])
    )
    covariance = factor.T @ factor
    drawn = random.multivariate_normal(middle, covariance, 40_000)
    simulated = np.cov(ALL.forward(drawn), rowvar=False)
    found = ALL.covariance(middle, covariance)
    assert found == pytest.approx(simulated, abs=0.03 * np.abs(simulated).max())
    assert np.sqrt(np.diag(found)) == pytest.approx(
        ALL.standard_errors(middle[None], np.sqrt(np.diag(covariance))[None])[0]
    )


def test_what_has_no_transform_is_refused_by_name_and_row():
    values = np.array([[1.0, 1.0, 0.5, 1.0], [1.0, 0.0, 1.0, math.nan]])
    assert ALL.outside(values).tolist() == [[False] * 4, [False, True, True, True]]
    with pytest.raises(ValueError, match=r"log: row 1 cannot be transformed by log, first 0\.0"):
        ALL.forward(values)
    many = np.repeat(values[1:], 7, axis=0)
    with pytest.raises(ValueError, match="rows 0, 1, 2, 3, 4 and 2 more"):
        ALL.derivative(many)


def test_transforms_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="2 names for 1"):
        Transforms(("a", "b"), ("log",))
    with pytest.raises(ValueError, match="a: transform sqrt is not one of"):
        Transforms(("a",), ("sqrt",))
    with pytest.raises(ValueError, match="4 columns"):
        ALL.forward(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="not symmetric"):
        ALL.covariance(np.full(4, 0.5), np.triu(np.ones((4, 4))))
    with pytest.raises(ValueError, match="negative"):
        ALL.covariance(np.full(4, 0.5), -np.eye(4))
