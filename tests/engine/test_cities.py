"""In a province, a rule for some cities holds in the districts that stand for them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from thinned_worlds import ROOT, World, prepared

import scenarios
from sim.outcome import Outcome
from sim.simulation import run_key, simulate

GUANGDONG = ROOT / "scenarios" / "guangdong-2018.yaml"
KEY = run_key(5, 0)
DELTA = ["guangzhou", "foshan", "dongguan", "delta-others"]
HOLDS = {
    "gd2018.equipment": [*DELTA, "beyond-delta"],
    "gd2021.prd": DELTA,
    "gd2021.rest": ["beyond-delta"],
    "national.expensing": ["shenzhen", *DELTA, "beyond-delta"],
}


@pytest.fixture(scope="module")
def province() -> World:
    return prepared(scenarios.load_scenario(GUANGDONG))


@pytest.mark.parametrize("rule", HOLDS)
def test_a_rule_holds_in_the_cities_that_it_names(province: World, rule: str) -> None:
    inputs = province("as-enacted", 300)
    bits = int(inputs.rules["districts"][inputs.rule_names.index(rule)])
    held = [name for number, name in enumerate(inputs.district_ids) if (bits >> number) & 1]
    assert held == HOLDS[rule]


def paid(outcome: Outcome) -> dict[str, int]:
    """Yuan paid by each instrument over the run."""
    sums = dict.fromkeys(outcome.inputs.rule_names, 0)
    for entry in outcome.entries:
        if entry.measure == "support_paid" and entry.subject in sums:
            sums[entry.subject] += entry.amount
    return sums


def test_money_of_the_province_does_not_reach_shenzhen(province: World) -> None:
    everywhere = province("as-enacted", 6000)
    # All firms in the first district.
    reached = np.ones(len(everywhere.district_ids))
    alone = dataclasses.replace(everywhere, districts_reached=reached)
    assert alone.district_ids[0] == "shenzhen"
    usual, there = (paid(simulate(each, KEY, "compiled")) for each in (everywhere, alone))
    provincial = {"gd2014.taxshare", "gd2018.equipment", "gd2018.interest", "gd2021.prd"}
    assert all(usual[name] > 0 for name in provincial)
    assert not any(there[name] for name in provincial | {"gd2021.rest"})


def test_both_engines_agree_on_a_province(province: World) -> None:
    inputs = province("as-enacted", 300)
    first, second = (simulate(inputs, KEY, engine) for engine in ("mesa", "compiled"))
    assert first.tallies.tobytes() == second.tallies.tobytes()
    assert first.ledger.tobytes() == second.ledger.tobytes()
