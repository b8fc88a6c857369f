"""What can be wrong with a figure's entry: names, units, years, and sums that do not come out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from calibration.observed.error_model import ErrorModel
from calibration.observed.figures import Declared, Figure, cell_of, unit_scale
from calibration.observed.periods import MONTHS_OF_YEAR
from calibration.observed.steps import STEPS
from calibration.observed.table import Row
from scenarios.errors import Problem, listed, nearest_name
from scenarios.schema_walk import Location
from sim.measures import MEASURES

# Units of the table that a level of a measure may be printed in.
LEVEL_UNITS = {"yuan": ("100m_yuan", "10k_yuan"), "firms": ("firms",), "claims": ("projects",)}
# A derived number agrees with its step if it lies within this many units of its last digit.
AGREES = 0.51


def row_problems(path: Location, region: str, declared: Declared, rows: Sequence[Row]) -> Problem:
    """Why an entry names no row, or more than one."""
    name = declared.entry.row
    assert name is not None
    at = (*path, "row")
    of_region = [row for row in rows if row.region == region]
    of_series = [row for row in of_region if row.series == name.series]
    of_period = [row for row in of_series if row.period == name.period]
    if not of_series:
        return _unknown((*at, "series"), name.series, {row.series for row in of_region}, region)
    if not of_period:
        return _unknown((*at, "period"), name.period, {row.period for row in of_series}, region)
    sources = [row.source for row in of_period]
    if name.source is None:
        message = f"several rows of {region} have this series and period; say which source"
        return Problem(at, message, allowed=listed(sources))
    return _unknown((*at, "source"), name.source, sources, region)


def _unknown(at: Location, name: str, known: Collection[str], region: str) -> Problem:
    message = f"no row of {region} has it"
    names = sorted(known)
    return Problem(at, message, name, True, listed(names), nearest_name(name, names))


def entry_problems(
    declared: Declared, known: Mapping[str, Declared], model: ErrorModel
) -> Iterator[Problem]:
    """What is wrong with an entry by itself, at its place in the file."""
    for problem in (*_of_names(declared, known, model), *_of_row(declared), *_of_time(declared)):
        yield replace(problem, path=(*declared.path, *problem.path))


def _of_names(
    declared: Declared, known: Mapping[str, Declared], model: ErrorModel
) -> Iterator[Problem]:
    """Ids, measures, breaks and sources that there are not."""
    entry, place = declared.entry, declared.place.id
    if not entry.id.startswith(f"{place}."):
        yield Problem(("id",), f"must begin with {place}.", entry.id, True)
    for name in ("measure", "over"):
        measure = getattr(entry, name)
        if measure is not None and measure not in MEASURES:
            yield Problem(
                (name,), "is no measure of the model", measure, True, listed([*MEASURES]),
                nearest_name(measure, MEASURES),
            )  # fmt: skip
    if entry.across is not None and entry.across not in model.breaks:
        yield Problem(
            ("across",), "is no break of errors.yaml", entry.across, True,
            listed([*model.breaks]), nearest_name(entry.across, model.breaks),
        )  # fmt: skip
    elif entry.across and f"break.{entry.across}.{place}" not in model.figures:
        message = f"errors.yaml has no figure break.{entry.across}.{place}"
        yield Problem(("across",), message)
    if entry.across and entry.measure is None:
        yield Problem(("across",), "only a figure with a measure can stand across a break")
    yield from _before_it_began(declared, model)
    for number, source in enumerate(entry.derived.sources if entry.derived else ()):
        if source not in known:
            nearest = nearest_name(source, known)
            message = "is no figure of this file"
            yield Problem(("derived", "sources", number), message, source, True, nearest=nearest)


def _before_it_began(declared: Declared, model: ErrorModel) -> Iterator[Problem]:
    """A figure across a change that grows, from before its first year."""
    entry, row = declared.entry, declared.row
    years = row.span.years if row is not None else (entry.year,)
    found = model.breaks.get(entry.across or "")
    if found is None or found.growing is None or not years or years[0] is None:
        return
    if years[0] <= found.growing.since:
        message = f"grows from {found.growing.since} on, and the figure is of {years[0]}"
        yield Problem(("across",), message, entry.across, True)


def _of_row(declared: Declared) -> Iterator[Problem]:
    """A cell that is empty, a unit that is not the measure's, a derivation left in prose."""
    entry, row = declared.entry, declared.row
    if row is None:
        if entry.derived and STEPS[entry.derived.step].value is None:
            yield Problem(("derived", "step"), "does not tell the number; it needs a row")
        return
    if cell_of(declared) is None:
        column = "growth_yoy_pct" if entry.statistic == "growth" else "value"
        yield Problem(("statistic",), f"line {row.line} of the table has no {column}")
        return
    if row.derived_from and entry.derived is None:
        message = f"is missing: line {row.line} says it comes from {row.derived_from!r}"
        yield Problem(("derived",), message, at_key=True)
    allowed = _units(declared)
    if allowed is not None and row.unit not in allowed:
        message = f"line {row.line} of the table is in {row.unit}"
        yield Problem(("measure",), message, allowed=listed(allowed))


def _units(declared: Declared) -> tuple[str, ...] | None:
    """Units that the cell may have; None where any will do."""
    entry = declared.entry
    measure = MEASURES.get(entry.measure or "")
    over = MEASURES.get(entry.over or "")
    if entry.statistic == "growth" or measure is None:
        return None
    if over is not None and over.unit == measure.unit:
        return ("percent",)
    if over is not None or entry.statistic == "level":
        return LEVEL_UNITS.get(measure.unit, ())
    return None


def _of_time(declared: Declared) -> Iterator[Problem]:
    """What enters is of one year, and a level of the whole of it."""
    entry, row = declared.entry, declared.row
    if row is None or entry.role == "context":
        return
    at = ("row", "period")
    if len(row.span.years) != 1:
        yield Problem(at, "must be of one year to enter", row.period, True)
    elif row.span.months is None and entry.statistic != "ratio":
        yield Problem(at, "must be a sum from January to enter", row.period, True)
    elif entry.statistic == "level" and row.span.months != MONTHS_OF_YEAR:
        message = "a level must be of a whole year to enter: it would hold a season"
        yield Problem(at, message, row.period, True)


def source_problems(declared: Declared, sources: Sequence[Figure]) -> Iterator[Problem]:
    """Sources that do not fit the step, and a number that is not what the step makes of them."""
    entry = declared.entry
    if entry.derived is None:
        return
    step = STEPS[entry.derived.step]
    at = (*declared.path, "derived")
    wrong = [
        f"{name} must be {'a growth' if growth else 'no growth'}"
        for name, figure, growth in zip(
            entry.derived.sources, sources, step.growths(entry.statistic == "growth"), strict=False
        )
        if (figure.declared.entry.statistic == "growth") != growth
    ]
    if wrong:
        yield Problem((*at, "sources"), f"{entry.derived.step}: {', '.join(wrong)}")
        return
    years = declared.row.span.years if declared.row else (entry.year,)
    if entry.derived.step == "back_cast" and years[0] is not None:
        later = years[0] + 1
        for number, source in enumerate(sources):
            if source.years != (later,):
                message = f"must be of {later}, the year after"
                yield Problem((*at, "sources", number), message)
    cell = cell_of(declared)
    if cell is None or declared.row is None or step.value is None:
        return
    unit = unit_scale(entry, declared.row)
    told = step.value([each.source for each in sources], entry.derived.years or 0) / unit
    digit = float(entry.printed_to or cell.step)
    if abs(told - cell.number) > AGREES * digit:
        message = f"makes {told:.6g} of its sources, and line {declared.row.line} of the table has"
        yield Problem((*at, "step"), f"{message} {cell.number:.6g}")
