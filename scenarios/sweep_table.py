"""Points of a sweep as rows of a CSV table: a column a quantity, typed as in a file of ours."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from scenarios.errors import Fault, InputError, clipped
from scenarios.scenario_schema import LeverValue
from scenarios.sweep_points import Settings
from scenarios.sweep_schema import MOST_POINTS
from scenarios.yaml_scalars import scalar_value

MAXIMUM_BYTES = 200_000_000


def read_points(
    path: Path, problem_of: Callable[[str], Fault | None]
) -> list[tuple[int, Settings]]:
    """Read the points of a table with their lines; an empty cell leaves its quantity as it is.

    Args:
        path: the table, UTF-8, its first row the names.
        problem_of: what is wrong with a name; None where it is right.

    Raises:
        InputError: with every fault, each with its line and column's name.
    """
    rows = _rows(path)
    names = rows[0][1] if rows else []
    faults = (
        [] if names else [Fault(str(path), 1, 1, "", "the table has no names in its first row")]
    )
    for number, name in enumerate(names):
        problem = problem_of(name)
        if name in names[:number]:
            faults.append(Fault(str(path), 1, 1, name, "stands in two columns"))
        elif problem is not None:
            faults.append(
                Fault(str(path), 1, 1, name, problem.message, None, problem.allowed,
                      problem.nearest)
            )  # fmt: skip
    if names and len(rows) == 1:
        faults.append(Fault(str(path), 1, 1, "", "the table has names and no row"))
    points = [(line, _point(path, line, names, cells, faults)) for line, cells in rows[1:]]
    if faults:
        raise InputError(faults)
    return points


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Rows that are not blank, with their lines."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError([Fault(str(path), 0, 0, "", f"cannot be read: {reason}")]) from None
    if len(content) > MAXIMUM_BYTES:
        raise InputError([Fault(str(path), 0, 0, "", "the file is too large")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([Fault(str(path), 1, 1, "", "the file must be UTF-8 text")]) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:
        fault = Fault(str(path), reader.line_num, 1, "", f"is not valid CSV: {error}")
        raise InputError([fault]) from None
    if len(rows) > MOST_POINTS + 1:
        message = f"a sweep has at most {MOST_POINTS:,} points"
        raise InputError([Fault(str(path), 1, 1, "", message, f"{len(rows) - 1:,} rows")])
    return rows


def _point(
    path: Path, line: int, names: list[str], cells: list[str], faults: list[Fault]
) -> Settings:
    """One row as settings; what is wrong with it is noted."""
    if len(cells) != len(names):
        message = f"has {len(cells)} cells; there are {len(names)} columns"
        faults.append(Fault(str(path), line, 1, "", message))
        return {}
    point: dict[str, LeverValue] = {}
    for name, cell in zip(names, cells, strict=True):
        try:
            value = scalar_value(cell)
        except ValueError as error:
            faults.append(Fault(str(path), line, 1, name, str(error), clipped(cell)))
            continue
        if value is not None:
            point[name] = value
    return point


__all__ = ["read_points"]
