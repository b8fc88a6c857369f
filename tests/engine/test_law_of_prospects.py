"""What a firm may hope for and claim, step by step: amounts in time, each reckoned by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest
from random_packages import M, open_rule

from sim.law import applying, codes, land, prospects, put_forward, space, tax
from sim.law.application import BLANK_APPLICATION
from sim.law.arithmetic import PPM
from sim.law.terms import Plan, Terms
from sim.rows import FIRM, MAX_WAVES, PROJECT, QUARTER, blank

TROUBLE = 10_000
KEPT = 0.75


def firms_terms(**terms: float) -> Terms:
    """Terms of a firm that values money at no rate and pays 4 % on a loan."""
    usual = dict.fromkeys(Terms._fields, 1.0)
    own = {"rate": 0.0, "bank_rate": 0.04, "tax": 0.25, "tax_life": 10.0, "trouble": TROUBLE}
    return Terms(**{**usual, **own, **terms})


TERMS = firms_terms()


def hoped(**terms: Any) -> Any:
    """A rule that pays a tenth, in force from quarter 24 to 40 and expected to pay in full."""
    return open_rule(
        **{"kind": codes.EX_POST, "start": 24, "end": 40, "application_quarter": 1, "years": 3,
           "expected_ppm": PPM, "taxable": 1, "review": 1, "payment": 1, **terms}
    )  # fmt: skip


def firm(**state: Any) -> Any:
    found = SimpleNamespace(**{**blank(FIRM), **state})
    found.heard = 2**MAX_WAVES - 1
    return found


def quarter(**state: Any) -> Any:
    return SimpleNamespace(**{**blank(QUARTER), **state})


def plan(cost: int = 8 * M, quarters: int = 4, start: int = 24, loan: int = 0) -> Plan:
    """An option as firms weigh it."""
    yearly = cost * 4 // max(quarters, 4)
    return Plan(cost, quarters, start, loan, 1, codes.RENOVATION, 0, yearly)


# A payment in time ------------------------------------------------------------------------------


def test_what_is_left_of_a_grant_after_tax() -> None:
    assert prospects.kept_of_grant(hoped(), firms_terms(rate=0.1)) == KEPT
    spread = 1 - 0.25 * (1 - math.exp(-1)) / 0.1 / 10
    assert prospects.kept_of_grant(hoped(taxable=0), firms_terms(rate=0.1)) == pytest.approx(spread)


def test_money_later_is_scaled_taxed_and_discounted() -> None:
    rule = hoped(expected_ppm=800_000)
    worth = prospects.value_of_money_later(1000, rule, 4, firms_terms(rate=0.1, trouble=0))
    assert worth == pytest.approx(1000 * 0.8 * KEPT * math.exp(-0.1))


@pytest.mark.parametrize(
    ("start", "spent", "cap", "worth"),
    [(24, 0, 10**9, 800_000 * KEPT - TROUBLE),
     (26, 0, 10**9, 2 * (400_000 * KEPT - TROUBLE)),
     (24, 97 * M, 10 * M, 300_000 * KEPT),
     (36, 0, 10**9, 0.0)],
    ids=["within a year", "over two years", "beside what is spent already", "claimed too late"],
)  # fmt: skip
def test_a_yearly_rule_pays_each_year_of_spending(
    start: int, spent: int, cap: int, worth: float
) -> None:
    claimant = firm(spent_this_year=spent)
    rule = hoped(cap=cap, end=37)
    now = 24
    found = prospects.ex_post_value(rule, claimant, 8 * M, 4, start, now, TERMS)
    assert found == pytest.approx(worth)


def test_a_staged_award_is_worth_its_total() -> None:
    rule = hoped(kind=codes.STAGED, rate_ppm=200_000, threshold_on=codes.ON_PLANNED,
                 threshold=200 * M)  # fmt: skip
    value = prospects.staged_value(rule, 200 * M, 200 * M, 24, 24, TERMS)
    assert value == 40 * M * KEPT - TROUBLE
    assert prospects.staged_value(rule, 200 * M, 200 * M, 41, 41, TERMS) == 0.0


@pytest.mark.parametrize(
    ("terms", "expected"),
    [({}, [163_746, 134_064]), ({"cap": 200_000}, [163_746, 36_254]),
     ({"cap": 140_000, "cap_scope": codes.PER_FIRM_YEAR}, [140_000, 134_064]),
     ({"end": 26}, [])],
    ids=["two years", "a cap on the project", "a cap on each year", "completed too late"],
)  # fmt: skip
def test_interest_is_hoped_for_year_by_year(terms: dict[str, int], expected: list[int]) -> None:
    """Of 10M drawn over a year, exp(-0.2) and exp(-0.4) are left in the middle of the years."""
    rule = hoped(kind=codes.INTEREST, years=2, rate_ppm=500_000, **{"cap": 10**9, **terms})
    value = prospects.interest_value(rule, plan(loan=M), 10 * M, 24, TERMS, 5.0)
    assert value == pytest.approx(sum(amount * KEPT - TROUBLE for amount in expected), abs=2)


SHARES = {"province_ppm": 600_000, "city_ppm": 500_000, "county_ppm": 400_000}
PLACE = SimpleNamespace(
    profit_tax_rate=0.25, tax_to_province=0.2, tax_to_city=0.1, tax_to_county=0.1,
    depreciation_life=10.0, salvage_share=0.05, factory_rent=30.0, audited_share=1.0,
    maturity_gap_4=0.1, maturity_gap_3=0.3, maturity_gap_2=0.6, co2_per_tce=2.6,
    evaluation_share=1.0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("gain", "cost", "expected"),
    [(1e6, 8 * M, [52_500] * 3), (1e6, 60_000, [52_500, 7_500]), (-1e6, 8 * M, [])],
    ids=["three years", "up to the investment", "no gain"],
)
def test_a_share_of_the_tax_that_the_gain_brings(
    gain: float, cost: int, expected: list[int]
) -> None:
    """250,000 of tax, of which 50,000 and twice 25,000 fall to the levels."""
    rule = hoped(kind=codes.TAX_SHARE, **SHARES)
    terms = firms_terms(trouble=1_000)
    value = prospects.tax_share_value(rule, plan(cost), gain, PLACE, 24, terms)
    assert value == pytest.approx(sum(amount * KEPT - 1_000 for amount in expected))
    late = prospects.tax_share_value(rule, plan(cost, start=38), gain, PLACE, 24, terms)
    assert late == 0.0


def test_a_grant_is_worth_what_is_due_less_the_trouble() -> None:
    project = BLANK_APPLICATION._replace(planned=10 * M, audited=10 * M, applied=28)
    rules = [hoped(kind=codes.PROJECT_GRANT)]
    value = prospects.grant_value(0, project, rules, 24, firms_terms(rate=0.1))
    # Six quarters: four of building, review, payment.
    assert value == pytest.approx(M * KEPT * math.exp(-0.15) - TROUBLE)
    assert prospects.grant_value(0, project._replace(applied=41), rules, 24, TERMS) == 0.0


# Several rules ----------------------------------------------------------------------------------

BEHAVIOUR = SimpleNamespace(
    with_paperwork=1.0, with_crowding=0.0, with_turnover=1.0,
    application_cost=TROUBLE, simplification_effect=0.3, repeat_discount=0.5, loan_years=5.0,
    lease_share=0.2, tax_hassle=1000.0, gap_drift=0.0, gap_closure=0.5,
)  # fmt: skip
ROW = SimpleNamespace(
    smart_share=0.5, software_share=0.0, building_share=0.0, energy_saving=0.0, life=8.0
)


def weighed(function: Any, rules: list[Any]) -> Any:
    """Ask a law about a plan of 8M over a year, at no rate."""
    now = quarter(now=24, open_kinds=1 << codes.PROJECT_GRANT)
    project = SimpleNamespace(**{**blank(PROJECT), "cost": 8 * M, "direction": 1})
    return function(firm(), project, plan(), TERMS, ROW, 0.0, now, PLACE, BEHAVIOUR, rules)


def worth_of(rule: Any) -> float:
    """Worth of one rule for that plan."""
    stated = BLANK_APPLICATION._replace(planned=8 * M, audited=8 * M, applied=28)
    value = prospects.rule_value(
        0, firm(), plan(), stated, TERMS, ROW, 0.0, quarter(now=24), PLACE, BEHAVIOUR, [rule]
    )
    return float(value)


def test_each_kind_of_rule_is_worth_its_own_amount_and_never_less_than_nothing() -> None:
    smart = hoped(base=codes.BASE_SMART)
    staged = hoped(kind=codes.STAGED, rate_ppm=200_000)
    for rule, worth in (
        (hoped(), 800_000 * KEPT - TROUBLE), (smart, 400_000 * KEPT - TROUBLE),
        (hoped(kind=codes.PROJECT_GRANT), 800_000 * KEPT - TROUBLE),
        (staged, 1_600_000 * KEPT - TROUBLE), (hoped(rate_ppm=1), 0.0),
        (hoped(kind=codes.EXPENSING), 0.0), (hoped(announced=25), 0.0),
        (hoped(kind=codes.PROJECT_GRANT, rate_ppm=1), 0.0),
    ):  # fmt: skip
        assert worth_of(rule) == pytest.approx(worth)


def test_of_yearly_rules_that_exclude_each_other_the_better_counts() -> None:
    weak, strong = 800_000 * KEPT - TROUBLE, 1_600_000 * KEPT - TROUBLE
    rules = [hoped(exclusion=1), hoped(exclusion=1, rate_ppm=200_000, requires_filing=1)]
    assert weighed(prospects.support_value, rules) == pytest.approx((strong, strong))
    rules[1].exclusion = 0
    assert weighed(prospects.support_value, rules) == pytest.approx((weak + strong, strong))
    rules = [hoped(exclusion=1), hoped(exclusion=1)]
    assert weighed(prospects.support_value, rules)[0] == pytest.approx(weak)


def test_what_would_be_put_forward_is_reckoned_where_a_rule_asks_for_it() -> None:
    """A grant on the finished project counts beside the yearly rule."""
    rules = [hoped(kind=codes.PROJECT_GRANT, requires_filing=1), hoped()]
    worth = 800_000 * KEPT - TROUBLE
    assert weighed(prospects.support_value, rules) == pytest.approx((2 * worth, worth))
    for kinds, known in (
        (0, False), (1 << codes.EX_POST, False), (1 << codes.PROJECT_GRANT, True),
        (1 << codes.MATCH, True), (1 << codes.MATCH | 1 << codes.STAGED, True),
    ):  # fmt: skip
        assert prospects.rules_on_projects_known(quarter(open_kinds=kinds)) is known


def test_the_better_of_a_staged_award_and_a_yearly_rule() -> None:
    yearly = hoped(exclusion=1)
    better, worse = (
        hoped(exclusion=1, kind=codes.STAGED, rate_ppm=rate) for rate in (200_000, 50_000)
    )
    assert weighed(prospects.preferred_kind, [yearly, better]) == codes.STAGED
    assert weighed(prospects.preferred_kind, [worse, yearly]) == codes.EX_POST
    same = hoped(exclusion=1, kind=codes.STAGED)
    assert weighed(prospects.preferred_kind, [same, yearly]) == codes.STAGED
    assert weighed(prospects.preferred_kind, [hoped()]) == -1


def test_what_a_firm_hopes_to_put_forward() -> None:
    """Half of the gap of 0.5 is closed; the library is asked by all of the cost."""
    project = SimpleNamespace(**{**blank(PROJECT), "direction": 1, "ordinal": 3})
    owner, now = firm(id=4), quarter(now=24, library_total=100 * M, library_yearly=100 * M)
    owner.gap = [1.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0]
    for direction, level in ((1, 3), (codes.CAPACITY, 1)):
        project.direction = direction
        found = put_forward.hopes_to_put_forward(
            owner, project, plan(100 * M, 6), 8 * M, ROW, now, PLACE, BEHAVIOUR
        )
        assert (found.planned, found.audited, found.level) == (8 * M, 8 * M, level)
        assert (found.in_library, found.filed, found.draw) == (1, 1, 7)
        assert (found.started, found.completed, found.applied) == (24, 29, 30)


def test_stages_paid_before_the_last_quarter_help_to_finance() -> None:
    rule = hoped(kind=codes.STAGED, rate_ppm=200_000, expected_ppm=500_000)
    owner = firm()
    # Of 20M, three of six quarters are claimed, reviewed and paid in time, half of it expected.
    cash = prospects.staged_cash(owner, plan(100 * M, 6), quarter(now=24), [rule])
    assert cash == 20 * M * 3 // 6 // 2
    short = prospects.staged_cash(owner, plan(100 * M, 3), quarter(now=24), [rule])
    assert short == 0


def test_support_per_further_yuan_filed() -> None:
    claimant = firm(spent_this_year=50 * M)
    project = BLANK_APPLICATION._replace(planned=8 * M, audited=8 * M, applied=28)
    yearly, grant = hoped(), hoped(kind=codes.PROJECT_GRANT, expected_ppm=500_000)
    for rules, rate in (
        ([yearly], 0.1), ([grant], 0.05), ([yearly, grant], 0.15), ([hoped(cap=5 * M)], 0.0),
        ([hoped(base=codes.BASE_SMART)], 0.0), ([hoped(end=26)], 0.0), ([hoped(announced=25)], 0.0),
    ):  # fmt: skip
        found = prospects.marginal_support(claimant, plan(), project, quarter(now=24), rules, 0.25)
        assert found == pytest.approx(rate * KEPT)


# Claims -----------------------------------------------------------------------------------------


def test_what_is_claimed_on_a_year_of_spending_or_interest() -> None:
    now = quarter(now=25)
    claimant = firm(spent_last_year=8 * M, smart_last_year=4 * M, interest_last_year=M,
                    interest_claimed=450_000)  # fmt: skip
    interest = {"kind": codes.INTEREST, "rate_ppm": 500_000, "cap": 500_000}
    for rule, due in (
        (hoped(), 800_000), (hoped(base=codes.BASE_SMART), 400_000), (hoped(announced=0), 800_000),
        (hoped(**interest), 50_000),
        (hoped(**{**interest, "cap_scope": codes.PER_FIRM_YEAR}), 500_000),
        (hoped(start=26), 0),
    ):  # fmt: skip
        assert applying.yearly_claimable(rule, claimant, now) == due
    claimant.interest_barred = 1
    assert applying.yearly_claimable(hoped(**interest, without_grants=1), claimant, now) == 0


def test_a_claim_is_made_if_it_outweighs_the_paperwork_and_no_rival_is_better() -> None:
    claimant = firm(application_cost_factor=1.0, spent_last_year=8 * M, smart_last_year=4 * M)
    now, half = quarter(now=25), hoped(expected_ppm=500_000)
    for amount, worth in ((2 * TROUBLE, False), (2 * TROUBLE + 2, True)):
        assert applying.worth_claiming(half, amount, claimant, now, BEHAVIOUR) is worth
    rules = [hoped(exclusion=1), hoped(exclusion=1, base=codes.BASE_SMART), hoped()]
    beaten = [
        applying.beaten_by_rival(index, amount, claimant, now, rules)
        for index, amount in enumerate((800_000, 400_000, 800_000))
    ]
    assert beaten == [False, True, False]
    same = [hoped(exclusion=1), hoped(exclusion=1)]
    assert [applying.beaten_by_rival(n, 800_000, claimant, now, same) for n in (0, 1)] == [
        False, True,
    ]  # fmt: skip


def test_the_district_matches_the_share_of_tax_of_the_year() -> None:
    share = hoped(kind=codes.TAX_SHARE, **SHARES)
    match = hoped(kind=codes.MATCH, rate_ppm=500_000, districts=0b10)
    owner = {"share_year": 5, "share_investment": 9 * M, "tax_last_year": 250_000}

    def due(now: int, district: int, **other: int) -> int:
        claimant = firm(**{"district": district, **owner, **other})
        found = applying.award_match_claimable(match, claimant, quarter(now=now), PLACE,
                                               [match, share])  # fmt: skip
        return int(found)

    # 52,500 of the province in quarter 25, as above.
    assert [due(25, 1), due(25, 0), due(26, 1), due(41, 1)] == [26_250, 0, 0, 0]
    # Of a project finished later the share goes on after the match has ended, in quarter 40.
    assert [due(37, 1, share_year=8), due(41, 1, share_year=8)] == [26_250, 0]


def test_the_award_gives_way_to_its_match_where_the_cut_is_shared() -> None:
    share = hoped(kind=codes.TAX_SHARE, **SHARES)
    ceiling = {"ceiling": 1, "ceiling_ppm": 7_000}
    claimant = firm(share_year=5, share_investment=9 * M, tax_last_year=250_000)

    def due(**reading: int) -> list[int]:
        match = hoped(kind=codes.MATCH, rate_ppm=500_000, **reading)
        idle = SimpleNamespace(**blank(PROJECT))
        return [
            int(applying.claimable(index, claimant, idle, quarter(now=25), PLACE, [match, share]))
            for index in (1, 0)
        ]

    # 63,000 yuan for award and match together, where 52,500 and 26,250 are asked.
    assert due() == [52_500, 26_250]
    assert due(**ceiling) == [52_500, 10_500]
    assert due(**ceiling, ceiling_way=1) == [42_000, 21_000]
    assert due(**ceiling, ceiling_way=1, start=26) == [52_500, 0]


def test_each_kind_is_claimed_by_its_own_law_and_by_those_who_have_heard() -> None:
    share = hoped(kind=codes.TAX_SHARE, **SHARES)
    rules = [
        hoped(), hoped(kind=codes.STAGED, rate_ppm=200_000), share,
        hoped(kind=codes.MATCH, rate_ppm=500_000), hoped(kind=codes.PROJECT_GRANT),
    ]  # fmt: skip
    building = SimpleNamespace(
        **{**blank(PROJECT), "cost": 100 * M, "quarters": 5, "spent": 30 * M, "started": 24}
    )
    state = {"spent_last_year": 8 * M, "share_year": 5, "share_investment": 9 * M,
             "tax_last_year": 250_000}  # fmt: skip
    heard, unheard = firm(**state), firm(**state)
    unheard.heard = 0
    for claimant, due in ((heard, [800_000, 6 * M, 52_500, 26_250, 0]), (unheard, [0] * 5)):
        claims = [
            applying.claimable(index, claimant, building, quarter(now=25), PLACE, rules)
            for index in range(len(rules))
        ]
        assert claims == due


def test_a_project_is_put_forward_as_it_was_filed_and_as_it_ended() -> None:
    done = {"cost": 4 * M, "started": 20, "quarters": 5, "direction": 1}
    owner = firm()
    owner.gap = [1.0, 0.2, 1.0, 1.0, 1.0, 1.0, 1.0]
    for state, line, filed, audited, level in (
        ({}, 5 * M, 1, 4 * M, 3), ({}, 3 * M, 0, 4 * M, 3),
        ({"filed": 1, "nature": codes.EXPANSION, "relabelled_ppm": 250_000}, 3 * M, 1, M, 3),
        ({"direction": codes.CAPACITY}, 5 * M, 1, 4 * M, 1),
    ):  # fmt: skip
        building = SimpleNamespace(**{**blank(PROJECT), **done, **state})
        now = quarter(now=25, counting_threshold=line, filing_needed=1)
        found = applying.finished_application(owner, building, ROW, now, PLACE)
        assert (found.filed, found.audited, found.level) == (filed, audited, level)
        assert (found.started, found.completed, found.applied) == (20, 24, 25)


# Tax and floor ----------------------------------------------------------------------------------


def test_depreciation_and_deduction_at_once_share_the_tax_saved() -> None:
    """Both together are the tax on the whole cost, saved at the end of the first year."""
    spread = 0.25 * M * tax.straight_line(0.08, 10, PLACE.salvage_share, 1)
    gain = tax.expensing_gain(M, 0.25, 0.08, PLACE)
    straight = sum(95_000 / 1.08**year for year in range(1, 11)) + 50_000 / 1.08**10
    assert spread == pytest.approx(0.25 * straight)
    assert spread + gain == pytest.approx(0.25 * M / 1.08)
    for losses, worth, claimed in ((0, 2001.0, True), (0, 2000.0, False), (1, 9000.0, False)):
        owner = firm(losses=losses, tax_hassle_factor=2.0)
        assert tax.claims_expensing(owner, worth, BEHAVIOUR) is claimed


def test_floor_is_short_rented_or_built_up() -> None:
    assert [land.floor_short(firm(floor_free=30), need) for need in (29, 30, 70)] == [0, 0, 40]
    assert space.yearly_rent(100, quarter(), PLACE, BEHAVIOUR) == 100 * 30 * 12
    for owns, rank, reach, may in ((1, 0.4, 0.5, True), (1, 0.5, 0.5, False), (0, 0.0, 1.0, False)):
        owner = firm(owns_plant=owns, site_rank=rank)
        assert land.may_build_up(owner, quarter(densify=reach)) is may
