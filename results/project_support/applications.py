"""From a project to the application that the law of grants reads, at its size or at another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import cast

from results.project_support.location import Atlas, Location
from results.project_support.project_schema import Project
from scenarios.policy_schema import Policy
from sim.law import codes
from sim.law.application import Application
from sim.law.duplication import counted_cost, is_barred
from sim.rule_row import parts_per_million

DIGITAL = {"smart", "internet", "digital_traditional"}
# Whose money bars a second one where no loaded document says so: what 001 article 35 names.
BARS = ("municipal_fund", "municipal_investment")
BITS = {
    "municipal_fund": 1 << codes.CITY_FUND,
    "municipal_investment": 1 << codes.CITY_INVESTMENT,
    "district": 1 << codes.DISTRICT_MONEY,
}


def districts_of(atlas: Atlas, location: Location) -> list[str]:
    """Names of districts in the order that rows count them, with the project's own at the end."""
    own = location.district
    return [*sorted(atlas.named - {own}), own or "none"]


def application_of(
    project: Project, policies: Sequence[Policy], districts: Sequence[str]
) -> Application:
    """What a project puts forward.

    Args:
        project: with its day of application.
        policies: with their readings; rules against double support are among them.
        districts: see `districts_of`; the project's own stands last.
    """
    made = _amounts(project, policies)
    energy = project.energy
    return made._replace(
        directions=_bits(project.qualifies_as, codes.DIRECTIONS),
        nature=codes.NATURES.index(project.nature),
        level=project.maturity_level,
        key_unit=int(energy.key_energy_unit),
        saving_tce=cast(int, energy.saving_tce),  # tonnes may be given in parts
        co2_cut=cast(int, energy.co2_cut_t),
        at_benchmark=int(energy.at_national_benchmark),
        life=energy.life_years,
        reuses_waste=int(energy.waste_reuse),
        key_industry=int(energy.key_industry),
        applicant=1 << codes.APPLICANTS.index(project.applicant),
        trades=0 if project.trade is None else 1 << codes.TRADES.index(project.trade),
        district=len(districts) - 1,
        size_class=codes.SIZE_CLASSES.index(project.size),
        revenue=project.revenue,
        above_scale=int(project.above_scale),
        filed=int(project.filed),
        in_library=int(project.in_library),
        already_chosen=int(project.already_chosen),
        applied=_day(project.applied),
        started=_day(project.started),
        completed=_day(project.completed),
        evaluation_ppm=parts_per_million(project.evaluation),
        draw=project.draw,
    )


def dated(application: Application, day: dt.date) -> Application:
    """The same on another day, whichever date decides."""
    number = day.toordinal()
    return application._replace(applied=number, started=number, completed=number)


def bought_on(project: Project) -> dt.date:
    """Day on which the equipment was bought."""
    day = project.bought or project.completed or project.applied
    assert day is not None
    return day


def scaled(application: Application, planned: int) -> Application:
    """The same project of another planned total, every cost in proportion.

    Hard and soft cost add up to what their sum would be, so that no yuan is lost between them.
    """
    whole = application.planned

    def part(cost: int) -> int:
        return cost * planned // whole

    both = application.hard + application.soft
    total = part(both)
    soft = total * application.soft // both if both else 0
    return application._replace(
        planned=planned,
        yearly=part(application.yearly),
        audited=part(application.audited),
        hard=total - soft,
        soft=soft,
        digital=part(application.digital),
        related=part(application.related),
        equipment=part(application.equipment),
        paid_elsewhere=part(application.paid_elsewhere),
    )


def bars_of(policies: Sequence[Policy]) -> int:
    """Whose money bars a second one, as bits."""
    relations = [row for policy in policies for row in policy.relations if row.kind == "Q1"]
    names: set[str] = {name for row in relations for name in row.bars} or set(BARS)
    return sum(BITS[name] for name in names)


def paid_elsewhere(project: Project, policies: Sequence[Policy], audited: int) -> int:
    """Cost that other money pays and that is therefore left out (001.35).

    Item by item, or the whole project once any of it is barred (RW11).
    """
    bars = bars_of(policies)
    whole = any(policy.readings.get("RW11") == "project" for policy in policies)
    left_out = 0
    for item in project.already_supported:
        supporter = codes.SUPPORTERS.index(item.by)
        if whole and is_barred(supporter, bars):
            return audited
        left_out += item.cost - counted_cost(item.cost, supporter, bars)
    return left_out


def _amounts(project: Project, policies: Sequence[Policy]) -> Application:
    """Costs, and what is not stated of them."""
    planned, soft = project.planned_investment, project.soft_cost
    audited = project.audited_cost
    if audited is None:
        audited = planned if project.hard_cost is None else project.hard_cost + soft
    units = sum(price * number for price, number in project.equipment_units)
    is_digital = bool(DIGITAL & set(project.qualifies_as))
    return Application(
        planned=planned,
        yearly=_or(project.yearly_investment, planned),
        audited=audited,
        hard=_or(project.hard_cost, max(audited - soft, 0)),
        soft=soft,
        digital=_or(project.digital_cost, audited if is_digital else 0),
        related=_or(project.related_cost, audited),
        equipment=_or(project.equipment_cost, units or max(audited - soft, 0)),
        paid_elsewhere=paid_elsewhere(project, policies, audited),
    )


def _or(stated: int | None, otherwise: int) -> int:
    return otherwise if stated is None else stated


def _day(day: dt.date | None) -> int:
    return 0 if day is None else day.toordinal()


def _bits(chosen: Iterable[str], among: Sequence[str]) -> int:
    return sum(1 << among.index(name) for name in set(chosen))
