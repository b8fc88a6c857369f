"""From runs and published figures to draws of figures that are not known yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from calibration.forecasts.discrepancy import Mixture, declared, mixture_given
from calibration.forecasts.gaussian import draws_of
from calibration.forecasts.published import Further, Known, known_figures
from calibration.forecasts.state import State, state_in_runs
from calibration.inference.arrays import Floats
from calibration.moments.taken import Values

if TYPE_CHECKING:
    from calibration.observed.observation import Observation

DRAWS = 8000
ROUNDS = 4


@dataclass(frozen=True)
class Foretold:
    """The state given what was known by a date.

    Attributes:
        known: what was published, and the state.
        mixture: the state given it.
        left_out: runs of each place without totals.
        seed: of the draws.
    """

    known: Known
    mixture: Mixture
    left_out: dict[str, int]
    seed: int

    @cached_property
    def draws(self) -> Floats:
        """Draws of the state, shape (draws, n)."""
        random = np.random.default_rng(self.seed)
        counts = random.multinomial(DRAWS, self.mixture.weights)
        return np.concatenate(
            [
                draws_of(normal, int(count), random)
                for normal, count in zip(self.mixture.normals, counts, strict=True)
            ]
        )

    def log_total(self, place: str, measure: str, year: int) -> Floats:
        """Draws of the logarithm of a year's total, yuan, without an error of publication."""
        return self.draws @ self.known.state.total(place, measure, year)

    def log_growth(self, place: str, measure: str, year: int) -> Floats:
        """Draws of a year's log growth, without an error of publication."""
        before = self.log_total(place, measure, year - 1)
        return self.log_total(place, measure, year) - before

    def figure(self, one: Observation) -> Floats:
        """Draws of a figure as it will be published, its error in them.

        Raises:
            ValueError: the state was not made for it.
        """
        from calibration.fit.scoring import with_errors

        values = self.draws @ self.known.state.row(one)
        return with_errors(values, one.standard_error, np.random.default_rng([self.seed, 1]))


def foretell(
    runs: Mapping[str, Sequence[Values]],
    last: int,
    known_by: dt.date | None,
    seed: int,
    without: Sequence[str] = (),
    asked: Sequence[Observation] = (),
    law: bool = True,
) -> Foretold:
    """The state of places given what was published by a date.

    Args:
        runs: of each place, in the world as it was known.
        last: year of the last growth.
        known_by: last day of what was published; None for all.
        seed: of the draws.
        without: held out by name.
        asked: figures that will be asked for.
        law: False leaves out what runs say of growth (see `state_in_runs`).

    Raises:
        ValueError: too few runs, or figures that repeat one another.
    """
    known = known_figures(last, known_by, without, asked, tuple(runs))
    in_runs, left_out = state_in_runs(known.state, runs, law)
    figures = declared()
    mixture = mixture_given(known.state, in_runs, known.rows, known.seen, known.errors, figures)
    if known.further:
        for _ in range(ROUNDS):
            rows, seen, errors = with_further(known, mixture)
            mixture = mixture_given(known.state, in_runs, rows, seen, errors, figures)
    return Foretold(known, mixture, left_out, seed)


def with_further(known: Known, mixture: Mixture) -> tuple[Floats, Floats, Floats]:
    """All figures as linear ones, sums over years taken along their slope at the present mean.

    Returns:
        Rows (figures, n), their values, and the covariance of their errors.
    """
    mean = np.einsum("k,kn->n", mixture.weights, [normal.mean for normal in mixture.normals])
    rows, seen = [*known.rows], [*known.seen]
    for one in known.further:
        row, value = _along_slope(known.state, one, mean)
        rows.append(row)
        seen.append(value)
    errors = np.zeros((len(seen), len(seen)))
    count = len(known.seen)
    errors[:count, :count] = known.errors
    for number, one in enumerate(known.further, count):
        errors[number, number] = one.error**2
    return np.array(rows), np.array(seen), errors


def _along_slope(state: State, one: Further, mean: Floats) -> tuple[Floats, float]:
    """The log of a sum of totals as a linear form of the state near a mean, and its value."""
    figure = one.figure
    years = range(figure.first, figure.last + 1)
    totals = np.array([state.total(figure.place, figure.measure, year) for year in years])
    logs = totals @ mean
    shares = np.exp(logs - logs.max())
    whole = float(np.log(shares.sum()) + logs.max())
    shares /= shares.sum()
    return np.asarray(shares @ totals), one.log_value - whole + float(shares @ logs)
