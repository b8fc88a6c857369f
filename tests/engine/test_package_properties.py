"""What holds for any project before any package of rules, random or shipped, read in any way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_packages import (
    FLAG,
    MONEY,
    NOBODYS_DISTRICT,
    UNREAL_TRADE,
    M,
    Rule,
    World,
    changed,
    grants,
    in_order,
    is_within,
    on_projects,
    open_rule,
    rules,
    table_of,
    tried,
    worlds,
)

from sim.law import codes
from sim.law.application import BLANK_APPLICATION, Application
from sim.law.arithmetic import PPM
from sim.law.grants import accepted_cost, applicant_qualifies, in_force, own_amount
from sim.law.package import asked_of_district, ceiling_cut, chosen_amount, grant_due, granted_by
from sim.rows import RULE_TYPE

LEVELS = (codes.PROVINCE, codes.CITY, codes.DISTRICT)
SEED = st.integers(0, 2**32)


def in_every_world(examples: int) -> Callable[[Any], Any]:
    """Hold a property in random packages, and in the shipped policies under random readings."""

    def hold(test: Any) -> Any:
        return pytest.mark.parametrize("kind", ["random", "shipped"])(
            tried(examples)(given(data=st.data())(test))
        )

    return hold


def world(data: Any, kind: str, about: str = "") -> World:
    drawn: World = data.draw(worlds(kind, about))
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
    if rule.base == codes.BASE_EQUIPMENT_AND_SOFTWARE:
        return project.equipment + project.soft
    return project.related if rule.related_only == 1 else project.audited


def largest_rate(rule: Rule) -> int:
    rates: list[int] = (
        rule.step_ppm[: rule.steps] if rule.tier_by != codes.FLAT else [rule.rate_ppm]
    )
    return max([*rates, rule.rest_ppm if rule.rest_above else 0])


@in_every_world(100)
def test_no_more_than_cap_rate_and_audited_cost_and_never_less_than_nothing(
    data: Any, kind: str
) -> None:
    table, project = world(data, kind)
    paid = grants(project, table)
    free = grants(project, changed(table, ceiling=0))
    higher = sum(by_level(table, free)[level] for level in (codes.PROVINCE, codes.CITY))
    for rule, amount, asked in zip(table, paid, free, strict=True):
        assert type(amount) is int
        if rule.kind == codes.PROJECT_GRANT:
            cost, own = accepted_cost(rule, project), own_amount(rule, project)
            assert type(cost) is type(own) is int
            assert 0 <= cost <= max(0, stated_cost(rule, project) - project.paid_elsewhere)
            assert cost <= project.audited
            assert 0 <= amount <= own <= rule.cap
            assert own * PPM <= largest_rate(rule) * cost
        elif rule.kind == codes.MATCH:
            assert 0 <= amount <= asked
            assert asked in (0, higher * rule.rate_ppm // PPM)


# The ceiling on the sum ------------------------------------------------------------------------


def check_cut(
    before: dict[int, int], after: dict[int, int], investment: int, holder: Rule, slack: int
) -> None:
    """Hold the sums of the levels after a ceiling against those before it.

    `slack` is what flooring may take of what the ceiling would have allowed, yuan.
    """
    province, city, district = LEVELS
    assert all(0 <= after[level] <= before[level] for level in LEVELS)
    if holder.needs_higher == 1 and before[province] + before[city] == 0:
        assert after[district] == 0
        return
    bound = [district] if holder.ceiling_scope == codes.DISTRICT_ONLY else list(LEVELS)
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
@given(st.tuples(*[st.sampled_from([100, 0, 200, 400, 20, 900])] * 3), MONEY,
       st.sampled_from([500_000, 333_333, 50_000, 0, PPM]), st.tuples(*[FLAG] * 4))  # fmt: skip
def test_a_ceiling_is_kept_and_raises_nobody(
    permille: tuple[int, int, int], investment: int, share: int, reading: tuple[int, ...]
) -> None:
    names = ("ceiling_scope", "ceiling_input", "ceiling_way", "needs_higher")
    holder = open_rule(ceiling_ppm=share, **dict(zip(names, reading, strict=True)))
    asked = [investment * part // 1000 for part in permille]
    paid = ceiling_cut(asked[0], asked[1], asked[2], investment, holder)
    assert all(type(amount) is int for amount in paid)
    before, after = (dict(zip(LEVELS, amounts, strict=True)) for amounts in (asked, paid))
    check_cut(before, after, investment, holder, slack=4)


def ceiling_on(table: list[Rule], project: Application, higher: int) -> Rule | None:
    """The row whose ceiling holds for the project; None where there is none.

    It holds in the days and the district of the rule that sets it, and beside a higher grant.
    """
    numbers = {table[index].ceiling for index in on_projects(table)}
    assert len(numbers) <= 1
    number = max(numbers, default=0)
    if number == 0 or higher == 0:
        return None
    holder = table[number - 1]
    stands = in_force(holder, project) and applicant_qualifies(holder, project)
    return holder if stands else None


@in_every_world(120)
def test_the_ceiling_on_the_sum_is_kept_and_raises_nobody(data: Any, kind: str) -> None:
    table, project = world(data, kind, "ceiling")
    before, after = grants(project, changed(table, ceiling=0)), grants(project, table)
    assert all(held <= free for free, held in zip(before, after, strict=True))
    sums = by_level(table, before), by_level(table, after)
    holder = ceiling_on(table, project, sums[0][codes.PROVINCE] + sums[0][codes.CITY])
    if holder is None:
        assert after == before
    else:
        check_cut(*sums, project.audited, holder, slack=len(table) + 4)


# One of several --------------------------------------------------------------------------------


@in_every_world(120)
def test_of_an_exclusion_one_rule_pays_and_it_is_one_of_the_largest(data: Any, kind: str) -> None:
    table, project = world(data, kind, "choice")
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
    table, project = world(data, kind, "choice")
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


@pytest.mark.parametrize("numbers", [[2, 3], [0, 6], [0, 1, 2, 3, 4, 5, 6]])
def test_a_lot_is_fair(numbers: list[int]) -> None:
    wins = Counter(winner(numbers, draw) for draw in range(1000))
    assert max(wins.values()) < 1.5 * 1000 / len(numbers)


# The levels ------------------------------------------------------------------------------------


@in_every_world(120)
def test_the_district_stands_back_tops_up_or_adds(data: Any, kind: str) -> None:
    table, project = world(data, kind, "district")
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
    # Where the higher counts, all rules of the district together top the city up once.
    topping = [
        index for index in on_projects(table, codes.DISTRICT)
        if table[index].kind == codes.PROJECT_GRANT and table[index].split == codes.HIGHER_OF
        and alone[index] > 0
    ]  # fmt: skip
    if topping:
        both = city + sum(paid[index] for index in topping)
        most = max(city, sum(alone[index] for index in topping))
        assert most - len(topping) < both <= most
    above = [i for i in on_projects(table) if table[i].level != codes.DISTRICT]
    assert [paid[i] for i in above] == [alone[i] for i in above]


@in_every_world(60)
def test_the_levels_add_up_to_the_total(data: Any, kind: str) -> None:
    table, project = world(data, kind, "ceiling")
    free = changed(table, ceiling=0)
    sums = by_level(free, grants(project, free))
    province, city = (granted_by(level, project, free) for level in LEVELS[:2])
    district = asked_of_district(project, free)
    assert [province, city, district] == [sums[level] for level in LEVELS]
    paid = by_level(table, grants(project, table))
    assert sum(paid.values()) == sum(grants(project, table))
    allowed = province, city, district
    holder = ceiling_on(table, project, province + city)
    if holder is not None:
        allowed = ceiling_cut(province, city, district, project.audited, holder)
    for level, most in zip(LEVELS, allowed, strict=True):
        # Each rule's part is floored to a yuan; one payer alone gets all of it.
        payers = len(on_projects(table, level))
        assert most - max(0, payers - 1) <= paid[level] <= most


# Rules for nobody, rules out of force ----------------------------------------------------------


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
    over = table_of(table)
    index = data.draw(st.sampled_from(on_projects(table)))
    over[index] = barred(table[index], project, data.draw(st.sampled_from(WAYS[:3])))
    gone = table_of(over)
    gone[index].kind = codes.OTHER
    paid = grants(project, over)
    assert paid[index] == 0
    left = [i for i in on_projects(table) if i != index]
    without = grants(project, gone)
    assert [paid[i] for i in left] == [without[i] for i in left]


# Python and compiled ---------------------------------------------------------------------------


@numba.njit(error_model="numpy")
def pay_all(project: Any, rules: Any, paid: Any) -> None:
    """Accepted cost, amount alone and amount beside the others, of each rule."""
    for index in range(len(rules)):
        if rules[index].kind == codes.PROJECT_GRANT or rules[index].kind == codes.MATCH:
            paid[index, 0] = accepted_cost(rules[index], project)
            paid[index, 1] = own_amount(rules[index], project)
            paid[index, 2] = grant_due(index, project, rules)


@pytest.mark.parametrize(
    ("kind", "about"),
    [("random", "choice"), ("random", "district"), ("random", "ceiling"), ("random", ""),
     ("shipped", ""), ("shipped", "ceiling")],
)  # fmt: skip
@tried(40)
@given(data=st.data())
def test_python_and_compiled_law_pay_the_same(data: Any, kind: str, about: str) -> None:
    table, project = data.draw(worlds(kind, about))
    rows = np.zeros(len(table), RULE_TYPE)
    for row, rule in zip(rows, table, strict=True):
        for name, value in vars(rule).items():
            row[name] = value
    paid = np.zeros((len(table), 3), np.int64)
    pay_all(project, rows, paid)
    python = np.zeros_like(paid)
    for index in on_projects(table):
        python[index] = (
            accepted_cost(table[index], project),
            own_amount(table[index], project),
            grant_due(index, project, table),
        )
    assert paid.tolist() == python.tolist()
