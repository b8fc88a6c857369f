"""How much of the spread of an outcome comes from parameters, and how much from chance.

    found = ensemble(base, posterior.settings(), ["reported_renovation"], replicates=8)
    years, values = found.years_of("reported_renovation")
    spread_of(values, draws=len(found.settings))

By the law of total variance: the variance between draws of what a draw gives on average, and the
average over draws of the variance that chance leaves within one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[Any] | np.ma.MaskedArray[Any, Any]


@dataclass(frozen=True, eq=False)  # holds arrays
class SpreadShares:
    """Variances of an outcome, in its unit squared; arrays of the outcome's own shape.

    Attributes:
        parameters: between draws; 0 where it cannot be told from chance.
        chance: within a draw.
    """

    parameters: NDArray[np.float64]
    chance: NDArray[np.float64]

    @property
    def share_of_parameters(self) -> NDArray[np.float64]:
        """Share of the parameters in the whole variance; not a number where nothing varies."""
        whole = self.parameters + self.chance
        return np.divide(self.parameters, whole, out=np.full_like(whole, np.nan), where=whole > 0.0)


def spread_of(values: Values, draws: int) -> SpreadShares:
    """Split the variance of an outcome over draws, each run with the same replicates.

    The replicates have common random numbers: what a replicate does to every draw alike does not
    set draws apart, so only what is left beside both (the interaction) is taken off the variance
    between the draws' means. Both parts are unbiased but for the floor at 0; with k replicates the
    part of chance that all draws share rests on k values only.

    Args:
        values: in the order of an ensemble: draws, then replicates; shape (runs, ...).
        draws: how many; at least 2, each with the same number of runs, at least 2.

    Raises:
        ValueError: too few draws or replicates, or runs without figures.
    """
    if np.ma.is_masked(values):
        raise ValueError("some runs gave no figures: take draws and replicates that all have them")
    plain = np.asarray(values, dtype=np.float64)
    replicates = len(plain) // draws if draws > 0 else 0
    if draws < 2 or replicates < 2 or len(plain) != draws * replicates:
        raise ValueError(
            f"needs at least 2 draws with the same replicates, at least 2: "
            f"{len(plain)} runs are not {draws} draws with {replicates}"
        )
    table = plain.reshape(draws, replicates, *plain.shape[1:])
    of_draws, of_replicates = table.mean(axis=1), table.mean(axis=0)
    left = table - of_draws[:, None] - of_replicates[None] + table.mean(axis=(0, 1))
    interaction = (left**2).sum(axis=(0, 1)) / ((draws - 1) * (replicates - 1))
    between = of_draws.var(axis=0, ddof=1) - interaction / replicates
    return SpreadShares(np.maximum(between, 0.0), table.var(axis=1, ddof=1).mean(axis=0))


__all__ = ["SpreadShares", "spread_of"]
