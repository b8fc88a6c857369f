"""Random projects before random packages of rules, and before the shipped policies.

A *world* is a table of rules with one project. Both kinds of world answer the same questions, so a
property is written once and held in each.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from scenarios.policy_folder import load_policies
from scenarios.readings import READINGS, readings_in_force, setting_problems, with_readings
from sim.calendar import Days
from sim.firm import blank
from sim.law import codes
from sim.law.application import Application
from sim.law.package import grant_due
from sim.rows import MAX_STEPS, RULE, plain
from sim.rule_row import NO_CAP
from sim.rule_table import rules_on

Rule = SimpleNamespace
World = tuple[list[Rule], Application]

M = 1_000_000
EVERYWHERE = (1 << 62) - 1
LATEST = 20  # dates of random rules and projects run from 0 to this
GROUPS = 3
UNREAL_TRADE = 1 << 40
NOBODYS_DISTRICT = 1 << 50

# A rule that every project qualifies for; `open_rule` changes some terms of it.
OPEN = {
    "kind": codes.PROJECT_GRANT, "level": codes.CITY, "base": codes.BASE_AUDITED,
    "natures": 7, "directions": EVERYWHERE, "districts": EVERYWHERE, "sizes": 15, "applicants": 31,
    "rate_ppm": 100_000, "cap": NO_CAP, "inclusive": 1, "start": 0, "end": LATEST,
}  # fmt: skip


def open_rule(**terms: Any) -> Rule:
    """A tenth of the audited cost for everybody, with `terms` in place of its own."""
    return Rule(**{**blank(RULE), **OPEN, **terms})


def table_of(rules: Sequence[Rule]) -> list[Rule]:
    """Rules of their own, so that a change of one leaves the given ones alone."""
    return [copy.deepcopy(rule) for rule in rules]


def grants(application: Application, rules: Sequence[Rule]) -> list[int]:
    """What each rule pays beside the others; 0 for those that pay on something else."""
    asked = on_projects(rules)
    return [
        grant_due(index, application, rules) if index in asked else 0
        for index in range(len(rules))
    ]


def changed(rules: Sequence[Rule], **terms: Any) -> list[Rule]:
    """The same table with some terms of every rule set."""
    return [Rule(**{**vars(rule), **terms}) for rule in rules]


def in_order(rules: Sequence[Rule], order: Sequence[int]) -> list[Rule]:
    """The same rules as the rows of another order: what was row order[k] becomes row k."""
    moved = table_of([rules[index] for index in order])
    for rule in moved:
        if rule.ceiling > 0:
            rule.ceiling = list(order).index(rule.ceiling - 1) + 1
    return moved


def on_projects(rules: Sequence[Rule], level: int | None = None) -> list[int]:
    """Rows that pay on a project; of one level, or of all."""
    return [
        index
        for index, rule in enumerate(rules)
        if rule.kind in (codes.PROJECT_GRANT, codes.MATCH) and level in (None, rule.level)
    ]


# Projects ------------------------------------------------------------------------------------

LINES = (1 * M, 5 * M, 10 * M, 20 * M, 50 * M, 100 * M, 500 * M)
MONEY = (
    st.sampled_from([line + more for line in LINES for more in (-1, 0, 1)])
    | st.integers(0, 600 * M)
    | st.integers(0, 5_000)
)  # fmt: skip
PERMILLE = st.sampled_from([0, 300, 500, 700, 1000]) | st.integers(0, 1000)
FLAG = st.integers(0, 1)
OFTEN = st.sampled_from([1, 1, 1, 1, 0])
RARELY = st.sampled_from([0, 0, 0, 0, 1])
RANDOM_DATES = st.tuples(*[st.integers(-1, LATEST + 1)] * 3)


@st.composite
def projects(draw: Any, dates: Any = None, natures: int = 3, trades: int = 3) -> Application:
    """A project whose parts are not larger than its whole, as an audit leaves it."""
    days = draw(RANDOM_DATES if dates is None else dates)
    audited = draw(MONEY)
    soft = audited * draw(PERMILLE) // 1000
    digital, related, equipment = (audited * draw(PERMILLE) // 1000 for _ in range(3))
    planned = draw(st.just(audited) | MONEY)
    return Application(
        planned=planned, yearly=planned * draw(PERMILLE) // 1000, audited=audited,
        hard=(audited - soft) * draw(st.sampled_from([1000, 1000, 900])) // 1000, soft=soft,
        digital=digital, related=related, equipment=equipment,
        paid_elsewhere=audited * draw(st.sampled_from([0, 0, 0, 100, 1000])) // 1000,
        directions=draw(st.integers(1, 2**7 - 1)), nature=draw(st.integers(0, natures - 1)),
        level=draw(st.integers(0, 5)), key_unit=draw(OFTEN),
        saving_tce=draw(st.sampled_from([0, 49, 50, 51])),
        co2_cut=draw(st.sampled_from([0, 40, 149, 150, 151, 549, 550])),
        at_benchmark=draw(RARELY), life=draw(st.integers(1, 12)), reuses_waste=draw(FLAG),
        key_industry=draw(FLAG), applicant=1 << draw(st.sampled_from([0, 0, 0, 1, 2, 3, 4])),
        trades=draw(st.integers(0, 2**trades - 1)), district=draw(st.integers(-1, 1)),
        size_class=draw(st.integers(0, 3)), revenue=draw(MONEY), above_scale=draw(OFTEN),
        filed=draw(OFTEN), in_library=draw(OFTEN), already_chosen=draw(RARELY),
        applied=days[2], started=days[0], completed=days[1],
        evaluation_ppm=draw(st.sampled_from([1_000_000, 800_000, 0, 333_333])),
        draw=draw(st.integers(0, 10**6)),
    )  # fmt: skip


# Random packages of rules ----------------------------------------------------------------------

RATES = st.sampled_from([50_000, 100_000, 200_000, 300_000, 333_333]) | st.integers(0, 600_000)
CAPS = st.sampled_from([NO_CAP, NO_CAP, 1 * M, 5 * M, 10 * M, 50 * M]) | st.integers(0, 100 * M)
THRESHOLDS = st.sampled_from(
    [codes.NO_THRESHOLD] * 3
    + [codes.ON_PLANNED, codes.ON_YEARLY, codes.ON_AUDITED, codes.ON_EQUIPMENT]
)
BASES = st.sampled_from(
    [codes.BASE_AUDITED, codes.BASE_AUDITED, codes.BASE_HARD_AND_SOFT, codes.BASE_DIGITAL,
     codes.BASE_NEW_EQUIPMENT]
)  # fmt: skip


def mostly(whole: int, bits: int) -> Any:
    """Bits that cover everything more often than not."""
    return st.sampled_from([whole, whole, whole]) | st.integers(1, 2**bits - 1)


def _tiers(draw: Any) -> dict[str, Any]:
    """No tiers; or tiers by level or amount, with or without a rate for the rest."""
    by = draw(st.sampled_from([codes.FLAT, codes.FLAT, codes.BY_LEVEL, codes.BY_AMOUNT]))
    terms: dict[str, Any] = {"tier_by": by}
    if by != codes.FLAT:
        among = st.integers(1, 5) if by == codes.BY_LEVEL else st.sampled_from(LINES)
        steps = sorted(draw(st.sets(among, min_size=1, max_size=4)))
        rates = [draw(RATES) for _ in steps]
        none = [0] * (MAX_STEPS - len(steps))
        terms |= {"steps": len(steps), "step_from": steps + none, "step_ppm": rates + none}
    if by == codes.BY_AMOUNT and draw(st.booleans()):
        terms |= {"rest_above": draw(st.sampled_from(LINES)), "rest_ppm": draw(RATES)}
    return terms


@st.composite
def rules(draw: Any) -> Rule:
    """One grant on projects, with terms within the ranges that policy files have."""
    threshold_on = draw(THRESHOLDS)
    energy = draw(RARELY)
    return open_rule(
        level=draw(st.sampled_from([codes.PROVINCE, codes.CITY, codes.CITY, codes.DISTRICT])),
        base=draw(BASES), natures=draw(mostly(7, 3)), directions=draw(mostly(2**7 - 1, 7)),
        trades=draw(st.sampled_from([0, 0, 0, 0, 3])), districts=draw(mostly(EVERYWHERE, 2)),
        sizes=draw(mostly(15, 4)), applicants=draw(mostly(31, 5)),
        revenue_min=draw(st.sampled_from([0, 0, 0, 20 * M])), above_scale_only=draw(RARELY),
        library_only=draw(RARELY), requires_filing=draw(RARELY), once_a_year=draw(RARELY),
        rate_ppm=draw(RATES), scaled=draw(RARELY), soft_rule=draw(st.integers(0, 3)),
        soft_share_ppm=draw(st.sampled_from([300_000, 300_000, 0, 333_333, 1_000_000])),
        related_only=draw(RARELY), energy=energy, energy_tce=50 * energy, energy_co2=150 * energy,
        co2_unit=draw(st.integers(0, 2)), waste_needs_result=draw(FLAG), threshold_on=threshold_on,
        threshold=draw(st.sampled_from(LINES)) if threshold_on else 0, inclusive=draw(OFTEN),
        cap=draw(CAPS), regime=draw(st.integers(0, 2)), start=draw(st.sampled_from([0, 0, 0, 7])),
        end=draw(st.sampled_from([LATEST, LATEST, LATEST, 12])), **_tiers(draw),
    )  # fmt: skip


def _made_alike(draw: Any, table: list[Rule]) -> None:
    """Give every rule the terms of the first, so that amounts are equal; caps may differ."""
    if not draw(st.booleans()):
        return
    for index in range(1, len(table)):
        level = table[index].level
        table[index] = Rule(**{**vars(table[0]), "level": level})
        table[index].cap += draw(st.sampled_from([0, 0, M]))


@st.composite
def packages(draw: Any, most: int = 5) -> list[Rule]:
    """Grants on projects, with what stands between them: choice, split, match, ceiling."""
    table = draw(st.lists(rules(), min_size=1, max_size=most))
    _made_alike(draw, table)
    if draw(st.booleans()):
        table.append(
            open_rule(kind=codes.MATCH, level=codes.DISTRICT, rate_ppm=draw(RATES),
                      base=codes.BASE_HIGHER, start=draw(st.sampled_from([0, 0, 7])))
        )  # fmt: skip
    numbers = draw(st.permutations(range(len(table))))
    ties = [draw(st.integers(0, 2)) for _ in range(GROUPS)]
    split = draw(st.integers(0, 2))
    for number, rule in zip(numbers, table, strict=True):
        rule.number = number
        if rule.kind == codes.PROJECT_GRANT:
            rule.exclusion = draw(st.integers(0, GROUPS - 1))
        rule.tie = ties[rule.exclusion]
        rule.split = split if rule.level == codes.DISTRICT else codes.STACKED
        rule.splits = draw(OFTEN) if rule.level == codes.CITY else 0
    if draw(st.booleans()):
        _hold_down(draw, table)
    return table


def _hold_down(draw: Any, table: list[Rule]) -> None:
    """Put a ceiling on the sum: it stands in the row of one rule and holds for all."""
    holder = draw(st.integers(0, len(table) - 1))
    for rule in table:
        rule.ceiling = holder + 1
    row = table[holder]
    row.ceiling_ppm = draw(st.sampled_from([500_000, 50_000, 333_333, 0, 1_000_000]))
    row.ceiling_scope, row.ceiling_input = draw(FLAG), draw(FLAG)
    row.ceiling_way, row.needs_higher = draw(FLAG), draw(FLAG)


@st.composite
def random_worlds(draw: Any) -> World:
    """A random package and a random project; half of the projects are stopped by few rules."""
    table, project = draw(packages()), draw(projects())
    if draw(st.booleans()):
        # What a project is, and not whether it may, is what is tried.
        wide = {name: OPEN[name] for name in ("natures", "directions", "districts", "sizes",
                                              "applicants", "start", "end")}  # fmt: skip
        table = changed(table, **wide, trades=0, revenue_min=0, requires_filing=0, energy=0)
        project = project._replace(applied=3, started=3, completed=3, already_chosen=0)
    return table, project


# The shipped policies ----------------------------------------------------------------------------

POLICIES = load_policies()
PLACES = ("shenzhen", "guangzhou", None)  # None: the documents of all places side by side
DISTRICTS = ("longhua", "panyu")


@cache
def shipped(city: str | None = None, settings: tuple[tuple[str, str], ...] = ()) -> list[Rule]:
    """Rules of the shipped documents that reach a city, read as set; dates are days.

    The rows are shared: change copies of them alone.
    """
    here = [p for p in POLICIES if city is None or p.document.reaches.city in (None, city)]
    listed = readings_in_force(here)
    chosen = with_readings(here, {name: way for name, way in settings if name in listed})
    return [plain(row) for row in rules_on(chosen, Days(), DISTRICTS, city).table]


def shipped_names(city: str | None = None) -> list[str]:
    """Ids of the instruments, row by row."""
    here = [p for p in POLICIES if city is None or p.document.reaches.city in (None, city)]
    return [rule.id for rule in rules_on(here, Days(), DISTRICTS, city).instruments]


# Switches that no row is written from change nothing here and would only make tables anew.
SWITCHES = ("RW01", "RW02", "RW03", "RW04", "RW07", "RW08", "RW09", "RW10", "RW18", "RW19", "RW21",
            "RW24", "RW26", "RW27", "RW28", "RW29", "RW30")  # fmt: skip
SETTINGS = st.fixed_dictionaries(
    {
        name: st.sampled_from(
            [o for o in READINGS[name].options if not [*setting_problems(POLICIES, {name: o})]]
        )
        for name in SWITCHES
    }
)


@st.composite
def days(draw: Any) -> tuple[int, int, int]:
    """Days of start, completion and application, near the ends of documents among others."""
    ends = [dt.date(year, 12, 31).toordinal() for year in (2014, 2017, 2018, 2020, 2023, 2028)]
    sometime = st.integers(dt.date(2012, 1, 1).toordinal(), dt.date(2029, 12, 31).toordinal())
    recent = st.integers(dt.date(2024, 1, 1).toordinal(), dt.date(2028, 12, 31).toordinal())
    applied = draw(recent | recent | sometime | st.sampled_from([end + k for end in ends
                                                                 for k in (0, 1)]))  # fmt: skip
    completed = applied - draw(st.integers(0, 90))
    return completed - draw(st.integers(0, 700)), completed, applied


@st.composite
def shipped_worlds(draw: Any) -> World:
    """A random project before the shipped documents under random readings."""
    table = shipped(draw(st.sampled_from(PLACES)), tuple(draw(SETTINGS).items()))
    return table, draw(projects(days(), trades=9))


WORLDS = {"random": random_worlds(), "shipped": shipped_worlds()}
