"""The steps by which a grant on a project is reckoned, each with its figures (catalogue D.2).

Every test is put to the law itself: a rule with all its other conditions taken off is asked whether
the project passes, so that no condition is written down a second time here.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from results.project_support.location import Location, area, reaches
from results.project_support.reckoning import Rule
from scenarios.instrument_schema import number
from sim.law import codes
from sim.law.application import Application
from sim.law.codes import NO_LIMIT
from sim.law.grants import (
    accepted_cost,
    accepted_soft,
    applicant_qualifies,
    at_least,
    in_force,
    own_amount,
    project_qualifies,
    reaches_threshold,
    tier_rate,
)
from sim.law.support import amount_due
from sim.rule_row import EVERYWHERE

# Conditions on applicant and project, each with the value that takes it off.
APPLICANT = {
    "applicants": EVERYWHERE, "trades": 0, "districts": EVERYWHERE, "sizes": EVERYWHERE,
    "revenue_min": 0, "above_scale_only": 0, "once_a_year": 0,
}  # fmt: skip
PROJECT = {
    "natures": EVERYWHERE, "directions": EVERYWHERE, "library_only": 0, "energy": 0,
    "requires_filing": 0,
}  # fmt: skip
STEP_OF = {
    "applicants": "applicant", "trades": "trade", "districts": "district", "sizes": "size",
    "revenue_min": "revenue", "above_scale_only": "above_scale", "once_a_year": "class_taken",
    "natures": "nature", "directions": "direction", "library_only": "library",
    "energy": "energy", "requires_filing": "filing",
}  # fmt: skip
DATES = ("applied", "started", "completed")
HELD = {
    codes.ON_BASE: "base", codes.ON_PLANNED: "planned", codes.ON_YEARLY: "yearly",
    codes.ON_AUDITED: "audited", codes.ON_EQUIPMENT: "equipment",
}  # fmt: skip
BASES = {
    codes.BASE_HARD_AND_SOFT: "hard_and_soft", codes.BASE_DIGITAL: "digital",
    codes.BASE_NEW_EQUIPMENT: "equipment", codes.BASE_SMART: "digital",
    codes.BASE_EQUIPMENT_AND_SOFTWARE: "equipment_and_software",
    codes.BASE_FIXED: "planned",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step: its name, whether the project passes it, and the figures it rests on."""

    name: str
    holds: bool
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """The project as every step sees it.

    Attributes:
        facts: what it states, by the step that asks for it.
        by: what the day is of, where one day stands for all dates.
    """

    application: Application
    location: Location
    facts: Mapping[str, Any]
    by: str | None = None


def place_step(rule: Rule, location: Location) -> Step:
    """Whether the document holds where the project stands."""
    reach = rule.policy.document.reaches
    facts = {"reaches": area(reach), "place": {k: v for k, v in location.parts.items() if v}}
    return Step("place", reaches(reach, location), facts)


def dates_step(row: SimpleNamespace, subject: Subject) -> Step:
    """Whether the rule is in force on the date that decides (RW21)."""
    name, application = DATES[row.regime], subject.application
    facts = {
        "date": day(getattr(application, name)), "by": subject.by or name, "from": day(row.start),
        "to": day(row.end),
    }  # fmt: skip
    return Step("in_force", bool(in_force(row, application)), facts)


def gates(rule: Rule, subject: Subject) -> Iterator[Step]:
    """Dates, applicant, kind of project, filing: what must hold before any amount matters."""
    row = rule.row
    assert row is not None
    yield dates_step(row, subject)
    yield place_step(rule, subject.location)
    unasked = _unasked(rule)
    for term, off in {**APPLICANT, **PROJECT}.items():
        if getattr(row, term) == off or term in unasked:
            continue
        asked = only(row, term)
        ask = applicant_qualifies if term in APPLICANT else project_qualifies
        holds = bool(ask(asked, subject.application))
        name = STEP_OF[term]
        if term == "districts" and _is_elsewhere(rule, subject):
            name = "city"
        yield Step(name, holds, _condition(name, term, rule, subject))


def _is_elsewhere(rule: Rule, subject: Subject) -> bool:
    """Whether a rule is for some cities, and the project's is none of them."""
    cities = rule.instrument.eligibility.cities
    return bool(cities) and subject.location.city not in cities


def _unasked(rule: Rule) -> set[str]:
    """Conditions without substance: an empty list means all; tax law asks no applicant's kind."""
    who = rule.instrument.eligibility
    empty = {name for name in ("sizes", "directions") if not getattr(who, name)}
    return empty | {"applicants"} if rule.instrument.kind in ("X1", "X2") else empty


def only(row: SimpleNamespace, term: str) -> SimpleNamespace:
    """A rule with one condition on applicant and project left."""
    asked = copy.copy(row)
    for other, off in {**APPLICANT, **PROJECT}.items():
        if other != term:
            setattr(asked, other, off)
    return asked


def uncapped(row: SimpleNamespace) -> SimpleNamespace:
    """A rule without its cap and without scaling."""
    asked = copy.copy(row)
    asked.cap, asked.scaled = 1 << 60, 0
    return asked


def threshold_step(row: SimpleNamespace, application: Application, base: int) -> Iterator[Step]:
    """The amount held against the threshold, if there is one (RW01, RW29)."""
    if row.threshold_on == codes.NO_THRESHOLD:
        return
    quantity = HELD[row.threshold_on]
    if row.kind == codes.PROJECT_GRANT:
        holds = bool(reaches_threshold(row, application))
        held = getattr(application, "planned" if quantity == "base" else quantity)
    else:
        held = base if quantity == "base" else getattr(application, quantity)
        holds = bool(at_least(held, row.threshold, row.inclusive))
    facts = {
        "quantity": quantity, "held": held, "asked": row.threshold,
        "inclusive": row.inclusive == 1,
    }  # fmt: skip
    yield Step("threshold", holds, facts)


def project_amounts(row: SimpleNamespace, application: Application) -> Iterator[Step]:
    """Accepted cost, rate or tier, cap, evaluation of a grant on a project."""
    cost = int(accepted_cost(row, application))
    yield Step("cost", cost > 0, _cost_facts(row, application, cost))
    rate = int(tier_rate(row, cost, application.level))
    amount = int(own_amount(uncapped(row), application))
    facts: dict[str, Any] = {"rate_ppm": rate, "cost": cost, "amount": amount}
    facts |= _tier_facts(row, application, cost)
    if row.rest_above > 0 and cost > row.rest_above:
        facts |= {"rest_above": row.rest_above, "rest_ppm": row.rest_ppm}
    yield Step("rate", rate > 0, facts)
    if row.cap < NO_LIMIT:
        capped = copy.copy(row)
        capped.scaled = 0
        held = int(own_amount(capped, application))
        yield Step("cap", True, {"cap": row.cap, "amount": held, "cuts": held < amount})
    if row.scaled == 1:
        facts = {"share_ppm": application.evaluation_ppm}
        yield Step("evaluation", True, facts | {"amount": int(own_amount(row, application))})


def spending_amounts(row: SimpleNamespace, application: Application, base: int) -> Iterator[Step]:
    """Base, rate, cap of a rule on spending."""
    facts: dict[str, Any] = {"base": BASES.get(row.base, "audited"), "cost": base}
    if row.kind == codes.EX_POST:
        facts["as_one_year"] = True  # how the spending fell on years is not asked
    yield Step("cost", base > 0, facts)
    amount = int(amount_due(uncapped(row), base, application.planned, application.yearly))
    yield Step("rate", row.rate_ppm > 0, {"rate_ppm": row.rate_ppm, "cost": base, "amount": amount})
    if row.cap < NO_LIMIT:
        held = int(amount_due(row, base, application.planned, application.yearly))
        yield Step("cap", True, {"cap": row.cap, "amount": held, "cuts": held < amount})


def day(ordinal: int) -> dt.date | None:
    """A day by its number; None for a date that is not stated."""
    return dt.date.fromordinal(ordinal) if ordinal > 0 else None


def _cost_facts(row: SimpleNamespace, application: Application, cost: int) -> dict[str, Any]:
    """What the accepted cost was made of."""
    base = BASES.get(row.base, "related" if row.related_only == 1 else "audited")
    facts: dict[str, Any] = {"base": base, "cost": cost}
    if base == "hard_and_soft":
        soft = int(accepted_soft(row, application.hard, application.soft))
        facts |= {"hard": application.hard, "soft": application.soft, "soft_accepted": soft,
                  "soft_share_ppm": row.soft_share_ppm}  # fmt: skip
    if application.paid_elsewhere > 0:
        facts["paid_elsewhere"] = application.paid_elsewhere
    return facts


def _tier_facts(row: SimpleNamespace, application: Application, cost: int) -> dict[str, Any]:
    """Which tier was reached; by level or by amount."""
    if row.tier_by == codes.FLAT:
        return {}
    by_level = row.tier_by == codes.BY_LEVEL
    held = application.level if by_level else cost
    steps = list(zip(row.step_from, row.step_ppm, strict=True))[: row.steps]
    return {
        "tier_by": "level" if by_level else "amount",
        "held": held,
        "tiers": [{"at_least": low, "rate_ppm": rate} for low, rate in steps],
    }


def _condition(name: str, term: str, rule: Rule, subject: Subject) -> dict[str, Any]:
    """What a condition asks for, and what the project has."""
    who, energy = rule.instrument.eligibility, rule.instrument.energy
    asked: Any = {
        "applicants": who.applicants or ["manufacturer"],
        "trades": who.trades,
        "districts": who.districts,
        "sizes": who.sizes,
        "revenue_min": who.revenue_min,
        "natures": who.natures,
        "directions": who.directions,
    }.get(term, True)
    if term == "energy" and energy is not None:
        asked = {
            "saving_tce": number(energy.saving_tce), "co2_cut_t": number(energy.co2_cut_t),
            "co2_unit": ("tonnes_of_co2", "tonnes_of_carbon", "total_over_life")[rule.row.co2_unit]
            if rule.row else None,
        }  # fmt: skip
    if name == "city":
        asked = who.cities
    return {"asked": asked, "held": subject.facts[name]}
