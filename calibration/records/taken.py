"""What offices would count of one run: every column of `records.yaml` but the census.

The run is walked and looked at as the battery of evidence does; nothing is added to the model. The
census is of the whole city, whose totals a bank keeps already (`calibration.records.moments`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.evidence import investment
from calibration.evidence.panel import Observer, Panel
from calibration.evidence.probes import Borrowing, Offers, TakeUp, offer_audits
from calibration.records.declared import YEARS, Column, Size, shipped_records
from sim.law.codes import GIANT, LARGE, MEDIUM, MICRO, RENOVATION, SMALL
from sim.measures import TALLY

if TYPE_CHECKING:
    from calibration.moments.taken import Values
    from sim.engine import CompiledRun
    from sim.model_inputs import Inputs
    from sim.outcome import Outcome

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CLASSES: dict[Size, tuple[int, int]] = {
    "all": (MICRO, LARGE), "small": (MICRO, SMALL), "larger": (MEDIUM, LARGE),
}  # fmt: skip
CENSUS = "census"


@dataclass(frozen=True)
class Part:
    """Some of a whole: firms, projects, yuan. Its share is told as the logarithm of the odds."""

    some: float
    whole: float

    @property
    def log_odds(self) -> float:
        """With half a case on either side, so that none and all are numbers too."""
        if self.whole <= 0:
            return math.nan
        return math.log((self.some + 0.5) / (self.whole - self.some + 0.5))


@dataclass(frozen=True)
class Seen:
    """All that is looked at in one run.

    Attributes:
        panel: to the end of the last year of records.
        first: index of the first reported year in it.
        knows: by year of records, whether a firm knows the newest programme at its end.
        take_up: of yearly support, in the years of records.
        borrowing: for projects, in these years.
        offers: audits at the end of the first reported year.
        outcome: of the run to that day.
    """

    panel: Panel
    first: int
    knows: list[Flags]
    take_up: TakeUp
    borrowing: Borrowing
    offers: Offers
    outcome: Outcome

    def firms(self, year: int, size: Size | None) -> Flags:
        """Above-scale firms in business through a year of records, without carriers of giants."""
        low, high = CLASSES[size or "all"]
        at, panel = self.first + year, self.panel
        size_class = panel.at_start("size_class")[at]
        found: Flags = panel.active[at] & (panel.at_start("above_scale")[at] == 1)
        found &= (panel.at_start("role")[at] != GIANT) & (size_class >= low) & (size_class <= high)
        return found

    def rates(self, size: Size | None) -> Floats:
        """Investment rates (years, firms); not a number for who does not belong."""
        rates = self.panel.rates[self.first : self.first + YEARS].copy()
        for year in range(YEARS):
            rates[year, ~self.firms(year, size)] = np.nan
        return rates

    def projects(self, size: Size | None) -> tuple[NDArray[np.void], Floats, int]:
        """Projects begun by these firms, equipment of each one's firm before, and firm-years."""
        started, years = self.panel.started, self.panel.years
        rows, capital, firm_years = [], [], 0
        for year in range(YEARS):
            firms, at = self.firms(year, size), self.first + year
            of_year = started[started["now"] // 4 + years[0] == years[at]]
            mine = of_year[firms[of_year["row"]]]
            rows.append(mine)
            capital.append(self.panel.at_start("capital")[at][mine["row"]])
            firm_years += int(firms.sum())
        return np.concatenate(rows), np.concatenate(capital), firm_years


def look_at(inputs: Inputs, key: int) -> Seen:
    """Walk one run to the end of the last year of records and look at it quarter by quarter.

    Raises:
        ValueError: the run has fewer reported years.
    """
    from sim.engine import CompiledRun

    calendar = inputs.calendar
    first = calendar.report_from - calendar.first // 4
    quarters = 4 * (first + YEARS)
    if quarters > calendar.quarters:
        raise ValueError(f"records take {YEARS} reported years; the run ends before")
    run = CompiledRun(inputs, key)
    panel, take_up, borrowing = Observer(run), TakeUp(run), Borrowing(run)
    knows: list[Flags] = []
    offers: Offers | None = None
    for now in range(quarters):
        run.step()
        panel.look()
        if now < 4 * first:
            continue
        take_up.look()
        borrowing.look()
        if now == 4 * first + 3:
            offers = offer_audits(run)
        if now % 4 == 3:
            knows.append(knows_newest(run))
    assert offers is not None
    return Seen(panel.panel(), first, knows, take_up, borrowing, offers, run.outcome())


def knows_newest(run: CompiledRun) -> Flags:
    """Whether each firm knows of the newest programme that is announced; of none if none is."""
    newest = int(run.quarters["announced"][run.now - 1]).bit_length() - 1
    if newest < 0:
        return np.zeros(len(run.firms), np.bool_)
    found: Flags = (run.firms["heard"] >> newest) & 1 == 1
    return found


def take(inputs: Inputs, key: int) -> Values:
    """Every column but those of the census, by name, on its scale."""
    seen = look_at(inputs, key)
    columns = [one for one in shipped_records().columns() if one.of.group != CENSUS]
    return {one.name: value_of(one, seen) for one in columns}


def value_of(column: Column, seen: Seen) -> float:
    """One column on its scale; not a number where there is nothing to count."""
    found = STATISTICS[column.of.id](seen, column)
    if isinstance(found, Part):
        return found.log_odds
    if column.of.scale == "mean_log":
        return found
    return math.log(found) if found > 0 else math.nan


def growth_spread(seen: Seen, column: Column) -> float:
    """Interquartile range of yearly log growth of revenue about each year's median."""
    revenue, panel, grown = seen.panel.flows["revenue"], seen.panel, []
    for year in range(1, YEARS):
        at = seen.first + year
        firms = seen.firms(year, column.size) & panel.active[at - 1]
        firms &= (revenue[at - 1] > 0) & (revenue[at] > 0)
        growth = np.log(revenue[at][firms] / revenue[at - 1][firms])
        grown.append(growth - np.median(growth) if len(growth) else growth)
    return spread_between_quarters(np.concatenate(grown))


def spread_between_quarters(values: Floats) -> float:
    """Upper quartile less the lower; not a number of fewer than four."""
    if len(values) < 4:
        return math.nan
    low, high = np.quantile(values, [0.25, 0.75])
    return float(high - low)


def equipment(seen: Seen, column: Column) -> float:
    """Median of equipment at replacement cost over revenue, in the first year of records."""
    firms = seen.firms(0, column.size)
    revenue = seen.panel.flows["revenue"][seen.first][firms]
    capital = seen.panel.at_start("capital")[seen.first][firms]
    if not (revenue > 0).any():
        return math.nan
    return float(np.median(capital[revenue > 0] / revenue[revenue > 0]))


def of_rates(share: Callable[[Floats], float]) -> Callable[[Seen, Column], Part]:
    """Firm-years of which a share is told by `calibration.evidence.investment`."""

    def counted(seen: Seen, column: Column) -> Part:
        rates = seen.rates(column.size)
        whole = int(np.isfinite(rates).sum())
        return Part(share(rates) * whole, whole) if whole else Part(0, 0)

    return counted


def log_costs(seen: Seen, size: Size | None) -> Floats:
    """Logarithm of cost over equipment of each renovation begun."""
    started, capital, _ = seen.projects(size)
    chosen = (started["nature"] == RENOVATION) & (capital > 0)
    logs: Floats = np.log(started["cost"][chosen] / capital[chosen])
    return logs


def cost(seen: Seen, column: Column) -> float:
    """Mean logarithm of cost over equipment."""
    logs = log_costs(seen, column.size)
    return float(logs.mean()) if len(logs) else math.nan


def cost_spread(seen: Seen, column: Column) -> float:
    """Interquartile range of the same."""
    return spread_between_quarters(log_costs(seen, column.size))


def begun(renovations: bool) -> Callable[[Seen, Column], float]:
    """Renovations, or all other projects, begun a firm and year."""

    def counted(seen: Seen, column: Column) -> float:
        started, _, firm_years = seen.projects(column.size)
        mine = (started["nature"] == RENOVATION) == renovations
        return float(mine.sum()) / firm_years if firm_years else math.nan

    return counted


def with_loan(seen: Seen, column: Column) -> Part:
    """Renovations begun with a loan."""
    started, _, _ = seen.projects(column.size)
    mine = started[started["nature"] == RENOVATION]
    return Part(int((mine["loan"] > 0).sum()), len(mine))


def asked(seen: Seen, _column: Column) -> Part:
    """Worthwhile projects short of own money for which a loan was asked."""
    one = seen.borrowing
    return Part(len(one.refused | one.granted), len(one.refused | one.granted | one.silent))


def refused(seen: Seen, _column: Column) -> Part:
    """Projects for which a loan was asked that never got it."""
    one = seen.borrowing
    return Part(len(one.refused - one.granted), len(one.refused | one.granted))


def applied(seen: Seen, column: Column) -> Part:
    """Firms that have ever applied, at the end of a year."""
    assert column.year is not None
    firms = seen.firms(column.year, column.size)
    made = seen.panel.at_end("applications_made")[seen.first + column.year][firms]
    return Part(int((made > 0).sum()), len(made))


def claimed(seen: Seen, column: Column) -> Part:
    """Firm-years with support due in which it was claimed."""
    low, high = CLASSES[column.size or "all"]
    classes, hit = seen.take_up.table()
    mine = hit[(classes >= low) & (classes <= high)]
    return Part(int(mine.sum()), len(mine))


def heard(seen: Seen, column: Column) -> Part:
    """Firms that know of the newest programme at the end of a year."""
    assert column.year is not None
    firms = seen.firms(column.year, column.size)
    return Part(int(seen.knows[column.year][firms].sum()), int(firms.sum()))


def deducted(seen: Seen, column: Column) -> Part:
    """Eligible equipment deducted at once, in millions of yuan."""
    low, high = CLASSES[column.size or "all"]
    quarters = seen.outcome.tallies[4 * seen.first : 4 * (seen.first + YEARS)]
    claimed, eligible = (
        float(quarters[:, TALLY.index(name), low : high + 1].sum()) / 1e6
        for name in ("expensing_claimed", "expensing_eligible")
    )
    return Part(claimed, eligible)


def taken(low: float, high: float) -> Callable[[Seen, Column], Part]:
    """Proposals of audits with a payback of so many years that are taken."""

    def counted(seen: Seen, _column: Column) -> Part:
        offers = seen.offers
        mine = offers.adopted[(offers.payback >= low) & (offers.payback < high)]
        return Part(int(mine.sum()), mine.size)

    return counted


STATISTICS: dict[str, Callable[[Seen, Column], float | Part]] = {
    "growth_spread": growth_spread,
    "equipment": equipment,
    "inactive": of_rates(investment.share_inactive),
    "sold": of_rates(investment.share_negative),
    "spikes": of_rates(investment.share_spikes),
    "cost": cost,
    "cost_spread": cost_spread,
    "renovations": begun(renovations=True),
    "expansions": begun(renovations=False),
    "with_loan": with_loan,
    "asked": asked,
    "refused": refused,
    "applied": applied,
    "claimed": claimed,
    "heard": heard,
    "deducted": deducted,
    "taken_half": taken(0.0, 0.5),
    "taken_one": taken(0.5, 1.0),
    "taken_two": taken(1.0, 2.0),
}
