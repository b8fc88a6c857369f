"""Sweeps through `results.api`, and the page that shows them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from calibration.parameter_effects import with_limit
from results import api
from scenarios import InputError, load_scenario
from sim.model_inputs import prepare
from sim.randomness import run_key
from sim.runs import EnsembleResult
from sim.simulation import simulate
from sim.subsample import prepared

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "scenarios" / "shenzhen-doubling.yaml"


def test_a_base_is_a_variant_on_its_sub_sample_with_pots_in_proportion() -> None:
    made = api.base(SHIPPED, "no-programme", firms=200, quarters=8)
    whole = prepared(with_limit(load_scenario(SHIPPED), 200), "no-programme", {})
    assert made.inputs.firm_count == 200 and made.inputs.calendar.quarters == 8
    assert made.inputs.pots == whole.pots
    assert made.inputs.identity == whole.identity | {"quarters": 8}
    assert (
        api.base(SHIPPED).inputs.identity == prepare(load_scenario(SHIPPED), "as-enacted").identity
    )


def test_levers_of_a_base_hold_in_all_runs() -> None:
    made = api.base(SHIPPED, levers={"behaviour.payback": 2.5}, firms=50)
    assert made.inputs.behaviour["payback"][0] == 2.5
    assert made.with_values({"behaviour.cost_weight": 1.3}).behaviour["payback"][0] == 2.5


def test_replicates_have_the_keys_of_stored_runs() -> None:
    base = api.base(SHIPPED, firms=100, quarters=6)
    found = api.ensemble(base, [{}], ["active_firms"], replicates=2)
    assert isinstance(found, EnsembleResult)
    seed = load_scenario(SHIPPED).file.seed
    outcome = simulate(base.inputs, run_key(seed, 1))
    assert found.totals[1, :, 0].tolist() == outcome.total("active_firms").tolist()
    other = api.ensemble(base, [{}], ["active_firms"], replicates=2, seed=seed + 1)
    assert other.totals.tobytes() != found.totals.tobytes()


def test_the_cost_is_for_so_many_runs() -> None:
    cost = api.cost(api.base(SHIPPED, firms=50, quarters=4), runs=10, workers=1)
    assert (cost.runs, cost.workers) == (10, 1) and cost.seconds > 0


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"variant": "as-enakted"}, "did you mean 'as-enacted'"),
        ({"firms": 0}, "firms: must be 1 or more"),
        ({"quarters": 0}, "quarters: must be 1 to 44"),
        ({"quarters": 45}, "quarters: must be 1 to 44"),
        ({"levers": {"behaviour.paybak": 1.0}}, "did you mean 'behaviour.payback'"),
    ],
    ids=str,
)
def test_what_cannot_be_prepared_is_refused(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        api.base(SHIPPED, **asked)


def test_the_code_of_the_page_runs(tmp_path: Path) -> None:
    (block,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "ensembles.md").read_text("utf-8"), re.S
    )
    ignored = shutil.ignore_patterns("*.py", "__pycache__")
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios", ignore=ignored)
    done = subprocess.run(
        [sys.executable, "-c", block], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.search(r"40 runs, about .* on \d+ threads?", done.stdout)
    assert "40 of 40" in done.stdout
    assert done.stdout.count("bn yuan in 2017") == 20
