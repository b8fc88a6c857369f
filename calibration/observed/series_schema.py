"""What `series.yaml` may say: which rows of the table are which figures, and what enters."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from calibration.observed.known import last_day
from calibration.observed.steps import STEPS
from scenarios.errors import Problem, RecordError
from scenarios.instrument_schema import Identifier
from scenarios.quantities import Confidence, Label, Record

Block = Literal["growth", "level", "share", "firms", "support"]
Statistic = Literal["growth", "level", "share", "ratio"]
Role = Literal["calibrate", "context"]

FigureName = Annotated[
    str, Field(pattern=r"^[a-z]+(\.[a-z_]+)+\.\d{4}[A-Za-z0-9.-]*$", description="a figure's id")
]
Text = Annotated[str, Field(min_length=1)]
Year = Annotated[int, Field(ge=1990, le=2100)]


class RowName(Record):
    """A row of the table, of the place's region; `source` where several rows share the rest."""

    series: Text
    period: Text
    source: Text | None = None


class Derivation(Record):
    """How a figure was computed from others.

    `sources` are ids of figures of any place. `unlisted` names what else went into it and stands in
    no row of its own. `years` is how many years of growth are undone (`compound_back`).
    """

    step: Literal[
        "back_cast", "compound_back", "quotient", "stated_gap", "two_year_average", "range"
    ]
    sources: list[FigureName]
    years: Annotated[int, Field(ge=1, le=20)] | None = None
    unlisted: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> Derivation:
        wanted = STEPS[self.step]
        problems = []
        if len(self.sources) not in wanted.sources:
            allowed = " or ".join(map(str, wanted.sources))
            message = f"{self.step} takes {allowed} sources"
            problems.append(Problem(("sources",), message, self.sources, True))
        if (self.years is not None) != (self.step == "compound_back"):
            message = "must be given for compound_back and for no other step"
            problems.append(Problem(("years",), message, self.years, True, at_key=True))
        if not self.sources and self.unlisted is None:
            message = "a figure without sources must say here what it was computed from"
            problems.append(Problem(("unlisted",), message, at_key=True))
        if problems:
            raise RecordError(problems)
        return self


class FigureEntry(Record):
    """One figure: a cell of the table, or a number computed here from others.

    The cell is the growth of the row where `statistic` is growth, its value otherwise; what it
    holds is never repeated. A `plan` (or a forecast) is no outcome of its year, so holding that
    year out leaves it. `known` is from when it was public, where the row's source has no date or
    only prints it again; `known_by_reason` says how that is told.
    """

    id: FigureName
    row: RowName | None = None
    measure: Identifier | None = None
    over: Annotated[Identifier | None, Field(description="what a share or ratio is divided by")] = (
        None
    )
    statistic: Statistic
    role: Role
    block: Block | None = None
    reason: Annotated[Text | None, Field(description="why it does not enter")] = None
    year: Annotated[Year | None, Field(description="of a figure without a row")] = None
    confidence: Annotated[Confidence | None, Field(description="without a row")] = None
    derived: Derivation | None = None
    across: Annotated[Identifier | None, Field(description="the break it stands across")] = None
    preliminary: bool = False
    plan: bool = False
    known: Annotated[str | dt.date | None, Field(description="2018, 2018-01 or 2018-01-29")] = None
    known_by_reason: Text | None = None
    printed_to: Annotated[
        float | int | None, Field(gt=0, description="size of the last digit that counts")
    ] = None
    instrument: Identifier | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> FigureEntry:
        problems = [
            *self._of_role(), *self._of_row(), *self._of_statistic(), *self._of_known()
        ]  # fmt: skip
        if problems:
            raise RecordError(problems)
        return self

    def _of_role(self) -> list[Problem]:
        """What enters needs measure and block; what does not enter needs the reason."""
        wanted = ("measure", "block") if self.role == "calibrate" else ("reason",)
        found = [
            Problem((name,), f"is missing: a figure of role {self.role} needs it", at_key=True)
            for name in wanted
            if getattr(self, name) is None
        ]
        if self.role == "calibrate" and self.reason is not None:
            found.append(Problem(("reason",), "says why a figure does not enter, and this enters"))
        return found

    def _of_row(self) -> list[Problem]:
        """A figure without a row is computed, and says of which year and how sure it is."""
        if self.row is not None:
            return [
                Problem((name,), "is taken from the row; do not repeat it")
                for name in ("year", "confidence")
                if getattr(self, name) is not None
            ]
        return [
            Problem((name,), "is missing: a figure without a row needs it", at_key=True)
            for name in ("year", "confidence", "derived")
            if getattr(self, name) is None
        ]

    def _of_statistic(self) -> list[Problem]:
        """A share or ratio is of one measure over another."""
        quotient = self.statistic in ("share", "ratio")
        if self.measure is not None and quotient and self.over is None:
            return [Problem(("over",), f"is missing: a {self.statistic} needs it", at_key=True)]
        if self.over is not None and not quotient:
            return [Problem(("over",), f"a {self.statistic} is not divided by anything")]
        return []

    def _of_known(self) -> list[Problem]:
        """A date that can be read, with how it is told."""
        found = []
        if isinstance(self.known, str) and last_day(self.known) is None:
            allowed = "2018, 2018-01 or 2018-01-29"
            found.append(Problem(("known",), "is no date", self.known, True, allowed))
        if (self.known is None) != (self.known_by_reason is None):
            message = "must be given with known, and with it only"
            found.append(Problem(("known_by_reason",), message, at_key=True))
        return found


class LeftOut(Record):
    """Cells of the place's region that no figure names, and why. Without periods: all of them."""

    series: Annotated[list[Text], Field(min_length=1)]
    periods: Annotated[list[Text], Field(min_length=1)] | None = None
    statistic: Literal["growth", "level"] | None = None
    reason: Text


class PlaceSeries(Record):
    """The figures of one place."""

    id: Identifier
    region: Annotated[Text, Field(description="its name in the table")]
    title: Label
    figures: Annotated[list[FigureEntry], Field(min_length=1)]
    left_out: list[LeftOut]


class Yearbook(Record):
    """A source of the table that comes out every year and prints figures of old years again."""

    source: Text
    basis: Text


class SeriesFile(Record):
    """The whole file."""

    yearbooks: list[Yearbook]
    places: Annotated[list[PlaceSeries], Field(min_length=1)]
