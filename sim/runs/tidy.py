"""From one run's outcome to rows of the tidy tables, and from quarters to years.

One row is one figure: whose (run, variant), when, where, of which size of firm, by which
instrument, what it measures, and the value as a whole number of its unit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

WHAT = ("period", "region", "size_class", "instrument", "measure")
"""What a figure is about; together they name it within a run, and their order is the rows'."""

COLUMNS = ("run_key", "variant", "run", *WHAT, "value", "unit")
NUMBERS = ("run", "value")
QUARTER = re.compile(r"\d{4}-Q[1-4]")
LARGEST = 2**61
"""Four quarters of anything up to this still add up within 64 bits."""


class TidyError(ValueError):
    """An outcome's rows are not what its declared measures promise."""


def schema() -> pa.Schema:
    """Return the columns of both tables and their kinds."""
    import pyarrow as pa

    return pa.schema(
        [pa.field(name, pa.int64() if name in NUMBERS else pa.string()) for name in COLUMNS]
    )


def quarters_of(rows: Mapping[str, Any], run_key: str, variant: str, run: int) -> pa.Table:
    """Return the rows of one run in their one order, checked against the declared measures.

    Args:
        rows: columns of equal length, as `Outcome.rows()` gives them; more columns are left out.
        run_key: key of the run.
        variant: id of the variant.
        run: number of the replicate.

    Raises:
        TidyError: a column is missing or of another length, a value is not a whole number or too
            large to be added up, a measure or unit is not as declared, a figure stands twice.
    """
    import numpy as np
    import pyarrow as pa

    value = _values(rows)
    text = {name: _text(rows, name, len(value)) for name in (*WHAT, "unit")}
    _check_declared(text)
    order = _order(text)
    constant = {
        "run_key": pa.repeat(run_key, len(value)),
        "variant": pa.repeat(variant, len(value)),
        "run": np.full(len(value), run, dtype=np.int64),
        "value": value[order],
    }
    columns = [
        constant[name] if name in constant else text[name].take(order).cast(pa.string())
        for name in COLUMNS
    ]
    return pa.table(columns, schema=schema())


def years_of(quarters: pa.Table) -> pa.Table:
    """Return the yearly rows: flows added up over the quarters, stocks as in the fourth one.

    A year that the table covers only in part has no rows: the sum of some quarters is not a
    year's figure.

    Args:
        quarters: rows of runs that all cover the same quarters.

    Raises:
        KeyError: a measure that is not declared.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from sim.measures import MEASURES

    year = pc.utf8_slice_codeunits(quarters["period"], 0, 4)
    measures = pc.unique(quarters["measure"]).to_pylist()
    flows = pa.array([name for name in measures if MEASURES[name].kind == "flow"], pa.string())
    whole = pc.is_in(year, value_set=_whole_years(quarters))
    is_flow = pc.is_in(quarters["measure"], value_set=flows)
    at_end = pc.ends_with(quarters["period"], "-Q4")
    kept = pc.and_(whole, pc.or_(is_flow, at_end))
    yearly = quarters.set_column(quarters.column_names.index("period"), "period", year).filter(kept)
    names = [name for name in COLUMNS if name != "value"]
    summed = yearly.group_by(names, use_threads=False).aggregate([("value", "sum")])
    summed = summed.rename_columns({"value_sum": "value"}).select(COLUMNS).cast(schema())
    return summed.sort_by([("run", "ascending"), *((name, "ascending") for name in WHAT)])


def _whole_years(quarters: pa.Table) -> pa.Array:
    """Return the years of which all four quarters are in the table."""
    import pyarrow as pa
    import pyarrow.compute as pc

    periods = set(pc.unique(quarters["period"]).to_pylist())
    years = {period[:4] for period in periods}
    whole = [year for year in years if {f"{year}-Q{n}" for n in (1, 2, 3, 4)} <= periods]
    return pa.array(whole, pa.string())


def _values(rows: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    """Return the values as 64-bit whole numbers."""
    import numpy as np

    value = np.asarray(_column(rows, "value"))
    if value.ndim != 1 or not len(value):
        raise TidyError("a run without a single figure")
    if value.dtype.kind not in "iu":
        raise TidyError(f"values are whole numbers, not {value.dtype}")
    if value.max() > LARGEST or value.min() < -LARGEST:
        raise TidyError("a value beyond 2**61, too large to be added up over a year")
    return value.astype(np.int64)


def _text(rows: Mapping[str, Any], name: str, length: int) -> pa.DictionaryArray:
    """Return a column of text as numbers into its distinct words, these in alphabetical order."""
    import numpy as np
    import pyarrow as pa

    try:
        coded = pa.array(_column(rows, name), pa.string()).dictionary_encode()
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise TidyError(f"column {name} is not text: {error}") from error
    if len(coded) != length:
        raise TidyError(f"column {name} has {len(coded)} rows, value has {length}")
    if coded.null_count:
        raise TidyError(f"column {name} has {coded.null_count} empty cells")
    words = coded.dictionary.to_pylist()
    alphabetical = sorted(range(len(words)), key=words.__getitem__)
    place = np.empty(len(words), dtype=np.int32)
    place[alphabetical] = np.arange(len(words), dtype=np.int32)
    numbers = place[coded.indices.to_numpy(zero_copy_only=False)]
    return pa.DictionaryArray.from_arrays(numbers, pa.array(sorted(words), pa.string()))


def _column(rows: Mapping[str, Any], name: str) -> Any:
    """Return a column that every outcome has."""
    if name not in rows:
        raise TidyError(f"column {name} is missing; there are {', '.join(sorted(rows))}")
    return rows[name]


def _check_declared(text: Mapping[str, pa.DictionaryArray]) -> None:
    """Check periods, measures and units, on distinct words only."""
    import numpy as np

    from sim.measures import MEASURES

    for period in text["period"].dictionary.to_pylist():
        if not QUARTER.fullmatch(period):
            raise TidyError(f"period {period!r} is not a quarter such as '2018-Q3'")
    measures = text["measure"].dictionary.to_pylist()
    units = text["unit"].dictionary.to_pylist()
    pairs = np.stack([np.asarray(text[name].indices) for name in ("measure", "unit")])
    for measure, unit in ((measures[m], units[u]) for m, u in np.unique(pairs, axis=1).T):
        if measure not in MEASURES:
            raise TidyError(f"measure {measure!r} is not declared in sim/measures.py")
        if unit != MEASURES[measure].unit:
            raise TidyError(f"{measure} is declared in {MEASURES[measure].unit!r}, not {unit!r}")


def _order(text: Mapping[str, pa.DictionaryArray]) -> np.ndarray[Any, Any]:
    """Return the rows' order by what they are about, and refuse a figure that stands twice."""
    import numpy as np

    codes = [np.asarray(text[name].indices) for name in WHAT]
    order = np.lexsort(codes[::-1])
    same = np.ones(len(order) - 1, dtype=bool)
    for code in codes:
        same &= np.diff(code[order]) == 0
    if same.any():
        twice = int(order[int(np.flatnonzero(same)[0])])
        named = ", ".join(f"{name} {text[name][twice].as_py()!r}" for name in WHAT)
        raise TidyError(f"two figures for {named}")
    return order
