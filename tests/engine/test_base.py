"""What a base gives for settings is, to the byte, what full preparation gives for them."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import InputError
from scenarios.levers import apply_levers, list_levers
from sim.base import MADE_ANEW, Base
from sim.declared import READ_AT_PREPARATION
from sim.model_inputs import Inputs, first_quarters, prepare
from sim.randomness import run_key
from sim.simulation import simulate

SOME_FIRMS = 300


@pytest.fixture(scope="module")
def small(scenario: Any) -> Any:
    """The shipped scenario on a sub-sample, with a variant that sets things itself."""
    own = {
        "behaviour.payback": 1.5, "place.own_trend_share": 0.35, "mechanism.word_of_mouth": "off",
        "behaviour.expected_scaling": 0.5, "place.paths.wage_growth.2016": 0.01,
    }  # fmt: skip
    first = scenario.file.variants[0]
    variants = [*scenario.file.variants, first.model_copy(update={"id": "own", "set": own})]
    file = scenario.file.model_copy(update={"population_limit": SOME_FIRMS, "variants": variants})
    return scenario.model_copy(update={"file": file})


@pytest.fixture(scope="module")
def bases(small: Any) -> dict[str, Base]:
    return {name: Base(small, name) for name in ("as-enacted", "no-programme", "own")}


def tables(inputs: Inputs) -> dict[str, Any]:
    """All that inputs hold, identity included, as bytes or plain values."""
    found = {f.name: getattr(inputs, f.name) for f in dataclasses.fields(inputs)}
    del found["content"]
    found["identity"] = inputs.identity
    return {n: v.tobytes() if isinstance(v, np.ndarray) else v for n, v in found.items()}


def values_of(lever: Any) -> st.SearchStrategy[Any]:
    """Values of a quantity within its range, its ends included."""
    if lever.kind == "mechanism":
        return st.sampled_from(["on", "off"])
    low = lever.prior.low if lever.prior else max(lever.value * 0.9, 0.0)
    high = lever.prior.high if lever.prior else max(lever.value * 1.1, 0.01)
    return st.one_of(st.sampled_from([low, high]), st.floats(low, high))


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_base_with_values_is_what_full_preparation_makes(
    small: Any, bases: dict[str, Base], data: Any
) -> None:
    levers = {
        row.name: row for row in list_levers(small)
        if row.kind in ("behaviour", "assumed", "mechanism", "fact")
        and row.name != "place.counting_threshold" and ".sectors." not in row.name
        and not row.name.endswith(".count")
    }  # fmt: skip
    names = data.draw(st.lists(st.sampled_from(sorted(levers)), max_size=12, unique=True))
    values = {name: data.draw(values_of(levers[name]), label=name) for name in names}
    if data.draw(st.booleans()):
        values["sz2019.universal.rate"] = data.draw(st.sampled_from([0.1, 0.2]))
    variant = data.draw(st.sampled_from(sorted(bases)))
    try:
        full = prepare(small, variant, values or None)
    except InputError as refused:
        with pytest.raises(InputError) as found:
            bases[variant].with_values(values)
        assert str(found.value) == str(refused)
        return
    assert tables(bases[variant].with_values(values)) == tables(full)


@pytest.mark.parametrize("variant", ["as-enacted", "no-programme", "own"])
def test_every_quantity_of_behaviour_and_place_by_itself(
    small: Any, bases: dict[str, Base], variant: str
) -> None:
    base = bases[variant]
    for row in list_levers(small):
        if row.kind not in ("behaviour", "assumed", "mechanism") or not row.name.startswith(
            ("behaviour.", "place.", "mechanism.")
        ):
            continue
        if row.kind == "mechanism":
            value: Any = "off" if row.value == "on" else "on"
        else:
            low, high = (row.prior.low, row.prior.high) if row.prior else (0.1, 0.2)
            value = low + 0.37 * (high - low)
        whole = tables(prepare(small, variant, {row.name: value}))
        assert tables(base.with_values({row.name: value})) == whole, row.name


def test_what_is_read_at_preparation_is_known_here(bases: dict[str, Base]) -> None:
    """Whoever adds a name that tables are made of has to say here how a base follows it."""
    read = {f"{owner}.{name}" for owner, names in READ_AT_PREPARATION.items() for name in names}
    assert read - MADE_ANEW <= {
        "behaviour.expected_scaling", "behaviour.with_selection", "behaviour.effort_pressure",
        "behaviour.peers_watched", "place.own_trend_share", "place.tenure_granted",
    }  # fmt: skip
    assert "mechanism.selection" in MADE_ANEW


def test_only_the_tables_that_a_value_stands_in_are_copied(bases: dict[str, Base]) -> None:
    base = bases["as-enacted"]
    changed = base.with_values({"behaviour.payback": 2.0})
    assert changed.behaviour is not base.inputs.behaviour
    assert changed.behaviour["payback"][0] == 2.0 != base.inputs.behaviour["payback"][0]
    for name in ("place", "environment", "rules", "ids", "directions", "strata"):
        assert getattr(changed, name) is getattr(base.inputs, name)
    assert base.with_values({}) is base.inputs


def test_a_base_keeps_what_it_prepared_for_policies(bases: dict[str, Base]) -> None:
    base = bases["as-enacted"]
    one = base.with_values({"sz2019.universal.rate": 0.15, "behaviour.payback": 2.0})
    other = base.with_values({"sz2019.universal.rate": 0.15, "behaviour.payback": 2.5})
    assert one.rules is other.rules is not base.inputs.rules
    for number in range(40):
        base.with_values({"sz2019.universal.rate": round(0.1 + number / 1000, 3)})
    assert len(base._further) == 16


@pytest.mark.parametrize(
    "values",
    [
        {"behaviour.paybak": 2.0},
        {"behaviour.payback": 99.0},
        {"behaviour.payback": float("nan")},
        {"behaviour.payback": True},
        {"behaviour.payback": "2.0"},
        {"mechanism.word_of_mouth": "of"},
        {"mechanism.word_of_mouth": True},
        {"place.own_trend_share": 2, "behaviour.payback": 0.0},
        {"place.profit_tax_rate": -0.1},
        {f"place.directions.smart.{part}_share": 0.9 for part in ("software", "building")},
        {"behaviour.payback": 99.0, "sz2019.universal.rate": 7},
        {"nothing.at.all": 1},
    ],
    ids=str,
)  # fmt: skip
def test_faults_are_told_as_full_preparation_tells_them(
    small: Any, bases: dict[str, Base], values: dict[str, Any]
) -> None:
    told = faults_of(lambda: apply_levers(small, values))
    assert told is not None
    assert faults_of(lambda: bases["as-enacted"].with_values(values)) == told


def faults_of(call: Callable[[], object]) -> str | None:
    """What is told of the faults of settings; None if they are taken."""
    try:
        call()
    except InputError as refused:
        return str(refused)
    return None


def test_a_design_is_checked_before_it_is_run(bases: dict[str, Base]) -> None:
    base = bases["as-enacted"]
    base.check([{}, {"behaviour.payback": 2.0}, {"sz2019.universal.rate": 0.2}])
    with pytest.raises(InputError, match=r"settings\[1\]: behaviour.paybak.*did you mean"):
        base.check([{"behaviour.payback": 2.0}, {"behaviour.paybak": 2.0}])
    with pytest.raises(InputError, match=r"settings\[0\]: behaviour.payback"):
        base.check([{"behaviour.payback": 9.0}, {"behaviour.paybak": 2.0}])


def test_the_ends_of_a_run_that_stops_early(small: Any) -> None:
    """The first quarters of a run are the same, bit for bit, wherever it ends."""
    whole = prepare(small, "as-enacted")
    key = run_key(1, 0)
    all_quarters = simulate(whole, key)
    for quarters in (1, 20, 30):
        early = simulate(first_quarters(whole, quarters), key)
        assert early.tallies.shape[0] == quarters
        assert np.array_equal(early.tallies, all_quarters.tallies[:quarters])
        assert list(early.entries) == [e for e in all_quarters.entries if e.quarter < quarters]
    assert first_quarters(whole, 44) is whole
    for wrong in (0, 45):
        with pytest.raises(ValueError, match="quarters is 1 to 44"):
            first_quarters(whole, wrong)


def test_a_run_that_stops_early_has_an_identity_of_its_own(small: Any) -> None:
    base, whole = Base(small, "as-enacted", quarters=20), Base(small, "as-enacted")
    assert base.inputs.identity == whole.inputs.identity | {"quarters": 20}
    values = {"behaviour.payback": 2.0}
    assert base.with_values(values).identity == whole.with_values(values).identity | {
        "quarters": 20
    }
    levers = {"behaviour.payback": 2.0, "place.own_trend_share": 0.4}
    early = first_quarters(prepare(small, "as-enacted", levers), 20)
    assert tables(base.with_values(levers)) == tables(early)


def test_levers_of_the_base_stay_under_the_values(small: Any) -> None:
    base = Base(small, "as-enacted", {"behaviour.payback": 2.0, "sz2019.universal.rate": 0.2})
    values = {"behaviour.cost_weight": 1.3, "place.strata.giant.scale": 9.5e8}
    assert tables(base.with_values(values)) == tables(
        prepare(small, "as-enacted", base.levers | values)
    )
    again = base.with_values({"behaviour.payback": 2.5})
    assert again.behaviour["payback"][0] == 2.5


def test_inputs_travel_with_their_identity_and_without_the_scenario(small: Any) -> None:
    inputs = Base(small, "as-enacted").with_values({"behaviour.payback": 2.0})
    packed = pickle.dumps(inputs)
    assert tables(pickle.loads(packed)) == tables(inputs)
    assert b"scenario_schema" not in packed
