"""Replicates with the draws of a posterior: keys, seeds, engines, workers, resuming, the record."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_city import tables
from hypothesis import given
from hypothesis import strategies as st

import scenarios
from scenarios import Scenario, load_scenario
from sim.model_inputs import prepare
from sim.randomness import run_key as run_seed
from sim.runs import Drawn, RunPlan, execute, keys, runs_of, spread_of
from sim.simulation import simulate
from sim.subsample import prepared
from tests.made_posterior import NAME, RANGES, posterior_text, rows_of, with_posterior

SHIPPED = Path(scenarios.__file__).parent
SCENARIO = "shenzhen-doubling.yaml"
VARIANTS = ("as-enacted", "no-programme")
ROWS = rows_of(5)
FREE = tuple(RANGES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped files with few firms and years, and a posterior of five draws."""
    root: Path = tmp_path_factory.mktemp("city") / "scenarios"
    shutil.copytree(SHIPPED, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (root / SCENARIO).read_text(encoding="utf-8")
    text = text.replace("start: 2013-Q1", "start: 2015-Q1").replace("end: 2023-Q4", "end: 2019-Q4")
    (root / SCENARIO).write_text(f"{text}population_limit: 40\n", encoding="utf-8")
    with_posterior(root / SCENARIO, posterior_text(FREE, ROWS))
    return root


@pytest.fixture(scope="module")
def scenario(folder: Path) -> Scenario:
    return load_scenario(folder / SCENARIO)


@pytest.fixture(scope="module")
def bare(folder: Path) -> Scenario:
    """The same scenario as if it named no posterior."""
    return load_scenario(folder / SCENARIO, with_posterior=False)


def plan_of(scenario: Scenario, replicates: int, variants: tuple[str, ...] = VARIANTS) -> RunPlan:
    return RunPlan(tuple(runs_of(scenario, name) for name in variants), 7, replicates)


def run_keys(plan: RunPlan) -> dict[tuple[str, int], str]:
    return {
        (batch.variant, batch.first + place): key
        for batch in plan.batches()
        for place, key in enumerate(batch.run_keys)
    }


def with_rows(folder: Path, tmp_path: Path, rows: list[list[float]]) -> Scenario:
    """The scenario with other draws."""
    shutil.copytree(folder, tmp_path / "other")
    path = with_posterior(tmp_path / "other" / SCENARIO, posterior_text(FREE, rows))
    return load_scenario(path)


# -- without a posterior


@pytest.mark.parametrize("name", ["shenzhen-doubling.yaml", "shenzhen-2024.yaml"])
def test_without_a_posterior_keys_are_those_of_the_whole_variant(name: str) -> None:
    """The formula, spelt out: what stores had before posteriors is found again."""
    shipped = load_scenario(SHIPPED / name, with_posterior=False)
    variants = [variant.id for variant in shipped.variants[:3]]
    plan = RunPlan(tuple(runs_of(shipped, one) for one in variants), 11, 6)
    common = [plan.simulator, plan.law, keys.versions_in_keys()]
    contents = {one: keys.digest([prepare(shipped, one).identity, *common]) for one in variants}
    found = run_keys(plan)
    assert found == {
        (one, number): keys.digest([one, contents[one], 11, number])
        for one in variants
        for number in range(6)
    }
    whole = {"variants": [[one, contents[one]] for one in variants], "seed": 11, "replicates": 6}
    assert plan.key == keys.digest(whole)
    assert "posterior" not in plan.record()
    assert not any("posterior" in one["identity"] for one in plan.record()["variants"])


def test_a_posterior_whose_parameters_are_all_held_is_as_none(folder: Path, bare: Scenario) -> None:
    values = dict(zip(FREE, ROWS[2], strict=True))
    held = load_scenario(folder / SCENARIO, values)
    assert not isinstance(runs_of(held, VARIANTS[0]), Drawn)
    plain = load_scenario(folder / SCENARIO, values, with_posterior=False)
    assert run_keys(plan_of(held, 3)) == run_keys(plan_of(plain, 3))


# -- keys and seeds


def test_a_replicate_is_the_run_with_its_draw_set_by_hand(scenario: Scenario, folder: Path) -> None:
    found = run_keys(plan_of(scenario, 7))
    for number in range(7):
        values = dict(zip(FREE, ROWS[number % 5], strict=True))
        by_hand = load_scenario(folder / SCENARIO, values, with_posterior=False)
        expected = run_keys(plan_of(by_hand, 7))
        for name in VARIANTS:
            assert found[name, number] == expected[name, number]


def test_seeds_are_those_without_a_posterior_and_inputs_those_of_the_draw(
    scenario: Scenario, bare: Scenario
) -> None:
    plan, plain = plan_of(scenario, 7), plan_of(bare, 7)
    for one, other in zip(plan.batches(), plain.batches(), strict=True):
        assert (one.variant, one.first, one.run_seeds) == (
            other.variant, other.first, other.run_seeds,
        )  # fmt: skip
    for inputs in plan.inputs:
        assert isinstance(inputs, Drawn)
        for number in range(7):
            made = inputs.at(number)
            assert float(made.behaviour["payback"][0]) == ROWS[number % 5][0]
            assert float(made.place["own_trend_share"][0]) == ROWS[number % 5][1]


def test_a_key_depends_on_its_own_draw_and_on_no_other(
    scenario: Scenario, folder: Path, tmp_path: Path
) -> None:
    """Another draw in one row, one more row: means and file differ, other runs keep their keys."""
    rows = [*ROWS[:3], rows_of(1, seed=9)[0], ROWS[4], rows_of(1, seed=10)[0]]
    other = with_rows(folder, tmp_path, rows)
    before, after = plan_of(scenario, 5), plan_of(other, 5)
    kept = {place for place, key in run_keys(before).items() if run_keys(after)[place] == key}
    assert kept == {(name, number) for name in VARIANTS for number in (0, 1, 2, 4)}
    assert before.key != after.key


def test_more_replicates_extend(scenario: Scenario) -> None:
    few, many = run_keys(plan_of(scenario, 3)), run_keys(plan_of(scenario, 12))
    assert few.items() < many.items()
    assert len(set(many.values())) == 24  # a draw that comes again comes with another seed


def test_what_a_variant_sets_no_draw_moves(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "own")
    path = tmp_path / "own" / SCENARIO
    text = path.read_text(encoding="utf-8")
    line = "  - id: no-programme\n"
    assert text.count(line) == 1
    path.write_text(text.replace(line, f"{line}    set: {{behaviour.payback: 1.25}}\n"), "utf-8")
    enacted, without = (runs_of(load_scenario(path), name) for name in VARIANTS)
    assert isinstance(enacted, Drawn) and isinstance(without, Drawn)
    for number in range(3):
        assert float(without.at(number).behaviour["payback"][0]) == 1.25
        assert float(without.at(number).place["own_trend_share"][0]) == ROWS[number][1]
        assert float(enacted.at(number).behaviour["payback"][0]) == ROWS[number][0]


def test_draws_and_one_set_of_parameters_are_no_one_plan(
    scenario: Scenario, bare: Scenario
) -> None:
    mixed = (runs_of(scenario, VARIANTS[0]), prepare(bare, VARIANTS[1]))
    with pytest.raises(ValueError, match="either all variants"):
        RunPlan(mixed, 7, 2)


# -- running


@pytest.fixture(scope="module")
def reference(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The common ensemble, from one worker of the object walk."""
    return execute(plan_of(scenario, 6), tmp_path_factory.mktemp("runs"), "mesa", workers=1)


def test_the_tables_hold_the_runs_of_the_draws(reference: Any, scenario: Scenario) -> None:
    assert reference.failures() == []
    quarters = reference.quarters(variant="as-enacted", measure="reported_renovation")
    drawn = runs_of(scenario, "as-enacted")
    assert isinstance(drawn, Drawn)
    for number in (1, 5):
        rows = simulate(drawn.at(number), run_seed(7, number), "mesa").rows()
        wanted = [
            int(value)
            for value, measure in zip(rows["value"], rows["measure"], strict=True)
            if measure == "reported_renovation"
        ]
        found = quarters[quarters["run"] == number]["value"]
        assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize(
    ("engine", "workers"),
    [("compiled", 1), ("compiled", 2), pytest.param("mesa", 2, marks=pytest.mark.slow)],
)
def test_any_engine_and_any_number_of_workers_ends_in_the_same_bytes(
    reference: Any, scenario: Scenario, tmp_path: Path, engine: Any, workers: int
) -> None:
    stored = execute(plan_of(scenario, 6), tmp_path, engine, workers)
    assert tables(stored) == tables(reference)


def test_an_ensemble_that_is_extended_or_resumed_ends_in_the_same_bytes(
    reference: Any, scenario: Scenario, tmp_path: Path
) -> None:
    execute(plan_of(scenario, 4), tmp_path, "mesa", workers=1)
    stored = execute(plan_of(scenario, 6), tmp_path, "mesa", workers=1)
    assert tables(stored) == tables(reference)
    last = stored.manifest["executions"][-1]
    assert (last["computed"], last["reused"]) == (4, 8)
    assert execute(plan_of(scenario, 6), tmp_path, "mesa").key == stored.key


def test_any_run_can_be_made_again_from_the_manifest(reference: Any, bare: Scenario) -> None:
    manifest = json.loads((reference.folder / "manifest.json").read_text(encoding="utf-8"))
    recorded = manifest["posterior"]
    assert recorded["draws"] == ROWS and recorded["free"] == list(FREE)
    assert (recorded["id"], recorded["version"], recorded["file"]) == ("made-up", 3, NAME)
    assert recorded["held"] == []
    assert recorded["sha256"] == manifest["variants"][0]["files"][NAME]
    number = 4
    values = dict(zip(recorded["free"], recorded["draws"][number], strict=True))
    inputs = prepared(bare, "no-programme", values)
    common = [manifest["simulator"], manifest["law"]["digest"], keys.versions_in_keys()]
    key = keys.digest(
        ["no-programme", keys.digest([inputs.identity, *common]), manifest["seed"], number]
    )
    assert key in set(reference.quarters(variant="no-programme")["run_key"])


def test_a_manifest_records_the_draws_that_the_runs_have(scenario: Scenario) -> None:
    assert plan_of(scenario, 2).record()["posterior"]["draws"] == ROWS[:2]
    assert plan_of(scenario, 20).record()["posterior"]["draws"] == ROWS


def test_another_process_gets_the_same_inputs(scenario: Scenario) -> None:
    drawn = runs_of(scenario, "as-enacted")
    again = pickle.loads(pickle.dumps(drawn))
    assert again.at(3).identity == drawn.at(3).identity
    assert again.at(3).environment.tobytes() == drawn.at(3).environment.tobytes()


# -- where spread comes from


def test_a_worked_split_of_variance() -> None:
    """Two draws and two replicates: draws 10 apart, replicates 4 apart, nothing beside."""
    found = spread_of(np.array([0.0, 4.0, 10.0, 14.0]), draws=2)
    assert (found.parameters, found.chance) == (50.0, 8.0)
    assert float(found.share_of_parameters) == pytest.approx(50 / 58)


def test_what_replicates_do_to_all_draws_alike_is_no_parameter() -> None:
    table = np.tile(np.array([3.0, 9.0, -1.0]), 4)
    found = spread_of(table[:, None] * [1.0, 0.0], draws=4)
    assert found.parameters.tolist() == [0.0, 0.0]
    assert found.chance[0] == pytest.approx(np.var([3.0, 9.0, -1.0], ddof=1))
    assert np.isnan(found.share_of_parameters[1])


def test_the_split_is_unbiased() -> None:
    generator = np.random.default_rng(5)
    draws, replicates, worlds = 8, 3, 20_000
    by_draw = generator.normal(0, 2.0, (draws, 1, worlds))
    by_replicate = generator.normal(0, 1.0, (1, replicates, worlds))
    rest = generator.normal(0, 1.5, (draws, replicates, worlds))
    found = spread_of((by_draw + by_replicate + rest).reshape(-1, worlds), draws)
    assert found.parameters.mean() == pytest.approx(4.0, rel=0.03)
    assert found.chance.mean() == pytest.approx(1.0 + 2.25, rel=0.03)


@given(st.integers(2, 5), st.integers(2, 4), st.floats(0.1, 10), st.floats(-1e3, 1e3))
def test_the_split_keeps_to_the_unit(
    draws: int, replicates: int, factor: float, shift: float
) -> None:
    values = np.random.default_rng(draws * 10 + replicates).normal(0, 5, draws * replicates)
    one, other = spread_of(values, draws), spread_of(factor * values + shift, draws)
    assert np.allclose(other.chance, factor**2 * one.chance, rtol=1e-6)
    assert np.allclose(other.parameters, factor**2 * one.parameters, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("runs", "draws"), [(4, 1), (4, 4), (5, 2), (4, 0)], ids=["draws", "one", "odd", "none"]
)
def test_too_little_to_split_is_refused(runs: int, draws: int) -> None:
    with pytest.raises(ValueError, match="at least 2"):
        spread_of(np.arange(float(runs)), draws)
    with pytest.raises(ValueError, match="no figures"):
        spread_of(np.ma.masked_equal(np.arange(4), 2), 2)
