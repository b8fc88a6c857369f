"""A start that is interrupted, killed or broken keeps what it finished; the next goes on."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import fake_city
import pytest
from fake_city import fragile, plan, run, tables

from sim.runs import RunInterrupted, WorkerDiedError, keys, list_runs, store


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_stops_all_and_keeps_what_is_finished(tmp_path, workers):
    with pytest.raises(RunInterrupted, match=r"of 16 runs finished.*goes on") as stop:
        run(fragile("interrupt"), tmp_path, workers=workers)
    assert 0 <= stop.value.done < 16
    (summary,) = list_runs(tmp_path)
    assert summary.status == "unfinished" and summary.total == 16
    assert summary.done >= stop.value.done
    assert store.read_manifest(summary.folder)["executions"][0]["how"] == "stopped"
    assert not list(summary.folder.glob("*.parquet"))


def test_an_interrupt_while_the_tables_are_put_together_loses_nothing(
    tmp_path, monkeypatch, calls, reference
):
    def interrupted(rows):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(RunInterrupted) as stop:
        patch.setattr(store.tidy, "years_of", interrupted)
        run(plan(), tmp_path / "out")
    assert stop.value.done == 16
    assert len(calls()) == 16
    assert not list((tmp_path / "out").rglob(".unfinished-*"))
    assert tables(run(plan(), tmp_path / "out")) == reference
    assert calls() == []


def test_an_error_of_the_caller_stops_the_workers(tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_PAUSE", "0.02")

    def fail(progress):
        if progress.done:
            raise ArithmeticError("the caller's own")

    before = threading.active_count()
    with pytest.raises(ArithmeticError):
        run(plan(replicates=40), tmp_path, workers=2, progress=fail)
    assert threading.active_count() == before
    assert len(list((tmp_path / "pool").rglob("*.parquet"))) < 20


def hears_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(out, engine, workers, pause="0.4"):
    here = Path(fake_city.__file__)
    paths = os.pathsep.join([str(keys.SIM.parent), str(here.parent)])
    environment = os.environ | {"FAKE_PAUSE": pause, "PYTHONPATH": paths}
    return subprocess.Popen(
        [sys.executable, str(here), str(out), engine, str(workers)],
        env=environment,
        # What runs in the background may have been told to ignore Ctrl-C, and hands that on.
        preexec_fn=hears_ctrl_c,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for_a_batch(process):
    process.stdout.readline()  # the first dot: the start
    process.stdout.readline()  # the second: one batch is finished


def batches(out):
    return len(list((out / "pool").rglob("*.parquet")))


@pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")
@pytest.mark.parametrize(("engine", "workers"), [("compiled", 2), ("mesa", 2)])
def test_ctrl_c_says_what_is_kept_and_the_next_start_goes_on(
    tmp_path, calls, reference, engine, workers
):
    process = start(tmp_path / "out", engine, workers)
    wait_for_a_batch(process)
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to the workers too
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "of 16 runs finished. They are kept in" in out
    assert err == ""
    kept = batches(tmp_path / "out")
    assert 1 <= kept < 4
    calls()
    assert tables(run(plan(), tmp_path / "out", workers=2)) == reference
    assert len(calls()) == 16 - 4 * kept


@pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")
def test_ctrl_c_while_the_workers_begin_is_answered_by_their_parent_alone(tmp_path):
    process = start(tmp_path / "out", "mesa", 2)
    process.stdout.readline()
    time.sleep(0.08)  # the workers are importing
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, "")
    assert "of 16 runs finished" in out


@pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")
@pytest.mark.parametrize(("engine", "workers"), [("compiled", 2), ("mesa", 2)])
def test_a_killed_start_leaves_no_worker_and_the_next_goes_on(
    tmp_path, calls, reference, engine, workers
):
    process = start(tmp_path / "out", engine, workers)
    wait_for_a_batch(process)
    process.kill()
    process.communicate(timeout=20)  # its output ends when the last of its workers has ended
    kept = batches(tmp_path / "out")
    assert 1 <= kept < 4
    assert list_runs(tmp_path / "out")[0].done == 4 * kept
    calls()
    assert tables(run(plan(), tmp_path / "out", workers=2)) == reference
    assert len(calls()) == 16 - 4 * kept


@pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")
def test_a_worker_that_dies_is_reported(tmp_path):
    with pytest.raises(WorkerDiedError, match="What was finished is kept"):
        run(fragile("die"), tmp_path, engine="mesa", workers=2)


def test_two_starts_at_once_end_in_the_same_bytes(tmp_path, reference):
    both = [start(tmp_path / "out", "compiled", 2, "0.02") for _ in range(2)]
    for process in both:
        _, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "")
    (summary,) = list_runs(tmp_path / "out")
    assert (summary.status, summary.done, batches(tmp_path / "out")) == ("complete", 16, 4)
    stored = run(plan(), tmp_path / "out")
    assert tables(stored) == reference and stored.is_whole()
