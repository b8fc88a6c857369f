"""Published moments among the runs of an invented bank, or beyond them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from synthetic_bank import bank_table

from calibration.fit.reach import EVERYTHING, reach
from calibration.fit.screening import Table


def published(table: Table, values: list[float]) -> Table:
    items = zip(table.moments.items, values, strict=True)
    moments = replace(table.moments, items=tuple(replace(one, value=v) for one, v in items))
    return replace(table, moments=moments)


def test_the_middle_of_the_bank_is_within_reach() -> None:
    table = bank_table()
    found = reach(published(table, table.values.mean(axis=0).tolist()), seed=1)
    assert [one.block for one in found] == [EVERYTHING, "growth", "level", "firms"]
    assert [one.moments for one in found] == [5, 2, 2, 1]
    assert all(one.distance < 0.1 and one.beyond > 0.9 for one in found)


def test_what_no_run_gives_is_beyond_all() -> None:
    table = bank_table()
    values = table.values.mean(axis=0)
    values[0] += 10
    every, growth, level, _ = reach(published(table, values.tolist()), seed=1)
    assert every.beyond == growth.beyond == 0.0
    assert growth.distance > growth.farthest > growth.median
    assert level.beyond > 0.9


def test_moments_each_possible_and_together_not_are_beyond() -> None:
    table = bank_table()
    middle, spread = table.values.mean(axis=0), table.values.std(axis=0)
    values = middle + spread * [0, 0, 1.5, -1.5, 0]  # two levels that go together in all runs
    found = {one.block: one for one in reach(published(table, values.tolist()), seed=1)}
    assert found["level"].beyond < 0.01


def test_distance_of_one_moment_by_hand() -> None:
    # Without errors of observation: squared deviation over the variance of the runs.
    table = bank_table()
    bare = replace(table, moments=replace(table.moments, covariance=np.zeros((5, 5))))
    firms = reach(bare, seed=1)[-1]
    runs = table.values[:, -1]
    assert firms.distance == pytest.approx(runs.mean() ** 2 / runs.var(ddof=1))
    assert firms.beyond == (abs(runs - runs.mean()) >= abs(runs.mean())).mean()
