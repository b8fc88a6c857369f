"""Every cell of a place's region is named once: as a figure, or as left out with the reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from calibration.observed.figures import Declared
from calibration.observed.series_schema import LeftOut, PlaceSeries
from calibration.observed.table import Row
from scenarios.errors import Problem, listed
from scenarios.schema_walk import Location

# Line of the table, and whether it is the growth of that line.
Cell = tuple[int, bool]


def coverage_problems(
    place: PlaceSeries, path: Location, declared: Sequence[Declared], rows: Sequence[Row]
) -> Iterator[Problem]:
    """Cells that are named twice or nowhere, and rules that leave out nothing."""
    open_cells = {
        (row.line, growth): row
        for row in rows
        if row.region == place.region
        for growth in _cells(row)
    }
    named: dict[Cell, str] = {}
    for each in declared:
        if each.row is None:
            continue
        cell = (each.row.line, each.entry.statistic == "growth")
        if cell in named:
            yield Problem((*each.path, "row"), f"{named[cell]} is this cell already")
        named[cell] = each.entry.id
        open_cells.pop(cell, None)
    for number, rule in enumerate(place.left_out):
        left = [cell for cell, row in open_cells.items() if _leaves_out(rule, cell, row)]
        if not left:
            yield Problem((*path, "left_out", number), "leaves out nothing that is not a figure")
        for name in _without_rows(rule.series, {open_cells[cell].series for cell in left}):
            yield Problem((*path, "left_out", number, "series"), f"{name} has no such cell")
        for cell in left:
            del open_cells[cell]
    if open_cells:
        cells = [f"line {line} ({'growth' if g else 'value'})" for line, g in open_cells]
        message = "cells of the table that are no figure and not left out"
        yield Problem((*path, "left_out"), f"{message}: {listed(cells)}", at_key=True)


def _cells(row: Row) -> tuple[bool, ...]:
    """Which cells a row has, growth or not; a rule without a number has the empty value."""
    if row.growth is not None:
        return (False, True) if row.value is not None else (True,)
    return (False,)


def _leaves_out(rule: LeftOut, cell: Cell, row: Row) -> bool:
    of_cell = rule.statistic is None or (rule.statistic == "growth") == cell[1]
    of_period = rule.periods is None or row.period in rule.periods
    return row.series in rule.series and of_period and of_cell


def _without_rows(series: Sequence[str], found: Collection[str]) -> list[str]:
    return [name for name in series if found and name not in found]
