"""An observation: one published figure as calibration sees it, with what it rests on."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calibration.observed.periods import MONTHS_OF_YEAR, quarter_weights, span_words
from calibration.observed.series_schema import Block, Statistic
from scenarios.quantities import Confidence, Label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Held:
    """A figure as hold-outs see it.

    Attributes:
        id: its id.
        place: id of its place.
        years: years it is an outcome of; empty for what a plan sets.
    """

    id: str
    place: str
    years: frozenset[int]


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure that enters calibration.

    Attributes:
        id: such as shenzhen.reported_renovation.growth.2017.
        place: id of the place.
        measure: name in `sim.measures.MEASURES`.
        over: measure that a share or ratio is divided by; None for growth and level.
        statistic: growth, level, share or ratio.
        year: the year it is of.
        months: how many months from January of that year; 12 but for sums within a year.
        value: growth as the logarithm of one plus it; level in yuan or firms; share as a part of
            one; ratio in the quotient of the two measures' units.
        standard_error: of `log_value`, so a relative error.
        block: which block of data it belongs to.
        confidence: class of the row, high, medium or low.
        source: title of the page or table.
        derived_from: ids of the figures that it was computed from, the nearest ones.
        definition_break: id of the break it stands across, itself or through what it was
            computed from; None where there is none.
        instrument: the one instrument that a ratio of support is of; None: all of the place.
        note: what a reader should know.
        errors: independent errors it carries, each (name, load); a load is the standard deviation
            that it brings into `log_value`, with its sign.
        rests_on: every figure it rests on, itself too.
        known: from when it, and with it all that it rests on, was publicly known.
    """

    id: str
    place: str
    measure: str
    over: str | None
    statistic: Statistic
    year: int
    months: int
    value: float
    standard_error: float
    block: Block
    confidence: Confidence
    source: str
    derived_from: tuple[str, ...]
    definition_break: str | None
    instrument: str | None
    note: str
    errors: tuple[tuple[str, float], ...]
    rests_on: frozenset[Held]
    known: dt.date

    @property
    def log_value(self) -> float:
        """What the errors are errors of: the log growth, or the logarithm of the value."""
        return self.value if self.statistic == "growth" else math.log(self.value)

    @property
    def whole_year(self) -> bool:
        """Whether it is of all four quarters."""
        return self.months == MONTHS_OF_YEAR

    @property
    def quarter_weights(self) -> tuple[float, float, float, float]:
        """Part of each quarter to be summed, in this year and, for growth, the one before."""
        return quarter_weights(self.months)

    @property
    def span(self) -> Label:
        """The months it is of, in words: "2017", or "January to May 2017"."""
        zh, en = span_words(self.year, self.months)
        return Label(zh=zh, en=en)


def loads(observations: Sequence[Observation]) -> tuple[list[str], NDArray[np.float64]]:
    """The independent errors by name, and what each brings into each observation.

    Returns:
        Names of the k errors, and a matrix (n, k) of loads, a row an observation.
    """
    import numpy as np

    names = list(dict.fromkeys(name for each in observations for name, _ in each.errors))
    column = {name: number for number, name in enumerate(names)}
    matrix = np.zeros((len(observations), len(names)))
    for number, each in enumerate(observations):
        for name, load in each.errors:
            matrix[number, column[name]] += load
    return names, matrix


def covariance(observations: Sequence[Observation]) -> NDArray[np.float64]:
    """Covariance of the errors of `log_value`: (n, n), symmetric, positive semidefinite.

    Observations that rest on one row share its error. An observation that is computed from others
    of the list is bound to them but for rounding: see `without_repeats`.
    """
    _, matrix = loads(observations)
    return matrix @ matrix.T


def without_repeats(observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """Those that say more than the ones before them, rounding aside, in their order.

    A share beside both its levels repeats them: the model meets that identity by itself, and the
    covariance of the three is singular but for the rounding of printed digits.
    """
    import numpy as np

    names, matrix = loads(observations)
    told = matrix[:, [not name.startswith(ROUNDING) for name in names]]
    kept: list[int] = []
    for number in range(len(observations)):
        if np.linalg.matrix_rank(told[[*kept, number]], tol=1e-9) > len(kept):
            kept.append(number)
    return tuple(observations[number] for number in kept)


ROUNDING = "rounding "
