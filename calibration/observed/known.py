"""From which day a figure was publicly known, as far as table, series and common sense tell.

A figure with a row is known from the date of its row's source, of which a month or a year alone
counts as its last day. Two things go before that date: `known` of the entry, and the rule for
yearbooks, which print old years again: the number of a year was in the edition of the year after.
What is computed is known from when the last of its sources is. A figure of which none of this
tells, is known from 31 March of the year after its own: offices publish the figure of a year in
January to March of the next.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from calibration.observed.periods import MONTHS_OF_YEAR
from scenarios.errors import Problem

if TYPE_CHECKING:
    from calibration.observed.figures import Declared

# Month and day, in the year after its own, from which a figure is known that has no date at all.
UNDATED = (3, 31)
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def last_day(text: str) -> dt.date | None:
    """The day that a date such as 2018-02-11, 2018-02 or 2018 ends with; None for other text."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or MONTHS_OF_YEAR)
    if year < 1 or not 1 <= month <= MONTHS_OF_YEAR:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(found[3] or last)
    return dt.date(year, month, day) if 1 <= day <= last else None


def known_from(
    declared: Declared, years: Sequence[int], sources: Sequence[dt.date], yearbooks: Collection[str]
) -> dt.date | None:
    """From when a figure was known; None where nothing tells, not even its years.

    Args:
        declared: Its entry and row.
        years: The years it is of.
        sources: From when the figures were known that it was computed from.
        yearbooks: Titles of sources that come out every year and print old years again.
    """
    own = _own_day(declared, years, yearbooks)
    if own is None and not sources and years:
        own = dt.date(max(years) + 1, *UNDATED)
    return max([*sources, *([own] if own else [])], default=None)


def known_problems(
    declared: Declared, years: Sequence[int], months: int | None, known: dt.date | None
) -> Iterator[Problem]:
    """A date that no figure of its months can have, and a declared one that tells nothing new."""
    entry, row = declared.entry, declared.row
    at = ("known",) if entry.known is not None else ("row",) if row is not None else ("id",)
    if known is None:
        yield Problem(at, "has neither a date nor a year; say from when it was known", at_key=True)
        return
    printed = last_day(row.date) if row is not None else None
    declared_day = _declared_day(declared)
    if printed is not None and declared_day is not None and declared_day >= printed:
        message = f"line {row.line if row else 0} of the table is of {printed} already"
        yield Problem(at, message, entry.known, True)
    if entry.plan or not years:
        return
    month = months if months is not None else 1
    begins = dt.date(max(years), month, 1)
    if known < begins:
        message = f"is known from {known}, and its last month begins on {begins}"
        yield Problem(at, message, at_key=True)


def _own_day(
    declared: Declared, years: Sequence[int], yearbooks: Collection[str]
) -> dt.date | None:
    """The date of the figure itself; None where it has none."""
    row, told = declared.row, _declared_day(declared)
    if told is not None or row is None:
        return told
    printed = last_day(row.date)
    if row.source in yearbooks and years:
        edition = dt.date(max(years) + 1, MONTHS_OF_YEAR, 31)
        return edition if printed is None else min(edition, printed)
    return printed


def _declared_day(declared: Declared) -> dt.date | None:
    """What the entry itself says."""
    known = declared.entry.known
    return known if known is None or isinstance(known, dt.date) else last_day(known)
