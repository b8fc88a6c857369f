"""How large a firm is drawn, and the size class it counts as.

Sizes follow a lognormal body or a Pareto tail (POP-01 to POP-03), truncated as the stratum says.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import between, exponential, logarithm, normal_quantile, power
from sim.law.codes import LARGE, MEDIUM, MICRO, SMALL
from sim.law.dialect import law


@law
def normal_share(z: float) -> float:
    """Standard normal distribution function (Abramowitz and Stegun 26.2.17, error below 1e-7)."""
    x = -z if z < 0.0 else z
    t = 1.0 / (1.0 + 0.2316419 * x)
    tail = (
        0.3989422804014327
        * exponential(-0.5 * x * x)
        * t
        * (
            0.319381530
            + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)))
        )
    )
    return tail if z < 0.0 else 1.0 - tail


@law
def drawn_size(uniform: float, stratum: Any) -> float:
    """Size in yuan from the stratum's truncated law."""
    if stratum.pareto == 1:
        at_low = power(stratum.scale, -stratum.shape)
        at_high = power(stratum.high, -stratum.shape)
        size = power(at_low - uniform * (at_low - at_high), -1.0 / stratum.shape)
        return between(size, stratum.low, stratum.high)
    at_low = normal_share(logarithm(stratum.low / stratum.scale) / stratum.shape)
    at_high = normal_share(logarithm(stratum.high / stratum.scale) / stratum.shape)
    z = normal_quantile(between(at_low + uniform * (at_high - at_low), 1e-12, 1.0 - 1e-12))
    return between(stratum.scale * exponential(stratum.shape * z), stratum.low, stratum.high)


@law
def size_class(revenue: int, employees: int) -> int:
    """Size class by the national standard of 2017 for industry: both limits must be met.

    Large: 1,000 employees and 400M yuan of revenue; medium: 300 and 20M; small: 20 and 3M.
    """
    if employees >= 1000 and revenue >= 400_000_000:
        return LARGE
    if employees >= 300 and revenue >= 20_000_000:
        return MEDIUM
    if employees >= 20 and revenue >= 3_000_000:
        return SMALL
    return MICRO
