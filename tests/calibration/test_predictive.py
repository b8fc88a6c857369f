"""Runs at posterior draws: they take the draws, and the prior for all that is not free."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration.bank import runs
from calibration.bank.design import Unknown, prior_points, settings_at, unknowns
from calibration.bank.one_run import Plan, loaded
from calibration.fit.predictive import predict

SCENARIO = Path(runs.__file__).parents[2] / "scenarios" / "shenzhen-doubling.yaml"
PLAN = Plan(SCENARIO, "as-enacted", count=4, seed=11, firms=60, fact_firms=0)
Settings = dict[str, Any]


@pytest.fixture(scope="module")
def unknown() -> tuple[Unknown, ...]:
    return unknowns(loaded(PLAN))


def test_runs_at_draws_take_them_and_the_prior_for_the_rest(
    unknown: tuple[Unknown, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Plan, int, Settings]] = []

    def invented(plan: Plan, run: int, values: Settings) -> dict[str, float]:
        asked.append((plan, run, values))
        if run == 1:
            raise ArithmeticError("no end")
        return {"run": float(run)}

    monkeypatch.setattr(runs, "one_run", invented)
    names = [one.name for one in unknown]
    whole = next(place for place, one in enumerate(unknown) if one.declaration.whole)
    reckoned = names.index("place.directions.green.size")
    free = [reckoned, whole]
    top = unknown[whole].prior.low + 1.4
    draws = np.array([[0.91, top], [0.7, top], [0.6, top]])
    found = predict(PLAN, unknown, free, draws, tmp_path, workers=1)
    assert found.failed == {1: "ArithmeticError: no end"}
    assert np.array_equal(found.draws, draws[[0, 2]])
    assert [run["run"] for run in found.runs] == [0, 2]
    assert all(plan.seed != PLAN.seed for plan, _, _ in asked)
    others = prior_points(3, len(unknown), asked[0][0].seed)
    for (_, run, values), point in zip(asked, others, strict=True):
        prior = settings_at(unknown, point)
        assert {name for name in names if values[name] != prior[name]} <= {names[k] for k in free}
        high = unknown[reckoned].prior.high
        assert values[names[reckoned]] == min(draws[run, 0], high)
        assert isinstance(values[names[whole]], int)
    predict(PLAN, unknown, free, draws, tmp_path, workers=1)
    assert [run for _, run, _ in asked] == [0, 1, 2, 1]  # the failed one is tried again
    predict(PLAN, unknown, free, draws * 0.999, tmp_path, workers=1)
    assert [run for _, run, _ in asked[4:]] == [0, 1, 2]  # other draws are other runs


def test_runs_at_no_draws_or_draws_of_another_width_are_refused(
    unknown: tuple[Unknown, ...], tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="1 run or more"):
        predict(PLAN, unknown, [0], np.empty((0, 1)), tmp_path, 1)
    with pytest.raises(ValueError, match="shorter"):
        predict(PLAN, unknown, [0, 1], np.ones((1, 1)), tmp_path, 1)
