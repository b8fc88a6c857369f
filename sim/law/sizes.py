"""Which size of a project is weighed: its own, and those at which a rule begins to pay or stops.

A project can be stretched or trimmed within limits (M6: thresholds and caps draw sizes to them).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.law.arithmetic import whole, whole_yuan
from sim.law.codes import (
    BASE_DIGITAL,
    BASE_EQUIPMENT_AND_SOFTWARE,
    BASE_NEW_EQUIPMENT,
    BASE_SMART,
    BY_AMOUNT,
    EX_POST,
    MANUFACTURER,
    NO_LIMIT,
    NO_THRESHOLD,
    ON_AUDITED,
    ON_EQUIPMENT,
    PROJECT_GRANT,
    RENOVATION,
    STAGED,
)
from sim.law.decision import appraise, floor_for
from sim.law.dialect import law
from sim.law.news import knows
from sim.law.support import covers


@law
def counted_share(rule: Any, row: Any, place: Any) -> float:
    """Part of a project's cost that the rule's rate applies to, limits on soft cost apart."""
    if rule.base == BASE_SMART:
        return row.smart_share
    if rule.kind != PROJECT_GRANT:
        return 1.0
    share = 1.0
    if rule.base == BASE_DIGITAL:
        share = row.smart_share
    elif rule.base == BASE_NEW_EQUIPMENT:
        share = 1.0 - row.software_share - row.building_share
    elif rule.base == BASE_EQUIPMENT_AND_SOFTWARE:
        share = 1.0 - row.building_share
    return share * place.audited_share


@law
def tested_share(rule: Any, row: Any, place: Any) -> float:
    """Part of a project's cost that is held against the rule's threshold."""
    if rule.threshold_on == ON_EQUIPMENT:
        return (1.0 - row.software_share - row.building_share) * place.audited_share
    return place.audited_share if rule.threshold_on == ON_AUDITED else 1.0


@law
def sizes_to_weigh(rule: Any) -> int:
    """How many sizes a rule may give cause to weigh (`size_to_weigh`)."""
    return 3 + rule.steps if rule.kind == PROJECT_GRANT else 2


@law
def size_to_weigh(rule: Any, step: int, row: Any, place: Any) -> int:
    """A cost at which the rule begins to pay or stops paying more; 0 if there is none.

    Steps: 0 the threshold reached; 1 the cap reached; 2 the last yuan under a city threshold below
    which the district pays instead; from 3 the tiers, by amount or at the cap. A rule of thumb on
    whole projects: what is spent over two years or was spent before is not foreseen.
    """
    share = counted_share(rule, row, place)
    if share <= 0.0:
        return 0
    if step == 1:
        return size_at_cap(rule, rule.rate_ppm, share)
    if step > 2:
        if rule.tier_by == BY_AMOUNT:
            return just_reaching(rule.step_from[step - 3], rule.inclusive, share)
        return size_at_cap(rule, rule.step_ppm[step - 3], share)
    if rule.threshold_on == NO_THRESHOLD or rule.threshold <= 0:
        return 0
    if step == 2:
        return rule.threshold - rule.inclusive if rule.splits == 1 else 0
    if rule.kind == PROJECT_GRANT:
        return just_reaching(rule.threshold, rule.inclusive, tested_share(rule, row, place))
    # Shares of each quarter's spending are floored: a few yuan more than the exact figure.
    return whole_yuan((rule.threshold + 40) / share) + 1


@law
def size_at_cap(rule: Any, rate_ppm: int, share: float) -> int:
    """Cost at which the cap begins to bind at a rate; 0 if there is none."""
    if rate_ppm <= 0 or rule.cap >= NO_LIMIT:
        return 0
    return whole_yuan(rule.cap * 1_000_000.0 / rate_ppm / share)


@law
def just_reaching(limit: int, inclusive: int, share: float) -> int:
    """Smallest cost whose `share` reaches a limit, to a yuan or two where it is a part."""
    wanted = limit + 1 - inclusive
    if share >= 1.0:
        return wanted
    return whole_yuan((wanted + 1) / share) + 1 if share > 0.0 else 0


@law
def invites_resizing(rule: Any, firm: Any, project: Any, quarter: Any) -> bool:
    """Whether the firm knows of a rule whose threshold or cap could be met by another size."""
    if rule.kind != EX_POST and rule.kind != STAGED and rule.kind != PROJECT_GRANT:
        return False
    if rule.rate_ppm == 0 and rule.steps == 0:
        return False
    if rule.announced > quarter.now or quarter.now > rule.end:
        return False
    if (rule.applicants & MANUFACTURER) == 0:
        return False
    if rule.kind == PROJECT_GRANT:
        if project.nature != RENOVATION or ((rule.districts >> firm.district) & 1) == 0:
            return False
    return knows(firm, rule) and covers(rule, project.nature, project.direction)


@law
def weighs_size(
    firm: Any, project: Any, cost: int, start: int, terms: Any, row: Any, quarter: Any, place: Any,
    behaviour: Any, rules: Any,
) -> tuple[float, bool, int, float]:  # fmt: skip
    """Appraise one size, on the floor that it would take (`decision.appraise`)."""
    floor = floor_for(firm, project, cost, terms, row, quarter, place, behaviour)
    return appraise(firm, project, cost, start, floor, terms, row, quarter, place, behaviour, rules)


class Best(NamedTuple):
    """The size worth most if started now, yuan.

    Attributes:
        worth: present value to the firm. cost: its size; 0 if it cannot be financed.
        unfinanced: whether only finance stands in the way.
        loan: that it takes. filing_value: support that asks for filing (`decision.appraise`).
    """

    worth: float
    cost: int
    unfinanced: bool
    loan: int
    filing_value: float


@law
def best_size(
    firm: Any, project: Any, terms: Any, row: Any, quarter: Any, place: Any, behaviour: Any,
    rules: Any,
) -> Best:  # fmt: skip
    """Weigh the sizes of a project and return the one worth most if started now.

    Sizes weighed: the project's own and, if that can be financed, those at which a rule begins to
    pay or pays no more (`size_to_weigh`), within what the project can be stretched or trimmed
    (M6). Its own wins a tie.
    """
    now = quarter.now
    worth, feasible, loan, filing = weighs_size(
        firm, project, project.cost, now, terms, row, quarter, place, behaviour, rules
    )
    if not feasible:
        return Best(0.0, 0, worth > 0.0, 0, 0.0)
    best = Best(worth, whole(project.cost), False, loan, filing)
    if behaviour.with_reporting > 0.0:
        smallest = project.cost / (1.0 + behaviour.stretch_limit)
        largest = project.cost * (1.0 + behaviour.stretch_limit)
        for index in range(len(rules)):
            rule = rules[index]
            if invites_resizing(rule, firm, project, quarter):
                for step in range(sizes_to_weigh(rule)):
                    size = size_to_weigh(rule, step, row, place)
                    if size > smallest and size < largest and size != project.cost:
                        worth, feasible, loan, filing = weighs_size(
                            firm, project, size, now, terms, row, quarter, place, behaviour, rules
                        )
                        if feasible and worth > best.worth:
                            best = Best(worth, size, False, loan, filing)
    return best


@law
def worth_of_waiting(
    firm: Any, project: Any, terms: Any, row: Any, quarter: Any, place: Any, behaviour: Any,
    rules: Any,
) -> float:  # fmt: skip
    """Worth of starting at its own size only when the next announced rule begins.

    0 if none is announced, or it begins too late for the project, or waiting cannot be financed.
    """
    if behaviour.with_timing == 0.0 or quarter.next_rule <= quarter.now:
        return 0.0
    if quarter.next_rule >= project.expires:
        return 0.0
    worth, feasible, _loan, _filing = weighs_size(
        firm, project, project.cost, quarter.next_rule, terms, row, quarter, place, behaviour, rules
    )
    return worth if feasible else 0.0
