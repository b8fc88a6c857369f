"""The bank: points of the prior, and runs that survive a kill, workers and failures."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.bank import runs
from calibration.bank.design import Unknown, prior_points, settings_at, unknowns
from calibration.bank.one_run import Plan, loaded
from calibration.bank.runs import Bank, make_bank, store_of
from calibration.evidence.measure import MEANINGS
from calibration.moments.catalogue import moments_of
from scenarios.levers import apply_levers
from sim.runs.progress import Progress
from sim.subsample import share_of_roster

SCENARIO = Path(runs.__file__).parents[2] / "scenarios" / "shenzhen-doubling.yaml"
PLAN = Plan(SCENARIO, "as-enacted", count=4, seed=11, firms=60, fact_firms=0)
Settings = dict[str, Any]


@pytest.fixture(scope="module")
def unknown() -> tuple[Unknown, ...]:
    return unknowns(loaded(PLAN))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the one bank that others are held against is kept."""
    where: Path = tmp_path_factory.mktemp("bank")
    return where


@pytest.fixture(scope="module")
def bank(folder: Path) -> Bank:
    return make_bank(PLAN, folder, workers=1)


@pytest.fixture
def carried_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the runs that were carried out, in their order; the run itself is the real one."""
    seen: list[int] = []
    real = runs.one_run

    def counted(plan: Plan, run: int, values: Settings) -> dict[str, float]:
        seen.append(run)
        return real(plan, run, values)

    monkeypatch.setattr(runs, "one_run", counted)
    return seen


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The same with runs that cost nothing: their number and first setting, no figures of firms."""
    seen: list[int] = []

    def invented(_plan: Plan, run: int, values: Settings) -> dict[str, float]:
        seen.append(run)
        return {"run": float(run), "first": float(next(iter(values.values())))}

    monkeypatch.setattr(runs, "one_run", invented)
    return seen


def failing(monkeypatch: pytest.MonkeyPatch, *wrong: int) -> None:
    before = runs.one_run

    def fails(plan: Plan, run: int, values: Settings) -> dict[str, float]:
        found = before(plan, run, values)
        if run in wrong:
            raise ArithmeticError(f"run {run} has no end")
        return found

    monkeypatch.setattr(runs, "one_run", fails)


def lines(folder: Path) -> list[str]:
    (path,) = folder.glob("*.jsonl")
    return path.read_text("utf-8").splitlines()


def by_run(folder: Path) -> list[str]:
    return sorted(lines(folder), key=lambda line: int(json.loads(line)[0]))


def same(first: Bank, second: Bank) -> None:
    assert first.names == second.names and first.digest == second.digest
    assert np.array_equal(first.points, second.points)
    assert first.runs == second.runs and first.failed == second.failed


# ---------------------------------------------------------------- the design


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 200), st.integers(1, 60), st.integers(1, 12), st.integers(0, 2**32))
def test_a_longer_design_starts_with_the_shorter(
    count: int, more: int, dimensions: int, seed: int
) -> None:
    short, long = (prior_points(many, dimensions, seed) for many in (count, count + more))
    assert short.shape == (count, dimensions)
    assert np.array_equal(long[:count], short)
    assert ((long >= 0) & (long <= 1)).all()


def test_what_the_runs_will_take_is_said_before_all_but_two(
    made_up: list[int], tmp_path: Path
) -> None:
    told: list[tuple[int, int | None]] = []
    plan = replace(PLAN, count=5)
    make_bank(
        plan, tmp_path, 1,
        lambda now: told.append((now.done, now.forecast.runs if now.forecast else None)),
    )  # fmt: skip
    assert told == [(0, None), (1, None), (2, None), (2, 3), (3, 3), (4, 3), (5, 3)]
    assert made_up == [0, 1, 2, 3, 4]


def test_another_seed_gives_other_points_and_each_dimension_is_filled_evenly() -> None:
    first, second = prior_points(64, 5, 1), prior_points(64, 5, 2)
    assert not np.isclose(first, second).any()
    for column in first.T:
        assert sorted((column * 64).astype(int)) == list(range(64))


@pytest.mark.parametrize("count", [0, -3])
def test_a_design_without_points_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="1 run or more"):
        prior_points(count, 3, 1)


def test_settings_lie_within_priors_and_counts_are_whole(unknown: tuple[Unknown, ...]) -> None:
    assert len({one.name for one in unknown}) == len(unknown)
    ends = np.vstack([np.full(len(unknown), 2.0**-32), np.full(len(unknown), 1 - 2.0**-32)])
    for point in np.vstack([prior_points(32, len(unknown), 3), ends]):
        for one, value in zip(unknown, settings_at(unknown, point).values(), strict=True):
            assert one.prior.low <= value <= one.prior.high, one.name
            assert isinstance(value, int) or not one.declaration.whole, one.name
    assert any(one.declaration.whole for one in unknown)


def test_every_setting_is_one_that_the_scenario_takes(unknown: tuple[Unknown, ...]) -> None:
    for point in prior_points(2, len(unknown), 5):
        apply_levers(loaded(PLAN), settings_at(unknown, point))


def test_values_are_quantiles_as_the_fit_has_them(unknown: tuple[Unknown, ...]) -> None:
    from calibration.inference.prior import Priors

    smooth = [one for one in unknown if not one.declaration.whole]
    assert {one.prior.distribution for one in smooth} >= {"uniform", "loguniform", "triangular"}
    cube = prior_points(16, len(smooth), 9)
    values = Priors.of({one.name: one.prior for one in smooth}).from_cube(cube)
    for place, one in enumerate(smooth):
        assert one.values(cube[:, place]) == pytest.approx(values[:, place], rel=1e-9, abs=1e-12)


def test_a_draw_printed_beyond_reckoned_bounds_is_brought_back(
    unknown: tuple[Unknown, ...],
) -> None:
    for one in unknown:
        for bound in (one.prior.low, one.prior.high):
            value = one.setting(float(f"{bound:.6g}"))
            assert one.prior.low <= value <= one.prior.high, one.name


def test_what_is_decided_is_not_learned(unknown: tuple[Unknown, ...]) -> None:
    kinds = {one.declaration.kind: one.learnable for one in unknown}
    assert kinds == {"behaviour": True, "assumed": True, "lever": False}


# ---------------------------------------------------------------- the same bank, however made


def test_a_bank_has_its_points_and_what_moments_are_taken_from(
    bank: Bank, unknown: tuple[Unknown, ...]
) -> None:
    assert bank.names == tuple(one.name for one in unknown)
    assert np.array_equal(bank.points, prior_points(4, len(unknown), PLAN.seed))
    assert len(bank.runs) == 4 and bank.failed == {}
    published = moments_of("shenzhen").chosen(lambda one: one.observation is not None)
    assert published.of_runs(bank.runs).shape == (4, len(published.items))
    assert len({json.dumps(run) for run in bank.runs}) == 4


def test_two_processes_give_the_same_figures_as_one(
    bank: Bank, folder: Path, tmp_path: Path
) -> None:
    same(make_bank(PLAN, tmp_path, workers=2), bank)
    assert by_run(tmp_path) == by_run(folder)


@pytest.mark.parametrize("cut", ["between lines", "within a line", "nothing kept"])
def test_a_bank_killed_half_way_goes_on_to_the_same_bytes(
    cut: str, bank: Bank, folder: Path, tmp_path: Path, carried_out: list[int]
) -> None:
    (whole,) = folder.glob("*.jsonl")
    written = whole.read_bytes().splitlines(keepends=True)
    kept = {
        "between lines": written[:2],
        "within a line": [*written[:2], written[2][:57]],
        "nothing kept": [],
    }[cut]
    (tmp_path / whole.name).write_bytes(b"".join(kept))
    told: list[Progress] = []
    same(make_bank(PLAN, tmp_path, 1, told.append), bank)
    assert carried_out == ([0, 1, 2, 3] if cut == "nothing kept" else [2, 3])
    assert (tmp_path / whole.name).read_bytes() == whole.read_bytes()
    assert told[-1].done == 4


def test_lines_in_any_order_are_the_same_bank(bank: Bank, folder: Path, tmp_path: Path) -> None:
    (whole,) = folder.glob("*.jsonl")
    backwards = whole.read_text("utf-8").splitlines()[::-1]
    (tmp_path / whole.name).write_text("".join(f"{line}\n" for line in backwards), "utf-8")
    same(make_bank(PLAN, tmp_path, workers=1), bank)


def test_a_larger_bank_goes_on_with_the_smaller(
    bank: Bank, folder: Path, tmp_path: Path, carried_out: list[int]
) -> None:
    (whole,) = folder.glob("*.jsonl")
    (tmp_path / whole.name).write_bytes(whole.read_bytes())
    larger = make_bank(replace(PLAN, count=6), tmp_path, workers=1)
    assert carried_out == [4, 5]
    assert larger.digest == bank.digest and larger.runs[:4] == bank.runs
    assert np.array_equal(larger.points[:4], bank.points)
    smaller = make_bank(replace(PLAN, count=3), tmp_path, workers=1)
    assert carried_out == [4, 5] and smaller.runs == bank.runs[:3]


def test_totals_of_a_sub_sample_are_raised_to_the_place(
    bank: Bank, unknown: tuple[Unknown, ...]
) -> None:
    city = loaded(PLAN)
    for point, run in zip(bank.points, bank.runs, strict=True):
        share = share_of_roster(city, settings_at(unknown, point))
        assert 0 < share < 0.01
        counted = np.array(list(run.values())) * share  # yuan and firms, both whole
        assert counted == pytest.approx(counted.round(), rel=1e-12, abs=1e-9) and counted.any()


def test_facts_come_from_the_smaller_city_and_leave_totals_alone(
    bank: Bank, tmp_path: Path
) -> None:
    with_facts = make_bank(replace(PLAN, count=1, fact_firms=300), tmp_path, workers=1)
    (run,) = with_facts.runs
    assert {name: run[name] for name in bank.runs[0]} == bank.runs[0]
    assert run.keys() - bank.runs[0].keys() == MEANINGS.keys()
    moments = moments_of("shenzhen")
    assert moments.of_runs(with_facts.runs).shape == (1, len(moments.items))
    with pytest.raises(KeyError):
        moments.of_runs(bank.runs)  # which was not asked for the facts


# ---------------------------------------------------------------- runs that fail


@pytest.mark.parametrize("count", [5])
def test_a_failing_run_is_told_and_the_others_stand(
    count: int, made_up: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, 1, 3)
    told: list[Progress] = []
    plan = replace(PLAN, count=count)
    bank = make_bank(plan, tmp_path, 1, told.append)
    assert bank.failed == {
        1: "ArithmeticError: run 1 has no end",
        3: "ArithmeticError: run 3 has no end",
    }
    assert [run["run"] for run in bank.runs] == [0, 2, 4]
    assert np.array_equal(bank.points, prior_points(5, len(bank.names), plan.seed)[[0, 2, 4]])
    assert (told[-1].done, told[-1].failed) == (5, 2)
    assert made_up == [0, 1, 2, 3, 4]


def test_a_failed_run_is_tried_again_at_each_start(
    made_up: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as during:
        failing(during, 2)
        make_bank(PLAN, tmp_path, 1)
        again = make_bank(PLAN, tmp_path, 1)
        assert made_up == [0, 1, 2, 3, 2]
        assert list(again.failed) == [2] and len(again.runs) == 3
    mended = make_bank(PLAN, tmp_path, 1)
    assert made_up == [0, 1, 2, 3, 2, 2] and mended.failed == {}
    assert [run["run"] for run in mended.runs] == [0, 1, 2, 3]


def test_what_stops_the_program_is_no_failed_run(
    made_up: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = runs.one_run

    def stopped(plan: Plan, run: int, values: Settings) -> dict[str, float]:
        if run == 2:
            raise KeyboardInterrupt
        return before(plan, run, values)

    with monkeypatch.context() as during:
        during.setattr(runs, "one_run", stopped)
        with pytest.raises(KeyboardInterrupt):
            make_bank(PLAN, tmp_path, 1)
    assert [json.loads(line)[0] for line in lines(tmp_path)] == ["0", "1"]
    make_bank(PLAN, tmp_path, 1)
    assert made_up == [0, 1, 2, 3]


# ---------------------------------------------------------------- what the digest holds


def other_priors(patch: pytest.MonkeyPatch) -> None:
    def moved(scenario: Any) -> tuple[Unknown, ...]:
        first, *rest = unknowns(scenario)
        prior = first.prior.model_copy(update={"high": first.prior.high * 1.01})
        return Unknown(first.name, replace(first.declaration, prior=prior)), *rest

    patch.setattr(runs, "unknowns", moved)


def other_law(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("sim.engine.law_hash", lambda: "0ther")


def other_measuring(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(runs, "measuring", lambda: "0ther")


def other_instruments(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(runs, "instruments_of", lambda _: ("universal", "smart"))


def counts_no_longer_whole(patch: pytest.MonkeyPatch) -> None:
    def broken(scenario: Any) -> tuple[Unknown, ...]:
        return tuple(
            Unknown(one.name, replace(one.declaration, whole=False)) for one in unknowns(scenario)
        )

    patch.setattr(runs, "unknowns", broken)


def test_the_sources_of_points_and_of_what_is_kept_are_in_the_digest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(runs, "digest_of", lambda paths: asked.extend(paths) or "0a")
    assert runs.measuring() == "0a"
    names = {f"{path.parent.name}/{path.name}" for path in asked}
    assert names >= {
        "bank/design.py", "bank/one_run.py", "moments/taken.py", "sim/subsample.py",
        "evidence/measure.py", "evidence/panel.py",
    }  # fmt: skip
    assert all(path.is_file() for path in asked)


@pytest.mark.parametrize(
    "change",
    [other_priors, other_law, other_measuring, other_instruments, counts_no_longer_whole],
)
def test_the_digest_changes_with_priors_law_and_what_is_kept(
    change: Callable[[pytest.MonkeyPatch], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store_of(PLAN, tmp_path).path
    change(monkeypatch)
    assert store_of(PLAN, tmp_path).path != before


@pytest.mark.parametrize(
    "changes",
    [{"seed": 12}, {"firms": 61}, {"fact_firms": 300}, {"variant": "no-programme"},
     {"end": "2022-Q4"}],
)  # fmt: skip
def test_the_digest_changes_with_the_plan(changes: dict[str, Any], tmp_path: Path) -> None:
    assert store_of(replace(PLAN, **changes), tmp_path).path != store_of(PLAN, tmp_path).path


def test_the_digest_does_not_change_with_the_count(tmp_path: Path) -> None:
    assert store_of(replace(PLAN, count=900), tmp_path).path == store_of(PLAN, tmp_path).path
