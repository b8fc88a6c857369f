"""Statistics of sizes and of growth: tail exponents, body against tail, shape of growth rates."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

UPPER_TAIL = 0.1  # share of firms that count as the upper tail (POP-01)
SMALLEST_TAIL = 50  # firms that a tail has at least, where its beginning is searched (POP-02)
BINS = 10
LIKELIHOOD_LIMIT = 3.84  # of chi squared with one degree of freedom, at 5 %


def hill_exponent(sizes: Floats, share: float = UPPER_TAIL) -> float:
    """Hill estimate of the exponent of P(size > x) on the upper `share` of sizes (POP-01)."""
    ordered = np.sort(sizes[sizes > 0])[::-1]
    count = int(len(ordered) * share)
    if count < 2:
        return float("nan")
    excess = np.log(ordered[:count] / ordered[count]).mean()
    return float(1.0 / excess) if excess > 0 else float("nan")


def density_exponent(sizes: Floats) -> tuple[float, float]:
    """Exponent of the density of a power-law tail by maximum likelihood, and where it begins.

    The beginning is the size with the smallest Kolmogorov-Smirnov distance between the tail and
    the law fitted to it (POP-02), looked for among a hundred quantiles.
    """
    ordered = np.sort(sizes[sizes > 0])
    best, exponent, begins = float("inf"), float("nan"), float("nan")
    if len(ordered) <= SMALLEST_TAIL:
        return exponent, begins
    last = 1.0 - SMALLEST_TAIL / len(ordered)
    for start in np.unique(np.quantile(ordered, np.linspace(0.0, last, 100))):
        tail = ordered[np.searchsorted(ordered, start) :]
        logs = np.log(tail / start)
        if logs.sum() <= 0:
            continue
        alpha = 1.0 + len(tail) / logs.sum()
        fitted = 1.0 - np.exp(-(alpha - 1.0) * logs)
        steps = np.arange(len(tail) + 1) / len(tail)
        distance = max(np.abs(fitted - steps[:-1]).max(), np.abs(fitted - steps[1:]).max())
        if distance < best:
            best, exponent, begins = float(distance), float(alpha), float(start)
    return exponent, begins


def lognormal_against_power_law(sizes: Floats, smallest: float) -> float:
    """Likelihood ratio of a lognormal body over a power law, above `smallest` (POP-03).

    Twice the difference of the largest log-likelihoods of both laws truncated at `smallest`. The
    power law is a limit of the truncated lognormal, which has one parameter more: above
    `LIKELIHOOD_LIMIT` the lognormal fits better at 5 %.
    """
    from scipy.optimize import minimize
    from scipy.stats import norm

    logs = np.log(sizes[sizes >= smallest] / smallest)
    if len(logs) < 2 or logs.sum() <= 0:
        return float("nan")
    mean = logs.mean()
    power = -math.log(mean) - 1.0  # of the density of logs, an exponential law

    def loss(terms: Floats) -> float:
        centre, spread = terms[0], math.exp(terms[1])
        density = norm.logpdf(logs, centre, spread) - norm.logsf(0.0, centre, spread)
        return float(-density.mean())

    # From several starts: a lognormal far below its truncation looks like a power law.
    starts = [(mean, math.log(logs.std())), (0.0, math.log(2.0 * mean)), (-5.0 * mean, 1.0)]
    best = min(float(minimize(loss, np.array(start), method="Nelder-Mead").fun) for start in starts)
    return 2.0 * len(logs) * (-best - power)


def subbotin_shape(growth: Floats) -> float:
    """Shape b of a Subbotin density exp(-|x/a|^b / b), fitted around the median (POP-04).

    2 is a normal law, 1 a Laplace law, a tent in logarithms. The scale has a closed form at each
    b, so that only b is searched.
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import gammaln

    away = np.abs(growth - np.median(growth))
    away = away[away > 0]
    if len(away) < 10:
        return float("nan")

    def loss(shape: float) -> float:
        scale = (away**shape).mean() ** (1.0 / shape)
        return float(
            math.log(2.0 * scale) + (1.0 + math.log(shape)) / shape + gammaln(1.0 + 1.0 / shape)
        )

    return float(minimize_scalar(loss, bounds=(0.2, 5.0), method="bounded").x)


def spread_slope(growth: Floats, log_size: Floats) -> float:
    """Slope of the log standard deviation of growth on log size, over ten bins of equal number."""
    edges = np.quantile(log_size, np.linspace(0.0, 1.0, BINS + 1))
    bins = np.clip(np.searchsorted(edges, log_size, side="right") - 1, 0, BINS - 1)
    points = [
        (log_size[bins == index].mean(), growth[bins == index].std())
        for index in range(BINS)
        if (bins == index).sum() > 2
    ]
    points = [(size, spread) for size, spread in points if spread > 0]
    if len(points) < 3:
        return float("nan")
    sizes, spreads = np.array(points).T
    return float(np.polyfit(sizes, np.log(spreads), 1)[0])
