"""A panel of firm-years out of one run: the run is walked quarter by quarter and looked at.

Nothing is added to the model: what a firm spent is the change of what its project has cost so
far, stocks are read at year ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.law.codes import ACTIVE, BUILDING

if TYPE_CHECKING:
    from sim.engine import CompiledRun

Floats = NDArray[np.float64]
Table = NDArray[Any]

STOCKS = (
    "status", "role", "size_class", "above_scale", "ownership", "employees", "capital", "debt",
    "age", "demand", "operating_year", "applications_made",
)  # fmt: skip
NATURES = ("renovation", "expansion", "greenfield")
FLOWS = ("revenue", *NATURES, "bought", "sold")
STARTED: np.dtype[Any] = np.dtype(
    [
        (name, "i8")
        for name in (
            "row", "ordinal", "now", "arrived", "cost", "nature", "direction", "filed",
            "relabelled_ppm", "loan", "quarters",
        )
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """Firms by years.

    Attributes:
        years: calendar years, one a row of every table.
        reported_from: index of the first reported year; before it the run warms up.
        stocks: at year ends, shape (years + 1, firms); row 0 is the state before the run. Beside
            fields of the firm: heard, 1 if it has heard of the latest wave of programmes.
        flows: of each year, yuan, shape (years, firms): revenue, spending by nature, equipment
            bought (spending less software and buildings), equipment sold at replacement cost.
        started: one row a project started: firm, quarter, cost, nature, what was filed.
    """

    years: tuple[int, ...]
    reported_from: int
    stocks: dict[str, NDArray[np.float64]]
    flows: dict[str, NDArray[np.float64]]
    started: Table

    def at_start(self, name: str) -> Floats:
        """A stock at the start of each year, shape (years, firms)."""
        return self.stocks[name][:-1]

    def at_end(self, name: str) -> Floats:
        """A stock at the end of each year, shape (years, firms)."""
        return self.stocks[name][1:]

    @property
    def active(self) -> NDArray[np.bool_]:
        """Whether a firm was in business at both ends of a year, shape (years, firms)."""
        both: NDArray[np.bool_] = (self.at_start("status") == ACTIVE) & (
            self.at_end("status") == ACTIVE
        )
        return both

    @property
    def spent(self) -> Floats:
        """Investment of all natures, yuan, shape (years, firms)."""
        whole: Floats = np.sum([self.flows[nature] for nature in NATURES], axis=0)
        return whole

    @property
    def rates(self) -> Floats:
        """Equipment bought less equipment sold over equipment at the start of the year.

        Not a number where there was none. What a renovation scraps in place is not deducted.
        """
        capital = self.at_start("capital")
        net = self.flows["bought"] - self.flows["sold"]
        with np.errstate(divide="ignore", invalid="ignore"):
            rates: Floats = np.where(capital > 0, net / capital, np.nan)
        return rates


class Observer:
    """Looks at a run after each step and keeps what a panel needs."""

    def __init__(self, run: CompiledRun) -> None:
        self.run = run
        rows = len(run.firms)
        self.spent_before = np.zeros(rows, dtype=np.int64)
        self.project_before = np.full((rows, 2), -1, dtype=np.int64)
        directions = run.inputs.directions
        self.equipment_share: Floats = (
            1.0 - directions["software_share"] - directions["building_share"]
        )
        self.stocks: dict[str, list[Floats]] = {name: [] for name in (*STOCKS, "heard")}
        self.flows: dict[str, list[Floats]] = {name: [] for name in FLOWS}
        self.started: list[Table] = []
        self._keep_stocks()

    def look(self) -> None:
        """Take in the quarter that has just been made."""
        run, now = self.run, self.run.now - 1
        if now % 4 == 0:
            for name in FLOWS:
                self.flows[name].append(np.zeros(len(run.firms)))
        building = run.projects[:, 1]
        year = {name: self.flows[name][-1] for name in FLOWS}
        year["revenue"] += np.where(run.firms["status"] == ACTIVE, run.firms["revenue"] // 4, 0)
        spent = self._spent_in_quarter(building)
        for code, nature in enumerate(NATURES):
            year[nature] += np.where(building["nature"] == code, spent, 0)
        year["bought"] += spent * self.equipment_share[building["direction"]]
        self._keep_started(building, now)
        if now % 4 == 3:
            if "sold_this_year" in (run.firms.dtype.names or ()):
                year["sold"] += run.firms["sold_this_year"]
            self._keep_stocks()

    def panel(self) -> Panel:
        """The panel of the whole years seen so far."""
        calendar = self.run.inputs.calendar
        years = len(self.stocks["status"]) - 1
        first = calendar.first // 4
        return Panel(
            tuple(range(first, first + years)),
            min(max(0, calendar.report_from - first), years),
            {name: np.array(rows) for name, rows in self.stocks.items()},
            {name: np.array(rows[:years]) for name, rows in self.flows.items()},
            np.concatenate([np.zeros(0, STARTED), *self.started]),
        )

    def _spent_in_quarter(self, building: Table) -> NDArray[np.int64]:
        """What each firm spent: the change of its project's total, or all of a new project's."""
        project = np.stack([building["ordinal"], building["started"]], axis=1)
        same = (project == self.project_before).all(axis=1)
        spent: NDArray[np.int64] = building["spent"] - np.where(same, self.spent_before, 0)
        self.new_project = ~same & (building["cost"] > 0)
        self.spent_before = building["spent"].copy()
        self.project_before = project
        return spent

    def _keep_started(self, building: Table, now: int) -> None:
        """Projects whose first quarter this was."""
        rows = np.flatnonzero(self.new_project & (building["started"] == now))
        kept = np.zeros(len(rows), STARTED)
        kept["row"], kept["now"] = rows, now
        for name in STARTED.names or ():
            if name not in ("row", "now"):
                kept[name] = building[name][rows]
        self.started.append(kept)

    def _keep_stocks(self) -> None:
        firms = self.run.firms
        for name in STOCKS:
            self.stocks[name].append(firms[name].astype(np.float64))
        last = int(self.run.quarters["waves"][0]) - 1
        heard = (firms["heard"] >> last) & 1
        self.stocks["heard"].append(heard.astype(np.float64))


def watched(run: CompiledRun, quarters: int | None = None) -> Panel:
    """Walk a run to its end (or for so many quarters) and return its panel."""
    observer = Observer(run)
    for _ in range(run.inputs.calendar.quarters if quarters is None else quarters):
        run.step()
        observer.look()
    return observer.panel()


__all__ = ["BUILDING", "FLOWS", "NATURES", "STOCKS", "Observer", "Panel", "watched"]
