"""Stored ensembles in processes and on a dask cluster, and stopped without warning."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import killed_ensemble
import pytest

from sim.base import Base
from sim.runs import (
    EnsembleResult,
    EnsembleStopped,
    WorkerDiedError,
    elsewhere,
    ensemble,
    keys,
)
from sim.runs import stored_ensemble as stored

MEASURES = ("reported_renovation", "active_firms")
SETTINGS: list[dict[str, Any]] = [{}, {"behaviour.payback": 2.5}, {"sz2019.universal.rate": 7}]
needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="dask.distributed is not installed"
)
# What a cluster says of itself when it is closed in the midst of its talk is not ours.
quiet = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::UserWarning")


@pytest.fixture(scope="module")
def base() -> Base:
    return killed_ensemble.base()


@pytest.fixture(scope="module")
def reference(base: Base) -> EnsembleResult:
    return ensemble(base, SETTINGS, MEASURES, 3, 7, 1)


def alike(one: EnsembleResult, other: EnsembleResult) -> bool:
    return (
        one.totals.tobytes() == other.totals.tobytes()
        and one.status.tobytes() == other.status.tobytes()
        and one.messages == other.messages
    )


def leftovers(folder: Path) -> list[Path]:
    return list(folder.rglob(".unfinished-*"))


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["compiled", "mesa"])
def test_processes_and_either_engine_give_the_same_bytes(
    base: Base, reference: EnsembleResult, tmp_path: Path, engine: Any
) -> None:
    found = stored(base, SETTINGS, MEASURES, 3, 7, tmp_path, 2, backend="processes", engine=engine)
    assert alike(found, reference) and not leftovers(tmp_path)
    again = stored(base, SETTINGS, MEASURES, 3, 7, tmp_path)
    assert again.reused == again.runs and alike(again, reference)


@pytest.mark.slow
def test_a_process_that_dies_is_told_and_the_next_start_goes_on(base: Base, tmp_path: Path) -> None:
    settings = killed_ensemble.SETTINGS

    def kill_one(told: Any) -> None:
        children = multiprocessing.active_children()
        if told.done and children:
            children[0].kill()

    with pytest.raises(WorkerDiedError, match="What was finished is kept"):
        stored(base, settings, MEASURES, 6, 7, tmp_path, 2, kill_one, backend="processes")
    found = stored(base, settings, MEASURES, 6, 7, tmp_path)
    assert 0 < found.reused < found.runs
    assert alike(found, ensemble(base, settings, MEASURES, 6, 7))
    assert not leftovers(tmp_path)


@pytest.mark.slow
def test_ctrl_c_beside_processes_keeps_what_is_finished(base: Base, tmp_path: Path) -> None:
    def stop(told: Any) -> None:
        if told.done:
            raise KeyboardInterrupt

    with pytest.raises(EnsembleStopped):
        stored(base, killed_ensemble.SETTINGS, MEASURES, 6, 7, tmp_path, 2, stop,
               backend="processes")  # fmt: skip
    assert multiprocessing.active_children() == []
    assert stored(base, killed_ensemble.SETTINGS, MEASURES, 6, 7, tmp_path).reused > 0


@needs_dask
@quiet
@pytest.mark.slow
def test_a_local_cluster_gives_the_same_bytes(
    base: Base, reference: EnsembleResult, tmp_path: Path
) -> None:
    found = stored(base, SETTINGS, MEASURES, 3, 7, tmp_path, 2, backend="dask")
    assert alike(found, reference) and not leftovers(tmp_path)
    assert stored(base, SETTINGS, MEASURES, 3, 7, tmp_path, backend="dask").reused == found.runs


@needs_dask
@quiet
@pytest.mark.slow
def test_a_cluster_at_an_address_needs_no_common_folder_and_outlasts_a_lost_worker(
    base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import distributed

    monkeypatch.setenv("PYTHONPATH", str(keys.SIM.parent))
    killed: list[int] = []
    settings = killed_ensemble.SETTINGS
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:

        def kill_one(told: Any) -> None:
            if told.done and not killed:
                killed.append(next(iter(cluster.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        found = stored(base, settings, MEASURES, 6, 7, tmp_path, None, kill_one,
                       backend="dask", address=cluster.scheduler_address)  # fmt: skip
    assert killed and alike(found, ensemble(base, settings, MEASURES, 6, 7))
    assert stored(base, settings, MEASURES, 6, 7, tmp_path).reused == found.runs


@needs_dask
@quiet
@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_told(base: Base, tmp_path: Path) -> None:
    import dask

    with (
        dask.config.set({"distributed.comm.timeouts.connect": "1s"}),
        pytest.raises(WorkerDiedError, match="cannot be reached"),
    ):
        stored(
            base, SETTINGS, MEASURES, 1, 7, tmp_path, backend="dask", address="tcp://127.0.0.1:9"
        )


class NoWorkers:
    """A cluster that takes work and has nobody to do it."""

    def __init__(self) -> None:
        self.asked = 0

    def nthreads(self) -> dict[str, int]:
        self.asked += 1
        return {} if self.asked > 2 else {"tcp://x": 2}

    def submit(self, *_: Any) -> Future[Any]:
        return Future()


def test_a_cluster_without_workers_ends_in_a_message(
    base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "PATIENCE", 0.05)
    monkeypatch.setattr(elsewhere, "LISTENING_SECONDS", 0.02)
    cluster = NoWorkers()

    @contextmanager
    def given(*_: Any) -> Iterator[Any]:
        yield cluster, elsewhere._Capacity(cluster, "tcp://there:8786")

    monkeypatch.setattr(elsewhere, "_cluster", given)
    with pytest.raises(WorkerDiedError, match=r"tcp://there:8786 has had no worker for 0 s"):
        stored(base, SETTINGS, MEASURES, 1, 7, tmp_path, backend="dask", address="tcp://there:8786")
    assert cluster.asked > 2


def test_without_dask_the_message_says_what_to_install(
    base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'jigai-lab\[cluster\]'"):
        stored(base, SETTINGS, MEASURES, 1, 7, tmp_path, backend="dask")


def start(folder: Path, calls: Path, seconds: float) -> subprocess.Popen[str]:
    script = Path(killed_ensemble.__file__)
    return subprocess.Popen(
        [sys.executable, str(script), str(folder), str(calls), str(seconds)],
        env=os.environ | {"PYTHONPATH": str(keys.SIM.parent)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")
def test_killed_at_twenty_moments_it_ends_in_the_same_bytes_with_a_batch_a_worker_redone(
    base: Base, tmp_path: Path
) -> None:
    """A batch is one run here, so that what is redone can be counted exactly."""
    folder, calls = tmp_path / "out", tmp_path / "calls"
    moments = random.Random(20)
    total = len(killed_ensemble.SETTINGS) * killed_ensemble.REPLICATES
    for _ in range(20):
        process = start(folder, calls, 0.0)
        assert process.stdin is not None and process.stdout is not None
        # So many runs and one more a worker: it is killed in the midst of these, however late.
        finished = moments.randint(1, 8)
        process.stdin.write("\n" * (finished + killed_ensemble.WORKERS))
        process.stdin.flush()
        for _ in range(finished):
            process.stdout.readline()
        time.sleep(moments.random() * 0.03)
        process.kill()
        process.communicate(timeout=60)
    begun = calls.read_text().splitlines()
    assert 20 < len(set(begun)) < total, "the kills came in the midst of the work"
    found = killed_ensemble.run(folder)
    begun_in_all = calls.read_text().splitlines()
    assert begun_in_all == begun, "what is done here leaves no line there"
    assert len(begun) - found.reused <= 20 * killed_ensemble.WORKERS
    assert alike(
        found, ensemble(base, killed_ensemble.SETTINGS, MEASURES, killed_ensemble.REPLICATES, 7)
    )
    assert not leftovers(folder)
