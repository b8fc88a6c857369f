"""Arrays of this folder, and the refusals that all of its modules share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]
NAMED = 5  # rows named in an error; the others are counted


def table(what: str, values: ArrayLike, columns: int | None = None) -> Floats:
    """`values` as a table of rows and columns.

    Raises:
        ValueError: it has not two dimensions, no rows, or not `columns` columns.
    """
    found = np.asarray(values, float)
    if found.ndim != 2 or not found.shape[0] or columns not in (None, found.shape[1]):
        wanted = "columns" if columns is None else f"{columns} columns"
        raise ValueError(f"{what}: a table of rows and {wanted} is needed, not {found.shape}")
    return found


def refuse_missing(what: str, values: Floats, names: Sequence[str]) -> None:
    """Refuse a table with values that are not finite, naming rows and columns.

    Raises:
        ValueError: any value is not a number, or infinite.
    """
    missing = ~np.isfinite(values)
    if missing.any():
        rows = np.flatnonzero(missing.any(axis=1))
        columns = ", ".join(names[int(column)] for column in np.flatnonzero(missing.any(axis=0)))
        raise ValueError(f"{what}: not finite in {named_rows(rows)}, in {columns}")


def named_rows(rows: NDArray[np.intp]) -> str:
    """The first few row numbers, and how many more there are."""
    shown = ", ".join(str(row) for row in rows[:NAMED])
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return f"row{'s' if len(rows) > 1 else ''} {shown}{more}"


def covariance_matrix(what: str, values: ArrayLike, size: int) -> Floats:
    """`values` as a covariance matrix of `size` quantities; zero variances are allowed.

    Raises:
        ValueError: wrong shape, not finite, not symmetric, or with a negative direction.
    """
    matrix = np.asarray(values, float)
    if matrix.shape != (size, size):
        raise ValueError(f"{what}: {size} by {size} is needed, not {matrix.shape}")
    if not np.isfinite(matrix).all():
        raise ValueError(f"{what}: not finite")
    scale = float(np.abs(matrix).max(initial=0.0))
    if np.abs(matrix - matrix.T).max(initial=0.0) > 1e-9 * scale:
        raise ValueError(f"{what}: not symmetric")
    if size and np.linalg.eigvalsh(matrix).min() < -1e-9 * scale:
        raise ValueError(f"{what}: a variance would be negative")
    return matrix


def systematic(weights: Floats, count: int, random: np.random.Generator) -> NDArray[np.intp]:
    """`count` row numbers drawn in proportion to `weights`, from one random number.

    A row with weight w (of a sum of 1) comes `count` w times, rounded down or up.
    """
    steps = np.cumsum(weights / weights.sum())
    marks = (random.random() + np.arange(count)) / count
    return np.minimum(np.searchsorted(steps, marks, side="right"), len(weights) - 1)
