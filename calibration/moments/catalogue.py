"""Moments: what a place's published figures and the calibration facts say, and what a run gives.

Each is held on the scale on which its error is an error: growth and the logarithm of levels,
shares and ratios for published figures; percentages of facts as log(1 + x), other facts as they
are. Validation facts are not known to this package. The error of a fact is that of its band and, in
quadrature, that of its way from the population it was found for (`transfer.yaml`). What the model
itself misses (`discrepancy.yaml`) is kept apart from these errors.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
        known: from when it was public; None where that is not told.
    """

    name: str
    block: str
    value: float
    take: Callable[[Mapping[str, float]], float]
    observation: Observation | None
    error: float
    words: str
    is_percentage: bool = False
    known: dt.date | None = None


@dataclass(frozen=True)
class Moments:
    """Moments in their order, with the covariance of what is published.

    Attributes:
        items: the moments.
        covariance: of the published values' errors, shape (moments, moments).
        discrepancy: covariance of what the model itself misses, of the same shape; all 0 where none
            is given: the model taken as right.
    """

    items: tuple[Moment, ...]
    covariance: NDArray[np.float64]
    discrepancy: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))

    def __post_init__(self) -> None:
        if not self.discrepancy.size:
            object.__setattr__(self, "discrepancy", np.zeros_like(self.covariance))
        if self.discrepancy.shape != self.covariance.shape:
            raise ValueError(
                f"discrepancy {self.discrepancy.shape} beside covariance {self.covariance.shape}"
            )

    @property
    def total(self) -> NDArray[np.float64]:
        """Covariance of published values about the model's: their errors and the model's own."""
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
        chosen = np.ix_(places, places)
        return Moments(
            tuple(self.items[place] for place in places), self.covariance[chosen],
            self.discrepancy[chosen],
        )  # fmt: skip


def moments_of(
    place: str, without: Sequence[str] = (), known_by: dt.date | None = None,
    replaced: Mapping[str, float] | None = None,
) -> Moments:  # fmt: skip
    """Moments of a place: its published figures and the calibration facts.

    Args:
        place: id of the place.
        without: years, places and figures held out, with all that rests on them.
        known_by: figures and findings that were not public on this day are left out. A finding
            counts from the end of its year of publication; one whose source names no year would be
            kept, and there is none now. What was learned later and stands in place files and
            priors stays.
        replaced: other values for disputed figures, by the names of
            `calibration.moments.disputed.disputed_figures`.

    Raises:
        scenarios.InputError: a fault in a file of observations or errors, or a name in `without` or
            `replaced` that is not known.
    """
    from calibration.moments.discrepancy import discrepancy_of
    from calibration.moments.disputed import judgements
    from calibration.observed import covariance, load_observations, without_repeats

    judged = judgements(replaced)
    observations = without_repeats(
        load_observations(place, without=without, errors=judged.errors, known_by=known_by)
    )
    facts = [
        one for one in facts_with_errors(judged.number)
        if known_by is None or one.moment.known is None or one.moment.known <= known_by
    ]  # fmt: skip
    items = (*map(_of_observation, observations), *(one.moment for one in facts))
    many = len(observations)
    whole = np.zeros((len(items),) * 2)
    whole[:many, :many] = covariance(observations)
    whole[many:, many:] = fact_covariance(facts, judged.number)
    return Moments(items, whole, discrepancy_of([one.block for one in items], judged.number))


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

    return Moment(
        one.id, one.block, one.log_value, take, one, one.standard_error, words_of(one),
        known=one.known,
    )  # fmt: skip


def words_of(one: Observation) -> str:
    """What a published figure is, in English: measure, statistic, months and year."""
    from sim.measures import MEASURES

    over = "" if one.over is None else f" over {MEASURES[one.over].en}"
    return f"{MEASURES[one.measure].en}{over}, {one.statistic}, {one.span.en}"


@dataclass(frozen=True)
class FactWithErrors:
    """A fact as a moment, and what its error is made of.

    Attributes:
        moment: the fact.
        band_error: standard error of its band, on the moment's scale.
        moved: what one standard deviation of transfer moves it by, with its sign.
        source: where it was published.
    """

    moment: Moment
    band_error: float
    moved: float
    source: str


def facts_as_moments() -> tuple[Moment, ...]:
    """Calibration facts that have a statistic and a band of two finite ends."""
    return tuple(one.moment for one in facts_with_errors())


def facts_with_errors(
    number: Callable[[str], float] | None = None,
) -> tuple[FactWithErrors, ...]:
    """The facts with what their errors are made of.

    The band is that of the evidence battery: the published interval, or the looser one that the
    fact's own text gives. The relative error of transfer is carried onto the moment's scale by the
    slope of the scale at the middle of the band.

    Args:
        number: value of a figure of transfer by its name; None: as declared.
    """
    from calibration.evidence.facts import ANSWERS
    from calibration.evidence.findings import calibration_findings
    from calibration.moments.publication import published_by
    from calibration.moments.transfer import transfer_errors

    transfer = transfer_errors(number)
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
        moved = transfer[finding.id] * (-math.expm1(-middle) if logged else middle)
        of_band = (high - low) / 2.0 / BAND_ERRORS
        moment = Moment(
            f"fact.{finding.id}", "facts", middle, _taking(answer.value, scale), None,
            math.hypot(of_band, moved), finding.fact, logged, published_by(finding.source),
        )  # fmt: skip
        found.append(FactWithErrors(moment, of_band, moved, finding.source))
    return tuple(found)


def fact_covariance(
    facts: Sequence[FactWithErrors], number: Callable[[str], float]
) -> NDArray[np.float64]:
    """Covariance of facts: bands by themselves, transfer with a part that one source shares."""
    from calibration.moments.transfer import COMMON, transfer_covariance

    bands = np.diag([one.band_error**2 for one in facts]).reshape(len(facts), len(facts))
    moved, sources = [one.moved for one in facts], [one.source for one in facts]
    return np.asarray(bands + transfer_covariance(moved, sources, number(COMMON)))


def _log1p(value: float) -> float:
    """log(1 + x); not a number where there is none."""
    return math.log1p(value) if value > -1.0 else math.nan


def _taking(name: str, scale: Callable[[float], float]) -> Callable[[Mapping[str, float]], float]:
    def take(run: Mapping[str, float]) -> float:
        return scale(run[name])

    return take
