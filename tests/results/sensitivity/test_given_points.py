"""Runs that are there before: a bank's prior runs, and runs at the draws of a posterior."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration.bank.design import prior_points, unknowns
from calibration.bank.one_run import loaded
from calibration.bank.runs import store_of
from calibration.fit.calibrate import SEED, Request
from calibration.sensitivity.design import Outputs
from results.sensitivity import carry_out
from results.sensitivity.asked import Asked, question
from results.sensitivity.record import planned_runs, record_of
from results.sensitivity.text import conclusions, grids
from scenarios import InputError
from tests.made_posterior import RANGES, posterior_text, rows_of, with_posterior

ROOT = Path(__file__).resolve().parents[3]
DOUBLING = ROOT / "scenarios" / "shenzhen-doubling.yaml"
DRAWS = 600


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs 0, 2 and 3 of a bank: run k reports k + 1 yuan a quarter, from 2017 twice that."""
    folder = tmp_path_factory.mktemp("bank")
    store = store_of(Request("shenzhen", folder).plan, folder)
    for run in (3, 0, 2):
        values = {
            f"reported_renovation@{year}-Q{quarter}": float((run + 1) * (1 + (year > 2016)))
            for year in range(2016, 2021)
            for quarter in (1, 2, 3, 4)
        }
        store.keep(str(run), values)
    return folder


def test_a_bank_gives_its_own_points_and_totals(bank: Path) -> None:
    asked = question(Asked(DOUBLING, method="bank", bank=bank))
    assert asked.seed == SEED and asked.design.runs == 3 and planned_runs(asked) == 1600
    outputs = carry_out.outputs_of(asked, carry_out.bases_of(asked), bank)
    # Four quarters of 2 (k + 1) yuan, 60 bn asked for, in the order of the runs' numbers.
    assert (outputs.values[:, 0] + 60e9).tolist() == [8.0, 24.0, 32.0]
    plan = Request("shenzhen", bank).plan
    unknown = unknowns(loaded(plan))
    points = prior_points(4, len(unknown), plan.seed)[[0, 2, 3]]
    names = [one.name for one in unknown]
    for column, name in enumerate(asked.design.columns):
        assert (asked.design.points[:, column] == points[:, names.index(name)]).all()
    assert not any(name.endswith(".2021") for name in asked.design.columns)


def test_what_a_bank_does_not_have_is_refused(bank: Path) -> None:
    for name in ("cost", "induced", "true.level"):
        with pytest.raises(InputError, match="bank"):
            question(Asked(DOUBLING, method="bank", bank=bank, outcome=name))
    other = ROOT / "scenarios" / "shenzhen-2024.yaml"
    with pytest.raises(InputError, match="no place is calibrated"):
        question(Asked(other, method="bank", bank=bank, outcome="reported.level"))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenarios")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios", dirs_exist_ok=True)
    text = posterior_text(list(RANGES), rows_of(DRAWS))
    return with_posterior(folder / "scenarios" / DOUBLING.name, text)


def test_runs_at_posterior_draws_have_shapley_effects(drawn: Path, tmp_path: Path) -> None:
    asked = question(Asked(drawn, method="posterior", firms=120, outcome="reported.level"))
    assert set(asked.design.columns) == set(RANGES) and asked.design.runs == DRAWS
    at = asked.design.columns.index("behaviour.payback")
    factor = asked.factors[at]
    values = [factor.value(place) for place in asked.design.points[:, at].tolist()]
    assert values == pytest.approx([row[0] for row in rows_of(DRAWS)], rel=1e-6)
    outputs = carry_out.outputs_of(asked, carry_out.bases_of(asked), tmp_path, 1)
    # In so few firms chance weighs too much for halves of the draws to agree.
    noisy: Any = record_of(asked, outputs, 1.0, "")
    assert noisy["analysis"]["shapley"] is None
    assert conclusions(noisy, "en")[0].startswith("No Shapley effects: halves of the 600 draws")
    clear = asked.design.points @ [3.0, 1.0] + 0.1 * outputs.values[:, 0] / outputs.values.std()
    record: Any = record_of(asked, Outputs(outputs.digest, clear[:, None]), 1.0, "")
    told = record["analysis"]["shapley"]
    assert sum(told["shares"].values()) + told["floor"] == pytest.approx(1.0)
    assert told["runs"] == DRAWS and told["apart"] <= 0.1
    assert 0 < told["noise"] <= 1
    titles = [grid.title for grid in grids(record, "en")]
    assert titles[0] == "Shapley effects (under the posterior)"


def test_why_there_are_no_shapley_effects_or_conditions_is_told(
    drawn: Path, tmp_path: Path
) -> None:
    few = question(Asked(drawn, method="posterior", firms=120, outcome="doubling.margin"))
    outputs = carry_out.outputs_of(few, carry_out.bases_of(few), tmp_path, 1)
    record: Any = record_of(few, outputs, 1.0, "")
    record["analysis"] |= {
        "shapley": None,
        "why_no_shapley": {"reason": "no_shapley", "factors": 2, "runs": 10, "needed": 30,
                           "most": 12},
    }  # fmt: skip
    assert conclusions(record, "en")[0].startswith(
        "No Shapley effects: 2 quantities need 30 different draws"
    )
    assert np.isfinite(outputs.values).all()
    assert record["analysis"]["why_not"] == {"reason": "few_met", "met": 0, "runs": DRAWS}
