"""A figure: its entry, its row, and what was worked out of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from calibration.observed.observation import Held
from calibration.observed.series_schema import FigureEntry, PlaceSeries
from calibration.observed.steps import Source
from calibration.observed.table import PERCENT, SCALES, Printed, Row
from scenarios.quantities import Confidence


@dataclass(frozen=True, slots=True)
class Declared:
    """A figure's entry with its place and where it stands in the file."""

    place: PlaceSeries
    entry: FigureEntry
    path: tuple[str | int, ...]
    row: Row | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its value and errors.

    Attributes:
        declared: Its entry.
        value: In base units (yuan, firms, a part of one); growth as a fraction.
        confidence: Its class.
        years: The years it is of.
        months: Months from January; None where it is no such sum.
        loads: What each independent error brings into its log value.
        rests_on: Every figure it rests on, itself too.
        breaks: Ids of the breaks it stands across, itself first.
        known: From when it was publicly known.
        taken_off: What was taken off the logarithm of the printed number, or of one plus it, for
            what a break added to it; 0 for most.
    """

    declared: Declared
    value: float
    confidence: Confidence
    years: tuple[int, ...]
    months: int | None
    loads: Mapping[str, float]
    rests_on: frozenset[Held]
    breaks: tuple[str, ...]
    known: dt.date
    taken_off: float = 0.0

    @property
    def factor(self) -> float:
        """What log errors are of: one plus the growth, or the value."""
        return 1 + self.value if self.declared.entry.statistic == "growth" else self.value

    @property
    def source(self) -> Source:
        """The figure as a step sees it."""
        return Source(self.value, self.factor)


def cell_of(declared: Declared) -> Printed | None:
    """The number in the table that an entry names; None where there is none."""
    if declared.row is None:
        return None
    growth = declared.entry.statistic == "growth"
    return declared.row.growth if growth else declared.row.value


def unit_scale(entry: FigureEntry, row: Row) -> float:
    """Base units in one unit of the cell."""
    return PERCENT if entry.statistic == "growth" else SCALES[row.unit]


def sources_of(entry: FigureEntry) -> tuple[str, ...]:
    """Ids of the figures that a figure was computed from."""
    return tuple(entry.derived.sources) if entry.derived else ()
