"""What was damaged or lost in the store is seen, said and made again."""

from pathlib import Path

import pytest
from fake_city import FakeInputs, plan, run, tables

from sim.runs import LostBatchError, list_runs, store
from sim.runs.pool import Pool


def cut(path):
    path.write_bytes(path.read_bytes()[:-7])


def empty(path):
    path.write_bytes(b"")


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [cut, empty, flip])
def test_a_damaged_batch_is_reported_and_made_again(tmp_path, calls, reference, damage):
    run(plan(), tmp_path)
    victim = sorted((tmp_path / "pool").rglob("*none-0-3*.parquet"))[0]
    damage(victim)
    calls()
    stored = run(plan(), tmp_path, workers=2)
    assert len(calls()) == 4
    assert stored.repaired == (victim.name,)
    assert stored.manifest["executions"][-1]["repaired"] == [victim.name]
    assert tables(stored) == reference
    assert run(plan(), tmp_path).repaired == ()


def test_a_damaged_batch_under_another_name_is_removed_when_it_is_made_again(tmp_path):
    run(plan("none"), tmp_path)
    victim = sorted((tmp_path / "pool").rglob("*none-0-3*.parquet"))[0]
    stale = victim.with_name(f"{victim.stem.rsplit('-', 1)[0]}-{'0' * 32}.parquet")
    victim.rename(stale)  # as another version of the library might have named it
    assert run(plan("none"), tmp_path).repaired == (stale.name,)
    assert victim.exists() and not stale.exists()


@pytest.mark.parametrize("name", ["quarters.parquet", "years.parquet", "runs.parquet"])
@pytest.mark.parametrize("damage", [cut, Path.unlink])
def test_a_damaged_table_is_put_together_again(tmp_path, calls, reference, name, damage):
    stored = run(plan(), tmp_path)
    damage(stored.folder / name)
    calls()
    assert tables(run(plan(), tmp_path)) == reference
    assert calls() == []


def test_a_damaged_manifest_is_made_again(tmp_path, calls, reference):
    stored = run(plan(), tmp_path)
    cut(stored.folder / "manifest.json")
    calls()
    assert tables(run(plan(), tmp_path)) == reference
    assert calls() == []
    assert list_runs(tmp_path)[0].status == "complete"


def test_a_batch_lost_after_it_was_finished_is_said(tmp_path):
    run(plan("none"), tmp_path)
    for path in (tmp_path / "pool").rglob("*.parquet"):
        path.unlink()
    with pytest.raises(LostBatchError, match="runs 0 to 3 of none"):
        store.compact(plan("none"), tmp_path)
    with pytest.raises(LostBatchError):
        Pool(tmp_path / "pool").load(plan("none").batches()[0])
    assert not list(tmp_path.rglob(".unfinished-*"))


def test_of_two_files_of_a_batch_the_one_with_most_runs_done_counts(tmp_path):
    mended = tmp_path / "mended"
    broken = plan(FakeInputs("fragile", {"break": str(mended)}), replicates=32)
    run(broken, tmp_path)
    worse = {path: path.read_bytes() for path in (tmp_path / "pool").rglob("*.parquet")}
    mended.touch()
    run(broken, tmp_path)
    whole = set((tmp_path / "pool").rglob("*.parquet"))
    for path, content in worse.items():  # as a slower start of the same plan may leave them
        path.write_bytes(content)
    found = [Pool(tmp_path / "pool").find(batch) for batch in broken.batches()]
    assert {stored.path for stored in found} == whole and not any(one.broken for one in found)


def test_a_batch_replaced_at_the_very_moment_is_looked_for_again(tmp_path, monkeypatch):
    run(plan("none"), tmp_path)
    (batch, _), found = plan("none").batches(), Pool.find
    answers = iter([lambda *_: None, found])
    monkeypatch.setattr(Pool, "find", lambda *given: next(answers)(*given))
    assert Pool(tmp_path / "pool").load(batch).failed == 0
