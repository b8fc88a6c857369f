"""A posterior that a scenario names: what it may say, what of it is used, what wins over it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenario_worlds import SCENARIO, World

from scenarios import Scenario, load_scenario
from scenarios.levers import apply_levers
from scenarios.posterior_schema import Posterior, summary_of
from tests.made_posterior import NAME, posterior_text, with_posterior

RENT, ATTENTION = "place.floor_rent", "behaviour.attention"
NAMES = (ATTENTION, RENT)
ROWS = [[0.2, 21.0], [0.3, 35.0], [0.25, 28.0], [0.45, 30.5]]


@pytest.fixture
def named(world: World) -> World:
    """The small world, whose scenario names a posterior of four draws."""
    with_posterior(world.path(SCENARIO), posterior_text(NAMES, ROWS, "town"))
    return world


def values(scenario: Scenario) -> tuple[float, float]:
    attention = scenario.behaviour.parameters["attention"].value
    return attention, float(scenario.place.quantities["floor_rent"].value)


# -- what is used


def test_a_scenario_stands_at_the_means_and_has_the_draws(named: World) -> None:
    scenario = named.load()
    assert scenario.posterior is not None and scenario.is_drawn
    assert values(scenario) == (0.3, 28.625)
    assert scenario.posterior.mean() == {ATTENTION: 0.3, RENT: 28.625}
    assert scenario.posterior.settings() == [dict(zip(NAMES, row, strict=True)) for row in ROWS]
    content = named.path(NAME).read_bytes()
    assert scenario.file_hashes[NAME] == hashlib.sha256(content).hexdigest()
    assert scenario.held == ()


def test_without_one_nothing_is_drawn(world: World) -> None:
    scenario = world.load()
    assert (scenario.posterior, scenario.is_drawn, scenario.held) == (None, False, ())
    assert scenario.holding([ATTENTION]) is scenario


def test_whoever_makes_one_loads_the_scenario_as_if_it_named_none(named: World) -> None:
    before = load_scenario(named.path(SCENARIO), with_posterior=False)
    assert before.posterior is None and values(before) == (0.3, 30.0)  # means of the priors
    assert NAME not in before.file_hashes
    named.write(NAME, "not even: [yaml")
    load_scenario(named.path(SCENARIO), with_posterior=False)


@pytest.mark.parametrize("how", ["command line", "file", "later"])
def test_what_is_set_wins_over_means_and_draws(named: World, how: str) -> None:
    if how == "command line":
        scenario = named.load(**{ATTENTION: 0.15})
    elif how == "file":
        named.edit(SCENARIO, "\nset:\n", f"\nset:\n  {ATTENTION}: 0.15\n")
        scenario = named.load()
    else:
        scenario = apply_levers(named.load(), {ATTENTION: 0.15})
    assert scenario.posterior is not None
    assert values(scenario) == (0.15, 28.625)
    assert scenario.held == (ATTENTION,)
    assert scenario.posterior.settings() == [{RENT: row[1]} for row in ROWS]
    rest = apply_levers(scenario, {RENT: 22})
    assert not rest.is_drawn and rest.held == (ATTENTION, RENT)


def test_a_setting_of_something_else_holds_nothing(named: World) -> None:
    scenario = named.load(**{"town.grant.rate": 0.1})
    assert scenario.held == () and scenario.is_drawn


# -- what is refused, each at its place


def test_another_place(named: World) -> None:
    named.edit(NAME, "place: town", "place: village")
    fault = named.fault(NAME, 3, "place")
    assert (fault.found, fault.allowed) == ("text 'village'", "town")


@pytest.mark.parametrize(
    ("name", "message", "nearest"),
    [
        ("behaviour.atention", "no parameter of this name", ATTENTION),
        ("place.floor_rents", "no parameter of this name", RENT),
        ("place.population", "is a measured fact", None),
        ("town.grant.rate", "is a lever of policy", None),
    ],
)
def test_names_that_no_calibration_may_move(
    named: World, name: str, message: str, nearest: str | None
) -> None:
    named.edit(NAME, f"name: {RENT}", f"name: {name}")
    fault = named.fault(NAME, named.line(NAME, f"name: {name}"), "free[2].name")
    assert fault.message.startswith(message)
    assert (fault.found, fault.nearest) == (f"text '{name}'", nearest)
    assert fault.allowed


def test_draws_outside_the_declared_range_are_told_once_at_the_first(named: World) -> None:
    rows = [ROWS[0], [0.3, 41.0], [0.25, 19.0], [0.45, 30.5]]
    named.write(NAME, posterior_text(NAMES, rows, "town"))
    fault = named.fault(NAME, named.line(NAME, "[0.3, 41]"), "draws[2][2]")
    assert fault.message == "lies outside the range of place.floor_rent, as do 1 more draws"
    assert (fault.found, fault.allowed) == ("number 41", "20 to 40 (its prior)")
    assert fault.column == 11


def test_draws_that_a_rule_over_a_row_refuses(named: World) -> None:
    """Each share lies in its range, and both together are more than the whole project."""
    town = named.path("places/town.yaml").read_text(encoding="utf-8")
    town = town.replace("software_share: 0.1\n", "software_share: 0.15\n", 1)
    named.write("places/town.yaml", town.replace("building_share: 0.05", "building_share: 0.84", 1))
    names = ["place.directions.equipment.software_share", "place.directions.equipment.size"]
    named.write(NAME, posterior_text(names, [[0.12, 1.0], [0.14, 1.1]], "town"))
    assert named.load().is_drawn
    named.write(NAME, posterior_text(names, [[0.12, 1.0], [0.18, 1.1]], "town"))
    fault = named.fault(NAME, named.line(NAME, "[0.18"), "draws[2]")
    assert "add up to more than 1" in fault.message


def spoilt(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (spoilt("[0.3, 35]", "[0.3]"), "draws[2]", "has 1 values; a draw has one for each of"),
        (spoilt("[0.3, 35]", "[0.3, 35, 1]"), "draws[2]", "has 3 values"),
        (spoilt(RENT, ATTENTION), "free[2].name", "another column is this parameter already"),
        (spoilt("mean: 0.3,", "mean: 0.31,"), "free[1].mean", "contradicts the draws"),
        (spoilt("sd: ", "sd: 1"), "free[1].sd", "contradicts the draws"),
        (spoilt("low: ", "low: 1"), "free[1].low", "contradicts the draws"),
        (spoilt("high: ", "high: 1"), "free[1].high", "contradicts the draws, whose 95 %"),
        (lambda text: text.partition("draws:")[0] + "draws: []\n", "draws", "must not be empty"),
        (lambda text: text.partition("draws:")[0], "draws", "is missing"),
        (spoilt("contraction: 0.42", "contraction: 1.2"), "free[1].contraction", "at most 1"),
        (spoilt('law: "0a"', 'law: "0x"'), "made.law", "must have the form"),
        (spoilt('law: "0a"', "law: 12"), "made.law", "put it in quotes"),
        (spoilt("version: 3", "versio: 3"), "versio", "unknown field"),
        (spoilt("[0.3, 35]", "[0.3, high]"), "draws[2][2]", "must be"),
    ],
)
def test_files_that_do_not_fit_together(
    named: World, change: Callable[[str], str], field: str, message: str
) -> None:
    named.write(NAME, change(named.path(NAME).read_text(encoding="utf-8")))
    faults = named.faults()
    told = {fault.field: fault for fault in faults}
    assert field in told, [fault.text() for fault in faults]
    assert message in told[field].message
    assert told[field].file == str(named.path(NAME)) and told[field].line > 0


def test_all_faults_at_once_over_all_files(named: World) -> None:
    named.edit(NAME, "[0.3, 35]", "[0.3]")
    named.edit(NAME, "version: 3", "version: 0")
    named.edit(SCENARIO, "runs: 10", "runs: 0")
    assert {(Path(fault.file).name, fault.field) for fault in named.faults()} >= {
        ("made-up.yaml", "version"), (SCENARIO, "runs"),
    }  # fmt: skip


def test_no_such_file(named: World) -> None:
    named.edit(SCENARIO, NAME, "posteriors/made-down.yaml")
    fault = named.fault(SCENARIO, named.line(SCENARIO, "made-down"), "posterior")
    assert (fault.message, fault.nearest) == ("no such file", NAME)


# -- statistics


# No smaller than numpy can square.
NUMBER = st.floats(-1e6, 1e6).map(lambda value: float(f"{value:.6g}") if abs(value) > 1e-9 else 0.0)


@given(st.lists(NUMBER, min_size=1, max_size=60))
def test_statistics_are_those_that_numpy_gives(draws: list[float]) -> None:
    own = summary_of(draws)
    expected = [np.mean(draws), np.std(draws), *np.quantile(draws, [0.05, 0.95])]
    scale = max(1e-300, *map(abs, draws))
    assert np.allclose(
        [own.mean, own.sd, own.low, own.high], expected, rtol=1e-9, atol=1e-9 * scale
    )


@given(st.lists(st.tuples(NUMBER, NUMBER), min_size=1, max_size=30))
def test_what_is_written_to_six_digits_is_read_again(rows: list[tuple[float, float]]) -> None:
    record = data_of(NAMES, [list(row) for row in rows])
    posterior = Posterior.model_validate(record)
    assert posterior.settings() == [dict(zip(NAMES, row, strict=True)) for row in rows]
    assert posterior.without([RENT]).settings() == [{ATTENTION: row[0]} for row in rows]
    assert posterior.without(NAMES).free == []


def data_of(names: tuple[str, ...], rows: list[list[float]]) -> dict[str, Any]:
    from scenarios.yaml_document import parse_document

    text = posterior_text(names, rows, "town")
    data: dict[str, Any] = parse_document(text.encode(), "made-up.yaml").data
    return data
