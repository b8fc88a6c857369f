"""What support is due: one rule, one project or one firm's year, whole yuan.

A *rule* is one instrument of a policy file as a row. The order is that of the catalogue, D.2:
dates, eligibility, threshold, rate times base, cap. Tier and city/district rules join here.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import exponential, multiply_divide, share_of, whole_yuan
from sim.law.codes import (
    BASE_SMART,
    EX_POST,
    INTEREST,
    ON_BASE,
    ON_PLANNED,
    ON_YEARLY,
    RENOVATION,
    STAGED,
)
from sim.law.dialect import law
from sim.law.news import cost_of_applying, has_heard


@law
def amount_due(rule: Any, base: int, planned: int, yearly: int) -> int:
    """Support for `base` yuan: threshold (the amount itself qualifies, RW29), rate, cap.

    Args:
        rule: reads threshold_on, threshold, rate_ppm, cap.
        base: what the rate is applied to.
        planned: planned total of the project, for rules that test it.
        yearly: planned investment of the largest year, for rules that test it.
    """
    held = LARGEST_HELD
    if rule.threshold_on == ON_BASE:
        held = base
    elif rule.threshold_on == ON_PLANNED:
        held = planned
    elif rule.threshold_on == ON_YEARLY:
        held = yearly
    if held < rule.threshold:
        return 0
    amount = share_of(base, rule.rate_ppm)
    return amount if amount < rule.cap else rule.cap


LARGEST_HELD = 9_000_000_000_000_000


@law
def stage_due(total_due: int, done: int, planned: int, paid_before: int, last: bool) -> int:
    """Payment of one stage: in proportion to the planned total, the rest in the last stage.

    Source: B.sz2019.major. `total_due` is `amount_due` on the planned total.
    """
    if last:
        return total_due - paid_before if total_due > paid_before else 0
    stage = multiply_divide(total_due, done, planned)
    return stage if paid_before + stage <= total_due else total_due - paid_before


@law
def covers(rule: Any, nature: int, direction: int) -> bool:
    """Whether projects of this nature and direction qualify."""
    return ((rule.natures >> nature) & 1) == 1 and ((rule.directions >> direction) & 1) == 1


@law
def in_library(planned: int, yearly: int, quarter: Any) -> bool:
    """Whether a project enters the library of major projects (000.III.2a)."""
    if quarter.library_total <= 0:
        return False
    return planned >= quarter.library_total or yearly >= quarter.library_yearly


@law
def base_of_cost(rule: Any, cost: int, smart_share: float) -> int:
    """Part of a project's cost that the rule's rate applies to."""
    if rule.base == BASE_SMART:
        return whole_yuan(cost * smart_share)
    return cost


@law
def largest_year(cost: int, quarters: int) -> int:
    """Planned investment of the fullest year."""
    return cost if quarters <= 4 else multiply_divide(cost, 4, quarters)


@law
def admits(rule: Any, firm: Any, nature: int, direction: int, library: bool, now: int) -> bool:
    """Whether the firm knows the rule and a project of this kind may claim under it."""
    if rule.announced > now or not has_heard(firm.attention, firm.news[rule.wave]):
        return False
    if rule.above_scale_only == 1 and firm.above_scale == 0:
        return False
    if rule.library_only == 1 and not library:
        return False
    return covers(rule, nature, direction)


@law
def value_of_money_later(amount: int, rule: Any, quarters: int, rate: float, tax: float) -> float:
    """Present value of a hoped-for payment: scaled as last published, taxed, discounted."""
    return (
        amount
        * (rule.expected_ppm / 1_000_000.0)
        * (1.0 - tax)
        * exponential(-rate * quarters / 4.0)
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
        terms: (rate, tax, cost of applying).
    """
    rate, tax, application = terms
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
            worth = value_of_money_later(amount, rule, wait, rate, tax)
            if already == 0:
                worth = worth - application
            if worth > 0.0:
                value = value + worth
        done = done + length
        year = year + 1
    return value


@law
def staged_covers(rule: Any, started: int) -> bool:
    """Whether a project begun then may have a staged award: two calendar years of look-back.

    Source: B.sz2019.major. Valuation and claim ask the same question.
    """
    return started >= 4 * (rule.start // 4 - 2) and started <= rule.end


@law
def staged_value(rule: Any, cost: int, yearly: int, start: int, now: int, terms: Any) -> float:
    """Present value of a staged award (kind I3): the total, a year's review and payment later."""
    rate, tax, application = terms
    if not staged_covers(rule, start):
        return 0.0
    amount = amount_due(rule, cost, cost, yearly)
    wait = start - now + 2 + rule.review + rule.payment
    return value_of_money_later(amount, rule, wait, rate, tax) - application


@law
def interest_value(
    rule: Any, loan: int, loan_rate: float, quarters: int, start: int, now: int, terms: Any,
    loan_years: float,
) -> float:  # fmt: skip
    """Present value of interest repaid for `rule.years` after completion (kind F1).

    The loan is drawn over the building time and repaid by a fixed share of what is left.
    """
    rate, tax, application = terms
    value = 0.0
    completed = start + quarters
    for year in range(rule.years):
        left = exponential(-(quarters / 2.0 + 4.0 * year + 2.0) / (4.0 * loan_years))
        amount = amount_due(rule, whole_yuan(loan * left * loan_rate), loan, loan)
        claim_at = 4 * (completed // 4 + 1 + year) + rule.application_quarter
        if rule.start <= claim_at and claim_at <= rule.end:
            wait = claim_at + rule.review + rule.payment - now
            worth = value_of_money_later(amount, rule, wait, rate, tax) - application
            if worth > 0.0:
                value = value + worth
    return value


@law
def rule_value(
    rule: Any, firm: Any, plan: Any, row: Any, quarter: Any, behaviour: Any, rate: float, tax: float
) -> float:
    """Present value to the firm of one rule for one plan, yuan; 0 where it does not apply.

    Args:
        plan: (cost, quarters, start, loan, loan_rate, direction, nature) of the option weighed.
        row: the direction's row (reads smart_share).
        rate: the firm's rate for money to come.
        tax: profit tax rate.
    """
    cost, quarters, start, loan, loan_rate, direction, nature = plan
    yearly = largest_year(cost, quarters)
    library = in_library(cost, yearly, quarter)
    if not admits(rule, firm, nature, direction, library, quarter.now):
        return 0.0
    terms = (rate, tax, cost_of_applying(firm, quarter.simplification, behaviour))
    if rule.kind == EX_POST:
        base = base_of_cost(rule, cost, row.smart_share)
        return ex_post_value(rule, firm, base, quarters, start, quarter.now, terms)
    value = 0.0
    if rule.kind == STAGED:
        value = staged_value(rule, cost, yearly, start, quarter.now, terms)
    elif rule.kind == INTEREST and loan > 0:
        value = interest_value(
            rule, loan, loan_rate, quarters, start, quarter.now, terms, behaviour.loan_years
        )
    return value if value > 0.0 else 0.0


@law
def support_value(
    firm: Any,
    plan: Any,
    row: Any,
    quarter: Any,
    behaviour: Any,
    rules: Any,
    rate: float,
    tax: float,
) -> tuple[float, float]:
    """Present value of the best admissible bundle, and the part that asks for filing, yuan.

    Of rules in one exclusion group only the most valuable counts, a tie going to the first.
    """
    total = 0.0
    needs_filing = 0.0
    for index in range(len(rules)):
        rule = rules[index]
        value = rule_value(rule, firm, plan, row, quarter, behaviour, rate, tax)
        if value > 0.0 and rule.exclusion > 0:
            for other in range(len(rules)):
                if other != index and rules[other].exclusion == rule.exclusion:
                    rival = rule_value(rules[other], firm, plan, row, quarter, behaviour, rate, tax)
                    if rival > value or (rival == value and other < index):
                        value = 0.0
        total = total + value
        if rule.requires_filing == 1:
            needs_filing = needs_filing + value
    return total, needs_filing


@law
def preferred_kind(
    firm: Any, plan: Any, row: Any, quarter: Any, behaviour: Any, rules: Any, rate: float,
    tax: float,
) -> int:  # fmt: skip
    """Which of a staged award and yearly rules that exclude each other the plan is better off with.

    Returns the kind (STAGED or EX_POST) worth more, a tie going to the first rule of the list; -1
    where nothing is excluded.
    """
    staged = 0.0
    yearly = 0.0
    first = -1
    for index in range(len(rules)):
        rule = rules[index]
        if rule.exclusion > 0:
            value = rule_value(rule, firm, plan, row, quarter, behaviour, rate, tax)
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
    cost, quarters, start, _loan, _loan_rate, direction, nature = plan
    yearly = largest_year(cost, quarters)
    library = in_library(cost, yearly, quarter)
    expected = 0
    for index in range(len(rules)):
        rule = rules[index]
        if rule.kind == STAGED and staged_covers(rule, start):
            if admits(rule, firm, nature, direction, library, quarter.now):
                due = amount_due(rule, cost, cost, yearly)
                # Of the stages, those that are claimed, reviewed and paid before the last quarter.
                early = quarters - 1 - rule.review - rule.payment
                if early > 0:
                    due = multiply_divide(due, early, quarters)
                    expected = expected + share_of(due, rule.expected_ppm)
    return expected


@law
def marginal_support(firm: Any, quarter: Any, rules: Any, tax: float) -> float:
    """Yuan of support per further yuan filed as renovation, as the firm expects it."""
    rate = 0.0
    for index in range(len(rules)):
        rule = rules[index]
        claim_at = 4 * (quarter.now // 4 + 1) + rule.application_quarter
        if rule.kind == EX_POST and rule.start <= claim_at and claim_at <= rule.end:
            if rule.base != BASE_SMART and admits(rule, firm, RENOVATION, 0, False, quarter.now):
                if share_of(firm.spent_this_year, rule.rate_ppm) < rule.cap:
                    rate += rule.rate_ppm / 1_000_000.0 * rule.expected_ppm / 1_000_000.0
    return rate * (1.0 - tax)
