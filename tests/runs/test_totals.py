"""A run in arrays of an earlier one, with its networks, is the run by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios import load_scenario
from sim.base import Base
from sim.errors import SimulationError
from sim.measures import MEASURES
from sim.peers import Networks
from sim.randomness import run_key
from sim.runs.totals import Runner, require_measures
from sim.simulation import simulate

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios" / "shenzhen-doubling.yaml"
# One after another in the same arrays: other values, another network, other shapes of tables.
WORLDS: list[dict[str, Any]] = [
    {}, {"behaviour.payback": 2.5}, {"behaviour.peers_watched": 2.0}, {},
    {"shares of sectors": None}, {"place.strata.entrant.count": 100},
    {"mechanism.crowding": "on"}, {"sz2019.universal.rate": 0.2}, {},
]  # fmt: skip


@pytest.fixture(scope="module")
def base() -> Base:
    shipped = load_scenario(SHIPPED)
    file = shipped.file.model_copy(update={"population_limit": 300})
    return Base(shipped.model_copy(update={"file": file}), "as-enacted")


def test_arrays_and_networks_of_other_runs_change_nothing(base: Base) -> None:
    runner, other = Runner(Networks()), Runner()
    first, second = base.scenario.place.sectors[:2]
    shares = {
        f"place.sectors.{first.id}.share": round(first.share + 0.05, 12),
        f"place.sectors.{second.id}.share": round(second.share - 0.05, 12),
    }
    everything = require_measures(list(MEASURES))
    for replicate in (0, 1, 0):
        for values in WORLDS:
            inputs = base.with_values(shares if None in values.values() else values)
            key = run_key(3, replicate)
            outcome = simulate(inputs, key)
            whole = np.stack([outcome.total(name) for name in everything], axis=1)
            assert np.array_equal(runner.totals(inputs, key, everything), whole), values
            assert np.array_equal(other.totals(inputs, key, everything), whole), values


def test_a_run_that_broke_off_leaves_nothing_behind(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner, key = Runner(Networks()), run_key(3, 0)
    whole = runner.totals(base.inputs, key, ("support_paid",))

    def broken(run: Any) -> None:
        raise SimulationError("half way")

    with monkeypatch.context() as patch:
        patch.setattr("sim.engine.CompiledRun.outcome", broken)
        with pytest.raises(SimulationError, match="half way"):
            runner.totals(base.with_values({"behaviour.payback": 2.5}), key, ("support_paid",))
    assert np.array_equal(runner.totals(base.inputs, key, ("support_paid",)), whole)
