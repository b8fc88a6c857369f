"""What a run produced: each quarter's tally and the treasury's books, as tidy rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.law.arithmetic import exponential
from sim.law.codes import SIZE_CLASSES
from sim.law.tax import straight_line
from sim.measures import BY_DISTRICT, MEASURES, TALLY
from sim.progress import press, shortfall
from sim.rows import plain
from sim.squeeze import squeeze
from sim.treasury import Entry, Treasury

if TYPE_CHECKING:
    from sim.model_inputs import Inputs

Rows = dict[str, list[str] | list[int]]
_COLUMNS = ("quarter", "period", "region", "size_class", "instrument", "measure", "value", "unit")


class Recorder:
    """Keeps each quarter's tally of one run."""

    def __init__(self, inputs: Inputs) -> None:
        """Start with nothing recorded."""
        self.inputs = inputs
        self.tallies: list[list[int]] = []

    def record(self, now: int, tally: list[int]) -> None:
        """Keep the tally of quarter `now`."""
        if now != len(self.tallies):
            raise AssertionError(f"quarter {now} recorded after {len(self.tallies)} quarters")
        self.tallies.append(list(tally))

    def presses(self, quarters: Any) -> None:
        """At the end of a year, let an authority that is behind step up its monitoring (RW16)."""
        inputs, now = self.inputs, len(self.tallies) - 1
        if now % 4 == 3 and inputs.tasks:
            missed = shortfall(inputs.tasks, inputs.calendar, self.tallies, inputs.cells)
            press(quarters, now, missed, float(inputs.behaviour["effort_pressure"][0]))

    def squeezes(self, quarters: Any) -> None:
        """Let the next quarter feel how many bought, borrowed and looked for floor in this one."""
        now = len(self.tallies) - 1
        if float(self.inputs.behaviour["with_crowding"][0]) > 0.0 and now + 1 < len(quarters):
            squeeze(quarters[now + 1], self.tallies, self.inputs.cells)

    def outcome(self, treasury: Treasury) -> Outcome:
        """Close the books and return the outcome.

        Raises:
            sim.errors.BrokenIdentityError: money does not add up.
        """
        treasury.check()
        tallies = np.array(self.tallies, dtype=np.int64).reshape(
            len(self.tallies), len(TALLY), len(SIZE_CLASSES), len(self.inputs.district_ids)
        )
        return Outcome(self.inputs, tallies, tuple(treasury.entries))


@dataclass(frozen=True)
class Outcome:
    """Results of one run.

    Attributes:
        tallies: whole numbers, shape (quarters, measures of `TALLY`, size classes, districts).
        entries: events of the treasury, in order.
    """

    inputs: Inputs
    tallies: NDArray[np.int64]
    entries: tuple[Entry, ...]

    def total(self, measure: str) -> NDArray[np.int64]:
        """City total of a measure by quarter, shape (quarters,)."""
        declared = MEASURES[measure]
        if declared.booked == "sum":
            whole: NDArray[np.int64] = np.sum([self.total(p) for p in declared.parts], axis=0)
            return whole
        if declared.booked == "firm":
            totals: NDArray[np.int64] = self.tallies[:, TALLY.index(measure)].sum(axis=(1, 2))
            return totals
        sums = np.zeros(len(self.tallies), dtype=np.int64)
        if measure == "public_cost":
            for (quarter, _, _, _), amount in self._public_cost().items():
                sums[quarter] += amount
        for entry in self.entries:
            if entry.measure == measure:
                sums[entry.quarter] += entry.amount
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
        """Events added up by quarter, measure, subject and size class, "all" included."""
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
        payers = {
            terms.id: payer
            for terms, payer in zip(self.inputs.rule_terms, self.inputs.rule_payers, strict=True)
        }
        untaxed = {
            terms.id
            for terms, row in zip(self.inputs.rule_terms, self.inputs.rules, strict=True)
            if row["taxable"] == 0
        }
        place = plain(self.inputs.place[0])
        back = place.profit_tax_rate * straight_line(
            rate, int(place.depreciation_life), place.salvage_share, 1
        )
        nominal: dict[tuple[int, str], int] = {}
        for entry in self.entries:
            if entry.measure == "support_paid":
                key = (entry.quarter, payers[entry.subject])
                nominal[key] = nominal.get(key, 0) + entry.amount
                if entry.subject in untaxed:
                    key = (entry.quarter, "state")
                    nominal[key] = nominal.get(key, 0) - int(entry.amount * back)
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
