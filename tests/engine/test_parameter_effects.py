"""Every quantity that can be set moves something."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from calibration.parameter_effects import document, effects, values_to_try, with_limit
from scenarios.levers import list_levers
from sim.randomness import run_key

# Levers that nothing can answer to in the shipped scenario, with the reason.
WITHOUT_EFFECT_HERE = {
    "sz2012.interest.eligibility.above_scale_only": "every firm paid is above scale",
    "sz2017.library.threshold.amount": "the yearly limit admits the same projects",
    "sz2017.reporting-link.announced": "support outweighs reluctance at half its weight already",
    "sz2019.major.timing.years": "no award of the sub-sample runs on so long",
    "sz2019.major.eligibility.above_scale_only": "who plans 200M yuan is above scale",
    "sz2019.major.eligibility.requires_filing": "who plans 200M yuan files",
}


def test_ranges_are_tried_at_their_ends(scenario: Any) -> None:
    for lever in list_levers(scenario):
        values = values_to_try(lever)
        assert values, lever.name
        if lever.prior is not None:
            assert values == [type(values[0])(e) for e in (lever.prior.low, lever.prior.high)]
        if isinstance(lever.value, dt.date):
            assert lever.value not in values


@pytest.mark.slow
def test_every_quantity_moves_something(scenario: Any) -> None:
    # Half the roster, to save time; the same as the committed page.
    found = effects(with_limit(scenario, 12_000), "as-enacted", run_key(2017, 0))
    idle = {effect.lever.name for effect in found if effect.largest == 0}
    assert idle <= set(WITHOUT_EFFECT_HERE)
    behaviour = [effect for effect in found if effect.lever.kind in ("behaviour", "assumed")]
    assert all(effect.largest > 0 for effect in behaviour)
    page = document(found, scenario)
    assert all(f"`{effect.lever.name}`" in page for effect in found)
