"""The cost of a design is timed, not assumed, and said in both languages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import sim.runs.cost
from scenarios import load_scenario
from sim.errors import SimulationError
from sim.model_inputs import Inputs, first_quarters, prepare
from sim.runs import Cost, RunPlan, cost_of, execute

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios" / "shenzhen-doubling.yaml"


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    shipped = load_scenario(SHIPPED)
    file = shipped.file.model_copy(update={"population_limit": 200})
    return prepare(shipped.model_copy(update={"file": file}), "as-enacted")


@pytest.fixture
def timed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`timed(year, whole)`: a year and a whole run take so long; lists what was timed."""
    calls: list[tuple[int, int]] = []

    def set_up(year: float, whole: float) -> list[tuple[int, int]]:
        def seconds(inputs: Inputs, threads: int, make_run: Any) -> float:
            quarters = inputs.calendar.quarters
            calls.append((quarters, threads))
            return {1: 99.0, 4: year, 44: whole}[quarters]

        monkeypatch.setattr(sim.runs.cost, "_seconds_a_run", seconds)
        return calls

    return set_up


def test_a_short_run_is_timed_to_its_end_with_all_threads(inputs: Inputs, timed: Any) -> None:
    calls = timed(0.01, 0.15)
    assert cost_of(inputs, 100, workers=2) == Cost(100, 2, pytest.approx(15.0))
    assert calls == [(1, 1), (4, 2), (44, 2)]  # the first, which compiles, does not count


def test_of_a_long_run_the_first_year_is_timed(inputs: Inputs, timed: Any) -> None:
    calls = timed(0.5, 0.0)
    assert cost_of(inputs, 100, workers=2) == Cost(100, 2, pytest.approx(0.5 * 11 * 100))
    assert calls == [(1, 1), (4, 2)]


def test_no_more_threads_than_runs(inputs: Inputs, timed: Any) -> None:
    timed(0.01, 0.15)
    assert cost_of(inputs, 1, workers=8).workers == 1


def test_real_runs_are_timed(inputs: Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    found = cost_of(inputs, 50, workers=2)
    assert found.runs == 50 and found.seconds > 0

    def broken(*_: Any) -> None:
        raise SimulationError("no such run")

    monkeypatch.setattr("sim.runs.totals.Runner.totals", broken)
    with pytest.raises(SimulationError, match="no such run"):
        cost_of(inputs, 50)


@pytest.mark.parametrize(("runs", "workers"), [(0, 1), (1, 0), (-3, None)])
def test_no_runs_or_threads_are_refused(inputs: Inputs, runs: int, workers: int | None) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        cost_of(inputs, runs, workers)


@pytest.mark.parametrize(
    ("cost", "english", "chinese"),
    [
        (Cost(18_000, 2, 350.0), "18,000 runs, about 6 min on 2 threads",
         "18,000 次运行，2 个线程约需 6 分钟"),
        (Cost(18_000, 2, 89.0), "18,000 runs, about 89 s on 2 threads",
         "18,000 次运行，2 个线程约需 89 秒"),
        (Cost(1, 1, 0.02), "1 run, about 1 s on 1 thread", "1 次运行，1 个线程约需 1 秒"),
        (Cost(500, 16, 9_000.0), "500 runs, about 2.5 h on 16 threads",
         "500 次运行，16 个线程约需 2.5 小时"),
    ],
)  # fmt: skip
def test_the_sentence(cost: Cost, english: str, chinese: str) -> None:
    assert cost.sentence() == english
    assert cost.sentence("zh") == chinese


@pytest.fixture
def forecasts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of runs that `execute` asked the cost of; each is told 500 s."""
    asked: list[int] = []

    def told(inputs: Inputs, runs: int, workers: int, make_run: Any) -> Cost:
        asked.append(runs)
        return Cost(runs, workers, 500.0)

    monkeypatch.setattr(sys.modules["sim.runs.execute"], "cost_of", told)
    return asked


def test_a_long_ensemble_tells_its_forecast_before_its_runs(
    inputs: Inputs, tmp_path: Path, forecasts: list[int]
) -> None:
    seen: list[Any] = []
    short = first_quarters(inputs, 4)
    execute(RunPlan((short,), 1, 24), tmp_path, workers=2, progress=seen.append)
    assert forecasts == [24]
    assert [told.forecast for told in seen[:2]] == [None, Cost(24, 2, 500.0)]
    assert (seen[1].done, seen[1].eta, seen[1].rate) == (0, 500.0, 0.0)
    assert seen[-1].eta == 0 and seen[-1].rate > 0
    execute(RunPlan((short,), 1, 48), tmp_path, workers=2, progress=seen.append)
    assert forecasts == [24, 24]  # only of what is missing


def test_few_runs_or_nobody_who_listens_are_not_worth_a_timed_run(
    inputs: Inputs, tmp_path: Path, forecasts: list[int]
) -> None:
    short = first_quarters(inputs, 4)
    seen: list[Any] = []
    execute(RunPlan((short,), 1, 19), tmp_path, progress=seen.append)
    execute(RunPlan((short,), 2, 24), tmp_path)
    assert not forecasts and all(told.forecast is None for told in seen)


def test_a_forecast_that_fails_leaves_the_runs_to_say_why(
    inputs: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise SimulationError("no such run")

    monkeypatch.setattr(sys.modules["sim.runs.execute"], "cost_of", broken)
    plan = RunPlan((first_quarters(inputs, 4),), 1, 24)
    assert not execute(plan, tmp_path, progress=lambda told: None).failures()
