"""Monte Carlo errors and the comparison of two posteriors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.inference.agreement import RATIO, SHIFT, Agreement, Weighted, agreement
from calibration.inference.arrays import systematic


def normal(seed: int, count: int = 2000, shift: float = 0.0, size: float = 1.0) -> np.ndarray:
    return shift + size * np.random.default_rng(seed).standard_normal((count, 2))


def test_errors_of_independent_draws_are_the_usual_ones():
    draws = Weighted(normal(1))
    assert draws.mean_error() == pytest.approx(1 / math.sqrt(2000), rel=0.05)
    assert draws.sd_error() == pytest.approx(1 / math.sqrt(4000), rel=0.08)


def test_copies_of_one_ancestor_count_once():
    few = normal(1, 200)
    copies = Weighted(np.repeat(few, 10, axis=0), ancestors=np.repeat(np.arange(200), 10))
    assert copies.mean_error() == pytest.approx(Weighted(few).mean_error())
    assert copies.sd() == pytest.approx(Weighted(few).sd())


def test_weights_are_as_good_as_copies():
    few = normal(2, 300)
    times = np.random.default_rng(1).integers(1, 4, 300)
    weighted = Weighted(few, times.astype(float))
    copied = Weighted(np.repeat(few, times, axis=0), ancestors=np.repeat(np.arange(300), times))
    for name in ("mean", "sd", "mean_error", "sd_error"):
        assert getattr(weighted, name)() == pytest.approx(getattr(copied, name)())


def test_too_few_ancestors_give_no_error():
    draws = Weighted(normal(1, 100), ancestors=np.arange(100) % 49)
    assert np.isnan(draws.mean_error()).all() and np.isnan(draws.sd_error()).all()


def test_a_difference_is_in_units_of_the_first():
    found = agreement(Weighted(normal(1, size=2.0)), Weighted(normal(2, shift=1.0, size=3.0)))
    assert found.shift == pytest.approx(0.5, abs=4 * found.shift_error.max())
    assert found.ratio == pytest.approx(1.5, abs=4 * found.ratio_error.max())
    assert found.shift_error == pytest.approx(math.hypot(2, 3) / 2 / math.sqrt(2000), rel=0.1)
    assert found.ratio_error == pytest.approx(1.5 / math.sqrt(2000), rel=0.1)
    assert not found.within(0.1, 1.65).any() and not found.within(1.0, 1.1).any()
    assert found.within(0.6, 1.65).all()


def test_the_marks_of_agreement_are_as_declared():
    assert (SHIFT, RATIO) == (0.5, 1.5)
    none = np.zeros(6)
    ratio = np.array([1.0, 1.0, 1.49, 1.51, 1 / 1.49, 1 / 1.51])
    shift = np.array([0.49, -0.51, 0.0, 0.0, 0.0, 0.0])
    marked = Agreement(shift, none, ratio, none).within()
    assert marked.tolist() == [True, False, True, False, True, False]


def test_chance_is_covered_by_the_errors():
    z, w = [], []
    for seed in range(100):
        one, other = Weighted(normal(seed, 500)), Weighted(normal(1000 + seed, 500))
        found = agreement(one, other)
        z += (found.shift / found.shift_error).tolist()
        w += ((found.ratio - 1) / found.ratio_error).tolist()
    assert np.std(z) == pytest.approx(1.0, abs=0.2) and np.std(w) == pytest.approx(1.0, abs=0.2)


def test_what_cannot_be_compared_is_refused():
    draws = normal(1, 100)
    with pytest.raises(ValueError, match="same parameters"):
        agreement(Weighted(draws), Weighted(draws[:, :1]))
    with pytest.raises(ValueError, match="do not vary"):
        agreement(Weighted(draws), Weighted(np.zeros((100, 2))))
    with pytest.raises(ValueError, match="weights"):
        Weighted(draws, -np.ones(100)).mean()
    with pytest.raises(ValueError, match="weights"):
        Weighted(draws, np.ones(99)).mean()
    with pytest.raises(ValueError, match="ancestors"):
        Weighted(draws, ancestors=np.arange(99)).mean_error()


@settings(deadline=None)
@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20), st.integers(1, 200), st.integers())
def test_systematic_resampling_takes_each_row_as_often_as_it_weighs(weights, count, seed):
    w = np.array(weights) + 1e-6
    chosen = systematic(w, count, np.random.default_rng(abs(seed)))
    times = np.bincount(chosen, minlength=len(w))
    expected = count * w / w.sum()
    assert len(chosen) == count and (np.diff(chosen) >= 0).all()
    assert (np.abs(times - expected) < 1 + 1e-6).all()
