"""Ensembles that outlast the program: the bytes of `ensemble`, whatever stops or repeats them."""

from __future__ import annotations

import errno
import os
import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios import InputError, load_scenario
from sim.base import Base
from sim.errors import SimulationError
from sim.randomness import run_key
from sim.runs import (
    EnsembleResult,
    EnsembleStopped,
    LawChangedError,
    RowsNotKeptError,
    ensemble,
    files,
    keys,
    rows_asked,
    stored_ensemble,
    stored_ensembles,
)
from sim.runs.ensemble_result import DONE, FAILED, NOT_RUN
from sim.runs.row_work import RowJob, recipe_of, run_job
from sim.runs.rows_kept import RowStore, plain, world_of
from sim.runs.totals import Runner

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios" / "shenzhen-doubling.yaml"
MEASURES = ("reported_renovation", "active_firms", "public_cost")
SETTINGS: list[dict[str, Any]] = [
    {}, {"behaviour.payback": 2.5}, {"sz2019.universal.rate": 7}, {"mechanism.finance": "off"}, {},
]  # fmt: skip
DIFFERENT = 4 * 2
"""Runs of these settings and two replicates, those of the settings that stand twice once."""


@pytest.fixture(scope="module")
def scenario() -> Any:
    shipped = load_scenario(SHIPPED)
    file = shipped.file.model_copy(update={"population_limit": 200})
    return shipped.model_copy(update={"file": file})


@pytest.fixture(scope="module")
def base(scenario: Any) -> Base:
    return Base(scenario, "as-enacted", quarters=16)


@pytest.fixture(scope="module")
def reference(base: Base) -> EnsembleResult:
    return ensemble(base, SETTINGS, MEASURES, 2, 7, 1)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Keys of the replicates whose runs were carried out in this process."""
    made: list[int] = []
    totals = Runner.totals

    def counted(runner: Runner, inputs: Any, key: int, measures: Any) -> Any:
        made.append(key)
        return totals(runner, inputs, key, measures)

    monkeypatch.setattr(Runner, "totals", counted)
    return made


def stored(base: Base, folder: Path, **others: Any) -> EnsembleResult:
    asked: dict[str, Any] = {"replicates": 2, "seed": 7, "workers": 2} | others
    return stored_ensemble(base, SETTINGS, MEASURES, folder=folder, **asked)


def alike(one: EnsembleResult, other: EnsembleResult) -> bool:
    return (
        one.totals.tobytes() == other.totals.tobytes()
        and one.status.tobytes() == other.status.tobytes()
        and one.messages == other.messages
        and (one.measures, one.periods, one.settings, one.replicates)
        == (other.measures, other.periods, other.settings, other.replicates)
    )


def rows(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.parquet"))


def leftovers(folder: Path) -> list[Path]:
    return list(folder.rglob(".unfinished-*"))


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_it_is_the_ensemble_to_the_byte_and_each_run_is_done_once(
    base: Base, reference: EnsembleResult, tmp_path: Path, calls: list[int], workers: int
) -> None:
    seen: list[Any] = []
    found = stored(base, tmp_path, workers=workers, progress=seen.append)
    assert alike(found, reference) and found.reused == 0
    assert len(calls) == DIFFERENT - 2  # a rate of 7 is refused before anything is run
    assert (seen[0].done, seen[-1].done, seen[-1].total, seen[-1].failed) == (0, 10, 10, 2)
    again = stored(base, tmp_path, workers=workers)
    assert alike(again, reference) and again.reused == 10 and len(calls) == DIFFERENT - 2
    assert not leftovers(tmp_path)


def test_designs_that_share_runs_share_their_rows(
    base: Base, reference: EnsembleResult, tmp_path: Path, calls: list[int]
) -> None:
    stored_ensemble(base, [SETTINGS[1]], MEASURES, [1], 7, tmp_path)
    assert len(calls) == 1
    found = stored(base, tmp_path)
    assert alike(found, reference) and found.reused == 1
    more = stored(base, tmp_path, replicates=3)
    assert more.reused == 10
    assert more.totals[[0, 1, 3, 4]].tobytes() == reference.totals[:4].tobytes()


@pytest.mark.parametrize(
    "other",
    [
        lambda s: Base(s, "no-programme", quarters=16),
        lambda s: Base(s, "as-enacted", {"place.own_trend_share": 0.6}, quarters=16),
        lambda s: Base(s, "as-enacted", quarters=15),
        lambda s: Base(with_own(s, {"behaviour.payback": 2.0}), "as-enacted", quarters=16),
    ],
    ids=["variant", "levers", "quarters", "the variant's own settings"],
)
def test_rows_of_another_world_are_not_taken(
    scenario: Any, base: Base, tmp_path: Path, other: Callable[[Any], Base]
) -> None:
    stored(base, tmp_path)
    else_where = other(scenario)
    found = stored(else_where, tmp_path)
    assert found.reused == 0
    assert alike(found, ensemble(else_where, SETTINGS, MEASURES, 2, 7, 1))


def with_own(scenario: Any, settings: dict[str, Any]) -> Any:
    """The scenario whose first variant sets something itself."""
    first, *rest = scenario.file.variants
    variants = [first.model_copy(update={"set": settings}), *rest]
    return scenario.model_copy(
        update={"file": scenario.file.model_copy(update={"variants": variants})}
    )


def test_another_seed_or_measure_is_another_run(base: Base, tmp_path: Path) -> None:
    stored(base, tmp_path)
    assert stored(base, tmp_path, seed=8).reused == 0
    assert stored_ensemble(base, SETTINGS, MEASURES[:1], 2, 7, tmp_path).reused == 0


def test_the_key_tells_apart_what_json_does_not() -> None:
    import datetime as dt

    day = dt.date(2020, 1, 2)
    values = [1, 1.0, True, "1", day, day.isoformat(), np.float64(2.5), np.int64(2)]
    digests = [keys.digest(plain({"x": value})) for value in values]
    assert len(set(digests)) == len(values)
    assert keys.digest(plain({"x": np.float64(2.5)})) == keys.digest(plain({"x": 2.5}))


def test_other_law_or_library_is_another_world(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys.digest(world_of(base, MEASURES))
    assert before == keys.digest(world_of(base, list(MEASURES)))
    with monkeypatch.context() as patch:
        patch.setattr(keys, "LOADED_LAW", "0" * 32)
        assert keys.digest(world_of(base, MEASURES)) != before
    with monkeypatch.context() as patch:
        patch.setattr(keys, "PACKAGES_IN_KEYS", ())
        assert keys.digest(world_of(base, MEASURES)) != before


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [cut, empty, flip])
def test_a_damaged_file_is_told_and_only_its_rows_are_made_again(
    base: Base, reference: EnsembleResult, tmp_path: Path, calls: list[int],
    monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], None],
) -> None:  # fmt: skip
    monkeypatch.setattr(stored_ensembles, "SECONDS_A_BATCH", 0.0)
    stored(base, tmp_path, replicates=1)
    before = set(rows(tmp_path))
    monkeypatch.setattr(stored_ensembles, "SECONDS_A_BATCH", 60.0)
    stored(base, tmp_path, workers=1)
    (victim,) = set(rows(tmp_path)) - before  # the second replicate, one of its runs refused
    damage(victim)
    calls.clear()
    found = stored(base, tmp_path)
    assert found.damaged == (victim.name,) and alike(found, reference)
    assert calls == [run_key(7, 1)] * (DIFFERENT // 2 - 1)
    assert stored(base, tmp_path).damaged == ()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
def test_a_full_disk_is_told_and_the_next_start_goes_on(
    base: Base, reference: EnsembleResult, tmp_path: Path, calls: list[int],
    monkeypatch: pytest.MonkeyPatch, code: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(stored_ensembles, "SECONDS_A_BATCH", 0.0)
    sync, room = os.fsync, 4

    def full(handle: int) -> None:
        nonlocal room
        room -= 1
        if room < 0:
            raise OSError(code, os.strerror(code))
        sync(handle)

    before = threading.active_count()
    with monkeypatch.context() as patch, pytest.raises(RowsNotKeptError) as told:
        patch.setattr(files.os, "fsync", full)
        stored(base, tmp_path, workers=2)
    assert threading.active_count() == before
    assert told.value.errno == code and os.strerror(code) in str(told.value)
    assert "the same command goes on" in str(told.value)
    assert ("make room" in str(told.value)) == (code == errno.ENOSPC)
    assert not leftovers(tmp_path)
    kept = len(rows(tmp_path))
    assert 0 < kept < DIFFERENT
    calls.clear()
    found = stored(base, tmp_path)
    assert alike(found, reference) and found.reused >= kept and len(calls) <= DIFFERENT - kept


def test_a_full_disk_can_be_told_by_a_worker_process(tmp_path: Path) -> None:
    error = RowsNotKeptError(tmp_path, OSError(errno.ENOSPC, "No space left on device"))
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.errno) == (str(error), errno.ENOSPC)


def stop_after(count: int) -> Callable[[Any], None]:
    def tell(told: Any) -> None:
        if told.done >= count:
            raise KeyboardInterrupt

    return tell


def test_ctrl_c_keeps_what_is_finished_and_says_where(
    base: Base, reference: EnsembleResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, given = stored_ensembles._Threads.take, [0]

    def in_time(work: Any) -> Any:
        if given[0] == 3:  # however busy the machine is: Ctrl-C comes before the fourth run
            assert work.asked.stop.wait(60)
        given[0] += 1
        return take(work)

    monkeypatch.setattr(stored_ensembles, "SECONDS_A_BATCH", 0.0)
    with monkeypatch.context() as patch, pytest.raises(EnsembleStopped) as told:
        patch.setattr(stored_ensembles._Threads, "take", in_time)
        stored(base, tmp_path, workers=1, progress=stop_after(2))
    stop = told.value
    assert stop.total == 10 and 2 <= stop.done < 10 and stop.out == tmp_path
    done = stop.result.status == DONE
    assert stop.result.totals[done].tobytes() == reference.totals[done].tobytes()
    found = stored(base, tmp_path)
    assert found.reused >= stop.done and alike(found, reference)


def test_a_cancelled_one_returns_what_is_finished(base: Base, tmp_path: Path) -> None:
    cancel = threading.Event()
    cancel.set()
    found = stored(base, tmp_path, cancel=cancel)
    assert set(found.status.tolist()) == {NOT_RUN} and rows(tmp_path) == []


def test_a_run_that_broke_is_tried_again_and_one_that_was_refused_is_not(
    base: Base, reference: EnsembleResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(runner: Runner, inputs: Any, key: int, measures: Any) -> Any:
        if float(inputs.behaviour["payback"][0]) == 2.5:
            raise MemoryError("no room")
        if float(inputs.behaviour["with_finance"][0]) == 0.0:
            raise SimulationError("too much")
        return totals(runner, inputs, key, measures)

    totals = Runner.totals
    with monkeypatch.context() as patch:
        patch.setattr(Runner, "totals", fragile)
        found = stored(base, tmp_path)
    assert found.status.tolist() == [1, 1, 2, 2, 2, 2, 2, 2, 1, 1]
    assert found.messages[2] == "MemoryError: no room" and found.broken == {2, 3}
    again = stored(base, tmp_path)
    assert again.reused == 8
    assert again.status.tolist() == [1, 1, 1, 1, 2, 2, 2, 2, 1, 1]
    assert again.messages[6] == "SimulationError: too much"
    assert again.totals[2].tobytes() == reference.totals[2].tobytes()
    assert stored(base, tmp_path).reused == 10


def test_what_preparation_refuses_is_refused_and_not_tried_again(
    base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = Base.with_values

    def refusing(self: Base, values: Any) -> Any:
        if values:
            raise ValueError("a place has at most 8 districts")
        return prepared(self, values)

    monkeypatch.setattr(Base, "with_values", refusing)
    found = stored(base, tmp_path)
    assert found.status.tolist() == [1, 1, 2, 2, 2, 2, 2, 2, 1, 1] and found.broken == set()
    assert found.messages[2] == "ValueError: a place has at most 8 districts"
    assert stored(base, tmp_path).reused == 10


def test_what_a_killed_writer_left_is_cleared_and_a_living_one_is_not_disturbed(
    base: Base, tmp_path: Path
) -> None:
    folder = tmp_path / "rows" / "x"
    folder.mkdir(parents=True)
    with files.replacing(folder / "whole") as own:
        own.write_bytes(b"half")
        machine = own.name.removeprefix(".unfinished-").split("-")[0]
        gone = folder / f".unfinished-{machine}-{2**22 + 1}-ab"
        strange = folder / f".unfinished-{'0' * 6}-{2**22 + 1}-ab"
        gone.touch()
        strange.touch()
        stored(base, tmp_path)
        assert own.exists() and strange.exists() and not gone.exists()


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ({"backend": "clouds"}, "backend is one of threads, processes, dask"),
        ({"engine": "steam"}, "engine is one of compiled, mesa"),
        ({"engine": "mesa"}, "holds Python's lock"),
        ({"address": "tcp://x:1"}, "an address is that of a dask cluster"),
        ({"replicates": 0}, "replicates are 1 or more"),
        ({"seed": -1}, "seed is 0 to"),
        ({"workers": 0}, "workers is 1 or more"),
    ],
)
def test_what_cannot_be_done_is_refused(
    base: Base, tmp_path: Path, others: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        stored(base, tmp_path, **others)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_name_is_refused_before_anything_is_run(base: Base, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"settings\[1\].*behaviour.paybacc"):
        stored_ensemble(base, [{}, {"behaviour.paybacc": 1}], MEASURES, 1, 7, tmp_path)


def test_a_worker_with_other_law_is_refused(base: Base, tmp_path: Path) -> None:
    job = RowJob(recipe_of(base), "w", (), MEASURES, "compiled", tmp_path, "0" * 32)
    with pytest.raises(LawChangedError, match="a worker has other sources"):
        run_job(job)


def test_a_file_of_rows_comes_back_as_it_was(base: Base, tmp_path: Path) -> None:
    world = keys.digest(world_of(base, MEASURES))
    stored(base, tmp_path)
    store = RowStore(tmp_path, world, 16, len(MEASURES))
    asked = rows_asked.look_up(
        base, ensemble(base, SETTINGS[:1], MEASURES, 1, 7), 7, tmp_path, threading.Event()
    )
    assert asked.missing == () and asked.world == world
    found, damaged = store.read(asked.places.keys())
    assert damaged == [] and found.keys() == asked.places.keys()
    assert store.read([]) == ({}, [])
    assert FAILED not in asked.result.status
