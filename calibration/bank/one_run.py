"""One run of a bank: what it is made of, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.bank.design import Settings
from calibration.moments.taken import Values, totals_of

if TYPE_CHECKING:
    from scenarios.scenario_schema import Scenario

# Firms of the smaller city on which the statistics of facts are taken: they are of single firms,
# so that a sample of them serves, while totals hang on the largest and take the whole city.
FACT_FIRMS = 4000
# The run on the smaller city has a seed of its own, this far behind those of the whole city.
FACT_SEEDS = 1 << 31


@dataclass(frozen=True)
class Plan:
    """What a bank is made of; every figure in it depends on this and on the law.

    Attributes:
        scenario: file of the scenario.
        variant: what was in force.
        count: runs.
        seed: of the points and of the runs.
        firms: sub-sample on which totals are taken; None for the whole city.
        fact_firms: sub-sample on which the statistics of facts are taken; 0 for none of these.
        end: last quarter, where it is not the scenario's.
    """

    scenario: Path
    variant: str
    count: int
    seed: int
    firms: int | None = None
    fact_firms: int = FACT_FIRMS
    end: str | None = None


def loaded(plan: Plan, firms: int | None = None) -> Scenario:
    """The plan's scenario at its priors, on a sub-sample of so many firms if one is given."""
    return _loaded(plan.scenario, plan.end, firms if firms is not None else plan.firms)


@cache
def _loaded(path: Path, end: str | None, firms: int | None) -> Scenario:
    """Read once in a process; what an earlier calibration found is not taken over."""
    import scenarios

    found = scenarios.load_scenario(path, with_posterior=False)
    horizon = found.file.horizon
    changes: dict[str, object] = {}
    if end is not None:
        changes["horizon"] = horizon.model_copy(update={"end": end})
    if firms is not None:
        changes["population_limit"] = firms
    return found.model_copy(update={"file": found.file.model_copy(update=changes)})


def one_run(plan: Plan, run: int, settings: Settings) -> Values:
    """Totals from the whole place, statistics of facts from a smaller one.

    Totals of a stated sub-sample are raised to the place by the sub-sample's share.
    """
    from calibration.evidence.measure import measure
    from sim.engine import CompiledRun
    from sim.randomness import run_key
    from sim.subsample import prepared, share_of_roster

    city = loaded(plan)
    inputs = prepared(city, plan.variant, settings)
    whole = CompiledRun(inputs, run_key(plan.seed, run))
    whole.finish()
    share = share_of_roster(city, settings)
    values = {
        name: value / share
        for name, value in totals_of(
            whole.outcome(), inputs.calendar, instruments_of(city.place.id)
        ).items()
    }
    if plan.fact_firms == 0:
        return values
    smaller = prepared(loaded(plan, plan.fact_firms), plan.variant, settings)
    return values | measure(smaller, run_key(plan.seed, FACT_SEEDS + run))


@cache
def instruments_of(place: str) -> tuple[str, ...]:
    """Instruments of whose support a published figure of the place speaks."""
    from calibration.observed import load_observations

    return tuple(sorted({one.instrument for one in load_observations(place) if one.instrument}))
