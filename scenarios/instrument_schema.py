"""What a policy file may say of one instrument.

A programme is data; a kind of instrument is code: what the law reads of each kind stands in
`instrument_terms.py`, and a term that it does not read is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from scenarios.errors import Problem, RecordError
from scenarios.instrument_terms import (
    FIELDS_NEEDED,
    FIELDS_READ,
    FIXED_TERMS,
    TERMS,
    Kind,
    Mode,
    family_of,
)
from scenarios.quantities import MILLIONTHS, AssumedLever, Citation, Label, Record

# A trailing @YYYY tells versions of one instrument apart.
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*(@\d{4})?$")]
ClauseId = Annotated[str, Field(pattern=r"^(00[0-4]|B)\.[A-Za-z0-9_.-]+$")]
Direction = Literal[
    "equipment",
    "smart",
    "internet",
    "digital_traditional",
    "green",
    "service",
    "safety",
    "capacity",
]
Nature = Literal["renovation", "expansion", "greenfield"]
Trade = Literal[
    "apparel", "furniture", "jewellery", "watches", "leather", "underwear", "eyewear", "crafts",
    "cosmetics",
]  # fmt: skip
Size = Literal["micro", "small", "medium", "large"]
Applicant = Literal["manufacturer", "platform", "provider", "organiser", "public_platform"]
Payer = Literal["city", "district", "province", "state"]
Status = Literal["seed", "outside", "assumed"]

Share = Annotated[float | int, Field(ge=0, le=1), MILLIONTHS]
Money = Annotated[int, Field(ge=0, le=1_000_000_000_000, json_schema_extra={"unit": "yuan"})]
Amount = Annotated[int, Field(ge=0, le=1_000_000_000_000)]
Quarters = Annotated[int, Field(ge=0, le=8)]


class AssumedShare(AssumedLever):
    """An assumed figure that is a share."""

    value: Share
    low: Share
    high: Share


ShareLever = Share | AssumedShare


class Eligibility(Record):
    """Who and what qualifies. An empty list means no restriction."""

    directions: list[Direction] = []
    natures: list[Nature] = ["renovation"]
    trades: list[Trade] = []
    cities: list[Identifier] = []
    districts: list[Identifier] = []
    sizes: list[Size] = []
    applicants: list[Applicant] = []
    revenue_min: Money = 0
    above_scale_only: bool = False
    library_only: bool = False
    requires_filing: bool = False


class Threshold(Record):
    """The smallest amount that qualifies; the amount itself qualifies (RW29)."""

    quantity: Literal[
        "base_amount", "planned_investment", "yearly_investment", "audited_cost",
        "equipment_cost", "equity_amount", "revenue", "output",
    ]  # fmt: skip
    amount: Money
    or_yearly: Annotated[
        Money | None, Field(description="or so much in one year (library of major projects)")
    ] = None
    below: Annotated[Money | None, Field(description="and less than this")] = None


class Cap(Record):
    """The most that is paid, and for what."""

    amount: Money
    scope: Literal["firm_year", "project"]


class TierStep(Record):
    """One tier: from which level or amount, at which rate."""

    at_least: Annotated[int, Field(ge=1, le=1_000_000_000_000)]
    rate: Share


class RestAbove(Record):
    """What is above an amount is paid at a rate of its own; the last tier pays what is below."""

    amount: Money
    rate: Share


class Tiers(Record):
    """Rates by class: the last tier reached pays on the whole base.

    A figure that does not stand in the document itself is marked `outside` or `assumed`.
    """

    by: Literal["maturity_level", "audited_cost"]
    steps: Annotated[list[TierStep], Field(min_length=1, max_length=6)]
    rest_above: RestAbove | None = None
    status: Status
    basis: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _rising(self) -> Tiers:
        reached = [step.at_least for step in self.steps]
        problems = [
            Problem(("steps", number, "at_least"), "tiers must rise, each step once", level, True)
            for number, level in enumerate(reached)
            if number and level <= reached[number - 1]
        ]
        if problems:
            raise RecordError(problems)
        if self.rest_above is not None and self.by != "audited_cost":
            raise ValueError("rest_above needs tiers by audited_cost")
        return self


class EnergyResult(Record):
    """Saving or cut that a green project must reach in a year (004.6)."""

    saving_tce: Annotated[int, Field(ge=0, le=10_000_000)]
    co2_cut_t: Annotated[int, Field(ge=0, le=10_000_000)]


class Award(Record):
    """A fixed sum for a title, a grade or a use."""

    title: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: Label
    amount: Money
    status: Status = "seed"
    basis: str | None = None

    @model_validator(mode="after")
    def _founded(self) -> Award:
        if self.status != "seed" and not self.basis:
            raise ValueError(f"a sum that is {self.status} needs its basis")
        return self


class Band(Record):
    """Smallest and largest sum that a schedule may name."""

    low: Money
    high: Money


class Shares(Record):
    """Share of the tax increase that each level gives back."""

    province: Share
    city: Share
    county: Share


class Timing(Record):
    """When a claim may be made and when money moves.

    Claims are made in `application_quarter` on the base of the year before (ex_post_year), in the
    quarter after completion (ex_post_project), or on the spending of the current quarter (staged).
    The pot decides `review_quarters` later, money arrives `payment_quarters` after that.
    """

    mode: Mode = "none"
    application_quarter: Annotated[int, Field(ge=1, le=4)] = 2
    review_quarters: Quarters = 0
    payment_quarters: Quarters = 0
    years: Annotated[int, Field(ge=1, le=10)] = 1


class Instrument(Record):
    """One instrument of a policy: typed, cited, switchable on its own.

    `clauses` names the rows of the register that it stands for.
    """

    id: Identifier
    kind: Kind
    label: Label
    clauses: list[ClauseId] = []
    cites: Annotated[list[Citation], Field(min_length=1)]
    group: Identifier
    payer: Payer
    announced: dt.date
    valid_from: dt.date
    valid_to: dt.date
    eligibility: Eligibility = Eligibility()
    base: (
        Literal[
            "renovation_spending", "smart_spending", "fixed_investment", "loan_interest",
            "equipment_price", "audited_cost", "related_cost", "hard_and_soft_cost", "digital_cost",
            "equipment_cost", "equipment_and_software_cost", "higher_grants", "none",
        ]
    ) = "none"  # fmt: skip
    rate: Annotated[ShareLever, Field(description="share of the base that is paid")] = 0
    tiers: Tiers | None = None
    size_tiers: Tiers | None = None
    soft_share_max: Annotated[
        Share | None, Field(description="largest share of software and outsourced development")
    ] = None
    energy: EnergyResult | None = None
    intensity: Annotated[
        ShareLever, Field(description="strength of a service or rule without a money figure")
    ] = 1
    unit_limit: Money = 0
    threshold: Threshold | None = None
    cap: Cap | None = None
    awards: list[Award] = []
    band: Band | None = None
    single_award: Money | None = None
    shares: Shares | None = None
    amounts: list[Award] = []
    discount: Annotated[ShareLever, Field(description="off the reference rate, per year")] = 0
    multiple: Annotated[int, Field(ge=0, le=100, description="times the market price")] = 0
    pot: Identifier | None = None
    timing: Timing = Timing()
    exclusive_with: list[Identifier] = []
    note: str | None = None

    @property
    def family(self) -> str:
        """Key of `instrument_terms.FIELDS_READ`."""
        return family_of(self.kind, self.timing.mode)

    @model_validator(mode="after")
    def _complete(self) -> Instrument:
        stated = self._stated()
        problems = [*self._days(), *self._unread(stated), *self._missing(stated)]
        problems += [*self._without_meaning(stated), *self._awards()]
        if problems:
            raise RecordError(problems)
        return self

    def _stated(self) -> list[str]:
        """Dotted names of the terms that the file states."""
        stated: list[str] = []
        for name in TERMS:
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
        """Terms that the law of this family does not read."""
        read = FIELDS_READ[self.family]
        for name in stated:
            if name in read:
                continue
            if name == "eligibility.natures" and self.family in ("I1", "F1"):
                # They pay on renovation only, and may say so.
                if self.eligibility.natures != ["renovation"]:
                    message = f"must be [renovation], which is all that kind {self.kind} pays on"
                    yield Problem(_keys(name), message, allowed="[renovation]")
                continue
            message = f"kind {self.family} does not read this"
            allowed = ", ".join(read) or "nothing"
            yield Problem(_keys(name), message, allowed=allowed, at_key=True)
        threshold = self.threshold
        yearly = threshold is not None and threshold.or_yearly is not None
        if yearly and self.kind != "S3":
            message = f"kind {self.kind} does not read this; a library of kind S3 does"
            yield Problem(_keys("threshold.or_yearly"), message, at_key=True)
        if threshold is not None and threshold.below is not None and self.kind != "G7":
            message = f"kind {self.kind} does not read this; a list of kind G7 does"
            yield Problem(_keys("threshold.below"), message, at_key=True)

    def _missing(self, stated: list[str]) -> Iterator[Problem]:
        """Terms that the law reads and the file leaves out."""
        for name in FIELDS_NEEDED[self.family]:
            if name not in stated or (name == "pot" and self.pot is None):
                fixed = FIXED_TERMS.get(self.family, {}).get(name)
                allowed = None if fixed is None else ", ".join(fixed)
                message = f"is missing; kind {self.family} needs it"
                yield Problem(_keys(name), message, allowed=allowed, at_key=True)

    def _without_meaning(self, stated: list[str]) -> Iterator[Problem]:
        """Values that the law of this family has no meaning for."""
        for name, allowed in FIXED_TERMS.get(self.family, {}).items():
            value: Any = self
            for key in _keys(name):
                value = getattr(value, key, None)
            left_out = name not in stated and name.split(".")[0] not in stated
            if value is not None and value not in allowed and not left_out:
                message = f"must be {' or '.join(allowed)} for kind {self.family}"
                yield Problem(_keys(name), message, value, True, ", ".join(allowed))
        if self.family == "I4" and self.payer != "district":
            message = "must be district: a match is what a district adds to higher grants"
            yield Problem(("payer",), message, self.payer, True, "district")
        if self.family in ("I1", "F1") and not self.eligibility.requires_filing:
            name = "eligibility.requires_filing"
            message = f"must be true: kind {self.kind} pays on filed renovation"
            told = name in stated
            yield Problem(_keys(name), message, False, told, "true", at_key=not told)

    def _awards(self) -> Iterator[Problem]:
        """A schedule keeps within its band; a title stands once."""
        for table in ("awards", "amounts"):
            titles = [award.title for award in getattr(self, table)]
            for number, title in enumerate(titles):
                if title in titles[:number]:
                    message = "another entry has this title"
                    yield Problem((table, number, "title"), message, title, True)
        if self.band is None:
            return
        low, high = self.band.low, self.band.high
        inside: list[tuple[tuple[str | int, ...], int]] = [
            (("awards", number, "amount"), award.amount) for number, award in enumerate(self.awards)
        ]
        if high < low:
            yield Problem(("band", "high"), f"must not be below low ({low})", high, True)
            return
        if self.single_award is not None:
            inside.append((("single_award",), self.single_award))
        for path, amount in inside:
            if not low <= amount <= high:
                message = "lies outside the band of the article"
                yield Problem(path, message, amount, True, f"{low} to {high}")


def _keys(name: str) -> tuple[str, ...]:
    """Keys of a dotted name."""
    return tuple(name.split("."))


def number(value: float | int | AssumedLever) -> float | int:
    """The figure of a lever, assumed or stated."""
    return value.value if isinstance(value, AssumedLever) else value
