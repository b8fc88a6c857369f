"""What one rule pays on one project: every term counts, both ends count, more is never less."""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from random_packages import (
    LATEST,
    LINES,
    MONEY,
    RATES,
    M,
    Rule,
    fitted,
    grants,
    on_projects,
    open_rule,
    rule_and_project,
    rules,
    shipped,
    shipped_instruments,
    tried,
)

from sim.law import codes
from sim.law.application import BLANK_APPLICATION, Application
from sim.law.arithmetic import PPM
from sim.law.grants import accepted_cost, accepted_soft, own_amount, tier_rate
from sim.law.package import ceiling_cut
from sim.rows import RULE

ROOT = Path(__file__).resolve().parents[2]

# Every term of a grant moves money -------------------------------------------------------------

# A project with nothing in its favour but its size.
PLAIN = BLANK_APPLICATION._replace(
    planned=100 * M, audited=100 * M, hard=60 * M, soft=40 * M, digital=30 * M, related=20 * M,
    equipment=50 * M, directions=1, trades=1, district=0, level=3, revenue=10 * M, above_scale=0,
    filed=0, in_library=0, already_chosen=1, started=3, completed=4, applied=5,
    evaluation_ppm=500_000,
)  # fmt: skip
BY_LEVELS = {"tier_by": codes.BY_LEVEL, "steps": 1, "step_from": [1, 2, 0, 0, 0, 0],
             "step_ppm": [50_000, 70_000, 0, 0, 0, 0]}  # fmt: skip
BY_SIZE = {**BY_LEVELS, "tier_by": codes.BY_AMOUNT, "rest_above": 40 * M, "rest_ppm": 10_000}
SOFT = {"base": codes.BASE_HARD_AND_SOFT, "soft_rule": codes.SOFT_OF_APPROVED,
        "soft_share_ppm": 100_000}  # fmt: skip
GREEN = {"energy": 1, "energy_tce": 50, "energy_co2": 150}
HELD = {"ceiling": 1, "ceiling_ppm": 50_000}
LOCAL = {"level": codes.DISTRICT, **HELD}
MATCH = open_rule(kind=codes.MATCH, level=codes.DISTRICT, rate_ppm=500_000)
RIVAL = open_rule(exclusion=1, number=3)
ABOVE = open_rule(level=codes.PROVINCE, ceiling=1, rate_ppm=40_000)
SAVES, REUSES = {"key_unit": 1, "saving_tce": 60}, {"reuses_waste": 1, "key_industry": 1}
CUTS = {"key_unit": 1, "co2_cut": 160}

# Of each field: terms of the rule, the field's other value, what the project has, rules beside it.
Case = tuple[dict[str, Any], Any, dict[str, Any], Sequence[Rule]]
MOVES: dict[str, Case] = {
    "kind": ({}, codes.OTHER, {}, ()),
    "level": ({}, codes.DISTRICT, {}, [MATCH]),
    "number": ({"exclusion": 1}, 4, {}, [RIVAL]),
    "base": ({}, codes.BASE_DIGITAL, {}, ()),
    **{name: ({}, 2, {}, ()) for name in ("natures", "directions", "trades", "districts", "sizes",
                                          "applicants")},
    "revenue_min": ({}, 20 * M, {}, ()),
    **{name: ({}, 1, {}, ()) for name in ("above_scale_only", "library_only", "requires_filing",
                                          "once_a_year", "scaled", "related_only", "energy")},
    "exclusion": ({}, 1, {}, [RIVAL]),
    "tie": ({"exclusion": 1, "number": 4, "cap": 50 * M}, codes.HIGHER_CAP, {},
            [open_rule(exclusion=1, cap=20 * M)]),
    "rate_ppm": ({}, 200_000, {}, ()),
    "tier_by": ({}, codes.BY_LEVEL, {}, ()),
    "steps": (BY_LEVELS, 2, {}, ()),
    "step_from": (BY_LEVELS, [5, 6, 0, 0, 0, 0], {}, ()),
    "step_ppm": (BY_LEVELS, [60_000, 0, 0, 0, 0, 0], {}, ()),
    "rest_above": (BY_SIZE, 50 * M, {}, ()),
    "rest_ppm": (BY_SIZE, 20_000, {}, ()),
    "soft_rule": (SOFT, codes.SOFT_IN_FULL, {}, ()),
    "soft_share_ppm": (SOFT, 200_000, {}, ()),
    "energy_tce": (GREEN, 70, SAVES, ()),
    "energy_co2": (GREEN, 170, CUTS, ()),
    "co2_unit": (GREEN, codes.TONNES_OF_CARBON, CUTS, ()),
    "waste_needs_result": (GREEN, 1, REUSES, ()),
    "threshold_on": ({"threshold": 200 * M}, codes.ON_PLANNED, {}, ()),
    "threshold": ({"threshold_on": codes.ON_EQUIPMENT}, 60 * M, {}, ()),
    "inclusive": ({"threshold_on": codes.ON_AUDITED, "threshold": 100 * M}, 0, {}, ()),
    "cap": ({}, M, {}, ()),
    "split": ({"level": codes.DISTRICT, "rate_ppm": 200_000}, codes.HIGHER_OF, {},
              [open_rule(splits=1)]),
    "splits": ({}, 1, {}, [open_rule(level=codes.DISTRICT)]),
    "ceiling": ({**LOCAL, "ceiling": 0}, 1, {}, [ABOVE]),
    "ceiling_ppm": (LOCAL, 60_000, {}, [ABOVE]),
    "ceiling_scope": (LOCAL, codes.DISTRICT_ONLY, {}, [ABOVE]),
    "ceiling_input": (LOCAL, codes.OWN_NET_INPUT, {}, [ABOVE]),
    "ceiling_way": (LOCAL, codes.PRORATA_CUT, {}, [ABOVE]),
    "regime": ({"start": 4}, codes.BY_START, {}, ()),
    "start": ({}, 6, {}, ()),
    "end": ({}, 4, {}, ()),
}  # fmt: skip


@pytest.mark.parametrize("field", MOVES)
def test_each_term_alone_moves_money(field: str) -> None:
    terms, other, project, beside = MOVES[field]
    rule, stands = open_rule(**terms), PLAIN._replace(**project)
    moved = open_rule(**{**terms, field: other})
    assert vars(rule)[field] != other
    assert grants(stands, [rule, *beside]) != grants(stands, [moved, *beside])


def test_no_term_that_the_law_of_grants_reads_is_left_out() -> None:
    read = {
        node.attr
        for name in ("grants", "package")
        for node in ast.walk(ast.parse((ROOT / "sim" / "law" / f"{name}.py").read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and not (isinstance(node.value, ast.Name) and node.value.id == "application")
    }
    # A match of nothing is nothing in either reading; what RW28 moves is the cut itself.
    assert read == {*MOVES, "needs_higher"}
    assert read <= {field[0] for field in RULE}
    asked = [ceiling_cut(0, 0, M, 10 * M, open_rule(**LOCAL, needs_higher=n)) for n in (0, 1)]
    assert asked == [(0, 0, M // 2), (0, 0, 0)]


# The days of a document ------------------------------------------------------------------------

INSTRUMENTS = shipped_instruments()
AMOUNTS = ("planned", "yearly", "audited", "hard", "digital", "related", "equipment", "revenue")
GREAT = Application(district=0, level=4, **dict.fromkeys(AMOUNTS, 600 * M))


@pytest.mark.parametrize("name", [instrument.id for instrument in INSTRUMENTS])
def test_a_rule_begins_and_ends_on_the_days_of_its_file(name: str) -> None:
    number = [instrument.id for instrument in INSTRUMENTS].index(name)
    rule, instrument = shipped()[number], INSTRUMENTS[number]
    assert rule.start == instrument.valid_from.toordinal()
    assert rule.end == instrument.valid_to.toordinal()


@pytest.mark.parametrize("decides", range(3), ids=["application", "start", "completion"])
@pytest.mark.parametrize("number", on_projects(shipped()), ids=lambda n: INSTRUMENTS[n].id)
def test_a_grant_is_paid_on_the_first_day_and_the_last_and_on_none_beyond(
    number: int, decides: int
) -> None:
    reading = ("rule_of_application_year", "rule_of_start_year", "rule_of_completion_year")
    listed = shipped(None, (("RW21", reading[decides]),))[number]
    rule = Rule(**{**vars(listed), "exclusion": 0, "ceiling": 0})
    higher = open_rule(level=codes.PROVINCE, end=10**6)
    dates = ("applied", "started", "completed")
    # 003 does not leave open which date decides: there it is the application.
    decisive = dates[rule.regime]
    assert rule.regime in (decides, codes.BY_APPLICATION)
    within = fitted(GREAT, rule)._replace(**dict.fromkeys(dates, rule.start - 1))
    for day, pays in ((rule.start - 1, False), (rule.start, True), (rule.end, True),
                      (rule.end + 1, False)):  # fmt: skip
        paid = grants(within._replace(**{decisive: day}), [rule, higher])
        assert (paid[0] > 0) == pays


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


# Accepted cost and tiers -----------------------------------------------------------------------


@tried(150)
@given(rules(), MONEY, MONEY, st.sampled_from([0, 1, 2, -1, None]))
def test_soft_cost_is_the_most_that_keeps_its_share(
    rule: Rule, hard: int, soft: int, beside_line: int | None
) -> None:
    if beside_line is not None and rule.soft_share_ppm < PPM:
        line = hard * rule.soft_share_ppm // (PPM - rule.soft_share_ppm)
        soft = max(0, line + beside_line)
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


# Monotone --------------------------------------------------------------------------------------


def rising(rule: Rule) -> Rule:
    """The rule with tiers that pay more, the higher they stand."""
    rates = sorted(rule.step_ppm[: rule.steps])
    return Rule(**{**vars(rule), "step_ppm": rates + [0] * (len(rule.step_ppm) - len(rates))})


def of_costs(project: Application, more: int, soft_too: bool) -> Application:
    """The same project, its plan unchanged, as an audit finds more of every cost."""
    names = ["audited", "hard", "digital", "related", "equipment"] + ["soft"] * soft_too
    return project._replace(**{name: getattr(project, name) + more for name in names})


@tried(200)
@given(rule_and_project(), MONEY)
def test_more_audited_cost_never_brings_less(one: tuple[Rule, Application], more: int) -> None:
    rule, project = one
    if rule.tier_by == codes.BY_AMOUNT:
        rule = rising(rule)
    dearer = of_costs(project, more, rule.soft_rule != codes.SOFT_OR_NOTHING)
    assert accepted_cost(rule, dearer) >= accepted_cost(rule, project)
    assert own_amount(rule, dearer) >= own_amount(rule, project)
    paid_for = project._replace(paid_elsewhere=project.paid_elsewhere + more)
    if rule.tier_by != codes.BY_AMOUNT:
        assert own_amount(rule, paid_for) <= own_amount(rule, project)


@tried(200)
@given(rule_and_project(), RATES, MONEY)
def test_higher_rates_and_caps_never_bring_less_and_higher_thresholds_never_more(
    one: tuple[Rule, Application], rate: int, money: int
) -> None:
    rule, project = one
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
