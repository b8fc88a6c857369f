"""Loops are compiled as closed programs, and rows are asked for before they are needed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

import numba

from sim.compiling import LINE_BYTES, ClosedProgram, fetch_ahead
from sim.law.dialect import law
from sim.rows import FIRM_TYPE, PROJECT_TYPE


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
