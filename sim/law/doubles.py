"""Powers of two and the parts of a double: the only places where the law looks inside a number.

Plain Python asks the platform (`ldexp` and `frexp` are exact by IEEE 754); compiled code reads and
writes the same bits, so that loops over firms call no library function.
"""

from __future__ import annotations

import math

from sim.law.dialect import bits_of, compiled_as, double_of


def power_of_two(value: int) -> float:
    """2 to the power `value`, from -1022 to 1023."""
    return math.ldexp(1.0, value)


def exponent_of(value: float) -> int:
    """k with value = m 2^k and 0.5 <= m < 1, for a normal value > 0."""
    return math.frexp(value)[1]


def mantissa_of(value: float) -> float:
    """m with value = m 2^k and 0.5 <= m < 1, for a normal value > 0."""
    return math.frexp(value)[0]


@compiled_as(power_of_two)
def _power_of_two(value: int) -> float:
    return double_of((value + 1023) << 52)


@compiled_as(exponent_of)
def _exponent_of(value: float) -> int:
    return (bits_of(value) >> 52) - 1022


@compiled_as(mantissa_of)
def _mantissa_of(value: float) -> float:
    return double_of((bits_of(value) & 0xFFFFFFFFFFFFF) | 0x3FE0000000000000)
