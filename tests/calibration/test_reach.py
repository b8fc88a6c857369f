"""Published moments among the runs of an invented bank, or beyond them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import synthetic_bank
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


def with_discrepancy(table: Table, sd: float) -> Table:
    off = sd**2 * np.eye(len(table.moments.items))
    return replace(table, moments=replace(table.moments, discrepancy=off))


def one_moment_off(table: Table, off: float) -> Table:
    """The published values in the runs' middle but for the first, `off` from it."""
    values = table.values.mean(axis=0)
    values[0] += off
    return published(table, values.tolist())


def test_a_discrepancy_brings_the_published_nearer_and_none_changes_nothing() -> None:
    far = one_moment_off(bank_table(), 3.0)
    plain = reach(far, seed=1)
    assert all(one.allowed.beyond == one.beyond for one in plain)
    assert plain[0].times_needed == plain[1].times_needed == math.inf  # none is declared
    found = reach(with_discrepancy(far, 1.0), seed=1)
    for one, bare in zip(found, plain, strict=True):
        assert (one.distance, one.beyond) == (bare.distance, bare.beyond)
    assert found[1].allowed.distance < found[1].distance / 2


def test_how_many_times_the_discrepancy_is_needed_by_closed_form() -> None:
    # One moment 3 off: within 95 % of normal runs once their sd is 3 / 1.96.
    table = bank_table(rows=4000)
    growth = one_moment_off(table, 3.0)
    only = replace(
        growth, values=growth.values[:, :1],
        moments=growth.moments.chosen(lambda one: one.name == "growth.2017"),
    )  # fmt: skip
    spread = only.values.var() + synthetic_bank.ERRORS**2
    needed = np.sqrt((3.0 / 1.96) ** 2 - spread)
    for sd in (0.5, 2.0):
        found = reach(with_discrepancy(only, sd), seed=1)[0]
        assert found.times_needed == pytest.approx(needed / sd, rel=0.05)
        assert (found.times_needed < 1) == (found.allowed.beyond > 0.05)


def test_within_already_needs_none_and_too_far_is_infinite() -> None:
    table = with_discrepancy(bank_table(), 0.1)
    assert {one.times_needed for one in reach(one_moment_off(table, 0.0), seed=1)} == {0.0}
    assert reach(one_moment_off(table, 1e4), seed=1)[0].times_needed == math.inf
