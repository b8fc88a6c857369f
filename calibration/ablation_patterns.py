"""What each mechanism is there for, as a number that should move when it is switched off.

Chosen from the list of mechanisms that the evidence asks for, before any world without one of them
was run. The first pattern of a mechanism is the one it stands or falls with.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from calibration.evidence.measure import Seen, by_class, continuing, ratio, statistics_of
from calibration.evidence.panel import Panel
from sim.law.codes import ACTIVE, GIANT, LARGE, MEDIUM, MICRO, RENOVATION, SMALL

if TYPE_CHECKING:
    from scenarios.scenario_schema import LeverValue

# Worlds in which a question can be put: the plan as it was; its rules announced a year ahead, since
# in truth they began on the day after they were printed; the universal subsidy alone, which
# reaches only those who have heard of it.
Stage = Literal["plan", "announced ahead", "universal alone"]
ANNOUNCED_AHEAD: dict[str, LeverValue] = {
    f"sz2019.{name}.announced": dt.date(2018, 4, 1) for name in ("universal", "smart", "major")
}
EFFECT_YEARS = (2018, 2019, 2020, 2021)  # the plan, and the year in which its rules end
AFTER_YEARS = (2022, 2023)
RULES_BEGIN = (2019, 2)  # year and quarter of the first day of the rules of 2019
STATE, PRIVATE = 0, 1


@dataclass(frozen=True)
class World:
    """One run of a world, and the same world without the programme, same draws."""

    enacted: Seen
    without: Seen
    values: dict[str, float]

    @classmethod
    def of(cls, enacted: Seen, without: Seen) -> World:
        """Measure both."""
        return cls(enacted, without, statistics_of(enacted))


@dataclass(frozen=True)
class Pattern:
    """A number that a mechanism is there for.

    Attributes:
        mechanism: name of the mechanism.
        what: the number, in words.
        off: how it moves when the mechanism is off (for crowding: it is off to begin with).
        value: the number in a world.
        by_construction: it cannot but move so, as the switch is written; said, not hidden.
        stage: the world that it is looked at in.
    """

    mechanism: str
    what: str
    off: Literal["falls", "rises"]
    value: Callable[[World], float]
    by_construction: bool = False
    stage: Stage = "plan"


def rate_gap(world: World) -> float:
    """Mean I/K of large above-scale firms less that of the others, points."""
    panel = world.enacted.panel
    above, large, years = continuing(panel)
    rates = panel.rates[years]
    return 100 * float(np.nanmean(rates[:, large]) - np.nanmean(rates[:, above & ~large]))


def unpaid(world: World) -> float:
    """Part of what was claimed that was not granted, percent."""
    outcome = world.enacted.outcome
    claimed, granted = (
        int(outcome.total(f"support_{end}").sum()) for end in ("claimed", "granted")
    )
    return 100 * ratio(claimed - granted, claimed)


def misreported(world: World) -> float:
    """Distance of reported from true renovation at or above the line, percent of the true."""
    return 100 * abs(world.values["reported_true"] - 1.0)


def waiting(world: World) -> float:
    """Project-quarters held back for an announced rule, per thousand projects that came up."""
    outcome = world.enacted.outcome
    return 1000 * ratio(
        int(outcome.total("projects_waiting").sum()), int(outcome.total("projects_arrived").sum())
    )


def delayed(world: World) -> float:
    """Share of projects started later than in the quarter they came up, percent."""
    started = world.enacted.panel.started
    return 100 * float((started["now"] > started["arrived"]).mean())


def dip(world: World) -> float:
    """Renovations started after the programme, less than without it by so many percent."""
    with_it, without = (started_in(seen, AFTER_YEARS) for seen in (world.enacted, world.without))
    return 100 * ratio(without - with_it, without)


def started_in(seen: Seen, years: tuple[int, ...]) -> float:
    """Number of renovations started in calendar years."""
    return float(len(_renovations(seen, years)))


def heard_of_it(world: World) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Firms in business before the programme that heard of it by the end, and that did not."""
    panel = world.enacted.panel
    first = panel.years.index(EFFECT_YEARS[0])
    there = (panel.at_start("status")[first] == ACTIVE) & (panel.at_start("role")[first] != GIANT)
    heard = panel.at_end("heard")[-1] == 1
    return there & heard, there & ~heard


def total_to_relative(world: World, change: NDArray[Any]) -> float:
    """Total over relative effect, both per firm that heard.

    The relative effect is what a comparison of firms that heard with firms that did not, in one
    world, would call the programme's; the total counts what happened to the others too.

    Args:
        world: with and without the programme.
        change: of each firm between them.
    """
    heard, unheard = heard_of_it(world)
    total = ratio(float(change[heard | unheard].sum()), int(heard.sum()))
    return ratio(total, _mean(change[heard]) - _mean(change[unheard]))


def change_in_starts(world: World) -> NDArray[np.int64]:
    """Renovations that each firm started more with the programme than without."""
    return _starts_by_firm(world.enacted) - _starts_by_firm(world.without)


def change_in_profit(world: World) -> NDArray[Any]:
    """Operating profit a year at the end of the effect, more than without the programme, yuan."""
    year = world.enacted.panel.years.index(EFFECT_YEARS[-1])
    with_it, without = (
        seen.panel.at_end("operating_year")[year] for seen in (world.enacted, world.without)
    )
    change: NDArray[Any] = with_it - without
    return change


def bystanders(world: World) -> float:
    """Renovations that the programme takes from firms that never heard, per thousand of them."""
    _heard, unheard = heard_of_it(world)
    return -1000 * _mean(change_in_starts(world)[unheard])


def rush(world: World) -> float:
    """Renovations started in the first half-year of the rules over those of the half-year before.

    Over the same ratio without the programme.
    """
    first = 4 * (RULES_BEGIN[0] - world.enacted.panel.years[0]) + RULES_BEGIN[1] - 1

    def jump(seen: Seen) -> float:
        started = seen.panel.started
        now = started["now"][started["nature"] == RENOVATION]
        after, before = ((now >= start) & (now < start + 2) for start in (first, first - 2))
        return ratio(int(after.sum()), int(before.sum()))

    return ratio(jump(world.enacted), jump(world.without))


def time_to_half(world: World) -> float:
    """Quarters from the announcement of the latest programme until half of the firms know it.

    Where that is not reached in the run, the quarters to its end.
    """
    outcome = world.enacted.outcome
    quarters = outcome.inputs.environment
    last = int(quarters["waves"][0]) - 1
    announced = int(np.argmax((quarters["announced"] >> last) & 1 == 1))
    known = outcome.total("aware_firms") / np.maximum(1, outcome.total("active_firms"))
    reached = np.flatnonzero(known[announced:] >= 0.5)
    return float(reached[0] if len(reached) else len(known) - announced)


def loss_makers(world: World) -> float:
    """Share of above-scale firms with an operating loss at a year's end, percent."""
    panel = world.enacted.panel
    years = slice(panel.reported_from, None)
    chosen = (panel.at_end("status")[years] == ACTIVE) & (panel.at_end("above_scale")[years] == 1)
    return 100 * _mean(panel.at_end("operating_year")[years][chosen] < 0)


def boom_gap(world: World) -> float:
    """Mean I/K in the upper third of demand at the start of a year less the lower, points."""
    panel = world.enacted.panel
    above, _large, years = continuing(panel)
    rates, demand = panel.rates[years][:, above], panel.at_start("demand")[years][:, above]
    low, high = np.quantile(demand, [1 / 3, 2 / 3])
    if low == high:
        return 0.0
    return 100 * float(np.nanmean(rates[demand >= high]) - np.nanmean(rates[demand <= low]))


def turnover(world: World) -> float:
    """Firms entered and given up, per hundred in business and year."""
    outcome = world.enacted.outcome
    moved = int(outcome.total("firms_entered").sum() + outcome.total("firms_exited").sum())
    return 100 * ratio(4 * moved, int(outcome.total("active_firms").sum()))


def exit_gap(world: World) -> float:
    """Exits of micro and small firms less those of larger, per hundred in business and year."""
    outcome = world.enacted.outcome
    exits, there = by_class(outcome, "firms_exited"), by_class(outcome, "active_firms")
    small, larger = (
        ratio(4.0 * sum(exits[k] for k in classes), float(sum(there[k] for k in classes)))
        for classes in ((MICRO, SMALL), (MEDIUM, LARGE))
    )
    return 100 * (small - larger)


def ownership_gap(world: World) -> float:
    """Mean I/K of state firms less that of private ones, points."""
    panel = world.enacted.panel
    above, _large, years = continuing(panel)
    owner = panel.at_start("ownership")[panel.reported_from]
    rates = panel.rates[years]
    state, private = (rates[:, above & (owner == kind)] for kind in (STATE, PRIVATE))
    return 100 * float(np.nanmean(state) - np.nanmean(private)) if state.size else math.nan


def _renovations(seen: Seen, years: tuple[int, ...]) -> NDArray[np.int64]:
    """Rows of firms, one a renovation started in calendar years."""
    panel: Panel = seen.panel
    started = panel.started[panel.started["nature"] == RENOVATION]
    year = panel.years[0] + started["now"] // 4
    rows: NDArray[np.int64] = started["row"][np.isin(year, years)]
    return rows


def _starts_by_firm(seen: Seen) -> NDArray[np.int64]:
    firms = seen.panel.stocks["status"].shape[1]
    counts: NDArray[np.int64] = np.bincount(_renovations(seen, EFFECT_YEARS), minlength=firms)
    return counts


def _mean(values: NDArray[Any]) -> float:
    return float(values.mean()) if values.size else math.nan


PATTERNS: tuple[Pattern, ...] = (
    Pattern("lumpiness", "firm-years without investment or with a spike, percent", "falls",
            lambda w: w.values["inactive"] + w.values["spikes"]),
    Pattern("lumpiness", "firm-years with equipment sold on balance, percent", "falls",
            lambda w: w.values["negative"], True),
    Pattern("hurdles", "projects of positive plain value that are refused, percent", "falls",
            lambda w: w.values["good_refused"]),
    Pattern("hurdles", "required return revealed by adoption, percent", "falls",
            lambda w: w.values["required_return"]),
    Pattern("finance", "worthwhile projects never started for want of money, percent", "falls",
            lambda w: w.values["held_back"], True),
    Pattern("finance", "mean I/K of large firms less that of smaller ones, points", "falls",
            rate_gap),
    Pattern("paperwork", "eligible equipment expensed at once, percent", "rises",
            lambda w: w.values["expensed"]),
    Pattern("paperwork", "take-up of larger firms less that of smaller ones, points", "falls",
            lambda w: w.values["take_up_larger"] - w.values["take_up_small"]),
    Pattern("selection", "part of what was claimed that was not granted, percent", "falls", unpaid),
    Pattern("reporting", "distance of reported from true renovation, percent", "falls",
            misreported, True),
    Pattern("reporting", "projects at a threshold or cap over those expected", "falls",
            lambda w: w.values["bunching"]),
    Pattern("timing", "project-quarters of waiting for an announced rule, per thousand", "falls",
            waiting, True, "announced ahead"),
    Pattern("timing", "starts in the first half-year of the rules over the last before them",
            "falls", rush, False, "announced ahead"),
    Pattern("timing", "projects started after the quarter they came up, percent", "falls",
            delayed, True),
    Pattern("timing", "dip of renovations started after the programme, percent", "falls", dip),
    Pattern("crowding", "total over relative effect on renovations started", "rises",
            lambda w: total_to_relative(w, change_in_starts(w)), False, "universal alone"),
    Pattern("crowding", "total over relative effect on operating profit", "rises",
            lambda w: total_to_relative(w, change_in_profit(w)), False, "universal alone"),
    Pattern("crowding", "renovations taken from firms that never heard, per thousand", "falls",
            bystanders, False, "universal alone"),
    Pattern("word_of_mouth", "quarters until half of the firms know the programme", "falls",
            time_to_half, True),
    Pattern("demand", "above-scale firms with an operating loss, percent", "falls", loss_makers),
    Pattern("demand", "mean I/K in booms less that in slumps of the firm, points", "falls",
            boom_gap, True),
    Pattern("turnover", "firms entered and given up, per hundred and year", "falls", turnover,
            True),
    Pattern("turnover", "exits of smaller firms less those of larger, per hundred", "falls",
            exit_gap, True),
    Pattern("turnover", "mean I/K of state firms less that of private ones, points", "falls",
            ownership_gap),
)  # fmt: skip


def main_patterns() -> dict[str, Pattern]:
    """The first pattern of each mechanism."""
    first: dict[str, Pattern] = {}
    for pattern in PATTERNS:
        first.setdefault(pattern.mechanism, pattern)
    return first
