"""`jigai sweep` and `jigai runs` as a user meets them."""

from __future__ import annotations

import errno
import importlib.util
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from results.cli.app import build_app
from results.cli.sweep_texts import TEXTS
from sim.errors import SimulationError
from sim.runs import WorkerDiedError, files
from sim.runs.totals import Runner
from tests.read_once import read_once as read_once

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios" / "shenzhen-doubling.yaml"
DESIGN = f"""
id: tiny
title: {{zh: 小试, en: Tiny}}
scenario: {SHIPPED}
design: {{kind: grid}}
firms: 100
quarters: 20
replicates: 2
vary:
  - {{name: behaviour.payback, low: 1.5, high: 2.5, steps: 4}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cli")


@pytest.fixture(scope="module")
def design(folder: Path) -> str:
    (folder / "tiny.yaml").write_text(DESIGN, encoding="utf-8")
    return str(folder / "tiny.yaml")


def jigai(*words: str) -> Any:
    return CliRunner().invoke(build_app("en"), [*words])


@pytest.fixture(scope="module")
def done(design: str, folder: Path) -> Any:
    return jigai("sweep", design, "--out", str(folder / "out"), "--lang", "en")


def test_it_says_beforehand_what_it_will_run_and_at_the_end_what_came_of_it(done: Any) -> None:
    assert done.exit_code == 0, done.stderr
    assert "4 points, 4 sets of parameters, 2 replicates of each, 2 variants; 16" in done.stderr
    assert "16 runs, about" in done.stderr
    assert "behaviour.payback" in done.stdout and "True renovation" in done.stdout
    assert "A sub-sample was run" in done.stdout and "Tables: " in done.stdout


def test_again_in_chinese_nothing_is_run_anew(done: Any, design: str, folder: Path) -> None:
    again = jigai("sweep", design, "--out", str(folder / "out"), "--lang", "zh")
    assert again.exit_code == 0
    assert "其中 16 次早已算过" in again.stdout and "各量分档的均值" in again.stdout


def test_json_is_one_object(done: Any, design: str, folder: Path) -> None:
    found = json.loads(jigai("sweep", design, "--out", str(folder / "out"), "--json").stdout)
    assert found["ok"] and (found["runs"], found["reused"], found["failed"]) == (16, 16, 0)
    assert found["main"] == "reported" and found["outcomes"]["as-enacted"]["induced"]["runs"] == 8
    assert Path(found["folder"]).is_dir()


def test_a_dry_run_runs_nothing(design: str, tmp_path: Path) -> None:
    found = jigai("sweep", design, "--out", str(tmp_path / "none"), "--dry-run", "--lang", "en")
    assert found.exit_code == 0 and "nothing was run" in found.stdout
    assert not (tmp_path / "none").exists()


def test_what_is_kept_is_not_in_the_time_said_beforehand(
    done: Any, design: str, folder: Path, tmp_path: Path
) -> None:
    out = str(folder / "out")
    more = jigai("sweep", design, "--out", out, "--dry-run", "--replicates", "3", "--lang", "en")
    assert "16 kept, 8 to run." in more.stderr and "8 runs, about" in more.stderr
    same = jigai("sweep", design, "--out", out, "--dry-run", "--lang", "en")
    assert "16 kept, 0 to run." in same.stderr and "about" not in same.stderr
    assert "kept" not in jigai("sweep", design, "--out", str(tmp_path), "--dry-run").stderr


def test_a_dry_run_with_a_width_runs_no_pilot(design: str, tmp_path: Path) -> None:
    words = ("sweep", design, "--out", str(tmp_path / "none"), "--dry-run", "--width", "5%")
    found = jigai(*words, "--lang", "en")
    assert found.exit_code == 0 and "a pilot of 64 runs; nothing was run" in found.stdout
    assert json.loads(jigai(*words, "--json").stdout)["pilot"] == 64
    assert not (tmp_path / "none").exists()


def test_a_width_says_and_runs_the_replicates_that_it_needs(design: str, tmp_path: Path) -> None:
    found = jigai("sweep", design, "--out", str(tmp_path), "--width", "1e15", "--json")
    assert found.exit_code == 0, found.stderr
    assert "A pilot of 64 runs" in found.stderr and "replicates of each are needed" in found.stderr
    told = json.loads(found.stdout)["width"]
    assert told["asked"] == "1e15" and told["rows"] == 4 and told["wider"] == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--width", "5%", "--replicates", "3"), "not with --replicates"),
        (("--outcome", "induced"), "state a width"),
        (("--width", "broad"), "a width is a share such as 5%"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    design: str, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    found = jigai("sweep", design, "--out", str(tmp_path), "--lang", "en", *words)
    assert found.exit_code == 2 and message in found.stderr
    assert "Traceback" not in found.stderr


def test_a_faulty_design_is_refused_with_line_and_name(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(DESIGN.replace("payback", "paybakc"), encoding="utf-8")
    found = jigai("sweep", str(path), "--out", str(tmp_path), "--lang", "en")
    assert found.exit_code == 2 and "did you mean 'behaviour.payback'" in found.stderr
    assert "bad.yaml:10:12" in found.stderr


def test_ctrl_c_says_how_to_go_on(
    design: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(progress: Any, told: Any) -> None:
        if told.done:
            raise KeyboardInterrupt

    monkeypatch.setattr("results.cli.progress.ProgressDisplay.__call__", stopped)
    found = jigai("sweep", design, "--out", str(tmp_path), "--lang", "en")
    assert found.exit_code == 130
    assert "of 16 runs finished. They are kept in" in found.stderr
    listed = json.loads(jigai("runs", "ls", "--out", str(tmp_path), "--json").stdout)
    assert [one["status"] for one in listed["kept"]] == ["unfinished"]
    monkeypatch.undo()
    assert jigai("sweep", design, "--out", str(tmp_path)).exit_code == 0


def test_a_full_disk_is_told_in_one_line(
    design: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync
    left = 3

    def full(handle: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    monkeypatch.setattr(files.os, "fsync", full)
    found = jigai("sweep", design, "--out", str(tmp_path), "--lang", "en", "--json")
    assert found.exit_code == 1
    assert "No space left on device" in found.stderr and "the same command goes on" in found.stderr
    assert "Traceback" not in found.stderr
    assert json.loads(found.stdout)["error"]["kind"] == "RowsNotKeptError"
    monkeypatch.undo()
    assert jigai("sweep", design, "--out", str(tmp_path)).exit_code == 0
    assert not list(tmp_path.rglob(".unfinished-*"))


def test_tables_that_cannot_be_written_are_told_and_the_runs_are_kept(
    design: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced = Path.replace

    def held(path: Path, target: Path) -> Path:
        if target.name == "years.parquet":  # open in a spreadsheet, on Windows
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        return replaced(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", held)
        found = jigai("sweep", design, "--out", str(tmp_path), "--lang", "en", "--json")
    assert found.exit_code == 1 and "Traceback" not in found.stderr
    assert "the tables cannot be written" in found.stderr and "years.parquet" in found.stderr
    assert "Finished runs are kept" in found.stderr
    assert json.loads(found.stdout)["error"]["kind"] == "TablesNotWrittenError"
    again = jigai("sweep", design, "--out", str(tmp_path), "--json")
    assert again.exit_code == 0 and json.loads(again.stdout)["reused"] == 16


def test_runs_that_broke_leave_the_sweep_incomplete_until_it_is_run_again(
    design: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(runner: Runner, inputs: Any, key: int, measures: Any) -> Any:
        if float(inputs.behaviour["payback"][0]) == 2.5:
            raise MemoryError("no room")
        return totals(runner, inputs, key, measures)

    totals = Runner.totals
    with monkeypatch.context() as patch:
        patch.setattr(Runner, "totals", fragile)
        found = jigai("sweep", design, "--out", str(tmp_path), "--lang", "en", "--json")
    told = json.loads(found.stdout)
    assert found.exit_code == 1 and not told["ok"] and (told["broken"], told["failed"]) == (4, 4)
    assert "4 runs broke off" in found.stderr and "run the same command again" in found.stderr
    listed = json.loads(jigai("runs", "ls", "--out", str(tmp_path), "--json").stdout)
    assert [one["status"] for one in listed["kept"]] == ["incomplete"]
    assert "incomplete" in jigai("runs", "ls", "--out", str(tmp_path), "--lang", "en").stdout
    again = jigai("sweep", design, "--out", str(tmp_path), "--lang", "en", "--json")
    assert again.exit_code == 0 and json.loads(again.stdout)["reused"] == 12
    listed = json.loads(jigai("runs", "ls", "--out", str(tmp_path), "--json").stdout)
    assert [one["status"] for one in listed["kept"]] == ["complete"]


def test_a_sweep_without_any_figure_does_not_end_well(
    design: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: Any) -> Any:
        raise SimulationError("too much")

    monkeypatch.setattr(Runner, "totals", none)
    found = jigai("sweep", design, "--out", str(tmp_path), "--lang", "en")
    assert found.exit_code == 1 and "No run gave figures" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_lost_worker_is_told_in_one_line(
    design: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: Any, **__: Any) -> None:
        raise WorkerDiedError("a worker process died. What was finished is kept.")

    monkeypatch.setattr("results.sweeping.carry_out.carry_out", lost)
    found = jigai("sweep", design, "--out", str(tmp_path), "--lang", "en")
    assert found.exit_code == 1 and "Stopped: a worker process died" in found.stderr


def test_runs_that_failed_are_told_and_the_table_stands(
    design: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(runner: Runner, inputs: Any, key: int, measures: Any) -> Any:
        if float(inputs.behaviour["payback"][0]) == 2.5:
            raise SimulationError("too much")
        return totals(runner, inputs, key, measures)

    totals = Runner.totals
    monkeypatch.setattr(Runner, "totals", fragile)
    found = jigai("sweep", design, "--out", str(tmp_path), "--lang", "en")
    assert found.exit_code == 0
    assert "2 runs gave no figures, the first (as-enacted, row 3, replicate 0)" in found.stderr


def test_runs_are_listed_shown_and_exported(done: Any, folder: Path, tmp_path: Path) -> None:
    out = str(folder / "out")
    listed = jigai("runs", "ls", "--out", out, "--lang", "en").stdout
    assert "tiny" in listed and "complete" in listed and "16/16" in listed
    (kept,) = json.loads(jigai("runs", "ls", "--out", out, "--json").stdout)["kept"]
    shown = jigai("runs", "show", kept["key"][:8], "--out", out, "--lang", "zh").stdout
    assert "扫描 tiny" in shown and "种子: 2017" in shown
    record = json.loads(jigai("runs", "show", "tiny", "--out", out, "--json").stdout)
    assert record["manifest"]["key"] == kept["key"]
    target = tmp_path / "years.csv"
    words = ("runs", "export", "tiny", "--to", str(target), "--out", out, "--lang", "en")
    assert jigai(*words).exit_code == 0 and target.is_file()
    assert jigai("runs", "show", "zzz", "--out", out).exit_code == 2
    assert "Nothing is kept" in jigai("runs", "ls", "--out", str(tmp_path), "--lang", "en").stdout


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_teaches_in_both_languages(language: Any) -> None:
    place = 0 if language == "zh" else 1
    app = build_app(language)
    for words, key in (
        (["sweep"], "sweep"), (["runs"], "runs"), (["runs", "ls"], "ls"),
        (["runs", "show"], "show"), (["runs", "export"], "export"),
    ):  # fmt: skip
        told = CliRunner().invoke(app, [*words, "--help"])
        assert told.exit_code == 0
        assert TEXTS[key][place][:12] in told.stdout
        assert "jigai " + " ".join(words) in told.stdout


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")
def test_killed_again_and_again_it_ends_in_the_same_folder(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(DESIGN.replace("steps: 4", "steps: 60"), encoding="utf-8")
    words = [sys.executable, "-m", "results.cli", "sweep", str(path), "--out"]
    environment = os.environ | {"PYTHONPATH": str(SHIPPED.parents[1])}
    moments = random.Random(6)
    for _ in range(6):
        with subprocess.Popen(
            [*words, str(tmp_path / "out")], env=environment, cwd=tmp_path,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            assert process.stderr is not None
            for _ in range(3):  # up to the first count of runs
                process.stderr.readline()
            time.sleep(moments.uniform(0.0, 2.0))
            process.kill()
    for out in ("out", "whole"):
        subprocess.run([*words, str(tmp_path / out)], env=environment, cwd=tmp_path, check=True,
                       capture_output=True)  # fmt: skip
    (found,), (whole,) = (list((tmp_path / out / "sweeps").iterdir()) for out in ("out", "whole"))
    assert {p.name: p.read_bytes() for p in found.iterdir()} == {
        p.name: p.read_bytes() for p in whole.iterdir()
    }
    assert len(list(found.iterdir())) == 5
    assert not list(tmp_path.rglob(".unfinished-*"))


def hears_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")
@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="no dask.distributed")
def test_ctrl_c_beside_a_local_cluster_is_answered_once(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(DESIGN.replace("steps: 4", "steps: 400"), encoding="utf-8")
    words = ["sweep", str(path), "--out", str(tmp_path), "--distributed", "local", "--lang", "en"]
    with subprocess.Popen(
        [sys.executable, "-m", "results.cli", *words],
        env=os.environ | {"PYTHONPATH": str(SHIPPED.parents[1])}, cwd=tmp_path,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
        # What runs in the background may have been told to ignore Ctrl-C, and hands that on.
        preexec_fn=hears_ctrl_c,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        for line in process.stderr:
            if "runs, " in line and not line.startswith("0/"):
                break
        os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to the workers too
        said = process.stderr.read()
    assert process.returncode == 130
    assert "the same command goes on" in said and "Traceback" not in said
