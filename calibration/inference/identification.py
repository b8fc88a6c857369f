"""What the data told: contraction, what counts as learned and as identified, ridges.

Spreads of prior and posterior are compared on the prior's own scale: the support laid on [-1, 1],
in the logarithm for a loguniform prior. In the parameter's own unit a loguniform prior is wide at
its high end, so that a move to the low end alone would look like learning.

The marks were fixed before any data were looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Flags, Floats, table
from calibration.inference.prior import Priors

# Both are of spreads on the prior's own scale.
LEARNED = 0.3  # contraction from which a parameter counts as learned; below, its prior stands
IDENTIFIED = 0.5  # share of the prior sd below which the posterior sd counts as identified
RIDGE = 0.5  # size of a correlation above which two parameters are named as a ridge


@dataclass(frozen=True)
class Ridge:
    """Two parameters that the data tell apart badly.

    Attributes:
        first: column of one.
        second: column of the other, larger than `first`.
        correlation: of their posterior draws. Above 0, both high or both low fit; below, one high
            and the other low.
    """

    first: int
    second: int
    correlation: float


def contraction(scaled_sd: Floats, priors: Priors) -> Floats:
    """1 - posterior variance / prior variance, by parameter, on the prior's own scale.

    0: the data told nothing; 1: everything. Below 0 where the data moved a posterior to where its
    prior is wide (a triangular one). The one reckoning of it: of fits, of what is published, of
    blocks of data, and of the worlds of a proof.

    Args:
        scaled_sd: standard deviations of posterior draws with each support laid on [-1, 1]
            (..., parameters), as `scaled_sd_of` gives them.
        priors: of the parameters.

    Raises:
        ValueError: not one for each parameter, or one that is no standard deviation.
    """
    spread = np.asarray(scaled_sd, float)
    if spread.shape[-1:] != (priors.count,) or not (spread >= 0).all():
        raise ValueError(f"contraction: {priors.count} standard deviations are needed")
    return np.asarray(1 - (spread / priors.scaled_sd) ** 2)


def scaled_sd_of(scaled: Floats) -> Floats:
    """Standard deviation of each parameter of scaled draws (draws, parameters).

    Raises:
        ValueError: fewer than two draws.
    """
    rows = table("draws", scaled)
    if len(rows) < 2:
        raise ValueError("a spread needs two draws")
    return np.asarray(rows.std(axis=0, ddof=1))


def learned(contractions: Floats) -> Flags:
    """Which parameters have learned from the data: contraction of `LEARNED` or more."""
    return np.asarray(contractions >= LEARNED)


def identified(contractions: Floats) -> Flags:
    """Which parameters are identified: posterior sd below `IDENTIFIED` of the prior's."""
    return np.asarray(contractions > 1 - IDENTIFIED**2)


def ridges(draws: Floats, least: float = RIDGE) -> list[Ridge]:
    """Pairs of parameters with posterior correlations above `least` in size, largest first."""
    rows = table("draws", draws)
    spread = rows.std(axis=0)
    moving = spread > 0
    standard = np.where(moving, (rows - rows.mean(axis=0)) / np.where(moving, spread, 1.0), 0.0)
    correlations = standard.T @ standard / len(rows)
    pairs = zip(*np.triu_indices(rows.shape[1], 1), strict=True)
    found = [Ridge(int(i), int(j), float(correlations[i, j])) for i, j in pairs]
    steep = [ridge for ridge in found if abs(ridge.correlation) > least]
    return sorted(steep, key=lambda ridge: -abs(ridge.correlation))
