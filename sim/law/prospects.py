"""What a firm may hope for: each rule's support for a plan, taxed, discounted, scaled as last paid.

Amounts come from the law of support (`support`, `grants`, `package`, `interest`); here they are
put in time and weighed against the trouble of applying.
"""

from __future__ import annotations

from typing import Any

from sim.law.application import BLANK_APPLICATION
from sim.law.arithmetic import annuity, exponential, multiply_divide, share_of, whole_yuan
from sim.law.awards import tax_share_due, tax_share_of_year
from sim.law.codes import (
    BASE_SMART,
    EX_POST,
    EXPENSING,
    INTEREST,
    MATCH,
    PER_FIRM_YEAR,
    PROJECT_GRANT,
    STAGED,
    TAX_CREDIT,
    TAX_SHARE,
)
from sim.law.dialect import law
from sim.law.interest import interest_due
from sim.law.money import product_share
from sim.law.news import knows
from sim.law.package import grant_due
from sim.law.put_forward import hopes_to_put_forward, part_filed
from sim.law.support import amount_due, base_of_cost, covers, staged_covers


@law
def admits(rule: Any, firm: Any, plan: Any, now: int) -> bool:
    """Whether the firm knows the rule, which is for its district, and the project may claim."""
    if rule.announced > now or not covers(rule, plan.nature, plan.direction):
        return False
    if ((rule.districts >> firm.district) & 1) == 0:
        return False
    if rule.above_scale_only == 1 and firm.above_scale == 0:
        return False
    if rule.library_only == 1 and plan.in_library == 0:
        return False
    return knows(firm, rule)


@law
def kept_of_grant(rule: Any, terms: Any) -> float:
    """Share of a grant that is left after tax (RW12).

    Taxable when received; or not taxable, and what it paid for is not depreciated.
    """
    if rule.taxable == 1:
        return 1.0 - terms.tax
    return 1.0 - terms.tax * annuity(terms.rate, terms.tax_life) / terms.tax_life


@law
def value_of_money_later(amount: int, rule: Any, quarters: int, terms: Any) -> float:
    """Present value of a hoped-for payment: scaled as last published, taxed, discounted."""
    return (
        amount
        * (rule.expected_ppm / 1_000_000.0)
        * kept_of_grant(rule, terms)
        * exponential(-terms.rate * quarters / 4.0)
    )


@law
def ex_post_value(
    rule: Any, firm: Any, base: int, quarters: int, start: int, now: int, terms: Any
) -> float:
    """Present value of claims on a project's spending, year by year, yuan (kind I1).

    Each calendar year's spending is claimed in the year after, on top of what the firm has
    already spent this year under the same cap; a claim not worth its paperwork is not made.

    Args:
        base: the part of the project's cost that counts.
        quarters: quarters of building.
        start: quarter in which it would start.
        now: the present quarter.
    """
    value = 0.0
    done = 0
    year = start // 4
    while done < quarters:
        length = 4 - start % 4 if done == 0 else 4
        if length > quarters - done:
            length = quarters - done
        spent = multiply_divide(base, length, quarters)
        claim_at = 4 * (year + 1) + rule.application_quarter
        if rule.start <= claim_at and claim_at <= rule.end:
            before = 0
            if year == now // 4:
                before = firm.smart_this_year if rule.base == BASE_SMART else firm.spent_this_year
            already = amount_due(rule, before, before, before)
            amount = amount_due(rule, before + spent, before + spent, before + spent) - already
            wait = claim_at + rule.review + rule.payment - now
            worth = value_of_money_later(amount, rule, wait, terms)
            if already == 0:
                worth = worth - terms.trouble
            if worth > 0.0:
                value = value + worth
        done = done + length
        year = year + 1
    return value


@law
def staged_value(rule: Any, cost: int, yearly: int, start: int, now: int, terms: Any) -> float:
    """Present value of a staged award (kind I3): the total, a year's review and payment later."""
    if not staged_covers(rule, start):
        return 0.0
    amount = amount_due(rule, cost, cost, yearly)
    wait = start - now + 2 + rule.review + rule.payment
    return value_of_money_later(amount, rule, wait, terms) - terms.trouble


@law
def interest_value(
    rule: Any, plan: Any, loan: int, now: int, terms: Any, loan_years: float
) -> float:
    """Present value of interest repaid for `rule.years` after completion (kind F1).

    The loan is drawn over the building time and repaid by a fixed share of what is left.
    """
    value = 0.0
    paid = 0
    completed = plan.start + plan.quarters
    for year in range(rule.years):
        left = exponential(-(plan.quarters / 2.0 + 4.0 * year + 2.0) / (4.0 * loan_years))
        before = 0 if rule.cap_scope == PER_FIRM_YEAR else paid
        amount = interest_due(rule, whole_yuan(loan * left * terms.bank_rate), year, before)
        claim_at = 4 * (completed // 4 + 1 + year) + rule.application_quarter
        if rule.start <= completed - 1 and completed - 1 <= rule.end:
            paid = paid + amount
            wait = claim_at + rule.review + rule.payment - now
            worth = value_of_money_later(amount, rule, wait, terms) - terms.trouble
            if worth > 0.0:
                value = value + worth
    return value


@law
def tax_share_value(rule: Any, plan: Any, gain: float, place: Any, now: int, terms: Any) -> float:
    """Present value of an award out of the tax that the project's gain brings (kind I6)."""
    more = whole_yuan(gain * place.profit_tax_rate) if gain > 0.0 else 0
    yearly = tax_share_of_year(
        rule,
        whole_yuan(more * place.tax_to_province),
        whole_yuan(more * place.tax_to_city),
        whole_yuan(more * place.tax_to_county),
    )
    value = 0.0
    paid = 0
    completed = plan.start + plan.quarters - 1
    for year in range(rule.years):
        claim_at = 4 * (completed // 4 + 2 + year) + rule.application_quarter
        if rule.start <= completed and completed <= rule.end:
            amount = tax_share_due(rule, yearly, year, paid, plan.cost)
            paid = paid + amount
            wait = claim_at + rule.review + rule.payment - now
            worth = value_of_money_later(amount, rule, wait, terms) - terms.trouble
            if worth > 0.0:
                value = value + worth
    return value


@law
def grant_value(index: int, application: Any, rules: Any, now: int, terms: Any) -> float:
    """Present value of a grant or match on the finished project, beside all others."""
    rule = rules[index]
    amount = grant_due(index, application, rules)
    if amount == 0:
        return 0.0
    wait = application.applied + rule.review + rule.payment - now
    return value_of_money_later(amount, rule, wait, terms) - terms.trouble


@law
def rule_value(
    index: int, firm: Any, plan: Any, application: Any, terms: Any, row: Any, gain: float,
    quarter: Any, place: Any, behaviour: Any, rules: Any,
) -> float:  # fmt: skip
    """Present value to the firm of one rule for one plan, yuan; 0 where it does not apply.

    Args:
        plan: the option weighed (`terms.Plan`).
        application: what the finished project would put forward, or a blank one where no rule on
            projects is known (`put_forward.hopes_to_put_forward`).
        terms: the firm's rates, and its cost of applying (`terms.terms_of`).
        row: the direction's row (reads smart_share).
        gain: yuan a year that the project brings.
    """
    rule = rules[index]
    if rule.kind == EXPENSING or rule.kind == TAX_CREDIT:
        return 0.0
    now = quarter.now
    if not admits(rule, firm, plan, now):
        return 0.0
    if rule.kind == EX_POST:
        base = base_of_cost(rule, plan.cost, row.smart_share)
        return ex_post_value(rule, firm, base, plan.quarters, plan.start, now, terms)
    value = 0.0
    if rule.kind == PROJECT_GRANT:
        value = grant_value(index, application, rules, now, terms)
    elif rule.kind == MATCH:
        value = grant_value(index, application, rules, now, terms)
        if plan.start <= rule.end:
            value = value if value > 0.0 else 0.0
            for other in range(len(rules)):
                if rules[other].kind == TAX_SHARE:
                    award = tax_share_value(rules[other], plan, gain, place, now, terms)
                    value = value + award * (rule.rate_ppm / 1_000_000.0)
    elif rule.kind == STAGED:
        value = staged_value(rule, plan.cost, plan.yearly, plan.start, now, terms)
    elif rule.kind == INTEREST and plan.loan > 0:
        counted = whole_yuan(plan.loan * product_share(firm, quarter, behaviour))
        value = interest_value(rule, plan, counted, now, terms, behaviour.loan_years)
    elif rule.kind == TAX_SHARE:
        value = tax_share_value(rule, plan, gain, place, now, terms)
    return value if value > 0.0 else 0.0


@law
def rules_on_projects_known(quarter: Any) -> bool:
    """Whether a grant on projects, or a match of one, has been announced."""
    kinds = quarter.open_kinds
    return ((kinds >> PROJECT_GRANT) & 1) == 1 or ((kinds >> MATCH) & 1) == 1


@law
def support_value(
    firm: Any, project: Any, plan: Any, terms: Any, row: Any, gain: float, quarter: Any, place: Any,
    behaviour: Any, rules: Any,
) -> tuple[float, float]:  # fmt: skip
    """Present value of the best admissible bundle, and the part that asks for filing, yuan.

    Of yearly and staged rules in one exclusion group only the most valuable counts, a tie going
    to the first; grants on the project choose among themselves (`package.grant_due`).
    """
    application = BLANK_APPLICATION
    if rules_on_projects_known(quarter):
        filed = part_filed(plan.cost, plan.nature, 0)
        application = hopes_to_put_forward(
            firm, project, plan, filed, row, quarter, place, behaviour
        )
    total = 0.0
    needs_filing = 0.0
    for index in range(len(rules)):
        if rules[index].kind == PROJECT_GRANT:
            value = rule_value(
                index, firm, plan, application, terms, row, gain, quarter, place, behaviour, rules
            )
            total = total + value
            if rules[index].requires_filing == 1:
                needs_filing = needs_filing + value
    grants = total
    for index in range(len(rules)):
        rule = rules[index]
        barred = rule.kind == INTEREST and rule.without_grants == 1 and grants > 0.0
        if rule.kind != PROJECT_GRANT and not barred:
            value = rule_value(
                index, firm, plan, application, terms, row, gain, quarter, place, behaviour, rules
            )
            if value > 0.0 and rule.exclusion > 0:
                for other in range(len(rules)):
                    if other != index and rules[other].exclusion == rule.exclusion:
                        rival = rule_value(
                            other, firm, plan, application, terms, row, gain, quarter, place,
                            behaviour, rules,
                        )  # fmt: skip
                        if rival > value or (rival == value and other < index):
                            value = 0.0
            total = total + value
            if rule.requires_filing == 1:
                needs_filing = needs_filing + value
    return total, needs_filing


@law
def preferred_kind(
    firm: Any, project: Any, plan: Any, terms: Any, row: Any, gain: float, quarter: Any, place: Any,
    behaviour: Any, rules: Any,
) -> int:  # fmt: skip
    """Which of a staged award and yearly rules that exclude each other the plan is better off with.

    Returns the kind (STAGED or EX_POST) worth more, a tie going to the first rule of the list; -1
    where nothing is excluded.
    """
    application = hopes_to_put_forward(
        firm, project, plan, part_filed(plan.cost, plan.nature, 0), row, quarter, place, behaviour
    )
    staged = 0.0
    yearly = 0.0
    first = -1
    for index in range(len(rules)):
        rule = rules[index]
        if rule.exclusion > 0 and rule.kind != PROJECT_GRANT:
            value = rule_value(
                index, firm, plan, application, terms, row, gain, quarter, place, behaviour, rules
            )
            if value > 0.0 and first == -1:
                first = rule.kind
            if rule.kind == STAGED and value > staged:
                staged = value
            elif rule.kind == EX_POST and value > yearly:
                yearly = value
    if staged > yearly:
        return STAGED
    if yearly > staged:
        return EX_POST
    return first


@law
def staged_cash(firm: Any, plan: Any, quarter: Any, rules: Any) -> int:
    """Support that will arrive while the project is being built, as the firm expects it, yuan."""
    expected = 0
    for index in range(len(rules)):
        rule = rules[index]
        if rule.kind == STAGED and staged_covers(rule, plan.start):
            if admits(rule, firm, plan, quarter.now):
                due = amount_due(rule, plan.cost, plan.cost, plan.yearly)
                # Of the stages, those that are claimed, reviewed and paid before the last quarter.
                early = plan.quarters - 1 - rule.review - rule.payment
                if early > 0:
                    due = multiply_divide(due, early, plan.quarters)
                    expected = expected + share_of(due, rule.expected_ppm)
    return expected


@law
def marginal_support(
    firm: Any, plan: Any, application: Any, quarter: Any, rules: Any, tax: float
) -> float:
    """Yuan of support per further yuan filed as renovation, as the firm expects it.

    Args:
        plan: the project as the renovation that it would be called.
        application: what it would put forward.
    """
    rate = 0.0
    for index in range(len(rules)):
        rule = rules[index]
        if rule.kind == EX_POST:
            claim_at = 4 * (quarter.now // 4 + 1) + rule.application_quarter
            if rule.start <= claim_at and claim_at <= rule.end and rule.base != BASE_SMART:
                if admits(rule, firm, plan, quarter.now):
                    # Below the threshold a further yuan earns nothing, above the cap neither.
                    base = firm.spent_this_year + application.audited
                    due = amount_due(rule, base, base, base)
                    if due > 0 and share_of(firm.spent_this_year, rule.rate_ppm) < rule.cap:
                        rate += rule.rate_ppm / 1_000_000.0 * rule.expected_ppm / 1_000_000.0
        elif rule.kind == PROJECT_GRANT and application.audited > 0:
            if rule.announced <= quarter.now and knows(firm, rule):
                due = grant_due(index, application, rules)
                rate += due / application.audited * rule.expected_ppm / 1_000_000.0
    return rate * (1.0 - tax)
