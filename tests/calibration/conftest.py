"""A small world of the shipped scenario, walked once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import scenarios
from calibration.evidence.measure import Seen, look_at
from calibration.parameter_effects import with_limit
from sim.model_inputs import prepare
from sim.randomness import run_key

ROOT = Path(__file__).resolve().parents[2]
FIRMS = 600


@pytest.fixture(scope="session")
def small_scenario() -> Any:
    shipped = scenarios.load_scenario(ROOT / "scenarios" / "shenzhen-doubling.yaml")
    return with_limit(shipped, FIRMS)


@pytest.fixture(scope="session")
def seen(small_scenario: Any) -> Seen:
    return look_at(prepare(small_scenario, "as-enacted"), run_key(2017, 0))
