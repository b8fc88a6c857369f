"""What a place file may say: the economy, its firms, its paths, its published statistics."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.errors import Problem, RecordError
from scenarios.instrument_schema import Identifier, Trade
from scenarios.quantities import AssumedFact, Confidence, Fact, Label, Prior, Record, Source

Quantity = Fact | AssumedFact


class District(Record):
    """A district and its share of the firms; in a province, a city or a group of cities."""

    id: Identifier
    label: Label
    cities: Annotated[
        list[Identifier], Field(description="in a province: the cities that it stands for")
    ] = []
    share: Annotated[float | int, Field(gt=0, le=1)]


class Sector(Record):
    """An industrial sector: share of firms, growth beside the city's, character."""

    id: Identifier
    label: Label
    share: Annotated[float | int, Field(gt=0, le=1)]
    growth_premium: Annotated[float | int, Field(ge=-0.2, le=0.2)]
    traditional: bool
    trades: Annotated[
        list[Trade], Field(description="the traditional trades (004.5) that its firms follow")
    ] = []
    key_industry: Annotated[
        bool, Field(description="a key industry for the reuse of solid waste (004.6)")
    ] = False
    key_energy_share: Annotated[float | int, Field(ge=0, le=1)]


class Stratum(Record):
    """A layer of the population, drawn firm by firm from a truncated lognormal or Pareto law."""

    id: Identifier
    label: Label
    role: Literal["incumbent", "entrant", "giant"]
    count: Quantity
    distribution: Literal["lognormal", "pareto"]
    scale: Quantity
    shape: Quantity
    low: Annotated[int, Field(gt=0)]
    high: Annotated[int, Field(gt=0)]

    @model_validator(mode="after")
    def _ordered(self) -> Stratum:
        if self.high <= self.low:
            raise ValueError(f"high ({self.high}) must be above low ({self.low})")
        return self


# Columns that no law reads for projects of a nature: new plants come from the roster, with a size
# of their own, and only renovation saves labour.
NOT_READ_BY_NATURE: dict[str, dict[str, float]] = {
    "renovation": {},
    "expansion": {"labour_saving": 0},
    "greenfield": {"weight": 0, "size": 1, "labour_saving": 0, "smart_share": 0},
}


class DirectionRow(Record):
    """What a kind of project is like, at the middle of its range."""

    id: Identifier
    label: Label
    nature: Literal["renovation", "expansion", "greenfield"]
    weight: Annotated[float | int, Field(ge=0, description="weight among arriving projects")]
    size: Annotated[float | int, Field(gt=0, description="cost against the typical project")]
    software_share: Annotated[float | int, Field(ge=0, le=1)]
    building_share: Annotated[float | int, Field(ge=0, le=1)]
    labour_saving: Annotated[float | int, Field(ge=0, le=1)]
    energy_saving: Annotated[float | int, Field(ge=0, description="tce per million yuan")]
    floor_need: Annotated[float | int, Field(ge=0, description="m2 per million yuan")]
    life: Annotated[float | int, Field(gt=0, description="years")]
    smart_share: Annotated[float | int, Field(ge=0, le=1)]
    robots: Annotated[float | int, Field(ge=0, description="robots per million yuan")]

    @model_validator(mode="after")
    def _parts(self) -> DirectionRow:
        if self.software_share + self.building_share > 1:
            raise ValueError("software_share and building_share add up to more than 1")
        problems = [
            Problem((name,), f"must be {value}: no law reads it for {self.nature} projects",
                    getattr(self, name), True, f"{value}")
            for name, value in NOT_READ_BY_NATURE[self.nature].items()
            if getattr(self, name) != value
        ]  # fmt: skip
        if problems:
            raise RecordError(problems)
        return self


class PathPoint(Record):
    """One year of a path."""

    year: Annotated[int, Field(ge=1990, le=2100)]
    value: float | int
    assumed: bool = False


class Path(Record):
    """A yearly path of the environment; quarters of a year share its value."""

    label: Label
    unit: Annotated[str, Field(min_length=1)]
    source: Source
    basis: Annotated[str, Field(min_length=1)]
    spread: Annotated[float | int, Field(ge=0, description="+- range around assumed years")] = 0
    points: Annotated[list[PathPoint], Field(min_length=1)]

    @model_validator(mode="after")
    def _rising(self) -> Path:
        years = [point.year for point in self.points]
        if years != sorted(set(years)):
            raise ValueError("the years of a path must rise, each once")
        return self


class Observation(Record):
    """A published figure that results are held against, never an input."""

    measure: Identifier
    year: Annotated[int, Field(ge=1990, le=2100)]
    value: float | int | None = None
    growth_percent: float | int | None = None
    unit: str
    confidence: Confidence
    derived: bool = False
    source: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _says_something(self) -> Observation:
        if self.value is None and self.growth_percent is None:
            raise ValueError("an observation needs value or growth_percent")
        return self


class Place(Record):
    """An economy: a city, or a province whose districts name their cities."""

    id: Identifier
    title: Label
    province: Annotated[Identifier, Field(description="decides which documents reach the place")]
    city: Annotated[Identifier | None, Field(description="decides it too; a province has none")] = (
        None
    )
    districts: Annotated[list[District], Field(min_length=1)]
    sectors: Annotated[list[Sector], Field(min_length=1)]
    shares_basis: Annotated[str, Field(min_length=1, description="where the shares come from")]
    strata: Annotated[list[Stratum], Field(min_length=1)]
    directions: Annotated[list[DirectionRow], Field(min_length=1)]
    directions_basis: str
    directions_range: Annotated[float | int, Field(gt=0, lt=1)]
    paths: dict[Identifier, Path]
    quantities: dict[Identifier, Quantity]
    observations: list[Observation] = []

    @model_validator(mode="after")
    def _whole(self) -> Place:
        for name, rows in (("districts", self.districts), ("sectors", self.sectors)):
            total = sum(float(row.share) for row in rows)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"the shares of {name} add up to {total:.6f}, not to 1")
        named = [city for row in self.districts for city in row.cities]
        if self.city is not None and named:
            raise ValueError("either the place has a city or its districts have cities, not both")
        if self.city is None and not all(row.cities for row in self.districts):
            raise ValueError("a place needs its city, or each of its districts its cities")
        if len(set(named)) < len(named):
            raise ValueError("two districts stand for one city")
        return self

    @property
    def cities(self) -> list[str]:
        """The cities that lie in the place."""
        if self.city is not None:
            return [self.city]
        return [city for row in self.districts for city in row.cities]


__all__ = ["Place", "Prior"]
