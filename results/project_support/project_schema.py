"""What a file may say of a project: all of it but the planned total may be left out.

What is not stated is taken as each field's description says. Amounts are whole yuan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from scenarios.errors import Problem, RecordError
from scenarios.instrument_schema import (
    Applicant,
    Direction,
    Identifier,
    Money,
    Nature,
    Share,
    Size,
    Trade,
)
from scenarios.quantities import Record


def whole_millionths(share: float | int) -> float | int:
    """A share as it is, if the law can count it in millionths.

    Raises:
        ValueError: it has more than six decimals.
    """
    if (Fraction(str(share)) * 1_000_000).denominator != 1:
        raise ValueError("must have at most six decimals")
    return share


def _equipment() -> list[Direction]:
    return ["equipment"]


Rate = Annotated[Share, AfterValidator(whole_millionths)]
Planned = Annotated[int, Field(ge=1, le=1_000_000_000_000, json_schema_extra={"unit": "yuan"})]
SignedMoney = Annotated[
    int, Field(ge=-1_000_000_000_000, le=1_000_000_000_000, json_schema_extra={"unit": "yuan"})
]
Area = Annotated[int, Field(ge=0, le=100_000_000, json_schema_extra={"unit": "m2"})]
Tonnes = Annotated[float | int, Field(ge=0, le=1_000_000_000)]
Years = Annotated[int, Field(ge=1, le=100)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Title = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Supporter = Literal["municipal", "municipal_investment", "district", "province"]


class Energy(Record):
    """What a green project reaches (004 article 6); nothing where it is not stated."""

    key_energy_unit: Annotated[bool, Field(description="a key energy-using unit; default no")] = (
        False
    )
    saving_tce: Annotated[Tonnes, Field(description="coal equivalent saved a year; default 0")] = 0
    co2_cut_t: Annotated[Tonnes, Field(description="CO2 cut a year; default 0")] = 0
    at_national_benchmark: Annotated[
        bool, Field(description="reaches the national benchmark of unit energy; default no")
    ] = False
    waste_reuse: Annotated[bool, Field(description="reuses solid waste; default no")] = False
    key_industry: Annotated[bool, Field(description="of a key industry; default no")] = False
    life_years: Annotated[Years, Field(description="years of use (RW30); default 10")] = 10


class Supported(Record):
    """A part of the project that other public money pays already."""

    cost: Money
    by: Supporter


class Loan(Record):
    """The loan or lease of the project, repaid at its end."""

    principal: Money
    rate: Annotated[Rate | None, Field(description="yearly rate, 0.0345 for 3.45 %")] = None
    years: Annotated[Years | None, Field(description="years in which interest is paid")] = None
    already_supported: Annotated[
        bool, Field(description="its interest was subsidised before; default no")
    ] = False


class Land(Record):
    """New floor area on the firm's own industrial land."""

    new_floor_area_m2: Area
    price_per_m2: Annotated[Money, Field(description="market price, not to be transferred")]
    own_use: Annotated[
        bool, Field(description="own use agreed, neither sale nor lease; default yes")
    ] = True
    handover_m2: Annotated[Area, Field(description="part due for handover; default 0")] = 0
    kept_m2: Annotated[Area, Field(description="of that, part kept; default 0")] = 0
    use_unchanged: Annotated[bool, Field(description="industrial use kept; default yes")] = True
    plan_met: Annotated[bool, Field(description="within the plan; default yes")] = True
    procedure_followed: Annotated[bool, Field(description="legal procedure; default yes")] = True

    @model_validator(mode="after")
    def _parts(self) -> Land:
        problems = []
        if self.handover_m2 > self.new_floor_area_m2:
            problems.append(_above("handover_m2", "new_floor_area_m2", self.handover_m2))
        if self.kept_m2 > self.handover_m2:
            problems.append(_above("kept_m2", "handover_m2", self.kept_m2))
        if problems:
            raise RecordError(problems)
        return self


class TaxIncrease(Record):
    """Rise of tax over the year before completion, by year after completion and by level."""

    province: list[SignedMoney] = Field(default_factory=list)
    city: list[SignedMoney] = Field(default_factory=list)
    county: list[SignedMoney] = Field(default_factory=list)

    @model_validator(mode="after")
    def _same_years(self) -> TaxIncrease:
        lists = {name: getattr(self, name) for name in ("province", "city", "county")}
        longest = max(map(len, lists.values()))
        problems = [
            Problem((name,), f"must have {longest} entries, one a year, or none", len(rows), True)
            for name, rows in lists.items()
            if rows and len(rows) != longest
        ]
        if problems:
            raise RecordError(problems)
        return self


class Equity(Record):
    """A stake that a public fund is asked for."""

    existing: Annotated[Money, Field(description="equity of the firm before")]
    asked: Money


class Project(Record):
    """One project with its applicant; `planned_investment` alone must be stated."""

    title: Annotated[str | None, Field(description="for people; default none")] = None
    planned_investment: Annotated[Planned, Field(description="planned total, as filed")]
    # -- who and where
    applicant: Annotated[Applicant, Field(description="default manufacturer")] = "manufacturer"
    trade: Annotated[
        Trade | None, Field(description="one of the nine traditional trades; default none of them")
    ] = None
    city: Annotated[
        Identifier | None, Field(description="default that of the district, else not asked")
    ] = None
    district: Annotated[
        Identifier | None, Field(description="default none: nothing from a district")
    ] = None
    size: Annotated[Size, Field(description="size class; default medium")] = "medium"
    revenue: Annotated[Money, Field(description="a year; default the line above scale")] = (
        20_000_000
    )
    above_scale: Annotated[bool, Field(description="above-scale firm; default yes")] = True
    # -- what it is
    qualifies_as: Annotated[
        list[Direction], Field(description="directions it qualifies for; default [equipment]")
    ] = Field(default_factory=_equipment, min_length=1)
    nature: Annotated[Nature, Field(description="default renovation")] = "renovation"
    not_asked: Annotated[
        list[Identifier], Field(description="instruments not applied for; default none")
    ] = Field(default_factory=list)
    filed: Annotated[bool, Field(description="filed as the articles ask; default yes")] = True
    in_library: Annotated[bool, Field(description="a library project; default no")] = False
    already_chosen: Annotated[
        bool, Field(description="the firm took its one article this year (RW19); default no")
    ] = False
    evaluation: Annotated[
        Rate, Field(description="share of the ceiling that evaluation grants (RW02); default 1")
    ] = 1
    draw: Annotated[Count, Field(description="lot that breaks a tie (RW27); default 0")] = 0
    maturity_level: Annotated[
        int, Field(ge=0, le=5, description="smart-manufacturing level reached; default 0, none")
    ] = 0
    energy: Annotated[Energy, Field(description="energy results; default none")] = Energy()
    # -- what it costs
    audited_cost: Annotated[
        Money | None, Field(description="default hard_cost and soft_cost if stated, else planned")
    ] = None
    yearly_investment: Annotated[
        Money | None, Field(description="planned for the fullest year; default all of it")
    ] = None
    hard_cost: Annotated[
        Money | None, Field(description="equipment and works; default audited less soft_cost")
    ] = None
    soft_cost: Annotated[Money, Field(description="software, outsourced work; default 0")] = 0
    digital_cost: Annotated[
        Money | None,
        Field(description="digital change; default audited if smart, internet or digital, else 0"),
    ] = None
    related_cost: Annotated[
        Money | None, Field(description="what the article is about (RW24); default audited")
    ] = None
    equipment_cost: Annotated[
        Money | None,
        Field(description="new equipment; default its units, else audited less soft_cost"),
    ] = None
    already_supported: Annotated[
        list[Supported], Field(description="parts that other money pays; default none")
    ] = Field(default_factory=list)
    # -- dates
    applied: Annotated[dt.date | None, Field(description="day of application; or give --as-of")] = (
        None
    )
    started: Annotated[dt.date | None, Field(description="asked for under RW21 alone")] = None
    completed: Annotated[dt.date | None, Field(description="asked for under RW21 alone")] = None
    bought: Annotated[
        dt.date | None, Field(description="of the equipment; default completed, else applied")
    ] = None
    # -- money beside grants
    loan: Annotated[Loan | None, Field(description="default none")] = None
    interest_paid_by_year: Annotated[
        list[Money], Field(description="before other help; default by principal and rate")
    ] = Field(default_factory=list)
    other_interest_support_by_year: Annotated[
        list[Money], Field(description="what others pay of it (RW23); default none")
    ] = Field(default_factory=list)
    equipment_units: Annotated[
        list[list[Money]], Field(description="[price without VAT, number] of units; default none")
    ] = Field(default_factory=list)
    special_equipment_cost: Annotated[
        Money, Field(description="listed for environment, energy, safety; default 0")
    ] = 0
    discount_rate: Annotated[Share, Field(description="a year; default 0.08")] = 0.08
    profit_tax_rate: Annotated[Rate, Field(description="default 0.25")] = 0.25
    vat_rate: Annotated[Rate, Field(description="on equipment (RW17); default 0.13")] = 0.13
    depreciation_years: Annotated[Years, Field(description="straight line; default 10")] = 10
    salvage_share: Annotated[Share, Field(description="left at the end; default 0")] = 0
    first_profitable_year: Annotated[Years, Field(description="default 1")] = 1
    titles: Annotated[list[Title], Field(description="newly recognised; default none")] = Field(
        default_factory=list
    )
    already_awarded: Annotated[
        list[Title], Field(description="titles awarded before; default none")
    ] = Field(default_factory=list)
    land: Annotated[Land | None, Field(description="default none")] = None
    tax_increase: Annotated[TaxIncrease | None, Field(description="default none")] = None
    equity: Annotated[Equity | None, Field(description="default none")] = None

    @model_validator(mode="after")
    def _whole(self) -> Project:
        problems = [*self._dates(), *self._parts(), *self._units(), *self._interest()]
        if problems:
            raise RecordError(problems)
        return self

    def _dates(self) -> Iterator[Problem]:
        """The days must follow each other."""
        days = [(name, getattr(self, name)) for name in ("started", "completed", "applied")]
        stated = [(name, day) for name, day in days if day is not None]
        for (before, first), (name, day) in pairwise(stated):
            if day < first:
                yield Problem((name,), f"lies before {before} ({first})", day, True)

    def _parts(self) -> Iterator[Problem]:
        """Parts of the cost must not be above the whole."""
        if self.audited_cost is None:
            return
        if (self.hard_cost or 0) + self.soft_cost > self.audited_cost:
            name = "soft_cost" if self.hard_cost is None else "hard_cost"
            message = f"hard and soft cost together are above audited_cost ({self.audited_cost:,})"
            yield Problem((name,), message, getattr(self, name), True)
        for name in ("digital_cost", "related_cost", "equipment_cost"):
            value = getattr(self, name)
            if value is not None and value > self.audited_cost:
                yield _above(name, "audited_cost", value)

    def _units(self) -> Iterator[Problem]:
        """Each entry of the equipment is a price and a number."""
        for number, unit in enumerate(self.equipment_units):
            if len(unit) != 2:
                message = "must be a pair: price of a unit, number of units"
                yield Problem(("equipment_units", number), message)

    def _interest(self) -> Iterator[Problem]:
        """Interest is stated, or follows from a loan whose terms are stated."""
        years = len(self.interest_paid_by_year)
        if self.loan is not None and not self.interest_paid_by_year:
            years = self.loan.years or 0
            for name in ("rate", "years"):
                if getattr(self.loan, name) is None:
                    message = "is missing; or state interest_paid_by_year"
                    yield Problem(("loan", name), message, at_key=True)
        if len(self.other_interest_support_by_year) > years:
            message = f"must have at most {years} entries, as many as years with interest"
            name = "other_interest_support_by_year"
            yield Problem((name,), message, len(self.other_interest_support_by_year), True)


class ProjectTable(Record):
    """Several projects."""

    projects: Annotated[list[Project], Field(min_length=1)]


def _above(name: str, other: str, value: int) -> Problem:
    return Problem((name,), f"must not be above {other}", value, True)
