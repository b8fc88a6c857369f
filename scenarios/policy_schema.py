"""What a policy file may say: instruments, pots, targets and the clauses without effect.

One file per policy document; outside operating rules stand in files of their own and carry a
grade. A programme is data; a kind of instrument (`KIND_CODES`) is code in `sim/law/support.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from scenarios.errors import Problem, RecordError
from scenarios.quantities import AssumedLever, Citation, Label, Record

# A trailing @YYYY tells versions of one instrument apart.
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*(@\d{4})?$")]
Direction = Literal[
    "equipment", "smart", "internet", "digital_traditional", "green", "service", "safety"
]
Nature = Literal["renovation", "expansion", "greenfield"]
KINDS_WITH_EFFECT = (
    "I1", "I3", "F1", "X1", "X2", "X3", "S2", "S3", "S4", "G1", "G2", "L6",
)  # fmt: skip
Kind = Literal["I1", "I3", "F1", "X1", "X2", "X3", "S2", "S3", "S4", "G1", "G2", "L6"]

# What the law reads of an instrument, by kind. A field that a kind does not read is refused: a
# setting without effect is a mistake, not a wish.
_PAID = (
    "eligibility.above_scale_only", "eligibility.requires_filing", "base", "rate", "threshold",
    "cap", "pot", "exclusive_with", "timing.mode", "timing.review_quarters",
    "timing.payment_quarters",
)  # fmt: skip
_TAX = ("eligibility.natures", "eligibility.directions", "base", "timing.mode")
FIELDS_READ: dict[str, tuple[str, ...]] = {
    "I1": (*_PAID, "timing.application_quarter"),
    "F1": (*_PAID, "timing.application_quarter", "timing.years"),
    "I3": (*_PAID, "eligibility.natures", "eligibility.directions", "eligibility.library_only",
           "timing.years"),
    "X1": (*_TAX, "unit_limit"),
    "X2": (*_TAX, "rate"),
    "S3": ("intensity", "threshold"),
    **dict.fromkeys(("X3", "S2", "S4", "G1", "G2", "L6"), ("intensity",)),
}  # fmt: skip
# What an instrument must state: a line left out is a fault, not a silent zero.
_EX_POST = ("timing.application_quarter", "timing.review_quarters", "timing.payment_quarters")
FIELDS_NEEDED: dict[str, tuple[str, ...]] = {
    "I1": ("rate", "base", "pot", "timing.mode", *_EX_POST),
    "F1": ("rate", "base", "pot", "timing.mode", "timing.years", *_EX_POST),
    "I3": ("rate", "base", "pot", "timing.mode", "timing.years", *_EX_POST[1:]),
    "X1": ("unit_limit",),
    "X2": ("rate",),
    **dict.fromkeys(("X3", "S2", "S3", "S4", "G1", "G2", "L6"), ("intensity",)),
}
# The one value that a kind works with; others belong to kinds to come.
FIXED_TERMS: dict[str, dict[str, tuple[str, ...]]] = {
    "I1": {"timing.mode": ("ex_post_year",), "cap.scope": ("firm_year",),
           "threshold.quantity": ("base_amount",),
           "base": ("renovation_spending", "smart_spending")},
    "F1": {"timing.mode": ("ex_post_year",), "cap.scope": ("firm_year",),
           "threshold.quantity": ("base_amount",), "base": ("loan_interest",)},
    "I3": {"timing.mode": ("staged",), "cap.scope": ("project",), "base": ("fixed_investment",)},
    "S3": {"threshold.quantity": ("planned_investment",)},
    "X1": {"base": ("equipment_price",), "timing.mode": ("tax",)},
    "X2": {"base": ("equipment_price",), "timing.mode": ("tax",)},
}  # fmt: skip
_TERMS = (
    "eligibility", "base", "rate", "intensity", "unit_limit", "threshold", "cap", "pot", "timing",
    "exclusive_with",
)  # fmt: skip

Share = Annotated[float | int, Field(ge=0, le=1)]
Money = Annotated[int, Field(ge=0, le=1_000_000_000_000, json_schema_extra={"unit": "yuan"})]
MoneyLever = Money | AssumedLever


class Eligibility(Record):
    """Who and what qualifies. An empty list means no restriction."""

    directions: list[Direction] = []
    natures: list[Nature] = ["renovation"]
    above_scale_only: bool = False
    library_only: bool = False
    requires_filing: bool = False


class Threshold(Record):
    """The smallest amount that qualifies; the amount itself qualifies (RW29)."""

    quantity: Literal["base_amount", "planned_investment", "yearly_investment"]
    amount: Money
    or_yearly: Annotated[
        Money | None, Field(description="or so much in one year (library of major projects)")
    ] = None


class Cap(Record):
    """The most that is paid, and for what."""

    amount: Money
    scope: Literal["firm_year", "project"]


class Timing(Record):
    """When a claim may be made and when money moves.

    Claims are made in `application_quarter` on the base of the year before (ex_post_year), or
    on the spending of the current quarter (staged). The pot decides `review_quarters` later,
    money arrives `payment_quarters` after that.
    """

    mode: Literal["ex_post_year", "staged", "tax", "none"] = "none"
    application_quarter: Annotated[int, Field(ge=1, le=4)] = 2
    review_quarters: Annotated[int, Field(ge=0, le=8)] = 0
    payment_quarters: Annotated[int, Field(ge=0, le=8)] = 0
    years: Annotated[int, Field(ge=1, le=10)] = 1


class Instrument(Record):
    """One instrument of a policy: typed, cited, switchable on its own."""

    id: Identifier
    kind: Kind
    label: Label
    cites: Annotated[list[Citation], Field(min_length=1)]
    group: Identifier
    payer: Literal["city", "district", "province", "state"]
    announced: dt.date
    valid_from: dt.date
    valid_to: dt.date
    eligibility: Eligibility = Eligibility()
    base: (
        Literal[
            "renovation_spending", "smart_spending", "fixed_investment", "loan_interest",
            "equipment_price", "none",
        ]
    ) = "none"  # fmt: skip
    rate: Annotated[Share, Field(description="share of the base that is paid")] = 0
    intensity: Annotated[
        Share, Field(description="strength of a service or rule without a money figure")
    ] = 1
    unit_limit: Money = 0
    threshold: Threshold | None = None
    cap: Cap | None = None
    pot: Identifier | None = None
    timing: Timing = Timing()
    exclusive_with: list[Identifier] = []
    readings: dict[str, str] = {}
    note: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Instrument:
        stated = self._stated()
        problems = [*self._days(), *self._unread(stated), *self._missing(stated)]
        problems += self._without_meaning(stated)
        if problems:
            raise RecordError(problems)
        return self

    def _stated(self) -> list[str]:
        """Dotted names of the terms that the file states."""
        stated: list[str] = []
        for name in _TERMS:
            if name in self.model_fields_set:
                part = getattr(self, name)
                if isinstance(part, Eligibility | Timing):
                    stated += [f"{name}.{field}" for field in sorted(part.model_fields_set)]
                else:
                    stated.append(name)
        return stated

    def _days(self) -> Iterator[Problem]:
        """The days must follow each other."""
        if self.valid_to < self.valid_from:
            message = f"valid_to {self.valid_to} lies before valid_from {self.valid_from}"
            yield Problem(("valid_to",), message)
        elif self.announced > self.valid_to:
            message = f"announced {self.announced} only after it ended {self.valid_to}"
            yield Problem(("announced",), message)

    def _unread(self, stated: list[str]) -> Iterator[Problem]:
        """Terms that the law of this kind does not read."""
        read = FIELDS_READ[self.kind]
        for name in stated:
            if name in read:
                continue
            if name == "eligibility.natures" and self.kind in ("I1", "F1"):
                # They pay on renovation only, and may say so.
                if self.eligibility.natures != ["renovation"]:
                    message = f"must be [renovation], which is all that kind {self.kind} pays on"
                    yield Problem(_keys(name), message, allowed="[renovation]")
                continue
            message = f"kind {self.kind} does not read this"
            yield Problem(_keys(name), message, allowed=", ".join(read), at_key=True)
        yearly = self.threshold is not None and self.threshold.or_yearly is not None
        if yearly and self.kind != "S3":
            message = f"kind {self.kind} does not read this; a library of kind S3 does"
            yield Problem(_keys("threshold.or_yearly"), message, at_key=True)

    def _missing(self, stated: list[str]) -> Iterator[Problem]:
        """Terms that the law reads and the file leaves out."""
        for name in FIELDS_NEEDED[self.kind]:
            if name not in stated or (name == "pot" and self.pot is None):
                fixed = FIXED_TERMS.get(self.kind, {}).get(name)
                allowed = None if fixed is None else ", ".join(fixed)
                message = f"is missing; kind {self.kind} needs it"
                yield Problem(_keys(name), message, allowed=allowed, at_key=True)

    def _without_meaning(self, stated: list[str]) -> Iterator[Problem]:
        """Values that the law of this kind has no meaning for."""
        for name, allowed in FIXED_TERMS.get(self.kind, {}).items():
            value: Any = self
            for key in _keys(name):
                value = getattr(value, key, None)
            left_out = name not in stated and name.split(".")[0] not in stated
            if value is not None and value not in allowed and not left_out:
                message = f"must be {' or '.join(allowed)} for kind {self.kind}"
                yield Problem(_keys(name), message, value, True, ", ".join(allowed))
        if self.kind in ("I1", "F1") and not self.eligibility.requires_filing:
            name = "eligibility.requires_filing"
            message = f"must be true: kind {self.kind} pays on filed renovation"
            told = name in stated
            yield Problem(_keys(name), message, False, told, "true", at_key=not told)


def _keys(name: str) -> tuple[str, ...]:
    """Keys of a dotted name."""
    return tuple(name.split("."))


class Pot(Record):
    """A yearly appropriation. The event that uses a year's money is the approval."""

    id: Identifier
    label: Label
    payer: Literal["city", "district", "province", "state"]
    appropriation: MoneyLever
    from_year: Annotated[int, Field(ge=2000, le=2100)]
    to_year: Annotated[int, Field(ge=2000, le=2100)]
    settlement_quarters: Annotated[
        list[Annotated[int, Field(ge=1, le=4)]],
        Field(min_length=1, description="quarters of the year in which claims are decided"),
    ]
    overflow: Literal["prorata", "first_come", "ranking"]
    unspent: Literal["lapses", "carried"]
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


class Document(Record):
    """The head of a policy file."""

    number: str
    issuer: str
    signed: dt.date | None = None
    published: dt.date | None = None
    status: Literal["seed", "outside"]
    grade: Literal["A", "B", "C"] | None = None

    @model_validator(mode="after")
    def _graded(self) -> Document:
        if self.status == "outside" and self.grade is None:
            raise ValueError("an outside rule needs its grade (A, B or C)")
        return self


class Policy(Record):
    """One policy document as data."""

    id: Identifier
    title: Label
    document: Document
    instruments: list[Instrument] = []
    pots: list[Pot] = []
    targets: list[Target] = []
    without_effect: list[ClauseWithoutEffect] = []
