"""The guarantees once more on 25,000 firms with every mechanism on, by the compiled engine."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from sim.engine import CompiledRun
from sim.measures import TALLY
from sim.model_inputs import Inputs, prepare
from sim.outcome import Outcome
from sim.randomness import run_key
from sim.simulation import simulate

pytestmark = pytest.mark.slow
KEY = run_key(11, 0)
EVERYTHING = {"place.strata.below-line.count": 13900, "mechanism.crowding": "on"}
PAYING = ("sz2019.universal", "sz2019.smart", "sz2019.major")
SERVICES = ("outreach", "simplification", "library", "reporting-link", "monitoring", "densify")
# What is drawn at birth and not touched by a quarter.
DRAWN = ("payback", "attention", "margin", "capital", "sector", "district", "ownership", "gap")


@pytest.fixture(scope="module")
def city(scenario: Any) -> Any:
    """`city(variant, **levers)`: tables of 25,000 firms and slots, everything on."""

    def make(variant: str, **levers: Any) -> Inputs:
        inputs = prepare(scenario, variant, {**EVERYTHING, **levers})
        assert inputs.firm_count >= 25_000
        return inputs

    return make


@pytest.fixture(scope="module")
def without(city: Any) -> Outcome:
    """The world without the programme."""
    return simulate(city("no-programme"), KEY)


def booked(outcome: Outcome) -> Any:
    """Tallies but for the count of firms that have heard: an empty rule is still news."""
    keep = [index for index, name in enumerate(TALLY) if name != "aware_firms"]
    return outcome.tallies[:, keep]


def test_a_policy_with_every_rate_zero_changes_nothing(city: Any, without: Outcome) -> None:
    levers = {f"{name}.rate": 0.0 for name in PAYING}
    levers |= {f"sz2017.{name}.intensity": 0.0 for name in SERVICES}
    assert np.array_equal(booked(simulate(city("as-enacted", **levers), KEY)), booked(without))


def test_a_policy_whose_eligibility_nobody_meets_changes_nothing(
    city: Any, without: Outcome
) -> None:
    inputs = city("only-universal")
    rules = inputs.rules.copy()
    number = inputs.rule_names.index("sz2019.universal")
    rules["threshold_on"][number], rules["threshold"][number] = 1, 10**12
    nobody = simulate(dataclasses.replace(inputs, rules=rules), KEY)
    assert np.array_equal(booked(nobody), booked(without))


def test_nothing_happens_before_it_could_be_known(city: Any, without: Outcome) -> None:
    enacted = simulate(city("as-enacted"), KEY)
    first = 4 * (2018 - 2013)  # the plan was posted on 2018-01-09
    assert np.array_equal(enacted.tallies[:first], without.tallies[:first])
    assert not np.array_equal(enacted.tallies[first:], without.tallies[first:])


def picked(inputs: Inputs, rows: Any) -> Inputs:
    """The same city with rows of the roster chosen, or in another order."""
    return dataclasses.replace(
        inputs, ids=inputs.ids[rows].copy(), stratum_of=inputs.stratum_of[rows].copy(),
        entry_quarters=inputs.entry_quarters[rows].copy(),
    )  # fmt: skip


def test_the_order_of_firms_does_not_matter(city: Any) -> None:
    inputs = city("as-enacted")
    order = np.random.default_rng(5).permutation(inputs.firm_count)
    first, second = (simulate(each, KEY) for each in (inputs, picked(inputs, order)))
    assert np.array_equal(first.tallies, second.tallies)
    assert sorted(map(repr, first.entries)) == sorted(map(repr, second.entries))


@pytest.mark.parametrize("row", [0, 12_500, -1], ids=["first", "middle", "last"])
def test_one_more_firm_changes_nobodys_draws_and_one_link_a_ring(city: Any, row: int) -> None:
    inputs = city("as-enacted")
    fewer = np.delete(np.arange(inputs.firm_count), row)
    whole, less = (CompiledRun(each, KEY) for each in (inputs, picked(inputs, fewer)))
    for name in DRAWN:
        assert np.array_equal(whole.firms[name][fewer], less.firms[name]), name
    ids = np.append(inputs.ids, -1)
    seen, others = ids[whole.watched][fewer], np.append(inputs.ids[fewer], -1)[less.watched]
    assert ((seen != others).sum(axis=0) <= 1).all()
