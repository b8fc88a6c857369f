"""Parts of a sweep's quantities by hand: cut by value, whole points, their own gap of chance."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from results.sweeping.thirds import _split, splits_of


def test_thirds_and_options_by_hand() -> None:
    means = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    found = _split("x", [0.6, 0.5, 0.4, 0.3, 0.2, 0.1], means)
    assert found is not None and found.is_ordered
    assert found.means == (5.5, 3.5, 1.5) and found.gap == 4.0
    found = _split("x", ["b", "a", "b", "a", "b", "a"], means)
    assert found is not None and (found.labels, found.means) == (("a", "b"), (4.0, 3.0))
    assert _split("x", [1] * 6, means) is None
    assert _split("x", list("abcdef"), means) is None


def test_equal_values_stay_in_one_part_whatever_the_order() -> None:
    values = [0.0] * 5 + [1.0, 2.0, 3.0, 4.0, 5.0]
    means = np.arange(10.0)
    found = _split("x", values, means)
    assert found is not None and found.is_ordered
    assert found.means == (2.0, 5.5, 8.0), "the five zeros, 1 and 2, 3 to 5"
    order = np.random.default_rng(1).permutation(10)
    again = _split("x", [values[n] for n in order], means[order])
    assert again is not None and again.means == found.means
    lopsided = _split("x", [0.0] * 15 + [1.0, 2.0, 3.0, 4.0, 5.0], np.arange(20.0))
    assert lopsided is not None and lopsided.means == (None, 7.0, 17.0)


def test_few_values_are_parts_of_their_own() -> None:
    means = np.array([1.0, 3.0, 10.0, 20.0, 30.0])
    found = _split("x", [2, 2, 5, 7, 9], means)
    assert found is not None and not found.is_ordered
    assert (found.labels, found.means) == (("2", "5", "7", "9"), (2.0, 10.0, 20.0, 30.0))


def test_the_gap_of_chance_is_that_of_the_parts_own_sizes() -> None:
    means = np.random.default_rng(2).normal(size=120)
    even = _split("x", ["a"] * 60 + ["b"] * 60, means)
    lone = _split("x", ["a"] * 118 + ["b"] * 2, means)
    assert even is not None and lone is not None
    # Standard error of a difference of means, times the two-sided 95 % point of the normal.
    for split, sizes in ((even, (60, 60)), (lone, (118, 2))):
        wanted = 1.96 * means.std(ddof=1) * math.sqrt(sum(1 / size for size in sizes))
        assert split.floor == pytest.approx(wanted, rel=0.2)


def made_up(points: list[dict[str, Any]], draws: int, values: list[list[int]]) -> Any:
    """A sweep of so many draws a point, with one outcome as given."""
    rows = [
        SimpleNamespace(point=p, settings=q) for p, q in enumerate(points) for _ in range(draws)
    ]
    names = tuple(dict.fromkeys(name for point in points for name in point))
    sweep = SimpleNamespace(names=names, points=points, rows=rows)
    figures = np.ma.masked_less(np.array(values), 0)
    return SimpleNamespace(plan=SimpleNamespace(sweep=sweep), outcome=lambda *_: figures)


def test_an_empty_cell_leaves_out_its_row_for_that_quantity_alone() -> None:
    points = [{"a": 1, "b": 1}, {"a": 1}, {"a": 2, "b": 2}, {"a": 2, "b": 2}]
    swept = made_up(points, 1, [[10], [30], [50], [-1]])
    found = {split.name: split.means for split in splits_of(swept, "x", "v")}
    assert found == {"a": (20.0, 50.0), "b": (10.0, 50.0)}


def test_draws_of_one_point_are_shuffled_together() -> None:
    """Twenty draws of a point agree; chance may not pretend that they are twenty points."""
    own = np.random.default_rng(3).integers(0, 1000, 12)
    points = [{"a": number % 2} for number in range(12)]
    many = made_up(points, 20, [[int(value)] for value in own for _ in range(20)])
    once = made_up(points, 1, [[int(value)] for value in own])
    (split,), (other,) = (splits_of(one, "x", "v") for one in (many, once))
    assert split == other and split.floor > 300
