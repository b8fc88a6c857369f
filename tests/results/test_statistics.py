import math

import numpy as np
import pytest

from results.statistics import (
    mean_estimate,
    paired_difference,
    ratio,
    reached,
    spread,
    t_quantile,
)


def test_t_quantiles_are_those_of_the_printed_tables():
    # Two-sided 90 %: Student's table for 1, 2, 9 and 30 degrees of freedom.
    for freedom, printed in ((1, 6.314), (2, 2.920), (9, 1.833), (30, 1.697)):
        assert t_quantile(freedom) == pytest.approx(printed, abs=5e-4)


def test_spread_by_hand():
    found = spread(np.array([10, 20, 30, 40, 100]))
    assert (found.mean, found.median, found.runs) == (40, 30, 5)
    # Quantile 0.05 of five values lies a fifth of the way from the first to the second.
    assert found.low == pytest.approx(12)
    assert found.high == pytest.approx(88)


def test_one_run_has_no_range():
    found = spread(np.array([7]))
    assert (found.mean, found.low, found.high, found.runs) == (7, None, None, 1)


def test_no_run_is_an_error():
    with pytest.raises(ValueError, match="one value a run"):
        spread(np.array([], dtype=np.int64))


def test_mean_estimate_by_hand():
    found = mean_estimate(np.array([1, 2, 3]))
    # Standard deviation 1, three runs: half the interval is 2.920 / sqrt(3).
    assert found.value == 2
    assert found.low == pytest.approx(2 - 2.919986 / math.sqrt(3), abs=1e-5)
    assert found.high == pytest.approx(2 + 2.919986 / math.sqrt(3), abs=1e-5)


def test_paired_difference_drops_what_both_share():
    shared = np.array([1_000_000, 5_000_000, 9_000_000])
    found = paired_difference(shared + np.array([9, 10, 11]), shared)
    assert found.value == 10
    assert found.high == pytest.approx(10 + 2.919986 / math.sqrt(3), abs=1e-5)


def test_equal_worlds_differ_by_exactly_nothing():
    same = np.array([2**53 - 1, 3, 7])
    found = paired_difference(same, same.copy())
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_difference_of_one_run_has_an_unknown_interval_and_not_a_zero_one():
    found = paired_difference(np.array([12]), np.array([5]))
    assert (found.value, found.low, found.high, found.runs) == (7, None, None, 1)


def test_unequal_replicates_are_refused():
    with pytest.raises(ValueError, match="same replicates"):
        paired_difference(np.array([1, 2]), np.array([1]))
    with pytest.raises(ValueError, match="same replicates"):
        ratio(np.array([1, 2]), np.array([1]))


def test_ratio_by_hand():
    # y = (2, 4), x = (1, 3): means 3 and 2, both variances 2, covariance 2, t(1) = 6.3138.
    # weight = t^2 / 2 = 19.932; a = 4 - 2 w < 0, so zero is a plausible mean of x.
    found = ratio(np.array([2, 4]), np.array([1, 3]))
    assert found is not None
    assert (found.value, found.low, found.high) == (1.5, None, None)


def test_ratio_of_fixed_parts_is_certain():
    found = ratio(np.array([3, 3, 3]), np.array([2, 2, 2]))
    assert found is not None
    assert (found.value, found.low, found.high) == (1.5, 1.5, 1.5)


def test_ratio_interval_solves_its_own_equation():
    # At both ends of Fieller's interval the mean of y - r x is t standard errors from zero.
    generator = np.random.default_rng(1)
    x = generator.normal(10, 1, 12)
    y = 2 * x + generator.normal(0, 1, 12)
    found = ratio(y, x)
    assert found is not None and found.low is not None and found.high is not None
    for end in (found.low, found.high):
        rest = y - end * x
        distance = abs(rest.mean()) / (rest.std(ddof=1) / math.sqrt(12))
        assert distance == pytest.approx(t_quantile(11))
    assert found.low < found.value < found.high


def test_ratio_to_nothing_is_none():
    assert ratio(np.array([1, 2]), np.array([0, 0])) is None


def test_ratio_of_one_run_has_no_interval():
    found = ratio(np.array([3]), np.array([2]))
    assert found is not None
    assert (found.value, found.low, found.high) == (1.5, None, None)


def test_reached_counts_the_line_itself():
    found = reached(np.array([59, 60, 61]), 60)
    assert (found.met, found.runs) == (2, 3)


def test_intervals_cover_nine_in_ten():
    generator = np.random.default_rng(2)
    covered = 0
    for _ in range(1000):
        found = mean_estimate(generator.normal(5, 2, 8))
        assert found.low is not None and found.high is not None
        covered += found.low <= 5 <= found.high
    assert 870 <= covered <= 930  # three standard deviations of a fair 90 %
