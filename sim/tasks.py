"""What plans ask of each year, and how an authority splits it over districts and quarters.

Plain Python in whole yuan, not compiled: a plan is read once a run. A plan prints the level of one
year, or a growth; the tasks of its other years follow from these. 000.IV.2 and 003.IV.1 say that
targets are split; no split was found, so the rules of `DISTRICT_RULES` and `QUARTER_RULES` are
assumptions, and every split adds up to its whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.law.targets import growth_path

if TYPE_CHECKING:
    from scenarios.policy_schema import Policy, Target

Basis = Literal["printed", "chained", "taken_back", "multiple", "growth"]

GROWTH = "percent a year"
TIMES = re.compile(r"times (\d{4})")
BASE_YEAR = "RW15"  # from which year a yearly growth counts
SEASON_YEARS = 3


@dataclass(frozen=True)
class YearTask:
    """What one plan asks to be reported in one year.

    Attributes:
        target: the target that it follows from.
        basis: "printed" in the plan; "chained", a multiple of the plan's own task of another year;
            "taken_back" from a later level at the plan's growth; "multiple" of, or "growth" on,
            what was reported in `base`, so that each run has its own.
        amount: yuan, where the plan alone says it; None where `base` has to be known.
        base: the year whose reported value is grown.
        growth_bp: yearly growth on it, basis points.
        steps: years of growth.
    """

    target: str
    measure: str
    year: int
    basis: Basis
    amount: int | None = None
    base: int | None = None
    growth_bp: int = 0
    steps: int = 0

    def amount_on(self, reported: int) -> int:
        """Yuan asked for, where the base year's report was `reported`."""
        if self.amount is not None:
            return self.amount
        return growth_path(reported, [self.growth_bp] * self.steps)[-1]


@dataclass(frozen=True)
class SplitRule:
    """A way to split a task: what the parts are in proportion to, and how sure that is.

    Attributes:
        status: "assumed", since no document found says how its targets were split.
        clauses: those that say that it is split.
    """

    id: str
    zh: str
    en: str
    status: Literal["assumed"]
    clauses: tuple[str, ...]


_SPLIT = ("000.IV.2", "003.IV.1")
_CIRCULATED = ("000.IV.4",)
DISTRICT_RULES: dict[str, SplitRule] = {
    rule.id: rule
    for rule in (
        SplitRule("last_year", "各区上年上报额", "what each district reported last year",
                  "assumed", _SPLIT),
        SplitRule("firms", "各区上年末规模以上企业数",
                  "each district's above-scale firms at the end of last year", "assumed", _SPLIT),
    )
}  # fmt: skip
QUARTER_RULES: dict[str, SplitRule] = {
    rule.id: rule
    for rule in (
        SplitRule("season", f"全市前 {SEASON_YEARS} 年各季度上报额",
                  f"what the city reported in each quarter of the {SEASON_YEARS} years before",
                  "assumed", _CIRCULATED),
        SplitRule("even", "时间进度（每季四分之一）", "time passed, a quarter in each",
                  "assumed", _CIRCULATED),
    )
}  # fmt: skip


def tasks_of_plan(policy: Policy) -> list[YearTask]:
    """Tasks of a plan, one for each measure and year, in order.

    Of several targets for one year a printed level counts before a multiple of the plan's own
    task, this before a level taken back, and that before what hangs on a report. A growth without
    any level counts from the year of RW15, or else from the year before the plan began.
    """
    found: dict[tuple[str, int], YearTask] = {}
    measures = dict.fromkeys(target.measure for target in policy.targets if target.measure)
    for measure in measures:
        targets = [row for row in policy.targets if row.measure == measure and row.value]
        for task in [
            *_printed(targets),
            *_chained(targets),
            *_taken_back(targets, policy),
            *_hanging(targets, policy),
        ]:
            found.setdefault((measure, task.year), task)
    return [found[key] for key in sorted(found)]


def _printed(targets: Sequence[Target]) -> list[YearTask]:
    return [
        YearTask(row.id, str(row.measure), row.year, "printed", int(row.value or 0))
        for row in targets
        if row.unit == "yuan"
    ]


def _chained(targets: Sequence[Target]) -> list[YearTask]:
    """Multiples of a year for which the plan itself has a level, exact in whole numbers."""
    growth = {
        row.year: (int(times[1]), round((float(row.value or 0) - 1) * 10_000), row)
        for row in targets
        if (times := TIMES.fullmatch(row.unit))
    }
    levels = {task.year: task.amount for task in _printed(targets)}
    tasks = []
    for start, level in levels.items():
        year, rates = start, []
        while following := next((y for y, (base, _, _) in growth.items() if base == year), None):
            rates.append(growth[following][1])
            row, year = growth[following][2], following
            if year in levels or len(rates) > len(growth):
                break
            amount = growth_path(int(level or 0), rates)[-1]
            tasks.append(YearTask(row.id, str(row.measure), year, "chained", amount))
    return tasks


def _taken_back(targets: Sequence[Target], policy: Policy) -> list[YearTask]:
    """Levels of the years before a printed one, at the plan's own growth, from its first year."""
    growth = next((row for row in reversed(targets) if row.unit == GROWTH), None)
    if growth is None or float(growth.value or 0.0) <= 0.0:
        return []
    rate = float(growth.value or 0.0) / 100.0
    tasks = []
    for level in targets:
        if level.unit != "yuan":
            continue
        for year in range(_first_year(policy), level.year):
            amount = int(float(level.value or 0.0) / (1.0 + rate) ** (level.year - year))
            tasks.append(YearTask(growth.id, str(level.measure), year, "taken_back", amount))
    return tasks


def _hanging(targets: Sequence[Target], policy: Policy) -> list[YearTask]:
    """Multiples of a year's report, and growth where the plan states no level."""
    tasks = []
    for row in targets:
        times, measure = TIMES.fullmatch(row.unit), str(row.measure)
        if times:
            rate = round((float(row.value or 0) - 1) * 10_000)
            tasks.append(YearTask(row.id, measure, row.year, "multiple", None, int(times[1]),
                                  rate, 1))  # fmt: skip
        elif row.unit == GROWTH and not any(other.unit == "yuan" for other in targets):
            first, rate = _first_year(policy), round(float(row.value or 0) * 100)
            base = int(policy.readings.get(BASE_YEAR, first - 1))
            tasks += [
                YearTask(row.id, measure, year, "growth", None, base, rate, year - base)
                for year in range(first, row.year + 1)
            ]
    return tasks


def _first_year(policy: Policy) -> int:
    """The first year of which a growth asks something: after RW15's, none before the plan."""
    first = policy.document.valid_from.year
    return max(first, int(policy.readings.get(BASE_YEAR, first - 1)) + 1)


def split(whole: int, weights: Sequence[int]) -> list[int]:
    """Split whole yuan in proportion to weights; the parts add up to the whole exactly.

    Each part is floored; the yuan left over go one each to the largest remainders, the earlier
    first among equals. Where all weights are zero nothing is known, and the parts are even.

    Raises:
        ValueError: nothing to split among, or a number below zero.
    """
    if not weights or whole < 0 or min(weights) < 0:
        raise ValueError(f"{whole} cannot be split in proportion to {list(weights)}")
    used = [int(weight) for weight in weights] if any(weights) else [1] * len(weights)
    total = sum(used)
    parts = [whole * weight // total for weight in used]
    remainders = [whole * weight % total for weight in used]
    order = sorted(range(len(used)), key=lambda place: (-remainders[place], place))
    for place in order[: whole - sum(parts)]:
        parts[place] += 1
    return parts


def split_task(task: int, districts: Sequence[int], quarters: Sequence[int]) -> list[list[int]]:
    """Split a year's task: first over districts, then each district's over the four quarters.

    The city's task of a quarter is the sum of its districts'.

    Args:
        task: yuan asked for in the year.
        districts: weight of each district.
        quarters: weight of each quarter, the same in every district.

    Returns:
        Yuan by district and quarter.
    """
    return [split(part, quarters) for part in split(task, districts)]


def season(reported: Mapping[int, Sequence[int]], year: int) -> list[int]:
    """What the city reported in each quarter, over the `SEASON_YEARS` before `year` that exist.

    All zero where there is none; such a task is split evenly.
    """
    before = [reported[y] for y in range(year - SEASON_YEARS, year) if y in reported]
    return [sum(quarters[place] for quarters in before) for place in range(4)]
