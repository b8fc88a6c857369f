"""Arithmetic that gives the same bits in Python and compiled: exp, log, normal, whole yuan.

Both reduce the argument with a split ln 2 (fdlibm, Sun Microsystems 1993: e_exp.c, e_log.c); log
goes on as there, exp by the Taylor series to the 13th power, summed in pairs that do not wait for
each other; about one unit in the last place. `ldexp`, `frexp` and `sqrt` are exact by IEEE 754, so
they may be the platform's.
"""

from __future__ import annotations

import math

from sim.law.dialect import law, law_in_place
from sim.law.doubles import exponent_of, mantissa_of, power_of_two

PPM = 1_000_000
LARGEST = 9_223_372_036_854_775_807
# Nine trillion yuan times a million fits 63 bits; nearly every product of the law is smaller.
SAFE_AMOUNT, SAFE_NUMERATOR = 9_000_000_000_000, PPM
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_INVERSE_LN2 = 1.44269504088896338700


@law_in_place
def exponential(x: float) -> float:
    """e to the power x; 0 below -708, the largest double's neighbourhood is cut at 709."""
    if x > 709.0:
        x = 709.0
    if x < -708.0:
        return 0.0
    k = math.floor(x * _INVERSE_LN2 + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    first = r2 * (0.5 + r * 1.6666666666666666e-01)
    second = (4.1666666666666664e-02 + r * 8.3333333333333332e-03) + r2 * (
        1.3888888888888889e-03 + r * 1.9841269841269841e-04
    )
    third = (2.4801587301587302e-05 + r * 2.7557319223985893e-06) + r2 * (
        2.7557319223985888e-07 + r * 2.5052108385441720e-08
    )
    fourth = 2.0876756987868100e-09 + r * 1.6059043836821613e-10
    y = 1.0 + (r + (first + r4 * (second + r4 * (third + r4 * fourth))))
    return y * power_of_two(int(k))


@law_in_place
def logarithm(x: float) -> float:
    """Natural logarithm of x > 0; the law never asks for another (callers guard)."""
    m = mantissa_of(x)
    k = exponent_of(x)
    if m < 0.7071067811865476:
        m = m * 2.0
        k = k - 1
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (
        3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01)
    )
    odd = z * (
        6.666666666666735130e-01
        + w
        * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half_square = 0.5 * f * f
    return k * _LN2_HIGH - ((half_square - (s * (half_square + even + odd) + k * _LN2_LOW)) - f)


@law_in_place
def seventh_degree(
    r: float, a0: float, a1: float, a2: float, a3: float, a4: float, a5: float, a6: float, a7: float
) -> float:
    """Polynomial a0 + a1 r + ... + a7 r^7, in pairs that do not wait for each other (Estrin)."""
    r2 = r * r
    low = (a0 + a1 * r) + (a2 + a3 * r) * r2
    high = (a4 + a5 * r) + (a6 + a7 * r) * r2
    return low + high * (r2 * r2)


@law
def normal_quantile(p: float) -> float:
    """Standard normal quantile of 0 < p < 1 (Wichura 1988, algorithm AS 241, PPND16)."""
    q = p - 0.5
    if q <= 0.425 and q >= -0.425:
        r = 0.180625 - q * q
        return q * seventh_degree(
            r, 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
            1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
            3.3430575583588128105e4, 2.5090809287301226727e3,
        ) / seventh_degree(
            r, 1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
            2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
            5.2264952788528545610e3,
        )  # fmt: skip
    r = math.sqrt(-logarithm(p if q < 0.0 else 1.0 - p))
    if r <= 5.0:
        value = seventh_degree(
            r - 1.6, 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
            3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
            2.27238449892691845833e-2, 7.74545014278341407640e-4,
        ) / seventh_degree(
            r - 1.6, 1.0, 2.05319162663775882187e0, 1.67638483018380384940e0,
            6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
            5.47593808499534494600e-4, 1.05075007164441684324e-9,
        )  # fmt: skip
    else:
        value = seventh_degree(
            r - 5.0, 6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
            2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
            2.71155556874348757815e-5, 2.01033439929228813265e-7,
        ) / seventh_degree(
            r - 5.0, 1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
            1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
            1.42151175831644588870e-7, 2.04426310338993978564e-15,
        )  # fmt: skip
    return -value if q < 0.0 else value


@law_in_place
def laplace_quantile(p: float) -> float:
    """Quantile of the Laplace law with standard deviation 1, 0 < p < 1 (tent-shaped growth)."""
    tail = p if p < 0.5 else 1.0 - p
    distance = logarithm(2.0 * tail) * 0.7071067811865476
    return distance if p < 0.5 else -distance


@law_in_place
def power(base: float, exponent: float) -> float:
    """`base` > 0 raised to `exponent`."""
    return exponential(exponent * logarithm(base))


@law_in_place
def multiply_divide(amount: int, numerator: int, denominator: int) -> int:
    """floor(amount * numerator / denominator) for whole numbers >= 0, denominator > 0.

    Raises:
        OverflowError: the result does not fit 63 bits, within one `numerator` of it.
    """
    if numerator <= SAFE_NUMERATOR and amount <= SAFE_AMOUNT:
        return amount * numerator // denominator
    whole = amount // denominator
    rest = amount % denominator
    if numerator > 0 and whole > (LARGEST - numerator) // numerator:
        raise OverflowError("multiply_divide: the result does not fit 63 bits")
    if numerator > 0 and rest > LARGEST // numerator:
        return whole * numerator + long_division(rest, numerator, denominator)
    return whole * numerator + (rest * numerator) // denominator


@law
def long_division(rest: int, numerator: int, denominator: int) -> int:
    """floor(rest * numerator / denominator) for 0 <= rest < denominator, bit by bit.

    For products beyond 63 bits: a province's claims times its money.
    """
    quotient = 0
    left = 0
    for place in range(62, -1, -1):
        quotient = 2 * quotient
        if left >= denominator - left:  # twice what is left holds the denominator once more
            left = left - (denominator - left)
            quotient = quotient + 1
        else:
            left = 2 * left
        if (numerator >> place) & 1:
            if left >= denominator - rest:
                left = left - (denominator - rest)
                quotient = quotient + 1
            else:
                left = left + rest
    return quotient


@law_in_place
def plus(total: int, amount: int) -> int:
    """`total` and `amount`, whole numbers of which the second is not negative.

    Raises:
        OverflowError: the sum does not fit 63 bits.
    """
    if total > LARGEST - amount:
        raise OverflowError("a sum of money does not fit 63 bits")
    return total + amount


@law_in_place
def share_of(amount: int, rate_ppm: int) -> int:
    """`rate_ppm` millionths of `amount`, floored to whole yuan."""
    return multiply_divide(amount, rate_ppm, PPM)


@law_in_place
def whole(value: int) -> int:
    """The same number at full width, where a table keeps it in a narrow field."""
    return value + 0


@law_in_place
def whole_yuan(x: float) -> int:
    """A private valuation or plan turned into whole yuan (towards zero, at most 9e15)."""
    if x > 9.0e15:
        return 9_000_000_000_000_000
    if x < -9.0e15:
        return -9_000_000_000_000_000
    return int(x)


@law_in_place
def between(x: float, low: float, high: float) -> float:
    """x held between low and high."""
    if x < low:
        return low
    if x > high:
        return high
    return x


@law_in_place
def annuity(rate: float, years: float) -> float:
    """Present value of one yuan a year paid continuously for `years` at `rate` a year."""
    x = rate * years
    if x < 1e-9 and x > -1e-9:
        return years
    return (1.0 - exponential(-x)) / rate


@law
def half_up(x: float) -> int:
    """x rounded to the nearest whole number, a half upwards; how present values are shown, yuan.

    The half is looked for in x - floor(x), which is exact; x + 0.5 is not for a double next to a
    half or beyond 4.5e15.
    """
    below = math.floor(x)
    return int(below) + 1 if x - below >= 0.5 else int(below)
