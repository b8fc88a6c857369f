"""Worked cases held as data: what a rule of the shipped policies pays, to the yuan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.law.support import amount_due, in_library, stage_due
from sim.model_inputs import Inputs
from sim.rows import plain

CASES = YAML(typ="safe").load((Path(__file__).parent / "support_cases.yaml").read_text("utf-8"))
World = Callable[..., Inputs]


def rule_of(inputs: Inputs, name: str) -> Any:
    names = inputs.rule_names
    return plain(inputs.rules[names.index(name)])


@pytest.mark.parametrize("case", CASES["amounts"], ids=lambda case: case["case"])
def test_amounts_agree_to_the_yuan(world: World, case: dict[str, Any]) -> None:
    rule = rule_of(world("as-enacted", 60), case["rule"])
    assert amount_due(rule, case["base"], case["base"], case["base"]) == case["due"]


@pytest.mark.parametrize("case", CASES["stages"], ids=lambda case: case["case"])
def test_stages_agree_to_the_yuan(case: dict[str, Any]) -> None:
    paid: list[int] = []
    for index, done in enumerate(case["done"]):
        last = index == len(case["done"]) - 1
        paid.append(stage_due(case["due"], done, case["planned"], sum(paid), last))
    assert paid == case["paid"]


@pytest.mark.parametrize("case", CASES["library"], ids=lambda case: case["case"])
def test_the_library_of_major_projects(world: World, case: dict[str, Any]) -> None:
    quarter = plain(world("as-enacted", 60).environment[24])
    assert in_library(case["total"], case["yearly"], quarter) is case["listed"]


def test_no_library_before_the_plan(world: World) -> None:
    quarter = plain(world("as-enacted", 60).environment[4])
    assert not in_library(10**12, 10**12, quarter)


RULES = st.builds(
    lambda rate, threshold, cap: SimpleNamespace(
        threshold_on=1, threshold=threshold, inclusive=1, rate_ppm=rate, cap=cap
    ),
    st.integers(0, 10**6), st.integers(0, 10**9), st.integers(0, 10**9),
)  # fmt: skip


@given(RULES, st.integers(0, 10**11))
def test_support_is_never_above_cap_or_rate_and_never_negative(rule: Any, base: int) -> None:
    due = amount_due(rule, base, base, base)
    assert 0 <= due <= rule.cap
    assert due * 10**6 <= base * rule.rate_ppm
    if base < rule.threshold:
        assert due == 0


@given(RULES, st.integers(0, 10**11), st.integers(0, 10**5), st.integers(0, 10**9))
def test_support_never_falls_in_rate_or_base(rule: Any, base: int, more: int, extra: int) -> None:
    richer = SimpleNamespace(**{**vars(rule), "rate_ppm": min(10**6, rule.rate_ppm + more)})
    due = amount_due(rule, base, base, base)
    assert amount_due(richer, base, base, base) >= due
    assert amount_due(rule, base + extra, base + extra, base + extra) >= due


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=6), st.integers(0, 10**8))
def test_stages_add_up_to_the_award(done: list[int], total: int) -> None:
    paid: list[int] = []
    for index, spent in enumerate(done):
        paid.append(stage_due(total, spent, sum(done), sum(paid), index == len(done) - 1))
    assert all(stage >= 0 for stage in paid)
    assert sum(paid) == total
