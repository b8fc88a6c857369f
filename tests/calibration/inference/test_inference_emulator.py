"""The emulator finds what it can represent, and says what it cannot."""

from __future__ import annotations

import math

import numpy as np
import pytest

from calibration.inference.emulator import Emulator, fit_emulator, q_squared
from calibration.inference.prior import sobol_cube

ROWS = 500
POINTS = 2 * sobol_cube(3, ROWS, 1) - 1
FRESH = 2 * np.random.default_rng(9).random((200, 3)) - 1


def cubic(x):
    a, b, c = x.T
    return np.stack([1e6 * (2 + a - 3 * b * c + a**3 - a * b * c), 0.4 * b**2 * c - a], axis=1)


def noise(count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((ROWS, count))


@pytest.fixture(scope="module")
def mixed() -> Emulator:
    """A moment whose noise varies, one correlated with it, pure noise, a constant."""
    shock = noise(3, 2)
    spread = np.exp(POINTS[:, 0])
    moments = np.stack(
        [
            2 * POINTS[:, 1] + spread * shock[:, 0],
            POINTS[:, 2] + 0.5 * (0.8 * shock[:, 0] + 0.6 * shock[:, 1]),
            shock[:, 2],
            np.full(ROWS, 7.0),
        ],
        axis=1,
    )
    return fit_emulator(POINTS, moments, ("signal", "follower", "noise", "constant"))


def test_a_cubic_is_found_exactly():
    found = fit_emulator(POINTS, cubic(POINTS), ("large", "small"))
    assert found.q2 == pytest.approx([1.0, 1.0], abs=1e-9)
    mean, covariance = found.predict(FRESH)
    assert (
        np.abs(mean / cubic(FRESH).std(axis=0) - cubic(FRESH) / cubic(FRESH).std(axis=0)).max()
        < 1e-5
    )
    assert np.isfinite(covariance).all() and found.silent == ()


def test_a_quadratic_misses_the_third_power():
    found = fit_emulator(POINTS, POINTS[:, [0]] ** 3, ("third power",), degree=2)
    # The line that is best for x^3 on [-1, 1] leaves 4/25 of its variance.
    assert found.q2[0] == pytest.approx(1 - 4 / 25, abs=0.02)


def test_noise_tells_nothing_and_is_named(mixed):
    assert abs(mixed.q2[2]) < 0.05
    assert mixed.q2[3] == 0.0
    assert "constant" in mixed.silent
    assert ("noise" in mixed.silent) == (mixed.q2[2] <= 0)
    assert mixed.q2[0] > 0.3 and mixed.telling[:2] == ("signal", "follower")
    assert set(mixed.telling) | set(mixed.silent) == set(mixed.moments)


def test_spread_follows_the_box(mixed):
    ends = np.array([[-0.8, 0, 0], [0.8, 0, 0]])
    low, high = mixed.spread(ends)[:, 0]
    assert low == pytest.approx(math.exp(-0.8), rel=0.3)
    assert high == pytest.approx(math.exp(0.8), rel=0.3)
    assert mixed.spread(FRESH)[:, 1] == pytest.approx(0.5, rel=0.25)
    beyond = mixed.spread(np.full((1, 3), 5.0))
    assert (beyond <= np.exp(mixed.log_variance_range[1] / 2) * (1 + 1e-9)).all()


def test_residuals_keep_their_correlation(mixed):
    assert mixed.correlation[0, 1] == pytest.approx(0.8, abs=0.06)
    assert abs(mixed.correlation[0, 2]) < 0.12
    assert mixed.correlation[3].tolist() == [0.0, 0.0, 0.0, 1.0]
    assert np.linalg.eigvalsh(mixed.correlation).min() > 0


def test_predictions_are_honest_on_fresh_runs(mixed):
    random = np.random.default_rng(4)
    truth = 2 * FRESH[:, 1] + np.exp(FRESH[:, 0]) * random.standard_normal(len(FRESH))
    mean, covariance = mixed.predict(FRESH)
    z = (truth - mean[:, 0]) / np.sqrt(covariance[:, 0, 0])
    assert (z**2).mean() == pytest.approx(1.0, abs=0.3)
    assert (np.abs(z) < 1.645).mean() == pytest.approx(0.9, abs=0.06)


def test_some_moments_are_the_same_as_among_all(mixed):
    part = mixed.select(["follower", "signal"])
    mean, covariance = mixed.predict(FRESH)
    own_mean, own_covariance = part.predict(FRESH)
    assert own_mean == pytest.approx(mean[:, [1, 0]])
    assert own_covariance == pytest.approx(covariance[:, [1, 0]][:, :, [1, 0]])
    assert part.q2.tolist() == mixed.q2[[1, 0]].tolist()
    with pytest.raises(ValueError, match="no such moments: mood"):
        mixed.select(["mood"])
    with pytest.raises(ValueError, match="none was named"):
        mixed.select([])


def test_the_same_bank_gives_the_same_emulator():
    moments = POINTS[:, :2] + noise(2, 5)
    first, second = (fit_emulator(POINTS, moments, "ab", seed=3) for _ in range(2))
    assert (first.predict(FRESH)[1] == second.predict(FRESH)[1]).all()
    assert (first.residuals == second.residuals).all()


def test_noise_is_not_taken_for_signal_when_there_are_more_terms_than_runs():
    few = 2 * sobol_cube(6, 70, 2) - 1
    found = fit_emulator(few, np.random.default_rng(1).standard_normal((70, 3)), "abc")
    assert (found.q2 < 0.15).all()
    assert found.spread(few).mean(axis=0) == pytest.approx(1.0, abs=0.3)


def test_a_run_has_no_part_in_its_own_prediction():
    moments = POINTS[:, :1] + noise(1, 6)
    other = moments.copy()
    other[7] += 100.0
    first, second = (fit_emulator(POINTS, values, "a", 2).residuals for values in (moments, other))
    assert second[7] - first[7] == pytest.approx(100.0)


def test_q_squared_by_hand():
    values = np.array([[0.0, 5.0], [2.0, 5.0]])
    assert q_squared(values, np.array([[0.5, 0.0], [0.5, 0.0]])).tolist() == [0.75, 0.0]


def test_a_bank_that_cannot_be_used_is_refused():
    moments = cubic(POINTS)
    broken = moments.copy()
    broken[[3, 8], 1] = math.nan, math.inf
    with pytest.raises(ValueError, match="moments: not finite in rows 3, 8, in small"):
        fit_emulator(POINTS, broken, ("large", "small"))
    holed = POINTS.copy()
    holed[4, 2] = math.nan
    with pytest.raises(ValueError, match="row 4, in parameter 2"):
        fit_emulator(holed, moments, ("large", "small"))
    with pytest.raises(ValueError, match="3 columns"):
        fit_emulator(POINTS, moments, ("large", "small", "more"))
    with pytest.raises(ValueError, match="outside -1 to 1"):
        fit_emulator(POINTS * 2, moments, ("large", "small"))
    with pytest.raises(ValueError, match="at least 50"):
        fit_emulator(POINTS[:49], moments[:49], ("large", "small"))
    with pytest.raises(ValueError, match="500 rows of parameters for 499"):
        fit_emulator(POINTS, moments[1:], ("large", "small"))
    with pytest.raises(ValueError, match="degree 4"):
        fit_emulator(POINTS, moments, ("large", "small"), degree=4)
