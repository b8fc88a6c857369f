"""A stated sub-sample of a scenario, with the money of its pots in the same proportion.

A pot is set for a city. Left as it is before a tenth of the city's firms it would never run dry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.scenario_schema import LeverValue, Scenario
    from sim.model_inputs import Inputs

APPROPRIATION = ".appropriation"


def share_of_roster(scenario: Scenario, settings: dict[str, LeverValue]) -> float:
    """Share of the roster that the scenario's limit keeps; 1 without a limit."""
    from scenarios.levers import apply_levers
    from sim.calendar import Calendar
    from sim.model_inputs import roster

    limit = scenario.file.population_limit
    if limit is None:
        return 1.0
    changed = apply_levers(scenario, settings) if settings else scenario
    whole = changed.model_copy(
        update={"file": changed.file.model_copy(update={"population_limit": None})}
    )
    count = len(roster(whole, Calendar.of(whole.file.horizon))[0])
    return min(1.0, limit / count)


def pots_in_proportion(
    scenario: Scenario, settings: dict[str, LeverValue]
) -> dict[str, LeverValue]:
    """The settings, with every pot at the sub-sample's share of its money."""
    from scenarios.levers import list_levers

    if scenario.file.population_limit is None:
        return dict(settings)
    share = share_of_roster(scenario, settings)
    changed = dict(settings)
    for lever in list_levers(scenario):
        if lever.name.endswith(APPROPRIATION):
            value = settings.get(lever.name, lever.value)
            assert isinstance(value, int | float)
            changed[lever.name] = round(value * share)
    return changed


def prepared(scenario: Scenario, variant: str, settings: dict[str, LeverValue]) -> Inputs:
    """Tables of a variant on its sub-sample, pots in proportion."""
    from sim.model_inputs import prepare

    return prepare(scenario, variant, pots_in_proportion(scenario, settings) or None)
