"""The table of published figures, `observed.csv`: one row a figure and source, as printed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from calibration.observed.known import last_day
from calibration.observed.periods import Period, read_period
from scenarios.errors import Fault, InputError, listed, nearest_name
from scenarios.quantities import Confidence

TABLE = Path(__file__).with_name("observed.csv")

COLUMNS = (
    "region", "series", "period", "frequency", "value", "unit", "growth_yoy_pct", "definition",
    "source_title", "source_url", "source_date", "confidence", "note", "derived_from",
)  # fmt: skip

# Base units (yuan, a share of one, a count) in one unit of the table.
SCALES: dict[str, float] = {
    "100m_yuan": 1e8, "10k_yuan": 1e4, "percent": 0.01, "firms": 1.0, "projects": 1.0,
    "yuan_per_m2_month": 1.0, "exponent": 1.0,
}  # fmt: skip
PERCENT = 0.01


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it was printed.

    Attributes:
        number: The number, in the unit of its column.
        step: Size of one unit of its last digit: 0.1 for 424.9, 1 for 23.
    """

    number: float
    step: float


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table; texts are kept as they stand there.

    Attributes:
        line: Line of the file that the row begins in, from 1.
        value: Level, in `unit`; None where only growth was published.
        growth: Growth on a year earlier, percent.
        span: The years and months of `period`.
    """

    line: int
    region: str
    series: str
    period: str
    span: Period
    frequency: str
    value: Printed | None
    unit: str
    growth: Printed | None
    definition: str
    source: str
    date: str
    confidence: Confidence
    note: str
    derived_from: str


def read_table(path: Path = TABLE, name: str | None = None) -> tuple[Row, ...]:
    """Read every row.

    Args:
        path: The file.
        name: What faults call it; the file's name where it is not given.

    Raises:
        InputError: with every fault of the file.
    """
    name = name or path.name
    faults: list[Fault] = []
    rows: list[Row] = []
    with io.StringIO(_text(path, name), newline="") as file:
        reader = csv.DictReader(file)
        _check_header(reader.fieldnames or (), name)
        line = reader.line_num + 1
        for cells in reader:
            found = list(_faults_of(cells, name, line))
            faults += found
            if not found:
                rows.append(_row(cells, line))
            line = reader.line_num + 1
    faults += _twice(rows, name)
    if faults:
        raise InputError(faults)
    return tuple(rows)


def rows_named(
    rows: Iterable[Row], region: str, series: str, period: str, source: str | None = None
) -> list[Row]:
    """Rows of a region, series and period; of one source where it is given."""
    return [
        row
        for row in rows
        if (row.region, row.series, row.period) == (region, series, period)
        and source in (None, row.source)
    ]


def _text(path: Path, name: str) -> str:
    """The text of the file."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError([Fault(name, 0, 0, "", f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError([Fault(name, line, 1, "", "the file must be UTF-8 text")]) from error


def _check_header(names: Iterable[str], file: str) -> None:
    found = list(names)
    if found == list(COLUMNS):
        return
    unknown = [name for name in found if name not in COLUMNS]
    faults = [
        Fault(file, 1, 1, name, "is no column of the table", allowed=listed(COLUMNS),
              nearest=nearest_name(name, COLUMNS))
        for name in unknown
    ]  # fmt: skip
    faults += [
        Fault(file, 1, 1, name, "the column is missing") for name in COLUMNS if name not in found
    ]
    faults = faults or [
        Fault(file, 1, 1, "", "the columns stand in another order", allowed=listed(COLUMNS))
    ]
    raise InputError(faults)


def _faults_of(cells: dict[str, str], file: str, line: int) -> Iterator[Fault]:
    """Every fault of one row."""
    if None in cells or None in cells.values():
        yield Fault(file, line, 1, "", f"a row has {len(COLUMNS)} cells")
        return
    for column in ("region", "series"):
        if not cells[column]:
            yield Fault(file, line, 1, column, "is empty")
    for column in ("value", "growth_yoy_pct"):
        if cells[column] and _printed(cells[column]) is None:
            yield Fault(file, line, 1, column, "is no number", f"text {cells[column]!r}")
    unit, confidence = cells["unit"], cells["confidence"]
    if (unit or cells["value"]) and unit not in SCALES:
        yield Fault(
            file, line, 1, "unit", "is no unit of the table", f"text {unit!r}", listed([*SCALES]),
            nearest_name(unit, SCALES),
        )  # fmt: skip
    date = cells["source_date"]
    if date and last_day(date) is None:
        allowed = "2018, 2018-01, 2018-01-29 or nothing"
        yield Fault(file, line, 1, "source_date", "is no date", f"text {date!r}", allowed)
    if confidence not in get_args(Confidence):
        yield Fault(
            file, line, 1, "confidence", "is no class of confidence", f"text {confidence!r}",
            listed(get_args(Confidence)), nearest_name(confidence, get_args(Confidence)),
        )  # fmt: skip


def _twice(rows: Iterable[Row], file: str) -> Iterator[Fault]:
    """Rows that cannot be told apart by region, series, period and source."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = (row.region, row.series, row.period, row.source)
        if key in seen:
            yield Fault(file, row.line, 1, "", f"the row stands in line {seen[key]} already")
        seen.setdefault(key, row.line)


def _row(cells: dict[str, str], line: int) -> Row:
    return Row(
        line, cells["region"], cells["series"], cells["period"], read_period(cells["period"]),
        cells["frequency"], _printed(cells["value"]), cells["unit"],
        _printed(cells["growth_yoy_pct"]), cells["definition"], cells["source_title"],
        cells["source_date"], cast(Confidence, cells["confidence"]), cells["note"],
        cells["derived_from"],
    )  # fmt: skip


def _printed(text: str) -> Printed | None:
    """Read a number and the size of its last digit; None where the cell holds no plain number."""
    body = text.removeprefix("-")
    whole, point, decimals = body.partition(".")
    if not whole.isdecimal() or (point and not decimals.isdecimal()) or not body.isascii():
        return None
    return Printed(float(text), 10.0 ** -len(decimals))
