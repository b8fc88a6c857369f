"""What the data told: contraction, what counts as learned and as identified, ridges.

The marks were fixed before any data were looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Flags, Floats, table

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


def contraction(draws: Floats, prior_sd: Floats) -> Floats:
    """1 - posterior variance / prior variance, by parameter.

    0: the data told nothing; 1: everything. Below 0 where the data moved the posterior to where
    the prior is wide. Draws (rows, parameters) and prior sd in the same coordinates.

    Raises:
        ValueError: fewer than two draws, or a prior without spread.
    """
    rows = table("draws", draws, len(prior_sd))
    if len(rows) < 2 or not (np.asarray(prior_sd) > 0).all():
        raise ValueError("contraction: two draws and priors with a spread are needed")
    return np.asarray(1 - rows.var(axis=0, ddof=1) / np.asarray(prior_sd) ** 2)


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
