"""The arithmetic of the law: exact where it says exact, and close to the textbook elsewhere."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law.arithmetic import (
    LARGEST,
    annuity,
    exponential,
    laplace_quantile,
    logarithm,
    multiply_divide,
    normal_quantile,
    share_of,
)

MONEY = st.integers(0, 10**12)


@given(st.floats(-700, 700))
def test_exponential_is_within_one_unit_in_the_last_place(x: float) -> None:
    assert exponential(x) == pytest.approx(math.exp(x), rel=3e-16, abs=0)


@given(st.floats(1e-300, 1e300))
def test_logarithm_is_within_one_unit_in_the_last_place(x: float) -> None:
    assert logarithm(x) == pytest.approx(math.log(x), rel=3e-16, abs=1e-300)


@given(st.floats(1e-12, 1 - 1e-12))
def test_normal_quantile_agrees_with_the_textbook(p: float) -> None:
    assert normal_quantile(p) == pytest.approx(NormalDist().inv_cdf(p), rel=1e-9, abs=1e-12)


@given(st.lists(st.floats(1e-9, 1 - 1e-9), min_size=2, max_size=2).map(sorted))
def test_quantiles_rise_in_their_uniform(pair: list[float]) -> None:
    assert normal_quantile(pair[0]) <= normal_quantile(pair[1])
    assert laplace_quantile(pair[0]) <= laplace_quantile(pair[1])


def test_laplace_has_unit_variance() -> None:
    grid = [(i + 0.5) / 20000 for i in range(20000)]
    assert sum(laplace_quantile(p) ** 2 for p in grid) / 20000 == pytest.approx(1.0, abs=0.01)


@given(MONEY, st.integers(0, 10**6), st.integers(1, 10**7))
def test_multiply_divide_is_the_exact_floor(a: int, b: int, c: int) -> None:
    assert multiply_divide(a, b, c) == a * b // c


def test_multiply_divide_refuses_what_does_not_fit() -> None:
    with pytest.raises(OverflowError):
        multiply_divide(LARGEST, 3, 1)
    with pytest.raises(OverflowError):
        multiply_divide(LARGEST, LARGEST, LARGEST - 1)


def test_a_province_claims_and_money_have_a_product_beyond_63_bits() -> None:
    assert multiply_divide(10**12 - 1, 10**12, 10**12) == 10**12 - 1
    assert multiply_divide(4_000_000_001, 26_000_000_003, 90_000_000_007) == 1_155_555_555


@given(MONEY, st.integers(0, 10**6))
def test_a_share_never_exceeds_the_whole(amount: int, rate: int) -> None:
    assert 0 <= share_of(amount, rate) <= amount


def test_annuity_factors_of_the_catalogue() -> None:
    # Continuous payment: between the factors for payment at the start and at the end of a year.
    assert 6.710081 < annuity(math.log(1.08), 10) < 6.710081 * 1.08
    assert annuity(0.0, 5) == 5
