"""Interest, rates, bad loans, equity, prizes and awards out of a tax increase."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from pydantic import Field

from results.support_cases.case import Case, CaseError, Kind, missing, rate_of, unknown
from results.support_cases.fields import AnyBp, Bp, SignedYuan, Years, Yuan, basis_points, ppm
from results.support_cases.project import Size
from scenarios.errors import Problem
from scenarios.instrument_schema import Instrument
from scenarios.quantities import Record
from sim.law.awards import award_due, in_band, tax_share_due, tax_share_of_year
from sim.law.interest import (
    filed_part,
    interest_due,
    interest_of_a_year,
    own_interest,
    paid_under_cap,
    pool_pays,
    preferential_rate,
)
from sim.law.money import equity_limit
from sim.rule_row import parts_per_million

INTEREST = (
    "subsidy_by_year", "subsidy_total", "total", "subsidy_by_loan", "subsidy_by_loan_and_year",
)  # fmt: skip
NO_LIMIT = 1_000_000_000_000_000


# -- interest paid back


class LoanFacts(Record):
    """What a case may say beside the interest."""

    share_bp: Bp | None = None
    loan_already_subsidised: bool | list[bool] = False
    grant_received: Yuan = 0
    filed: bool = True


class InterestInputs(LoanFacts):
    """Inputs of interest support: of one loan or lease, or of several of one project and firm."""

    interest_paid_by_year: list[Yuan] | None = None
    gross_interest_by_year: list[Yuan] | None = None
    other_subsidy_by_year: list[Yuan] | None = None
    loans: list[list[Yuan]] | None = None


class FiledLoanInputs(LoanFacts):
    """Inputs of interest support on the filed part of a loan."""

    interest_paid_by_year: list[Yuan]
    loan: Yuan
    filed_amount: Yuan


def interest_subsidy(case: Case) -> dict[str, Any]:
    """Interest paid back, year by year."""
    rule = case.only("F1")
    loans = case.inputs.loans
    if loans is None:
        loans = [_interest_counted(case, rule)]
    return interest_results(interest_row(case, rule), loans, case.inputs)


def filed_interest_subsidy(case: Case) -> dict[str, Any]:
    """Interest paid back on what was filed of the loan."""
    inputs = case.inputs
    counted = [
        int(filed_part(interest, inputs.loan, inputs.filed_amount))
        for interest in inputs.interest_paid_by_year
    ]
    return interest_results(interest_row(case, case.only("F1")), [counted], inputs)


def interest_row(case: Case, rule: Instrument) -> SimpleNamespace:
    """The rule, at the share that the case gives."""
    row, given = case.row(rule), getattr(case.inputs, "share_bp", None)
    return row if given is None else rate_of(row, ppm(given))


def interest_results(
    row: SimpleNamespace, loans: Sequence[Sequence[int]], facts: LoanFacts
) -> dict[str, Any]:
    """What is paid back on each loan in each year, under one cap where the rule sets one (RW05)."""
    before = facts.loan_already_subsidised
    barred = list(before) if isinstance(before, list) else [before] * len(loans)
    if len(barred) != len(loans):
        message = f"must have {len(loans)} entries, one a loan"
        raise CaseError([Problem(("inputs", "loan_already_subsidised"), message)])
    refused = (row.requires_filing == 1 and not facts.filed) or (
        row.without_grants == 1 and facts.grant_received > 0
    )
    years = max((len(loan) for loan in loans), default=0)
    paid = [[0] * years for _loan in loans]
    for year in range(years):
        for number, loan in enumerate(loans):
            if refused or barred[number] or year >= len(loan):
                continue
            under_cap = paid_under_cap(
                row, sum(map(sum, paid)), sum(paid[number]), sum(each[year] for each in paid)
            )
            paid[number][year] = int(interest_due(row, loan[year], year, under_cap))
    total = sum(map(sum, paid))
    return {
        "subsidy_by_year": [sum(each[year] for each in paid) for year in range(years)],
        "subsidy_total": total,
        "total": total,
        "subsidy_by_loan": [sum(each) for each in paid],
        "subsidy_by_loan_and_year": paid,
    }


def _interest_counted(case: Case, rule: Instrument) -> list[int]:
    """Interest that the support is a share of: net of other help, or gross (RW23)."""
    inputs = case.inputs
    counts_gross = case.reading("RW23", rule) == "gross_interest"
    paid, gross, other = (
        inputs.interest_paid_by_year, inputs.gross_interest_by_year, inputs.other_subsidy_by_year,
    )  # fmt: skip
    if paid is None and gross is None:
        raise missing("interest_paid_by_year", "or gross_interest_by_year, or loans")
    if paid is not None and gross is not None:
        return list(gross if counts_gross else paid)
    owed = paid if gross is None else gross
    if gross is not None and other is None and not counts_gross:
        raise missing("other_subsidy_by_year", "under this reading it is taken off (RW23)")
    helped = [0] * len(owed) if other is None else other
    if len(helped) != len(owed):
        message = f"must have {len(owed)} entries, one a year"
        raise CaseError([Problem(("inputs", "other_subsidy_by_year"), message)])
    pairs = zip(owed, helped, strict=True)
    return [int(own_interest(year, other, counts_gross)) for year, other in pairs]


# -- a rate below the reference, bad loans, equity


class RateInputs(LoanFacts):
    """Inputs of a loan at a rate below the reference; one year of it is reckoned."""

    principal: Yuan
    lpr_bp: AnyBp
    discount_bp: AnyBp | None = None
    years: Years = 1


def rate_below(case: Case) -> dict[str, Any]:
    """Rate and interest of a year, and what of it is paid back."""
    inputs = case.inputs
    reference = ppm(inputs.lpr_bp)
    if inputs.discount_bp is None:
        discount = parts_per_million(case.only("F2").discount)
    else:
        discount = ppm(inputs.discount_bp)
    rate = int(preferential_rate(reference, discount))
    interest = int(interest_of_a_year(inputs.principal, rate))
    row = interest_row(case, case.only("F1"))
    repaid = interest_results(row, [[interest]], inputs)["subsidy_total"]
    return {
        "rate_bp": basis_points(rate),
        "interest": interest,
        "interest_without_discount": int(interest_of_a_year(inputs.principal, reference)),
        "interest_subsidy": repaid,
        "net_interest": interest - repaid,
    }


class BadLoanInputs(Record):
    """Inputs of a bad loan."""

    npl_principal: Yuan
    compensation_bp: Bp | None = None
    borrower_size: Size


def bad_loan(case: Case) -> dict[str, Any]:
    """What the pool pays the bank and what the bank bears."""
    inputs, rule = case.inputs, case.only("F3")
    given = inputs.compensation_bp
    rate = parts_per_million(rule.rate) if given is None else ppm(given)
    covered = not rule.eligibility.sizes or inputs.borrower_size in rule.eligibility.sizes
    paid = int(pool_pays(rate, inputs.npl_principal)) if covered else 0
    return {"pool_pays": paid, "bank_loss": inputs.npl_principal - paid}


class EquityInputs(Record):
    """Inputs of a public stake."""

    existing_equity: Yuan
    asked: Yuan = NO_LIMIT


def public_stake(case: Case) -> dict[str, Any]:
    """The most that the fund may put in."""
    inputs, rule = case.inputs, case.only("F4")
    assert rule.threshold is not None
    smallest = case.line(rule, rule.threshold.amount)
    share = parts_per_million(rule.rate)
    limit = equity_limit(inputs.existing_equity, inputs.asked, share, smallest)
    return {"max_investment": int(limit)}


# -- prizes


class PrizeInputs(Record):
    """Inputs of prizes by title."""

    newly_recognised: list[str]
    already_awarded: list[str] = Field(default_factory=list)
    evaluation_bp: Bp | None = None


def prizes(case: Case) -> dict[str, Any]:
    """Prizes of the titles that were not awarded before."""
    inputs, rule = case.inputs, case.only("I5")
    amounts = {award.title: award.amount for award in rule.awards}
    evaluation = 1_000_000
    if inputs.evaluation_bp is not None and _scaled(case, rule):
        evaluation = ppm(inputs.evaluation_bp)
    awarded = set(inputs.already_awarded)
    paid = []
    for number, title in enumerate(inputs.newly_recognised):
        _known_title(("inputs", "newly_recognised", number), title, amounts)
        paid.append(int(award_due(amounts[title], title not in awarded, evaluation)))
        awarded.add(title)
    return {"award": sum(paid), "award_by_title": paid}


def _scaled(case: Case, rule: Instrument) -> bool:
    """Whether an evaluation scales the prize (RW02): not where a schedule fixes it."""
    return rule.band is None and case.reading("RW02", rule) == "scaled_by_evaluation"


def _known_title(where: tuple[str | int, ...], title: str, amounts: dict[str, int]) -> None:
    if title not in amounts:
        raise unknown(where, "no such title", title, list(amounts))


class ScheduleInputs(Record):
    """Inputs of a prize by schedule: its sum, or the title of our schedule."""

    schedule_amount: Yuan | None = None
    title: str | None = None
    first_time: bool = True


def scheduled_prize(case: Case) -> dict[str, Any]:
    """Whether the schedule keeps within the band, and the prize."""
    inputs, rule = case.inputs, case.only("I5")
    amounts = {award.title: award.amount for award in rule.awards}
    if inputs.title is not None:
        _known_title(("inputs", "title"), inputs.title, amounts)
    if inputs.title is None and inputs.schedule_amount is None:
        raise missing("schedule_amount", "or title")
    if case.reading("RW20", rule) == "single_value":
        amount = rule.single_award or 0
    elif inputs.schedule_amount is not None:
        amount = inputs.schedule_amount
    else:
        amount = amounts[inputs.title]
    band = rule.band
    valid = band is None or bool(in_band(amount, band.low, band.high))
    return {"valid": valid, "award": int(award_due(amount, inputs.first_time)) if valid else 0}


# -- out of the tax increase


class TaxShareInputs(Record):
    """Inputs of the award out of the tax increase, by year after completion."""

    increment_province_by_year: list[SignedYuan]
    increment_city_by_year: list[SignedYuan]
    increment_county_by_year: list[SignedYuan]
    fixed_asset_investment: Yuan
    filed: bool = True
    above_scale: bool = True


def tax_share(case: Case) -> dict[str, Any]:
    """The award of each year."""
    inputs = case.inputs
    row = case.row(case.only("I6"))
    names = [f"increment_{level}_by_year" for level in ("province", "city", "county")]
    parts = [getattr(inputs, name) for name in names]
    for name, part in zip(names, parts, strict=True):
        if len(part) != len(parts[0]):
            message = f"must have {len(parts[0])} entries, as {names[0]}"
            raise CaseError([Problem(("inputs", name), message, len(part), True)])
    refused = (row.requires_filing == 1 and not inputs.filed) or (
        row.above_scale_only == 1 and not inputs.above_scale
    )
    paid: list[int] = []
    for year, (province, city, county) in enumerate(zip(*parts, strict=True)):
        award = 0 if refused else tax_share_of_year(row, province, city, county)
        due = tax_share_due(row, award, year, sum(paid), inputs.fixed_asset_investment)
        paid.append(int(due))
    return {"award_by_year": paid, "total": sum(paid)}


KINDS = (
    Kind("interest_subsidy", InterestInputs, INTEREST, interest_subsidy),
    Kind("interest_subsidy_2012", FiledLoanInputs, INTEREST, filed_interest_subsidy),
    Kind("preferential_rate", RateInputs,
         ("rate_bp", "interest", "interest_without_discount", "interest_subsidy", "net_interest"),
         rate_below),
    Kind("risk_compensation", BadLoanInputs, ("pool_pays", "bank_loss"), bad_loan),
    Kind("equity_limit", EquityInputs, ("max_investment",), public_stake),
    Kind("fixed_award", PrizeInputs, ("award", "award_by_title"), prizes),
    Kind("fixed_award_schedule", ScheduleInputs, ("valid", "award"), scheduled_prize),
    Kind("tax_share_award", TaxShareInputs, ("award_by_year", "total"), tax_share),
)  # fmt: skip
