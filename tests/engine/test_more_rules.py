"""Who may count on a rule, who may claim, from which day; what support can do to a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from ruamel.yaml import YAML
from thinned_worlds import SHIPPED

from sim.law.applying import claimable
from sim.law.codes import ACTIVE, RESERVE
from sim.law.decision import appraise, floor_for, plan_for, tax_value
from sim.law.prospects import admits
from sim.law.sizes import best_size
from sim.law.terms import Plan, Terms, terms_of
from sim.model import RenovationModel
from sim.model_inputs import Inputs
from sim.randomness import run_key
from sim.rows import MAX_WAVES, RULE, blank, plain
from sim.simulation import simulate

World = Callable[..., Inputs]
FIRST_YEAR = 2013


def a_rule(**changes: Any) -> Any:
    """A universal subsidy in force in quarters 24 to 40, announced in quarter 24."""
    terms = {
        "kind": 0, "base": 0, "natures": 0b001, "directions": 0b1, "above_scale_only": 1,
        "library_only": 0, "requires_filing": 1, "wave": 0, "exclusion": 0, "rate_ppm": 100_000,
        "threshold_on": 0, "threshold": 0, "cap": 10**7, "announced": 24, "start": 24, "end": 40,
        "application_quarter": 1, "review": 1, "payment": 1, "years": 3, "inclusive": 1,
        "taxable": 1, "districts": 0b01,
    }  # fmt: skip
    return SimpleNamespace(**{**blank(RULE), **terms, **changes})


def a_firm(**changes: Any) -> Any:
    state = {"heard": 0b1, "above_scale": 1, "spent_last_year": 10**7, "district": 0}
    return SimpleNamespace(**{**state, **changes})


@pytest.mark.parametrize(
    ("rule", "firm", "situation"),
    [({}, {}, {"now": 23}), ({}, {"heard": 0}, {}), ({}, {"above_scale": 0}, {}),
     ({"library_only": 1}, {}, {}), ({}, {}, {"nature": 1}), ({}, {}, {"direction": 3}),
     ({}, {"district": 1}, {})],
    ids=["unannounced", "unheard", "small firm", "no library", "other nature", "other direction",
         "other district"],
)  # fmt: skip
def test_a_firm_counts_on_a_rule_only_if_it_may(
    rule: dict[str, Any], firm: dict[str, Any], situation: dict[str, Any]
) -> None:
    plan = Plan(**dict.fromkeys(Plan._fields, 0))
    other = plan._replace(**{name: to for name, to in situation.items() if name != "now"})
    assert admits(a_rule(), a_firm(), plan, 25)
    assert not admits(a_rule(**rule), a_firm(**firm), other, situation.get("now", 25))


@pytest.mark.parametrize(
    ("rule", "firm", "building", "now"),
    [({}, {}, {}, 21), ({}, {}, {}, 45), ({}, {}, {}, 26), ({}, {"heard": 0}, {}, 25),
     ({}, {"above_scale": 0}, {}, 25), ({"kind": 1}, {}, {"filed": 0}, 25),
     ({"kind": 1}, {}, {"nature": 1}, 25), ({"kind": 1}, {}, {"direction": 3}, 25),
     ({"kind": 1, "library_only": 1}, {}, {}, 25), ({"kind": 1}, {}, {"started": 41}, 25),
     ({"kind": 1}, {}, {"started": 15}, 25), ({"kind": 1}, {}, {"staged_barred": 1}, 25),
     ({"kind": 1}, {}, {}, 41), ({}, {"district": 1}, {}, 25)],
    ids=["before", "after", "another quarter", "unheard", "small firm", "unfiled", "other nature",
         "other direction", "no library", "begun too late", "begun too early", "rival preferred",
         "first grant after the end", "other district"],
)  # fmt: skip
def test_a_firm_claims_only_what_it_may(
    rule: dict[str, Any], firm: dict[str, Any], building: dict[str, Any], now: int
) -> None:
    project = {
        "cost": 10**8, "quarters": 8, "spent": 10**7, "staged_base": 0, "staged_claimed": 0,
        "filed": 1, "started": 24, "nature": 0, "direction": 0, "staged_barred": 0,
    }  # fmt: skip
    quarter = SimpleNamespace(now=25, library_total=10**9, library_yearly=2 * 10**8)
    usual = a_rule(kind=rule.get("kind", 0))

    def due(one: Any, claimant: Any, work: dict[str, Any]) -> int:
        held = SimpleNamespace(**work)
        return int(claimable(0, claimant, held, quarter, None, [one]))

    assert due(usual, a_firm(), project) == 10**6
    quarter.now = now
    assert due(a_rule(**rule), a_firm(**firm), {**project, **building}) == 0


QUARTERS = range(-60, 80)  # 0 is the first of the run


def first_day(quarter: int) -> dt.date:
    return dt.date(FIRST_YEAR + quarter // 4, 3 * (quarter % 4) + 1, 1)


def first_quarter_from(day: dt.date) -> int:
    return next(quarter for quarter in QUARTERS if first_day(quarter) >= day)


def quarter_of(day: dt.date) -> int:
    return next(quarter for quarter in QUARTERS if first_day(quarter + 1) > day)


def test_every_rule_is_in_force_on_the_days_of_its_document(world: World) -> None:
    """The dates are read from the files once more, by another road."""
    inputs = world("as-enacted", 60)
    table = {n: plain(row) for n, row in zip(inputs.rule_names, inputs.rules, strict=True)}
    reader, held = YAML(typ="safe"), set()
    for path in (SHIPPED.parent / "policies").glob("*.yaml"):
        for written in reader.load(path.read_text("utf-8")).get("instruments", ()):
            if written["id"] not in table:
                continue
            row = table[written["id"]]
            assert row.announced == first_quarter_from(written["announced"])
            assert row.start == first_quarter_from(written["valid_from"])
            assert row.end == quarter_of(written["valid_to"])
            held.add(written["id"])
    assert held == set(table) and len(held) >= 6


def test_nothing_is_deducted_at_once_before_the_rule_is_announced(world: World) -> None:
    """Cai Shui [2018] 54 of 2018-05-07 reaches back to January, but no firm could know in March."""
    claimed = simulate(world("no-programme", 240), run_key(7, 0), "mesa").total("expensing_claimed")
    announced = first_quarter_from(dt.date(2018, 5, 7))
    assert claimed[:announced].sum() == 0 < claimed[announced:].sum()


@pytest.fixture(scope="module")
def considering(world: World) -> tuple[RenovationModel, list[Any]]:
    """The world when the rules of 2019 are in force, and firms with a project in view."""
    model = RenovationModel(world("as-enacted", 400), run_key(7, 0))
    for _ in range(27):
        model.step()
    model.quarter = model.quarters[27]
    firms: list[Any] = [
        firm
        for firm in model.firms
        if firm.reserve.stage == RESERVE and vars(firm)["status"] == ACTIVE
    ]
    for firm in firms:
        firm.heard = 2**MAX_WAVES - 1  # all know, so that support matters
    assert len(firms) > 20
    return model, firms


def terms_for(model: RenovationModel, firm: Any) -> Terms:
    """The firm's terms for its project in view."""
    project = firm.reserve
    life = model.directions[project.direction].life
    return terms_of(firm, project.nature, life, model.quarter, model.place, model.behaviour)


def options(considering: tuple[RenovationModel, list[Any]], **terms: int) -> list[Any]:
    """What each firm makes of its project as it is, the paying rules changed to `terms`."""
    model, firms = considering
    rules = [
        SimpleNamespace(**{**vars(rule), **terms}) if rule.kind in (0, 1) else rule
        for rule in model.rules
    ]
    found = []
    for firm in firms:
        project, own = firm.reserve, terms_for(model, firm)
        row = model.directions[project.direction]
        world = (model.quarter, model.place, model.behaviour)
        floor = floor_for(firm, project, project.cost, own, row, *world)
        found.append(appraise(firm, project, project.cost, 27, floor, own, row, *world, rules))
    return found


def test_the_worth_of_a_project_never_falls_in_a_rate(considering: Any) -> None:
    worths = [[o[0] for o in options(considering, rate_ppm=rate, threshold_on=0)]
              for rate in (0, 50_000, 100_000, 300_000)]  # fmt: skip
    for lower, higher in pairwise(worths):
        assert all(a <= b for a, b in zip(lower, higher, strict=True))
    assert sum(worths[-1]) > sum(worths[0])


def test_money_paid_afterwards_does_not_help_to_finance(considering: Any) -> None:
    without = options(considering, rate_ppm=0, kind=0)
    with_grant = options(considering, rate_ppm=300_000, kind=0, threshold_on=0)
    assert [o[1:3] for o in without] == [o[1:3] for o in with_grant]
    assert [o[0] for o in without] != [o[0] for o in with_grant]


@pytest.mark.parametrize(("rate", "resized"), [(0, False), (200_000, True)])
def test_no_project_is_resized_for_a_rule_that_pays_nothing(
    considering: tuple[RenovationModel, list[Any]], rate: int, resized: bool
) -> None:
    """Even where a larger project is worth more by itself, which the shipped priors exclude."""
    model, firms = considering
    behaviour = SimpleNamespace(**{**vars(model.behaviour), "stretch_gain": 3.0})
    changed = []
    for firm in firms:
        project = firm.reserve
        rule = a_rule(
            rate_ppm=rate, threshold_on=1, threshold=project.cost * 6 // 5, expected_ppm=10**6,
            natures=0b111, directions=0b111111111, above_scale_only=0, unit_limit=0, applicants=1,
        )  # fmt: skip
        row = model.directions[project.direction]
        cost = best_size(
            firm, project, terms_for(model, firm), row, model.quarter, model.place, behaviour,
            [rule],
        ).cost  # fmt: skip
        changed.append(cost not in (0, project.cost))
    assert any(changed) == resized


@pytest.mark.parametrize(("announced", "counts"), [(27, True), (28, False)])
def test_a_firm_counts_on_a_tax_rule_only_once_it_is_announced(
    considering: tuple[RenovationModel, list[Any]], announced: int, counts: bool
) -> None:
    model, firms = considering
    given: list[bool] = []
    for firm in firms:
        project = firm.reserve
        row = model.directions[project.direction]
        terms = {"announced": announced, "start": 20, "wave": 0}
        rules = [a_rule(kind=3, unit_limit=10**9, **terms), a_rule(kind=4, **terms)]
        own = terms_for(model, firm)._replace(rate=0.05)
        plan = plan_for(project, project.cost, 27, model.quarter, model.behaviour)
        _, expensed, credit = tax_value(
            firm, plan, own, row, model.quarter, model.place, model.behaviour, rules
        )
        given += [expensed > 0, credit > 0.0]
    assert any(given) == counts
