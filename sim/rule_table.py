"""Instruments as rows that the law reads: dates as quarters, rates as millionths, lists as bits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.law import codes
from sim.law.arithmetic import PPM
from sim.rows import MAX_WAVES, RULE_TYPE
from sim.treasury import PotPlan, RuleTerms

if TYPE_CHECKING:
    from scenarios.policy_schema import Instrument
    from scenarios.scenario_schema import Scenario
    from sim.calendar import Calendar

KINDS = {
    "I1": codes.EX_POST,
    "I3": codes.STAGED,
    "F1": codes.INTEREST,
    "X1": codes.EXPENSING,
    "X2": codes.TAX_CREDIT,
}
BASES = {
    "renovation_spending": codes.BASE_RENOVATION,
    "smart_spending": codes.BASE_SMART,
    "fixed_investment": codes.BASE_FIXED,
    "loan_interest": codes.BASE_INTEREST,
    "equipment_price": codes.BASE_EQUIPMENT,
    "none": codes.BASE_NONE,
}
THRESHOLDS = {
    "base_amount": codes.ON_BASE,
    "planned_investment": codes.ON_PLANNED,
    "yearly_investment": codes.ON_YEARLY,
}
OVERFLOWS = {
    "prorata": codes.PRORATA,
    "first_come": codes.FIRST_COME,
    "ranking": codes.RANKING,
}
NO_CAP = 1_000_000_000_000


@dataclass(frozen=True)
class Rules:
    """Instruments with a row, in the order of their names, and the table."""

    instruments: tuple[Instrument, ...]
    table: NDArray[Any]


def parts_per_million(rate: float) -> int:
    """Rate as whole millionths.

    Raises:
        ValueError: the rate is not a whole number of millionths.
    """
    exact = Fraction(str(rate)) * PPM
    if exact.denominator != 1:
        raise ValueError(f"rate {rate} is not a whole number of millionths")
    return int(exact)


@dataclass(frozen=True)
class Wave:
    """Rules of one policy announced on one day: they become known together.

    Attributes:
        policy: id of the policy.
        announced: day of announcement.
        by_city: whether the city pays any of them, so that its outreach tells of them.
    """

    policy: str
    announced: dt.date
    by_city: bool


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
            if rule.kind in KINDS:
                payers.setdefault((rule.announced, policy.id), set()).add(rule.payer)
    if len(payers) > MAX_WAVES:
        raise ValueError(
            f"rules may be announced on at most {MAX_WAVES} occasions, found {len(payers)}"
        )
    return tuple(
        Wave(policy, announced, "city" in paid)
        for (announced, policy), paid in sorted(payers.items())
    )


def bits(chosen: list[str], among: tuple[str, ...]) -> int:
    """Bits of the chosen names; an empty list means all."""
    names = chosen or list(among)
    return sum(1 << among.index(name) for name in names)


def rule_table(scenario: Scenario, calendar: Calendar, waves: tuple[Wave, ...]) -> Rules:
    """Rows of `sim.rows.RULE` for the instruments that pay or change tax."""
    chosen = sorted(
        (rule for rule in scenario.instruments.values() if rule.kind in KINDS),
        key=lambda rule: rule.id,
    )
    numbers = {(wave.policy, wave.announced): index for index, wave in enumerate(waves)}
    wave_of = {
        rule.id: numbers[policy.id, rule.announced]
        for policy in scenario.policies
        for rule in policy.instruments
        if rule.kind in KINDS
    }
    pots = sorted(scenario.pots)
    groups = exclusion_groups(chosen)
    table = np.zeros(len(chosen), dtype=RULE_TYPE)
    for index, rule in enumerate(chosen):
        row = table[index]
        _fill_terms(row, rule, calendar)
        row["wave"] = wave_of[rule.id]
        row["exclusion"] = groups[rule.id]
        row["pot"] = pots.index(rule.pot) if rule.pot is not None else -1
        start = scenario.behaviour.parameters["expected_scaling"].value
        row["expected_ppm"] = int(start * PPM + 0.5)
    return Rules(tuple(chosen), table)


def _fill_terms(row: Any, rule: Instrument, calendar: Calendar) -> None:
    """The instrument's own terms."""
    row["kind"] = KINDS[rule.kind]
    row["base"] = BASES[rule.base]
    row["natures"] = bits(list(rule.eligibility.natures), codes.NATURES)
    row["directions"] = bits(list(rule.eligibility.directions), codes.DIRECTIONS)
    row["above_scale_only"] = int(rule.eligibility.above_scale_only)
    row["library_only"] = int(rule.eligibility.library_only)
    row["requires_filing"] = int(rule.eligibility.requires_filing)
    row["rate_ppm"] = parts_per_million(rule.rate)
    row["unit_limit"] = rule.unit_limit
    if rule.threshold is not None:
        row["threshold_on"] = THRESHOLDS[rule.threshold.quantity]
        row["threshold"] = rule.threshold.amount
    row["cap"] = rule.cap.amount if rule.cap is not None else NO_CAP
    row["announced"] = calendar.first_full(rule.announced)
    row["start"] = calendar.first_full(rule.valid_from)
    row["end"] = calendar.number(rule.valid_to)
    row["application_quarter"] = rule.timing.application_quarter - 1
    row["review"] = rule.timing.review_quarters
    row["payment"] = rule.timing.payment_quarters
    row["years"] = rule.timing.years


def exclusion_groups(rules: list[Instrument]) -> dict[str, int]:
    """Number the groups of mutually exclusive rules; 0 for rules that exclude nothing."""
    groups = {rule.id: {rule.id, *rule.exclusive_with} for rule in rules}
    for rule in rules:
        for other in rule.exclusive_with:
            groups.get(other, set()).add(rule.id)
    numbers: dict[str, int] = {}
    for rule in rules:
        if len(groups[rule.id]) > 1:
            known = [numbers[name] for name in groups[rule.id] if name in numbers]
            numbers[rule.id] = known[0] if known else len(set(numbers.values()) - {0}) + 1
        else:
            numbers[rule.id] = 0
    return numbers


def rule_terms(rules: Rules, scenario: Scenario) -> tuple[RuleTerms, ...]:
    """What the treasury needs of each rule."""
    pots = sorted(scenario.pots)
    return tuple(
        RuleTerms(
            id=rule.id,
            pot=pots.index(rule.pot) if rule.pot is not None else -1,
            review=rule.timing.review_quarters,
            payment=rule.timing.payment_quarters,
        )
        for rule in rules.instruments
    )


def pot_plans(scenario: Scenario, calendar: Calendar) -> tuple[PotPlan, ...]:
    """Pots in the order of their names."""
    plans = []
    for name in sorted(scenario.pots):
        pot = scenario.pots[name]
        money = pot.appropriation
        plans.append(
            PotPlan(
                id=name,
                appropriation=int(money if isinstance(money, int) else money.value),
                from_quarter=4 * pot.from_year - calendar.first,
                to_quarter=4 * pot.to_year + 3 - calendar.first,
                settlement_quarters=tuple(sorted({q - 1 for q in pot.settlement_quarters})),
                overflow=OVERFLOWS[pot.overflow],
                carries=pot.unspent == "carried",
            )
        )
    return tuple(plans)
