"""What holds for any project before any package of rules, random or shipped, read in any way."""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from random_packages import (
    FLAG,
    LATEST,
    LINES,
    MONEY,
    NOBODYS_DISTRICT,
    RATES,
    UNREAL_TRADE,
    WORLDS,
    M,
    Rule,
    World,
    changed,
    grants,
    in_order,
    on_projects,
    open_rule,
    projects,
    rules,
    table_of,
)

from sim.law import codes
from sim.law.application import BLANK_APPLICATION, Application
from sim.law.arithmetic import PPM
from sim.law.grants import accepted_cost, accepted_soft, own_amount, tier_rate
from sim.law.package import asked_of_district, ceiling_cut, chosen_amount, granted_by

LEVELS = (codes.PROVINCE, codes.CITY, codes.DISTRICT)
SEED = st.integers(0, 2**32)


def tried(examples: int) -> settings:
    """So many examples, however slow the machine."""
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


def in_every_world(examples: int) -> Callable[[Any], Any]:
    """Hold a property in random packages, and in the shipped policies under random readings."""

    def hold(test: Any) -> Any:
        return pytest.mark.parametrize("kind", list(WORLDS))(
            tried(examples)(given(data=st.data())(test))
        )

    return hold


def world(data: Any, kind: str) -> World:
    drawn: World = data.draw(WORLDS[kind])
    return drawn


def by_level(table: list[Rule], amounts: list[int]) -> dict[int, int]:
    return {level: sum(amounts[i] for i in on_projects(table, level)) for level in LEVELS}


# Amounts ---------------------------------------------------------------------------------------


def stated_cost(rule: Rule, project: Application) -> int:
    """What the project states of the cost that the rule is a share of."""
    if rule.base == codes.BASE_HARD_AND_SOFT:
        return project.hard + project.soft
    if rule.base == codes.BASE_DIGITAL:
        return project.digital
    if rule.base == codes.BASE_NEW_EQUIPMENT:
        return project.equipment
    return project.related if rule.related_only else project.audited


def largest_rate(rule: Rule) -> int:
    rates = rule.step_ppm[: rule.steps] if rule.tier_by != codes.FLAT else [rule.rate_ppm]
    return max([*rates, rule.rest_ppm if rule.rest_above else 0])


@in_every_world(100)
def test_no_more_than_cap_rate_and_audited_cost_and_never_less_than_nothing(
    data: Any, kind: str
) -> None:
    table, project = world(data, kind)
    paid = grants(project, table)
    free = grants(project, changed(table, ceiling=0))
    higher = sum(by_level(table, free)[level] for level in (codes.PROVINCE, codes.CITY))
    for rule, amount in zip(table, paid, strict=True):
        assert type(amount) is int
        if rule.kind == codes.PROJECT_GRANT:
            cost, own = accepted_cost(rule, project), own_amount(rule, project)
            assert type(cost) is type(own) is int
            assert 0 <= cost <= max(0, stated_cost(rule, project) - project.paid_elsewhere)
            assert cost <= project.audited
            assert 0 <= amount <= own <= rule.cap
            assert own * PPM <= largest_rate(rule) * cost
        elif rule.kind == codes.MATCH:
            assert 0 <= amount * PPM <= rule.rate_ppm * higher


@tried(150)
@given(rules(), MONEY, MONEY)
def test_soft_cost_is_the_most_that_keeps_its_share(rule: Rule, hard: int, soft: int) -> None:
    accepted = accepted_soft(rule, hard, soft)
    share = Fraction(rule.soft_share_ppm, PPM)
    too_much = soft > share * (hard + soft)
    if rule.soft_rule == codes.SOFT_IN_FULL or not too_much:
        assert accepted == soft
    elif rule.soft_rule == codes.SOFT_OR_NOTHING:
        assert accepted == -1
    else:
        whole = soft if rule.soft_rule == codes.SOFT_OF_CLAIMED else accepted
        one_more = whole if rule.soft_rule == codes.SOFT_OF_CLAIMED else accepted + 1
        assert 0 <= accepted <= share * (hard + whole)
        assert accepted + 1 > share * (hard + one_more)


# The ceiling on the sum ---------------------------------------------------------------------------


def is_within(total: int, investment: int, holder: Rule) -> bool:
    """Whether a sum keeps the share of the firm's input, gross or net of the sum itself."""
    own = investment - total if holder.ceiling_input == codes.OWN_NET_INPUT else investment
    return total * PPM <= holder.ceiling_ppm * own


def check_cut(
    before: dict[int, int], after: dict[int, int], investment: int, holder: Rule, slack: int
) -> None:
    """Hold the sums of the levels after a ceiling against those before it.

    Args:
        slack: yuan that flooring may take from what the ceiling would have allowed.
    """
    province, city, district = LEVELS
    assert all(0 <= after[level] <= before[level] for level in LEVELS)
    if holder.needs_higher == 1 and before[province] + before[city] == 0:
        assert after[district] == 0
        return
    if holder.ceiling_scope == codes.DISTRICT_ONLY:
        bound = [district]
    else:
        bound = list(LEVELS)
    asked, paid = (sum(sums[level] for level in bound) for sums in (before, after))
    if is_within(asked, investment, holder):
        assert after == before
        return
    higher_keep = bound == [district] or holder.ceiling_way == codes.DISTRICT_CUT
    if higher_keep:  # what the higher levels granted is not clawed back
        assert all(after[level] == before[level] for level in (province, city))
    if not (higher_keep and after[district] == 0):
        assert is_within(paid, investment, holder)
    assert not is_within(paid + slack, investment, holder)
    if not higher_keep:
        for level in LEVELS:
            assert abs(after[level] - Fraction(before[level] * paid, asked)) <= slack


@tried(150)
@given(st.tuples(*[MONEY] * 3), MONEY, st.sampled_from([0, 50_000, 333_333, 500_000, PPM]),
       st.tuples(*[FLAG] * 4))  # fmt: skip
def test_a_ceiling_is_kept_and_raises_nobody(
    asked: tuple[int, int, int], investment: int, share: int, reading: tuple[int, ...]
) -> None:
    names = ("ceiling_scope", "ceiling_input", "ceiling_way", "needs_higher")
    holder = open_rule(ceiling_ppm=share, **dict(zip(names, reading, strict=True)))
    paid = ceiling_cut(*asked, investment, holder)
    assert all(type(amount) is int for amount in paid)
    before, after = (dict(zip(LEVELS, amounts, strict=True)) for amounts in (asked, paid))
    check_cut(before, after, investment, holder, slack=4)


@in_every_world(120)
def test_the_ceiling_on_the_sum_is_kept_and_raises_nobody(data: Any, kind: str) -> None:
    table, project = world(data, kind)
    held = on_projects(table)
    before, after = grants(project, changed(table, ceiling=0)), grants(project, table)
    assert all(after[i] <= before[i] for i in held)
    sums = by_level(table, before), by_level(table, after)
    ceilings = {table[i].ceiling for i in held}
    assert len(ceilings) <= 1
    if ceilings in (set(), {0}):
        assert after == before
    else:
        check_cut(*sums, project.audited, table[ceilings.pop() - 1], slack=len(held) + 4)


# One of several -------------------------------------------------------------------------------


@in_every_world(120)
def test_of_an_exclusion_one_rule_pays_and_it_is_one_of_the_largest(data: Any, kind: str) -> None:
    table, project = world(data, kind)
    own = [own_amount(rule, project) for rule in table]
    chosen = [chosen_amount(index, project, table) for index in range(len(table))]
    paid = grants(project, table)
    for group in {rule.exclusion for rule in table}:
        members = [i for i in on_projects(table) if table[i].exclusion == group]
        members = [i for i in members if table[i].kind == codes.PROJECT_GRANT]
        if group == 0:
            assert [chosen[i] for i in members] == [own[i] for i in members]
            continue
        best = max((own[i] for i in members), default=0)
        takers = [i for i in members if chosen[i] > 0]
        assert [chosen[i] for i in takers] == ([best] if best else [])
        assert all(i in takers for i in members if paid[i] > 0)
        tied = [i for i in members if own[i] == best > 0]
        if takers and table[takers[0]].tie == codes.HIGHER_CAP:
            assert takers == [min(tied, key=lambda i: (-table[i].cap, table[i].number))]
        elif takers and table[takers[0]].tie == codes.LOWER_NUMBER:
            assert takers == [min(tied, key=lambda i: table[i].number)]


@in_every_world(100)
def test_the_order_of_the_rows_does_not_matter(data: Any, kind: str) -> None:
    table, project = world(data, kind)
    order = data.draw(st.permutations(range(len(table))))
    paid = grants(project, table)
    assert grants(project, in_order(table, order)) == [paid[index] for index in order]


def winner(numbers: list[int], draw: int) -> int:
    tied = [open_rule(exclusion=1, number=n, tie=codes.RANDOM_TIE) for n in numbers]
    project = BLANK_APPLICATION._replace(planned=M, audited=M, draw=draw)
    (won,) = [rule.number for rule, paid in zip(tied, grants(project, tied), strict=True) if paid]
    return int(won)


@tried(60)
@given(st.lists(st.integers(0, 20), min_size=2, max_size=5, unique=True), SEED)
def test_a_lot_falls_on_one_and_every_one_can_win(numbers: list[int], draw: int) -> None:
    assert winner(numbers, draw) == winner(numbers[::-1], draw)
    assert {winner(numbers, each) for each in range(97)} == set(numbers)


# The levels -------------------------------------------------------------------------------------


@in_every_world(120)
def test_the_district_stands_back_tops_up_or_adds(data: Any, kind: str) -> None:
    table, project = world(data, kind)
    table = changed(table, ceiling=0)
    paid = grants(project, table)
    alone = grants(project, changed(table, splits=0))
    city = sum(paid[i] for i, rule in enumerate(table) if rule.splits == 1)
    for index in on_projects(table, codes.DISTRICT):
        rule = table[index]
        if rule.kind != codes.PROJECT_GRANT:
            continue
        if rule.split == codes.BELOW_THRESHOLD_ONLY:
            assert paid[index] == (0 if city else alone[index])
        elif rule.split == codes.STACKED:
            assert paid[index] == alone[index]
        elif alone[index] > 0:
            assert city + paid[index] == max(city, alone[index])
    above = [i for i in on_projects(table) if table[i].level != codes.DISTRICT]
    assert [paid[i] for i in above] == [alone[i] for i in above]


@in_every_world(80)
def test_the_levels_add_up_to_the_total(data: Any, kind: str) -> None:
    table, project = world(data, kind)
    free, held = changed(table, ceiling=0), on_projects(table)
    sums = by_level(free, grants(project, free))
    asked = [granted_by(level, project, free) for level in LEVELS[:2]]
    asked.append(asked_of_district(project, free))
    assert asked == [sums[level] for level in LEVELS]
    paid = by_level(table, grants(project, table))
    assert sum(paid.values()) == sum(grants(project, table))
    holders = [table[index] for index in held if table[index].ceiling > 0]
    if holders:
        holder = table[holders[0].ceiling - 1]
        allowed = ceiling_cut(*asked, project.audited, holder)
        for level, most in zip(LEVELS, allowed, strict=True):
            # Each rule's part is floored to a yuan; one payer alone gets all of it.
            payers = len(on_projects(table, level))
            assert most - max(0, payers - 1) <= paid[level] <= most


# Rules for nobody, rules out of force --------------------------------------------------------------


def barred(rule: Rule, project: Application, way: str) -> Rule:
    """The rule with one term by which the project does not qualify."""
    terms = {
        "over": {"end": project.applied - 1, "regime": codes.BY_APPLICATION},
        "to come": {"start": project.started + 1, "regime": codes.BY_START},
        "completed later": {"end": project.completed - 1, "regime": codes.BY_COMPLETION},
        "applicant": {"applicants": 31 & ~project.applicant},
        "trade": {"trades": UNREAL_TRADE},
        "size": {"sizes": 15 & ~(1 << project.size_class)},
        "revenue": {"revenue_min": project.revenue + 1},
        "nature": {"natures": 7 & ~(1 << project.nature)},
        "direction": {"directions": ~project.directions & ((1 << 62) - 1)},
        "planned": {"threshold_on": codes.ON_PLANNED, "threshold": project.planned + 1},
        "on the line": {"threshold_on": codes.ON_AUDITED, "threshold": project.audited,
                        "inclusive": 0},
        "cap": {"cap": 0},
    }  # fmt: skip
    if project.district >= 0:
        terms["district"] = {"districts": NOBODYS_DISTRICT}
    return Rule(**{**vars(rule), **terms.get(way, terms["over"])})


WAYS = ("over", "to come", "completed later", "applicant", "trade", "size", "revenue", "nature",
        "direction", "planned", "on the line", "cap", "district")  # fmt: skip


@in_every_world(150)
def test_a_rule_that_nobody_qualifies_for_changes_nothing(data: Any, kind: str) -> None:
    table, project = world(data, kind)
    place = data.draw(st.integers(0, len(table)))
    new = barred(data.draw(rules()), project, data.draw(st.sampled_from(WAYS)))
    new.exclusion, new.number = data.draw(st.integers(0, 2)), data.draw(st.integers(-1, 50))
    new.splits, new.ceiling = int(new.level == codes.CITY), table[0].ceiling
    widened = in_order([*table, new], [*range(place), len(table), *range(place, len(table))])
    paid = grants(project, table)
    assert grants(project, widened) == [*paid[:place], 0, *paid[place:]]


@in_every_world(100)
def test_a_rule_out_of_force_pays_nothing_and_is_as_if_it_were_not(data: Any, kind: str) -> None:
    table, project = world(data, kind)
    over, gone = table_of(table), table_of(table)
    index = data.draw(st.sampled_from(on_projects(table)))
    over[index] = barred(table[index], project, data.draw(st.sampled_from(WAYS[:3])))
    gone[index].kind = codes.OTHER
    paid = grants(project, over)
    assert paid[index] == 0
    left = [i for i in on_projects(table) if i != index]
    without = grants(project, gone)
    assert [paid[i] for i in left] == [without[i] for i in left]


DATES = st.integers(0, LATEST)


@tried(120)
@given(st.tuples(DATES, DATES, DATES), DATES, DATES, st.integers(0, 2), st.booleans())
def test_one_date_decides_and_both_ends_count(
    dates: tuple[int, int, int], start: int, end: int, regime: int, matches: bool
) -> None:
    applied, started, completed = dates
    project = BLANK_APPLICATION._replace(
        planned=M, audited=M, applied=applied, started=started, completed=completed
    )
    rule = open_rule(start=start, end=end, regime=regime)
    higher = open_rule(level=codes.PROVINCE)
    if matches:
        rule.kind, rule.level = codes.MATCH, codes.DISTRICT
    paid = grants(project, [higher, rule])
    assert (paid[1] > 0) == (start <= dates[regime] <= end)


# Monotone -----------------------------------------------------------------------------------------


def rising(rule: Rule) -> Rule:
    """The rule with tiers that pay more, the higher they stand."""
    rates = sorted(rule.step_ppm[: rule.steps])
    return Rule(**{**vars(rule), "step_ppm": rates + [0] * (len(rule.step_ppm) - len(rates))})


def of_costs(project: Application, more: int, soft_too: bool) -> Application:
    """The same project, its plan unchanged, as an audit finds more of every cost."""
    names = ["audited", "hard", "digital", "related", "equipment"] + ["soft"] * soft_too
    return project._replace(**{name: getattr(project, name) + more for name in names})


@tried(200)
@given(rules(), projects(), MONEY)
def test_more_audited_cost_never_brings_less(rule: Rule, project: Application, more: int) -> None:
    if rule.tier_by == codes.BY_AMOUNT:
        rule = rising(rule)
    dearer = of_costs(project, more, rule.soft_rule != codes.SOFT_OR_NOTHING)
    assert accepted_cost(rule, dearer) >= accepted_cost(rule, project)
    assert own_amount(rule, dearer) >= own_amount(rule, project)
    paid_for = project._replace(paid_elsewhere=project.paid_elsewhere + more)
    if rule.tier_by != codes.BY_AMOUNT:
        assert own_amount(rule, paid_for) <= own_amount(rule, project)


@tried(200)
@given(rules(), projects(), st.integers(0, 200_000), MONEY)
def test_higher_rates_and_caps_never_bring_less_and_higher_thresholds_never_more(
    rule: Rule, project: Application, rate: int, money: int
) -> None:
    own = own_amount(rule, project)
    better = copy.deepcopy(rule)
    better.rate_ppm, better.rest_ppm = rule.rate_ppm + rate, rule.rest_ppm + rate
    better.step_ppm = [step + rate for step in rule.step_ppm]
    assert own_amount(better, project) >= own
    assert own_amount(Rule(**{**vars(rule), "cap": rule.cap + money}), project) >= own
    for tested in (rule.threshold_on, *range(codes.ON_PLANNED, codes.ON_EQUIPMENT + 1)):
        lower, upper = (
            own_amount(Rule(**{**vars(rule), "threshold_on": tested, "threshold": line}), project)
            for line in (rule.threshold, rule.threshold + money)
        )
        assert upper <= lower <= own if rule.threshold_on == codes.NO_THRESHOLD else upper <= lower
    higher_up = project._replace(level=project.level + 1, evaluation_ppm=PPM)
    assert own_amount(rising(rule), higher_up) >= own_amount(rising(rule), project)


@tried(100)
@given(rules(), st.sampled_from(LINES), RATES, st.integers(0, 6))
def test_a_tier_holds_from_its_line_on(rule: Rule, line: int, rate: int, level: int) -> None:
    assume(rule.tier_by != codes.FLAT)
    reached = line if rule.tier_by == codes.BY_AMOUNT else level
    on_line = rule.inclusive == 1 or rule.tier_by == codes.BY_LEVEL
    steps = list(zip(rule.step_from, rule.step_ppm, strict=True))[: rule.steps]
    rates = [ppm for start, ppm in steps if start < reached or (on_line and start == reached)]
    assert tier_rate(rule, line, level) == (rates or [0])[-1]
