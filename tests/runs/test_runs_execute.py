"""However a plan is run, its tables end in the same bytes, and only what is missing is run."""

import dataclasses

import fake_city
import pandas as pd
import pytest
from fake_city import FakeInputs, fragile, plan, run, tables

from sim.runs import LawChangedError, execute, keys
from sim.runs.batch_work import BatchJob, compute


def test_the_tables_hold_every_run_in_the_plans_order(tmp_path):
    stored = run(plan(), tmp_path)
    quarters, years = stored.quarters(), stored.years()
    assert set(tables(stored)) == {"quarters.parquet", "years.parquet", "runs.parquet"}
    runs = quarters[["variant", "run"]].drop_duplicates().values.tolist()
    assert runs == [[variant, number] for variant in ("enacted", "none") for number in range(8)]
    assert quarters.run_key.nunique() == 16
    assert len(quarters) == 16 * 40 and len(years) == 16 * 10
    assert stored.failures() == []
    one = quarters.query("variant == 'none' and run == 3 and measure == 'support_paid'")
    yearly = years.query("variant == 'none' and run == 3 and measure == 'support_paid'")
    assert yearly.value.tolist() == one.groupby(one.period.str[:4]).value.sum().tolist()


@pytest.mark.parametrize("workers", [2, 4])
def test_any_number_of_threads_gives_the_same_bytes(tmp_path, reference, workers):
    assert tables(run(plan(), tmp_path, workers=workers)) == reference


@pytest.mark.parametrize("workers", [1, 2])
def test_the_other_engine_gives_the_same_key_and_bytes(tmp_path, reference, workers):
    stored = run(plan(), tmp_path, engine="mesa", workers=workers)
    assert tables(stored) == reference
    assert stored.key == plan().key
    assert [one["engine"] for one in stored.manifest["executions"]] == ["mesa"]
    assert stored.manifest["executions"][0]["workers"] == workers


@pytest.mark.parametrize("batch_size", [1, 3, 100])
def test_the_layout_of_batches_gives_the_same_bytes(tmp_path, reference, batch_size):
    assert tables(run(plan(batch_size=batch_size), tmp_path, workers=2)) == reference


def test_a_second_start_computes_and_writes_nothing(tmp_path, calls):
    first = run(plan(), tmp_path)
    assert len(calls()) == 16
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    again = run(plan(), tmp_path, engine="mesa", workers=2)
    assert calls() == []
    assert again.manifest == first.manifest
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_more_replicates_and_more_variants_compute_only_what_is_new(tmp_path, calls, reference):
    run(plan("none"), tmp_path)
    calls()
    stored = run(plan("enacted", "none"), tmp_path)
    assert {line.split()[0] for line in calls()} == {"enacted"}
    assert tables(stored) == reference
    stored = run(plan("enacted", "none", replicates=12), tmp_path)
    assert len(calls()) == 8
    assert stored.manifest["executions"][0]["reused"] == 16


def test_progress_counts_to_the_end(tmp_path):
    run(plan("none"), tmp_path)
    seen = []
    run(plan("enacted", "none"), tmp_path, progress=seen.append)
    assert [(one.done, one.total, one.failed) for one in seen] == [
        (8, 16, 0), (12, 16, 0), (16, 16, 0),
    ]  # fmt: skip
    assert seen[0].eta is None and seen[1].eta > 0 and seen[2].eta == 0
    assert 0 <= seen[0].seconds <= seen[1].seconds <= seen[2].seconds


def test_a_refused_run_is_a_row_with_its_reason_and_stays_refused(tmp_path, calls, reference):
    seen = []
    stored = run(fragile("refuse"), tmp_path, workers=2, progress=seen.append)
    failures = stored.failures()
    assert 0 < len(failures) < 8
    assert seen[-1].failed == len(failures) == stored.manifest["failed"]
    assert {(one.variant, one.status, one.error, one.message) for one in failures} == {
        ("fragile", "refused", "SimulationError", "the pot is overdrawn")
    }
    runs = pd.read_parquet(stored.folder / "runs.parquet")
    assert len(runs) == 16 and (runs.status == "done").sum() == 16 - len(failures)
    quarters = stored.quarters()
    assert quarters.run_key.nunique() == 16 - len(failures)
    assert not set(quarters.run_key) & {one.run_key for one in failures}
    assert calls()
    seen.clear()
    run(fragile("refuse"), tmp_path, progress=seen.append)
    assert calls() == [] and [one.failed for one in seen] == [len(failures)]


def test_a_broken_run_says_where_and_is_tried_again(tmp_path, calls):
    mended = tmp_path / "mended"
    broken = fragile("break", str(mended))
    stored = run(broken, tmp_path / "out")
    failures = stored.failures()
    assert {(one.status, one.error) for one in failures} == {("broken", "ZeroDivisionError")}
    assert failures[0].message.startswith("nothing to divide by (fake_city.py:")
    assert failures[0].message.endswith("in misfortune)")
    calls()
    still = run(broken, tmp_path / "out")
    assert still.failures() == failures
    assert {line.split()[0] for line in calls()} == {"fragile"}
    mended.touch()
    whole = run(broken, tmp_path / "out", workers=2)
    assert whole.failures() == [] and whole.quarters().run_key.nunique() == 16
    assert tables(whole) == tables(run(broken, tmp_path / "fresh"))
    assert len(list((tmp_path / "out" / "pool").rglob("*.parquet"))) == 4


def test_tables_follow_when_another_plan_has_mended_a_shared_run(tmp_path):
    mended = tmp_path / "mended"
    broken, more = (
        plan(FakeInputs("fragile", {"break": str(mended)}), replicates=number) for number in (8, 12)
    )
    assert run(broken, tmp_path / "out").failures()
    mended.touch()
    run(more, tmp_path / "out")
    assert run(broken, tmp_path / "out").failures() == []


def test_an_outcome_that_breaks_its_promise_is_a_broken_run(tmp_path):
    class Empty:
        def rows(self):
            return {"value": []}

    stored = execute(plan("none"), tmp_path, simulate=lambda *_: Empty())
    assert {one.error for one in stored.failures()} == {"TidyError"}
    assert stored.quarters().empty and stored.years().empty


def test_law_edited_meanwhile_is_refused(tmp_path, monkeypatch):
    stale = dataclasses.replace(plan(), law="0" * 32)
    with pytest.raises(LawChangedError, match="Make it again"):
        run(stale, tmp_path)
    monkeypatch.setattr(keys, "law_files", lambda root: {"law/filing.py": "edited"})
    with pytest.raises(LawChangedError, match=r"law/filing\.py"):
        run(plan(), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_worker_with_other_law_than_the_plans_refuses(tmp_path):
    job = BatchJob(plan().batches()[0], "mesa", fake_city.simulate, tmp_path, law="0" * 32)
    with pytest.raises(LawChangedError):
        compute(job, lambda: True)
    assert not list(tmp_path.iterdir())


def test_a_batch_that_another_start_has_finished_is_not_run_again(tmp_path, calls):
    job = BatchJob(
        plan().batches()[0], "compiled", fake_city.simulate, tmp_path / "pool", keys.LOADED_LAW
    )
    assert compute(job, lambda: True) == compute(job, lambda: True)
    assert len(calls()) == 4


def test_an_own_simulator_needs_a_name_and_a_name_needs_one(tmp_path):
    unnamed = dataclasses.replace(plan(), simulator="sim.simulation")
    with pytest.raises(ValueError, match="go together"):
        execute(unnamed, tmp_path, simulate=fake_city.simulate)
    with pytest.raises(ValueError, match="go together"):
        execute(plan(), tmp_path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"engine": "steam"}, "engine is one of compiled, mesa, not 'steam'"),
        ({"workers": 0}, "workers is 1 or more, not 0"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_written(tmp_path, options, message):
    with pytest.raises(ValueError, match=message):
        run(plan(), tmp_path, **options)
    assert not list(tmp_path.iterdir())
