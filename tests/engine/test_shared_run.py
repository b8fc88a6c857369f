"""Several threads that share the firms of a run change none of its figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine import CompiledRun
from sim.law.codes import ACTIVE
from sim.model_inputs import Inputs
from sim.randomness import run_key
from sim.runs import RunPlan, execute
from sim.shared_run import IN_BUSINESS, LEAST_FIRMS, SharedRun, shares_of
from sim.simulation import simulate
from sim.workspace import Workspace

World = Callable[..., Inputs]
KEY = run_key(3, 0)
KEPT = ("firms", "projects", "seen", "crowd", "quarters", "rules", "pots", "tallies", "ledger")
COUNTED = ("claims", "waiting", "awards", "paid")


def bytes_of(table: Any) -> list[bytes]:
    """Content of a table, field by field: what lies between fields is nobody's."""
    names = table.dtype.names
    return [table[name].tobytes() for name in names] if names else [table.tobytes()]


def assert_same(run: CompiledRun, other: CompiledRun) -> None:
    """Hold all that two runs wrote against each other, to the byte."""
    assert run.now == other.now
    assert bytes_of(run.space.desk) == bytes_of(other.space.desk)
    assert bytes_of(run.watched) == bytes_of(other.watched)
    for name in KEPT:
        assert bytes_of(getattr(run.space, name)) == bytes_of(getattr(other.space, name)), name
    for name in COUNTED:
        many = int(run.space.desk[name][0])
        ours, theirs = (getattr(one.space, name)[:many] for one in (run, other))
        assert bytes_of(ours) == bytes_of(theirs), name


@pytest.mark.parametrize("variant", ["as-enacted", "no-programme"])
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_any_number_of_threads_gives_the_same_tables(
    world: World, variant: str, threads: int
) -> None:
    inputs = world(variant, 3 * LEAST_FIRMS)
    alone, shared = CompiledRun(inputs, KEY), SharedRun(inputs, KEY, threads)
    alone.finish()
    shared.finish()
    assert_same(alone, shared)


def test_they_are_the_same_after_every_quarter(world_2024: World) -> None:
    inputs = world_2024("as-enacted", 2 * LEAST_FIRMS)
    alone, shared = CompiledRun(inputs, KEY), SharedRun(inputs, KEY, 2)
    claims = 0
    for _ in range(inputs.calendar.quarters):
        alone.step()
        shared.step()
        assert_same(alone, shared)
        claims += len({row >= LEAST_FIRMS for row in shared.claims["row"].tolist()}) == 2
    assert claims > 0, "no quarter had claims of both shares"


def test_shares_are_all_firms_once_and_few_firms_are_not_shared_out(world: World) -> None:
    space = Workspace.of(world("as-enacted", 5 * LEAST_FIRMS))
    for threads in (1, 2, 4, 99):
        shares = shares_of(space, threads)
        rows = np.concatenate([np.arange(len(space.firms))[share.firms] for share in shares])
        assert rows.tolist() == list(range(len(space.firms)))
        assert len(shares) == min(threads, 5)
    assert len(shares_of(Workspace.of(world("as-enacted", LEAST_FIRMS - 1)), 8)) == 1


def test_shares_have_as_much_work_each_though_slots_wait_at_the_end(
    world: World,
) -> None:
    run = SharedRun(world("as-enacted", 3 * LEAST_FIRMS), KEY, 3)
    active = run.firms["status"] == ACTIVE
    halves = [int(half.sum()) for half in np.array_split(active, 2)]
    assert halves[0] > 1.2 * halves[1], "the roster is even: this test shows nothing"
    work = np.where(active, IN_BUSINESS, 1)
    run.step()
    shares = [int(work[share.firms].sum()) for share in run._shares]
    assert max(shares) - min(shares) <= 2 * IN_BUSINESS
    ends = [0, *(share.firms.stop for share in run._shares)]
    assert [share.firms.start for share in run._shares] == ends[:-1]
    assert ends[-1] == len(run.firms)


def test_a_fault_in_any_share_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run = SharedRun(world("as-enacted", 2 * LEAST_FIRMS), KEY, 2)
    honest = run._build_firms

    def faulty(rows: slice, *rest: Any) -> None:
        if rows.start > 0:
            raise OSError("the second share")
        honest(rows, *rest)

    monkeypatch.setattr(run, "_build_firms", faulty)
    with pytest.raises(OSError, match="the second share"):
        run.step()


@pytest.mark.parametrize(("threads", "engine"), [(0, "compiled"), (-1, "mesa"), (2, "mesa")])
def test_threads_that_cannot_be_are_refused(world: World, threads: int, engine: str) -> None:
    with pytest.raises(ValueError, match="threads is 1 or more"):
        simulate(world("as-enacted", 60), KEY, engine, threads=threads)
    with pytest.raises(ValueError, match="threads is 1 or more, not 0"):
        SharedRun(world("as-enacted", 60), KEY, 0)


def test_cores_without_a_batch_share_the_one_that_there_is(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = RunPlan(inputs=(world("as-enacted", 2 * LEAST_FIRMS),), seed=7, replicates=1)
    made: list[int] = []
    usual = SharedRun.__init__

    def counted(self: SharedRun, inputs: Inputs, key: int, threads: int) -> None:
        made.append(threads)
        usual(self, inputs, key, threads)

    monkeypatch.setattr(SharedRun, "__init__", counted)
    alone = execute(plan, tmp_path / "one", workers=1)
    assert made == []
    shared = execute(plan, tmp_path / "two", workers=2)
    assert made == [2]
    name = "quarters.parquet"
    assert (alone.folder / name).read_bytes() == (shared.folder / name).read_bytes()
