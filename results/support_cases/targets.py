"""Targets, budgets and awards to districts: figures not given as inputs are those of our files."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from results.support_cases.case import Case, CaseError, Kind, missing
from results.support_cases.fields import Area, Count, GrowthBp, Yuan
from scenarios.errors import Problem
from scenarios.policy_schema import Target
from scenarios.quantities import Record
from scenarios.readings import validity
from sim.law.awards import award_due
from sim.law.grants import at_least
from sim.law.targets import (
    WHOLE_BP,
    growth_path,
    growth_target_met,
    missed_part,
    share_bp,
    workshops_met,
)

YEARLY_GROWTH = "percent a year"
RENOVATION, INDUSTRIAL = "reported_renovation", "reported_industrial"


# -- growth


class GrowthInputs(Record):
    """Inputs of a path: a base, or values by year of which the base year's counts (RW15)."""

    base: Yuan | None = None
    base_by_year: dict[str, Yuan] | None = None
    growth_bp_by_year: list[GrowthBp] | None = None


def growth(case: Case) -> dict[str, Any]:
    """The path; without rates, at the yearly rate of the target up to its year."""
    inputs = case.inputs
    if inputs.base is not None:
        base = inputs.base
    else:
        values = _by_year(case, "base_by_year", "or base")
        year = _base_year(case, "base")
        if year not in values:
            raise missing_year("base_by_year", year)
        base = values[year]
    rates = inputs.growth_bp_by_year
    if rates is None:
        target = _growth_target(case, "growth_bp_by_year")
        rates = [_bp(target)] * (target.year - _base_year(case, "growth_bp_by_year"))
    return {"path": growth_path(base, rates)}


def _growth_target(case: Case, instead_of: str) -> Target:
    """The yearly growth of renovation investment that the document aims at."""
    found = case.targets(measure=RENOVATION, unit=YEARLY_GROWTH)
    if len(found) != 1:
        raise missing(instead_of, "the document has no single target of yearly growth")
    return found[0]


def _base_year(case: Case, instead_of: str) -> int:
    """Year from which yearly growth counts (RW15)."""
    year = _read(case, "RW15")
    if year is None:
        raise missing(instead_of, "the document names no base year and leaves none open (RW15)")
    return int(year)


def _bp(target: Target) -> int:
    """A target in per cent, as basis points."""
    exact = Fraction(str(target.value)) * 100
    return int(exact)


def _by_year(case: Case, name: str, why: str = "") -> dict[int, int]:
    """Values by year; a year is a number of four digits."""
    stated = case.need(name, why)
    for year in stated:
        if not re.fullmatch(r"\d{4}", year):
            where = ("inputs", name, year)
            raise CaseError([Problem(where, "must be a year", year, True, at_key=True)])
    return {int(year): value for year, value in stated.items()}


def missing_year(name: str, year: int) -> CaseError:
    """The error of a year that is not among those given."""
    return CaseError([Problem(("inputs", name), f"has no value for {year}")])


# -- targets of the doubling plan


class CheckInputs(Record):
    """Inputs of a check; what a target is held against may be left out if it is not asked for."""

    renovation_investment: Yuan | None = None
    industrial_investment: Yuan | None = None
    renovation_by_year: dict[str, Yuan] | None = None
    workshops: Count | None = None
    factories: Count | None = None


FLOORS = ("level_ok", "total_ok", "share_ok", "growth_ok", "workshops_ok")


def check(case: Case) -> dict[str, Any]:
    """Which targets are met; and whether authorities do more because one is missed (RW16)."""
    inputs = case.inputs
    results: dict[str, Any] = {}
    if case.wants("level_ok", "share_bp", "share_ok"):
        case.need("renovation_investment")
    if case.wants("total_ok", "share_bp", "share_ok"):
        case.need("industrial_investment")
    if case.wants("growth_ok"):
        case.need("renovation_by_year")
    if case.wants("workshops_ok"):
        case.need("workshops")
    renovation, industrial = inputs.renovation_investment, inputs.industrial_investment
    if renovation is not None:
        results["level_ok"] = _reaches(case, renovation, _figure(case, RENOVATION, "yuan"))
    if industrial is not None:
        results["total_ok"] = _reaches(case, industrial, _figure(case, INDUSTRIAL, "yuan"))
    if renovation is not None and industrial is not None:
        floor = _bp(_figure(case, "reported_renovation_share", "percent"))
        results["share_bp"] = share_bp(renovation, industrial)
        results["share_ok"] = bool(
            at_least(renovation * WHOLE_BP, industrial * floor, _inclusive(case))
        )
    if inputs.renovation_by_year is not None:
        results["growth_ok"] = _grew(case)
    if inputs.workshops is not None or inputs.factories is not None:
        target = _figure(case, "smart_workshops", "projects")
        joint = _read(case, "RW25") == "joint_count"
        results["workshops_ok"] = workshops_met(
            case.need("workshops"), case.need("factories"), int(target.value or 0), joint
        )
    behind = not all(results.get(name, True) for name in FLOORS)
    results["behind"] = behind
    if renovation is not None:
        task = int(_figure(case, RENOVATION, "yuan").value or 0)
        pressed = _read(case, "RW16") == "effort_pressure"
        results["effort_raised"] = pressed and missed_part(renovation, task) > 0.0
    return results


def _grew(case: Case) -> bool:
    """Whether growth from the base year was what the target asks for."""
    target = _growth_target(case, "renovation_by_year")
    values, first = _by_year(case, "renovation_by_year"), _base_year(case, "base")
    for year in (first, target.year):
        if year not in values:
            raise missing_year("renovation_by_year", year)
    return growth_target_met(values, first, target.year, _bp(target))


def _reaches(case: Case, held: int, target: Target) -> bool:
    return bool(at_least(held, int(target.value or 0), _inclusive(case)))


def _figure(case: Case, measure: str, unit: str) -> Target:
    """The target of a measure in a unit."""
    return case.single(case.targets(measure=measure, unit=unit), f"target of {measure} in {unit}")


def _read(case: Case, switch: str) -> str | None:
    """How the document that holds the targets is read; None if it does not list the switch."""
    found = case.targets()
    policy = case.policy_of(found[0]) if found else case.policies[0]
    return policy.readings.get(switch)


def _inclusive(case: Case) -> int:
    return int(_read(case, "RW29") != "exclusive")


class SumInputs(Record):
    """Inputs of a sum over years; without them the targets of the years."""

    counts: list[Count] | None = None


def sum_of_years(case: Case) -> dict[str, Any]:
    """The yearly counts together."""
    counts = case.inputs.counts
    if counts is None:
        found = case.targets(type="T4")
        versions = {target.id.split("@")[0] for target in found if "@" in target.id}
        yearly = [target for target in found if target.id.split("@")[0] in versions]
        if not yearly:
            raise missing("counts", "the document has no targets by year")
        counts = [int(target.value or 0) for target in yearly]
    return {"sum": sum(counts)}


class AreaInputs(Record):
    """Inputs of a floor area for each of several areas."""

    areas: Count
    min_area_m2: Area | None = None


def whole_area(case: Case) -> dict[str, Any]:
    """The floor area of all areas."""
    each = case.inputs.min_area_m2
    if each is None:
        found = [target for target in case.targets() if target.unit.startswith("m2")]
        each = int(case.single(found, "target in m2").value or 0)
    return {"total_m2": case.inputs.areas * each}


# -- money of governments


class BudgetInputs(Record):
    """Inputs of a fund."""

    annual: Yuan | None = None
    of_which_former_fund: Yuan | None = None
    years: Count | None = None


def budget(case: Case) -> dict[str, Any]:
    """What is new in a year, and the money of all years."""
    inputs = case.inputs
    annual, former, years = inputs.annual, inputs.of_which_former_fund, inputs.years
    annual = _amount(case, "yearly") if annual is None else annual
    former = _amount(case, "former_fund") if former is None else former
    if years is None:
        first, last = validity(case.policies[0])
        years = round((last - first).days / 365.25)
    return {"net_new_per_year": annual - former, "total": annual * years}


class FloorsInputs(Record):
    """Inputs of the floors of district funds; how many areas there are is no figure of a policy."""

    districts: Count
    new_areas: Count = 0
    floor_district: Yuan | None = None
    floor_new_area: Yuan | None = None


def budget_floor(case: Case) -> dict[str, Any]:
    """The floors of all districts and new areas."""
    inputs = case.inputs
    of_district, of_area = inputs.floor_district, inputs.floor_new_area
    of_district = _amount(case, "district") if of_district is None else of_district
    of_area = _amount(case, "new_area") if of_area is None else of_area
    return {"total_floor": inputs.districts * of_district + inputs.new_areas * of_area}


def _amount(case: Case, title: str) -> int:
    """A sum that a budget of the case names (G3)."""
    found = [
        entry for rule in case.instruments("G3") for entry in rule.amounts if entry.title == title
    ]
    if len(found) != 1:
        message = f"names no budget with one amount called {title}"
        raise CaseError([Problem(("instrument",), message, case.instrument, True)])
    return found[0].amount


class GradesInputs(Record):
    """Inputs of awards to districts: how many of each grade."""

    excellent: Count = 0
    good: Count = 0
    passed: Count = 0
    failed: Count = 0


def awards_by_grade(case: Case) -> dict[str, Any]:
    """The awards of all districts."""
    awards = {entry.title: entry.amount for entry in case.only("G4").awards}
    return {
        "total": sum(
            getattr(case.inputs, grade) * int(award_due(awards[grade], True, 1_000_000))
            for grade in GradesInputs.model_fields
        )
    }


KINDS = (
    Kind("growth_path", GrowthInputs, ("path",), growth),
    Kind("target_check", CheckInputs, ("share_bp", *FLOORS, "behind", "effort_raised"), check),
    Kind("target_sum", SumInputs, ("sum",), sum_of_years),
    Kind("area_target", AreaInputs, ("total_m2",), whole_area),
    Kind("budget", BudgetInputs, ("net_new_per_year", "total"), budget),
    Kind("budget_floor", FloorsInputs, ("total_floor",), budget_floor),
    Kind("district_awards", GradesInputs, ("total",), awards_by_grade),
)  # fmt: skip
