"""Predictive runs again with other seeds: which runs, their store, and the split."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import made_banks as made
import numpy as np
import pytest

from calibration.bank import runs
from calibration.bank.one_run import Plan
from calibration.fit import predictive_spread
from calibration.fit.predictive import FRESH, Predictive
from calibration.fit.predictive_spread import DRAWS, SEEDS, repeat, split_of, yearly_totals
from calibration.moments.catalogue import Moments

SCENARIO = Path(runs.__file__).parents[2] / "scenarios" / "shenzhen-doubling.yaml"
PLAN = Plan(SCENARIO, "as-enacted", count=4, seed=11, firms=60, fact_firms=0)
SETTINGS = [{"behaviour.payback": 1.5 + 0.01 * k} for k in range(30)]


def predictive(failed: tuple[int, ...] = ()) -> Predictive:
    kept = [k for k in range(len(SETTINGS)) if k not in failed]
    rows = tuple({"draw": float(k), "seed": float(PLAN.seed + FRESH)} for k in kept)
    return Predictive(np.zeros((len(kept), 1)), rows, dict.fromkeys(failed, "no"))


def asked_for(monkeypatch: pytest.MonkeyPatch, falls: tuple[int, ...] = ()) -> list[Any]:
    asked: list[Any] = []

    def invented(plan: Plan, run: int, values: dict[str, Any]) -> dict[str, float]:
        asked.append((plan.seed, run, values))
        if run in falls:
            raise ArithmeticError("no end")
        draw = round((values["behaviour.payback"] - 1.5) / 0.01)
        return {"draw": float(draw), "seed": float(plan.seed + run)}

    monkeypatch.setattr(runs, "one_run", invented)
    return asked


def test_sixty_further_runs_have_the_settings_of_the_first_draws_and_seeds_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asked_for(monkeypatch)
    found = repeat(PLAN, predictive(), SETTINGS, tmp_path, workers=1)
    assert (DRAWS * (SEEDS - 1), len(asked), len(found.runs)) == (60, 60, DRAWS)
    for number, draw in enumerate(found.runs):
        assert [run["draw"] for run in draw] == [number] * SEEDS
    keys = {(seed, run) for seed, run, _ in asked}
    assert len(keys) == 60 and {seed for seed, _ in keys} == {PLAN.seed + 2 * FRESH}
    repeat(PLAN, predictive(), SETTINGS, tmp_path, workers=1)
    assert len(asked) == 60  # kept
    repeat(PLAN, predictive(), [*SETTINGS[1:], SETTINGS[0]], tmp_path, workers=1)
    assert len(asked) == 120  # other draws are other runs


def test_a_draw_that_failed_is_passed_over_with_all_its_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for(monkeypatch, falls=(4,))  # the second further run of the second draw that is there
    found = repeat(PLAN, predictive(failed=(0, 2)), SETTINGS, tmp_path, workers=1)
    assert found.failed == {4: "ArithmeticError: no end"}
    first = [draw[0]["draw"] for draw in found.runs]
    assert first == [1, *range(4, DRAWS + 2)]
    assert all(run["draw"] == draw[0]["draw"] for draw in found.runs for run in draw)


def invented_runs(between: float, within: float, draws: int = 60) -> Any:
    """Runs whose `a` differs between draws and `b` by chance; totals of two years from them."""
    random = np.random.default_rng(7)
    found = []
    for _ in range(draws):
        own = random.standard_normal()
        row = []
        for _ in range(SEEDS):
            a, b = own * between, random.standard_normal() * within
            run = {"growth.0": a + b, "growth.1": b}
            for quarter in range(1, 5):
                run[f"reported_renovation@2017-Q{quarter}"] = float(np.exp(a)) / 4
                run[f"above_scale_firms@2017-Q{quarter}"] = float(np.exp(b)) * quarter
            run["reported_renovation@2018-Q1"] = 1.0
            row.append(run)
        found.append(tuple(row))
    return predictive_spread.Repeats(tuple(found), {})


def two_moments() -> Moments:
    return made.moments(made.observed_at()).chosen(lambda one: one.name in ("growth.0", "growth.1"))


def test_what_differs_between_draws_is_parameters_and_the_rest_chance() -> None:
    found = split_of(invented_runs(3.0, 1.0), two_moments())
    assert found.figures == (
        "growth.0", "growth.1", "reported_renovation.2017", "above_scale_firms.2017",
    )  # fmt: skip
    assert (found.draws, found.seeds) == (60, SEEDS)
    share, error = found.share_of_parameters("growth.0")
    assert share == pytest.approx(0.9, abs=4 * error) and 0 < error < 0.1
    assert found.share_of_parameters("growth.1")[0] < 0.2
    assert found.share_of_parameters("reported_renovation.2017")[0] == pytest.approx(1.0)
    assert found.share_of_parameters("above_scale_firms.2017")[0] < 0.2
    with pytest.raises(ValueError):
        found.share_of_parameters("growth.7")


def test_yearly_totals_sum_flows_and_take_stocks_at_the_end_of_whole_years() -> None:
    run = {f"reported_renovation@2017-Q{quarter}": float(quarter) for quarter in range(1, 5)}
    run |= {f"above_scale_firms@2017-Q{quarter}": 10.0 * quarter for quarter in range(1, 5)}
    run |= {"reported_renovation@2018-Q1": 3.0, "CRE-10": 0.5}
    none = dict.fromkeys(run, 0.0)
    names, values = yearly_totals([run, none])
    assert names == ["reported_renovation.2017", "above_scale_firms.2017"]
    assert values[0] == pytest.approx(np.log([10.0, 40.0]))
    assert np.isnan(values[1]).all()
