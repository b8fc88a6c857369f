"""Draws of everything that is not known, from the priors as they are declared."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.lever_declarations import LeverDeclaration
    from scenarios.scenario_schema import LeverValue, Scenario

Settings = dict[str, "LeverValue"]


def uncertain(scenario: Scenario) -> list[LeverDeclaration]:
    """Every quantity with a prior: behaviour, assumed facts, assumed figures of policies."""
    from scenarios.levers import list_levers

    return [lever for lever in list_levers(scenario) if lever.prior is not None]


def prior_draws(scenario: Scenario, count: int, seed: int) -> list[Settings]:
    """Settings of `count` draws: a scrambled Sobol sequence, one dimension a quantity.

    The first draws of a longer list are those of a shorter one with the same seed, as long as no
    quantity is added or taken away.
    """
    from scipy.stats import qmc

    levers = uncertain(scenario)
    power = max(0, math.ceil(math.log2(count))) if count else 0
    sequence = qmc.Sobol(len(levers), scramble=True, seed=seed).random_base2(power)
    draws: list[Settings] = []
    for row in sequence[:count]:
        settings: Settings = {}
        for lever, place in zip(levers, row.tolist(), strict=True):
            assert lever.prior is not None
            value = lever.prior.quantile(place)
            settings[lever.name] = round(value) if lever.whole else value
        draws.append(settings)
    return draws
