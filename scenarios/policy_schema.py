"""What a policy file may say: document, instruments, rules between them, pots, targets, clauses.

One file per policy document; outside operating rules stand in files of their own and carry a
grade. Every row of the register (`register.csv`) stands in the file of its document.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.errors import Problem, RecordError
from scenarios.instrument_schema import (
    ClauseId,
    Identifier,
    Instrument,
    Money,
    Payer,
    Share,
)
from scenarios.instrument_terms import RelationKind
from scenarios.quantities import AssumedLever, Citation, Label, Record

MoneyLever = Money | AssumedLever

# What a rule between instruments must and may state beside the instruments it is about.
RELATION_TERMS: dict[str, tuple[str, ...]] = {
    "Q1": ("among", "bars"),
    "Q2": ("among",),
    "Q3": ("among",),
    "Q4": ("among", "ceiling"),
    "Q5": (),
    "Q6": ("ends",),
    "Q7": ("among",),
}


class Ended(Record):
    """What a repeal ends: items of an older document, from the day the repealing one begins."""

    document: Annotated[str, Field(min_length=1)]
    articles: list[str] = []


class Relation(Record):
    """A rule between instruments.

    Q1 non-duplication, Q2 mutual exclusion, Q3 permission to stack, Q4 ceiling on the sum, Q5
    validity, Q6 repeal, Q7 division between city and district.
    """

    id: Identifier
    kind: RelationKind
    label: Label
    clauses: Annotated[list[ClauseId], Field(min_length=1)]
    cites: Annotated[list[Citation], Field(min_length=1)]
    among: list[Identifier] = []
    bars: list[Literal["municipal_fund", "municipal_investment", "district"]] = []
    ceiling: Annotated[Share | None, Field(description="share of the firm's input")] = None
    ends: Ended | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Relation:
        read = RELATION_TERMS[self.kind]
        problems = []
        for name in ("among", "bars", "ceiling", "ends"):
            stated = name in self.model_fields_set
            if stated and name not in read:
                message = f"kind {self.kind} does not read this"
                allowed = ", ".join(read) or "nothing"
                problems.append(Problem((name,), message, allowed=allowed, at_key=True))
            elif name in read and not getattr(self, name):
                message = f"is missing; kind {self.kind} needs it"
                problems.append(Problem((name,), message, at_key=True))
        if problems:
            raise RecordError(problems)
        return self


class Pot(Record):
    """A yearly appropriation. The event that uses a year's money is the approval."""

    id: Identifier
    label: Label
    payer: Payer
    appropriation: MoneyLever
    from_year: Annotated[int, Field(ge=2000, le=2100)]
    to_year: Annotated[int, Field(ge=2000, le=2100)]
    settlement_quarters: Annotated[
        list[Annotated[int, Field(ge=1, le=4)]],
        Field(min_length=1, description="quarters of the year in which claims are decided"),
    ]
    overflow: Literal["prorata", "first_come", "ranking"]
    unspent: Literal["lapses", "carried"]
    clauses: list[ClauseId] = []
    cites: Annotated[list[Citation], Field(min_length=1)]

    @model_validator(mode="after")
    def _years(self) -> Pot:
        if self.to_year < self.from_year:
            raise ValueError(f"to_year {self.to_year} lies before from_year {self.from_year}")
        return self


class Target(Record):
    """What a government plans to reach: never an outcome."""

    id: Identifier
    label: Label
    type: Literal["T1", "T2", "T3", "T4", "T5"]
    measure: Annotated[str | None, Field(description="simulated measure, or none if unmodelled")]
    year: Annotated[int, Field(ge=1990, le=2100)]
    value: float | int | None
    unit: str
    cites: Annotated[list[Citation], Field(min_length=1)]
    note: str | None = None


class ClauseWithoutEffect(Record):
    """A clause that is recorded but moves nothing in the model, and why."""

    id: Identifier
    kind: Annotated[str, Field(pattern=r"^[A-Z][0-9](, [A-Z][0-9])*$")]
    reading: str
    reason: str


class Reach(Record):
    """Where a document holds: in a province, a city, a district; not in the cities excepted."""

    province: Identifier | None = None
    city: Identifier | None = None
    district: Identifier | None = None
    without: list[Identifier] = []


class Document(Record):
    """The head of a policy file."""

    key: Annotated[str, Field(pattern=r"^(00[0-4]|B\.[A-Za-z0-9_.-]+|national)$")]
    number: str
    issuer: str
    signed: dt.date | None = None
    published: dt.date | None = None
    valid_from: dt.date
    valid_to: dt.date
    reaches: Reach = Reach()
    status: Literal["seed", "outside"]
    grade: Literal["A", "B", "C"] | None = None

    @model_validator(mode="after")
    def _graded(self) -> Document:
        if self.status == "outside" and self.grade is None:
            raise ValueError("an outside rule needs its grade (A, B or C)")
        if self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} lies before {self.valid_from}")
        return self


class Policy(Record):
    """One policy document as data."""

    id: Identifier
    title: Label
    document: Document
    readings: dict[str, str] = {}
    instruments: list[Instrument] = []
    relations: list[Relation] = []
    pots: list[Pot] = []
    targets: list[Target] = []
    without_effect: list[ClauseWithoutEffect] = []


__all__ = [
    "ClauseWithoutEffect", "Document", "Ended", "Identifier", "Instrument", "Money", "Policy",
    "Pot", "Reach", "Relation", "Target",
]  # fmt: skip
