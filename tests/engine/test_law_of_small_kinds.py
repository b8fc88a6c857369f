"""The small kinds of support, by hand and by property, in Python and compiled.

The cases are those of the catalogue's worked examples, by their numbers.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.law import awards, codes, contact, duplication, interest, land, targets
from sim.law.arithmetic import PPM, half_up
from sim.law.codes import (
    CITY_FUND,
    CITY_INVESTMENT,
    DISTRICT_MONEY,
    EXPANSION,
    GREENFIELD,
    NO_SUPPORTER,
    PER_FIRM_YEAR,
    PER_LOAN,
    PER_PROJECT,
    PURE_PURCHASE,
    RENOVATION,
)
from sim.law.filing import counts_as_renovation
from sim.law.money import equity_limit
from sim.law.tax import deduction_gain, first_year_saving, unit_is_eligible
from sim.rows import plain

YUAN = st.integers(0, 10**12)
SHARE = st.integers(0, PPM)
YEARS_OF_INTEREST = st.lists(st.integers(0, 10**9), max_size=8)
M = 1_000_000


def interest_rule(**changes: int) -> Any:
    terms = {"rate_ppm": 500_000, "years": 3, "cap": 5 * M, "cap_scope": PER_PROJECT}
    return SimpleNamespace(**{**terms, **changes})


TAX_SHARE = SimpleNamespace(province_ppm=600_000, city_ppm=500_000, county_ppm=400_000, years=3)


def interest_by_year(rule: Any, paid: list[int]) -> list[int]:
    """One project with one loan of a firm that has no other."""
    due: list[int] = []
    for year, amount in enumerate(paid):
        before = interest.paid_under_cap(rule, sum(due), sum(due), 0)
        due.append(interest.interest_due(rule, amount, year, before))
    return due


def tax_share_by_year(parts: list[tuple[int, int, int]], investment: int) -> list[int]:
    due: list[int] = []
    for year, increase in enumerate(parts):
        award = awards.tax_share_of_year(TAX_SHARE, *increase)
        due.append(awards.tax_share_due(TAX_SHARE, award, year, sum(due), investment))
    return due


# Interest -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "paid", "due"),
    [
        (PER_PROJECT, [690_000] * 3, [345_000] * 3),
        (PER_PROJECT, [4_140_000] * 3, [2_070_000, 2_070_000, 860_000]),
        (PER_LOAN, [4_140_000] * 3, [2_070_000, 2_070_000, 860_000]),
        (PER_FIRM_YEAR, [4_140_000] * 3, [2_070_000] * 3),
        (PER_PROJECT, [1_200_000, 800_000, 400_000], [600_000, 400_000, 200_000]),
        (PER_PROJECT, [4 * M, 4 * M, 2 * M], [2 * M, 2 * M, 1 * M]),
        (PER_PROJECT, [400_000] * 5, [200_000, 200_000, 200_000, 0, 0]),
        (PER_PROJECT, [0, 0, 0], [0, 0, 0]),
        (PER_PROJECT, [1_500_000, 1_000_000, 500_000], [750_000, 500_000, 250_000]),
        (PER_PROJECT, [600_000, 600_000, 1_200_000], [300_000, 300_000, 600_000]),
        (PER_PROJECT, [1_200_000] * 3, [600_000] * 3),
        (PER_PROJECT, [517_500] * 3, [258_750] * 3),
    ],
    ids=["004-12-1", "004-12-2", "per loan", "004-12-3", "004-12-4", "004-12-5", "004-12-6",
         "004-12-7", "004-12-8", "004-12-9", "004-12-10", "G-9"],
)  # fmt: skip
def test_interest_of_article_12(scope: int, paid: list[int], due: list[int]) -> None:
    assert interest_by_year(interest_rule(cap_scope=scope), paid) == due


@pytest.mark.parametrize(
    ("paid", "loan", "filed", "due"),
    [
        ([6 * M, 6 * M, 6 * M], 100 * M, 80 * M, [4_800_000, 4_800_000, 0]),
        ([9 * M, 9 * M], 150 * M, 150 * M, [6 * M, 6 * M]),
    ],
    ids=["001-11", "001-12"],
)
def test_interest_under_the_rule_of_2012(
    paid: list[int], loan: int, filed: int, due: list[int]
) -> None:
    rule = interest_rule(rate_ppm=PPM, years=2, cap=6 * M, cap_scope=PER_FIRM_YEAR)
    assert interest_by_year(rule, [interest.filed_part(p, loan, filed) for p in paid]) == due


def test_each_scope_fills_the_cap_with_its_own_money() -> None:
    for scope, before in ((PER_PROJECT, 1), (PER_LOAN, 2), (PER_FIRM_YEAR, 3)):
        assert interest.paid_under_cap(interest_rule(cap_scope=scope), 1, 2, 3) == before
    assert interest.interest_due(interest_rule(), 4 * M, 0, 4 * M) == 1 * M
    assert interest.interest_due(interest_rule(), 4 * M, 0, 6 * M) == 0


@given(YEARS_OF_INTEREST, st.integers(0, 10**8), SHARE, st.integers(0, 5))
def test_interest_repaid_keeps_within_share_cap_and_years(
    paid: list[int], cap: int, rate: int, years: int
) -> None:
    rule = interest_rule(rate_ppm=rate, years=years, cap=cap)
    due = interest_by_year(rule, paid)
    assert all(0 <= d <= p for d, p in zip(due, paid, strict=True))
    assert not any(due[years:])
    assert sum(due) == min(cap, sum(p * rate // PPM for p in paid[:years]))
    yearly = interest_by_year(interest_rule(**{**vars(rule), "cap_scope": PER_FIRM_YEAR}), paid)
    assert yearly == [min(cap, p * rate // PPM) for p in paid[:years]] + [0] * len(paid[years:])
    assert sum(due) <= sum(yearly)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 2 * 10**9))
def test_the_filed_part_is_the_exact_floor(paid: int, loan: int, filed: int) -> None:
    exact = paid * min(loan, filed) // loan if loan else 0
    assert interest.filed_part(paid, loan, filed) == exact <= paid


def test_preferential_rate_and_half_of_its_interest_back() -> None:  # 004-12-11
    rate = interest.preferential_rate(34_500, 4_500)
    assert rate == 30_000
    paid = interest.interest_of_a_year(50 * M, rate)
    assert (paid, interest.interest_of_a_year(50 * M, 34_500)) == (1_500_000, 1_725_000)
    assert interest_by_year(interest_rule(), [paid]) == [750_000]
    assert interest.preferential_rate(4_000, 4_500) == 0


def test_pool_and_bank_share_a_bad_loan() -> None:  # 004-12-12, 004-12-13
    assert interest.pool_pays(300_000, 4 * M) == 1_200_000
    assert interest.pool_pays(500_000, 4 * M) == 2_000_000


# Prizes and the award on tax ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "before", "due"),
    [
        (["digital_leader"], [], 3 * M),
        (["factory_5g"], [], 1 * M),
        (["digital_leader", "factory_5g"], [], 4 * M),
        (["digital_leader"], ["digital_leader"], 0),
    ],
    ids=["004-10-1", "004-10-2", "004-10-3", "004-10-4"],
)
def test_prizes_of_article_10(new: list[str], before: list[str], due: int) -> None:
    amounts = {"digital_leader": 3 * M, "factory_5g": 1 * M}
    assert sum(awards.award_due(amounts[title], title not in before) for title in new) == due


def test_an_evaluation_scales_a_prize() -> None:
    assert awards.award_due(3 * M, True, 333_333) == 999_999
    assert awards.award_due(3 * M, False, 333_333) == 0
    assert awards.award_due(3 * M, True) == 3 * M


def test_interest_net_of_other_help_and_gross() -> None:
    assert interest.own_interest(1_200_000, 600_000, False) == 600_000
    assert interest.own_interest(1_200_000, 600_000, True) == 1_200_000
    assert interest.own_interest(5, 7, False) == 0


@pytest.mark.parametrize(
    ("amount", "first_time", "valid", "due"),
    [(50_000, True, True, 50_000), (1 * M, True, True, 1 * M), (200_000, True, True, 200_000),
     (200_000, False, True, 0), (1_200_000, True, False, 0), (49_999, True, False, 0)],
    ids=["004-11-1", "004-11-2", "004-11-3", "004-11-4", "004-11-5", "below the band"],
)  # fmt: skip
def test_prizes_of_article_11(amount: int, first_time: bool, valid: bool, due: int) -> None:
    assert awards.in_band(amount, 50_000, 1 * M) == valid
    assert (awards.award_due(amount, first_time) if valid else 0) == due


@pytest.mark.parametrize(
    ("parts", "investment", "due"),
    [
        ([(2 * M, M, M)] * 3, 20 * M, [2_100_000] * 3),
        ([(2 * M, M, M)] * 3, 5 * M, [2_100_000, 2_100_000, 800_000]),
        ([(0, 0, 0), (500_000,) * 3, (-300_000,) * 3], 9 * M, [0, 750_000, 0]),
        ([(2 * M, M, M)] * 4, 20 * M, [2_100_000] * 3 + [0]),
    ],
    ids=["002-15", "002-16", "002-17", "no fourth year"],
)
def test_award_on_the_increase_of_tax(
    parts: list[tuple[int, int, int]], investment: int, due: list[int]
) -> None:
    assert tax_share_by_year(parts, investment) == due


@given(st.lists(st.tuples(*[st.integers(-(10**10), 10**10)] * 3), max_size=5), YUAN)
def test_the_award_on_tax_never_exceeds_tax_or_investment(
    parts: list[tuple[int, int, int]], investment: int
) -> None:
    due = tax_share_by_year(parts, investment)
    assert all(0 <= d <= sum(max(p, 0) for p in ps) for d, ps in zip(due, parts, strict=True))
    awarded = [awards.tax_share_of_year(TAX_SHARE, *ps) for ps in parts[:3]]
    assert sum(due) == min(investment, sum(awarded))


# Land -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("covenant", "handover", "kept", "all_new_area", "charge", "waived"),
    [
        (True, 0, 0, False, 0, 12_000_000),
        (False, 0, 0, False, 12_000_000, 0),
        (True, 1500, 1500, False, 3_600_000, 10_200_000),
        (True, 1500, 0, False, 0, 10_200_000),
        (True, 1500, 600, False, 1_440_000, 10_200_000),
        (True, 1500, 1500, True, 24_000_000, 0),
        (True, 1500, 0, True, 0, 10_200_000),
    ],
    ids=["004-14-1", "004-14-2", "004-14-3", "004-14-4", "004-14-5", "004-14-6", "none kept"],
)
def test_land_price_of_article_14(
    covenant: bool, handover: int, kept: int, all_new_area: bool, charge: int, waived: int
) -> None:
    due = land.floor_charge(10_000, 1200, covenant, handover, kept, PPM, 2, all_new_area)
    assert due == (charge, waived)


AREAS = st.lists(st.integers(0, 10**6), min_size=3, max_size=3).map(sorted)


@given(AREAS, st.integers(0, 10**5), SHARE, st.booleans(), st.booleans())
def test_charge_and_waiver_add_up_to_the_ordinary_price(
    areas: list[int], price: int, share: int, covenant: bool, all_new_area: bool
) -> None:
    kept, handover, area = areas
    charge, waived = land.floor_charge(
        area, price, covenant, handover, kept, share, 2, all_new_area
    )
    assert charge >= 0
    assert 0 <= waived <= area * price
    if not covenant:
        assert (charge, waived) == (area * price, 0)
    elif all_new_area and kept:
        assert (charge, waived) == (2 * area * price, 0)
    else:
        assert charge + waived == (area - handover + 2 * kept) * price
        assert waived == (area - handover) * price * share // PPM
        more, less = (
            land.floor_charge(area, price, True, handover, k, share, 2, False)[0]
            for k in (handover, kept)
        )
        assert more >= less


@pytest.mark.parametrize(
    ("holds", "share", "charge"),
    [((True, True, True), PPM, 0), ((False, True, True), PPM, 5 * M),
     ((True, False, True), PPM, 5 * M), ((True, True, False), PPM, 5 * M),
     ((True, True, True), 600_000, 2 * M)],
    ids=["002-7", "002-8", "plan missed", "no procedure", "partly waived"],
)  # fmt: skip
def test_price_difference_for_a_higher_plot_ratio(
    holds: tuple[bool, bool, bool], share: int, charge: int
) -> None:
    assert land.plot_ratio_charge(5 * M, *holds, share) == charge


@pytest.mark.parametrize(
    ("years", "price"),
    [(20, 12 * M), (50, 30 * M), (30, 18 * M), (60, 30 * M)],
    ids=["002-4", "002-5", "002-6", "beyond the most"],
)
def test_price_of_a_shorter_tenure(years: int, price: int) -> None:
    assert land.tenure_price(30 * M, years, 50) == price


@given(YUAN, st.integers(1, 70))
def test_a_longer_tenure_never_costs_less(full: int, most: int) -> None:
    prices = [land.tenure_price(full, years, most) for years in range(most + 3)]
    assert prices[0] == 0
    assert prices[most:] == [full] * 3
    assert all(low <= high for low, high in pairwise(prices))


# Equity -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("existing", "asked", "limit"),
    [(35 * M, 10**12, 15 * M), (20 * M, 10**12, 0), (35 * M, 12 * M, 12 * M), (35 * M, 9 * M, 0),
     (-5 * M, 10**12, 0)],
    ids=["002-9", "002-10", "less asked", "too little asked", "negative equity"],
)  # fmt: skip
def test_equity_of_the_province(existing: int, asked: int, limit: int) -> None:
    assert equity_limit(existing, asked, 300_000, 10 * M) == limit


@given(YUAN, st.integers(0, PPM - 1) | st.sampled_from([333_333, 333_334, 1, 999_999]))
def test_equity_is_the_largest_that_keeps_its_share(existing: int, share: int) -> None:
    limit = equity_limit(existing, 10**18, share, 0)
    assert limit * PPM <= share * (existing + limit)
    assert (limit + 1) * PPM > share * (existing + limit + 1)


@given(YUAN, YUAN, SHARE, YUAN)
def test_equity_is_all_that_may_be_or_nothing(
    existing: int, asked: int, share: int, smallest: int
) -> None:
    limit = equity_limit(existing, asked, share, smallest)
    assert limit == 0 or smallest <= limit <= asked
    assert limit <= equity_limit(existing + 1000, asked, share, smallest)


# Tax --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cost", "rate", "salvage", "tax_rate", "first", "gain", "saving"),
    [
        (4 * M, 0.08, 0.0, 0.25, 1, 254_918, 900_000),
        (5 * M, 0.08, 0.0, 0.25, 1, 318_647, 1_125_000),
        (20 * M, 0.08, 0.0, 0.25, 1, 1_274_589, 4_500_000),
        (9 * M, 0.08, 0.0, 0.25, 1, 573_565, 2_025_000),
        (4 * M, 0.05, 0.05, 0.25, 1, 188_120, 905_000),
        (4 * M, 0.08, 0.0, 0.15, 1, 152_951, 540_000),
        (4 * M, 0.08, 0.0, 0.25, 4, 101_222, 0),
        (24 * M, 0.08, 0.0, 0.25, 1, 1_529_507, 5_400_000),
        (0, 0.08, 0.0, 0.25, 1, 0, 0),
        (4 * M, 0.0, 0.05, 0.25, 1, 0, 905_000),
        (4 * M, 0.08, 0.05, 0.25, 12, 0, 0),
    ],
    ids=["004-13-1", "004-13-2", "004-13-4", "004-13-5", "004-13-6", "004-13-7", "004-13-8", "G-9",
         "004-13-3, -10, -11: nothing eligible", "rate zero", "profit after the life"],
)  # fmt: skip
def test_deduction_at_once_against_straight_line(
    cost: int, rate: float, salvage: float, tax_rate: float, first: int, gain: int, saving: int
) -> None:
    assert half_up(deduction_gain(cost, tax_rate, rate, 10, salvage, first)) == gain
    assert half_up(first_year_saving(cost, tax_rate, 10, salvage, first)) == saving


def exact_gain(
    cost: int, tax: Fraction, rate: Fraction, life: int, salvage: Fraction, first: int
) -> Fraction:
    """The same by the definition: each deduction moved to the first profitable year."""
    yearly = [cost * (1 - salvage) / life] * life
    yearly[-1] += cost * salvage
    factor = 1 / (1 + rate)
    worth = sum(
        (amount * factor ** max(year, first) for year, amount in enumerate(yearly, 1)), Fraction()
    )
    return tax * (cost * factor**first - worth)


@given(
    st.integers(0, 10**9), st.integers(0, 40), st.integers(0, 30), st.integers(1, 20),
    st.integers(0, 100), st.integers(1, 25),
)  # fmt: skip
def test_the_gain_is_the_textbook_one_and_never_negative(
    cost: int, tax: int, rate: int, life: int, salvage: int, first: int
) -> None:
    gain = deduction_gain(cost, tax / 100, rate / 100, life, salvage / 100, first)
    percent = [Fraction(share, 100) for share in (tax, rate, salvage)]
    exact = exact_gain(cost, percent[0], percent[1], life, percent[2], first)
    assert gain == pytest.approx(float(exact), rel=1e-9, abs=1e-5)
    saving = first_year_saving(cost, tax / 100, life, salvage / 100, first)
    assert -1e-5 <= gain <= cost * tax / 100 + 1e-5
    assert 0 <= saving <= cost * (tax / 100)  # of the rate that it was given
    assert first == 1 or saving == 0


@pytest.mark.parametrize(
    ("unit", "incl_vat", "eligible"),
    [(4 * M, False, True), (5 * M, False, True), (5_000_001, False, False), (12 * M, False, False),
     (5 * M, True, False), (4_424_778, True, True), (4_424_779, True, False)],
)  # fmt: skip
def test_the_value_of_a_unit_with_and_without_its_tax(
    unit: int, incl_vat: bool, eligible: bool
) -> None:
    assert unit_is_eligible(unit, 5 * M, 130_000, incl_vat) == eligible
    assert not unit_is_eligible(unit, 0, 130_000, incl_vat)


def test_a_unit_on_the_limit_where_the_limit_does_not_count() -> None:
    assert not unit_is_eligible(5 * M, 5 * M, 130_000, False, False)
    assert unit_is_eligible(4_999_999, 5 * M, 130_000, False, False)
    # 4,424,778 x 1.13 = 4,999,999.14 lies between the limit and a yuan less.
    assert unit_is_eligible(4_424_778, 5 * M, 130_000, True, False)
    assert not unit_is_eligible(4 * M, 5 * M, 250_000, True, False)
    assert unit_is_eligible(4 * M, 5 * M, 250_000, True)


def test_half_up_at_and_beside_the_half() -> None:
    assert [half_up(x) for x in (0.5, 1.5, -0.5, -1.5, -1.6, 2.4)] == [1, 2, 0, -1, -2, 2]
    assert half_up(0.49999999999999994) == 0
    assert half_up(4503599627370497.0) == 4503599627370497


@given(st.integers(-(10**12), 10**12), st.integers(1, 64))
def test_half_up_is_exact(numerator: int, denominator: int) -> None:
    x = numerator / denominator
    assert half_up(x) == (2 * Fraction(x) + 1) // 2


# Counting, contact, items ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("planned", "nature", "character", "counted"),
    [(4_999_999, RENOVATION, True, False), (5 * M, RENOVATION, True, True),
     (8 * M, EXPANSION, True, True), (8 * M, EXPANSION, False, False),
     (8 * M, PURE_PURCHASE, True, True), (5 * M, RENOVATION, False, True),
     (8 * M, GREENFIELD, True, False), (8 * M, codes.RELOCATION, True, True),
     (8 * M, codes.RESTORATION, False, False)],
    ids=["004-15-1", "004-15-2", "004-15-3", "004-15-4", "004-15-5", "renovation always",
         "never a new plant", "relocation", "restoration without"],
)  # fmt: skip
def test_what_the_statistics_count(
    planned: int, nature: int, character: bool, counted: bool
) -> None:
    assert counts_as_renovation(planned, 5 * M, nature, character) == counted


@pytest.mark.parametrize(
    ("revenue", "total", "output", "holds"),
    [(10 * M, 50 * M, 19_999_999, True), (9_999_999, 49_999_999, 4_999_999, False)],
    ids=["003-E-1", "003-E-2"],
)
def test_whom_the_district_knows(revenue: int, total: int, output: int, holds: bool) -> None:
    assert contact.is_surveyed(revenue, 10 * M) == holds
    assert contact.is_tracked(total, 50 * M, True, False) == holds
    assert contact.in_upscale_library(output, 5 * M, 20 * M) == holds


def test_edges_of_contact() -> None:
    assert contact.is_tracked(1, 50 * M, False, True)
    assert not contact.is_tracked(60 * M, 50 * M, False, False)
    assert contact.in_upscale_library(5 * M, 5 * M, 20 * M)
    assert not contact.in_upscale_library(20 * M, 5 * M, 20 * M)


BARS = (1 << CITY_FUND) | (1 << CITY_INVESTMENT)


@pytest.mark.parametrize(
    ("items", "by_item", "by_project"),
    [
        ([(10 * M, CITY_FUND), (6 * M, NO_SUPPORTER)], 1_200_000, 0),
        ([(10 * M, DISTRICT_MONEY), (6 * M, NO_SUPPORTER)], 3_200_000, 3_200_000),
        ([(10 * M, CITY_INVESTMENT)], 0, 0),
    ],
    ids=["001-6, 001-7", "001-8", "001-9"],
)
def test_what_is_paid_for_already(
    items: list[tuple[int, int]], by_item: int, by_project: int
) -> None:
    counted = sum(duplication.counted_cost(cost, who, BARS) for cost, who in items)
    barred = any(duplication.is_barred(who, BARS) for _, who in items)
    assert counted // 5 == by_item
    assert (0 if barred else sum(cost for cost, _ in items)) // 5 == by_project


def test_an_item_without_supporter_always_counts() -> None:
    assert not duplication.is_barred(NO_SUPPORTER, ~0)
    assert codes.SUPPORTERS[CITY_FUND] == "municipal"
    assert codes.SUPPORTERS[DISTRICT_MONEY] == "district"


# Targets ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "growth", "path"),
    [
        (10_309_000_000, [800, 700], [11_133_720_000, 11_913_080_400]),
        (2_680_000_000, [2200, 2000], [3_269_600_000, 3_923_520_000]),
        (10**9, [1200] * 3, [1_120_000_000, 1_254_400_000, 1_404_928_000]),
        (10**9, [2000] * 3, [1_200_000_000, 1_440_000_000, 1_728_000_000]),
        (21_401_000_000, [3000] * 4,
         [27_821_300_000, 36_167_690_000, 47_017_997_000, 61_123_396_100]),
    ],
    ids=["003-T-1", "003-T-2", "002-2", "002-3", "000-16"],
)  # fmt: skip
def test_growth_paths(base: int, growth: list[int], path: list[int]) -> None:
    assert targets.growth_path(base, growth) == path


@given(YUAN, st.lists(st.integers(-10_000, 10_000), max_size=12))
def test_a_path_is_rounded_half_up_from_the_exact_value(base: int, growth: list[int]) -> None:
    exact = Fraction(base)
    for value, rate in zip(targets.growth_path(base, growth), growth, strict=True):
        exact *= 1 + Fraction(rate, 10_000)
        assert value - exact <= Fraction(1, 2) and exact - value < Fraction(1, 2)


def test_shares_of_industrial_investment() -> None:  # 000-14, 000-15
    assert targets.share_bp(60 * 10**9, 120 * 10**9) == 5000
    assert targets.share_bp(48 * 10**9, 120 * 10**9) == 4000
    assert targets.share_bp(48 * 10**9 - 1, 120 * 10**9) == 3999
    assert targets.share_bp(5, 0) == 0


def test_average_growth_depends_on_the_year_it_is_counted_from() -> None:
    reported = {2016: 21_401_000_000, 2017: 34_799_000_000, 2020: 61_123_396_100}
    assert targets.growth_target_met(reported, 2016, 2020, 3000)
    assert not targets.growth_target_met(reported, 2017, 2020, 3000)
    assert targets.growth_target_met(reported, 2017, 2020, 1990)
    assert not targets.growth_target_met({**reported, 2020: 61_123_396_099}, 2016, 2020, 3000)
    with pytest.raises(ValueError, match="not after"):
        targets.growth_target_met(reported, 2020, 2020, 3000)


def test_workshops_and_factories_together_or_each() -> None:
    assert targets.workshops_met(60, 40, 100, joint=True)
    assert not targets.workshops_met(60, 39, 100, joint=True)
    assert not targets.workshops_met(160, 40, 100, joint=False)
    assert targets.workshops_met(100, 100, 100, joint=False)


# Compiled ---------------------------------------------------------------------------------------

TERMS = ("rate_ppm", "years", "cap", "cap_scope", "province_ppm", "city_ppm", "county_ppm")
ROW = np.zeros(1, dtype=[(name, "i8") for name in TERMS])
ROW[0] = (500_000, 3, 5 * M, PER_LOAN, 600_000, 500_000, 400_000)
RULE = ROW[0]
COMPILED: list[tuple[Any, list[tuple[Any, ...]]]] = [
    (half_up, [(0.5,), (-1.5,), (254_917.79,), (4503599627370497.0,)]),
    (interest.filed_part, [(6 * M, 100 * M, 80 * M), (7, 3, 9), (7, 0, 0), (1, 3, 2)]),
    (interest.paid_under_cap, [(RULE, 1, 2, 3)]),
    (interest.interest_due,
     [(RULE, 4_140_000, 2, 4_140_000), (RULE, 4_140_001, 0, 0), (RULE, 1, 3, 0)]),
    (interest.preferential_rate, [(34_500, 4_500), (1, 2)]),
    (interest.interest_of_a_year, [(50 * M, 30_000), (99, 34_567)]),
    (interest.pool_pays, [(300_000, 4 * M), (333_333, 10)]),
    (interest.own_interest, [(9, 4, False), (9, 4, True), (4, 9, False)]),
    (awards.award_due, [(5, True), (5, False), (5, True, 500_000)]),
    (awards.in_band, [(5, 5, 9), (9, 5, 9), (10, 5, 9)]),
    (awards.tax_share_of_year, [(RULE, 2 * M, M, M), (RULE, -3, 7, 9)]),
    (awards.tax_share_due, [(RULE, 9, 1, 2, 7), (RULE, 9, 1, 8, 7), (RULE, 9, 3, 0, 70)]),
    (land.floor_charge,
     [(10_000, 1200, True, 1500, 600, PPM, 2, False), (7, 3, True, 2, 1, 333_333, 2, True),
      (7, 3, False, 2, 1, 333_333, 2, True), (7, 3, True, 2, 1, 333_333, 2, False)]),
    (land.plot_ratio_charge, [(10, True, True, True, 333_333), (10, True, False, True, PPM)]),
    (land.tenure_price, [(30 * M, 20, 50), (10, 1, 3), (10, 3, 3)]),
    (equity_limit,
     [(35 * M, 10**12, 300_000, 10 * M), (10**12, 10**18, 999_999, 0), (1, 2, PPM, 0)]),
    (unit_is_eligible, [(4_424_778, 5 * M, 130_000, True), (5 * M, 5 * M, 130_000, False),
                        (5 * M, 5 * M, 130_000, False, False)]),
    (deduction_gain, [(4e6, 0.25, 0.08, 10, 0.0, 1), (4.1e6, 0.15, 0.0371, 7, 0.05, 9),
                      (3e6, 0.25, 0.0, 1, 0.0, 1)]),
    (first_year_saving, [(4e6, 0.25, 10, 0.05, 1), (4e6, 0.25, 10, 0.05, 2)]),
    (counts_as_renovation, [(5 * M, 5 * M, EXPANSION, True), (5 * M, 5 * M, GREENFIELD, True)]),
    (contact.is_surveyed, [(9, 10), (10, 10)]),
    (contact.is_tracked, [(9, 10, True, False), (10, 10, True, False), (1, 10, False, True)]),
    (contact.in_upscale_library, [(5, 5, 20), (20, 5, 20)]),
    (duplication.is_barred, [(CITY_FUND, BARS), (DISTRICT_MONEY, BARS), (NO_SUPPORTER, BARS)]),
    (duplication.counted_cost, [(9, CITY_FUND, BARS), (9, DISTRICT_MONEY, BARS)]),
]  # fmt: skip


@pytest.mark.parametrize(("function", "inputs"), COMPILED, ids=lambda x: getattr(x, "__name__", ""))
def test_compiled_and_python_give_the_same(function: Any, inputs: list[tuple[Any, ...]]) -> None:
    @numba.njit(error_model="numpy")
    def compiled(*arguments: Any) -> Any:
        return function(*arguments)

    for arguments in inputs:
        plainly = [plain(a) if isinstance(a, np.void) else a for a in arguments]
        assert compiled(*arguments) == function(*plainly)
