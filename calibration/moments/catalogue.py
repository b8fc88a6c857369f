"""Moments: what a place's published figures and the calibration facts say, and what a run gives.

Each is held on the scale on which its error is an error: growth and the logarithm of levels,
shares and ratios for published figures; percentages of facts as log(1 + x), other facts as they
are. Validation facts are not known to this package. The error of a fact is that of its band and, in
quadrature, that of its way from the population it was found for (`transfer.yaml`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.moments.taken import total_of_year
from calibration.observed.periods import quarter_weights

if TYPE_CHECKING:
    from calibration.observed.observation import Observation

# Half of a band over this is the standard error of a fact: the band is read as one of 90 percent.
BAND_ERRORS = 1.6449


@dataclass(frozen=True)
class Moment:
    """One figure that runs are held against.

    Attributes:
        name: id of the observation, or fact.LUM-01.
        block: block of data: growth, level, share, firms, support, facts.
        value: what is published, on the moment's scale; of a fact the middle of its band there.
        take: from what is kept of a run to the same figure of the run, on the same scale; not a
            number where it has no figure of the run (a growth from nothing, say). KeyError
            where the run was not long enough or was not asked for the statistic.
        observation: the published figure; None for a fact.
        error: standard error of a fact; that of observations is in their covariance.
        words: what it is, for reports.
        is_percentage: whether a fact is a percentage, held as log(1 + x).
    """

    name: str
    block: str
    value: float
    take: Callable[[Mapping[str, float]], float]
    observation: Observation | None
    error: float
    words: str
    is_percentage: bool = False


@dataclass(frozen=True)
class Moments:
    """Moments in their order, with the covariance of what is published.

    Attributes:
        items: the moments.
        covariance: of the published values' errors, shape (moments, moments).
    """

    items: tuple[Moment, ...]
    covariance: NDArray[np.float64]

    @property
    def discrepancy(self) -> NDArray[np.float64]:
        """Covariance of the model's own error, shape (moments, moments)."""
        return np.zeros_like(self.covariance)

    @property
    def total(self) -> NDArray[np.float64]:
        """Covariance of both errors together."""
        return self.covariance + self.discrepancy

    @property
    def names(self) -> tuple[str, ...]:
        """Names, in order."""
        return tuple(moment.name for moment in self.items)

    @property
    def values(self) -> NDArray[np.float64]:
        """Published values, in order."""
        return np.array([moment.value for moment in self.items])

    def of_runs(self, runs: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
        """The moments of runs, shape (runs, moments).

        Raises:
            KeyError: a run lacks a quarter or a statistic that a moment is taken from.
        """
        return np.array([[moment.take(run) for moment in self.items] for run in runs]).reshape(
            len(runs), len(self.items)
        )

    def chosen(self, wanted: Callable[[Moment], bool]) -> Moments:
        """The moments of which `wanted` is true."""
        places = [place for place, moment in enumerate(self.items) if wanted(moment)]
        return Moments(
            tuple(self.items[place] for place in places), self.covariance[np.ix_(places, places)]
        )


def moments_of(place: str, without: Sequence[str] = ()) -> Moments:
    """Moments of a place: its published figures and the calibration facts.

    Args:
        place: id of the place.
        without: years, places and figures held out, with all that rests on them.

    Raises:
        scenarios.InputError: a fault in the files of observations or of errors of transfer, or a
            name in `without` that is not known.
    """
    from calibration.observed import covariance, load_observations, without_repeats

    observations = without_repeats(load_observations(place, without=without))
    published = [_of_observation(one) for one in observations]
    facts = facts_as_moments()
    whole = np.zeros((len(published) + len(facts),) * 2)
    whole[: len(published), : len(published)] = covariance(observations)
    for place_of, fact in enumerate(facts, len(published)):
        whole[place_of, place_of] = fact.error**2
    return Moments((*published, *facts), whole)


def _of_observation(one: Observation) -> Moment:
    weights = quarter_weights(one.months)

    def take(run: Mapping[str, float]) -> float:
        above = total_of_year(run, one.measure, one.year, weights, one.instrument)
        if one.statistic == "growth":
            below = total_of_year(run, one.measure, one.year - 1, weights, one.instrument)
        elif one.over is not None:
            below = total_of_year(run, one.over, one.year, weights, one.instrument)
        else:
            below = 1.0
        return math.log(above / below) if above > 0.0 and below > 0.0 else math.nan

    return Moment(one.id, one.block, one.log_value, take, one, one.standard_error, one.id)


def facts_as_moments() -> tuple[Moment, ...]:
    """Calibration facts that have a statistic and a band of two finite ends.

    The band is that of the evidence battery: the published interval, or the looser one that the
    fact's own text gives. The relative error of transfer is carried onto the moment's scale by the
    slope of the scale at the middle of the band.
    """
    from calibration.evidence.facts import ANSWERS
    from calibration.evidence.findings import calibration_findings
    from calibration.moments.transfer import transfer_errors

    transfer = transfer_errors()
    found = []
    for finding in calibration_findings().values():
        answer = ANSWERS[finding.id]
        band = answer.band(finding)
        if not answer.value or band is None or not all(map(math.isfinite, band)):
            continue
        logged = finding.unit.startswith("percent") and band[0] >= 0.0
        scale = _log1p if logged else float
        low, high = (scale(end) for end in band)
        middle = (low + high) / 2.0
        # A relative error r moves x by r x: log(1 + x) by r x / (1 + x) = r (1 - exp(-log(1 + x))).
        moved = transfer[finding.id] * abs(-math.expm1(-middle) if logged else middle)
        error = math.hypot((high - low) / 2.0 / BAND_ERRORS, moved)
        found.append(
            Moment(
                f"fact.{finding.id}", "facts", middle, _taking(answer.value, scale), None, error,
                finding.fact, logged,
            )
        )  # fmt: skip
    return tuple(found)


def _log1p(value: float) -> float:
    """log(1 + x); not a number where there is none."""
    return math.log1p(value) if value > -1.0 else math.nan


def _taking(name: str, scale: Callable[[float], float]) -> Callable[[Mapping[str, float]], float]:
    def take(run: Mapping[str, float]) -> float:
        return scale(run[name])

    return take
