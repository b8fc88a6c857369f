"""What one article pays on one project, before it is set beside the others (catalogue D.2, 1-5).

Dates, who and what qualifies, the threshold, the cost that is accepted, rate or tier, cap. A *rule*
is one instrument of a policy file as a row (`sim.rows.RULE`); readings are terms of the row.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import PPM, multiply_divide, share_of
from sim.law.codes import (
    BASE_DIGITAL,
    BASE_EQUIPMENT_AND_SOFTWARE,
    BASE_HARD_AND_SOFT,
    BASE_NEW_EQUIPMENT,
    BY_AMOUNT,
    BY_COMPLETION,
    BY_LEVEL,
    BY_START,
    CO2_OVER_LIFE,
    HIGHER_CAP,
    NO_THRESHOLD,
    ON_AUDITED,
    ON_EQUIPMENT,
    ON_YEARLY,
    RANDOM_TIE,
    SOFT_IN_FULL,
    SOFT_OF_APPROVED,
    SOFT_OF_CLAIMED,
    TONNES_OF_CARBON,
)
from sim.law.dialect import law


@law
def in_force(rule: Any, application: Any) -> bool:
    """Whether the rule holds on the date that decides (RW21: application, start, completion)."""
    date = application.applied
    if rule.regime == BY_START:
        date = application.started
    elif rule.regime == BY_COMPLETION:
        date = application.completed
    return rule.start <= date and date <= rule.end


@law
def applicant_qualifies(rule: Any, application: Any) -> bool:
    """Whether the applicant is one of those addressed: kind, trade, district, size, class taken."""
    if (rule.applicants & application.applicant) == 0:
        return False
    if rule.trades != 0 and (rule.trades & application.trades) == 0:
        return False
    if application.district >= 0 and ((rule.districts >> application.district) & 1) == 0:
        return False
    if ((rule.sizes >> application.size_class) & 1) == 0:
        return False
    if application.revenue < rule.revenue_min:
        return False
    if rule.above_scale_only == 1 and application.above_scale == 0:
        return False
    return rule.once_a_year == 0 or application.already_chosen == 0


@law
def project_qualifies(rule: Any, application: Any) -> bool:
    """Whether the project is of a kind that the rule covers, filed where asked (RW18)."""
    if ((rule.natures >> application.nature) & 1) == 0:
        return False
    if (rule.directions & application.directions) == 0:
        return False
    if rule.library_only == 1 and application.in_library == 0:
        return False
    if rule.requires_filing == 1 and application.filed == 0:
        return False
    return rule.energy == 0 or energy_qualifies(rule, application)


@law
def energy_qualifies(rule: Any, application: Any) -> bool:
    """Whether a green project qualifies (004.6).

    A key energy-using unit that saves, cuts, or reaches the national benchmark; or reuse of solid
    waste by a firm of a key industry, with the same result only under RW26 benchmarks_needed.
    """
    cut = application.co2_cut
    asked = rule.energy_co2
    if rule.co2_unit == TONNES_OF_CARBON:
        # 12 tonnes of carbon are 44 tonnes of carbon dioxide.
        cut = cut * 12
        asked = asked * 44
    elif rule.co2_unit == CO2_OVER_LIFE:
        cut = cut * application.life
    result = (
        at_least(application.saving_tce, rule.energy_tce, rule.inclusive)
        or at_least(cut, asked, rule.inclusive)
        or application.at_benchmark == 1
    )
    if application.key_unit == 1 and result:
        return True
    waste = application.reuses_waste == 1 and application.key_industry == 1
    return waste and (rule.waste_needs_result == 0 or result)


@law
def at_least(held: int, asked: int, inclusive: int) -> bool:
    """Whether an amount reaches a limit; the limit itself qualifies by default (RW29)."""
    return held > asked or (inclusive == 1 and held == asked)


@law
def reaches_threshold(rule: Any, application: Any) -> bool:
    """Whether the project is large enough; which amount is tested is a reading (RW01)."""
    if rule.threshold_on == NO_THRESHOLD:
        return True
    held = application.planned
    if rule.threshold_on == ON_AUDITED:
        held = application.audited
    elif rule.threshold_on == ON_EQUIPMENT:
        held = application.equipment
    elif rule.threshold_on == ON_YEARLY:
        held = application.yearly
    return at_least(held, rule.threshold, rule.inclusive)


@law
def accepted_soft(rule: Any, hard: int, soft: int) -> int:
    """Software and outsourced work that counts beside `hard` (004.3b; RW04); -1 if all is refused.

    At most a share of the approved total (hard + accepted soft), or of the claimed total, or the
    project is refused when the share is exceeded.
    """
    if rule.soft_rule == SOFT_IN_FULL:
        return soft
    if rule.soft_rule == SOFT_OF_APPROVED:
        if rule.soft_share_ppm >= PPM:
            return soft
        most = multiply_divide(hard, rule.soft_share_ppm, PPM - rule.soft_share_ppm)
    else:
        most = share_of(hard + soft, rule.soft_share_ppm)
        # Held against the share exactly, not against its floor.
        over = soft * PPM > (hard + soft) * rule.soft_share_ppm
        if rule.soft_rule != SOFT_OF_CLAIMED and over:
            return -1
        if not over:
            return soft
    return soft if soft < most else most


@law
def accepted_cost(rule: Any, application: Any) -> int:
    """Cost that the rate applies to, less what other city money has paid for (001.35)."""
    cost = application.audited
    if rule.base == BASE_HARD_AND_SOFT:
        soft = accepted_soft(rule, application.hard, application.soft)
        cost = application.hard + soft if soft >= 0 else 0
    elif rule.base == BASE_DIGITAL:
        cost = application.digital
    elif rule.base == BASE_NEW_EQUIPMENT:
        cost = application.equipment
    elif rule.base == BASE_EQUIPMENT_AND_SOFTWARE:
        cost = application.equipment + application.soft
    elif rule.related_only == 1:
        cost = application.related
    cost = cost - application.paid_elsewhere
    return cost if cost > 0 else 0


@law
def tier_rate(rule: Any, cost: int, level: int) -> int:
    """Rate in millionths: flat, or of the last tier reached; 0 below the first."""
    if rule.tier_by == BY_LEVEL:
        rate = 0
        for step in range(rule.steps):
            if level >= rule.step_from[step]:
                rate = rule.step_ppm[step]
        return rate
    if rule.tier_by == BY_AMOUNT:
        rate = 0
        for step in range(rule.steps):
            if at_least(cost, rule.step_from[step], rule.inclusive):
                rate = rule.step_ppm[step]
        return rate
    return rule.rate_ppm


@law
def own_amount(rule: Any, application: Any) -> int:
    """Yuan that the article would pay if it stood alone: rate or tier times accepted cost, cap.

    What is above `rest_above` is paid at a rate of its own; an evaluation may scale what the
    article allows at most (RW02).
    """
    if not in_force(rule, application) or not applicant_qualifies(rule, application):
        return 0
    if not project_qualifies(rule, application) or not reaches_threshold(rule, application):
        return 0
    cost = accepted_cost(rule, application)
    rate = tier_rate(rule, cost, application.level)
    if rule.rest_above > 0 and cost > rule.rest_above:
        amount = share_of(rule.rest_above, rate) + share_of(cost - rule.rest_above, rule.rest_ppm)
    else:
        amount = share_of(cost, rate)
    if amount > rule.cap:
        amount = rule.cap
    return share_of(amount, application.evaluation_ppm) if rule.scaled == 1 else amount


@law
def lot(number: int, draw: int) -> int:
    """Place of an article in the order that `draw` casts: the same whichever two are compared.

    Distinct articles have distinct places, since the modulus is prime.
    """
    return (draw % 10_007 + 1) * (number * 7_907 + 104_729) % 1_000_003


@law
def is_preferred(rule: Any, amount: int, rival: Any, rival_amount: int, draw: int) -> bool:
    """Whether `rule` is taken rather than `rival` where only one may be: more money first.

    A tie goes to the lower article, or to the higher cap, or by lot (RW27).
    """
    if amount != rival_amount:
        return amount > rival_amount
    if rule.tie == HIGHER_CAP and rule.cap != rival.cap:
        return rule.cap > rival.cap
    if rule.tie == RANDOM_TIE:
        return lot(rule.number, draw) < lot(rival.number, draw)
    return rule.number < rival.number
