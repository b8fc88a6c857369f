"""A firm without grounds claims nothing, whichever rules there are; each ground by itself."""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_decisions import NOW, Row, firms, ordinary_case, shipped_tables, tables
from random_packages import M, tried
from switched_worlds import KEY, compiled

from sim.acts import applying
from sim.law import codes
from sim.law.applying import has_grounds, window_is_open
from sim.measures import TALLY
from sim.rows import PROJECT, QUARTER, blank
from sim.simulation import simulate

CELLS = 8
SOME = st.sampled_from([0, 0, 50 * M, 3 * M])


@st.composite
def claimants(draw: Any) -> tuple[Row, Row, Row, list[Any]]:
    """A firm with a project under way, finished or none; the quarter and its rules."""
    firm, rules = draw(firms()), draw(tables())
    for name in ("spent_last_year", "smart_last_year", "interest_last_year", "tax_last_year"):
        setattr(firm, name, draw(SOME))
    firm.share_year, firm.share_investment = draw(st.sampled_from([0, 0, 5])), 10 * M
    quarters = draw(st.integers(0, 6))
    spent = draw(SOME)
    building = Row(
        **{**blank(PROJECT), "stage": draw(st.sampled_from([codes.NONE, codes.BUILDING])),
           "cost": 50 * M if quarters else 0, "quarters": quarters, "spent": spent,
           "started": NOW - draw(st.sampled_from([quarters, quarters, 2])),
           "staged_base": draw(st.sampled_from([spent, spent, 0])), "filed": 1,
           "grant_claimed": draw(st.sampled_from([0, 0, 1])), "direction": 1}
    )  # fmt: skip
    now = NOW + draw(st.integers(0, 3))
    building.started += now - NOW
    kinds = 0
    for rule in rules:
        kinds |= int(window_is_open(rule, now)) << rule.kind
    quarter = Row(
        **{**blank(QUARTER), "now": now, "cells": CELLS, "districts": 2, "open_kinds": kinds,
           "counting_threshold": 5 * M}
    )  # fmt: skip
    return firm, building, quarter, rules


def claimed(firm: Row, building: Row, quarter: Row, rules: list[Any]) -> list[int]:
    """What is claimed if nobody asks for grounds."""
    place, behaviour, directions = shipped_tables()
    claims, eager = [0] * len(rules), Row(**{**vars(behaviour), "with_paperwork": 0.0})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(applying, "has_grounds", lambda *_given: True)
        applying.apply_for_support(
            copy.deepcopy(firm), copy.deepcopy(building), claims, quarter, place, eager,
            directions, rules, [0] * (CELLS * len(TALLY)),
        )  # fmt: skip
    return claims


@tried(600)
@given(claimants())
def test_who_has_no_grounds_could_claim_nothing(case: tuple[Any, ...]) -> None:
    firm, building, quarter, _rules = case
    if not has_grounds(firm, building, quarter):
        assert sum(claimed(*case)) == 0


DONE = {"stage": codes.NONE, "quarters": 4, "started": NOW - 4}


@pytest.mark.parametrize(
    ("state", "project", "kinds"),
    [({"spent_last_year": 1}, {}, [codes.EX_POST]), ({"smart_last_year": 1}, {}, [codes.EX_POST]),
     ({"interest_last_year": 1}, {}, [codes.INTEREST]),
     ({"share_year": 3}, {}, [codes.TAX_SHARE]),
     ({}, {"spent": 2, "staged_base": 1}, [codes.STAGED]),
     ({}, DONE, [codes.PROJECT_GRANT, codes.MATCH])],
    ids=["spending", "smart spending", "interest", "tax", "a stage", "a finished project"],
)  # fmt: skip
def test_each_ground_counts_while_its_kinds_of_rule_take_claims(
    state: dict[str, int], project: dict[str, int], kinds: list[int]
) -> None:
    case = ordinary_case([])
    firm = Row(**{**vars(case.firm), **state})
    building = Row(**{**blank(PROJECT), **project})
    for kind in range(9):
        quarter = Row(**{**vars(case.quarter), "open_kinds": 1 << kind})
        assert has_grounds(firm, building, quarter) is (kind in kinds)
        assert has_grounds(case.firm, Row(**blank(PROJECT)), quarter) is False
    quarter.open_kinds = 0
    assert has_grounds(firm, building, quarter) is False
    quarter.open_kinds = 2**9 - 1
    assert has_grounds(firm, building, quarter) is True


@pytest.mark.parametrize("bench", ["world", "world_panyu"])
def test_a_run_in_which_nobody_asks_for_grounds_books_the_same(
    bench: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = request.getfixturevalue(bench)("as-enacted", 240)
    usual = compiled(inputs)
    asked = SimpleNamespace(without=0)

    def all_have(*given: Any) -> bool:
        asked.without += not has_grounds(*given)
        return True

    monkeypatch.setattr(applying, "has_grounds", all_have)
    walked = simulate(inputs, KEY, "mesa")
    assert (walked.tallies == usual.tallies).all() and walked.entries == usual.entries
    assert usual.total("applications").sum() > 0 and asked.without > 5_000
