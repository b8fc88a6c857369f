"""Shared worlds: the shipped scenario, prepared once, thinned to a handful of firms."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import scenarios
from sim.model_inputs import Inputs, prepare

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "scenarios" / "shenzhen-doubling.yaml"


def thin(inputs: Inputs, firms: int) -> Inputs:
    """Keep about `firms` firms, evenly spread over the roster, giants all kept."""
    import numpy as np

    step = max(1, inputs.firm_count // firms)
    chosen = np.zeros(inputs.firm_count, dtype=bool)
    chosen[::step] = True
    chosen |= inputs.strata["role"][inputs.stratum_of] == 2
    return pick(inputs, chosen)


def pick(inputs: Inputs, chosen: Any) -> Inputs:
    """Keep the chosen rows of the roster."""
    return dataclasses.replace(
        inputs,
        ids=inputs.ids[chosen].copy(),
        stratum_of=inputs.stratum_of[chosen].copy(),
        entry_quarters=inputs.entry_quarters[chosen].copy(),
    )


@pytest.fixture(scope="session")
def scenario() -> Any:
    return scenarios.load_scenario(SHIPPED)


@pytest.fixture(scope="session")
def world(scenario: Any) -> Callable[..., Inputs]:
    """`world(variant, firms, levers)`: prepared inputs, cached."""
    cache: dict[Any, Inputs] = {}

    def make(variant: str = "as-enacted", firms: int = 240, **levers: Any) -> Inputs:
        names = {name.replace("__", "."): value for name, value in levers.items()}
        key = (variant, firms, tuple(sorted(names.items())))
        if key not in cache:
            cache[key] = thin(prepare(scenario, variant, names or None), firms)
        return cache[key]

    return make
