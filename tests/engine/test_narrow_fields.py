"""No number comes near the limit of its field, and what might is refused before the run."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from switched_worlds import KEY
from thinned_worlds import MEASURES_2024, SHIPPED, World

import scenarios
from sim.engine import CompiledRun
from sim.model_inputs import Inputs, prepare
from sim.rows import (
    DIRECTION_TYPE,
    FIRM,
    MAX_DISTRICTS,
    MAX_SECTORS,
    MAX_WAVES,
    PROJECT,
    RULE_TYPE,
    STRATUM_TYPE,
    WIDTHS,
)
from sim.widths import AFTERWARDS, MOST_QUARTER, check_widths

# Parts of the limit that are used at most: bits of waves take six of seven; all else takes little.
MOST_USED = {"b": 1 / 8, "h": 1 / 8, "w": 1 / 8}


def limit(width: str) -> int:
    return int(np.iinfo(WIDTHS[width]).max)


def extremes(inputs: Inputs) -> dict[str, tuple[str, int]]:
    """Width of each narrow field and the largest size that any number of it takes in a run."""
    run, found = CompiledRun(inputs, KEY), dict[str, tuple[str, int]]()
    while run.now < inputs.calendar.quarters:
        run.step()
        for table, fields in ((run.firms, FIRM), (run.projects, PROJECT)):
            for field in fields:
                if field[1] in MOST_USED:
                    size = int(np.abs(table[field[0]].astype(np.int64)).max())
                    before = found.get(field[0], ("", 0))[1]
                    found[field[0]] = field[1], max(size, before)
    return found


def assert_far_inside(found: dict[str, tuple[str, int]]) -> None:
    bits_of_waves = found.pop("heard")[1]
    assert 0 < bits_of_waves < 2**MAX_WAVES <= limit("b")
    for name, (width, size) in found.items():
        assert size <= limit(width) * MOST_USED[width], name
    # And the fields are written at all.
    assert {"employees", "floor_free", "expires", "credit_ppm"} <= set(found)
    assert found["floor_free"][1] > 10_000 and found["employees"][1] > 10_000


@pytest.mark.parametrize("name", ["world", "world_2024", "world_panyu"])
def test_narrow_fields_are_far_from_their_limits(name: str, request: pytest.FixtureRequest) -> None:
    assert_far_inside(extremes(request.getfixturevalue(name)("as-enacted", 500)))


def test_firms_ten_times_as_large_still_fit(world: World) -> None:
    """Sizes are drawn within what preparation lets through, and then times ten."""
    usual = world("as-enacted", 500)
    inputs = dataclasses.replace(usual, strata=usual.strata.copy())
    for column in ("scale", "low", "high"):
        inputs.strata[column] *= 10
    assert_far_inside(extremes(inputs))


@pytest.mark.slow
@pytest.mark.parametrize("path", [SHIPPED, MEASURES_2024], ids=["doubling", "2024"])
def test_narrow_fields_are_far_from_their_limits_in_a_city_of_25000(path: Any) -> None:
    settings = {"place.strata.below-line.count": 13900}
    inputs = prepare(scenarios.load_scenario(path), "as-enacted", settings)
    assert inputs.firm_count >= 25_000
    assert_far_inside(extremes(inputs))


def test_codes_and_bits_fit_their_fields() -> None:
    assert max(2**MAX_WAVES, MAX_SECTORS, MAX_DISTRICTS) <= limit("b")


# What is refused ---------------------------------------------------------------------------------


def tables(end: int = 60, high: float = 4e11, floor: float = 60.0) -> tuple[Any, Any, Any]:
    rules, strata = np.zeros(2, dtype=RULE_TYPE), np.zeros(3, dtype=STRATUM_TYPE)
    directions = np.zeros(2, dtype=DIRECTION_TYPE)
    rules["end"][1], strata["high"][2], directions["floor_need"][0] = end, high, floor
    return rules, strata, directions


def test_what_fits_is_let_through() -> None:
    check_widths(MOST_QUARTER - AFTERWARDS, *tables(end=MOST_QUARTER))
    check_widths(44, *(table[:0] for table in tables()))


@pytest.mark.parametrize(
    ("quarters", "changes", "told"),
    [(MOST_QUARTER - AFTERWARDS + 1, {}, "a run has at most 31767 quarters, not 31768"),
     (44, {"end": MOST_QUARTER + 1}, "a rule ends at most 32767 quarters"),
     (44, {"high": 6e11}, "firms of 600000000000 yuan may need 2304000000 m2"),
     (44, {"floor": 90.0}, "may need 2304000000 m2, more than 2147483647")],
    ids=["a long run", "a rule without end", "giant firms", "wide halls"],
)  # fmt: skip
def test_what_might_not_fit_is_refused(quarters: int, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        check_widths(quarters, *tables(**changes))


def test_preparation_refuses_it(scenario: Any) -> None:
    with pytest.raises(ValueError, match="may need"):
        prepare(scenario, "as-enacted", {"place.directions.capacity.floor_need": 1_000.0})
