"""What is unknown: log totals of each place, measure and year, and of parts of years.

The state holds, for each place and measure, the log total of a first year ("base"), the log growth
of each later one, and for every part of a year that a published figure speaks of how far the part's
total lies from the year's ("part"). Everything published is a difference of log totals, so a linear
form of the state.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from calibration.forecasts.gaussian import Normal
from calibration.inference.arrays import Floats
from calibration.moments.taken import Values, total_of_year
from calibration.observed.periods import MONTHS_OF_YEAR, quarter_weights

if TYPE_CHECKING:
    from calibration.observed.observation import Observation

FIRST = 2015
WHOLE = quarter_weights(MONTHS_OF_YEAR)
# Published levels are several times the model's, by an unknown factor: e to the power of this and
# its inverse are ordinary.
LEVEL_SPREAD = 3.0


@dataclass(frozen=True)
class Part:
    """One part of the state.

    Attributes:
        kind: base, growth or part.
        place: id.
        measure: name.
        year: of the growth or of the part; of a base the first year.
        months: from January, of a part; 12 otherwise.
    """

    kind: Literal["base", "growth", "part"]
    place: str
    measure: str
    year: int
    months: int = MONTHS_OF_YEAR


@dataclass(frozen=True)
class State:
    """The parts in their order.

    Attributes:
        parts: of the state.
        last: year of the last growth.
    """

    parts: tuple[Part, ...]
    last: int

    def total(self, place: str, measure: str, year: int, months: int = MONTHS_OF_YEAR) -> Floats:
        """The log total of the first months of a year, as a row over the state, shape (n,).

        Raises:
            ValueError: the state does not reach it.
        """
        row = np.zeros(len(self.parts))
        row[self._at(Part("base", place, measure, FIRST))] = 1.0
        for between in range(FIRST + 1, year + 1):
            row[self._at(Part("growth", place, measure, between))] = 1.0
        if year < FIRST:
            raise ValueError(f"{place}: {year} lies before {FIRST}")
        if months < MONTHS_OF_YEAR:
            row[self._at(Part("part", place, measure, year, months))] = 1.0
        return row

    def row(self, one: Observation) -> Floats:
        """What is published, as a row over the state, shape (n,)."""
        above = self.total(one.place, one.measure, one.year, one.months)
        if one.statistic == "growth":
            return above - self.total(one.place, one.measure, one.year - 1, one.months)
        if one.over is not None:
            return above - self.total(one.place, one.over, one.year, one.months)
        return above

    def reaches(self, one: Observation) -> bool:
        """Whether the years of a figure lie within the state."""
        first = one.year - 1 if one.statistic == "growth" else one.year
        return first >= FIRST and one.year <= self.last

    def _at(self, part: Part) -> int:
        try:
            return self.parts.index(part)
        except ValueError:
            raise ValueError(f"the state has no {part}") from None


def state_of(
    places: Sequence[str], measures: Sequence[str], last: int, published: Sequence[Observation]
) -> State:
    """The state that the published figures and the years up to `last` need."""
    parts: dict[Part, None] = {}
    for place in places:
        for measure in measures:
            parts[Part("base", place, measure, FIRST)] = None
            for year in range(FIRST + 1, last + 1):
                parts[Part("growth", place, measure, year)] = None
    for one in published:
        if one.whole_year:
            continue
        years = (one.year - 1, one.year) if one.statistic == "growth" else (one.year,)
        for year in years:
            for measure in (one.measure, one.over) if one.over else (one.measure,):
                parts[Part("part", one.place, measure, year, one.months)] = None
    return State(tuple(parts), last)


def state_of_run(state: State, place: str, run: Values) -> Floats:
    """A place's part of the state in a run, in its order; not a number where a total is 0."""
    return np.array([_in_run(part, run) for part in state.parts if part.place == place])


def _in_run(part: Part, run: Values) -> float:
    whole = _log_total(run, part.measure, part.year, WHOLE)
    if part.kind == "base":
        return whole
    if part.kind == "growth":
        return whole - _log_total(run, part.measure, part.year - 1, WHOLE)
    return _log_total(run, part.measure, part.year, quarter_weights(part.months)) - whole


def _log_total(
    run: Values, measure: str, year: int, weights: tuple[float, float, float, float]
) -> float:
    value = total_of_year(run, measure, year, weights)
    return math.log(value) if value > 0 else math.nan


def state_in_runs(
    state: State, runs: Mapping[str, Sequence[Values]], law: bool = True
) -> tuple[Normal, dict[str, int]]:
    """The state as the runs have it, places apart; covariances shrunk (Ledoit and Wolf 2004).

    The level of a run says nothing of the published level, so bases are all but free.

    Args:
        state: its parts.
        runs: of each place.
        law: False puts no growth and no chance in the place of what runs say, so that what is left
            is a plain statistical forecast from the published figures.

    Returns:
        The state, and how many runs of each place were left out for a total of 0.

    Raises:
        ValueError: fewer than four runs of a place have totals.
    """
    from sklearn.covariance import ledoit_wolf

    count = len(state.parts)
    mean, covariance = np.zeros(count), np.zeros((count, count))
    left_out: dict[str, int] = {}
    for place, of_place in runs.items():
        at = [number for number, part in enumerate(state.parts) if part.place == place]
        table = np.array([state_of_run(state, place, run) for run in of_place])
        whole = table[np.isfinite(table).all(axis=1)]
        left_out[place] = len(table) - len(whole)
        if len(whole) < 4:
            raise ValueError(f"{place}: only {len(whole)} runs have totals in all years")
        moving = [k for k, number in enumerate(at) if state.parts[number].kind != "base"]
        where = [at[k] for k in moving]
        mean[at] = whole.mean(axis=0)
        # The mean of so many runs is itself off by a part of their spread.
        own = 1.0 + 1.0 / len(whole)
        covariance[np.ix_(where, where)] = own * ledoit_wolf(whole[:, moving])[0]
        if not law:
            mean[where] = 0.0
            covariance[np.ix_(where, where)] = 0.0
    for number, part in enumerate(state.parts):
        if part.kind == "base":
            covariance[number, number] = LEVEL_SPREAD**2
    return Normal(mean, covariance), left_out
