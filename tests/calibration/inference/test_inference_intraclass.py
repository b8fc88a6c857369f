"""The one-way split of variance beside closed forms, worked numbers and repeated worlds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f

from calibration.inference.intraclass import intraclass


def worlds(share: float, draws: int, runs: int, outcomes: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    between = np.sqrt(share) * random.standard_normal((draws, 1, outcomes))
    return between + np.sqrt(1 - share) * random.standard_normal((draws, runs, outcomes))


def test_a_worked_case() -> None:
    # Draws' means 2, 4, 6 (variance 4), variance 2 within each: 4 - 2 / 2 = 3 between.
    found = intraclass(np.array([[1.0, 3], [3, 5], [5, 7]])[:, :, None])
    assert (found.between[0], found.within[0]) == (3.0, 2.0)
    assert found.share[0] == pytest.approx(0.6)
    # Without the first or the last draw: between 2 - 1, share 1/3; without the middle 8 - 1, 7/9.
    left = np.array([1 / 3, 7 / 9, 1 / 3])
    assert found.error[0] == pytest.approx(np.sqrt(2 / 3 * ((left - left.mean()) ** 2).sum()))
    # Mean squares 8 and 2: F of 4 with 2 and 3 degrees of freedom.
    low, high = (4 / f.ppf(tail, 2, 3) - 1 for tail in (0.95, 0.05))
    assert low < 0 and found.low[0] == 0.0
    assert found.high[0] == pytest.approx(high / (high + 2))
    assert found.draws[0] == 3


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_over_many_worlds_parts_are_unbiased_and_intervals_hold(share: float) -> None:
    found = intraclass(worlds(share, 20, 4, 400, 5))
    assert found.between.mean() == pytest.approx(share, abs=0.06)
    assert found.within.mean() == pytest.approx(1 - share, abs=0.02)
    held = ((found.low <= share) & (share <= found.high)).mean()
    assert held == pytest.approx(0.95 if share == 0 else 0.9, abs=0.05)  # low is held at 0


def test_the_error_is_that_of_repeated_worlds() -> None:
    found = intraclass(worlds(0.5, 30, 4, 400, 6))
    assert np.median(found.error) == pytest.approx(found.share.std(), rel=0.2)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 1000), st.floats(0.1, 100), st.floats(-1e3, 1e3))
def test_unit_and_level_do_not_matter(seed: int, unit: float, level: float) -> None:
    values = worlds(0.4, 8, 3, 2, seed)
    plain, other = intraclass(values), intraclass(level + unit * values)
    for name in ("share", "error", "low", "high"):
        assert getattr(other, name) == pytest.approx(getattr(plain, name), abs=1e-6)


def test_all_between_all_within_and_nothing_at_all() -> None:
    draws = np.repeat(np.arange(5.0)[:, None], 3, axis=1)
    alike = np.tile([1.0, 2.0, 4.0], (5, 1))
    still = np.ones((5, 3))
    found = intraclass(np.stack([draws, alike, still], axis=2))
    assert found.share[:2].tolist() == [1.0, 0.0] and found.between[1] < 0
    assert (found.low[0], found.high[0]) == (1.0, 1.0) and found.high[1] == 0.0
    assert np.isnan([found.share[2], found.error[2], found.low[2], found.high[2]]).all()


def test_a_draw_without_a_figure_is_left_out_for_that_figure_only() -> None:
    values = worlds(0.5, 10, 3, 2, 3)
    holed = values.copy()
    holed[4, 1, 0] = np.nan
    found = intraclass(holed)
    assert found.draws.tolist() == [9, 10]
    assert found.share[0] == intraclass(np.delete(values, 4, axis=0)).share[0]
    assert found.share[1] == intraclass(values).share[1]
    holed[:8, :, 0] = np.inf
    assert np.isnan(intraclass(holed).share[0]) and intraclass(holed).draws[0] == 2


def test_what_cannot_be_split_is_refused() -> None:
    for shape in ((2, 4, 1), (5, 1, 1), (5, 4)):
        with pytest.raises(ValueError, match="3 draws with two runs"):
            intraclass(np.zeros(shape))
