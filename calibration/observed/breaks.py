"""What a change of definition did to a figure: independent errors, and what is taken off.

A change at one time lies between the years before and after: a level or share from before holds it
with a plus, growth across it with a minus. A change that grows adds an independent part every year:
a level holds the parts of all years since it began, so two levels share those of the earlier one,
and growth holds the part of its own year.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from calibration.observed.error_model import ErrorModel
from calibration.observed.figures import Declared, Figure
from calibration.observed.series_schema import Statistic

BREAK = "break "


def break_loads(figure: Figure, model: ErrorModel) -> Iterator[tuple[str, float]]:
    """Independent errors by name with their loads: one part alike for a place's series, one each.

    The name has the break, the place, the year of a part that grows, and the measure of a part that
    is not alike.
    """
    declared, entry = figure.declared, figure.declared.entry
    if entry.across is None or entry.measure is None:
        return
    alike = math.sqrt(model.number("break.alike"))
    apart = math.sqrt(1 - model.number("break.alike"))
    for head, error in _parts(declared, figure.years, model):
        if entry.over is None:
            yield head, error * alike
        else:
            yield f"{head} {entry.over}", -error * apart
        yield f"{head} {entry.measure}", error * apart


def _parts(
    declared: Declared, years: Sequence[int], model: ErrorModel
) -> Iterator[tuple[str, float]]:
    """The parts in time of what a break did: name and signed standard deviation."""
    entry = declared.entry
    assert entry.across is not None
    whole = model.number(f"break.{entry.across}.{declared.place.id}")
    head = f"{BREAK}{entry.across} {declared.place.id}"
    growing = model.breaks[entry.across].growing
    if growing is None:
        yield head, -whole if entry.statistic == "growth" else whole
        return
    yearly = whole / math.sqrt(growing.years)
    for year in growing.held(years[0], entry.statistic == "growth"):
        yield f"{head} {year}", yearly


def taken_off(declared: Declared, years: Sequence[int], model: ErrorModel) -> float:
    """What is taken off the logarithm of a printed number for what a break added to it."""
    entry = declared.entry
    growing = model.breaks[entry.across].growing if entry.across else None
    if growing is None or entry.measure is None:
        return 0.0
    whole = model.number(f"added.{entry.across}.{declared.place.id}")
    parts = len(growing.held(years[0], entry.statistic == "growth"))
    return whole * parts / growing.years


def without_added(printed: float, added: float, statistic: Statistic) -> float:
    """A printed number (growth as a fraction) without what a break added to its logarithm."""
    if added == 0.0:
        return printed
    if statistic == "growth":
        return (1 + printed) * math.exp(-added) - 1
    return printed * math.exp(-added)
