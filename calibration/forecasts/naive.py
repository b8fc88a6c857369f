"""Naive forecasts of one published growth, from what was known of its series."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from calibration.fit.baselines import (
    Normal,
    baseline_figures,
    grant_cut,
    last_growth,
    plan_target,
    user_cost,
)

if TYPE_CHECKING:
    from calibration.observed.observation import Observation

# The plan of December 2017 and the province's first edition of January 2018 name yearly growth of
# renovation; no plan at hand does so for industrial investment.
PLANNED = {"shenzhen": None, "guangdong": "guangdong.renovation_target.growth.2018"}
PLANNED_YEAR = 2018
# The grant that the plan of 2017 announced for renovation: a tenth of the price, paid a year later.
# It is the rate of the operating rules that followed, which is generous to this forecast.
GRANT, DELAY, TAX = 0.1, 1.0, 0.25
INTEREST = 0.0475


def naive_forecasts(one: Observation, known: Sequence[Observation]) -> tuple[Normal, ...]:
    """Last growth, the plan where one says a number, and the user-cost formula.

    Where no growth of the series was known, the first is no growth with the declared spread.

    Args:
        one: the growth to be foretold.
        known: figures known before, of any series.
    """
    figures = baseline_figures()
    past = past_growths(one, known)
    years = max(1, one.year - past[-1][0]) if past else 1
    growths = [growth for _, growth in past] or [0.0]
    found = [last_growth(growths, figures, years)]
    plan = _plan(one)
    if plan is not None:
        found.append(plan)
    cuts = [_cut(one, one.year - len(growths) - 1 + k) for k in range(len(growths) + 2)]
    found.append(user_cost(growths, cuts, figures))
    return tuple(found)


def past_growths(one: Observation, known: Sequence[Observation]) -> list[tuple[int, float]]:
    """Known growths of a figure's series, a year each, the longest sum of a year; by year."""
    same = [
        other
        for other in known
        if (other.place, other.measure, other.statistic) == (one.place, one.measure, "growth")
        and other.id != one.id
    ]
    longest = {other.year: other for other in sorted(same, key=lambda other: other.months)}
    return [(year, longest[year].value) for year in sorted(longest)]


def _plan(one: Observation) -> Normal | None:
    if one.measure != "reported_renovation" or one.year != PLANNED_YEAR:
        return None
    figures = baseline_figures()
    plan = plan_target(figures)
    if one.place not in PLANNED:
        return None
    figure = PLANNED[one.place]
    if figure is None:
        return plan
    from calibration.observed.reading import read_observed

    growth = math.log1p(float(read_observed().figures[figure].value))
    return Normal(plan.name, growth, plan.sd, f"{figure}. {figures.plan_spread.basis}")


def _cut(one: Observation, year: int) -> float:
    """Cut of the price of renovation in Shenzhen by the plan of 2017; none elsewhere."""
    if one.place != "shenzhen" or one.measure != "reported_renovation" or year < PLANNED_YEAR:
        return 0.0
    return grant_cut(GRANT, DELAY, INTEREST, TAX)
