"""The proof of the method, on an invented bank: it passes what is honest and flags what is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from synthetic_bank import FREE, UNKNOWN, bank_table, bank_trial

from calibration.fit import broken_data, proof, synthetic_worlds
from calibration.fit.proof import FIRST, METHODS, Proof, prove
from calibration.fit.synthetic_worlds import Job, Records, Trial, judge_all, trial_of
from calibration.inference.emulator import Emulator
from sim.runs.progress import Progress

WORLDS = 80


def job_of(trial: Trial, index: int) -> Job:
    return Job(trial, synthetic_worlds.emulator_without(trial, trial.fold_of(index)), index)


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    return prove(bank_trial(), tmp_path_factory.mktemp("proof"), worlds=WORLDS)


def test_intervals_of_an_honest_bank_hold_within_their_error(honest: Proof) -> None:
    assert not honest.failed
    for data in proof.DATA:
        for level in honest.shown[data, FIRST].calibration.overall:
            assert abs(level.share - level.nominal) <= 3 * level.error, (data, level)
        assert not honest.shown[data, FIRST].calibration.flagged
    assert honest.shown["all", FIRST].calibration.worlds == WORLDS


def test_the_second_method_agrees_with_the_first(honest: Proof) -> None:
    beside = honest.beside["all"]
    assert (beside.shift < 0.6).all()
    assert (abs(np.log(beside.ratio)) < 0.35).all()
    assert beside.alike.min() > 0.6


def test_identified_is_what_the_moments_tell(honest: Proof) -> None:
    assert honest.names == ("sharp", "vague", "inert")
    shown = honest.shown["all", FIRST]
    assert shown.identified[0] > 0.95
    assert shown.identified[2] == 0
    assert shown.identified_a_world == pytest.approx(shown.identified.sum())


def test_growth_alone_tells_less(honest: Proof) -> None:
    for method in METHODS:
        every, growth = honest.shown["all", method], honest.shown["growth", method]
        assert growth.identified_a_world < every.identified_a_world
        assert growth.contraction[0] < every.contraction[0] - 0.3
        assert growth.width[0] > every.width[0]


def test_width_and_error_are_in_prior_standard_deviations(honest: Proof) -> None:
    # The inert one keeps its prior, a symmetric triangular: its 90 % interval is 3.35 of its sds.
    shown = honest.shown["all", FIRST]
    expected = (1 - 2 * np.sqrt(0.05 / 2)) * np.sqrt(24)
    assert shown.width[2] == pytest.approx(expected, rel=0.1)
    assert shown.rmse[2] == pytest.approx(1.0, abs=0.25)


@pytest.mark.slow
def test_an_emulator_that_is_too_sure_is_flagged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = synthetic_worlds.emulator_of

    def too_sure(*args: Any) -> Emulator:
        found = right(*args)
        lower = replace(found.log_variance, constant=found.log_variance.constant - 2 * np.log(3))
        ranges = found.log_variance_range - 2 * np.log(3)
        return replace(found, log_variance=lower, log_variance_range=ranges)

    monkeypatch.setattr(synthetic_worlds, "emulator_of", too_sure)
    shown = prove(bank_trial(), tmp_path, worlds=WORLDS).shown["all", FIRST]
    assert shown.calibration.flagged
    assert not shown.honest
    for level in shown.calibration.overall:
        assert level.share < level.nominal - 3 * level.error


def test_a_method_that_returns_its_prior_is_flagged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prior(job: Job, _told: list[str], _data: Any, random: np.random.Generator) -> Any:
        return job.trial.priors.scaled_from_cube(random.random((150, job.trial.priors.count)))

    monkeypatch.setattr(proof, "drawn_first", prior)
    shown = prove(bank_trial(), tmp_path, worlds=WORLDS).shown["all", FIRST]
    assert (shown.calibration.p > 0.001).all()  # ranks of parameters do not show it
    assert shown.calibration.quantity_p < 1e-6
    assert shown.calibration.flagged


def scrambled(trial: Trial, fold: int, keep: int) -> Trial:
    """The same trial with other points and moments in all rows of a fold but one."""
    rows = trial.order[np.arange(len(trial.order)) % trial.folds == fold]
    rows = rows[rows != keep]
    random = np.random.default_rng(9)
    points, values = trial.table.points.copy(), trial.table.values.copy()
    points[rows] = random.random(points[rows].shape)
    values[rows] = 5 + random.standard_normal(values[rows].shape)
    return replace(trial, table=replace(trial.table, points=points, values=values))


def test_nothing_of_a_worlds_fold_reaches_its_judgement() -> None:
    trial = bank_trial()
    job = job_of(trial, 7)
    other = scrambled(trial, trial.fold_of(7), job.row)
    assert proof.judge(job_of(other, 7)) == proof.judge(job)
    versions = broken_data.breakings(trial)[:1]
    good = broken_data.judge(versions, job_of(other, 7))["good"]
    assert good == broken_data.judge(versions, job)["good"]


@pytest.mark.parametrize("method", METHODS)
def test_a_leak_of_the_fold_would_be_seen(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Trial, "rows_outside", lambda self, _fold: np.arange(len(self.table.points))
    )
    trial = bank_trial()
    job = job_of(trial, 7)
    other = job_of(scrambled(trial, trial.fold_of(7), job.row), 7)
    key = f"all/{method}"
    assert proof.judge(other)[key] != proof.judge(job)[key]


def test_every_row_is_one_world_and_each_fold_leaves_its_own_out() -> None:
    trial = bank_trial(bank_table(rows=203))
    assert sorted(trial.order) == list(range(203))
    outside = [set(trial.rows_outside(fold).tolist()) for fold in range(trial.folds)]
    for index, row in enumerate(trial.order.tolist()):
        assert row not in outside[trial.fold_of(index)]
    assert sum(203 - len(rows) for rows in outside) == 203


def test_the_emulator_is_fitted_to_the_rows_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    right = synthetic_worlds.emulator_of

    def noted(table: Any, *args: Any) -> Emulator:
        seen.append(table.points)
        return right(table, *args)

    monkeypatch.setattr(synthetic_worlds, "emulator_of", noted)
    trial = bank_trial()
    prove(trial, tmp_path, worlds=2)
    assert len(seen) == 2
    for fold, points in enumerate(seen):
        own = trial.table.points[trial.order[fold]]
        assert not (points == own).all(axis=1).any()


def stop_after(count: int) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        if progress.done == count:
            raise KeyboardInterrupt

    return tell


def file_in(folder: Path) -> Path:
    return next(folder.glob("proof-*.jsonl"))


def test_a_stopped_proof_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    trial, whole, parts = bank_trial(), tmp_path / "whole", tmp_path / "parts"
    first = prove(trial, whole, worlds=10)
    with pytest.raises(KeyboardInterrupt):
        prove(trial, parts, worlds=10, tell=stop_after(4))
    assert len(file_in(parts).read_text().splitlines()) == 4
    cut = file_in(parts).read_text()[:-30]  # a kill in the middle of a line
    file_in(parts).write_text(cut)
    told: list[Progress] = []
    second = prove(trial, parts, worlds=10, tell=told.append)
    assert told[0].done == 3
    assert told[-1].done == 10
    assert file_in(parts).read_bytes() == file_in(whole).read_bytes()
    assert second.shown["all", FIRST].calibration.overall == (
        first.shown["all", FIRST].calibration.overall
    )


def test_a_longer_proof_goes_on_with_a_shorter_one(tmp_path: Path) -> None:
    trial = bank_trial()
    prove(trial, tmp_path, worlds=3)
    before = file_in(tmp_path).read_text()
    prove(trial, tmp_path, worlds=6)
    assert file_in(tmp_path).read_text().startswith(before)
    assert len(file_in(tmp_path).read_text().splitlines()) == 6
    # A shorter proof afterwards takes its own worlds and leaves the others.
    assert prove(trial, tmp_path, worlds=3).shown["all", FIRST].calibration.worlds == 3


@pytest.mark.slow
def test_any_number_of_workers_gives_the_same_bytes(tmp_path: Path) -> None:
    trial = bank_trial()
    one, two = tmp_path / "one", tmp_path / "two"
    prove(trial, one, workers=1, worlds=6)
    prove(trial, two, workers=2, worlds=6)
    assert file_in(two).read_bytes() == file_in(one).read_bytes()


def test_a_world_that_fails_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = proof.drawn_first

    def falls(job: Job, *args: Any) -> Any:
        if job.index == 2:
            raise RuntimeError("no particle has any likelihood")
        return right(job, *args)

    with monkeypatch.context() as patch:
        patch.setattr(proof, "drawn_first", falls)
        told: list[Progress] = []
        found = prove(bank_trial(), tmp_path, worlds=4, tell=told.append)
    assert found.failed == {2: "RuntimeError: no particle has any likelihood"}
    assert found.shown["all", FIRST].calibration.worlds == 3
    assert told[-1].failed == 1
    assert not prove(bank_trial(), tmp_path, worlds=4).failed


def test_no_world_that_could_be_judged_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def falls(*_: Any) -> Any:
        raise RuntimeError("too steep")

    monkeypatch.setattr(proof, "drawn_first", falls)
    with pytest.raises(ValueError, match="0 of 2 worlds could be judged: RuntimeError: too steep"):
        prove(bank_trial(), tmp_path, worlds=2)


def test_growth_that_tells_nothing_leaves_the_prior(tmp_path: Path) -> None:
    found = prove(bank_trial(bank_table(growth_slopes=0.0)), tmp_path, worlds=20)
    assert set(found.silent) >= {"growth.2017", "growth.2018"}
    for method in METHODS:
        assert found.shown["growth", method].identified_a_world < 0.2
        assert abs(found.shown["growth", method].contraction).max() < 0.2
    assert found.shown["all", FIRST].identified[0] > 0.9


def test_records_depend_on_all_that_matters() -> None:
    trial = bank_trial()
    values = trial.table.values + 1e-12
    others = [
        replace(trial, seed=4), replace(trial, folds=6), replace(trial, particles=151),
        replace(trial, table=replace(trial.table, values=values)),
        replace(trial, priors=replace(trial.priors, names=("sharp", "vague", "else"))),
    ]  # fmt: skip
    digests = [one.digest() for one in [trial, *others]]
    assert len(set(digests)) == len(digests)
    assert bank_trial().digest() == trial.digest()


def test_refusals(tmp_path: Path) -> None:
    table = bank_table(rows=60)
    for folds in (1, 61):
        with pytest.raises(ValueError, match="folds of 60 runs"):
            trial_of(table, UNKNOWN, FREE, 1, folds)
    trial = bank_trial(table)
    for worlds in (0, 61):
        with pytest.raises(ValueError, match=f"{worlds} worlds of 60 runs"):
            judge_all(trial, worlds, proof.judge, Records(tmp_path / "proof-x.jsonl"), 1)
    with pytest.raises(ValueError, match="no moments of wages"):
        proof.given_in(job_of(bank_trial(), 0), ("wages",))
    with pytest.raises(RuntimeError, match="not taken from runs"):
        trial.table.moments.of_runs([{}])
    with pytest.raises(ValueError, match="no growth of 2017 or of 2030"):
        broken_data.breakings(trial, (2017, 2030))
    with pytest.raises(ValueError, match="no such moments: wages"):
        broken_data.shifted(trial, broken_data.Breaking("odd", {"wages": 1.0}))


def test_broken_growth_is_flagged_and_good_data_are_not(tmp_path: Path) -> None:
    trial = bank_trial()
    versions = broken_data.breakings(trial)
    assert [set(version.shifts) for version in versions] == [{"growth.2017", "growth.2018"}] * 4
    assert [set(version.shifts.values()) for version in versions] == [{3}, {3, -3}, {1}, {1, -1}]
    shown, failed = broken_data.show_broken(trial, versions, tmp_path, worlds=30)
    shares = {one.name: one.share for one in shown}
    assert not failed
    assert shares["good"] <= 0.1
    assert shares["high 3"] >= 0.9
    assert shares["low_high 3"] >= 0.9
    assert all(shares[f"{name} 1"] <= shares[f"{name} 3"] for name in ("high", "low_high"))


def test_broken_growth_is_flagged_even_where_growth_tells_nothing(tmp_path: Path) -> None:
    trial = bank_trial(bank_table(growth_slopes=0.0))
    versions = broken_data.breakings(trial, shifts=(3.0,))
    shown, _ = broken_data.show_broken(trial, versions, tmp_path, worlds=20)
    good, high, low_high = (one.share for one in shown)
    assert good <= 0.1
    assert high >= 0.6  # what is wrong in both years alike looks like chance that they share
    assert low_high >= 0.9
