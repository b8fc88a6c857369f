"""Quarters as numbers: 0 is the first quarter of the run, which is a first quarter of a year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scenarios.scenario_schema import Horizon


class Dates(Protocol):
    """What turns days into the numbers that rules begin and end by."""

    def number(self, day: dt.date) -> int:
        """Number of the period that contains `day`."""

    def first_full(self, day: dt.date) -> int:
        """Number of the first period that begins on or after `day`."""


class Days:
    """Days as their own numbers, for questions about one project."""

    def number(self, day: dt.date) -> int:
        """Day counted from the year 1."""
        return day.toordinal()

    def first_full(self, day: dt.date) -> int:
        """The day itself."""
        return day.toordinal()


@dataclass(frozen=True)
class Calendar:
    """The run's time.

    Attributes:
        first: number of the first quarter, 4 * year (first quarters are multiples of four).
        quarters: length of the run, warm-up included.
        report_from: first year that is reported.
    """

    first: int
    quarters: int
    report_from: int

    @classmethod
    def of(cls, horizon: Horizon) -> Calendar:
        """Calendar of a scenario's horizon."""
        return cls(4 * int(horizon.start[:4]), horizon.quarters, horizon.report_from)

    @property
    def years(self) -> range:
        """Years of the run."""
        return range(self.first // 4, (self.first + self.quarters) // 4)

    def number(self, day: dt.date) -> int:
        """Quarter that contains `day`; may lie before or after the run."""
        return 4 * day.year + (day.month - 1) // 3 - self.first

    def first_full(self, day: dt.date) -> int:
        """First quarter that begins on or after `day`: a rule's first quarter in force.

        A rule that begins inside a quarter is applied from the next, so that it never acts before
        its date.
        """
        number = self.number(day)
        begins = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        return number if day == begins else number + 1

    def year_of(self, number: int) -> int:
        """Year of a quarter."""
        return (self.first + number) // 4

    def name(self, number: int) -> str:
        """Name of a quarter, "2018-Q3"."""
        absolute = self.first + number
        return f"{absolute // 4}-Q{absolute % 4 + 1}"
