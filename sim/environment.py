"""The environment of each quarter: paths of the place, and the rules in force without money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenarios.instrument_schema import number
from sim.law.codes import NO_LIMIT, SIZE_CLASSES
from sim.rows import QUARTER_TYPE
from sim.rule_row import KINDS, bits, parts_per_million

if TYPE_CHECKING:
    from scenarios.policy_schema import Instrument
    from scenarios.scenario_schema import Scenario
    from sim.calendar import Calendar
    from sim.rule_table import Wave

PATHS = ("demand_growth", "loan_rate", "vat_rate", "wage_growth")
SERVICES = {
    "S2": "outreach",
    "S4": "simplification",
    "S3": "tracking",
    "G1": "reporting_link",
    "G2": "monitoring",
    "L6": "densify",
    "X3": "vat_credit",
}


def quarter_table(scenario: Scenario, calendar: Calendar, waves: tuple[Wave, ...]) -> NDArray[Any]:
    """Rows of `sim.rows.QUARTER`, one per quarter, without the run's key.

    Raises:
        ValueError: the place lacks a path.
    """
    place = scenario.place
    missing = [name for name in PATHS if name not in place.paths]
    if missing:
        raise ValueError(f"place.paths lacks {', '.join(missing)}")
    table = np.zeros(calendar.quarters, dtype=QUARTER_TYPE)
    table["now"] = np.arange(calendar.quarters)
    table["districts"] = len(place.districts)
    table["cells"] = len(SIZE_CLASSES) * len(place.districts)
    table["counting_threshold"] = int(place.quantities["counting_threshold"].value)
    unfiled = any(policy.readings.get("RW18") == "not_required" for policy in scenario.policies)
    table["filing_needed"] = int(not unfiled)
    own = float(place.quantities["own_trend_share"].value)
    fill_paths(table, scenario, calendar, path_values(scenario), own)
    _fill_rules(table, scenario, calendar)
    _fill_waves(table, scenario, calendar, waves)
    return table


def path_values(scenario: Scenario) -> dict[str, dict[int, float]]:
    """Values of the place's paths, by path and year."""
    return {
        name: {point.year: float(point.value) for point in scenario.place.paths[name].points}
        for name in PATHS
    }


def fill_paths(
    table: NDArray[Any],
    scenario: Scenario,
    calendar: Calendar,
    values: Mapping[str, Mapping[int, float]],
    own: float,
) -> None:
    """Growth compounds quarter by quarter from 1 in the first; rates hold for a year.

    A firm's own trend carries a share of the city's growth; expansion and entry bring the rest.

    Args:
        table: rows of `sim.rows.QUARTER`, written to.
        scenario: whose sectors grow.
        calendar: of the run.
        values: as `path_values` gives them.
        own: a firm's share of the city's growth (`place.own_trend_share`).
    """
    demand = np.ones(len(scenario.place.sectors))
    wage = 1.0
    premiums = np.array([float(sector.growth_premium) for sector in scenario.place.sectors])
    for now in range(calendar.quarters):
        year = calendar.year_of(now)
        if now > 0:
            growth = own * (values["demand_growth"][year] + premiums)
            demand = demand * (1.0 + growth) ** 0.25
            wage = wage * (1.0 + values["wage_growth"][year]) ** 0.25
        table["demand"][now, : len(demand)] = demand
        table["wage_index"][now] = wage
        table["loan_rate"][now] = values["loan_rate"][year]
        table["vat_rate"][now] = values["vat_rate"][year]


def _fill_rules(table: NDArray[Any], scenario: Scenario, calendar: Calendar) -> None:
    """Services and rules in force; the strongest of a kind counts; announced starts."""
    instruments = list(scenario.instruments.values())
    tenure = int(scenario.place.quantities["tenure_granted"].value)
    readings = {
        rule.id: policy.readings for policy in scenario.policies for rule in policy.instruments
    }
    for rule in instruments:
        # A service or rule acts from its first full quarter, and never before it is announced.
        start = max(calendar.first_full(rule.valid_from), calendar.first_full(rule.announced))
        end = calendar.number(rule.valid_to)
        for now in range(max(0, start), min(calendar.quarters, end + 1)):
            _act(table, rule, readings[rule.id], now)
            if rule.kind == "L3":
                table["tenure_years"][now] = tenure
    _fill_next_rules(table, instruments, calendar)


def _act(table: NDArray[Any], rule: Instrument, readings: Mapping[str, str], now: int) -> None:
    """Write what a service, a credit or land rule or a definition does in a quarter."""
    above = int(readings.get("RW29") == "exclusive")
    if rule.kind in SERVICES:
        column = SERVICES[rule.kind]
        table[column][now] = max(float(number(rule.intensity)), float(table[column][now]))
    if rule.kind == "S3":
        _open_library(table, rule, now, above)
    elif rule.kind == "G1" and rule.threshold is not None:
        table["counting_threshold"][now] = rule.threshold.amount + above
    elif rule.kind == "F1":
        longest = max(4 * rule.timing.years, int(table["interest_quarters"][now]))
        table["interest_quarters"][now] = longest
    elif rule.kind == "I6":
        table["tax_share_years"][now] = rule.timing.years
    elif rule.kind == "F2":
        table["loan_discount_ppm"][now] = parts_per_million(rule.discount)
        table["loan_reach"][now] = number(rule.intensity)
    elif rule.kind == "F3":
        table["pool_share_ppm"][now] = parts_per_million(rule.rate)
        table["pool_sizes"][now] = bits(rule.eligibility.sizes, SIZE_CLASSES)
    elif rule.kind == "G7" and rule.threshold is not None:
        if rule.threshold.quantity == "revenue":
            table["surveyed_from"][now] = rule.threshold.amount + above
        else:
            table["raised_from"][now] = rule.threshold.amount + above
            table["raised_below"][now] = rule.threshold.below or NO_LIMIT
    elif rule.kind == "L1":
        table["land_waived_ppm"][now] = parts_per_million(rule.rate)
    elif rule.kind == "L2":
        table["land_multiple"][now] = rule.multiple
        table["all_new_area"][now] = int(readings.get("RW13") == "all_new_area")


def _fill_waves(
    table: NDArray[Any], scenario: Scenario, calendar: Calendar, waves: tuple[Wave, ...]
) -> None:
    """A wave is news from its date on, in variants that have any of its rules."""
    table["waves"] = max(1, len(waves))
    present = {
        (policy.id, rule.announced) for policy in scenario.policies for rule in policy.instruments
    }
    for index, wave in enumerate(waves):
        if (wave.policy, wave.announced) in present:
            first = calendar.first_full(wave.announced)
            table["announced"][max(0, first) :] |= 1 << index
            table["pushed"] |= int(wave.local) << index
            table["known_for"][:, index] = max(0, -first)


def _open_library(table: NDArray[Any], rule: Instrument, now: int, above: int) -> None:
    """A library of major projects has limits on planned total and yearly investment.

    `above` is 1 where the limit itself does not qualify (RW29).
    """
    if rule.threshold is not None:
        table["library_total"][now] = rule.threshold.amount + above
        yearly = rule.threshold.or_yearly or rule.threshold.amount
        table["library_yearly"][now] = yearly + above


def _fill_next_rules(
    table: NDArray[Any], instruments: list[Instrument], calendar: Calendar
) -> None:
    """For each quarter the nearest start of a rule that is announced and not yet in force.

    Only of rules that a firm of the model may hope for: a start that brings it nothing would hide
    a later one that does.
    """
    for now in range(calendar.quarters):
        starts = [
            calendar.first_full(rule.valid_from)
            for rule in instruments
            if rule.kind in KINDS
            and "manufacturer" in (rule.eligibility.applicants or ["manufacturer"])
            and calendar.first_full(rule.announced) <= now < calendar.first_full(rule.valid_from)
        ]
        table["next_rule"][now] = min(starts, default=0)
