"""Statistics of adoption, take-up and bunching on data whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from calibration.evidence import adoption
from calibration.evidence.probes import plain_value

RANDOM = np.random.default_rng(11)


def test_payback_at_even_odds() -> None:
    payback = np.exp(RANDOM.normal(0.0, 0.8, 40_000))
    chance = 1 / (1 + np.exp(3.0 * (np.log(payback) - math.log(1.25))))
    adopted = RANDOM.random(40_000) < chance
    assert adoption.payback_at_even_odds(payback, adopted) == pytest.approx(1.25, rel=0.03)


def test_adoption_that_says_nothing_has_no_payback() -> None:
    payback = np.exp(RANDOM.normal(0.0, 0.8, 100))
    assert math.isnan(adoption.payback_at_even_odds(payback, np.ones(100, bool)))
    assert math.isnan(adoption.payback_at_even_odds(payback, payback > 1.0))


def test_logit_recovers_its_terms() -> None:
    x = RANDOM.standard_normal(60_000)
    hits = RANDOM.random(60_000) < 1 / (1 + np.exp(-(0.4 - 1.3 * x)))
    intercept, slope = adoption.logit(x, hits)
    assert (intercept, slope) == pytest.approx((0.4, -1.3), abs=0.05)


def test_required_return_of_a_payback() -> None:
    # 15 months over a long life: 80 % a year and a little less.
    assert adoption.required_return(1.25, 1000.0) == pytest.approx(0.8, abs=1e-6)
    assert 0.7 < adoption.required_return(1.25, 8.0) < 0.8
    assert math.isnan(adoption.required_return(9.0, 8.0))
    assert math.isnan(adoption.required_return(math.nan, 8.0))


def test_take_up_and_its_error() -> None:
    eligible = np.array([True] * 100 + [False] * 50)
    claimed = np.array([True] * 20 + [False] * 130)
    assert adoption.take_up(eligible, claimed) == pytest.approx((0.2, 0.04))
    assert math.isnan(adoption.take_up(np.zeros(3, bool), np.ones(3, bool))[0])


def test_bunching_finds_what_was_moved_up_to_the_mark() -> None:
    flat = RANDOM.uniform(-0.3, 0.3, 60_000)
    ratio, inside, expected = adoption.bunching(flat)
    assert ratio == pytest.approx(1.0, abs=0.06)
    assert inside == pytest.approx(expected, rel=0.06)
    moved = np.where((flat > -0.02) & (flat < 0.0), 0.001, flat)
    assert adoption.bunching(moved)[0] == pytest.approx(2.0, abs=0.1)


def test_plain_value_is_nothing_at_the_internal_rate() -> None:
    place = {"profit_tax_rate": 0.25, "depreciation_life": 10.0}
    # Without tax: worth just its cost when the gain's present value is the cost.
    free = {"profit_tax_rate": 0.0, "depreciation_life": 10.0}
    earned = (1 - math.exp(-0.1 * 8)) / 0.1
    assert plain_value(earned, 1.0, 0.1, 8.0, free) == pytest.approx(0.0)
    # Tax on the gain and deductions of the cost: worth less than before where life is short.
    assert plain_value(earned, 1.0, 0.1, 8.0, place) < 0
