"""How much of a spread lies between draws and how much within them: one-way analysis of variance.

Each draw is run several times, every time with a seed of its own. By the law of total variance what
is seen is the variance between draws of what a draw gives on average, plus the variance that chance
leaves within one. Where draws share their seeds `sim.runs.spread_of` is right instead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Floats, Whole

LEVEL = 0.9
FEWEST_DRAWS = 3  # leaving one out must leave two


@dataclass(frozen=True, eq=False)  # holds arrays
class Intraclass:
    """The split, by outcome; not a number where fewer than three draws have figures.

    Attributes:
        between: variance between draws, unbiased; below 0 where chance alone would give more.
        within: variance within a draw: chance.
        share: of `between` in both together, at least 0; not a number where nothing varies.
        error: its standard error, by leaving out one draw after another (jackknife); of the share
            before it is held at 0.
        low: lower end of its 90 % interval, exact for normal values.
        high: upper end.
        draws: that had figures.
    """

    between: Floats
    within: Floats
    share: Floats
    error: Floats
    low: Floats
    high: Floats
    draws: Whole


def intraclass(values: Floats) -> Intraclass:
    """Split the variance of outcomes.

    A draw that lacks a finite figure of an outcome in one of its runs is left out for it.

    Args:
        values: (draws, runs of a draw, outcomes).

    Raises:
        ValueError: another shape, fewer than three draws, or fewer than two runs of each.
    """
    table = np.asarray(values, float)
    if table.ndim != 3 or table.shape[0] < FEWEST_DRAWS or table.shape[1] < 2:
        raise ValueError(
            f"{FEWEST_DRAWS} draws with two runs each are needed for each outcome, not "
            f"{table.shape}"
        )
    whole = np.isfinite(table).all(axis=1)
    rows = [_split(table[whole[:, k], :, k]) for k in range(table.shape[2])]
    between, within, share, error, low, high = np.array(rows, float).reshape(-1, 6).T
    return Intraclass(between, within, share, error, low, high, whole.sum(axis=0))


def _split(values: Floats) -> tuple[float, float, float, float, float, float]:
    """Between, within, share, error, low and high of one outcome (draws, runs)."""
    if len(values) < FEWEST_DRAWS:
        nan = float("nan")
        return nan, nan, nan, nan, nan, nan
    between, within = _components(values)
    share = _share(between, within)
    count = len(values)
    left = np.array([_share(*_components(np.delete(values, k, axis=0))) for k in range(count)])
    error = float(np.sqrt((count - 1) / count * ((left - left.mean()) ** 2).sum()))
    low, high = _interval(values)
    return between, within, float(np.maximum(share, 0.0)), error, low, high


def _components(values: Floats) -> tuple[float, float]:
    within = float(values.var(axis=1, ddof=1).mean())
    return float(values.mean(axis=1).var(ddof=1)) - within / values.shape[1], within


def _share(between: float, within: float) -> float:
    whole = between + within
    return between / whole if whole > 0.0 else float("nan")


def _interval(values: Floats) -> tuple[float, float]:
    """Ends of the share's interval from the ratio of mean squares (Searle 1971)."""
    from scipy.stats import f

    draws, runs = values.shape
    within = float(values.var(axis=1, ddof=1).mean())
    of_means = runs * float(values.mean(axis=1).var(ddof=1))
    if within == 0.0:
        return (1.0, 1.0) if of_means > 0.0 else (float("nan"), float("nan"))
    tails = f.ppf([(1 + LEVEL) / 2, (1 - LEVEL) / 2], draws - 1, draws * (runs - 1))
    ends = np.maximum(of_means / within / tails - 1.0, 0.0)
    low, high = (ends / (ends + runs)).tolist()
    return low, high
