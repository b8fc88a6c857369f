"""Help with the price of credit: interest paid back, a rate below the reference, bad loans shared.

All amounts are whole yuan, all rates millionths a year. Years are counted from 0, the first year
in which interest was paid.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import multiply_divide, share_of
from sim.law.codes import PER_FIRM_YEAR, PER_LOAN
from sim.law.dialect import law


@law
def filed_part(interest: int, loan: int, filed: int) -> int:
    """Part of a year's interest that belongs to the filed part of the loan, yuan.

    A loan may be larger than the investment that was filed; only the interest on the filed part
    is repaid: interest x min(loan, filed) / loan, floored. Source: B.sz2012.interest (001.13).

    Args:
        interest: paid on the whole loan in the year.
        filed: investment in the filing of the project.
    """
    if loan <= 0 or filed <= 0:
        return 0
    if filed >= loan:
        return interest
    return multiply_divide(interest, filed, loan)


@law
def own_interest(interest: int, other_help: int, counts_gross: bool) -> int:
    """Interest of a year that the subsidy is a share of, yuan.

    004 article 12 pays on interest really paid, so what other help (a central subsidy) pays is
    taken off; read as gross interest (RW23) it is not.

    Args:
        interest: owed to the bank or lessor in the year.
        other_help: what others pay of it.
    """
    if counts_gross:
        return interest
    return interest - other_help if interest > other_help else 0


@law
def paid_under_cap(rule: Any, on_project: int, on_loan: int, this_year: int) -> int:
    """What has been paid under the cap that the rule sets, yuan.

    004 article 12 names one cap of 5M and does not say for what. Reading RW05: for the life of
    a project (default), for the life of a loan, or for a firm in a year, as in the rule of 2012.

    Args:
        on_project: paid so far on the same project, in all years.
        on_loan: paid so far on the same loan or lease, in all years.
        this_year: paid so far to the firm for this year, on all its loans.
    """
    if rule.cap_scope == PER_FIRM_YEAR:
        return this_year
    if rule.cap_scope == PER_LOAN:
        return on_loan
    return on_project


@law
def interest_due(rule: Any, interest: int, year: int, paid_before: int) -> int:
    """Interest paid back for one year, yuan.

    The rule's share of the interest that the firm itself paid, floored, in the first `years`
    years, as far as the cap leaves room. Sources: 004 article 12 (half, 5M, three years);
    B.sz2012.interest (two years, 6M per firm and year). A loan or lease that was subsidised
    before is due nothing; what central help paid is no interest of the firm's own (RW23).

    Args:
        interest: paid by the firm in the year, on a loan or a lease (>= 0).
        paid_before: yuan that already fill the cap, see `paid_under_cap`.
    """
    if year >= rule.years:
        return 0
    share = share_of(interest, rule.rate_ppm)
    room = rule.cap - paid_before
    if room <= 0:
        return 0
    return share if share < room else room


@law
def preferential_rate(reference_ppm: int, discount_ppm: int) -> int:
    """Rate of a loan product for renovation, millionths a year, never below zero.

    Banks are asked to lend below the loan prime rate of the day; the article gives no figure, so
    the discount is an assumption of the policy file. Source: 004 article 12 (004.12a).
    """
    return reference_ppm - discount_ppm if reference_ppm > discount_ppm else 0


@law
def interest_of_a_year(principal: int, rate_ppm: int) -> int:
    """Interest on `principal` for a whole year at a yearly rate, floored to whole yuan.

    The balance is the one that stands through the year: all of a loan that is repaid at its end,
    what is left of one that is repaid in parts. Source: worked example 004-12-11.
    """
    return share_of(principal, rate_ppm)


@law
def pool_pays(rate_ppm: int, bad_principal: int) -> int:
    """What the city's pool pays a bank for a bad renovation loan, yuan; the bank bears the rest.

    Only loans to micro, small and medium firms; whether a borrower is one stands in the rule's
    eligibility. Sources: 004 article 12 (004.12d); the share is that of B.riskpool, about 30 %
    at its start, up to 50 % since 2020.
    """
    return share_of(bad_principal, rate_ppm)
