"""Statistics of choices: adoption of offered projects, take-up, bunching."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def payback_at_even_odds(payback: Floats, adopted: Flags) -> float:
    """Payback in years at which half of the offers are taken, by a logit on its logarithm (POP-10).

    Not a number where adoption does not fall with payback.
    """
    if adopted.all() or not adopted.any():
        return float("nan")
    intercept, slope = logit(np.log(payback), adopted)
    return math.exp(-intercept / slope) if slope < 0 else float("nan")


def logit(x: Floats, hits: Flags, rounds: int = 50) -> tuple[float, float]:
    """Intercept and slope of a logit of `hits` on `x`, by Newton's method."""
    design = np.stack([np.ones_like(x), x], axis=1)
    weights = np.zeros(2)
    for _ in range(rounds):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ weights, -30.0, 30.0)))
        information = (design * (chance * (1.0 - chance))[:, None]).T @ design
        if np.linalg.cond(information) > 1e12:
            break
        step = np.linalg.solve(information, design.T @ (hits - chance))
        weights = weights + step
        if np.abs(step).max() < 1e-10:
            break
    return float(weights[0]), float(weights[1])


def required_return(payback: float, life: float) -> float:
    """Yearly return at which a yearly saving over `life` years is just worth `payback` years of it.

    Solves (1 - exp(-r life)) / r = payback for r; not a number where life is no longer.
    """
    from scipy.optimize import brentq

    if not (0.0 < payback < life):
        return float("nan")
    return float(brentq(lambda r: (1.0 - math.exp(-r * life)) / r - payback, 1e-9, 100.0))


def take_up(eligible: Flags, claimed: Flags) -> tuple[float, float]:
    """Share of the eligible that claimed, and its standard error."""
    count = int(eligible.sum())
    if count == 0:
        return float("nan"), float("nan")
    share = float((eligible & claimed).sum() / count)
    return share, math.sqrt(share * (1.0 - share) / count)


def bunching(position: Floats, width: float = 0.02, reach: float = 0.2) -> tuple[float, int, float]:
    """Excess mass just at or above a mark: (ratio, projects in the bin, projects expected).

    Args:
        position: log of a project's cost over the mark.
        width: the bin is from 0 to this, in logarithms.
        reach: projects up to this far on either side tell what would be expected without a mark,
            the bin and one as wide just below it (whence projects may have come) left out.
    """
    inside = int(((position >= 0.0) & (position < width)).sum())
    beside = (np.abs(position) < reach) & ((position >= width) | (position < -width))
    expected = float(beside.sum()) * width / (2.0 * (reach - width))
    return (inside / expected if expected > 0 else float("nan")), inside, expected
