"""Periods as the table of published series writes them: years, and months summed from January."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

MONTHS_OF_YEAR = 12
MONTHS_OF_QUARTER = 3

_FROM_JANUARY = re.compile(r"(\d{4})(?:-(H1|Q1|Q1\.\.Q[23]|01\.\.(?:0[2-9]|1[01])))?")
_NAMED = {"H1": 6, "Q1": 3, "Q1..Q2": 6, "Q1..Q3": 9}
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Period:
    """What a period of the table covers.

    Attributes:
        years: Every year it touches; empty where it names none.
        months: How many months, from January of its one year; None where it is no such sum (a
            second half, several years, a batch, a rule).
    """

    years: tuple[int, ...]
    months: int | None


def read_period(text: str) -> Period:
    """Read a period: 2018, 2018-H1, 2018-Q1..Q3, 2018-01..08; of any other form the years only.

    A batch such as "2021-02 batch 1" has its year and no months; "2015..2017" has three years.
    """
    whole = _FROM_JANUARY.fullmatch(text)
    if whole:
        part = whole[2]
        months = MONTHS_OF_YEAR if part is None else _NAMED.get(part) or int(part[-2:])
        return Period((int(whole[1]),), months)
    years = [int(year) for year in _YEARS.findall(text)]
    if ".." in text and len(years) == 2:
        return Period(tuple(range(years[0], years[1] + 1)), None)
    return Period(tuple(dict.fromkeys(years)), None)


def span_words(year: int, months: int) -> tuple[str, str]:
    """The first `months` (1 to 12) of a year, in Chinese and English."""
    if months == MONTHS_OF_YEAR:
        return f"{year}", f"{year}"
    first, last = calendar.month_name[1], calendar.month_name[months]
    if months == 1:
        return f"{year}年1月", f"{first} {year}"
    return f"{year}年1—{months}月", f"{first} to {last} {year}"


def quarter_weights(months: int) -> tuple[float, float, float, float]:
    """Part of each quarter's flow that a sum of the first `months` (1 to 12) holds.

    A quarter that is cut counts by its months, as if its flow were even within it; what that
    leaves is in the error of the observation.
    """
    one, two, three, four = (
        min(max((months - MONTHS_OF_QUARTER * quarter) / MONTHS_OF_QUARTER, 0.0), 1.0)
        for quarter in range(4)
    )
    return one, two, three, four
