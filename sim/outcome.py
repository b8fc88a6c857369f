"""What a run produced: each quarter's tally and the treasury's books, as tidy rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from sim.law.arithmetic import exponential
from sim.law.codes import SIZE_CLASSES
from sim.measures import BY_DISTRICT, MEASURES, TALLY
from sim.treasury import Entry, check_rules, entries
from sim.treasury_rows import POT_BOOKS, RULE_BOOKS, parts_of_ledger

if TYPE_CHECKING:
    from sim.model_inputs import Inputs

Rows = dict[str, list[str] | list[int]]
_COLUMNS = ("quarter", "period", "region", "size_class", "instrument", "measure", "value", "unit")


def outcome_of(
    inputs: Inputs, tallies: Any, ledger: NDArray[np.int64], committed: Sequence[int]
) -> Outcome:
    """Close the books and return the outcome.

    Args:
        inputs: of the run.
        tallies: of each quarter, flat.
        ledger: of each quarter, shape (quarters, cells).
        committed: yuan of awards not yet paid, by instrument.

    Raises:
        sim.errors.BrokenIdentityError: money does not add up.
    """
    check_rules(ledger, inputs.rule_names, len(inputs.pots), committed)
    shaped = np.array(tallies, dtype=np.int64).reshape(
        len(tallies), len(TALLY), len(SIZE_CLASSES), len(inputs.district_ids)
    )
    return Outcome(inputs, shaped, ledger)


@dataclass(frozen=True)
class Outcome:
    """Results of one run.

    Attributes:
        tallies: whole numbers, shape (quarters, measures of `TALLY`, size classes, districts).
        ledger: the treasury's books, whole numbers, shape (quarters, cells of
            `sim.treasury_rows.ledger_cells`).
    """

    inputs: Inputs
    tallies: NDArray[np.int64]
    ledger: NDArray[np.int64]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What the books say, one entry a quarter, measure, subject and size class."""
        return entries(self.ledger, self.inputs.rule_names, self.inputs.pot_names)

    @property
    def _books(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The books of instruments and those of pots, with named axes."""
        return parts_of_ledger(self.ledger, len(self.inputs.rules), len(self.inputs.pots))

    def total(self, measure: str) -> NDArray[np.int64]:
        """City total of a measure by quarter, shape (quarters,)."""
        declared = MEASURES[measure]
        if declared.booked == "sum":
            whole: NDArray[np.int64] = np.sum([self.total(p) for p in declared.parts], axis=0)
            return whole
        if declared.booked == "firm":
            totals: NDArray[np.int64] = self.tallies[:, TALLY.index(measure)].sum(axis=(1, 2))
            return totals
        of_rules, of_pots = self._books
        if measure in POT_BOOKS:
            return cast("NDArray[np.int64]", of_pots[:, POT_BOOKS.index(measure)].sum(axis=1))
        if measure in RULE_BOOKS:
            book = of_rules[:, RULE_BOOKS.index(measure)]
            return cast("NDArray[np.int64]", book.sum(axis=(1, 2)))
        sums = np.zeros(len(self.tallies), dtype=np.int64)
        for (quarter, _, _, _), amount in self._public_cost().items():
            sums[quarter] += amount
        return sums

    def rows(self) -> Rows:
        """Tidy rows: zero values are left out except for city totals of firms' measures."""
        table = _Table(self.inputs)
        for measure in MEASURES.values():
            if measure.booked == "ledger":
                continue
            names = measure.parts if measure.booked == "sum" else (measure.name,)
            values = np.sum([self.tallies[:, TALLY.index(name)] for name in names], axis=0)
            self._add_measure(table, measure.name, values)
        for key, amount in sorted(self._ledger().items()):
            quarter, name, subject, size_class = key
            table.add(quarter, "city", size_class, subject, name, amount)
        return table.columns

    def _add_measure(self, table: _Table, name: str, values: NDArray[np.int64]) -> None:
        """Totals, size classes, and districts for the measures that are shown by district."""
        districts = name in BY_DISTRICT or MEASURES[name].booked == "sum"
        for quarter in range(len(values)):
            table.add(quarter, "city", "all", "", name, int(values[quarter].sum()))
            for index, size_class in enumerate(SIZE_CLASSES):
                amount = int(values[quarter, index].sum())
                if amount:
                    table.add(quarter, "city", size_class, "", name, amount)
            if districts:
                for index, district in enumerate(self.inputs.district_ids):
                    amount = int(values[quarter, :, index].sum())
                    if amount:
                        table.add(quarter, district, "all", "", name, amount)

    def _ledger(self) -> dict[tuple[int, str, str, str], int]:
        """The books by quarter, measure, subject and size class, "all" included."""
        sums: dict[tuple[int, str, str, str], int] = {}
        for entry in self.entries:
            classes = ["all"]
            if entry.size_class >= 0:
                classes.append(SIZE_CLASSES[entry.size_class])
            for size_class in classes:
                key = (entry.quarter, entry.measure, entry.subject, size_class)
                sums[key] = sums.get(key, 0) + entry.amount
        for key, amount in self._public_cost().items():
            sums[key] = amount
        return sums

    def _public_cost(self) -> dict[tuple[int, str, str, str], int]:
        """Present value by payer, in the first reported year's money, net of tax on support.

        Grants and interest fall on the payer of the instrument when paid; tax rules fall on the
        state when used, and profit tax on support flows back to it: at once, or, where support
        lowers the basis instead (RW12), as depreciation that is lost. Land price paid is the
        city's income, so that what a waiver forgoes is the difference between variants; bad
        loans borne by the pool fall on the city.
        """
        calendar = self.inputs.calendar
        rate = float(self.inputs.place["public_discount_rate"][0])
        base = 4 * calendar.report_from - calendar.first
        nominal: dict[tuple[int, str], int] = {}
        of_rules = self._books[0].sum(axis=3)
        paid, lost = (
            of_rules[:, RULE_BOOKS.index(name)].tolist() for name in ("support_paid", "basis_cost")
        )
        for quarter in range(len(self.ledger)):
            for rule, payer in enumerate(self.inputs.rule_payers):
                for key, amount in (
                    ((quarter, payer), paid[quarter][rule]),
                    ((quarter, "state"), -lost[quarter][rule]),
                ):
                    if amount:
                        nominal[key] = nominal.get(key, 0) + amount
        others = {
            "expensing_cost": (1, "state"), "tax_credit_cost": (1, "state"),
            "tax_on_support": (-1, "state"), "land_paid": (-1, "city"), "pool_paid": (1, "city"),
        }  # fmt: skip
        for name, (sign, payer) in others.items():
            for quarter, amount in enumerate(self.total(name)):
                key = (quarter, payer)
                nominal[key] = nominal.get(key, 0) + sign * int(amount)
        return {
            (quarter, "public_cost", payer, "all"): int(
                amount * exponential(-rate * (quarter - base) / 4.0)
            )
            for (quarter, payer), amount in nominal.items()
            if amount
        }


class _Table:
    """Columns under construction."""

    def __init__(self, inputs: Inputs) -> None:
        self.names = [inputs.calendar.name(now) for now in range(inputs.calendar.quarters)]
        self.columns: Rows = {name: [] for name in _COLUMNS}

    def add(
        self, quarter: int, region: str, size_class: str, instrument: str, measure: str, value: int
    ) -> None:
        row = (
            quarter, self.names[quarter], region, size_class, instrument, measure, value,
            MEASURES[measure].unit,
        )  # fmt: skip
        for name, cell in zip(_COLUMNS, row, strict=True):
            self.columns[name].append(cell)  # type: ignore[arg-type]
