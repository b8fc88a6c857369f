"""The guarantees about randomness and policy, each able to fail (see tests/mutations)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from thinned_worlds import pick

from sim.law.codes import GREENFIELD
from sim.law.population import size_class
from sim.measures import TALLY
from sim.model import RenovationModel
from sim.model_inputs import Inputs
from sim.outcome import Outcome
from sim.randomness import run_key
from sim.simulation import simulate

World = Callable[..., Inputs]
KEY = run_key(7, 0)
PAYING = ("sz2019.universal", "sz2019.smart", "sz2019.major")


def run(inputs: Inputs) -> Outcome:
    return simulate(inputs, KEY, "mesa")


def without_awareness(outcome: Outcome) -> Any:
    """Tallies but for the count of firms that have heard: an empty rule is still news."""
    keep = [index for index, name in enumerate(TALLY) if name != "aware_firms"]
    return outcome.tallies[:, keep]


def assert_same_world(first: Outcome, second: Outcome) -> None:
    assert np.array_equal(without_awareness(first), without_awareness(second))
    paid = [e for e in first.entries if e.measure.startswith("support")]
    assert paid == [e for e in second.entries if e.measure.startswith("support")]


def test_a_policy_with_every_rate_zero_changes_nothing(world: World) -> None:
    levers = {f"{name.replace('.', '__')}__rate": 0.0 for name in PAYING}
    services = (
        "outreach", "simplification", "library", "reporting-link", "monitoring", "densify",
    )  # fmt: skip
    levers |= {f"sz2017__{name}__intensity": 0.0 for name in services}
    assert_same_world(run(world("as-enacted", 240, **levers)), run(world("no-programme", 240)))


def test_a_policy_whose_eligibility_nobody_meets_changes_nothing(world: World) -> None:
    inputs = world("only-universal", 240)
    rules = inputs.rules.copy()
    names = inputs.rule_names
    rules["threshold_on"][names.index("sz2019.universal")] = 1
    rules["threshold"][names.index("sz2019.universal")] = 10**12
    nobody = dataclasses.replace(inputs, rules=rules)
    assert_same_world(run(nobody), run(world("no-programme", 240)))


def test_nothing_happens_before_it_could_be_known(world: World) -> None:
    enacted, without = run(world("as-enacted", 240)), run(world("no-programme", 240))
    first = 4 * (2018 - 2013)  # the plan was posted on 2018-01-09
    assert np.array_equal(enacted.tallies[:first], without.tallies[:first])
    assert not np.array_equal(enacted.tallies[first:], without.tallies[first:])


def test_a_rule_announced_later_acts_later(world: World) -> None:
    enacted, without = run(world("only-universal", 240)), run(world("no-programme", 240))
    first = 4 * (2019 - 2013)  # announced 2019-03-31
    assert np.array_equal(without_awareness(enacted)[:first], without_awareness(without)[:first])


def draws_of(model: RenovationModel) -> dict[int, tuple[Any, ...]]:
    """What was drawn for each firm at birth."""
    return {
        vars(f)["id"]: (vars(f)["payback"], vars(f)["attention"], vars(f)["margin"],
                        vars(f)["capital"], vars(f)["sector"], tuple(vars(f)["gap"]))
        for f in model.firms
    }  # fmt: skip


@pytest.mark.parametrize("place", ["middle", "end"])
def test_one_more_firm_changes_no_other_firms_draws(world: World, place: str) -> None:
    inputs = world("as-enacted", 240)
    chosen = np.ones(inputs.firm_count, dtype=bool)
    chosen[inputs.firm_count // 2 if place == "middle" else -1] = False
    fewer, more = RenovationModel(pick(inputs, chosen), KEY), RenovationModel(inputs, KEY)
    for _ in range(8):
        fewer.step()
        more.step()
    before, after = draws_of(fewer), draws_of(more)
    assert set(after) > set(before)
    assert all(after[firm] == before[firm] for firm in before)


def alone(inputs: Inputs) -> Inputs:
    """Budgets unlimited, peers off: no channel between firms is left."""
    behaviour = inputs.behaviour.copy()
    behaviour["peer_effect"] = 0.0
    pots = tuple(dataclasses.replace(pot, appropriation=10**15) for pot in inputs.pots)
    return dataclasses.replace(inputs, behaviour=behaviour, pots=pots)


def test_without_a_channel_one_more_firm_changes_no_other_firm_at_all(world: World) -> None:
    inputs = alone(world("as-enacted", 240))
    chosen = np.ones(inputs.firm_count, dtype=bool)
    chosen[inputs.firm_count // 2] = False
    fewer, more = RenovationModel(pick(inputs, chosen), KEY), RenovationModel(inputs, KEY)
    while more.running:
        fewer.step()
        more.step()
    state = {vars(f)["id"]: f for f in more.firms}
    compared = ("cash", "debt", "capital", "revenue", "ordinal", "applications_made", "age")
    for firm in fewer.firms:
        twin = state[vars(firm)["id"]]
        assert all(vars(firm)[name] == vars(twin)[name] for name in compared)
    assert any(vars(f)["applications_made"] > 0 for f in more.firms)


def test_population_is_the_same_in_every_variant(world: World) -> None:
    first = RenovationModel(world("as-enacted", 240), KEY)
    second = RenovationModel(world("no-support", 240), KEY)
    assert draws_of(first) == draws_of(second)


def test_the_order_of_firms_does_not_matter(world: World) -> None:
    inputs = world("as-enacted", 240)
    turned = pick(inputs, np.arange(inputs.firm_count)[::-1])
    assert np.array_equal(run(inputs).tallies, run(turned).tallies)


def test_removing_credit_lowers_greenfield_investment(world: World) -> None:
    inputs = world("no-programme", 600)
    behaviour = inputs.behaviour.copy()
    behaviour["credit_supply"] = 0.0
    dry = dataclasses.replace(inputs, behaviour=behaviour)
    before, after = (
        run(inputs).total("true_greenfield").sum(),
        run(dry).total("true_greenfield").sum(),
    )
    assert 0 < after < before


def test_entrants_decide_under_the_same_law(world: World) -> None:
    model = RenovationModel(world("as-enacted", 600), KEY)
    while model.running:
        model.step()
    entrants = [vars(f) for f in model.firms if vars(f)["role"] == 1]
    entered = [f for f in entrants if f["status"] == 1]
    assert 0 < len(entered) < len(entrants)
    assert all(f["first_nature"] == GREENFIELD for f in entrants)


@pytest.mark.parametrize(
    ("revenue", "employees", "name"),
    [(400_000_000, 1000, "large"), (399_999_999, 1000, "medium"), (400_000_000, 999, "medium"),
     (20_000_000, 300, "medium"), (19_999_999, 300, "small"), (3_000_000, 20, "small"),
     (2_999_999, 20, "micro")],
)  # fmt: skip
def test_size_classes_need_both_limits(revenue: int, employees: int, name: str) -> None:
    from sim.law.codes import SIZE_CLASSES

    assert SIZE_CLASSES[size_class(revenue, employees)] == name
