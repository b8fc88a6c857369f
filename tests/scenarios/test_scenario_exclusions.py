"""Groups of instruments of which one is paid, and what the files may not say about them."""

from __future__ import annotations

from itertools import permutations
from types import SimpleNamespace
from typing import Any

from scenario_worlds import UPGRADE, World

from scenarios.exclusions import across_kinds, exclusion_groups, half_excluded


def policy(exclusions: dict[str, list[str]], *choices: list[str], years: str = "") -> Any:
    """A policy of grants to projects; those in `years` pay by the year."""
    rows = [
        SimpleNamespace(id=name, exclusive_with=others, family="I1" if name in years else "I2")
        for name, others in exclusions.items()
    ]
    relations = [SimpleNamespace(kind="Q2", among=among) for among in choices]
    return SimpleNamespace(instruments=rows, relations=relations)


def test_groups_do_not_depend_on_the_order_of_the_files() -> None:
    names = {"a": ["c"], "b": [], "c": ["d"], "d": ["a"], "e": [], "f": ["e"]}
    for order in permutations(names):
        files = [policy({name: names[name]}) for name in order]
        assert exclusion_groups(files) == [["a", "c", "d"], ["e", "f"]]


def test_articles_of_a_choice_are_numbered_as_listed_and_others_after_them() -> None:
    one = policy({"a": ["x", "y"], "x": ["y"], "y": []}, ["y", "x"])
    assert exclusion_groups([one]) == [["y", "x", "a"]]
    # What is not loaded is in no group.
    assert exclusion_groups([policy({"a": ["gone"], "b": []}, ["b", "gone"])]) == []


def test_two_that_a_third_excludes_must_exclude_each_other() -> None:
    assert list(half_excluded([policy({"a": ["b"], "b": ["c"], "c": []})])) == [("a", "c", "b")]
    assert list(half_excluded([policy({"a": ["b"], "b": ["c"], "c": ["a"]})])) == []
    # b and c are a choice of one, a excludes b alone.
    beside = policy({"a": ["b"], "b": [], "c": []}, ["b", "c"])
    assert list(half_excluded([beside])) == [("c", "a", "b")]


def test_a_grant_by_the_project_and_one_by_the_year_are_not_kept_apart() -> None:
    assert list(across_kinds([policy({"a": ["b"], "b": []}, years="b")])) == [("a", "b")]
    assert list(across_kinds([policy({"a": ["b"], "b": []}, years="ab")])) == []


def test_a_file_that_says_so_is_refused(world: World) -> None:
    world.edit(UPGRADE, "exclusive_with: [up.smart]", "exclusive_with: [town.grant]")
    told = [fault.message for fault in world.faults()]
    assert "excludes up.green, but one is paid by the project and the other by the year" in told
