"""The four kinds of quantity, never mixed: lever, fact, assumed fact, behaviour.

A *lever* is set by policy and cites its article. A *fact* was measured and names its source. An
*assumed fact* could have been measured but was not: it has a range and a basis. A *behaviour*
parameter is unknown: it has a prior and the evidence behind it. Each quantity is declared once, in
YAML; documentation, command-line help and sample spaces are read from these declarations.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Confidence = Literal["high", "medium", "low"]
# The law reckons shares that policy sets in these, as whole numbers.
MILLIONTH = Fraction(1, 1_000_000)


def _in_millionths(share: float | int) -> float | int:
    """The share as it is.

    Raises:
        ValueError: it is no whole number of millionths as it is written.
    """
    if Fraction(str(share)) % MILLIONTH:
        raise ValueError("must be a whole number of millionths")
    return share


MILLIONTHS = AfterValidator(_in_millionths)
"""Note of a declared share: a whole number of millionths."""


class Record(BaseModel):
    """Base of every input record: unknown fields refused, types strict, values frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Label(Record):
    """A name in both languages of the laboratory."""

    zh: Annotated[str, Field(min_length=1, description="label in Chinese")]
    en: Annotated[str, Field(min_length=1, description="label in English")]

    def text(self, language: str) -> str:
        """Return the label in `language` ("zh" or "en")."""
        return self.zh if language == "zh" else self.en


class Source(Record):
    """Where a fact was printed."""

    title: Annotated[str, Field(min_length=1)]
    date: str | None = None
    derived_from: str | None = None
    note: str | None = None


class Citation(Record):
    """Document and article that a policy parameter rests on.

    `document` is a seed (000 to 004) or an outside rule (an id beginning with "B.").
    """

    document: Annotated[str, Field(pattern=r"^(00[0-4]|B\.[A-Za-z0-9_.]+|national)$")]
    article: Annotated[str, Field(min_length=1)]


class Prior(Record):
    """A bounded prior. `low` and `high` are its support; the mean is its default value.

    * uniform: flat between low and high.
    * loguniform: flat in the logarithm; low must be above zero.
    * triangular: rises to `mode` and falls again.
    """

    distribution: Literal["uniform", "loguniform", "triangular"]
    low: float | int
    high: float | int
    mode: float | int | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Prior:
        if not self.low < self.high:
            raise ValueError(f"low ({self.low}) must be below high ({self.high})")
        if self.distribution == "loguniform" and self.low <= 0:
            raise ValueError("a loguniform prior needs low above 0")
        if self.distribution == "triangular":
            if self.mode is None:
                raise ValueError("a triangular prior needs its mode")
            if not self.low <= self.mode <= self.high:
                raise ValueError("the mode must lie between low and high")
        elif self.mode is not None:
            raise ValueError(f"a {self.distribution} prior has no mode")
        return self

    @property
    def mean(self) -> float:
        """Mean of the prior, in the unit of the quantity."""
        low, high = float(self.low), float(self.high)
        if self.distribution == "uniform":
            return (low + high) / 2
        if self.distribution == "loguniform":
            return (high - low) / math.log(high / low)
        assert self.mode is not None
        return (low + float(self.mode) + high) / 3

    def refuse_outside(self, fixed: float | int | None) -> None:
        """Raise ValueError where `fixed` is set and lies outside low to high."""
        if fixed is not None and not self.low <= fixed <= self.high:
            raise ValueError(
                f"fixed ({fixed}) must lie within the prior, {self.low} to {self.high}"
            )

    def quantile(self, probability: float) -> float:
        """Value below which the prior holds `probability` (0 to 1)."""
        low, high = float(self.low), float(self.high)
        if self.distribution == "uniform":
            return low + probability * (high - low)
        if self.distribution == "loguniform":
            return float(low * (high / low) ** probability)
        assert self.mode is not None
        mode = float(self.mode)
        rising = (mode - low) / (high - low)
        if probability < rising:
            return low + math.sqrt(probability * (high - low) * (mode - low))
        return high - math.sqrt((1 - probability) * (high - low) * (high - mode))


FixedValue = Annotated[
    float | int | None, Field(description="a value within the prior that stands instead of it")
]


class Fact(Record):
    """A measured value with its source."""

    label: Label
    value: Annotated[float | int, Field(ge=0)]
    unit: Annotated[str, Field(min_length=1)]
    source: Source
    confidence: Confidence


class AssumedFact(Record):
    """A value that could be measured but was not found: a range and the basis for it."""

    label: Label
    unit: Annotated[str, Field(min_length=1)]
    prior: Prior
    basis: Annotated[str, Field(min_length=1)]
    fixed: FixedValue = None

    @model_validator(mode="after")
    def _inside(self) -> AssumedFact:
        self.prior.refuse_outside(self.fixed)
        return self

    @property
    def value(self) -> float:
        """The fixed value, or the prior mean."""
        return self.prior.mean if self.fixed is None else float(self.fixed)


class BehaviourParameter(Record):
    """An unknown of behaviour: prior, evidence, mechanism, and what could identify it."""

    label: Label
    unit: Annotated[str, Field(min_length=1)]
    prior: Prior
    mechanism: Annotated[str, Field(pattern=r"^(M([1-9]|1[01])|none)$")]
    evidence: Annotated[str, Field(min_length=1)]
    identified_by: Annotated[str, Field(min_length=1)]
    fixed: FixedValue = None

    @model_validator(mode="after")
    def _inside(self) -> BehaviourParameter:
        self.prior.refuse_outside(self.fixed)
        return self

    @property
    def value(self) -> float:
        """The fixed value, or the prior mean."""
        return self.prior.mean if self.fixed is None else float(self.fixed)


class Mechanism(Record):
    """A named part of behaviour that can be switched off, to see what it is there for."""

    id: Annotated[str, Field(pattern=r"^M([1-9]|1[01])$")]
    label: Label
    switch: Literal["on", "off"]
    without: Annotated[Label, Field(description="how the world is without it")]
    evidence: Annotated[str, Field(min_length=1)]


class AssumedLever(Record):
    """A figure that policy did set but that no stored document prints: value, range, basis."""

    value: Annotated[float | int, Field(ge=0)]
    low: Annotated[float | int, Field(ge=0)]
    high: Annotated[float | int, Field(ge=0)]
    basis: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _inside(self) -> AssumedLever:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"value {self.value} lies outside {self.low} to {self.high}")
        return self
