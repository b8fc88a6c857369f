"""Reading the tidy yearly table: one array of runs by years for each quantity of the city.

Columns of the table: run_key, variant, run, period, region, size_class, instrument, measure,
value (whole numbers), unit. Flows are sums of a year's quarters, stocks stand at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from results.study import Study

if TYPE_CHECKING:
    import pandas as pd

CITY = "city"
ALL = "all"
SIZE_CLASSES = ("large", "medium", "small", "micro")

TRUE = "true_renovation"
REPORTED = "reported_renovation"
SUPPORT = "support_paid"
COST = "public_cost"  # present value, by payer, net of the tax that support pays back

# A year's flows come on average three eighths of a year after its first quarter is dated.
MIDDLE_OF_YEAR = 0.375
PAYERS = ("city", "district", "province", "state")

COLUMNS = ("variant", "run", "period", "region", "size_class", "instrument", "measure", "value")

Matrix = npt.NDArray[np.int64]


def total(parts: Sequence[Matrix]) -> Matrix:
    """Add whole numbers of the same shape up, without a detour through floats."""
    return np.asarray(np.sum(parts, axis=0, dtype=np.int64), dtype=np.int64)


class CityTable:
    """The yearly table of one run, cut to the city as a whole.

    Attributes:
        years: the years of the table, rising.
        runs: for each variant, the replicates that finished.
    """

    def __init__(self, years: pd.DataFrame, study: Study) -> None:
        """Take the table apart by variant, measure, size class and instrument.

        Raises:
            ValueError: a column is missing, a variant of the study has no rows, or support is
                booked on an instrument that the study does not know.
        """
        missing = [column for column in COLUMNS if column not in years.columns]
        if missing:
            raise ValueError(f"the yearly table lacks the columns {', '.join(missing)}")
        rows = years[years["region"] == CITY]
        rows = rows[rows["period"].astype(int) >= study.report_from]
        self.years: tuple[int, ...] = tuple(sorted(map(int, rows["period"].unique())))
        self.runs: dict[str, tuple[int, ...]] = {}
        for variant in study.variants:
            numbers = rows.loc[rows["variant"] == variant, "run"].unique()
            if len(numbers) == 0:
                raise ValueError(f"no run of variant {variant!r} finished, so it has no results")
            self.runs[variant] = tuple(sorted(int(number) for number in numbers))
        keys = ["variant", "measure", "size_class", "instrument"]
        self._places: dict[Any, npt.NDArray[np.int64]] = rows.groupby(keys, observed=True).indices
        self._run = rows["run"].to_numpy(dtype=np.int64)
        self._year = rows["period"].astype(int).to_numpy(dtype=np.int64)
        self._value = rows["value"].to_numpy(dtype=np.int64)
        self._study = study
        unknown = {
            key[3] for key in self._places if key[1] == SUPPORT and key[3] not in study.instruments
        }
        if unknown:  # a sum over the known ones would quietly miss their money
            raise ValueError(f"support by instruments that are none: {', '.join(sorted(unknown))}")

    def has(self, measure: str) -> bool:
        """Say whether the table holds the city's total of a measure."""
        return any((v, measure, ALL, "") in self._places for v in self.runs)

    def matrix(self, variant: str, measure: str) -> Matrix:
        """Return the city's total of a measure: a row a run, a column a year.

        Raises:
            ValueError: a run or a year of it is not in the table.
        """
        found = self._fill(variant, measure, ALL, "")
        if found is None:
            raise ValueError(f"the yearly table has no {measure!r} for variant {variant!r}")
        matrix, filled = found
        if not filled.all():
            run, year = np.argwhere(~filled)[0]
            raise ValueError(
                f"{measure!r} of variant {variant!r} lacks run {self.runs[variant][run]}, "
                f"year {self.years[year]}"
            )
        return matrix

    def by_instrument(self, variant: str, measure: str, size_class: str = ALL) -> dict[str, Matrix]:
        """Return a measure of each instrument of the study.

        An instrument that is not in a variant, or that a year did not know, has no rows there:
        that is a zero and no gap.
        """
        empty = np.zeros((len(self.runs[variant]), len(self.years)), dtype=np.int64)
        result = {}
        for instrument in self._study.instruments:
            found = self._fill(variant, measure, size_class, instrument)
            result[instrument] = empty.copy() if found is None else found[0]
        return result

    def over_instruments(self, variant: str, measure: str, size_class: str = ALL) -> Matrix:
        """Return a measure summed over all instruments of the study."""
        empty = np.zeros((len(self.runs[variant]), len(self.years)), dtype=np.int64)
        parts = self.by_instrument(variant, measure, size_class).values()
        return total([empty, *parts])

    def by_payer(self, variant: str, measure: str = COST) -> dict[str, Matrix]:
        """Return a measure that is booked by payer; a payer without rows paid nothing."""
        empty = np.zeros((len(self.runs[variant]), len(self.years)), dtype=np.int64)
        found = {payer: self._fill(variant, measure, ALL, payer) for payer in PAYERS}
        return {payer: empty.copy() if p is None else p[0] for payer, p in found.items()}

    def over_payers(self, variant: str, measure: str = COST) -> Matrix:
        """Return a measure that is booked by payer, summed over all payers."""
        return total(list(self.by_payer(variant, measure).values()))

    def present_value(self, matrix: Matrix) -> npt.NDArray[np.float64]:
        """Discount yearly flows to the start of the first reported year, as public cost is."""
        offset = np.array(self.years) - self._study.report_from + MIDDLE_OF_YEAR
        return np.multiply(matrix, np.exp(-self._study.discount_rate * offset), dtype=np.float64)

    def firms_by_size(self, variant: str, measure: str) -> dict[str, Matrix]:
        """Return a measure that has no instrument for each size class.

        Raises:
            ValueError: the table does not tell this measure by size class.
        """
        found = {size: self._fill(variant, measure, size, "") for size in SIZE_CLASSES}
        if all(part is None for part in found.values()):
            raise ValueError(f"the yearly table has no {measure!r} by size class for {variant!r}")
        empty = np.zeros((len(self.runs[variant]), len(self.years)), dtype=np.int64)
        return {size: empty.copy() if p is None else p[0] for size, p in found.items()}

    def pair(self, policy: str, baseline: str) -> tuple[list[int], list[int]]:
        """Return the rows of the replicates that finished in both of two variants.

        Raises:
            ValueError: the two have no replicate in common.
        """
        common = sorted(set(self.runs[policy]) & set(self.runs[baseline]))
        if not common:
            raise ValueError(f"{policy!r} and {baseline!r} have no replicate in common")
        return (
            [self.runs[policy].index(run) for run in common],
            [self.runs[baseline].index(run) for run in common],
        )

    def _fill(
        self, variant: str, measure: str, size_class: str, instrument: str
    ) -> tuple[Matrix, npt.NDArray[np.bool_]] | None:
        """Lay the rows of one quantity out by run and year, and say which cells they fill."""
        places = self._places.get((variant, measure, size_class, instrument))
        if places is None:
            return None
        lines = np.searchsorted(self.runs[variant], self._run[places])
        columns = np.searchsorted(self.years, self._year[places])
        shape = (len(self.runs[variant]), len(self.years))
        count = np.zeros(shape, dtype=np.int64)
        np.add.at(count, (lines, columns), 1)
        if (count > 1).any():
            raise ValueError(f"{measure!r} of variant {variant!r} stands in the table twice")
        matrix = np.zeros(shape, dtype=np.int64)
        matrix[lines, columns] = self._value[places]
        return matrix, count == 1
