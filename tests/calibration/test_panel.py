"""The panel agrees with the books, and looking changes nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from calibration.evidence.measure import MEANINGS, Seen, continuing, statistics_of
from calibration.evidence.panel import NATURES
from sim.law.codes import BUILDING
from sim.model_inputs import prepare
from sim.randomness import run_key
from sim.simulation import simulate


def test_spending_of_firms_adds_up_to_the_books_to_the_yuan(seen: Seen) -> None:
    panel, outcome = seen.panel, seen.outcome
    for nature in NATURES:
        by_year = outcome.total(f"true_{nature}").reshape(-1, 4).sum(axis=1)
        assert (panel.flows[nature].sum(axis=1) == by_year).all()
    assert len(panel.started) == outcome.total("projects_started").sum()
    by_year = outcome.total("revenue").reshape(-1, 4).sum(axis=1)
    # But for the quarter in which a firm gives up, or a new plant begins to produce.
    assert panel.flows["revenue"].sum(axis=1) == pytest.approx(by_year, rel=0.02)


def test_equipment_bought_is_part_of_what_is_spent(seen: Seen) -> None:
    panel = seen.panel
    assert (panel.flows["bought"] <= panel.spent).all()
    assert panel.flows["bought"].sum() > 0.3 * panel.spent.sum()


def test_looking_at_a_run_does_not_change_it(small_scenario: Any, seen: Seen) -> None:
    alone = simulate(prepare(small_scenario, "as-enacted"), run_key(2017, 0))
    assert np.array_equal(alone.tallies, seen.outcome.tallies)
    assert alone.entries == seen.outcome.entries


def test_years_and_populations(seen: Seen) -> None:
    panel = seen.panel
    assert panel.years[0] == 2013
    assert panel.years[panel.reported_from] == 2016
    above, large, years = continuing(panel)
    assert above.sum() > large.sum() > 0
    assert np.isfinite(panel.rates[years][:, above]).all()


def test_every_statistic_has_a_meaning_and_a_value(seen: Seen) -> None:
    values = statistics_of(seen)
    assert values.keys() == MEANINGS.keys()
    percent = [name for name, text in MEANINGS.items() if text.endswith("percent")]
    for name in percent:
        assert np.isnan(values[name]) or -100 <= values[name] <= 1000, name


def test_credit_and_take_up_are_followed(seen: Seen) -> None:
    borrowing = seen.borrowing
    assert borrowing.granted
    assert borrowing.granted <= borrowing.worthwhile
    classes, claimed = seen.take_up.table()
    assert len(classes) == len(claimed) > 0
    assert BUILDING == 2
