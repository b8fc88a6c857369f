"""Which rules a firm could claim under this quarter, on what base, for how much."""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import whole_yuan
from sim.law.awards import tax_share_due, tax_share_of_year
from sim.law.codes import (
    BASE_SMART,
    CAPACITY,
    EX_POST,
    INTEREST,
    MATCH,
    NONE,
    PER_FIRM_YEAR,
    PROJECT_GRANT,
    STAGED,
    TAX_SHARE,
)
from sim.law.dialect import law
from sim.law.interest import interest_due
from sim.law.news import cost_of_applying, knows
from sim.law.package import award_and_match, grant_due
from sim.law.put_forward import part_filed, puts_forward
from sim.law.support import (
    amount_due,
    covers,
    in_library,
    largest_year,
    stage_due,
    staged_covers,
)


@law
def window_is_open(rule: Any, now: int) -> bool:
    """Whether claims are taken now: yearly windows, or all year for projects (000.III.1f).

    A staged award begun in force is renewed to its last stage, `rule.years` in all; a share of the
    tax increase, and interest, run on for their years after the last completion in force. A
    finished project is put forward at once; which date its rule is held against is RW21.
    """
    if rule.kind == STAGED:
        return rule.start <= now and now <= rule.end + 4 * (rule.years - 1)
    if rule.kind == PROJECT_GRANT or rule.kind == MATCH:
        return rule.announced <= now
    last = rule.end
    if rule.kind == TAX_SHARE or rule.kind == INTEREST:
        last = last + 4 * (rule.years + 1)
    return rule.start <= now and now <= last and now % 4 == rule.application_quarter


@law
def has_grounds(firm: Any, building: Any, quarter: Any) -> bool:
    """Whether the firm has anything to claim on under the kinds of rules that take claims now."""
    kinds = quarter.open_kinds
    if kinds == 0:
        return False
    spent = firm.spent_last_year > 0 or firm.smart_last_year > 0
    if spent and ((kinds >> EX_POST) & 1) == 1:
        return True
    if firm.interest_last_year > 0 and ((kinds >> INTEREST) & 1) == 1:
        return True
    if ((kinds >> STAGED) & 1) == 1 and building.staged_base < building.spent:
        return True
    if firm.share_year > 0 and ((kinds >> TAX_SHARE) & 1) == 1:
        return True
    on_projects = ((kinds >> PROJECT_GRANT) & 1) == 1 or ((kinds >> MATCH) & 1) == 1
    return on_projects and is_put_forward(building, quarter.now)


@law
def claimable(index: int, firm: Any, building: Any, quarter: Any, place: Any, rules: Any) -> int:
    """Yuan that the firm could claim now, grants on a finished project apart; 0 outside windows."""
    rule = rules[index]
    if rule.kind == EX_POST or rule.kind == INTEREST:
        return yearly_claimable(rule, firm, quarter)
    if rule.kind == STAGED:
        if building.cost > 0 and may_claim(rule, firm, quarter):
            return stage_claimable(rule, building, quarter)
    elif rule.kind == TAX_SHARE:
        if firm.share_year > 0 and may_claim(rule, firm, quarter):
            return award_claimable(index, firm, quarter, place, rules)
    elif rule.kind == MATCH:
        if firm.share_year > 0 and may_claim(rule, firm, quarter):
            return award_match_claimable(rule, firm, quarter, place, rules)
    return 0


@law
def grant_claimable(index: int, firm: Any, application: Any, quarter: Any, rules: Any) -> int:
    """Yuan that the firm could claim under a rule on the project it has just finished."""
    rule = rules[index]
    if rule.kind != PROJECT_GRANT and rule.kind != MATCH:
        return 0
    if not may_claim(rule, firm, quarter):
        return 0
    return grant_due(index, application, rules)


@law
def may_claim(rule: Any, firm: Any, quarter: Any) -> bool:
    """Whether the window is open to a firm of this kind and district that has heard of the rule."""
    if not window_is_open(rule, quarter.now):
        return False
    if ((rule.districts >> firm.district) & 1) == 0:
        return False
    if not knows(firm, rule):
        return False
    return rule.above_scale_only == 0 or firm.above_scale == 1


@law
def is_put_forward(building: Any, now: int) -> bool:
    """Whether the project finished in the last quarter is to be put forward now, once."""
    done = building.stage == NONE and building.quarters > 0 and building.grant_claimed == 0
    return done and building.started + building.quarters == now


@law
def finished_application(firm: Any, building: Any, row: Any, quarter: Any, place: Any) -> Any:
    """What the last project, if just finished, states: as audited, filed, and with what it became.

    A project too small for the statistics is registered instead of filed.
    """
    counted = part_filed(building.cost, building.nature, building.relabelled_ppm)
    gap = 1.0
    if building.direction < CAPACITY:
        gap = firm.gap[building.direction]
    small = building.cost < quarter.counting_threshold
    filed = 1 if building.filed == 1 or small else 0
    return puts_forward(
        firm, building, building.cost, counted, building.quarters, building.started, gap, filed,
        row, quarter, place,
    )  # fmt: skip


@law
def tax_share_claimable(rule: Any, firm: Any, quarter: Any, place: Any) -> int:
    """Yuan due on last year's increase of profit tax over the year before completion (kind I6)."""
    if firm.share_year == 0:
        return 0
    year = quarter.now // 4 - firm.share_year - 1
    if year < 0:
        return 0
    more = firm.tax_last_year - firm.base_tax
    if more <= 0:
        return 0
    award = tax_share_of_year(
        rule,
        whole_yuan(more * place.tax_to_province),
        whole_yuan(more * place.tax_to_city),
        whole_yuan(more * place.tax_to_county),
    )
    return tax_share_due(rule, award, year, firm.share_claimed, firm.share_investment)


@law
def matches_awards(rule: Any, firm: Any, quarter: Any) -> bool:
    """Whether a match adds to the yearly awards of this firm now."""
    if rule.kind != MATCH or not may_claim(rule, firm, quarter):
        return False
    return rule.start <= quarter.now and quarter.now <= rule.end


@law
def award_claimable(index: int, firm: Any, quarter: Any, place: Any, rules: Any) -> int:
    """Yuan of a share of the tax increase, less what it gives way to a match (RW10)."""
    award = tax_share_claimable(rules[index], firm, quarter, place)
    for other in range(len(rules)):
        if award > 0 and matches_awards(rules[other], firm, quarter):
            award, _match = beside_match(rules[other], award, firm, rules)
    return award


@law
def award_match_claimable(rule: Any, firm: Any, quarter: Any, place: Any, rules: Any) -> int:
    """Yuan of a match on the tax share that the firm may claim this quarter."""
    if not matches_awards(rule, firm, quarter):
        return 0
    award = 0
    for index in range(len(rules)):
        if rules[index].kind == TAX_SHARE and may_claim(rules[index], firm, quarter):
            award = award + tax_share_claimable(rules[index], firm, quarter, place)
    if award == 0:
        return 0
    _award, match = beside_match(rule, award, firm, rules)
    return match


@law
def beside_match(rule: Any, award: int, firm: Any, rules: Any) -> tuple[int, int]:
    """Award and match of this year on the firm's project, under the ceiling if there is one."""
    holder = rules[rule.ceiling - 1 if rule.ceiling > 0 else 0]
    return award_and_match(
        rule, holder, award, firm.share_claimed, firm.match_claimed, firm.share_investment
    )


@law
def yearly_claimable(rule: Any, firm: Any, quarter: Any) -> int:
    """Yuan due on last year's spending or interest under a yearly rule."""
    if not may_claim(rule, firm, quarter):
        return 0
    if rule.kind == EX_POST:
        base = firm.smart_last_year if rule.base == BASE_SMART else firm.spent_last_year
        return amount_due(rule, base, base, base)
    if rule.kind == INTEREST:
        if rule.without_grants == 1 and firm.interest_barred == 1:
            return 0
        # Which years count has been seen to by the window of quarters after completion.
        before = 0 if rule.cap_scope == PER_FIRM_YEAR else firm.interest_claimed
        return interest_due(rule, firm.interest_last_year, 0, before)
    return 0


@law
def stage_claimable(rule: Any, building: Any, quarter: Any) -> int:
    """Yuan of the next stage of the project under way or last finished; 0 where none is due.

    A first grant needs the rule in force and, where asked for, the library of the day; later
    stages are renewals (B.sz2019.end) and need neither.
    """
    if building.cost == 0 or building.staged_base >= building.spent or building.staged_barred == 1:
        return 0
    if not staged_covers(rule, building.started):
        return 0
    if rule.requires_filing == 1 and building.filed == 0:
        return 0
    if not covers(rule, building.nature, building.direction):
        return 0
    yearly = largest_year(building.cost, building.quarters)
    if building.staged_claimed == 0:
        if quarter.now > rule.end:
            return 0
        if rule.library_only == 1 and not in_library(building.cost, yearly, quarter):
            return 0
    total = amount_due(rule, building.cost, building.cost, yearly)
    done = building.spent - building.staged_base
    last = building.spent >= building.cost
    return stage_due(total, done, building.cost, building.staged_claimed, last)


@law
def worth_claiming(rule: Any, amount: int, firm: Any, quarter: Any, behaviour: Any) -> bool:
    """Whether the expected money outweighs the paperwork."""
    expected = amount * (rule.expected_ppm / 1_000_000.0)
    return expected > cost_of_applying(firm, quarter.simplification, behaviour)


@law
def beaten_by_rival(index: int, amount: int, firm: Any, quarter: Any, rules: Any) -> bool:
    """Whether another yearly rule of the same exclusion group offers more now (a tie: the first).

    A staged award and a yearly rule that exclude each other are kept apart project by project:
    what the award pays for does not count for the other (`acts.building.remember_for_claims`).
    """
    rule = rules[index]
    if rule.exclusion == 0 or (rule.kind != EX_POST and rule.kind != INTEREST):
        return False
    for other in range(len(rules)):
        rival_rule = rules[other]
        same = other != index and rival_rule.exclusion == rule.exclusion
        if same and (rival_rule.kind == EX_POST or rival_rule.kind == INTEREST):
            rival = yearly_claimable(rival_rule, firm, quarter)
            if rival > amount or (rival == amount and other < index):
                return True
    return False
