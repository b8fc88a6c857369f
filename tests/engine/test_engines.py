"""The object walk and the compiled engine give the same values; the object walk is a real model."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.firm import Firm
from sim.model_inputs import Inputs
from sim.outcome import Outcome
from sim.randomness import run_key
from sim.simulation import simulate

ROOT = Path(__file__).resolve().parents[2]
VARIANTS = [
    "as-enacted", "no-programme", "no-support", "only-universal", "only-smart", "only-major",
    "only-services", "only-reporting", "only-land",
]  # fmt: skip
World = Callable[..., Inputs]


def assert_equal(first: Outcome, second: Outcome) -> None:
    assert np.array_equal(first.tallies, second.tallies)
    assert first.entries == second.entries
    assert first.rows() == second.rows()


def test_the_list_of_variants_is_that_of_the_scenario(scenario: object) -> None:
    assert [variant.id for variant in scenario.variants] == VARIANTS  # type: ignore[attr-defined]


@pytest.mark.parametrize("variant", VARIANTS)
def test_both_engines_give_equal_values_on_500_firms(world: World, variant: str) -> None:
    inputs = world(variant, 500)
    assert inputs.firm_count >= 500
    key = run_key(7, 0)
    assert_equal(simulate(inputs, key, "mesa"), simulate(inputs, key, "compiled"))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_engines_give_equal_values_for_other_seeds(world: World, seed: int) -> None:
    inputs = world("as-enacted", 500)
    key = run_key(seed, 5)
    assert_equal(simulate(inputs, key, "mesa"), simulate(inputs, key, "compiled"))


@pytest.mark.slow
@pytest.mark.parametrize(("variant", "crowding"), [("as-enacted", "on"), ("no-support", "off")])
def test_both_engines_give_equal_values_on_25000_firms(
    scenario: Any, variant: str, crowding: str
) -> None:
    from sim.model_inputs import prepare

    settings = {"place.strata.below-line.count": 13900, "mechanism.crowding": crowding}
    inputs = prepare(scenario, variant, settings)
    assert inputs.firm_count >= 25000
    key = run_key(11, 0)
    assert_equal(simulate(inputs, key, "mesa"), simulate(inputs, key, "compiled"))


def test_a_firm_that_decides_otherwise_changes_the_result(world: World) -> None:
    class Idle(Firm):
        """A firm that does nothing."""

        def decide(self) -> None:
            self.claims = [0] * len(self.claims)

    inputs = world("as-enacted", 120)
    key = run_key(7, 0)
    ordinary = simulate(inputs, key, "mesa")
    idle = simulate(inputs, key, "mesa", firm_class=Idle)
    assert ordinary.total("projects_started").sum() > 0
    assert idle.total("projects_started").sum() == 0


def test_a_finished_object_walk_is_let_go(world: World) -> None:
    from sim.model import RenovationModel

    model = RenovationModel(world("as-enacted", 60), run_key(7, 0))
    watch = weakref.ref(model)
    model.release()
    del model
    gc.collect()
    assert watch() is None


def test_a_firm_class_needs_the_object_walk(world: World) -> None:
    with pytest.raises(ValueError, match="engine='mesa'"):
        simulate(world("as-enacted", 60), 1, "compiled", firm_class=Firm)
    with pytest.raises(ValueError, match="engine must be one of"):
        simulate(world("as-enacted", 60), 1, "numpy")


def test_the_object_walk_completes_without_numba() -> None:
    program = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("numba", "llvmlite"):
            raise ImportError(name)
sys.meta_path.insert(0, Refuse())
sys.path.insert(0, {tests!r})
from thinned_worlds import SHIPPED, thin
import scenarios
from sim.model_inputs import prepare
from sim.randomness import run_key
from sim.simulation import simulate
inputs = thin(prepare(scenarios.load_scenario(SHIPPED), "as-enacted"), 120)
print(int(simulate(inputs, run_key(7, 0), "mesa").total("true_renovation").sum()))
assert "numba" not in sys.modules
"""
    text = program.format(tests=str(Path(__file__).parent))
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


def test_model_uses_only_what_mesa_versions_share() -> None:
    text = (ROOT / "sim" / "model.py").read_text() + (ROOT / "sim" / "firm.py").read_text()
    for absent in ("run_for", ".steps", "DataCollector", "batch_run", "seed=", ".time"):
        assert absent not in text
