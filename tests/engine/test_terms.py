"""A firm's terms and the options that it weighs, by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest
from random_decisions import ordinary_case

from sim.law import decision
from sim.law.codes import BUILDING, EXPANSION, RENOVATION, STATE_OWNED
from sim.law.terms import Plan, called_renovation, terms_of, with_loan
from sim.rows import FIRM, PROJECT, QUARTER, blank

M = 1_000_000
PLACE = SimpleNamespace(profit_tax_rate=0.25, depreciation_life=2.0, salvage_share=0.05)
BEHAVIOUR = SimpleNamespace(
    with_hurdles=1.0, with_finance=1.0, with_paperwork=1.0, with_turnover=1.0, with_crowding=0.0,
    with_lumpiness=1.0, bank_spread_small=0.02, state_credit_advantage=0.5, shadow_premium=0.03,
    parent_finance=0.5, cost_weight=1.25, expansion_patience=2.0, state_patience=1.5,
    application_cost=10_000.0, simplification_effect=0.5, repeat_discount=0.5, build_time=1.0,
)  # fmt: skip


def row(fields: Any, **values: Any) -> Any:
    return SimpleNamespace(**{**blank(fields), **values})


def worth_of_years(rate: float, years: float) -> float:
    """A yuan a year, paid evenly."""
    return (1.0 - math.exp(-rate * years)) / rate


# The reference rate is 5 %; this firm pays a spread of 1 %, and 1.5 % more for money of its own.
QUARTER_NOW = {"loan_rate": 0.05, "loan_discount_ppm": 5_000, "loan_reach": 0.5,
               "simplification": 0.5}  # fmt: skip
OWNER = {"ease": 0.5, "payback": 2.0, "ownership": 1, "attention": 0.4,
         "application_cost_factor": 2.0}  # fmt: skip


@pytest.mark.parametrize(
    ("owner", "nature", "own", "bank", "wanted"),
    [({}, RENOVATION, 0.06, 0.045, 1 / 2), ({}, EXPANSION, 0.06, 0.06, 1 / 4),
     ({"attention": 0.5}, RENOVATION, 0.06, 0.06, 1 / 2),
     ({"ownership": STATE_OWNED}, RENOVATION, 0.055, 0.045, 1 / 3)],
    ids=["renovation", "expansion", "beyond the loan product", "of the state"],
)  # fmt: skip
def test_the_terms_of_a_firm(
    owner: dict[str, Any], nature: int, own: float, bank: float, wanted: float
) -> None:
    firm = row(FIRM, **{**OWNER, **owner})
    found = terms_of(firm, nature, 8.0, row(QUARTER, **QUARTER_NOW), PLACE, BEHAVIOUR)
    rate = own + 0.015
    # Over two years 47.5 of 100 are deducted at the end of each, and 5 that are left in the second.
    spread_out = 0.475 / (1 + rate) + 0.525 / (1 + rate) ** 2
    gain_years = worth_of_years(wanted, 8.0)
    assert found._asdict() == pytest.approx(
        {
            "rate": rate, "bank_rate": bank, "wanted": wanted, "weight": 1.25,
            "gain_years": gain_years, "rent_years": worth_of_years(rate, 8.0),
            "break_even": 1.25 / 0.75 / gain_years, "tax": 0.25, "spread_out": spread_out,
            "deducted_now": 1 / (1 + rate), "tax_life": 2.0, "trouble": 15_000.0,
        }
    )  # fmt: skip


def test_what_is_deducted_within_a_year_is_deducted_at_once() -> None:
    quick = SimpleNamespace(**{**vars(PLACE), "depreciation_life": 1.0})
    found = terms_of(
        row(FIRM, **OWNER), RENOVATION, 8.0, row(QUARTER, **QUARTER_NOW), quick, BEHAVIOUR
    )
    assert found.deducted_now == found.spread_out == pytest.approx(1 / (1 + found.rate))


def test_a_gain_that_breaks_even_pays_for_a_yuan_of_cost() -> None:
    found = terms_of(
        row(FIRM, **OWNER), RENOVATION, 8.0, row(QUARTER, **QUARTER_NOW), PLACE, BEHAVIOUR
    )
    kept = (1.0 - found.tax) * found.break_even * found.gain_years
    assert kept == pytest.approx(found.weight)


# Options ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cost", "quarters", "yearly", "library"),
    [(2 * M, 2, 2 * M, 0), (60 * M, 5, 48 * M, 0), (80 * M, 5, 64 * M, 1), (100 * M, 5, 80 * M, 1)],
    ids=["small", "below both limits", "large in a year", "large in all"],
)  # fmt: skip
def test_an_option_of_a_size(cost: int, quarters: int, yearly: int, library: int) -> None:
    """A quarter, and one more for each factor of e in millions."""
    project = row(PROJECT, cost=7, direction=3, nature=EXPANSION)
    now = row(QUARTER, now=9, library_total=100 * M, library_yearly=60 * M)
    found = decision.plan_for(project, cost, 11, now, BEHAVIOUR)
    assert found == Plan(cost, quarters, 11, 0, 3, EXPANSION, library, yearly)


def test_the_option_that_is_being_carried_out() -> None:
    """Its own time of building counts, which the authority may have made shorter."""
    building = row(PROJECT, cost=80 * M, quarters=4, direction=3, nature=RENOVATION)
    now = row(QUARTER, now=9, library_total=100 * M, library_yearly=80 * M)
    found = decision.plan_of(building, building.cost, building.quarters, 9, now)
    assert found == Plan(80 * M, 4, 9, 0, 3, RENOVATION, 1, 80 * M)


def test_an_option_is_borrowed_for_and_called_otherwise() -> None:
    option = Plan(8 * M, 6, 11, 0, 3, EXPANSION, 1, 5 * M)
    assert with_loan(option, 2 * M) == option._replace(loan=2 * M)
    named = called_renovation(option._replace(loan=2 * M))
    assert named == Plan(8 * M, 6, 11, 2 * M, 0, RENOVATION, 0, 5 * M)


@pytest.mark.parametrize(("nature", "begun"), [(RENOVATION, False), (EXPANSION, True)])
def test_the_project_in_view_is_weighed_by_its_own_nature(nature: int, begun: bool) -> None:
    """What falls just short as a renovation is worth it as an expansion, for which firms wait."""
    case = ordinary_case([], nature=nature)
    asked = ordinary_case([]).terms.break_even * case.reserve.cost
    _firm, _reserve, building, _booked = case.with_gain(0.99 * asked).decided()
    assert (building["stage"] == BUILDING) is begun
