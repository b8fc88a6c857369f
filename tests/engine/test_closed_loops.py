"""Loops are compiled as closed programs, and rows are asked for before they are needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

import numba
from numba.core.codegen import JITCPUCodegen

from sim.compiling import LINE_BYTES, ClosedProgram, fetch_ahead
from sim.engine import compiled_loops, compiled_run
from sim.law.dialect import law
from sim.machine_code import FinishedOnce
from sim.rows import FIRM_TYPE, PROJECT_TYPE

ROOT = Path(__file__).resolve().parents[2]


@law
def long_way(first: int, unused: Any, rounds: int) -> int:
    """A rule too long to be worth putting in place twice."""
    total = first
    for turn in range(rounds):
        total = (total * 31 + turn) % 1_000_003
        if total % 7 == 3:
            total = total + unused[0] * 0 + turn * 3
        elif total % 11 == 5:
            total = total * 5 - turn
    return total


def both_ways(numbers: Any, rounds: int) -> int:
    """Ask the rule twice, so that it stays a function of its own."""
    return long_way(3, numbers, rounds) + long_way(5, numbers, rounds + 1)


def code_of(**options: Any) -> tuple[str, int]:
    """Code of `both_ways` as the machine gets it, and what it answers."""
    compiled = numba.njit(nogil=True, error_model="numpy", _nrt=False, **options)(both_ways)
    answer = compiled(np.arange(4), 50)
    (text,) = compiled.inspect_llvm().values()
    return text, answer


def test_nothing_in_a_closed_loop_is_open_to_others_and_it_answers_the_same() -> None:
    opened, usual = code_of()
    closed, same = code_of(pipeline_class=ClosedProgram)
    assert "linkonce_odr" in opened, "numba has changed: look at sim/compiling.py again"
    assert "linkonce_odr" not in closed
    assert usual == same == both_ways(np.arange(4), 50)


def test_a_loop_compiled_later_does_not_take_a_closed_function_for_its_own() -> None:
    # The closed loop drops the argument that nobody reads; an open caller still hands it over.
    closed, _answer = code_of(pipeline_class=ClosedProgram)
    assert "define internal" not in closed, "its name would be found by loops compiled later"
    later = numba.njit(lambda given, rounds: long_way(4, given, rounds) * long_way(6, given, 9))
    numbers = np.arange(4)
    assert later(numbers, 50) == later.py_func(numbers, 50)


# ---------------------------------------------------------------- finished once


@law
def deeper(first: int, numbers: Any) -> int:
    """A rule that asks another."""
    return long_way(first, numbers, 20) + long_way(first + 1, numbers, 30)


def asks_deeper(numbers: Any) -> int:
    """A loop's way in."""
    return deeper(3, numbers) + long_way(2, numbers, 4)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the modules handed over to be made machine code."""
    names: list[str] = []
    usual = JITCPUCodegen._add_module

    def add(self: Any, module: Any) -> Any:
        names.append(module.name)
        return usual(self, module)

    monkeypatch.setattr(JITCPUCodegen, "_add_module", add)
    return names


def test_what_a_loop_calls_is_made_machine_code_with_it_and_not_before(made: list[str]) -> None:
    loop = numba.njit(nogil=True, error_model="numpy", pipeline_class=FinishedOnce)(asks_deeper)
    numbers = np.arange(4)
    assert loop(numbers) == asks_deeper(numbers)
    assert made == ["jigai"], "numba has changed: look at sim/machine_code.py again"


def test_other_peoples_functions_are_compiled_as_ever_after_a_loop(made: list[str]) -> None:
    numba.njit(pipeline_class=FinishedOnce)(asks_deeper)(np.arange(4))
    codegen = numba.core.registry.cpu_target.target_context.codegen()
    assert not {"_library_class", "set_env", "unserialize_library"} & set(vars(codegen))
    made.clear()

    @numba.njit
    def helper(number: int) -> int:
        return number * 2

    # Theirs calls a rule that was compiled as a part of ours, and one of their own.
    theirs = numba.njit(lambda numbers: deeper(3, numbers) + helper(7))
    numbers = np.arange(4)
    assert theirs(numbers) == deeper(3, numbers) + 14
    assert helper(5) == 10
    assert any("helper" in name for name in made) and "jigai" not in made


def test_a_loop_that_cannot_be_compiled_leaves_the_compiler_as_it_was() -> None:
    loop = numba.njit(pipeline_class=FinishedOnce)(lambda numbers: deeper(numbers.nothing, 0))
    with pytest.raises(numba.core.errors.TypingError):
        loop(np.arange(4))
    codegen = numba.core.registry.cpu_target.target_context.codegen()
    assert not {"_library_class", "set_env", "unserialize_library"} & set(vars(codegen))
    assert numba.njit(lambda number: number + 1)(2) == 3


LOOPS = """
from sim import machine_code
machine_code.finish_once()
from sim.compiling import law_loop

@law_loop
def inner(numbers):
    for i in range(len(numbers)):
        numbers[i] = numbers[i] * 3 + 1

@law_loop
def outer(numbers):
    inner(numbers)
    inner(numbers)
"""
ASKED = """
import numpy, sys
import loops_of_a_test as loops
for name in sys.argv[1:]:
    numbers = numpy.arange(4)
    getattr(loops, name)(numbers)
    print(numbers.tolist(), sum(getattr(loops, name).stats.cache_hits.values()))
"""


def test_a_loop_kept_on_disk_is_whole_also_where_another_is_compiled_that_calls_it(
    tmp_path: Path,
) -> None:
    """As where two processes compile at once, or one was killed while it did."""
    (tmp_path / "loops_of_a_test.py").write_text(LOOPS, "utf-8")
    environment = os.environ | {
        "NUMBA_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}",
    }  # fmt: skip

    def told(*asked: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", ASKED, *asked], env=environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    once, twice = "[1, 4, 7, 10]", "[4, 13, 22, 31]"
    assert told("inner") == [f"{once} 0"]
    assert told("outer", "inner") == [f"{twice} 0", f"{once} 1"]
    assert told("inner", "outer") == [f"{once} 1", f"{twice} 1"]


def test_every_loop_of_a_run_is_finished_once() -> None:
    for module in (compiled_loops(), compiled_run()):
        loops = [value for value in vars(module).values() if hasattr(value, "py_func")]
        assert loops
        assert all(loop._compiler.pipeline_class is FinishedOnce for loop in loops)


@pytest.mark.parametrize("row_type", [FIRM_TYPE, PROJECT_TYPE], ids=["firm", "project"])
def test_every_line_of_a_row_is_asked_for_and_nothing_is_changed(row_type: Any) -> None:
    compiled = numba.njit(lambda table, row: fetch_ahead(table[row]))
    table = np.zeros(3, dtype=row_type)
    table.view(np.int64)[:] = np.arange(table.nbytes // 8)
    before = table.tobytes()
    compiled(table, 1)
    assert table.tobytes() == before
    (text,) = compiled.inspect_llvm().values()
    asked = text.count("call void @llvm.prefetch")
    # A row need not begin where a line does: its last byte may lie in one line more.
    assert asked == -(-(row_type.itemsize - 1) // LINE_BYTES) + 1


def test_only_rows_can_be_asked_for() -> None:
    compiled = numba.njit(lambda number: fetch_ahead(number))
    with pytest.raises(numba.core.errors.TypingError):
        compiled(3)
