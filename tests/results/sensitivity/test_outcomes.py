"""Each outcome on totals that can be reckoned by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from results.sensitivity.outcomes import OUTCOMES, Frame, Totals, frame_of, outcome_named
from results.tables import REPORTED, SUPPORT, TRUE
from scenarios import InputError, load_scenario

ROOT = Path(__file__).resolve().parents[3]
FRAME = Frame(2018, 30.0, 2016, 2.0, 2016, 2019)
YEARS = (2015, 2016, 2017, 2018, 2019)


def totals(**measures: Any) -> Totals:
    """One point, two seeds."""
    return Totals(YEARS, {name: np.array([rows], float) for name, rows in measures.items()})


POLICY = totals(
    **{
        REPORTED: [[1, 10, 12, 40, 50], [1, 20, 22, 25, 30]],
        TRUE: [[1, 9, 10, 30, 20], [1, 18, 20, 20, 20]],
        SUPPORT: [[5, 0, 1, 2, 3], [5, 0, 2, 2, 2]],
    }
)
BASELINE = totals(
    **{
        TRUE: [[1, 9, 10, 25, 23], [1, 18, 20, 16, 16]],
        SUPPORT: [[5, 0, 1, 0, 0], [5, 0, 1, 0, 0]],
    }
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("doubling.margin", [10.0, -5.0]),
        ("doubling.growth", [2.0, -0.75]),
        ("reported.level", [40.0, 25.0]),
        ("reported.growth", [1.0, 1.25**0.5 - 1]),
        ("true.level", [30.0, 20.0]),
        ("cost", [6.0, 6.0]),
        ("induced", [2.0, 8.0]),
        # Added support 5 and 5, induced 2 and 8: the ratio of the means, not the mean of ratios.
        ("cost-per-induced", [1.0]),
    ],
)
def test_outcomes_by_hand(name: str, expected: list[float]) -> None:
    outcome = OUTCOMES[name]
    found = outcome.reckon(FRAME, POLICY, BASELINE if outcome.paired else None)
    assert found.shape == (1, len(expected))
    assert found[0] == pytest.approx(expected)


def test_every_outcome_is_tried_here_and_named_in_both_languages() -> None:
    tried = {mark.args[1][n][0] for mark in test_outcomes_by_hand.pytestmark for n in range(8)}
    assert tried == set(OUTCOMES)
    for one in OUTCOMES.values():
        assert one.label.zh and one.label.en


def test_a_ratio_over_nothing_is_not_a_number() -> None:
    empty = totals(**{REPORTED: [[0, 0, 0, 4, 4], [0, 2, 2, 4, 4]]})
    found = OUTCOMES["doubling.growth"].reckon(FRAME, empty, None)
    assert np.isnan(found[0, 0]) and found[0, 1] == 0.0
    with pytest.raises(InputError, match="0 yuan or less at 1 of 1 points"):
        OUTCOMES["cost-per-induced"].reckon(FRAME, POLICY, POLICY)


def test_the_frame_is_the_plans_own() -> None:
    scenario = load_scenario(ROOT / "scenarios" / "shenzhen-doubling.yaml")
    frame = frame_of(scenario, OUTCOMES["doubling.margin"])
    assert frame == Frame(2020, 60e9, 2016, 2.0, 2016, 2023)


def test_a_target_that_no_plan_sets_is_refused() -> None:
    scenario = load_scenario(ROOT / "scenarios" / "shenzhen-doubling.yaml")
    without = scenario.model_copy(
        update={"policies": [own.model_copy(update={"targets": []}) for own in scenario.policies]}
    )
    for name in ("doubling.margin", "doubling.growth"):
        with pytest.raises(InputError, match="ask about reported"):
            frame_of(without, OUTCOMES[name])
    assert frame_of(without, OUTCOMES["cost"]).year == 2023


def test_an_unknown_outcome_is_refused_with_the_nearest() -> None:
    assert outcome_named("cost").name == "cost"
    with pytest.raises(InputError, match=r"doubling\.margin"):
        outcome_named("doubling.margn")
