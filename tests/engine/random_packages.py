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

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from scenarios.instrument_schema import Instrument
from scenarios.policy_folder import load_policies
from scenarios.readings import READINGS, readings_in_force, setting_problems, with_readings
from sim.calendar import Days
from sim.law import codes
from sim.law.application import Application
from sim.law.arithmetic import PPM
from sim.law.codes import NO_LIMIT
from sim.law.package import grant_due
from sim.rows import MAX_STEPS, RULE, blank, plain
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
    "rate_ppm": 100_000, "cap": NO_LIMIT, "inclusive": 1, "start": 0, "end": LATEST,
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
        grant_due(index, application, rules) if index in asked else 0 for index in range(len(rules))
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


def is_within(total: int, investment: int, holder: Rule) -> bool:
    """Whether a sum keeps the share of the firm's input, gross or net of the sum itself."""
    own = investment - total if holder.ceiling_input == codes.OWN_NET_INPUT else investment
    return bool(total * PPM <= holder.ceiling_ppm * own)


def on_projects(rules: Sequence[Rule], level: int | None = None) -> list[int]:
    """Rows that pay on a project; of one level, or of all."""
    return [
        index
        for index, rule in enumerate(rules)
        if rule.kind in (codes.PROJECT_GRANT, codes.MATCH) and level in (None, rule.level)
    ]


def tried(examples: int) -> settings:
    """Try so many examples, however slow the machine."""
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


# Projects --------------------------------------------------------------------------------------

LINES = (1 * M, 5 * M, 10 * M, 20 * M, 50 * M, 100 * M, 500 * M)
# Choices with many entries rather than wide ranges: these shrink as well, and are less often tiny.
MONEY = st.sampled_from(
    [*[line + more for line in LINES for more in (0, 1, -1)],
     *[millions * M + 123_457 for millions in range(2, 600, 23)], 0, 1, 4_999]
)  # fmt: skip
PERMILLE = st.sampled_from([1000, 300, 500, 700, 299, 301, 850, 150, 0])
FLAG = st.integers(0, 1)
OFTEN = st.sampled_from([1, 1, 1, 1, 0])
RARELY = st.sampled_from([0, 0, 0, 0, 1])
RANDOM_DATES = st.tuples(*[st.integers(-1, LATEST + 1)] * 3)


@st.composite
def projects(draw: Any, dates: Any = None, natures: int = 3, trades: int = 3) -> Application:
    """A project whose parts are not larger than its whole, as an audit leaves it."""
    days = draw(RANDOM_DATES if dates is None else dates)
    audited = draw(MONEY)
    soft, digital, related = (audited * draw(PERMILLE) // 1000 for _ in range(3))
    hard = (audited - soft) * draw(st.sampled_from([1000, 1000, 900])) // 1000
    planned = draw(st.just(audited) | MONEY)
    return Application(
        planned=planned, yearly=planned * draw(PERMILLE) // 1000, audited=audited,
        hard=hard, soft=soft, digital=digital, related=related,
        equipment=hard * draw(PERMILLE) // 1000,
        paid_elsewhere=audited * draw(st.sampled_from([0, 0, 0, 0, 100, 1000])) // 1000,
        directions=draw(st.integers(1, 2**7 - 1)), nature=draw(st.integers(0, natures - 1)),
        level=draw(st.sampled_from([4, 3, 2, 5, 1, 0])), key_unit=draw(OFTEN),
        saving_tce=draw(st.sampled_from([0, 49, 50, 51])),
        co2_cut=draw(st.sampled_from([0, 40, 149, 150, 151, 549, 550])),
        at_benchmark=draw(RARELY), life=draw(st.integers(1, 12)), reuses_waste=draw(FLAG),
        key_industry=draw(FLAG), applicant=1 << draw(st.sampled_from([0, 0, 0, 1, 2, 3, 4])),
        trades=draw(st.integers(0, 2**trades - 1)), district=draw(st.integers(-1, 1)),
        size_class=draw(st.integers(0, 3)), revenue=draw(MONEY), above_scale=draw(OFTEN),
        filed=draw(OFTEN), in_library=draw(OFTEN), already_chosen=draw(RARELY),
        applied=days[2], started=days[0], completed=days[1],
        evaluation_ppm=draw(st.sampled_from([1_000_000, 800_000, 333_333, 0])),
        draw=draw(st.integers(0, 10**6)),
    )  # fmt: skip


# Random packages of rules ----------------------------------------------------------------------

RATES = st.sampled_from(
    [100_000, 200_000, 300_000, 50_000, 333_333, 500_000, 120_000, 150_001, 600_000, 1, 0]
)
CAPS = st.sampled_from(
    [NO_LIMIT, NO_LIMIT, NO_LIMIT, 10 * M, 1 * M, 5 * M, 50 * M, 100 * M, 2_345_678, 34_567_891, 0]
)
THRESHOLDS = st.sampled_from(
    [codes.NO_THRESHOLD] * 3
    + [codes.ON_PLANNED, codes.ON_YEARLY, codes.ON_AUDITED, codes.ON_EQUIPMENT]
)
BASES = st.sampled_from(
    [codes.BASE_AUDITED, codes.BASE_AUDITED, codes.BASE_HARD_AND_SOFT, codes.BASE_DIGITAL,
     codes.BASE_NEW_EQUIPMENT, codes.BASE_EQUIPMENT_AND_SOFTWARE]
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
    for index in range(1, len(table)):
        level = table[index].level
        table[index] = Rule(**{**vars(table[0]), "level": level})
        table[index].cap += draw(st.sampled_from([0, M, 0]))


@st.composite
def packages(draw: Any, about: str = "") -> list[Rule]:
    """Grants on projects, with what stands between them: choice, split, match, ceiling.

    What they are `about` ("choice", "district", "ceiling") they have for certain.
    """
    table: list[Rule] = draw(st.lists(rules(), min_size=2 if about else 1, max_size=5))
    if draw(st.booleans()):
        _made_alike(draw, table)
    if about == "district":
        table[0].level, table[-1].level = codes.CITY, codes.DISTRICT
    if draw(OFTEN if about == "ceiling" else FLAG):
        match = open_rule(kind=codes.MATCH, level=codes.DISTRICT, base=codes.BASE_HIGHER)
        match.rate_ppm, match.start = draw(RATES), draw(st.sampled_from([0, 0, 7]))
        table.append(match)
    numbers = draw(st.permutations(range(len(table))))
    ties = [draw(st.integers(0, 2)) for _ in range(GROUPS)]
    split = draw(st.integers(0, 2))
    for number, rule in zip(numbers, table, strict=True):
        rule.number = number
        if rule.kind == codes.PROJECT_GRANT:
            rule.exclusion = draw(st.sampled_from([0, 1, 2] if about != "choice" else [1, 1, 1, 2]))
        rule.tie = ties[rule.exclusion]
        rule.split = split if rule.level == codes.DISTRICT else codes.STACKED
        rule.splits = draw(OFTEN) if rule.level == codes.CITY else 0
    if about == "ceiling" or draw(st.booleans()):
        _hold_down(draw, table)
    return table


def _hold_down(draw: Any, table: list[Rule]) -> None:
    """Put a ceiling on the sum: it stands in the row of one rule and holds for all."""
    holder = draw(st.integers(0, len(table) - 1))
    for rule in table:
        rule.ceiling = holder + 1
    row = table[holder]
    row.ceiling_ppm = draw(st.sampled_from([500_000, 200_000, 333_333, 1_000_000, 100_000, 0]))
    row.ceiling_scope, row.ceiling_input = draw(FLAG), draw(FLAG)
    row.ceiling_way, row.needs_higher = draw(FLAG), draw(FLAG)


def lowest(bits: int) -> int:
    """The lowest of some bits."""
    return bits & -bits


def fitted(project: Application, rule: Rule) -> Application:
    """The project changed so that, but for its amounts, the rule is for it."""
    asked = lowest(rule.districts).bit_length() - 1
    in_district = project.district < 0 or (rule.districts >> project.district) & 1
    return project._replace(
        directions=project.directions | lowest(rule.directions),
        nature=lowest(rule.natures).bit_length() - 1,
        trades=project.trades | lowest(rule.trades),
        district=project.district if in_district else asked,
        applicant=lowest(rule.applicants), size_class=lowest(rule.sizes).bit_length() - 1,
        revenue=max(project.revenue, rule.revenue_min), above_scale=1, filed=1, in_library=1,
        already_chosen=0, key_unit=1, saving_tce=60, level=max(project.level, 2),
        started=min(max(project.started, rule.start), rule.end),
        completed=min(max(project.completed, rule.start), rule.end),
        applied=min(max(project.applied, rule.start), rule.end),
    )  # fmt: skip


# Terms by which a rule is for anybody and any project; amounts and what stands between rules stay.
FOR_ALL = {
    **{name: OPEN[name] for name in ("natures", "directions", "districts", "sizes", "applicants",
                                     "start", "end")},
    **dict.fromkeys(("trades", "revenue_min", "above_scale_only", "library_only", "energy",
                     "requires_filing", "once_a_year"), 0),
}  # fmt: skip


@st.composite
def random_worlds(draw: Any, about: str = "") -> World:
    """A random package and a random project, more often than not one that some rule is for."""
    table, project = draw(packages(about)), draw(projects())
    way = draw(st.sampled_from(["for all", "for all", "for one", "as drawn"]))
    way = "for all" if about == "ceiling" else way
    if way == "for one":
        project = fitted(project, draw(st.sampled_from(table)))
    elif way == "for all":
        table = changed(table, **FOR_ALL)
        if draw(OFTEN):
            table = changed(table, threshold_on=codes.NO_THRESHOLD)
        project = project._replace(applied=3, started=3, completed=3, paid_elsewhere=0)
    return table, project


@st.composite
def rule_and_project(draw: Any) -> tuple[Rule, Application]:
    """One rule and a project, more often than not one that it is for."""
    rule, project = draw(rules()), draw(projects())
    return rule, fitted(project, rule) if draw(OFTEN) else project


# The shipped policies --------------------------------------------------------------------------

POLICIES = load_policies()
PLACES = ("guangzhou", None, "shenzhen")  # None: the documents of all places side by side
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


def shipped_instruments() -> tuple[Instrument, ...]:
    """The instruments of all shipped documents, row by row."""
    return rules_on(POLICIES, Days(), DISTRICTS).instruments


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
    years = st.sampled_from(
        [2024, 2025, 2026, 2027, 2028, 2013, 2015, 2017, 2018, 2020, 2022, 2029]
    )
    first = dt.date(draw(years), 1, 1).toordinal()
    applied = first + draw(st.sampled_from([0, 364, 365, 100, 200, 300, -1]))
    completed = applied - draw(st.sampled_from([0, 1, 30, 90]))
    return completed - draw(st.sampled_from([0, 100, 365, 700])), completed, applied


def _aims(table: Sequence[Rule], about: str) -> list[int]:
    """Rows of which one shall be for the project."""
    aims = on_projects(table, codes.DISTRICT if about in ("district", "ceiling") else None)
    if about == "ceiling":
        return [index for index in aims if table[index].kind == codes.MATCH]
    if about == "choice":
        return [index for index in aims if table[index].exclusion > 0]
    return aims


@st.composite
def shipped_worlds(draw: Any, about: str = "") -> World:
    """A random project before the shipped documents under random readings.

    At times with grants beside them, open to all, so that there is more to choose, match and hold
    down than any one place has at any one time.
    """
    places: dict[str, Sequence[str | None]]
    places = {"choice": ["shenzhen"], "district": ["shenzhen"], "ceiling": ["guangzhou", None]}
    city = draw(st.sampled_from(places.get(about, PLACES)))
    table = shipped(city, tuple(draw(SETTINGS).items()))
    project = draw(projects(days(), trades=9))
    if draw(OFTEN):
        project = fitted(project, table[draw(st.sampled_from(_aims(table, about)))])
    if about == "ceiling" or draw(st.booleans()):
        ceiling = max(rule.ceiling for rule in table)
        levels = st.lists(st.sampled_from([codes.PROVINCE, codes.CITY]), min_size=1, max_size=3)
        table = table + [
            open_rule(level=level, rate_ppm=draw(RATES), ceiling=ceiling, end=10**6)
            for level in draw(levels)
        ]
    return table, project


def worlds(kind: str, about: str = "") -> Any:
    """Worlds of a kind; see `packages` for what they may be about."""
    return random_worlds(about) if kind == "random" else shipped_worlds(about)
