"""What is paid in parts adds up: stages, interest, shares of tax, claims on one pot."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from random_packages import (
    CAPS,
    FLAG,
    LINES,
    MONEY,
    OFTEN,
    RATES,
    M,
    Rule,
    is_within,
    open_rule,
    shipped,
    tried,
)

from sim.law import awards, codes, interest
from sim.law.arithmetic import PPM
from sim.law.package import award_and_match
from sim.law.support import amount_due, stage_due
from sim.treasury import claim_row, shared

# By stages -------------------------------------------------------------------------------------

MAJOR = next(rule for rule in shipped() if rule.kind == codes.STAGED)
STAGED = st.just(MAJOR) | st.builds(
    lambda rate, cap, line: open_rule(
        rate_ppm=rate, cap=cap, threshold=line, threshold_on=codes.ON_PLANNED if line else 0
    ),
    RATES, CAPS, st.sampled_from([0, *LINES]),
)  # fmt: skip
CUTS_OF_WORK = st.lists(st.integers(0, 1000), max_size=8)


def stages(rule: Rule, cost: int, cuts: list[int]) -> list[int]:
    """What is paid at each stage of the work, up to its end."""
    total = amount_due(rule, cost, cost, cost)
    spent, paid = 0, list[int]()
    for cut in [*sorted(cuts), 1000]:
        reached = cost * cut // 1000
        paid.append(stage_due(total, reached - spent, cost, sum(paid), reached >= cost))
        spent = reached
        assert paid[-1] >= 0
        assert spent == cost or sum(paid) <= Fraction(total * spent, cost)
    return paid


@tried(150)
@given(STAGED, MONEY, CUTS_OF_WORK, CUTS_OF_WORK)
def test_stages_add_up_to_the_award_however_the_work_is_cut(
    rule: Rule, cost: int, cuts: list[int], others: list[int]
) -> None:
    total = amount_due(rule, max(cost, 1), max(cost, 1), max(cost, 1))
    assert total <= rule.cap
    assert total * PPM <= max(cost, 1) * rule.rate_ppm
    assert sum(stages(rule, max(cost, 1), cuts)) == total == sum(stages(rule, max(cost, 1), others))


# By years --------------------------------------------------------------------------------------

SCOPES = {codes.PER_PROJECT: "per_project_lifetime", codes.PER_FIRM_YEAR: "per_firm_year",
          codes.PER_LOAN: "per_loan_lifetime"}  # fmt: skip
INTEREST_RULES = st.sampled_from(
    [rule for reading in SCOPES.values() for rule in shipped(None, (("RW05", reading),))
     if rule.kind == codes.INTEREST]
) | st.builds(
    lambda rate, years, cap, scope: open_rule(
        rate_ppm=rate, years=years, cap=cap, cap_scope=scope
    ),
    RATES, st.integers(0, 4), CAPS, st.sampled_from(list(SCOPES)),
)  # fmt: skip
INTEREST = st.sampled_from([4 * M, 12 * M, 690_000, 30 * M, 1, 0])


@tried(150)
@given(INTEREST_RULES, st.lists(st.lists(INTEREST, min_size=3, max_size=3), max_size=5))
def test_interest_keeps_its_cap_on_the_project_the_loan_or_the_year(
    rule: Rule, paid: list[list[int]]
) -> None:
    """Three loans of one project, the only one of the firm."""
    due: list[list[int]] = []
    for year, amounts in enumerate(paid):
        due.append([])
        for loan, amount in enumerate(amounts):
            so_far = sum(map(sum, due))
            on_loan = sum(row[loan] for row in due[:-1])
            before = interest.paid_under_cap(rule, so_far, on_loan, sum(due[-1]))
            due[-1].append(interest.interest_due(rule, amount, year, before))
            assert 0 <= due[-1][-1] * PPM <= amount * rule.rate_ppm
    assert not any(map(any, due[rule.years :]))
    under_cap = {
        codes.PER_PROJECT: [sum(map(sum, due))],
        codes.PER_FIRM_YEAR: [sum(row) for row in due],
        codes.PER_LOAN: [sum(row[loan] for row in due) for loan in range(3)],
    }[rule.cap_scope]
    assert all(amount <= rule.cap for amount in under_cap)
    if all(amount < rule.cap for amount in under_cap):  # then the cap took nothing
        due_at_rate = [[a * rule.rate_ppm // PPM for a in row] for row in paid[: rule.years]]
        assert due[: rule.years] == due_at_rate


SHARES = st.sampled_from([600_000, 500_000, 400_000, 0, PPM, 333_333])
INCREASES = st.sampled_from([2 * M, 30 * M, 999_999, 1, 0, -5 * M])


@tried(150)
@given(st.tuples(*[SHARES] * 3), st.integers(0, 4), MONEY, RATES, st.tuples(*[FLAG] * 4),
       st.lists(st.tuples(*[INCREASES] * 3), max_size=6))  # fmt: skip
def test_the_share_of_tax_and_its_match_keep_within_investment_and_ceiling(
    shares: tuple[int, ...], years: int, investment: int, rate: int, reading: tuple[int, ...],
    increases: list[tuple[int, int, int]],
) -> None:  # fmt: skip
    rule = open_rule(
        years=years, **dict(zip(("province_ppm", "city_ppm", "county_ppm"), shares, strict=True))
    )
    names = ("ceiling_scope", "ceiling_input", "needs_higher", "ceiling_way")
    match = open_rule(kind=codes.MATCH, rate_ppm=rate, ceiling=1, ceiling_ppm=500_000,
                      **dict(zip(names, reading, strict=True)))  # fmt: skip
    awarded = matched = 0
    for year, parts in enumerate(increases):
        award = awards.tax_share_of_year(rule, *parts)
        assert 0 <= award <= sum(max(part, 0) for part in parts)
        due = awards.tax_share_due(rule, award, year, awarded, investment)
        left, more = award_and_match(match, match, due, awarded, matched, investment)
        assert 0 <= left <= due <= (award if year < years else 0)
        assert left == due or match.ceiling_way == codes.PRORATA_CUT
        assert 0 <= more * PPM <= due * rate
        due = left
        awarded, matched = awarded + due, matched + more
        district_only = match.ceiling_scope == codes.DISTRICT_ONLY
        under_ceiling = matched if district_only else awarded + matched
        assert more == 0 or is_within(under_ceiling, investment, match)
    assert awarded <= investment


# Out of one pot --------------------------------------------------------------------------------


@st.composite
def crowds(draw: Any) -> list[Any]:
    """Claims on one pot, many of them alike in all but the firm."""
    amounts = draw(st.lists(st.sampled_from([M, 3 * M, 10 * M, 7, 1]), min_size=1, max_size=12))
    return [
        claim_row(row=n, firm_id=n, amount=amount, arrival=draw(OFTEN) / 2,
                  score=float(draw(FLAG)), due=draw(FLAG))
        for n, amount in enumerate(amounts)
    ]  # fmt: skip


@tried(100)
@given(crowds(), MONEY | st.integers(0, 40 * M), MONEY, st.randoms())
def test_a_pot_is_shared_by_its_rule_and_by_nothing_else(
    claims: list[Any], money: int, more: int, shuffler: Any
) -> None:
    asked = sum(claim.amount for claim in claims)
    mixed = list(claims)
    shuffler.shuffle(mixed)
    for way in (codes.PRORATA, codes.FIRST_COME, codes.RANKING):
        paid = shared(claims, money, way)
        assert all(0 <= p <= c.amount for p, c in zip(paid, claims, strict=True))
        assert min(asked, money) - len(claims) < sum(paid) <= money or asked <= money
        assert all(p <= q for p, q in zip(paid, shared(claims, money + more, way), strict=True))
        by_firm = {c.firm_id: p for c, p in zip(mixed, shared(mixed, money, way), strict=True)}
        assert [by_firm[claim.firm_id] for claim in claims] == paid
        if way == codes.PRORATA:
            part = min(Fraction(1), Fraction(money, asked))
            assert paid == [int(claim.amount * part) for claim in claims]
        else:
            keys = [(c.due, c.arrival) if way == codes.FIRST_COME else (-c.score, c.arrival)
                    for c in claims]  # fmt: skip
            short = [(*keys[i], i) for i, c in enumerate(claims) if paid[i] < c.amount]
            assert sum(paid[i] > 0 for *_key, i in short) <= 1
            assert all(paid[i] == 0 for *_key, i in sorted(short)[1:])
            assert all((*keys[i], i) <= min(short) for i, p in enumerate(paid) if p and short)
