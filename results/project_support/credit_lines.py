"""Lines about borrowed money: interest paid back, a cheaper loan, bad loans, a public stake."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from results.project_support.answer import Line
from results.project_support.question import Question, inclusive_line, passed, reading
from results.project_support.reckoning import Rule
from results.project_support.steps import Step, threshold_step
from sim.law import codes
from sim.law.codes import NO_LIMIT
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

SCOPES = {
    codes.PER_PROJECT: "project", codes.PER_FIRM_YEAR: "firm_year", codes.PER_LOAN: "loan",
}  # fmt: skip


def credit_lines(question: Question) -> Iterator[Line]:
    """Every line about borrowed money."""
    for rule in question.all_rules.rules:
        if rule.row is not None and rule.row.kind == codes.INTEREST:
            yield _interest(question, rule)
    makers = {"F2": _cheaper_loan, "F3": _risk_pool, "F4": _stake}
    for rule in question.all_rules.others:
        if rule.instrument.kind in makers:
            yield makers[rule.instrument.kind](question, rule)


def interest_owed(question: Question) -> list[int]:
    """Interest of each year: as stated, else on the principal at its rate."""
    project, loan = question.project, question.project.loan
    if project.interest_paid_by_year or loan is None:
        return list(project.interest_paid_by_year)
    rate, years = loan.rate or 0, loan.years or 0
    return [int(interest_of_a_year(loan.principal, parts_per_million(rate)))] * years


def _interest(question: Question, rule: Rule) -> Line:
    row = rule.row
    assert row is not None
    subject = question.on(question.applied)
    owed, loan = interest_owed(question), question.project.loan
    steps = question.opening(rule, subject)
    steps += threshold_step(row, subject.application, max(owed, default=0))
    if not owed:
        steps.append(Step("stated", False, {"fields": ["loan", "interest_paid_by_year"]}))
    elif loan is not None:
        steps.append(Step("first_time", not loan.already_supported))
    steps += _beside_grants(question, rule)
    years: list[dict[str, int]] = []
    if passed(steps):
        years = _years(question, rule, owed)
        facts: dict[str, Any] = {"rate_ppm": row.rate_ppm, "most_years": row.years, "years": years,
                                 "net": reading(rule, "RW23") != "gross_interest"}  # fmt: skip
        if row.cap < NO_LIMIT:
            facts |= {"cap": row.cap, "scope": SCOPES[row.cap_scope]}
        steps.append(Step("interest", True, facts))
    return question.line(rule, "interest", sum(year["due"] for year in years), steps)


def _years(question: Question, rule: Rule, owed: list[int]) -> list[dict[str, int]]:
    """What is paid back, year by year."""
    loan, planned = question.project.loan, question.project.planned_investment
    helped = [*question.project.other_interest_support_by_year, *[0] * len(owed)]
    gross = reading(rule, "RW23") == "gross_interest"
    years: list[dict[str, int]] = []
    for year, interest in enumerate(owed):
        own = int(own_interest(interest, helped[year], gross))
        if loan is not None:
            own = int(filed_part(own, loan.principal, planned))
        before = sum(row["due"] for row in years)
        # One loan of one project: what was paid on either is the same sum.
        under_cap = paid_under_cap(rule.row, before, before, 0)
        due = int(interest_due(rule.row, own, year, under_cap))
        years.append({"year": year + 1, "owed": interest, "own": own, "due": due})
    return years


def _beside_grants(question: Question, rule: Rule) -> Iterator[Step]:
    """Whether a grant of the articles that exclude each other bars it (RW06)."""
    if rule.row is None or rule.row.without_grants == 0:
        return
    articles = {
        name for row in rule.policy.relations if row.kind == "Q2" for name in row.among
    }  # fmt: skip
    paid = [name for name, amount in question.grants.items() if amount and name in articles]
    yield Step("beside_grants", not paid, {"paid": paid})


def _cheaper_loan(question: Question, rule: Rule) -> Line:
    steps = question.opening(rule, question.on(question.applied))
    loan, saved = question.project.loan, 0
    if loan is None or loan.rate is None or loan.years is None:
        steps.append(Step("stated", False, {"fields": ["loan"]}))
    elif passed(steps):
        rate = parts_per_million(loan.rate)
        lower = int(preferential_rate(rate, parts_per_million(rule.instrument.discount)))
        a_year = interest_of_a_year(loan.principal, rate) - interest_of_a_year(
            loan.principal, lower
        )
        saved = int(a_year) * loan.years
        facts = {"rate_ppm": rate, "lower_ppm": lower, "a_year": int(a_year), "years": loan.years}
        steps.append(Step("cheaper_loan", True, facts))
    return question.line(rule, "loan_rate", saved, steps)


def _risk_pool(question: Question, rule: Rule) -> Line:
    steps = question.opening(rule, question.on(question.applied))
    loan, amount = question.project.loan, 0
    if loan is None:
        steps.append(Step("stated", False, {"fields": ["loan"]}))
    elif passed(steps):
        rate = parts_per_million(rule.instrument.rate)
        amount = int(pool_pays(rate, loan.principal))
        facts = {"rate_ppm": rate, "principal": loan.principal, "amount": amount}
        steps.append(Step("risk_pool", True, facts))
    return question.line(rule, "risk_pool", amount, steps)


def _stake(question: Question, rule: Rule) -> Line:
    steps = question.opening(rule, question.on(question.applied))
    equity, amount = question.project.equity, 0
    threshold = rule.instrument.threshold
    assert threshold is not None
    if equity is None:
        steps.append(Step("stated", False, {"fields": ["equity"]}))
    elif passed(steps):
        share = parts_per_million(rule.instrument.rate)
        smallest = inclusive_line(rule, threshold.amount)
        amount = int(equity_limit(equity.existing, equity.asked, share, smallest))
        facts = {"share_ppm": share, "smallest": smallest, "existing": equity.existing,
                 "asked": equity.asked, "amount": amount}  # fmt: skip
        steps.append(Step("equity", amount > 0, facts))
    return question.line(rule, "equity", amount, steps)
