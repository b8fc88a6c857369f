import json
import os
import re
import time
from pathlib import Path

import pyarrow as pa
import pytest
from fake_city import FakeInputs, plan, run

from sim.runs import StoreError, files, list_runs, open_run, store
from sim.runs.pool import Pool


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Two ensembles of one scenario, for reading only."""
    folder = tmp_path_factory.mktemp("runs")
    run(plan(), folder)
    run(plan(replicates=2), folder)
    return folder


def test_a_run_is_opened_by_folder_by_name_and_by_the_start_of_its_key(out):
    key = plan().key
    name = f"town-{key[:12]}"
    ways = [out / name, str(out / name), name, key, key[:12], key[:6]]
    assert {open_run(way, out).key for way in ways} == {key}
    assert open_run(key, out).quarters().equals(run(plan(), out).quarters())


@pytest.mark.parametrize("name", ["", "zzzz", "town"])
def test_a_name_that_fits_none_is_answered_with_those_there_are(out, name):
    with pytest.raises(StoreError, match=f"no ensemble in .*there are: .*town-{plan().key[:12]}"):
        open_run(name, out)


def test_a_start_of_several_keys_is_refused(tmp_path):
    seeds, firsts = 0, {}
    while True:  # until two keys begin with one letter
        one = plan("none", replicates=1, seed=seeds)
        if one.key[0] in firsts:
            break
        firsts[one.key[0]], seeds = one, seeds + 1
    run(one, tmp_path)
    run(firsts[one.key[0]], tmp_path)
    with pytest.raises(StoreError, match="2 ensembles"):
        open_run(one.key[0], tmp_path)


def test_an_unfinished_and_a_damaged_run_are_said_to_be_so(tmp_path):
    store.begin(plan(), tmp_path)
    folder = store.folder_of(plan(), tmp_path)
    with pytest.raises(StoreError, match="unfinished"):
        open_run(plan().key, tmp_path)
    (folder / "manifest.json").write_text('{"key": "half of it"}')
    with pytest.raises(StoreError, match="damaged"):
        open_run(folder, tmp_path)
    assert [(one.folder, one.status) for one in list_runs(tmp_path)] == [(folder, "damaged")]


def test_a_damaged_table_is_said_to_be_so(tmp_path):
    stored = run(plan(), tmp_path)
    path = stored.folder / "years.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreError, match=re.escape(str(path))):
        stored.years()
    assert not stored.is_whole() and len(stored.quarters())


def test_the_list_says_what_there_is(out):
    found = {one.key: one for one in list_runs(out)}
    assert found.keys() == {plan().key, plan(replicates=2).key}
    one = found[plan(replicates=2).key]
    assert (one.scenario_id, one.status, one.total, one.done, one.failed) == (
        "town", "complete", 4, 4, 0,
    )  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", one.created)
    assert list_runs(out / "nowhere") == []


def test_the_manifest_holds_the_plans_record_and_the_batches(out):
    stored = open_run(plan().key, out)
    record = json.loads(json.dumps(plan().record()))
    assert {name: stored.manifest[name] for name in record} == record
    kept = {path.name for path in (out / "pool").rglob("*.parquet")}
    assert set(stored.manifest["batches"].values()) <= kept


def test_no_table_names_a_folder_or_a_time(out):
    stored = open_run(plan().key, out)
    year = stored.manifest["created"][:10].encode()
    for path in stored.folder.glob("*.parquet"):
        content = path.read_bytes()
        assert str(out).encode() not in content and year not in content


def test_no_changed_byte_of_a_batch_goes_unseen(tmp_path):
    a_plan = plan("none", replicates=1)
    run(a_plan, tmp_path)
    (batch,) = a_plan.batches()
    pool = Pool(tmp_path / "pool")
    (path,) = pool.names(batch.key)
    content = path.read_bytes()
    for place in range(0, len(content), 41):
        path.write_bytes(content[:place] + bytes([content[place] ^ 16]) + content[place + 1 :])
        assert pool.find(batch) is None and pool.damaged(batch) == [path]
    path.write_bytes(content)
    assert pool.find(batch).content == content and pool.damaged(batch) == []


@pytest.mark.parametrize("variant", ["no/such", "no-programme-", "无 政策", "..", "v" * 300])
def test_a_variants_name_never_leaves_the_pool(tmp_path, variant):
    a_plan = plan(FakeInputs(variant), replicates=5)
    assert set(run(a_plan, tmp_path).quarters().variant) == {variant}
    paths = [path for path in tmp_path.rglob("*.parquet") if path.parent.parent.name == "pool"]
    assert len(paths) == 2
    store.note(a_plan, tmp_path, {}, {"status": store.UNFINISHED}, {})
    assert list_runs(tmp_path)[0].done == 5


@pytest.mark.parametrize("scenario", ["a/b", "深圳", "..", "s" * 300])
def test_a_scenarios_name_never_leaves_the_folder(tmp_path, scenario):
    stored = run(plan(FakeInputs("none", scenario_id=scenario), replicates=1), tmp_path)
    assert stored.folder.parent == tmp_path
    assert open_run(stored.key, tmp_path).manifest["scenario"] == scenario


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "file"
    files.write_bytes(path, b"old")
    with pytest.raises(ArithmeticError), files.replacing(path) as temporary:
        temporary.write_bytes(b"half")
        raise ArithmeticError
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
    assert path.read_bytes() == b"old"


def test_only_old_leftovers_are_cleared(tmp_path):
    old, young, other = (tmp_path / name for name in (".unfinished-1-a", ".unfinished-2-b", "c"))
    for path in (old, young, other):
        path.touch()
    long_ago = time.time() - 2 * files.OLD_SECONDS
    os.utime(old, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    files.clear_leftovers(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".unfinished-2-b", "c"]


@pytest.mark.skipif(os.name != "posix", reason="asks for processes as POSIX does")
def test_a_leftover_of_an_earlier_process_with_our_number_is_cleared(tmp_path, monkeypatch):
    with files.replacing(tmp_path / "whole") as own:
        own.write_bytes(b"half")
        token = own.name.split("-")[3]
        earlier = tmp_path / own.name.replace(f"-{token}-", "-01234567-")
        earlier.touch()
        files.clear_leftovers(tmp_path)
        assert own.exists() and not earlier.exists()
        with monkeypatch.context() as patch:  # where the system tells nothing of processes
            patch.setattr(Path, "read_bytes", lambda _: (_ for _ in ()).throw(OSError()))
            earlier.touch()
            assert files._is_forsaken(earlier) and files._token(os.getppid()) == ""
            parent = tmp_path / earlier.name.replace(f"-{os.getpid()}-", f"-{os.getppid()}-")
            parent.touch()
            assert not files._is_forsaken(parent), "it runs, and no more is known"
        files.clear_leftovers(tmp_path)
        assert own.exists() and not parent.exists()


@pytest.mark.parametrize("pieces", [[30], [1] * 30, [7, 0, 13, 10], [8, 8, 8, 6]])
def test_a_tables_bytes_do_not_depend_on_its_pieces(tmp_path, monkeypatch, pieces):
    monkeypatch.setattr(files, "ROWS_IN_GROUP", 8)
    table = pa.table({"name": [f"n{place % 4}" for place in range(30)], "value": range(30)})
    for name, sizes in (("whole", [30]), ("pieces", pieces)):
        with files.TableFile(tmp_path / name, table.schema) as writer:
            first = 0
            for size in sizes:
                writer.add(table.slice(first, size))
                first += size
    assert (tmp_path / "whole").read_bytes() == (tmp_path / "pieces").read_bytes()
    assert pa.parquet.read_table(tmp_path / "pieces").equals(table)
    assert pa.parquet.ParquetFile(tmp_path / "pieces").num_row_groups == 4


def test_nor_do_the_bytes_of_large_numbers_that_fill_many_pages(tmp_path):
    table = pa.table({"value": [place * 7_919_777_777 for place in range(400_000)]})
    for name, size in (("whole", 400_000), ("pieces", 7_777)):
        with files.TableFile(tmp_path / name, table.schema) as writer:
            for first in range(0, 400_000, size):
                writer.add(table.slice(first, size))
    assert (tmp_path / "whole").read_bytes() == (tmp_path / "pieces").read_bytes()
