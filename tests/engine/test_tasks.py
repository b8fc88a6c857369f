"""What plans ask of each year, and the split of a task: parts add up to the whole, to the yuan."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.policy_folder import load_policies
from scenarios.register import read_register
from sim.tasks import (
    DISTRICT_RULES,
    QUARTER_RULES,
    SEASON_YEARS,
    season,
    split,
    split_task,
    tasks_of_plan,
)

RENOVATION = "reported_renovation"
AMOUNT = st.integers(0, 10**13)
WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=12)


@given(AMOUNT, WEIGHTS)
def test_parts_add_up_to_the_whole_and_are_within_a_yuan_of_their_share(
    whole: int, weights: list[int]
) -> None:
    parts = split(whole, weights)
    total = sum(weights)
    assert sum(parts) == whole
    if total:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * total - whole * weight) < total


@given(AMOUNT, WEIGHTS, st.lists(st.integers(0, 10**12), min_size=4, max_size=4))
def test_districts_and_quarters_add_up_to_the_year(
    task: int, districts: list[int], quarters: list[int]
) -> None:
    parts = split_task(task, districts, quarters)
    assert [sum(row) for row in parts] == split(task, districts)
    assert sum(sum(row) for row in parts) == task


def test_what_is_left_over_goes_to_the_largest_remainders_the_earlier_first() -> None:
    assert split(10, [1, 1, 1]) == [4, 3, 3]
    assert split(10, [6, 3, 3]) == [5, 3, 2]
    assert split(7, [1, 2, 4]) == [1, 2, 4]
    assert split(100, [0, 3, 1]) == [0, 75, 25]
    assert split(5, [0, 0]) == [3, 2]  # nothing known: even


@pytest.mark.parametrize(("whole", "weights"), [(5, []), (-1, [1]), (5, [2, -1])])
def test_what_cannot_be_split_is_refused(whole: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="cannot be split"):
        split(whole, weights)


def test_the_season_is_that_of_the_years_before() -> None:
    reported = {year: [year, 0, 1, 2] for year in range(2010, 2021)}
    assert SEASON_YEARS == 3
    assert season(reported, 2020) == [2017 + 2018 + 2019, 0, 3, 6]
    assert season(reported, 2011) == [2010, 0, 1, 2]
    assert season(reported, 2010) == [0, 0, 0, 0]


# What the shipped plans ask -----------------------------------------------------------------------


def asked(plan: str, measure: str) -> dict[int, tuple[str, str, int | None]]:
    policy = next(own for own in load_policies() if own.id == plan)
    return {
        task.year: (task.basis, task.target, task.amount)
        for task in tasks_of_plan(policy)
        if task.measure == measure
    }


def test_the_doubling_plan_is_taken_back_from_60_bn_at_30_percent_a_year() -> None:
    found = asked("shenzhen-2017", RENOVATION)
    assert found[2020] == ("printed", "000.T1", 60_000_000_000)
    assert list(found) == [2017, 2018, 2019, 2020]
    for year in (2017, 2018, 2019):
        basis, target, amount = found[year]
        assert (basis, target) == ("taken_back", "000.T2")
        assert amount == int(60e9 / 1.3 ** (2020 - year))
    assert asked("shenzhen-2017", "reported_industrial") == {
        2020: ("printed", "000.T4", 120_000_000_000)
    }


def test_panyu_grows_its_own_task_as_its_plan_says() -> None:
    found = asked("panyu-2015", RENOVATION)
    assert {year: amount for year, (_, _, amount) in found.items()} == {
        2015: 2_680_000_000, 2016: 3_269_600_000, 2017: 3_923_520_000,
    }  # fmt: skip
    assert [basis for basis, _, _ in found.values()] == ["printed", "chained", "chained"]


def test_a_growth_without_a_level_hangs_on_what_was_reported() -> None:
    policy = next(own for own in load_policies() if own.id == "guangdong-2018")
    tasks = {task.year: task for task in tasks_of_plan(policy) if task.measure == RENOVATION}
    assert [(task.amount, task.base, task.steps) for task in tasks.values()] == [
        (None, 2018, 1), (None, 2018, 2),
    ]  # fmt: skip
    assert tasks[2020].amount_on(10_000) == 12_544  # 12 % twice


# Made-up plans ------------------------------------------------------------------------------------


def plan(*targets: tuple[str, float, int], readings: dict[str, str] | None = None) -> Any:
    """A plan from 2018 with targets of a unit, value and year."""
    return SimpleNamespace(
        document=SimpleNamespace(valid_from=SimpleNamespace(year=2018)),
        readings=readings or {},
        targets=[
            SimpleNamespace(id=f"T{number}", measure=RENOVATION, unit=unit, value=value, year=year)
            for number, (unit, value, year) in enumerate(targets)
        ],
    )


def amounts(policy: Any) -> dict[int, int | None]:
    return {task.year: task.amount for task in tasks_of_plan(policy)}


def test_growth_counted_from_a_later_year_asks_nothing_of_that_year() -> None:
    targets = (("yuan", 12_101, 2020), ("percent a year", 10.0, 2020))
    assert amounts(plan(*targets)) == {2018: 10_000, 2019: 11_000, 2020: 12_101}
    assert amounts(plan(*targets, readings={"RW15": "2017"})) == amounts(plan(*targets))
    assert amounts(plan(*targets, readings={"RW15": "2018"})) == {2019: 11_000, 2020: 12_101}


def test_a_printed_level_counts_before_what_follows_from_another() -> None:
    both = plan(("yuan", 10_000, 2019), ("times 2019", 1.5, 2020), ("yuan", 12_000, 2020))
    assert amounts(both) == {2019: 10_000, 2020: 12_000}
    assert amounts(plan(("yuan", 12_000, 2020), ("times 2016", 2, 2020))) == {2020: 12_000}


def test_a_multiple_of_what_was_reported_needs_the_report() -> None:
    (task,) = tasks_of_plan(plan(("times 2016", 2, 2020)))
    assert (task.basis, task.amount, task.base) == ("multiple", None, 2016)
    assert task.amount_on(21_400_000_000) == 42_800_000_000


def test_multiples_in_a_circle_end() -> None:
    circle = plan(("yuan", 100, 2018), ("times 2018", 2, 2019), ("times 2019", 2, 2018))
    assert amounts(circle) == {2018: 100, 2019: 200}


def test_counts_shares_and_what_has_no_figure_ask_no_yuan() -> None:
    assert amounts(plan(("firms", 600, 2020), ("percent", 40, 2020))) == {}
    assert amounts(plan(("yuan", 0, 2020))) == {}


def test_every_rule_of_the_split_is_marked_as_assumed_and_cites_a_clause() -> None:
    clauses = {row.id for row in read_register()}
    for rule in (*DISTRICT_RULES.values(), *QUARTER_RULES.values()):
        assert rule.status == "assumed"
        assert rule.clauses and set(rule.clauses) <= clauses
        assert rule.zh and rule.en
