"""A sweep as written: which scenario, what is varied over which values, how often each is run."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from scenarios.errors import Problem, RecordError
from scenarios.policy_schema import Identifier
from scenarios.quantities import Label, Record
from scenarios.scenario_schema import LeverValue

Kind = Literal["grid", "random", "latin_hypercube", "sobol", "csv"]
DRAWN = ("random", "latin_hypercube", "sobol")
MOST_POINTS = 1_000_000


class Design(Record):
    """How points are laid out.

    * grid: every combination of the values of what is varied.
    * random, latin_hypercube, sobol: so many points, drawn with a seed.
    * csv: the rows of a table, a column a quantity.
    """

    kind: Kind
    points: Annotated[int | None, Field(ge=1, le=MOST_POINTS)] = None
    seed: Annotated[int | None, Field(ge=0, le=2**63 - 1)] = None
    file: Annotated[str | None, Field(description="of kind csv: the table, beside this file")] = (
        None
    )

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Design:
        problems = []
        for name, kinds in (("points", DRAWN), ("seed", DRAWN), ("file", ("csv",))):
            given, wanted = getattr(self, name) is not None, self.kind in kinds
            if given and not wanted:
                message = f"a design of kind {self.kind} has none"
                problems.append(Problem((name,), message, at_key=True))
            elif wanted and not given and name != "seed":
                message = f"is missing: a design of kind {self.kind} needs it"
                problems.append(Problem((name,), message, at_key=True))
        if self.kind == "sobol" and self.points is not None and self.points & (self.points - 1):
            below = 1 << (self.points.bit_length() - 1)
            message = "a Sobol sample is balanced at powers of two only"
            allowed = f"{below} or {2 * below}"
            problems.append(Problem(("points",), message, self.points, True, allowed))
        if problems:
            raise RecordError(problems)
        return self


class Vary(Record):
    """What is varied: a quantity, or all that a pattern such as `behaviour.*` names.

    Over stated values, over a range, or, where neither is stated, over its declared prior; switches
    and readings over all their options.
    """

    name: Annotated[str, Field(min_length=1)]
    values: Annotated[list[LeverValue] | None, Field(min_length=1)] = None
    low: float | int | None = None
    high: float | int | None = None
    scale: Literal["linear", "log"] = "linear"
    steps: Annotated[
        int | None, Field(ge=2, le=10_000, description="values of a range or prior in a grid")
    ] = None

    @model_validator(mode="after")
    def _one_way(self) -> Vary:
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high go together")
        if self.values is not None and (self.low is not None or self.steps is not None):
            raise ValueError("values stand alone, without low, high and steps")
        if self.scale == "log" and self.low is None:
            raise ValueError("scale is that of a range from low to high")
        if self.low is not None and self.high is not None:
            if not self.low < self.high:
                raise ValueError(f"low ({self.low}) must be below high ({self.high})")
            if self.scale == "log" and self.low <= 0:
                raise ValueError("low must be above 0 on a log scale")
        return self

    @field_validator("values")
    @classmethod
    def _distinct(cls, values: list[LeverValue] | None) -> list[LeverValue] | None:
        written = [(type(value), value) for value in values or ()]
        if len(set(written)) < len(written):
            raise ValueError("a value stands twice")
        return values


class PosteriorDraws(Record):
    """Draws of the scenario's posterior, which parameters take that are not set or varied here."""

    draws: Annotated[int | None, Field(ge=1, description="the first so many; all if left out")] = (
        None
    )
    with_points: Literal["each", "in_turn"] = "each"


class SweepFile(Record):
    """A sweep as written."""

    id: Identifier
    title: Label
    scenario: Annotated[str, Field(min_length=1, description="scenario file, seen from this one")]
    variants: Annotated[list[Identifier] | None, Field(min_length=1)] = None
    with_baseline: Annotated[
        bool, Field(description="also run the baseline, so that the policy's effect is an outcome")
    ] = True
    design: Design
    vary: list[Vary] = []
    posterior: PosteriorDraws | None = None
    set: dict[str, LeverValue] = {}
    replicates: Annotated[int, Field(ge=1, le=100_000)] = 1
    seed: Annotated[int | None, Field(ge=0, le=2**63 - 1)] = None
    firms: Annotated[int | None, Field(ge=1)] = None
    quarters: Annotated[int | None, Field(ge=1)] = None
    measures: list[str] = []

    @model_validator(mode="after")
    def _whole(self) -> SweepFile:
        problems = []
        if self.design.kind == "csv" and self.vary:
            message = "what varies stands in the columns of the table"
            problems.append(Problem(("vary",), message, at_key=True))
        if self.design.kind != "csv" and not self.vary and self.posterior is None:
            message = "is missing: name what is varied, or take draws of a posterior"
            problems.append(Problem(("vary",), message, at_key=True))
        for number, row in enumerate(self.vary):
            if row.steps is not None and self.design.kind != "grid":
                message = "only a grid goes in steps"
                problems.append(Problem(("vary", number, "steps"), message, at_key=True))
        if problems:
            raise RecordError(problems)
        return self


__all__ = ["DRAWN", "MOST_POINTS", "Design", "PosteriorDraws", "SweepFile", "Vary"]
