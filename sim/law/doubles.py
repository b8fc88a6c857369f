"""Powers of two and the parts of a double: the only places where the law looks inside a number.

They read and write its 64 bits (IEEE 754), in Python and compiled alike, so that loops over firms
call no library function.
"""

from __future__ import annotations

from sim.law.dialect import bits_of, double_of, law_in_place


@law_in_place
def power_of_two(value: int) -> float:
    """2 to the power `value`, from -1022 to 1023."""
    return double_of((value + 1023) << 52)


@law_in_place
def exponent_of(value: float) -> int:
    """k with value = m 2^k and 0.5 <= m < 1, for a normal value > 0."""
    return (bits_of(value) >> 52) - 1022


@law_in_place
def mantissa_of(value: float) -> float:
    """m with value = m 2^k and 0.5 <= m < 1, for a normal value > 0."""
    return double_of((bits_of(value) & 0xFFFFFFFFFFFFF) | 0x3FE0000000000000)
