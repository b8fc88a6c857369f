"""A sub-sample keeps the money of pots in proportion."""

from __future__ import annotations

from typing import Any

import pytest

from calibration.parameter_effects import with_limit
from sim.model_inputs import prepare
from sim.subsample import pots_in_proportion, prepared, share_of_roster


def test_pots_shrink_with_the_roster(small_scenario: Any) -> None:
    share = share_of_roster(small_scenario, {})
    assert 0.01 < share < 0.1
    settings = pots_in_proportion(small_scenario, {"sz2019.pot-smart.appropriation": 200_000_000})
    assert settings["sz2019.pot-smart.appropriation"] == round(200_000_000 * share)
    assert settings["sz2019.pot-universal.appropriation"] == round(300_000_000 * share)
    pots = {pot.id: pot.appropriation for pot in prepared(small_scenario, "as-enacted", {}).pots}
    assert pots["sz2019.pot-universal"] == round(300_000_000 * share)


def test_more_firms_than_limit_and_none_at_all(small_scenario: Any) -> None:
    whole = with_limit(small_scenario, 1_000_000)
    assert share_of_roster(whole, {}) == 1.0
    count = prepare(whole, "as-enacted").firm_count
    assert share_of_roster(small_scenario, {}) == pytest.approx(600 / count)
