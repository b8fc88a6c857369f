"""Draws of everything that is not known, from the priors as they are declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calibration.bank.design import Settings, prior_points, settings_at, unknowns

if TYPE_CHECKING:
    from scenarios.scenario_schema import Scenario


def prior_draws(scenario: Scenario, count: int, seed: int) -> list[Settings]:
    """Settings of `count` draws: a scrambled Sobol sequence, one dimension a quantity.

    The first draws of a longer list are those of a shorter one with the same seed, as long as no
    quantity is added or taken away.
    """
    if count == 0:
        return []
    unknown = unknowns(scenario)
    return [settings_at(unknown, point) for point in prior_points(count, len(unknown), seed)]
