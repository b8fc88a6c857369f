"""Statistics of investment and sizes on data whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from calibration.evidence import investment, sizes

RANDOM = np.random.default_rng(7)


def test_shares_by_the_definitions_of_the_source() -> None:
    rates = np.array([[0.005, 0.01, 0.2, 0.21], [-0.005, -0.1, -0.2, -0.21], [np.nan] * 4])
    assert investment.share_inactive(rates) == 2 / 8
    assert investment.share_negative(rates) == 4 / 8
    assert investment.share_spikes(rates) == 1 / 8
    assert investment.share_negative_spikes(rates) == 1 / 8
    assert investment.mean_rate(rates) == pytest.approx((0.425 - 0.515) / 8)


def test_nothing_seen_is_not_a_number() -> None:
    empty = np.full((3, 2), np.nan)
    assert math.isnan(investment.share_inactive(empty))
    assert math.isnan(investment.mean_rate(empty))
    assert math.isnan(investment.serial_correlation(empty))


def test_serial_correlation_of_independent_rates_is_the_pull_of_removed_means() -> None:
    for years in (8, 17):
        raw = investment.serial_correlation(RANDOM.standard_normal((years, 20_000)))
        assert raw == pytest.approx(-1 / (years - 1), abs=0.01)
        whole = investment.as_over_years_of_source(raw, years)
        assert whole == pytest.approx(-1 / 16, abs=0.01)


def test_serial_correlation_does_not_see_differences_between_firms() -> None:
    noise = RANDOM.standard_normal((40, 3_000))
    level = 10 * RANDOM.standard_normal(3_000)
    around = investment.serial_correlation(noise + level)
    assert around == pytest.approx(investment.serial_correlation(noise), abs=1e-9)


def test_serial_correlation_of_a_persistent_process() -> None:
    rates = np.zeros((60, 2_000))
    for year in range(1, 60):
        rates[year] = 0.5 * rates[year - 1] + RANDOM.standard_normal(2_000)
    assert investment.serial_correlation(rates) == pytest.approx(0.5, abs=0.04)


def test_firms_with_a_gap_are_left_out_of_serial_correlation() -> None:
    rates = RANDOM.standard_normal((10, 50))
    with_gap = np.hstack([rates, np.full((10, 1), 5.0)])
    with_gap[3, -1] = np.nan
    assert investment.serial_correlation(with_gap) == investment.serial_correlation(rates)


def test_tail_ratio_tells_a_normal_law_from_a_fat_tail() -> None:
    normal = RANDOM.standard_normal((10, 40_000))
    assert investment.upper_tail_ratio(normal) == pytest.approx(1.815, abs=0.03)
    assert investment.upper_tail_ratio(np.exp(normal)) > 3


def test_money_in_spikes() -> None:
    rates = np.array([[0.1, 0.3, np.nan]])
    amounts = np.array([[10.0, 30.0, 60.0]])
    assert investment.share_of_investment_in_spikes(rates, amounts) == 0.75


@pytest.mark.parametrize("exponent", [0.9, 1.06, 1.5])
def test_hill_finds_the_exponent_of_a_pareto_law(exponent: float) -> None:
    drawn = RANDOM.random(100_000) ** (-1 / exponent)
    assert sizes.hill_exponent(drawn) == pytest.approx(exponent, rel=0.03)


def test_density_exponent_finds_where_the_tail_begins() -> None:
    tail = 100 * RANDOM.random(4_000) ** (-1 / 1.25)
    body = 100 * RANDOM.random(6_000)
    exponent, begins = sizes.density_exponent(np.concatenate([tail, body]))
    assert exponent == pytest.approx(2.25, abs=0.1)
    assert 60 < begins < 250


def test_too_few_firms_have_no_exponent() -> None:
    assert math.isnan(sizes.hill_exponent(np.array([1.0, 2.0])))
    assert math.isnan(sizes.density_exponent(np.arange(1.0, 40.0))[0])


def test_likelihood_ratio_prefers_the_law_that_made_the_sizes() -> None:
    lognormal = np.exp(1.0 + 1.2 * RANDOM.standard_normal(8_000))
    pareto = RANDOM.random(4_000) ** (-1 / 1.1)
    limit = sizes.LIKELIHOOD_LIMIT
    assert sizes.lognormal_against_power_law(lognormal, 1.0) > 10 * limit
    assert sizes.lognormal_against_power_law(pareto, 1.0) < 2 * limit


@pytest.mark.parametrize("shape", [0.7, 1.0, 2.0])
def test_subbotin_shape_of_its_own_draws(shape: float) -> None:
    from scipy.stats import gennorm

    drawn = gennorm.rvs(shape, size=60_000, random_state=3)
    assert sizes.subbotin_shape(0.3 + 2.0 * drawn) == pytest.approx(shape, rel=0.04)


def test_spread_slope_is_found() -> None:
    log_size = RANDOM.uniform(0, 8, 50_000)
    growth = np.exp(-0.2 * log_size) * RANDOM.laplace(size=50_000)
    assert sizes.spread_slope(growth, log_size) == pytest.approx(-0.2, abs=0.02)
