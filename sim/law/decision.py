"""The decision: what each option is worth under the firm's own payback rule, and which is taken.

An option is a size of the project and a quarter to start it. Its worth is the gain a year over
the firm's required payback, less the cost, which weighs more than savings, net of what support,
tax and finance make of it (mechanisms M1, M2, M3, M7).
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import annuity, between, exponential, whole_yuan
from sim.law.business import widened_gap
from sim.law.codes import (
    BASE_DIGITAL,
    BASE_EQUIPMENT_AND_SOFTWARE,
    BASE_NEW_EQUIPMENT,
    BASE_SMART,
    BY_AMOUNT,
    CAPACITY,
    EX_POST,
    EXPENSING,
    MANUFACTURER,
    NO_THRESHOLD,
    ON_AUDITED,
    ON_EQUIPMENT,
    PROJECT_GRANT,
    RENOVATION,
    STAGED,
    STATE_OWNED,
    TAX_CREDIT,
)
from sim.law.crowding import extra_price
from sim.law.dialect import law
from sim.law.money import can_borrow, cash_rate, loan_needed, project_rate, purse_beside
from sim.law.news import has_heard
from sim.law.opportunity import quarters_to_build
from sim.law.prospects import staged_cash, support_value
from sim.law.put_forward import part_filed, puts_forward
from sim.law.resale import fixed_cost
from sim.law.space import way_to_floor
from sim.law.support import covers
from sim.law.tax import (
    claims_expensing,
    depreciation_value,
    expensing_gain,
    expensing_share,
)


@law
def required_return(firm: Any, nature: int, quarter: Any, behaviour: Any) -> float:
    """Yearly return that the firm wants: one over the years within which money must be back (M2).

    It waits longer for new capacity, and a state firm waits longer for anything (LUM-14). Without
    the mechanism, what money costs the firm.
    """
    if behaviour.with_hurdles == 0.0:
        return cash_rate(firm, quarter, behaviour)
    years = firm.payback
    if nature != RENOVATION:
        years = years * behaviour.expansion_patience
    if firm.ownership == STATE_OWNED and behaviour.with_turnover > 0.0:
        years = years * behaviour.state_patience
    return 1.0 / years


@law
def weight_of_cost(behaviour: Any) -> float:
    """Weight of a yuan of cost against a yuan of present value of savings (POP-11)."""
    return behaviour.cost_weight if behaviour.with_hurdles > 0.0 else 1.0


@law
def worth_of_gain(firm: Any, nature: int, life: float, quarter: Any, behaviour: Any) -> float:
    """Yuan of cost that a yuan of gain a year outweighs, before tax on both."""
    wanted = required_return(firm, nature, quarter, behaviour)
    return annuity(wanted, life) / weight_of_cost(behaviour)


@law
def floor_for(
    firm: Any, project: Any, cost: int, row: Any, quarter: Any, place: Any, behaviour: Any
) -> tuple[int, int, int, float, float, int, int]:
    """The way to the floor that a size of the project lacks, in the firm's own eyes (`space`)."""
    rate = cash_rate(firm, quarter, behaviour)
    gain_years = worth_of_gain(firm, project.nature, row.life, quarter, behaviour)
    equipment = whole_yuan(cost * (1.0 - row.software_share - row.building_share))
    need = cash_for_building(firm, cost, equipment, quarter, behaviour)
    purse = purse_beside(firm, need, equipment, project.reluctant, quarter, behaviour)
    return way_to_floor(
        firm, project, cost, rate, row.life, gain_years, purse, quarter, place, behaviour
    )


@law
def cash_for_building(firm: Any, cost: int, equipment: int, quarter: Any, behaviour: Any) -> int:
    """Yuan that a project takes until it is done, floor apart: price with VAT, and standstill."""
    need = cost + whole_yuan(equipment * quarter.vat_rate) + fixed_cost(firm, behaviour)
    return need + extra_price(equipment, quarter, behaviour)


@law
def gain_that_breaks_even(
    firm: Any, nature: int, life: float, quarter: Any, place: Any, behaviour: Any
) -> float:
    """Gain a year per yuan of cost at which a project is just worth it, no help considered."""
    worth = worth_of_gain(firm, nature, life, quarter, behaviour)
    return 1.0 / ((1.0 - place.profit_tax_rate) * worth)


@law
def gain_of_size(project: Any, cost: int, break_even: float, behaviour: Any) -> float:
    """Gain a year if the project is stretched or trimmed from its own size to `cost`.

    Its own size is the firm's best without policy: what is added brings less than it would have
    to, what is cut would have brought more than it saves. `stretch_gain` (below 1) says how much.
    """
    extra = cost - project.cost
    if extra > 0:
        return project.gain + behaviour.stretch_gain * break_even * extra
    if extra < 0:
        own = project.gain / project.cost
        return (
            project.gain
            + (own if own > break_even else break_even) / behaviour.stretch_gain * extra
        )
    return project.gain


@law
def tax_value(
    firm: Any, project: Any, cost: int, row: Any, start: int, quarter: Any, place: Any,
    behaviour: Any, rules: Any, rate: float,
) -> tuple[float, int, float]:  # fmt: skip
    """What tax gives back of the cost: (present value, equipment expensed at once, credit rate).

    Depreciation always; expensing (B.taxexp) and the credit for special equipment of environment,
    energy and safety (B.taxcredit) where a rule in force at the start is known and covers it.
    """
    tax = place.profit_tax_rate
    value = depreciation_value(cost, tax, rate, place)
    equipment = cost * (1.0 - row.software_share - row.building_share)
    share = 0.0
    credit_rate = 0.0
    quarters = quarters_to_build(cost, behaviour)
    for index in range(len(rules)):
        rule = rules[index]
        if rule.start <= start and start <= rule.end and rule.announced <= quarter.now:
            heard = has_heard(firm.attention, firm.news[rule.wave])
            if heard and covers(rule, project.nature, project.direction):
                if rule.kind == EXPENSING:
                    # One deduction, however many documents repeat the rule.
                    in_time = between((rule.end - start + 1) / quarters, 0.0, 1.0)
                    reached = expensing_share(rule, quarter, place) * in_time
                    share = reached if reached > share else share
                elif rule.kind == TAX_CREDIT:
                    credit_rate = rule.rate_ppm / 1_000_000.0
                    value = value + equipment * credit_rate
    expensed = 0
    if share > 0.0:
        gain = expensing_gain(equipment * share, tax, rate, place)
        if claims_expensing(firm, gain, behaviour):
            value = value + gain
            expensed = whole_yuan(equipment * share)
    return value, expensed, credit_rate


@law
def gap_after(firm: Any, project: Any, quarters: int, behaviour: Any) -> float:
    """Distance to the frontier in the project's direction when it is put forward.

    The frontier moves on while it is built, and for the quarter after.
    """
    if project.direction >= CAPACITY:
        return 1.0
    gap = firm.gap[project.direction]
    for _quarter in range(quarters):
        gap = widened_gap(gap, behaviour)
    return widened_gap(gap * (1.0 - behaviour.gap_closure), behaviour)


@law
def appraise(
    firm: Any, project: Any, cost: int, start: int, quarter: Any, place: Any, behaviour: Any,
    row: Any, rules: Any,
) -> tuple[float, bool, int, float]:  # fmt: skip
    """Worth of one option now, whether it can be financed, its loan, and support needing filing.

    Args:
        cost: size of the option, yuan.
        start: quarter in which it would start (now, or later to wait for an announced rule).

    Returns:
        (worth in yuan at the time of the decision, feasible, loan in yuan, filing value in yuan)
    """
    rate = cash_rate(firm, quarter, behaviour)
    bank_rate = project_rate(firm, project.nature, quarter, behaviour)
    tax = place.profit_tax_rate
    quarters = quarters_to_build(cost, behaviour)
    equipment = whole_yuan(cost * (1.0 - row.software_share - row.building_share))
    wanted = required_return(firm, project.nature, quarter, behaviour)
    _way, _short, at_once, rent, lost, _waived, _charged = floor_for(
        firm, project, cost, row, quarter, place, behaviour
    )
    standstill = fixed_cost(firm, behaviour)
    dearer = extra_price(equipment, quarter, behaviour)
    application = puts_forward(
        firm, project, cost, part_filed(cost, project.nature, 0), quarters, start,
        gap_after(firm, project, quarters, behaviour), 1, row, quarter, place,
    )  # fmt: skip

    # Cash: price with VAT, floor built up, less what is paid while building. Ex-post money and
    # tax do not help before completion.
    plan = (cost, quarters, start, 0, bank_rate, project.direction, project.nature)
    cash_need = cash_for_building(firm, cost, equipment, quarter, behaviour) + at_once
    cash_need = cash_need - staged_cash(firm, plan, application.in_library, quarter, rules)
    loan = loan_needed(firm, cash_need, behaviour)
    loan_for_project = cost if loan > cost else loan
    feasible = can_borrow(firm, loan, equipment, project.reluctant, quarter, behaviour)

    plan = (
        cost, quarters, start, loan_for_project, bank_rate, project.direction, project.nature,
    )  # fmt: skip
    break_even = gain_that_breaks_even(firm, project.nature, row.life, quarter, place, behaviour)
    yearly = gain_of_size(project, cost, break_even, behaviour)
    support, filing_value = support_value(
        firm, plan, application, row, yearly, quarter, place, behaviour, rules, rate
    )
    tax_back, _expensed, _credit_rate = tax_value(
        firm, project, cost, row, start, quarter, place, behaviour, rules, rate
    )
    finance = (1.0 - tax) * interest_to_come(loan_for_project, bank_rate, rate, behaviour)
    unrecovered = equipment * quarter.vat_rate * (1.0 - quarter.vat_credit)
    floor = at_once + (1.0 - tax) * rent * annuity(rate, row.life)
    trouble = (1.0 - tax) * standstill
    outlay = cost + unrecovered + dearer + finance + floor + trouble - tax_back - support
    gain = (1.0 - tax) * (yearly - lost) * annuity(wanted, row.life)
    worth = gain - weight_of_cost(behaviour) * outlay
    if start > quarter.now:
        worth = worth * exponential(-wanted * (start - quarter.now) / 4.0)
    return worth, feasible, loan, filing_value


@law
def interest_to_come(loan: int, bank_rate: float, rate: float, behaviour: Any) -> float:
    """Present value of the interest on a loan of which a fixed share is repaid each year."""
    return loan * bank_rate / (1.0 / behaviour.loan_years + rate)


@law
def counted_share(rule: Any, row: Any, place: Any) -> float:
    """Part of a project's cost that the rule's rate applies to."""
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
    """How many sizes a rule gives cause to weigh (`size_to_weigh`)."""
    return 3 + rule.steps if rule.kind == PROJECT_GRANT else 2


@law
def size_to_weigh(rule: Any, step: int, row: Any, place: Any) -> int:
    """A cost at which the rule begins to pay or stops paying more; 0 if there is none.

    Steps: 0 the threshold reached; 1 the cap reached; 2 one yuan below a city threshold under
    which the district pays instead; from 3 the tiers, by amount or at the cap.
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
    if rate_ppm <= 0 or rule.cap >= 1_000_000_000_000:
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
    return has_heard(firm.attention, firm.news[rule.wave]) and covers(
        rule, project.nature, project.direction
    )


@law
def best_size(
    firm: Any, project: Any, quarter: Any, place: Any, behaviour: Any, row: Any, rules: Any
) -> tuple[float, int, bool]:
    """The size worth most if started now: (worth, cost, whether only finance stands in the way).

    Sizes weighed: the project's own, and those at which a rule begins to pay or pays no more
    (`size_to_weigh`), within what the project can be stretched or trimmed. Its own wins a tie.
    """
    smallest = project.cost / (1.0 + behaviour.stretch_limit)
    largest = project.cost * (1.0 + behaviour.stretch_limit)
    worth, feasible, _loan, _filing = appraise(
        firm, project, project.cost, quarter.now, quarter, place, behaviour, row, rules
    )
    feasible_as_is = feasible
    best, cost = (worth, project.cost) if feasible else (0.0, 0)
    wanted = worth > 0.0 and not feasible
    for index in range(len(rules)):
        rule = rules[index]
        if (
            feasible_as_is
            and behaviour.with_reporting > 0.0
            and invites_resizing(rule, firm, project, quarter)
        ):
            for step in range(sizes_to_weigh(rule)):
                size = size_to_weigh(rule, step, row, place)
                if size > smallest and size < largest and size != project.cost:
                    worth, feasible, _loan, _filing = appraise(
                        firm, project, size, quarter.now, quarter, place, behaviour, row, rules
                    )
                    if feasible and worth > best:
                        best, cost = worth, size
    return best, cost, wanted and best <= 0.0


@law
def worth_of_waiting(
    firm: Any, project: Any, quarter: Any, place: Any, behaviour: Any, row: Any, rules: Any
) -> float:
    """Worth of starting only when the next announced rule begins; 0 if none is announced."""
    if behaviour.with_timing == 0.0 or quarter.next_rule <= quarter.now:
        return 0.0
    if quarter.next_rule >= project.expires:
        return 0.0
    worth, feasible, _loan, _filing = appraise(
        firm, project, project.cost, quarter.next_rule, quarter, place, behaviour, row, rules
    )
    return worth if feasible else 0.0
