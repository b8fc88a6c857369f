"""An edited law is never answered from what was compiled before the edit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim.engine
from sim.engine import cache_folder, compiled_loops, compiled_run, law_hash, law_sources

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [str(path.relative_to(ROOT)) for path in law_sources()]


def test_the_sources_are_law_acts_loops_and_rows() -> None:
    assert {
        "sim/law/first_look.py", "sim/law/doubles.py", "sim/acts/deciding.py", "sim/compiling.py",
        "sim/compiled_loops.py", "sim/compiled_run.py", "sim/quarter.py", "sim/rows.py",
        "sim/treasury_rows.py", "sim/measures.py", "sim/randomness.py",
    } <= set(SOURCES)  # fmt: skip


def test_an_edit_of_any_source_names_another_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were it of one letter, in the same second."""
    usual = law_hash()
    copies = [tmp_path / name for name in SOURCES]
    for path in copies:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path.relative_to(tmp_path), path)
    monkeypatch.setattr(sim.engine, "law_sources", lambda: copies)
    assert law_hash() == usual
    names = {cache_folder()}
    for path in copies:
        text, times = path.read_bytes(), path.stat()
        path.write_bytes(text[:-1] + b" ")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        names.add(cache_folder())
        path.write_bytes(text)
    assert len(names) == len(copies) + 1
    assert law_hash() == usual


def test_another_way_of_compiling_names_another_cache_and_the_same_law(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = cache_folder(), law_hash()
    copy = tmp_path / "machine_code.py"
    shutil.copy(sim.engine.MACHINE_CODE, copy)
    monkeypatch.setattr(sim.engine, "MACHINE_CODE", copy)
    assert (cache_folder().parent, law_hash()) == (usual[0].parent, usual[1])
    edited = tmp_path / "folder" / "machine_code.py"
    edited.parent.mkdir()
    edited.write_bytes(copy.read_bytes() + b"\n")
    names = {cache_folder()}
    monkeypatch.setattr(sim.engine, "MACHINE_CODE", edited)
    names.add(cache_folder())
    assert len(names) == 2 and law_hash() == usual[1]


def test_every_compiled_loop_is_kept_under_the_name_of_the_law() -> None:
    loops = [
        value
        for module in (compiled_loops(), compiled_run())
        for value in vars(module).values()
        if hasattr(value, "py_func")
    ]
    assert len(loops) > 6
    for loop in loops:
        kept = Path(loop._cache.cache_path)
        assert cache_folder() in kept.parents or kept == cache_folder(), loop


PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
from thinned_worlds import SHIPPED, thin
import scenarios
from sim.model_inputs import prepare
from sim.randomness import run_key
from sim.simulation import simulate
inputs = thin(prepare(scenarios.load_scenario(SHIPPED), "as-enacted"), 60)
walked, compiled = (simulate(inputs, run_key(7, 0), engine) for engine in ("mesa", "compiled"))
assert (walked.tallies == compiled.tallies).all(), "answered from an older law"
print(int((compiled.tallies % 1_000_003).sum()))
"""
# Of the same length, so that neither size nor second tells. That every other source counts as this
# one does is held above; each edit more would compile the law once more.
EDITED, BEFORE, AFTER = "sim/law/opportunity.py", "(0.5 + gap)", "(0.6 + gap)"


@pytest.mark.slow
def test_a_process_after_an_edit_answers_by_the_edited_law(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for name in ("sim", "scenarios", "tests"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    environment = dict(os.environ) | {
        "JIGAI_CACHE": str(tmp_path / "cache"), "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(tree),
    }  # fmt: skip
    program = PROGRAM.format(tests=str(tree / "tests" / "engine"))

    def answer() -> str:
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=tree, env=environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    first, path = answer(), tree / EDITED
    text, times = path.read_text("utf-8"), path.stat()
    assert text.count(BEFORE) == 1 and len(BEFORE) == len(AFTER)
    path.write_text(text.replace(BEFORE, AFTER), "utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert answer() != first
