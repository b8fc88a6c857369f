"""Instruments of all policies as a table of rows, with what stands between them; waves, pots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenarios.crosschecks import version_base
from scenarios.exclusions import exclusion_groups
from sim.declared import is_on
from sim.law import codes
from sim.law.applying import window_is_open
from sim.law.arithmetic import PPM
from sim.rows import MAX_RULES, MAX_WAVES, RULE_TYPE
from sim.rule_row import KINDS, TIES, fill_row, parts_per_million
from sim.treasury import PotPlan

if TYPE_CHECKING:
    from scenarios.policy_schema import Instrument, Policy, Relation
    from scenarios.scenario_schema import Scenario
    from sim.calendar import Calendar, Dates

OVERFLOWS = {
    "prorata": codes.PRORATA,
    "first_come": codes.FIRST_COME,
    "ranking": codes.RANKING,
}


# Yuan a year in a pot where officials do not ration (mechanism M5 off).
AMPLE = codes.NO_LIMIT


def is_rationed(scenario: Scenario) -> bool:
    """Whether officials review, rank and run out of money (mechanism M5)."""
    return is_on(scenario, "with_selection")


@dataclass(frozen=True)
class Rules:
    """Instruments with a row, in the order of their names, and the table."""

    instruments: tuple[Instrument, ...]
    table: NDArray[Any]

    def index(self, name: str) -> int:
        """Row of the instrument called `name`.

        Raises:
            KeyError: it has no row.
        """
        for number, rule in enumerate(self.instruments):
            if rule.id == name:
                return number
        raise KeyError(name)


@dataclass(frozen=True)
class Wave:
    """Rules of one policy announced on one day: they become known together.

    Attributes:
        policy: id of the policy.
        announced: day of announcement.
        local: whether a government of the place pays any of them, so that its outreach tells.
    """

    policy: str
    announced: dt.date
    local: bool


def waves_of(scenario: Scenario) -> tuple[Wave, ...]:
    """Waves of programmes in order of announcement.

    Ask it of the scenario before a variant takes instruments out, so that a wave has the same
    number in every variant.

    Raises:
        ValueError: more waves than the rows hold.
    """
    payers: dict[tuple[dt.date, str], set[str]] = {}
    for policy in scenario.policies:
        for rule in policy.instruments:
            if rule.family in KINDS:
                payers.setdefault((rule.announced, policy.id), set()).add(rule.payer)
    if len(payers) > MAX_WAVES:
        raise ValueError(
            f"rules may be announced on at most {MAX_WAVES} occasions, found {len(payers)}"
        )
    return tuple(
        Wave(policy, announced, paid != {"state"})
        for (announced, policy), paid in sorted(payers.items())
    )


def rules_on(
    policies: Sequence[Policy],
    calendar: Dates,
    districts: Sequence[str],
    city: str | None = None,
) -> Rules:
    """Rows of `sim.rows.RULE` for the instruments that pay or change tax, in order of their ids.

    Args:
        policies: with their readings.
        calendar: turns days into the numbers of `start` and `end` (quarters, or days).
        districts: ids of the place's districts, in its order.
        city: of the place; without one, rules for some cities alone hold everywhere.
    """
    chosen = sorted(
        (
            (rule, policy)
            for policy in policies
            for rule in policy.instruments
            if rule.family in KINDS
        ),
        key=lambda pair: pair[0].id,
    )
    table = np.zeros(len(chosen), dtype=RULE_TYPE)
    for index, (rule, policy) in enumerate(chosen):
        fill_row(table[index], rule, policy.readings, calendar, districts, city)
        table[index]["pot"] = -1
        table[index]["expected_ppm"] = PPM
    rules = Rules(tuple(rule for rule, _policy in chosen), table)
    _exclude(rules, policies)
    _relate(rules, policies)
    return rules


def rule_table(scenario: Scenario, calendar: Calendar, waves: tuple[Wave, ...]) -> Rules:
    """Rows of a scenario: with the wave each was announced in, its pot, and what firms expect."""
    rules = rules_on(
        scenario.policies,
        calendar,
        [district.id for district in scenario.place.districts],
        scenario.place.city,
    )
    _keep_to_cities(rules, scenario)
    numbers = {(wave.policy, wave.announced): index for index, wave in enumerate(waves)}
    policy_of = {rule.id: policy.id for policy in scenario.policies for rule in policy.instruments}
    pots = sorted(scenario.pots)
    start = scenario.behaviour.parameters["expected_scaling"].value if is_rationed(scenario) else 1
    for row, rule in zip(rules.table, rules.instruments, strict=True):
        row["wave"] = numbers[policy_of[rule.id], rule.announced]
        row["pot"] = pots.index(rule.pot) if rule.pot is not None else -1
        row["expected_ppm"] = int(start * PPM + 0.5)
        if not is_rationed(scenario):
            row["review"] = 0
    return rules


def _keep_to_cities(rules: Rules, scenario: Scenario) -> None:
    """In a province, take out the districts whose cities a rule, or its document, leaves out."""
    without = {
        rule.id: policy.document.reaches.without
        for policy in scenario.policies
        for rule in policy.instruments
    }
    for row, rule in zip(rules.table, rules.instruments, strict=True):
        for number, district in enumerate(scenario.place.districts):
            chosen = rule.eligibility.cities or district.cities
            out = any(city not in chosen or city in without[rule.id] for city in district.cities)
            if out:
                row["districts"] &= ~(1 << number)


def _exclude(rules: Rules, policies: Sequence[Policy]) -> None:
    """Number the groups of which only one is paid, and the rules within each."""
    names = [rule.id for rule in rules.instruments]
    for group, members in enumerate(exclusion_groups(policies), start=1):
        for number, name in enumerate(members):
            if name in names:
                row = rules.table[names.index(name)]
                row["exclusion"] = group
                row["number"] = number
    for policy, relation in relations_of(policies, "Q2"):
        for name in relation.among:
            if name in names:
                row = rules.table[names.index(name)]
                row["classed"] = 1
                row["once_a_year"] = int(policy.readings.get("RW19") == "per_firm_year")
                row["tie"] = TIES[policy.readings.get("RW27", "lower_number")]


def _relate(rules: Rules, policies: Sequence[Policy]) -> None:
    """Write the division between city and district, and the ceiling on the sum, into the rows."""
    names = [rule.id for rule in rules.instruments]
    for _policy, relation in relations_of(policies, "Q7"):
        for name in relation.among:
            if name in names:
                rules.table[names.index(name)]["splits"] = 1
    for policy, relation in relations_of(policies, "Q4"):
        holders = [names.index(name) for name in relation.among if name in names]
        if not holders:
            continue
        holder = rules.table[holders[0]]
        holder["ceiling_ppm"] = parts_per_million(relation.ceiling)
        holder["ceiling_scope"] = int(policy.readings.get("RW08") == "district_only")
        holder["ceiling_input"] = int(policy.readings.get("RW09") == "own_net")
        holder["ceiling_way"] = int(policy.readings.get("RW10") == "prorata")
        holder["needs_higher"] = int(policy.readings.get("RW28") != "possible")
        for row in rules.table:
            if row["kind"] in (codes.PROJECT_GRANT, codes.MATCH):
                row["ceiling"] = holders[0] + 1


def relations_of(policies: Sequence[Policy], kind: str) -> list[tuple[Policy, Relation]]:
    """Rules between instruments of one kind, with their policies."""
    return [
        (policy, relation)
        for policy in policies
        for relation in policy.relations
        if relation.kind == kind
    ]


def endings(rules: Rules, calendar: Calendar) -> NDArray[np.int64]:
    """For each quarter the bits of the rules that end within a year, shape (quarters,).

    A rule that a next version follows does not end.

    Raises:
        ValueError: more rules than there are bits.
    """
    if len(rules.instruments) > MAX_RULES:
        raise ValueError(
            f"a scenario has at most {MAX_RULES} rules that pay, found {len(rules.instruments)}"
        )
    last: dict[str, int] = {}
    for rule in rules.instruments:
        base = version_base(rule.id)
        last[base] = max(last.get(base, 0), calendar.number(rule.valid_to))
    found = np.zeros(calendar.quarters, dtype=np.int64)
    for index, rule in enumerate(rules.instruments):
        end = calendar.number(rule.valid_to)
        if end == last[version_base(rule.id)]:
            found[max(0, end - 3) : max(0, end + 1)] |= 1 << index
    return found


def open_kinds(rules: Rules, calendar: Calendar) -> NDArray[np.int64]:
    """For each quarter the bits of the kinds under which claims are taken, shape (quarters,)."""
    found = np.zeros(calendar.quarters, dtype=np.int64)
    for row in rules.table.view(np.recarray):
        for now in range(calendar.quarters):
            if window_is_open(row, now):
                found[now] |= 1 << int(row.kind)
    return found


def pot_plans(scenario: Scenario, calendar: Calendar) -> tuple[PotPlan, ...]:
    """Pots in the order of their names."""
    plans = []
    readings = {pot.id: policy.readings for policy in scenario.policies for pot in policy.pots}
    for name in sorted(scenario.pots):
        pot = scenario.pots[name]
        money = pot.appropriation
        appropriation = int(money if isinstance(money, int) else money.value)
        plans.append(
            PotPlan(
                id=name,
                appropriation=appropriation if is_rationed(scenario) else AMPLE,
                from_quarter=4 * pot.from_year - calendar.first,
                to_quarter=4 * pot.to_year + 3 - calendar.first,
                settlement_quarters=tuple(sorted({q - 1 for q in pot.settlement_quarters})),
                overflow=OVERFLOWS[readings[name].get("RW22", pot.overflow)],
                carries=pot.unspent == "carried",
            )
        )
    return tuple(plans)
