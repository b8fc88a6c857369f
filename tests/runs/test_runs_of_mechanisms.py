"""Runs of worlds with other mechanisms are kept apart, and say in their manifest which they are."""

from pathlib import Path

import scenarios
from sim.model_inputs import prepare
from sim.runs.plan import RunPlan

SHIPPED = Path(scenarios.__file__).resolve().parent / "shenzhen-doubling.yaml"
SWITCHES = [None, ("finance", "off"), ("timing", "off"), ("selection", "off"), ("crowding", "on")]


def plan(scenario, switch):
    levers = {f"mechanism.{switch[0]}": switch[1]} if switch else None
    return RunPlan((prepare(scenario, "as-enacted", levers),), seed=7, replicates=2)


def test_a_switch_is_in_the_key_of_every_run_and_in_the_manifest():
    scenario = scenarios.load_scenario(SHIPPED)
    plans = [plan(scenario, switch) for switch in SWITCHES]
    runs = [key for one in plans for batch in one.batches() for key in batch.run_keys]
    assert len(set(runs)) == 2 * len(SWITCHES) == len(runs)
    assert len({one.key for one in plans}) == len(SWITCHES)
    for one, switch in zip(plans, SWITCHES, strict=True):
        behaviour = one.record()["variants"][0]["identity"]["behaviour"]
        off = {name for name, value in behaviour.items() if name.startswith("with_") and not value}
        usual = {"with_crowding"}
        assert off == (usual ^ {f"with_{switch[0]}"} if switch else usual)
    assert plan(scenario, ("crowding", "off")).key == plans[0].key
