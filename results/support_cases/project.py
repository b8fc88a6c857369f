"""A project as a case states it: from inputs to the application that the law of grants reads.

A case states what it is about. What it leaves unsaid is taken as met: the applicant is one the
article addresses, the project is filed, the date falls in the years of the rule.
"""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Annotated, Literal, Protocol

from pydantic import Field

from results.support_cases.case import CaseError, rate_of
from results.support_cases.fields import Bp, Count, Day, Tonnes, Yuan, ppm
from scenarios.errors import Problem
from scenarios.quantities import Record
from sim.law import codes
from sim.law.application import ANY, BLANK_APPLICATION, Application
from sim.law.business import profit_tax
from sim.law.grants import applicant_qualifies, in_force, own_amount, project_qualifies
from sim.law.support import amount_due

Path = tuple[str | int, ...]
Size = Literal["micro", "small", "medium", "large"]


class ProjectFacts(Record):
    """What a case may say of a project and its applicant; all of it may be left out."""

    annual_investment: Yuan | None = None
    hard_cost: Yuan | None = None
    soft_cost: Yuan | None = None
    digital_cost: Yuan | None = None
    related_cost: Yuan | None = None
    equipment_cost: Yuan | None = None
    paid_elsewhere: Yuan = 0
    rate_bp: Bp | None = None
    evaluation_bp: Bp | None = None
    tax_rate_bp: Bp | None = None
    maturity_level: Annotated[int | None, Field(ge=1, le=5)] = None
    sector: str | None = None
    nature: Literal["renovation", "expansion", "greenfield"] | None = None
    applicant: (
        Literal["manufacturer", "platform", "provider", "organiser", "public_platform"] | None
    ) = None
    district: str | None = None
    size: Size | None = None
    revenue: Yuan | None = None
    above_scale: bool = True
    filed: bool = True
    already_chosen: bool = False
    draw: Count = 0
    applied_on: Day | None = None
    started_on: Day | None = None
    completed_on: Day | None = None
    is_key_energy_unit: bool | None = None
    annual_saving_tce: Tonnes | None = None
    annual_co2_cut_t: Tonnes | None = None
    unit_energy_at_national_benchmark: bool | None = None
    solid_waste_reuse: bool | None = None
    is_key_industry: bool | None = None
    life_years: Annotated[int | None, Field(ge=1, le=100)] = None


class AuditedProject(ProjectFacts):
    """A project with its audited total."""

    audited_cost: Yuan | None = None


class HasDistricts(Protocol):
    """What knows the numbers of districts."""

    @property
    def districts(self) -> list[str]:
        """Their names in order."""


def stated_row(row: SimpleNamespace, facts: ProjectFacts) -> SimpleNamespace:
    """A rule as the case asks about it: at the rate it gives, on the amounts it gives.

    A case states one planned and one audited amount. Where the article tests the very amount it
    pays on, the planned one is that amount before the audit.
    """
    if facts.rate_bp is not None:
        row = rate_of(row, ppm(facts.rate_bp))
    tests_base = row.threshold_on in (codes.ON_BASE, codes.ON_EQUIPMENT)
    if tests_base and facts.equipment_cost is None:
        row = copy.copy(row)
        row.threshold_on = codes.ON_PLANNED
    return row


def application(
    row: SimpleNamespace, facts: ProjectFacts, planned: int | None, place: HasDistricts,
    where: Path = ("inputs",),
) -> Application:  # fmt: skip
    """What is put forward under a rule.

    Args:
        row: the rule.
        facts: what the case states.
        planned: planned total; None for the audited one.
        place: the districts.
        where: of the facts, for faults.

    Raises:
        CaseError: the rule asks for something that the case does not state.
    """
    if row.tier_by == codes.BY_LEVEL and facts.maturity_level is None:
        message = "is missing; the article pays by maturity level (or give rate_bp)"
        raise CaseError([Problem((*where, "maturity_level"), message, at_key=True)])
    made = _who(row, facts, place)
    made = _amounts(made, facts, planned)
    made = _dates(row, made, facts, where)
    made = _energy(row, made, facts, where)
    evaluation = facts.evaluation_bp
    return made._replace(
        level=facts.maturity_level or 0,
        filed=int(facts.filed),
        already_chosen=int(facts.already_chosen),
        evaluation_ppm=made.evaluation_ppm if evaluation is None else ppm(evaluation),
        draw=facts.draw,
    )


def amount(row: SimpleNamespace, applied: Application) -> int:
    """Yuan that a rule pays on a project if it stands alone; rules by the year on its spending."""
    if row.kind == codes.PROJECT_GRANT:
        return int(own_amount(row, applied))
    qualifies = (
        in_force(row, applied)
        and applicant_qualifies(row, applied)
        and project_qualifies(row, applied)
    )
    if not qualifies:
        return 0
    return int(amount_due(row, applied.audited, applied.planned, applied.yearly))


def tax_on(row: SimpleNamespace, grant: int, tax_rate_bp: float | int) -> int:
    """Profit tax on a grant when it is received, if it is taxable (RW12)."""
    tax, _losses = profit_tax(0, 0, 0, 0, grant if row.taxable == 1 else 0, ppm(tax_rate_bp))
    return int(tax)


def _lowest(bits: int) -> int:
    """Number of the lowest bit that is set."""
    return (bits & -bits).bit_length() - 1


def _who(row: SimpleNamespace, facts: ProjectFacts, place: HasDistricts) -> Application:
    """Applicant and kind of project; what is not stated qualifies."""
    nature, size, sector = facts.nature, facts.size, facts.sector
    trades = row.trades
    if sector is not None:
        # A sector that is none of the traditional ones is no trade of the list.
        trades = 1 << codes.TRADES.index(sector) if sector in codes.TRADES else 0
    district = -1
    if facts.district is not None:
        known = [*place.districts, facts.district]
        district = known.index(facts.district)
    return BLANK_APPLICATION._replace(
        directions=ANY,
        nature=codes.NATURES.index(nature) if nature else _lowest(row.natures),
        size_class=codes.SIZE_CLASSES.index(size) if size else _lowest(row.sizes),
        trades=trades,
        applicant=(
            1 << codes.APPLICANTS.index(facts.applicant) if facts.applicant else row.applicants
        ),
        district=district,
        revenue=row.revenue_min if facts.revenue is None else facts.revenue,
        above_scale=int(facts.above_scale),
    )


def _amounts(made: Application, facts: ProjectFacts, planned: int | None) -> Application:
    """Costs; an audited part that is not stated is the whole."""
    soft = facts.soft_cost or 0
    audited = getattr(facts, "audited_cost", None)
    if audited is None and facts.hard_cost is not None:
        audited = facts.hard_cost + soft
    if audited is None:
        audited = planned or 0
    return made._replace(
        planned=audited if planned is None else planned,
        yearly=_or(facts.annual_investment, audited if planned is None else planned),
        audited=audited,
        hard=_or(facts.hard_cost, max(audited - soft, 0)),
        soft=soft,
        digital=_or(facts.digital_cost, audited),
        related=_or(facts.related_cost, audited),
        equipment=_or(facts.equipment_cost, audited),
        paid_elsewhere=facts.paid_elsewhere,
    )


def _or(stated: int | None, otherwise: int) -> int:
    return otherwise if stated is None else stated


def _dates(
    row: SimpleNamespace, made: Application, facts: ProjectFacts, where: Path
) -> Application:
    """The dates stated, of which the rule asks for one (RW21); without any, the first day."""
    days = (facts.applied_on, facts.started_on, facts.completed_on)
    if not any(days):
        return made._replace(applied=row.start, started=row.start, completed=row.start)
    if days[row.regime] is None:
        name = ("applied_on", "started_on", "completed_on")[row.regime]
        message = "is missing; under this reading it decides which rule holds (RW21)"
        raise CaseError([Problem((*where, name), message, at_key=True)])
    applied, started, completed = (0 if day is None else day.toordinal() for day in days)
    return made._replace(applied=applied, started=started, completed=completed)


def _energy(
    row: SimpleNamespace, made: Application, facts: ProjectFacts, where: Path
) -> Application:
    """Result of a green project; one of which nothing is said has reached it."""
    stated = (
        facts.is_key_energy_unit, facts.annual_saving_tce, facts.annual_co2_cut_t,
        facts.unit_energy_at_national_benchmark, facts.solid_waste_reuse, facts.is_key_industry,
    )  # fmt: skip
    if all(value is None for value in stated):
        return made._replace(key_unit=1, at_benchmark=1)
    unit, saving, cut, benchmark, waste, industry = (value or 0 for value in stated)
    if row.energy == 1 and row.co2_unit == codes.CO2_OVER_LIFE and cut and not facts.life_years:
        message = "is missing; under this reading tonnes count over the life (RW30)"
        raise CaseError([Problem((*where, "life_years"), message, at_key=True)])
    return made._replace(
        key_unit=int(unit),
        saving_tce=saving,  # type: ignore[arg-type]  # tonnes may be given in parts
        co2_cut=cut,  # type: ignore[arg-type]
        life=facts.life_years or 0,
        at_benchmark=int(benchmark),
        reuses_waste=int(waste),
        key_industry=int(industry),
    )
