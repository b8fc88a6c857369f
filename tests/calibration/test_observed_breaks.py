"""A change that grows: its parts are shared by the years that hold them; what it added is 0."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from observed_files import faults_of, folder_with

from calibration.observed import Observation, covariance, load_observations
from calibration.observed.breaks import without_added
from calibration.observed.error_model import Growing, read_error_model
from calibration.observed.page import page
from calibration.observed.reading import read_observed

MODEL = read_error_model()
PLACES = ("shenzhen", "guangdong", "guangzhou")
FIRMS = {
    (place, each.year): each
    for place in PLACES
    for each in load_observations(place)
    if each.block == "firms"
}
ADDED = "added.registering.shenzhen"
ENTRY_2021 = (
    '        row: {series: industrial_investment, period: "2021"}\n'
    "        measure: reported_industrial\n        statistic: growth\n        role: calibrate\n"
)


def of_drives(each: Observation) -> dict[str, float]:
    return {name: load for name, load in each.errors if name.startswith("break registering")}


def drives(one: Observation, other: Observation) -> float:
    """What two counts have in common by drives."""
    first, second = of_drives(one), of_drives(other)
    return math.fsum(load * second.get(name, 0.0) for name, load in first.items())


# ---------------------------------------------------------------- worked


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("year", "part"), [(2019, 4 / 5), (2020, 1), (2021, 6 / 5), (2022, 7 / 5), (2023, 8 / 5)]
)
def test_the_variance_is_that_declared_for_2020_by_equal_parts_a_year(
    place: str, year: int, part: float
) -> None:
    whole = MODEL.number(f"break.registering.{place}") ** 2
    assert drives(FIRMS[place, year], FIRMS[place, year]) == pytest.approx(part * whole)


def test_the_count_of_2015_holds_no_drive() -> None:
    assert not any(of_drives(FIRMS[place, 2015]) for place in PLACES)


@pytest.mark.parametrize(("early", "late"), [(2019, 2020), (2019, 2023), (2021, 2022)])
def test_two_counts_share_the_years_up_to_the_earlier(early: int, late: int) -> None:
    one, other = FIRMS["shenzhen", early], FIRMS["shenzhen", late]
    yearly = MODEL.number("break.registering.shenzhen") ** 2 / 5
    assert drives(one, other) == pytest.approx((early - 2015) * yearly)
    both = covariance([one, other])
    assert both[0, 1] == pytest.approx((early - 2015) * yearly)
    apart = both[0, 0] + both[1, 1] - 2 * both[0, 1]
    published = sum(load**2 for each in (one, other) for name, load in each.errors
                    if not name.startswith("break "))  # fmt: skip
    assert apart == pytest.approx((late - early) * yearly + published)


def test_growth_holds_the_part_of_its_own_year_as_the_levels_differ_by_it(tmp_path: Path) -> None:
    across = f"{ENTRY_2021}        across: registering\n"
    figures = read_observed(folder_with(tmp_path, "series.yaml", (ENTRY_2021, across))).figures
    loads = figures["shenzhen.reported_industrial.growth.2021"].loads
    found = {name: load for name, load in loads.items() if name.startswith("break ")}
    before, after = (of_drives(FIRMS["shenzhen", year]) for year in (2020, 2021))
    alone = {name: load for name, load in after.items() if name not in before}
    assert all(before[name] == load for name, load in after.items() if name in before)
    assert sorted(found.values()) == pytest.approx(sorted(alone.values()))
    assert all(" 2021" in name for name in (*found, *alone)) and all(
        load > 0 for load in found.values()
    )


# ---------------------------------------------------------------- what is taken off


@pytest.mark.parametrize(("year", "part"), [(2015, 0), (2019, 0.8), (2020, 1), (2023, 1.6)])
def test_what_drives_added_is_taken_off_by_equal_parts_a_year(year: int, part: float) -> None:
    changed = load_observations("shenzhen", errors=MODEL.replaced(ADDED, 0.2))
    (found,) = [each for each in changed if each.block == "firms" and each.year == year]
    printed = FIRMS["shenzhen", year]
    assert found.log_value == pytest.approx(printed.log_value - 0.2 * part)
    assert found.standard_error == pytest.approx(printed.standard_error, rel=1e-4)


def test_printed_counts_stand_as_they_are_now_and_nothing_else_is_ever_moved() -> None:
    assert all(MODEL.number(f"added.registering.{place}") == 0 for place in PLACES)
    changed = load_observations("shenzhen", errors=MODEL.replaced(ADDED, 0.27))
    for one, other in zip(load_observations("shenzhen"), changed, strict=True):
        if one.block != "firms" or one.year == 2015:
            assert one == other
    assert load_observations("guangdong", errors=MODEL.replaced(ADDED, 0.27)) == load_observations(
        "guangdong"
    )


def test_the_page_tells_what_was_printed_and_what_was_taken_off() -> None:
    text = page(read_observed(errors=MODEL.replaced(ADDED, 0.2)))
    (line,) = [
        row
        for row in text.splitlines()
        if row.startswith("| `shenzhen.above_scale_firms.level.2020`")
    ]
    assert "printed 11255 firms, 18.1% taken off" in line and "9,215 firms" in line
    assert "taken off" not in page(read_observed()).partition("## Shenzhen")[2]


@given(st.floats(-0.5, 2.0), st.floats(0.0, 0.5))
def test_growth_without_what_was_added_is_the_quotient_of_levels_without_it(
    growth: float, added: float
) -> None:
    before, after = 100.0, without_added(100.0 * (1 + growth), added, "level")
    assert without_added(growth, added, "growth") == pytest.approx(after / before - 1, abs=1e-12)


@given(st.integers(2000, 2020), st.integers(1, 20), st.integers(1, 30))
def test_years_held_add_up(since: int, span: int, later: int) -> None:
    growing = Growing(since=since, declared_for=since + span)
    assert len(growing.held(growing.declared_for, False)) == growing.years == span
    year = since + later
    growths = [held for one in range(since + 1, year + 1) for held in growing.held(one, True)]
    assert growths == list(growing.held(year, False))


# ---------------------------------------------------------------- every guard fires


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("declared_for: 2020", "declared_for: 2015", "growing", "must be after since (2015)"),
        ("    growing: {since: 2015, declared_for: 2020}\n", "", "added.registering.shenzhen",
         "is read by nothing"),
        ("  added.registering.guangzhou:", "  added.registering.guangzhuo:",
         "added.registering.guangzhou", "is missing"),
        ("  added.registering.guangzhou:", "  added.spending_2018.guangzhou:",
         "added.spending_2018.guangzhou", "is read by nothing"),
        ("growing: {since: 2015", "growing: {snce: 2015", "snce", "unknown"),
    ],
)  # fmt: skip
def test_a_slip_in_a_growing_change_is_told(
    tmp_path: Path, old: str, new: str, field: str, message: str
) -> None:
    faults = faults_of(tmp_path, "errors.yaml", (old, new))
    told = [fault for fault in faults if field in fault.field and message in fault.message]
    assert told, "\n".join(fault.summary() for fault in faults)
    assert told[0].line > 1


def test_a_figure_from_before_the_change_began_cannot_stand_across_it(tmp_path: Path) -> None:
    firms = 'period: "2015"}, measure: above_scale_firms, statistic: level, role: calibrate'
    faults = faults_of(
        tmp_path,
        "series.yaml",
        (f"{firms}, block: firms", f"{firms}, block: firms, across: registering"),
    )
    assert [fault.message for fault in faults] == ["grows from 2015 on, and the figure is of 2015"]
    assert faults[0].field.endswith("across")
