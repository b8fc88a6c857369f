"""The law of the reduced model: a firm's quarter in a few scalar functions.

A firm makes revenue from demand, pays energy, interest and tax, hears of support, and now and then
has a project that it weighs against its hurdle under three grants. It is what one gets who keeps
the mechanisms of `sim/law` that run every quarter and drops all detail: six kinds of project in
place of rules read from documents, one grant, one loan, no floor, no filing. Money is in thousand
yuan. Its numbers are chosen, not estimated: it serves as a measure of speed, never of policy.

Everything here is plain Python of scalars, compiled with forced inlining; `exponential` and
`logarithm` repeat those of `sim.law.arithmetic` with the scaling by a power of two written in bits,
so that a loop of them can be put into vectors (a test holds them to the same bits).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba.extending import register_jitable

SECTORS, KINDS = 8, 6
LOW = 0xFFFFFFFF
CENTS = 100.0

# By sector: gross margin. By kind of project: cost, saving of energy, gain, both a year and per
# unit of equipment; life in years; age of equipment that is left.
MARGINS = (0.105, 0.115, 0.12, 0.125, 0.13, 0.135, 0.14, 0.15)
COSTS = (0.05, 0.08, 0.06, 0.15, 0.10, 0.25)
SAVINGS = (0.05, 0.08, 0.02, 0.12, 0.20, 0.10)
GAINS = (0.008, 0.014, 0.012, 0.026, 0.012, 0.046)
LIVES = (8.0, 10.0, 6.0, 10.0, 12.0, 15.0)
KEPT_AGE = (0.9, 0.8, 0.95, 0.7, 0.85, 0.6)

PERSISTENCE, SHOCK = 0.9, 0.12
TAX, TAX_WEAR, WEAR, PAYOUT, REPAY = 0.25, 0.025, 0.006, 0.4, 0.03
BASE_RATE, EQUITY_RETURN, LOWEST_RATE, DISCOUNT = 0.045, 0.10, 0.005, 0.01
ENERGY_PRICE, ENERGY_GROWTH = 1.0, 0.01
HEARING, WORD_OF_MOUTH = 0.02, 0.16
ARRIVAL, AGE_SCALE = 0.24, 9.0
COST_SPREAD, KEPT_CASH, OWN_SHARE, DEBT_LIMIT = 0.6, 0.02, 0.5, 0.9
SIZE_TASTE, SIZE_POINT, CHOICE_SCALE, TROUBLE = 0.03, 6.0, 0.15, 1.5
THRESHOLD, RATE, CAP = 200.0, 0.12, 5_000.0
SMALL_RATE, SMALL_CAP = 0.18, 600.0
GREEN_AGE, GREEN_RATE, GREEN_SHARE = 6.0, 1.2, 0.25
BUDGET = 0.0007  # of the equipment at the start, a quarter

inlined = register_jitable(forceinline=True, error_model="numpy")


@inlined
def exponential(x: float) -> float:
    """e to the power x for -708 < x < 709."""
    k = math.floor(x * 1.44269504088896338700 + 0.5)
    r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10
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
    return y * np.int64((int(k) + 1023) << 52).view(np.float64)


@inlined
def logarithm(x: float) -> float:
    """Natural logarithm of a normal number x > 0 (fdlibm)."""
    word = int(np.float64(x).view(np.int64))
    k = (word >> 52) - 1022
    m = np.int64((word & 0x000FFFFFFFFFFFFF) | 0x3FE0000000000000).view(np.float64)
    small = m < 0.7071067811865476
    m = m * 2.0 if small else m
    k = k - 1 if small else k
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
    half = 0.5 * f * f
    return k * 6.93147180369123816490e-01 - (
        (half - (s * (half + even + odd) + k * 1.90821492927058770002e-10)) - f
    )


@inlined
def mixed(c0: int, c1: int, c2: int, c3: int, key0: int, key1: int) -> tuple[int, int, int, int]:
    """One round of Philox4x32."""
    p0 = c0 * 0xD2511F53
    p1 = c2 * 0xCD9E8D57
    return ((p1 >> 32) & LOW) ^ c1 ^ key0, p1 & LOW, ((p0 >> 32) & LOW) ^ c3 ^ key1, p0 & LOW


@inlined
def words_of(key: int, firm: int, now: int, block: int) -> tuple[int, int, int, int]:
    """Four words of Philox4x32-10, its rounds written out: no loop inside a loop over firms."""
    k0, k1 = key & LOW, (key >> 32) & LOW
    a, b, c, d = mixed(firm & LOW, now, block, 0, k0, k1)
    a, b, c, d = mixed(a, b, c, d, (k0 + 0x9E3779B9) & LOW, (k1 + 0xBB67AE85) & LOW)
    a, b, c, d = mixed(a, b, c, d, (k0 + 2 * 0x9E3779B9) & LOW, (k1 + 2 * 0xBB67AE85) & LOW)
    a, b, c, d = mixed(a, b, c, d, (k0 + 3 * 0x9E3779B9) & LOW, (k1 + 3 * 0xBB67AE85) & LOW)
    a, b, c, d = mixed(a, b, c, d, (k0 + 4 * 0x9E3779B9) & LOW, (k1 + 4 * 0xBB67AE85) & LOW)
    a, b, c, d = mixed(a, b, c, d, (k0 + 5 * 0x9E3779B9) & LOW, (k1 + 5 * 0xBB67AE85) & LOW)
    a, b, c, d = mixed(a, b, c, d, (k0 + 6 * 0x9E3779B9) & LOW, (k1 + 6 * 0xBB67AE85) & LOW)
    a, b, c, d = mixed(a, b, c, d, (k0 + 7 * 0x9E3779B9) & LOW, (k1 + 7 * 0xBB67AE85) & LOW)
    a, b, c, d = mixed(a, b, c, d, (k0 + 8 * 0x9E3779B9) & LOW, (k1 + 8 * 0xBB67AE85) & LOW)
    return mixed(a, b, c, d, (k0 + 9 * 0x9E3779B9) & LOW, (k1 + 9 * 0xBB67AE85) & LOW)


@inlined
def wide_uniform(word0: int, word1: int) -> float:
    """Between 0 and 1, ends out, from 52 bits."""
    return ((word0 << 20) + (word1 >> 12) + 0.5) * 2.220446049250313e-16


@inlined
def short_uniform(word: int) -> float:
    """Between 0 and 1, ends out, from 32 bits."""
    return (word + 0.5) * 2.3283064365386963e-10


@inlined
def eighth(
    r: float, a0: float, a1: float, a2: float, a3: float, a4: float, a5: float, a6: float, a7: float
) -> float:
    """Polynomial of eight terms, in pairs."""
    r2 = r * r
    low = (a0 + a1 * r) + (a2 + a3 * r) * r2
    high = (a4 + a5 * r) + (a6 + a7 * r) * r2
    return low + high * (r2 * r2)


@inlined
def normal(p: float) -> float:
    """Standard normal quantile of 1.4e-11 < p < 1 - 1.4e-11 (AS 241, middle and near tail).

    Both branches are worked out and one is taken, so that the loop has no jump in it. In the far
    tail, one draw in 4e10, the near tail's polynomial goes on (off by less than 1e-4 there).
    """
    q = p - 0.5
    c = 0.180625 - q * q
    middle = q * eighth(
        c, 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
        1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
        3.3430575583588128105e4, 2.5090809287301226727e3,
    ) / eighth(
        c, 1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
        5.2264952788528545610e3,
    )  # fmt: skip
    r = math.sqrt(-logarithm(p if q < 0.0 else 1.0 - p)) - 1.6
    tail = eighth(
        r, 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
        3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
        2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ) / eighth(
        r, 1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    )  # fmt: skip
    signed = -tail if q < 0.0 else tail
    return middle if abs(q) <= 0.425 else signed


@inlined
def clipped(x: float, low: float, high: float) -> float:
    """x held between low and high."""
    x = high if x > high else x
    return low if x < low else x


@inlined
def gross_profit(
    margin: float, productivity: float, capital: float, demand: float, age: float, energy: float,
    price: float, debt: float, spread: float,
) -> float:  # fmt: skip
    """Profit of a quarter before tax: margin on sales, less energy and interest."""
    sales = productivity * capital * exponential(demand)
    bills = (capital * energy * price + debt * (BASE_RATE + spread)) * 0.25
    return margin * sales / (1.0 + 0.02 * age) - bills


@inlined
def has_project(draw: float, aware: float, age: float) -> bool:
    """Whether a project comes up this quarter."""
    return draw < ARRIVAL * aware * (1.0 - exponential(-age / AGE_SCALE))


@inlined
def best_grant(
    cost: float, kind: float, size: float, capital: float, energy: float, saving: float,
    life: float, age: float,
) -> float:  # fmt: skip
    """The largest of three grants: on cost, for small firms, for energy saved."""
    by_rate = RATE * cost if cost >= THRESHOLD else 0.0
    by_rate = CAP if by_rate > CAP else by_rate
    part = SMALL_RATE if size == 0 else 0.8 * SMALL_RATE
    small = part * cost if size <= 1 and kind >= 2 else 0.0
    small = SMALL_CAP if small > SMALL_CAP else small
    limit = GREEN_SHARE * cost
    green = GREEN_RATE * capital * energy * saving * life if age > GREEN_AGE else 0.0
    green = limit if green > limit else green
    best = small if small > by_rate else by_rate
    return green if green > best else best


@inlined
def net_value(
    capital: float, energy: float, price: float, saving: float, gain: float, life: float,
    cost: float, grant: float, own: float, spread: float, favoured: bool,
) -> float:  # fmt: skip
    """Present value of a project at the firm's own mix of equity and loan."""
    net = cost - grant
    loan_rate = BASE_RATE + spread - (DISCOUNT if favoured else 0.0)
    loan_rate = LOWEST_RATE if loan_rate < LOWEST_RATE else loan_rate
    weight = own / net
    rate = weight * EQUITY_RETURN + (1.0 - weight) * loan_rate * (1.0 - TAX)
    years = (1.0 - exponential(-rate * life)) / rate
    yearly = capital * (energy * price * saving + gain) * (1.0 - TAX) + TAX * net / life
    return yearly * years - net - (TROUBLE if grant > 0.0 else 0.0)


@inlined
def takes_it(draw: float, value: float, cost: float, hurdle: float, capital: float) -> bool:
    """Whether the firm goes for a project of this present value: a logit with its hurdle."""
    taste = SIZE_TASTE * (logarithm(capital) - SIZE_POINT)
    x = (value / cost - hurdle + taste) / CHOICE_SCALE
    return draw < 1.0 / (1.0 + exponential(clipped(-x, -700.0, 700.0)))


@inlined
def in_cents(amount: float) -> int:
    """Whole cents, so that sums do not depend on the order of firms."""
    return int(amount * CENTS + 0.5)


def kinds_reached() -> Any:
    """By sector and kind: share of projects of this kind and those before it."""
    weights = 1.0 + (np.arange(SECTORS)[:, None] * 3 + np.arange(KINDS) * 5) % 7
    return (np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)).ravel()
