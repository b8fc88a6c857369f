"""Each of the eleven mechanisms has a switch, and a switch that is off silences all of it."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from switched_worlds import (
    FIRMS,
    FLIPPED,
    KEY,
    OTHERWISE,
    OWN_PARAMETERS,
    compiled,
    switched,
    with_parameters,
    with_place,
)
from thinned_worlds import ROOT, World

import scenarios
from scenarios.levers import apply_levers, parse_setting
from sim.declared import behaviour_of, unfit_for_the_law
from sim.model_inputs import Inputs, prepare
from sim.outcome import Outcome
from sim.simulation import simulate

BY_NAME = pytest.mark.parametrize("name", FLIPPED)
# Pots of the doubling plan that bind on so few firms, and pots for all who ask.
SMALL = {f"sz2019__pot-{name}__appropriation": 300_000 for name in ("universal", "smart", "major")}


def differs(first: Outcome, second: Outcome) -> bool:
    return not np.array_equal(first.tallies, second.tallies) or first.entries != second.entries


def assert_engines_agree(inputs: Inputs) -> None:
    first, second = simulate(inputs, KEY, "mesa"), compiled(inputs)
    assert np.array_equal(first.tallies, second.tallies)
    assert first.entries == second.entries


# Switches ---------------------------------------------------------------------------------------


def test_every_mechanism_has_a_switch_and_one_is_off_as_shipped(scenario: Any) -> None:
    shipped = {name: row.switch for name, row in scenario.behaviour.mechanisms.items()}
    assert set(shipped) == set(FLIPPED) and len(shipped) == 11
    assert all(shipped[name] != FLIPPED[name] for name in shipped)
    assert [name for name, switch in shipped.items() if switch == "off"] == ["crowding"]


@BY_NAME
def test_a_switch_is_read_as_one_or_nought(scenario: Any, name: str) -> None:
    for text, value in (("on", 1.0), ("off", 0.0)):
        lever, setting = parse_setting(f"mechanism.{name}={text}")
        behaviour = behaviour_of(apply_levers(scenario, {lever: setting}))
        assert behaviour[f"with_{name}"] == value
        usual = behaviour_of(scenario)
        assert {k for k in usual if usual[k] != behaviour[k]} <= {f"with_{name}"}


@BY_NAME
def test_both_engines_give_equal_values_with_a_mechanism_flipped(world: World, name: str) -> None:
    assert_engines_agree(switched(world, name, FLIPPED[name]))


def test_both_engines_give_equal_values_with_every_mechanism_flipped(world: World) -> None:
    assert_engines_agree(world("as-enacted", FIRMS, **OTHERWISE))


def test_both_engines_give_equal_values_with_every_mechanism_on(world: World) -> None:
    assert_engines_agree(switched(world, "crowding", "on", 300))


@BY_NAME
def test_a_flipped_mechanism_books_something_else(world: World, name: str) -> None:
    assert differs(
        compiled(switched(world, name, FLIPPED[name], 300)), compiled(world("as-enacted", 300))
    )


# What belongs to a mechanism alone --------------------------------------------------------------


def own_changes(world: World, name: str, switch: str) -> tuple[Outcome, Outcome]:
    """What is booked with the mechanism's own parameters at their values, and at others.

    A third of the firms are the state's, since so few firms have hardly any else.
    """
    pots = SMALL if name == "selection" else {}
    usual, other = (
        with_place(switched(world, name, switch, FIRMS, **levers), state_owned_share=0.3)
        for levers in ({}, pots)
    )
    return compiled(usual), compiled(with_parameters(other, OWN_PARAMETERS[name]))


@BY_NAME
def test_a_mechanism_that_is_off_reads_nothing_of_its_own(world: World, name: str) -> None:
    usual, other = own_changes(world, name, "off")
    assert not differs(usual, other)


@BY_NAME
def test_a_mechanism_that_is_on_reads_what_is_its_own(world: World, name: str) -> None:
    usual, other = own_changes(world, name, "on")
    assert not np.array_equal(usual.tallies, other.tallies)


def test_parameters_listed_as_a_mechanisms_own_are_declared(scenario: Any) -> None:
    parameters = scenario.behaviour.parameters
    ids = {name: row.id for name, row in scenario.behaviour.mechanisms.items()}
    for name, own in OWN_PARAMETERS.items():
        for parameter, value in own.items():
            prior = parameters[parameter].prior
            assert prior.low < value < prior.high, parameter
        # Some are read by two mechanisms and declared under the other.
        assert ids[name] in {parameters[parameter].mechanism for parameter in own}


# Faults -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [("mechanism.finance=maybe", ["must be one of on, off", "'maybe'"]),
     ("mechanism.finance=1", ["must be one of on, off"]),
     ("mechanism.finance=true", ["must be one of on, off"]),
     ("mechanism.finanse=off", ["did you mean 'mechanism.finance'", "word_of_mouth, demand"]),
     ("mechanisms.finance=off", ["did you mean 'mechanism.finance'"])],
)  # fmt: skip
def test_a_wrong_switch_is_refused(scenario: Any, text: str, told: list[str]) -> None:
    name, value = parse_setting(text)
    with pytest.raises(scenarios.InputError) as caught:
        prepare(scenario, "as-enacted", {name: value})
    assert all(part in str(caught.value) for part in told)
    assert [fault.field for fault in caught.value.faults] == [name]


TIMING = (
    "  timing:\n    id: M7\n    label: {zh: 等, en: Waiting}\n    switch: \"on\"\n"
    "    without: {zh: 无, en: none}\n    evidence: TAX-05\n"
)  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "told", "line_of"),
    [("  finance:\n    id: M3", "  finanse:\n    id: M3", "lacks finance, which the law reads",
      "mechanisms:"),
     ("  finance:\n    id: M3", "  finanse:\n    id: M3", "is read by nothing", "  finanse:"),
     ("parameters:\n", f"{TIMING.replace('timing', 'gossip')}\nparameters:\n",
      "is read by nothing", "  gossip:"),
     ('    id: M3\n', '    id: M12\n', "mechanisms.finance.id", "    id: M12"),
     ('    switch: "off"', "    switch: maybe", "must be one of on, off", "    switch: maybe")],
    ids=["missing", "misspelt", "one too many", "no such number", "neither on nor off"],
)  # fmt: skip
def test_a_fault_in_the_list_of_mechanisms_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, told: str, line_of: str
) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "s", ignore=shutil.ignore_patterns("*.py"))
    path = tmp_path / "s" / "behaviour.yaml"
    text = path.read_text("utf-8")
    assert old in text
    changed = text.replace(old, new, 1)
    path.write_text(changed, "utf-8")
    with pytest.raises(scenarios.InputError) as caught:
        scenarios.load_scenario(
            tmp_path / "s" / "shenzhen-doubling.yaml", checks=[unfit_for_the_law]
        )
    assert told in str(caught.value)
    line = changed.splitlines().index(line_of) + 1
    assert ("behaviour.yaml", line) in [(Path(f.file).name, f.line) for f in caught.value.faults]


# Runs are kept apart ----------------------------------------------------------------------------


def test_a_switch_changes_what_runs_are_kept_by(scenario: Any) -> None:
    """How an identity makes a run's key is held in tests/runs."""

    def identity(**setting: str) -> str:
        levers: dict[str, Any] = {f"mechanism.{name}": switch for name, switch in setting.items()}
        return json.dumps(prepare(scenario, "as-enacted", levers).identity, sort_keys=True)

    found = [identity(), *(identity(**{name: switch}) for name, switch in FLIPPED.items())]
    assert len(set(found)) == len(FLIPPED) + 1
    assert identity(crowding="off") == found[0]


def test_a_switch_changes_the_table_that_the_law_reads_and_no_draw(world: World) -> None:
    usual = world("as-enacted", FIRMS)
    for name, switch in FLIPPED.items():
        other = switched(world, name, switch)
        assert np.array_equal(other.ids, usual.ids)
        assert dataclasses.asdict(other.calendar) == dataclasses.asdict(usual.calendar)
        assert other.behaviour[f"with_{name}"] != usual.behaviour[f"with_{name}"]
