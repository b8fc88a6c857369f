"""What a project is due under all rules together (catalogue D.2, steps 5 to 8).

One of the articles that exclude each other; the district beside the city; the match of a higher
grant; the ceiling on the sum. `grant_due` is what the engines, the firm's own reckoning and the
`support` command all ask.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import PPM, multiply_divide, share_of
from sim.law.codes import (
    BELOW_THRESHOLD_ONLY,
    CITY,
    DISTRICT,
    DISTRICT_ONLY,
    HIGHER_OF,
    MATCH,
    OWN_NET_INPUT,
    PROJECT_GRANT,
    PRORATA_CUT,
    PROVINCE,
)
from sim.law.dialect import law
from sim.law.grants import (
    applicant_qualifies,
    in_force,
    is_preferred,
    own_amount,
    project_qualifies,
)


@law
def chosen_amount(index: int, application: Any, rules: Any) -> int:
    """Yuan of a grant on the project, 0 if another of its exclusion is preferred (004.X3)."""
    rule = rules[index]
    amount = own_amount(rule, application)
    if amount == 0 or rule.exclusion == 0:
        return amount
    for other in range(len(rules)):
        rival = rules[other]
        if other != index and rival.exclusion == rule.exclusion and rival.kind == PROJECT_GRANT:
            rival_amount = own_amount(rival, application)
            if rival_amount > 0:
                if not is_preferred(rule, amount, rival, rival_amount, application.draw):
                    return 0
    return amount


@law
def district_amount(asked: int, city: int, split: int) -> int:
    """What the district pays beside `city` yuan of the city (004.18; RW07)."""
    if split == BELOW_THRESHOLD_ONLY:
        return asked if city == 0 else 0
    if split == HIGHER_OF:
        return asked - city if asked > city else 0
    return asked


@law
def before_ceiling(index: int, application: Any, rules: Any) -> int:
    """Yuan of a grant or match beside the others, before any ceiling on the sum."""
    rule = rules[index]
    if rule.kind == MATCH:
        if not in_force(rule, application) or not applicant_qualifies(rule, application):
            return 0
        if not project_qualifies(rule, application):
            return 0
        higher = granted_by(PROVINCE, application, rules) + granted_by(CITY, application, rules)
        return share_of(higher, rule.rate_ppm)
    amount = chosen_amount(index, application, rules)
    if amount > 0 and rule.level == DISTRICT:
        city = divided_with_city(application, rules)
        if rule.split == HIGHER_OF:
            # The district tops up the city once, its rules each for their part.
            asked = asked_beside_city(application, rules)
            return multiply_divide(amount, district_amount(asked, city, HIGHER_OF), asked)
        return district_amount(amount, city, rule.split)
    return amount


@law
def divided_with_city(application: Any, rules: Any) -> int:
    """Yuan of the city's grants beside which the district pays (004.18)."""
    city = 0
    for index in range(len(rules)):
        if rules[index].kind == PROJECT_GRANT and rules[index].splits == 1:
            city = city + chosen_amount(index, application, rules)
    return city


@law
def asked_beside_city(application: Any, rules: Any) -> int:
    """Yuan of all the district's grants where the higher of both counts, as if it paid alone."""
    asked = 0
    for index in range(len(rules)):
        rule = rules[index]
        if rule.kind == PROJECT_GRANT and rule.level == DISTRICT and rule.split == HIGHER_OF:
            asked = asked + chosen_amount(index, application, rules)
    return asked


@law
def granted_by(level: int, application: Any, rules: Any) -> int:
    """Yuan of all project grants of the province or of the city, before any ceiling."""
    total = 0
    for index in range(len(rules)):
        if rules[index].kind == PROJECT_GRANT and rules[index].level == level:
            total = total + chosen_amount(index, application, rules)
    return total


@law
def asked_of_district(application: Any, rules: Any) -> int:
    """Yuan of all grants and matches of the district, before any ceiling."""
    total = 0
    for index in range(len(rules)):
        pays = rules[index].kind == PROJECT_GRANT or rules[index].kind == MATCH
        if pays and rules[index].level == DISTRICT:
            total = total + before_ceiling(index, application, rules)
    return total


@law
def ceiling_cut(
    province: int, city: int, district: int, investment: int, rule: Any
) -> tuple[int, int, int]:
    """Yuan of each level under the ceiling on the sum (003.III.1; RW08 to RW10, RW28).

    Args:
        province: granted by the province. city: by the city. district: asked of the district.
        investment: the firm's input, gross of support.
        rule: reads ceiling_ppm, ceiling_scope, ceiling_input, ceiling_way, needs_higher.
    """
    return cut_to(province, city, district, ceiling_limit(investment, rule), rule)


@law
def ceiling_limit(investment: int, rule: Any) -> int:
    """Most yuan that the sum, or the district's part of it, may reach (RW08, RW09)."""
    if rule.ceiling_input == OWN_NET_INPUT:
        # The sum S is held to a share of investment - S.
        return multiply_divide(investment, rule.ceiling_ppm, PPM + rule.ceiling_ppm)
    return share_of(investment, rule.ceiling_ppm)


@law
def cut_to(province: int, city: int, district: int, limit: int, rule: Any) -> tuple[int, int, int]:
    """Yuan of each level that keep within `limit`; who gives way is RW10."""
    if rule.needs_higher == 1 and province + city == 0:
        return province, city, 0
    if rule.ceiling_scope == DISTRICT_ONLY:
        return province, city, district if district < limit else limit
    total = province + city + district
    if total <= limit:
        return province, city, district
    if rule.ceiling_way == PRORATA_CUT:
        return (
            multiply_divide(province, limit, total),
            multiply_divide(city, limit, total),
            multiply_divide(district, limit, total),
        )
    room = limit - province - city
    return province, city, room if room > 0 else 0


@law
def award_and_match(
    rule: Any, holder: Any, award: int, awarded: int, matched: int, investment: int
) -> tuple[int, int]:
    """This year's provincial award and the district's match of it, yuan.

    Under the ceiling on all that was paid on the same project so far (003.III.1). The award gives
    way only where the cut is shared (RW10).

    Args:
        rule: the match. holder: the rule that holds the ceiling; any where there is none.
        award: of this year. awarded: before. matched: before. investment: of the project.
    """
    asked = share_of(award, rule.rate_ppm)
    if rule.ceiling == 0:
        return award, asked
    paid = matched if holder.ceiling_scope == DISTRICT_ONLY else awarded + matched
    left = ceiling_limit(investment, holder) - paid
    province, _city, district = cut_to(award, 0, asked, left if left > 0 else 0, holder)
    return province, district


@law
def grant_due(index: int, application: Any, rules: Any) -> int:
    """Yuan that rule `index` pays on the project, beside all other rules."""
    amount = before_ceiling(index, application, rules)
    rule = rules[index]
    if amount == 0 or rule.ceiling == 0:
        return amount
    holder = rules[rule.ceiling - 1]
    if not in_force(holder, application) or not applicant_qualifies(holder, application):
        return amount
    province = granted_by(PROVINCE, application, rules)
    city = granted_by(CITY, application, rules)
    if province + city == 0 and rule.kind != MATCH:
        return amount
    district = asked_of_district(application, rules)
    of_province, of_city, of_district = ceiling_cut(
        province, city, district, application.audited, holder
    )
    if rule.level == PROVINCE:
        return multiply_divide(amount, of_province, province)
    if rule.level == CITY:
        return multiply_divide(amount, of_city, city)
    if rule.level == DISTRICT:
        return multiply_divide(amount, of_district, district)
    return amount
