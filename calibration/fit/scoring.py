"""Forecasts scored against what was published, beside naive forecasts with spreads.

All in the logarithm that the figure's error is an error of. CRPS and interval score: less is
better. Skill against a baseline: 1 is perfect, 0 no better than it, below 0 worse.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.fit.baselines import Normal

if TYPE_CHECKING:
    from calibration.inference.scores import Coverage

Floats = NDArray[np.float64]

LEVEL = 0.9
MODEL, PRIOR = "model", "prior predictive"


@dataclass(frozen=True)
class Score:
    """How good one forecast of one figure was.

    Attributes:
        name: of the forecast.
        centre: its median.
        low: lower end of its central interval.
        high: upper end.
        held: whether the interval held the figure.
        crps: continuous ranked probability score.
        interval_score: width of the interval, and the penalty for missing.
    """

    name: str
    centre: float
    low: float
    high: float
    held: bool
    crps: float
    interval_score: float


@dataclass(frozen=True)
class Scored:
    """The model's forecast of one figure, and the others' of the same.

    Attributes:
        figure: its id.
        observed: what was published.
        level: of the intervals.
        model: score of the model's forecast.
        others: scores of the baselines, in their order.
    """

    figure: str
    observed: float
    level: float
    model: Score
    others: tuple[Score, ...]

    @property
    def skill(self) -> dict[str, float]:
        """The model's skill against each other forecast, by its name."""
        return {other.name: skill([self.model.crps], [other.crps]) for other in self.others}


def with_errors(values: Floats, standard_error: float, random: np.random.Generator) -> Floats:
    """Figures as they would be published, from those that runs gave: with errors of observation.

    Raises:
        ValueError: a standard error below 0.
    """
    if not standard_error >= 0:
        raise ValueError(f"a standard error of {standard_error}")
    return np.asarray(values + standard_error * random.standard_normal(np.shape(values)))


def score_sample(name: str, draws: Floats, observed: float, level: float = LEVEL) -> Score:
    """Score of a forecast given as draws, errors of observation already in them.

    Raises:
        ValueError: fewer than two draws, or values that are not finite.
    """
    from calibration.inference.scores import crps_sample, quantile_interval

    crps = crps_sample(draws, observed)  # refuses what is not finite, so it comes first
    low, high = (float(end) for end in quantile_interval(draws, level))
    return _score(name, float(np.median(draws)), (low, high), observed, crps, level)


def score_normal(forecast: Normal, observed: float, level: float = LEVEL) -> Score:
    """Score of a normal forecast.

    Raises:
        ValueError: a level outside 0 to 1.
    """
    from scipy.stats import norm

    from calibration.inference.scores import crps_gaussian

    half = float(norm.ppf((1 + level) / 2)) * forecast.sd
    crps = crps_gaussian(forecast.mean, forecast.sd, observed)
    ends = (forecast.mean - half, forecast.mean + half)
    return _score(forecast.name, forecast.mean, ends, observed, crps, level)


def _score(
    name: str, centre: float, ends: tuple[float, float], observed: float, crps: float, level: float
) -> Score:
    from calibration.inference.scores import interval_score

    low, high = ends
    score = float(interval_score(np.array(low), np.array(high), np.array(observed), level))
    return Score(name, centre, low, high, low <= observed <= high, crps, score)


def scored(
    figure: str,
    observed: float,
    model: Floats,
    prior: Floats,
    baselines: Sequence[Normal],
    level: float = LEVEL,
) -> Scored:
    """Score the model's forecast of a figure, the prior's, and the naive ones.

    Args:
        figure: its id.
        observed: what was published, on the scale of the draws.
        model: draws of the posterior predictive, errors of observation in them.
        prior: draws of the prior predictive, likewise.
        baselines: naive forecasts.
        level: of the intervals.

    Raises:
        ValueError: too few draws, values that are not finite, or two forecasts of one name.
    """
    others = (
        score_sample(PRIOR, prior, observed, level),
        *(score_normal(one, observed, level) for one in baselines),
    )
    names = [MODEL, *(other.name for other in others)]
    if len(set(names)) < len(names):
        raise ValueError(f"two forecasts of one name among {', '.join(names)}")
    return Scored(figure, observed, level, score_sample(MODEL, model, observed, level), others)


def skill(model: Sequence[float], baseline: Sequence[float]) -> float:
    """1 less the sum of the model's CRPS over that of a baseline, on the same figures.

    Fair scores of few draws may sum to 0 or less for the baseline; skill is then not a number.

    Raises:
        ValueError: no figures, or not as many of one as of the other.
    """
    if not model or len(model) != len(baseline):
        raise ValueError("skill: scores of the same figures, one or more, are needed")
    return 1.0 - sum(model) / sum(baseline) if sum(baseline) > 0 else math.nan


def skill_over(figures: Sequence[Scored]) -> dict[str, float]:
    """Skill over several figures against each forecast that all of them have, by its name.

    Raises:
        ValueError: no figures.
    """
    if not figures:
        raise ValueError("skill: one figure or more is needed")
    tables = [{other.name: other.crps for other in one.others} for one in figures]
    common = [name for name in tables[0] if all(name in table for table in tables)]
    model = [one.model.crps for one in figures]
    return {name: skill(model, [table[name] for table in tables]) for name in common}


def coverage_of(figures: Sequence[Scored]) -> Coverage:
    """How often the model's intervals held, with the binomial error of independent figures.

    Raises:
        ValueError: no figures, or intervals of several levels.
    """
    from calibration.inference.scores import coverage

    levels = {one.level for one in figures}
    if len(levels) != 1:
        raise ValueError("coverage: figures with intervals of one level are needed")
    return coverage(np.array([one.model.held for one in figures]), levels.pop())
