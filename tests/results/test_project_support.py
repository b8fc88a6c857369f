"""`jigai support --project`: what a project would be paid, by which article, step by step."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest

from results.project_support import support
from results.project_support.answer import Edge, ProjectSupport
from results.project_support.policies import policies_of
from scenarios.policy_schema import Policy

LONGHUA = ("shenzhen-2023", "longhua-2024")
DAY = dt.date(2025, 6, 30)


def ask(
    planned: int,
    policies: tuple[str, ...] = LONGHUA,
    as_of: dt.date | None = DAY,
    readings: dict[str, object] | None = None,
    edges: bool = False,
    **project: Any,
) -> ProjectSupport:
    stated = {"planned_investment": planned, "district": "longhua", **project}
    return support(policies, stated, as_of, readings, edges).only


# -- the jumps that firms can see: catalogue D.4, each row about a project

RENEWAL: dict[str, Any] = {"qualifies_as": ["equipment"]}
INTERNET: dict[str, Any] = {"qualifies_as": ["internet"]}


def smart(level: int, *others: str) -> dict[str, Any]:
    return {"qualifies_as": ["smart", *others], "maturity_level": level}


D4 = [
    ("start of district aid", 1_500_000, RENEWAL, 0, 90_000, "jump_up"),
    ("class rate on the whole", 5_000_000, RENEWAL, 299_999, 600_000, "jump_up"),
    ("city 30 % for district 6 %", 5_000_000, INTERNET, 299_999, 1_500_000, "jump_up"),
    ("no jump at level 2", 10_000_000, smart(2), 1_199_999, 1_200_000, "switch"),
    ("level 3", 10_000_000, smart(3), 1_199_999, 1_600_000, "jump_up"),
    ("level 4", 10_000_000, smart(4), 1_199_999, 2_000_000, "jump_up"),
    ("a loss of 399,999", 20_000_000, RENEWAL, 2_399_999, 2_000_000, "jump_down"),
    ("smart wins", 25_000_000, smart(4, "internet"), 5_000_000, 5_000_000, "starts"),
    ("cap", 100_000_000, RENEWAL, 9_999_999, 10_000_000, "stops"),
    ("articles 1 and 3 tie", 500_000_000, smart(4), 50_000_000, 50_000_000, "starts"),
]


@pytest.mark.parametrize(
    ("planned", "project", "below", "at", "effect"),
    [row[1:] for row in D4],
    ids=[f"{row[0]} {row[1]:,}" for row in D4],
)
def test_the_jumps_of_the_catalogue(planned, project, below, at, effect):
    assert ask(planned - 1, **project).totals.grants == below
    found = ask(planned, **project, edges=True)
    assert found.totals.grants == at
    edge = found.edges_below[0]
    assert (edge.planned, edge.below, edge.at, edge.effect) == (planned, below, at, effect)
    from_below = ask(planned - 1, **project, edges=True).edges_above[0]
    assert from_below == edge


def test_after_the_loss_at_20_million_firms_go_to_24_million():
    (edge, *_) = ask(20_000_000, edges=True).edges_below
    assert edge.above_again_from == 24_000_000
    assert (edge.payers_below, edge.payers_at) == (("longhua2024",), ("004.A2",))
    cause = {"instrument": "004.A2", "what": "threshold", "figure": 20_000_000}
    assert edge.causes == (cause,)


def test_above_500_million_article_1_grows_to_its_cap():
    found = ask(500_000_000, **smart(4), edges=True)
    assert found.line("004.A1").amount == 50_000_000
    assert found.line("004.A3").status == "excluded"
    (cap,) = found.edges_above
    assert (cap.planned, cap.at, cap.effect) == (1_000_000_000, 100_000_000, "stops")


def test_units_at_five_million_are_deducted_at_once_and_one_yuan_more_is_not():
    at = ask(1, equipment_units=[[5_000_000, 1]]).line("004.A13")
    above = ask(1, equipment_units=[[5_000_001, 1]]).line("004.A13")
    assert (at.amount, above.amount, above.status) == (318_647, 0, "not_met")


@pytest.mark.parametrize(("day", "gain"), [("2027-12-31", 254_918), ("2028-01-01", 0)])
def test_deduction_at_once_ends_with_2027_while_the_grants_run_on(day, gain):
    found = ask(
        20_000_000, as_of=dt.date.fromisoformat(day), equipment_units=[[4_000_000, 1]]
    )  # fmt: skip
    assert found.line("004.A13").amount == gain
    assert found.line("004.A2").amount == 2_000_000


@pytest.mark.parametrize(
    ("energy", "amount"),
    [
        ({"saving_tce": 49}, 0),
        ({"saving_tce": 50}, 300_000),
        ({"co2_cut_t": 149}, 0),
        ({"co2_cut_t": 150}, 300_000),
    ],
)
def test_energy_results_at_the_line(energy, amount):
    project = {"qualifies_as": ["green"], "energy": {"key_energy_unit": True, **energy}}
    assert ask(1_000_000, **project).totals.grants == amount


# -- edges in general


@pytest.mark.parametrize("reading", ["below_threshold_only", "stack", "higher_of"])
@pytest.mark.parametrize("level", [2, 4])
def test_edges_tell_what_the_neighbours_are_paid(reading, level):
    """Each edge is what two questions one yuan apart answer; between edges nothing jumps."""
    readings: dict[str, object] = {"RW07": reading}
    project = smart(level, "internet")
    found = ask(30_000_000, readings=readings, **project, edges=True)
    edges: list[Edge] = [*reversed(found.edges_below), *found.edges_above]
    assert [edge.planned for edge in edges] == sorted({edge.planned for edge in edges})
    assert len(found.edges_below) == len(found.edges_above) == 3

    def total_at(planned: int) -> int:
        return ask(planned, readings=readings, **project).totals.grants

    for edge in edges:
        assert total_at(edge.planned - 1) == edge.below
        assert total_at(edge.planned) == edge.at
    for low, high in pairwise(edges):
        middle = (low.planned + high.planned) // 2
        ends = [(low.planned, low.at), (high.planned - 1, high.below)]
        slope = (ends[1][1] - ends[0][1]) / (ends[1][0] - ends[0][0])
        straight = ends[0][1] + slope * (middle - ends[0][0])
        assert total_at(middle) == pytest.approx(straight, abs=3)


def test_costs_are_scaled_with_the_plan():
    """Half of the plan is digital, so article 5 reaches its cap at twice the cost."""
    project = {
        "qualifies_as": ["digital_traditional"], "trade": "apparel", "digital_cost": 10_000_000,
    }  # fmt: skip
    found = ask(20_000_000, ("shenzhen-2023",), **project, edges=True)
    assert [edge.planned for edge in found.edges_below] == [1_000_000]
    cap = found.edges_above[0]
    assert (cap.planned, cap.effect, cap.at) == (50_000_000, "stops", 5_000_000)


def longer(policy: Policy) -> Policy:
    """The policy with instruments that last until 2023."""
    rows = [
        row.model_copy(update={"valid_to": dt.date(2023, 12, 31)}) for row in policy.instruments
    ]
    return policy.model_copy(update={"instruments": rows})


@pytest.mark.parametrize(
    ("reading", "province", "district"),
    [
        ({}, 4_000_000, 1_000_000),
        ({"RW08": "district_only"}, 4_000_000, 2_000_000),
        ({"RW10": "prorata"}, 3_333_332, 1_666_666),
        ({"RW09": "own_net"}, 4_000_000, 0),
    ],
)
def test_a_ceiling_on_the_sum(reading, province, district):
    """Panyu matches half of two provincial grants, and is cut to what the ceiling leaves."""
    policies = [longer(p) for p in policies_of(["panyu-2015", "guangdong-funds"], reading)]
    stated = {"planned_investment": 10_000_000, "district": "panyu"}
    found = support(policies, stated, dt.date(2021, 6, 30)).only
    assert found.totals.by_level["province"] == province
    assert found.totals.by_level["district"] == district
    step = found.line("003.III.1", "grant").steps[-1]
    assert step.name == "ceiling"
    assert (step.facts["before"], step.facts["after"]) == (2_000_000, district)
    if not reading:  # half of all from 7 million on, until the cap of one grant leaves room
        (edge,) = [edge for edge in found.edges_above if edge.causes[0]["what"] == "ceiling"]
        assert edge.planned == pytest.approx(75_000_000, abs=10)  # yuan lost to rounding
        assert edge.effect == "flatter"


# -- why nothing is paid

REASONS = [
    ("004.A1", {}, "threshold", "not_met"),
    ("004.A2", {**smart(4)}, "choice", "excluded"),
    ("004.A3", {}, "direction", "not_met"),
    ("004.A5", {"qualifies_as": ["smart"]}, "trade", "not_met"),
    ("004.A6", {"qualifies_as": ["green"]}, "energy", "not_met"),
    ("004.A2", {"filed": False}, "filing", "not_met"),
    ("004.A2", {"nature": "greenfield"}, "nature", "not_met"),
    ("004.A2", {"applicant": "platform"}, "applicant", "not_met"),
    ("004.A2", {"not_asked": ["004.A2"]}, "asked", "not_asked"),
    ("004.A2", {"city": "guangzhou", "district": None}, "place", "not_here"),
    ("longhua2024", {}, "split", "excluded"),
    ("longhua2024", {"district": "baoan"}, "place", "not_here"),
    ("longhua2024", {"district": None}, "place", "not_here"),
    ("004.A10", {}, "stated", "not_stated"),
    ("004.A12.interest", {}, "stated", "not_stated"),
]


@pytest.mark.parametrize(("name", "project", "step", "status"), REASONS)
def test_what_is_not_paid_says_why(name, project, step, status):
    line = ask(30_000_000, **project).line(name)
    assert line.amount == 0
    assert step in [failed.name for failed in line.failed]
    assert line.status == status


def test_the_loser_of_the_choice_names_the_winner_and_the_article():
    (failed,) = ask(30_000_000, **smart(3, "equipment")).line("004.A2").failed
    assert failed.facts["amounts"] == {"004.A2": 3_000_000, "004.A3": 4_800_000}
    assert failed.facts["chosen"] == "004.A3"
    assert failed.facts["cites"] == [{"document": "004", "article": "annex"}]


def test_an_article_that_is_not_asked_for_does_not_exclude_others():
    found = ask(30_000_000, **smart(3), not_asked=["004.A3"])
    assert found.totals.by_level["city"] == 3_000_000


# -- dates, readings, figures of the worked example


@pytest.mark.parametrize(
    ("day", "amount"),
    [("2023-12-31", 0), ("2024-01-01", 10**7), ("2028-12-31", 10**7), ("2029-01-01", 0)],
)
def test_the_years_in_force(day, amount):
    found = ask(100_000_000, as_of=dt.date.fromisoformat(day))
    assert found.totals.grants == amount
    assert found.line("004.A2").status == ("paid" if amount else "not_in_force")


@pytest.mark.parametrize(
    ("reading", "city", "district"),
    [("below_threshold_only", 2, 0), ("stack", 2, 3), ("higher_of", 2, 1)],
)
def test_city_and_district(reading, city, district):
    totals = ask(20_000_000, readings={"RW07": reading}).totals
    assert (totals.by_level["city"], totals.by_level["district"]) == (city * 10**6,
                                                                     district * 10**6)  # fmt: skip


def test_the_date_that_decides_is_a_reading():
    dates = {"started": dt.date(2023, 6, 1), "completed": dt.date(2024, 6, 1)}
    by_start = {"RW21": "rule_of_start_year"}
    assert ask(20_000_000, **dates).line("004.A2").status == "paid"
    assert ask(20_000_000, readings=by_start, **dates).line("004.A2").status == "not_in_force"


def test_the_whole_project_of_the_catalogue():
    """Case G-9."""
    found = ask(
        30_000_000, ("shenzhen-2023",), hard_cost=24_000_000, soft_cost=6_000_000, **smart(3),
        loan={"principal": 15_000_000, "rate": 0.0345, "years": 3},
        equipment_units=[[4_000_000, 6]],
    )  # fmt: skip
    assert found.totals.by_level["city"] == 4_800_000
    assert found.totals.by_kind["interest"] == 776_250
    assert found.totals.by_kind["tax_deduction"] == 1_529_507
    assert found.totals.tax_on_grants == 1_200_000


def test_soft_cost_beyond_its_share_is_cut():
    found = ask(30_000_000, hard_cost=14_000_000, soft_cost=16_000_000, **smart(4))
    facts = next(s.facts for s in found.line("004.A3").steps if s.name == "cost")
    assert (facts["soft_accepted"], facts["cost"]) == (6_000_000, 20_000_000)


def test_interest_is_net_of_other_help_unless_read_otherwise():
    """Cases 004-12-9 and 004-12-10."""
    stated = {
        "interest_paid_by_year": [1_200_000] * 3,
        "other_interest_support_by_year": [600_000, 600_000],
    }
    assert ask(1, **stated).totals.by_kind["interest"] == 1_200_000
    gross = ask(1, readings={"RW23": "gross_interest"}, **stated)
    assert gross.totals.by_kind["interest"] == 1_800_000


def test_interest_beside_grants_is_a_reading():
    stated = {"interest_paid_by_year": [1_000_000]}
    only_one = {"RW06": "exclusive_with_1_7"}
    assert ask(20_000_000, **stated).line("004.A12.interest").amount == 500_000
    assert ask(20_000_000, readings=only_one, **stated).line("004.A12.interest").amount == 0
    alone = ask(10_000_000, readings=only_one, **stated)  # the district's grant is none of 1 to 7
    assert alone.line("004.A12.interest").amount == 500_000


@pytest.mark.parametrize(
    ("by", "city"), [("municipal", 2_000_000), ("municipal_investment", 2_000_000),
                     ("district", 3_000_000), ("province", 3_000_000)],
)  # fmt: skip
def test_what_other_city_money_pays_is_left_out(by, city):
    found = ask(30_000_000, already_supported=[{"cost": 10_000_000, "by": by}])
    assert found.totals.by_level["city"] == city


def test_one_barred_item_bars_the_project_where_read_so():
    stated = {"already_supported": [{"cost": 1, "by": "municipal"}]}
    policies = (*LONGHUA, "shenzhen-2012", "shenzhen-2012-interest")
    assert ask(30_000_000, policies, **stated).totals.by_level["city"] == 2_999_999
    whole = ask(30_000_000, policies, readings={"RW11": "project"}, **stated)
    assert whole.totals.grants == 0


def test_prizes_come_once_a_title():
    found = ask(1, titles=["digital_leader", "factory_5g", "green_national"],
                already_awarded=["factory_5g"])  # fmt: skip
    assert found.line("004.A10").amount == 3_000_000
    assert found.line("004.A11").amount == 1_000_000
    one_sum = ask(1, titles=["green_city"], readings={"RW20": "single_value"})
    assert one_sum.line("004.A11").amount == 500_000


@pytest.mark.parametrize(
    ("reading", "kept", "charge", "waived"),
    [
        ("retained_only", 1_500, 3_600_000, 10_200_000),
        ("retained_only", 600, 1_440_000, 10_200_000),
        ("all_new_area", 1_500, 24_000_000, 0),
    ],
)
def test_land(reading, kept, charge, waived):
    land = {"new_floor_area_m2": 10_000, "price_per_m2": 1_200, "handover_m2": 1_500,
            "kept_m2": kept}  # fmt: skip
    kinds = ask(1, readings={"RW13": reading}, land=land).totals.by_kind
    assert (kinds["land_charge"], kinds["land_waived"]) == (charge, waived)


def test_a_share_of_the_tax_increase_and_its_match():
    """Case 002-15, and Panyu's half of it under the ceiling."""
    years = [2_000_000] * 3, [1_000_000] * 3
    increase = {"province": years[0], "city": years[1], "county": years[1]}
    found = ask(
        20_000_000, ("panyu-2015", "guangdong-funds"), dt.date(2017, 6, 30), district="panyu",
        tax_increase=increase,
    )  # fmt: skip
    assert found.line("gd2014.taxshare").amount == 6_300_000
    assert found.line("003.III.1", "tax_share").amount == 3_150_000
    assert found.totals.grants == 0


def test_a_purchase_is_deducted_once():
    found = ask(1, (*LONGHUA, "national-tax"), equipment_units=[[4_000_000, 1]])
    paid = [line.instrument for line in found.paid if line.kind == "tax_deduction"]
    assert paid == ["004.A13"]
    assert found.line("national.expensing").status == "excluded"
    early = ask(1, (*LONGHUA, "national-tax"), dt.date(2023, 6, 30),
                equipment_units=[[4_000_000, 1]])  # fmt: skip
    assert early.line("national.expensing").amount == 254_918


def test_grants_that_are_not_taxed_lower_what_is_deducted():
    stated: dict[str, Any] = {"equipment_units": [[4_000_000, 6]]}
    taxed = ask(20_000_000, **stated)
    untaxed = ask(20_000_000, readings={"RW12": "nontaxable_basis_reduced"}, **stated)
    assert (taxed.totals.tax_on_grants, untaxed.totals.tax_on_grants) == (500_000, 0)
    lowered = untaxed.line("004.A13").amount
    assert lowered == pytest.approx(taxed.line("004.A13").amount * 22 / 24, abs=1)


def test_the_rules_of_2019():
    """Case 000-7: the universal subsidy adds to the smart item; the major award excludes it."""
    policies = ("shenzhen-2019-rules", "shenzhen-2017")
    found = ask(30_000_000, policies, dt.date(2020, 4, 1), **smart(0))
    assert found.totals.grants == 9_000_000
    major = ask(200_000_000, policies, dt.date(2020, 4, 1), **smart(0))
    assert major.line("sz2019.smart").status == "excluded"
    assert major.totals.grants == 40_000_000 + 10_000_000
