"""Reading the tidy quarterly table by district: runs by years by quarters by districts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from results.study import Study
from results.tables import ALL, CITY, COLUMNS, Matrix

if TYPE_CHECKING:
    import pandas as pd

FIRMS = "above_scale_firms"
QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Reported:
    """What one variant's runs reported of one measure, warm-up included.

    Attributes:
        years: years of which all four quarters are there, rising.
        runs: the replicates that finished.
        values: whole yuan, by run, year, quarter and district.
        firms: above-scale firms at each year's end, by run, year and district.
    """

    years: tuple[int, ...]
    runs: tuple[int, ...]
    values: Matrix
    firms: Matrix

    @property
    def city(self) -> Matrix:
        """The sum of the districts, by run, year and quarter."""
        return np.asarray(self.values.sum(axis=3), dtype=np.int64)

    def column(self, year: int) -> int | None:
        """Return the place of a year, None where the run does not have it."""
        return self.years.index(year) if year in self.years else None


def reported(quarters: pd.DataFrame, study: Study, variant: str, measure: str) -> Reported:
    """Lay out what a variant's districts reported.

    A district without a row in a quarter reported nothing there.

    Raises:
        ValueError: a column is missing, no run finished, a figure stands twice, or the districts
            do not add up to the city in some run and quarter.
    """
    missing = [column for column in COLUMNS if column not in quarters.columns]
    if missing:
        raise ValueError(f"the quarterly table lacks the columns {', '.join(missing)}")
    kept = (quarters["variant"] == variant) & (quarters["size_class"] == ALL)
    rows = quarters[kept & (quarters["instrument"] == "")]
    if rows.empty:
        raise ValueError(f"no run of variant {variant!r} finished, so it has no results")
    runs = tuple(sorted(int(run) for run in rows["run"].unique()))
    periods = set(rows["period"].unique())
    whole = sorted({int(period[:4]) for period in periods})
    years = tuple(y for y in whole if all(f"{y}-Q{n}" in periods for n in QUARTERS))
    regions = [*study.districts, CITY]
    values = _laid_out(rows, measure, runs, years, regions)
    _check_sum(values, measure, runs, years)
    firms = _laid_out(rows, FIRMS, runs, years, regions)
    return Reported(years, runs, values[..., :-1], firms[:, :, -1, :-1])


def _laid_out(
    rows: pd.DataFrame,
    measure: str,
    runs: Sequence[int],
    years: Sequence[int],
    regions: Sequence[str],
) -> Matrix:
    """Put one measure's rows in their cells; the city stands last."""
    own = rows[rows["measure"] == measure]
    own = own[own["period"].str[:4].astype(int).isin(years)]
    shape = (len(runs), len(years), len(QUARTERS), len(regions))
    cells: Matrix = np.zeros(shape, dtype=np.int64)
    count: npt.NDArray[np.int64] = np.zeros(shape, dtype=np.int64)
    own = own[own["region"].isin(regions)]
    places = (
        np.searchsorted(runs, own["run"].to_numpy(dtype=np.int64)),
        np.searchsorted(years, own["period"].str[:4].astype(int).to_numpy(dtype=np.int64)),
        own["period"].str[-1].astype(int).to_numpy(dtype=np.int64) - 1,
        np.array([regions.index(region) for region in own["region"]], dtype=np.int64),
    )
    np.add.at(count, places, 1)
    if (count > 1).any():
        raise ValueError(f"{measure!r} stands in the quarterly table twice")
    cells[places] = own["value"].to_numpy(dtype=np.int64)
    return cells


def _check_sum(values: Matrix, measure: str, runs: Sequence[int], years: Sequence[int]) -> None:
    """Refuse a table whose districts are not the city.

    Raises:
        ValueError: with the first run and quarter that does not add up.
    """
    apart = np.argwhere(values[..., :-1].sum(axis=3) != values[..., -1])
    if len(apart):
        run, year, quarter = (int(place) for place in apart[0])
        raise ValueError(
            f"{measure!r} of the districts does not add up to the city's in run {runs[run]}, "
            f"{years[year]}-Q{quarter + 1}"
        )
