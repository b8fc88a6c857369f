"""Compiled arithmetic gives the bits of plain Python: parts of a double, exp, log, products."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.law.arithmetic import (
    LARGEST,
    SAFE_AMOUNT,
    SAFE_NUMERATOR,
    exponential,
    laplace_quantile,
    logarithm,
    multiply_divide,
    normal_quantile,
    power,
    whole,
    whole_yuan,
)
from sim.law.doubles import exponent_of, mantissa_of, power_of_two


def compiled(function: Callable[..., Any], signature: str) -> Callable[..., Any]:
    """The function as compiled loops call it."""
    names = ", ".join("abc"[: signature.count(",") + 1])
    space: dict[str, Any] = {"function": function}
    exec(f"def call({names}):\n    return function({names})", space)
    found: Callable[..., Any] = numba.njit(signature, error_model="numpy")(space["call"])
    return found


def bits(value: float) -> bytes:
    return struct.pack("<d", value)


POWER_OF_TWO = compiled(power_of_two, "f8(i8)")
EXPONENT_OF = compiled(exponent_of, "i8(f8)")
MANTISSA_OF = compiled(mantissa_of, "f8(f8)")
EXPONENTIAL = compiled(exponential, "f8(f8)")
LOGARITHM = compiled(logarithm, "f8(f8)")
NORMAL = compiled(normal_quantile, "f8(f8)")
LAPLACE = compiled(laplace_quantile, "f8(f8)")
POWER = compiled(power, "f8(f8, f8)")
WHOLE_YUAN = compiled(whole_yuan, "i8(f8)")
MULTIPLY_DIVIDE = compiled(multiply_divide, "i8(i8, i8, i8)")

SMALLEST, GREATEST = 2.2250738585072014e-308, 1.7976931348623157e308
NORMAL_DOUBLES = st.floats(SMALLEST, GREATEST)


def test_every_power_of_two_that_a_normal_double_holds() -> None:
    for value in range(-1022, 1024):
        assert bits(POWER_OF_TWO(value)) == bits(power_of_two(value)) == bits(2.0**value)


@given(NORMAL_DOUBLES)
@example(SMALLEST)
@example(GREATEST)
@example(1.0)
@example(math.nextafter(1.0, 0.0))
@example(math.nextafter(2.0, 0.0))
def test_parts_of_a_double(value: float) -> None:
    assert EXPONENT_OF(value) == exponent_of(value)
    assert bits(MANTISSA_OF(value)) == bits(mantissa_of(value))
    assert math.ldexp(mantissa_of(value), exponent_of(value)) == value
    assert 0.5 <= mantissa_of(value) < 1.0


@given(st.floats(-1e4, 1e4) | st.floats(-1.0, 1.0) | st.floats(allow_nan=False))
@example(709.0)
@example(-708.0)
@example(math.nextafter(-708.0, -math.inf))
@example(0.0)
@example(-0.0)
@example(math.inf)
@example(-math.inf)
def test_exp_compiled_has_the_bits_of_exp(x: float) -> None:
    assert bits(EXPONENTIAL(x)) == bits(exponential(x))


@given(NORMAL_DOUBLES | st.floats(0.5, 2.0))
@example(SMALLEST)
@example(GREATEST)
@example(1.0)
@example(0.7071067811865476)
@example(math.nextafter(0.7071067811865476, 0.0))
def test_log_compiled_has_the_bits_of_log(x: float) -> None:
    assert bits(LOGARITHM(x)) == bits(logarithm(x))


@given(st.floats(2.0**-53, 1.0 - 2.0**-53), st.floats(1e-3, 1e6), st.floats(-3.0, 3.0))
def test_quantiles_and_powers_compiled_have_the_bits_of_the_plain(
    p: float, base: float, exponent: float
) -> None:
    assert bits(NORMAL(p)) == bits(normal_quantile(p))
    assert bits(LAPLACE(p)) == bits(laplace_quantile(p))
    assert bits(POWER(base, exponent)) == bits(power(base, exponent))


@given(st.floats(allow_nan=False))
@example(9.0e15)
@example(-9.0e15)
@example(-0.5)
def test_whole_yuan_compiled(x: float) -> None:
    assert WHOLE_YUAN(x) == whole_yuan(x)
    assert abs(whole_yuan(x)) <= 9 * 10**15


# Products ----------------------------------------------------------------------------------------


def near(*bounds: int) -> Any:
    """Whole numbers at and around some bounds, and any from 0 to the last."""
    edges = sorted({max(0, bound + step) for bound in bounds for step in (-1, 0, 1)})
    return st.sampled_from(edges) | st.integers(0, max(bounds))


AMOUNTS = near(0, 10**6, SAFE_AMOUNT, 10**15, LARGEST)
PARTS = near(0, SAFE_NUMERATOR, 10**9, 10**13, LARGEST).filter(lambda part: part <= LARGEST)
DENOMINATORS = near(1, SAFE_NUMERATOR, 10**9, 10**13, LARGEST).filter(bool)


@given(
    AMOUNTS.filter(lambda amount: amount <= LARGEST), PARTS,
    DENOMINATORS.filter(lambda denominator: denominator <= LARGEST),
)  # fmt: skip
@example(SAFE_AMOUNT, SAFE_NUMERATOR, 1)
@example(SAFE_AMOUNT + 1, SAFE_NUMERATOR, 1)
@example(SAFE_AMOUNT, SAFE_NUMERATOR + 1, 1)
@example(SAFE_AMOUNT, SAFE_NUMERATOR, SAFE_NUMERATOR - 1)
@example(LARGEST - 1, LARGEST - 1, LARGEST)
@example(4_000_000_001, 26_000_000_003, 90_000_000_007)
def test_a_product_divided_is_the_exact_floor_or_refused(
    amount: int, numerator: int, denominator: int
) -> None:
    """In plain Python and compiled; a result that fits with room for a numerator is kept."""
    exact = amount * numerator // denominator
    for function in (multiply_divide, MULTIPLY_DIVIDE):
        if exact <= LARGEST - 2 * numerator or amount < denominator:
            assert function(amount, numerator, denominator) == exact
            continue
        try:
            assert function(amount, numerator, denominator) == exact
        except OverflowError:
            assert exact > LARGEST - 2 * numerator


def test_the_short_way_is_taken_only_where_no_product_can_be_too_large() -> None:
    assert SAFE_AMOUNT * SAFE_NUMERATOR <= LARGEST


@pytest.mark.parametrize("function", [multiply_divide, MULTIPLY_DIVIDE], ids=["plain", "compiled"])
def test_what_does_not_fit_is_refused(function: Callable[..., Any]) -> None:
    for amount, numerator, denominator in (
        (LARGEST, 3, 1), (LARGEST, LARGEST, LARGEST - 1),
    ):  # fmt: skip
        with pytest.raises(OverflowError):
            function(amount, numerator, denominator)


@pytest.mark.parametrize("width", ["int8", "int16", "int32", "int64"])
def test_a_narrow_number_is_taken_at_full_width(width: str) -> None:
    """Of which a shift by more than its own bits would otherwise be lost."""
    shifted = numba.njit(lambda value: whole(value) << 40)
    assert shifted(getattr(np, width)(3)) == 3 << 40
