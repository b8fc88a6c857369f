"""What is kept of a run for calibration: quarterly city totals and the statistics of the facts.

Kept as they are, not as moments, so that another choice of moments needs no further run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.calendar import Calendar
    from sim.outcome import Outcome

Values = dict[str, float]

# Totals that published figures speak of, and those that a forecast tells.
MEASURES = (
    "reported_renovation", "reported_industrial", "true_renovation", "above_scale_firms",
    "support_paid", "support_payments",
)  # fmt: skip
STOCKS = frozenset({"above_scale_firms"})
SUPPORT = ("support_paid", "support_payments")


def key_of_total(measure: str, quarter: str, instrument: str | None = None) -> str:
    """Name under which a total is kept, such as reported_renovation@2017-Q3."""
    about = measure if instrument is None else f"{measure}[{instrument}]"
    return f"{about}@{quarter}"


def totals_of(outcome: Outcome, calendar: Calendar, instruments: Iterable[str] = ()) -> Values:
    """Totals of every quarter.

    Args:
        outcome: of the run.
        calendar: of the run.
        instruments: of which support is kept apart too.
    """
    kept: Values = {}
    for measure in MEASURES:
        _keep(kept, measure, None, outcome.total(measure), calendar)
    for instrument in instruments:
        for measure in SUPPORT:
            row = np.zeros(calendar.quarters)
            for entry in outcome.entries:
                if entry.measure == measure and entry.subject == instrument:
                    row[entry.quarter] += entry.amount
            _keep(kept, measure, instrument, row, calendar)
    return kept


def _keep(
    kept: Values, measure: str, instrument: str | None, row: NDArray[np.number], calendar: Calendar
) -> None:
    for now, value in enumerate(row.tolist()):
        kept[key_of_total(measure, calendar.name(now), instrument)] = float(value)


def total_of_year(
    values: Mapping[str, float], measure: str, year: int, weights: tuple[float, ...],
    instrument: str | None = None,
) -> float:  # fmt: skip
    """A flow's sum over the quarters of a year, each by its weight; a stock at the year's end.

    Args:
        values: as `totals_of` keeps them.
        measure: one of `MEASURES`.
        year: of the run.
        weights: of the four quarters (`calibration.observed.periods.quarter_weights`).
        instrument: the one whose support is meant; None for all.

    Raises:
        KeyError: a quarter that the run did not have.
    """
    names = [key_of_total(measure, f"{year}-Q{quarter}", instrument) for quarter in range(1, 5)]
    if measure in STOCKS:
        return values[names[-1]]
    return sum(weight * values[name] for weight, name in zip(weights, names, strict=True))
