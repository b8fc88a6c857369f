"""Points that were there before: the prior runs of a calibration, the draws of a posterior."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from results.refusal import refusal
from results.sensitivity.outcomes import Floats, Outcome, Totals

if TYPE_CHECKING:
    from calibration.bank.one_run import Plan
    from calibration.evidence.store import Store
    from results.sensitivity.asked import Asked, Question
    from scenarios import Scenario

YEAR = 4


def bank_points(asked: Asked, world: Scenario, outcome: Outcome) -> tuple[tuple[str, ...], Floats]:
    """Names and quantiles of the prior runs that are kept for the scenario's place.

    Raises:
        InputError: no bank is kept there, or it does not have what the outcome takes.
    """
    from calibration.bank.design import prior_points, unknowns
    from calibration.bank.one_run import loaded

    if outcome.paired or outcome.whole or len(outcome.measures) != 1:
        raise refusal("--outcome", f"a bank has no runs for {outcome.name}")
    plan, store = _bank(asked, world)
    first = next(iter(store.values.values()))
    if not any(key.startswith(f"{outcome.measures[0]}@") for key in first):
        raise refusal("--outcome", f"the bank did not keep {outcome.measures[0]}")
    unknown = unknowns(loaded(plan))
    rows = _rows(store)
    points = prior_points(max(rows) + 1, len(unknown), plan.seed)[rows]
    return tuple(one.name for one in unknown), points


def bank_totals(question: Question) -> Totals:
    """Yearly totals of the prior runs, in the order of their numbers."""
    _, store = _bank(question.asked, question.world)
    measure = question.outcome.measures[0]
    rows = [store.values[str(row)] for row in _rows(store)]
    years = tuple(range(question.frame.report_from, question.last + 1))
    values = [
        [[sum(run[f"{measure}@{year}-Q{q}"] for q in range(1, YEAR + 1)) for year in years]]
        for run in rows
    ]
    return Totals(years, {measure: np.array(values)})


def bank_size(question: Question) -> int:
    """Runs that the bank is to have."""
    plan, _ = _bank(question.asked, question.world)
    return plan.count


def posterior_points(asked: Asked) -> tuple[tuple[str, ...], Floats]:
    """Names and prior quantiles of the draws of the posterior that the scenario names.

    Raises:
        InputError: the scenario names none.
    """
    from calibration.inference.prior import Priors
    from scenarios import load_scenario

    scenario = load_scenario(asked.scenario)
    if scenario.posterior is None:
        raise refusal(
            "--method", f"{scenario.id} names no posterior, so there are no draws to run at; "
            "sample draws from the priors",
        )  # fmt: skip
    from scenarios.levers import list_levers

    draws = scenario.posterior.settings()
    names = tuple(draws[0])
    declared = {one.name: one.prior for one in list_levers(scenario) if one.prior is not None}
    priors = Priors.of({name: declared[name] for name in names})
    values = np.array([[row[name] for name in names] for row in draws])
    cube = np.column_stack(
        [one.to_cube(column) for one, column in zip(priors.marginals, values.T, strict=True)]
    )
    return names, np.clip(cube, 0.0, 1.0 - 2.0**-53)


def _bank(asked: Asked, world: Scenario) -> tuple[Plan, Store]:
    """The plan of a place's bank, and what is kept of it."""
    from calibration.bank.runs import store_of
    from calibration.fit.calibrate import Request, places

    if asked.bank is None:
        raise refusal("--bank", "the folder of the prior runs is needed with --method bank")
    place = next(
        (name for name, (path, _) in places().items() if path.stem == asked.scenario.stem),
        None,
    )
    if place is None:
        known = [path.stem for path, _ in places().values()]
        raise refusal("SCENARIO", "no place is calibrated with it", asked.scenario.stem, known)
    plan = Request(place, asked.bank).plan
    store = store_of(plan, asked.bank)
    if not store.values:
        raise refusal(
            "--bank", f"no prior runs of this version in {asked.bank}; jigai calibrate {place} "
            "makes them",
        )  # fmt: skip
    return plan, store


def _rows(store: Store) -> list[int]:
    """Numbers of the runs that are kept."""
    return sorted(int(name) for name in store.values)
