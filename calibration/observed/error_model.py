"""The error model: how far a published figure may lie from what it is a figure of.

Every error is of a logarithm (of a level, a share, a ratio; of one plus a growth), or is given in
points of growth and turned into one. `errors.yaml` declares each figure once, with its basis.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.errors import SETTINGS, Fault, InputError, listed, nearest_name
from scenarios.instrument_schema import Identifier
from scenarios.quantities import Confidence, Label, Record
from scenarios.validation import check
from scenarios.yaml_document import read_document

FILE = Path(__file__).with_name("errors.yaml")

# Figures that the reader asks for by name. Those of breaks are `break.<id>.<place>`; beside each of
# a change that grows stands `added.<id>.<place>`, what it added on average.
NEEDED = (
    "level.high", "level.medium", "level.low", "growth.high", "growth.medium", "growth.low",
    "preliminary", "cut_quarter", "step.back_cast", "step.compound_back", "break.alike",
)  # fmt: skip
POINT = 0.01
# A number rounded to a step lies anywhere within half of it on either side.
UNIFORM = 1 / math.sqrt(12)


class ErrorFigure(Record):
    """One figure of the error model.

    `unit`: log (a standard deviation of a logarithm), points (of growth), share (of one). Where
    judgement had a part it is disputed, and `low` to `high` is what others might say.
    """

    value: Annotated[float | int, Field(ge=0)]
    unit: Literal["log", "points", "share"]
    basis: Annotated[str, Field(min_length=1)]
    disputed: bool
    low: Annotated[float | int, Field(ge=0)] | None = None
    high: Annotated[float | int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _ranged(self) -> ErrorFigure:
        if not self.disputed:
            if self.low is not None or self.high is not None:
                raise ValueError("low and high are for a disputed figure only")
            return self
        if self.low is None or self.high is None:
            raise ValueError("disputed, so it needs low and high")
        if not self.low <= self.value <= self.high or self.low == self.high:
            raise ValueError(f"value {self.value} must lie within {self.low} to {self.high}")
        if self.unit == "share" and self.high > 1:
            raise ValueError(f"high ({self.high}) must be at most 1: it is a share")
        return self


class Growing(Record):
    """A change that goes on for years, an independent part each, from the year after `since` on.

    Figures of the break are of its sum up to `declared_for`; later years go on at the same pace.
    """

    since: Annotated[int, Field(ge=1990, le=2100)]
    declared_for: Annotated[int, Field(ge=1990, le=2100)]

    @model_validator(mode="after")
    def _ordered(self) -> Growing:
        if self.declared_for <= self.since:
            raise ValueError(f"declared_for must be after since ({self.since})")
        return self

    @property
    def years(self) -> int:
        """How many years' parts the declared figures are of."""
        return self.declared_for - self.since

    def held(self, year: int, is_growth: bool) -> range:
        """The years whose parts a level of a year holds, or the growth of that year."""
        return range(year if is_growth else self.since + 1, year + 1)


class Break(Record):
    """A change of what a series counts, at one time or growing year by year."""

    id: Identifier
    title: Label
    about: Annotated[str, Field(min_length=1)]
    growing: Growing | None = None


class ErrorFile(Record):
    """The whole file."""

    breaks: list[Break]
    figures: dict[str, ErrorFigure]


@dataclass(frozen=True)
class ErrorModel:
    """The figures by name, and the breaks by id."""

    figures: Mapping[str, ErrorFigure]
    breaks: Mapping[str, Break]

    def number(self, name: str) -> float:
        """A figure's value; points as a fraction."""
        figure = self.figures[name]
        return float(figure.value) * (POINT if figure.unit == "points" else 1.0)

    def of_class(self, confidence: Confidence, is_growth: bool, factor: float) -> float:
        """Log error of a published figure of a class.

        Args:
            confidence: The class.
            is_growth: Whether it is a growth; its error is in points.
            factor: One plus the growth; not read for other figures.
        """
        if is_growth:
            return self.number(f"growth.{confidence}") / factor
        return self.number(f"level.{confidence}")

    def disputed(self) -> tuple[str, ...]:
        """Names of the figures that judgement had a part in."""
        return tuple(name for name, figure in self.figures.items() if figure.disputed)

    def replaced(self, name: str, value: float) -> ErrorModel:
        """The model with another value of one disputed figure, within its range.

        Raises:
            InputError: there is no such figure, it is not disputed, or the value lies outside.
        """
        disputed = {name: self.figures[name] for name in self.disputed()}
        faults = list(replacement_faults(disputed, {name: value}))
        if faults:
            raise InputError(faults)
        changed = self.figures[name].model_copy(update={"value": value})
        return ErrorModel({**self.figures, name: changed}, self.breaks)


def replacement_faults(
    disputed: Mapping[str, ErrorFigure], replaced: Mapping[str, float]
) -> Iterator[Fault]:
    """Names that are no disputed figure, and values outside the range of one."""
    for name, value in replaced.items():
        figure = disputed.get(name)
        if figure is None:
            message, near = "is no disputed figure", nearest_name(name, disputed)
            yield Fault(SETTINGS, 0, 0, name, message, None, listed([*disputed]), near)
            continue
        assert figure.low is not None and figure.high is not None
        if not figure.low <= value <= figure.high:
            allowed = f"{figure.low} to {figure.high}"
            yield Fault(SETTINGS, 0, 0, name, "is out of range", f"number {value}", allowed)


def read_error_model(path: Path = FILE, name: str | None = None) -> ErrorModel:
    """Read the file.

    Raises:
        InputError: with every fault of it.
    """
    document = read_document(path, name or path.name)
    file, faults = check(ErrorFile, document)
    if file is not None:
        faults = [
            document.fault(path_in, message, allowed=allowed, nearest=nearest, at_key=True)
            for path_in, message, allowed, nearest in _amiss(file)
        ]
    if file is None or faults:
        raise InputError(faults)
    return ErrorModel(file.figures, {each.id: each for each in file.breaks})


def _amiss(
    file: ErrorFile,
) -> Iterator[tuple[tuple[str | int, ...], str, str | None, str | None]]:
    """Names that are missing, unknown or given twice: path, message, allowed, nearest."""
    ids = [each.id for each in file.breaks]
    for number, break_id in enumerate(ids):
        if break_id in ids[:number]:
            yield ("breaks", number, "id"), f"{break_id} is given already", None, None
        if not any(name.startswith(f"break.{break_id}.") for name in file.figures):
            message = f"{break_id} has no figure break.{break_id}.<place>"
            yield ("breaks", number, "id"), message, None, None
    growing = [each.id for each in file.breaks if each.growing is not None]
    for name in file.figures:
        head, _, rest = name.partition(".")
        if head == "break" and rest.partition(".")[0] in growing:
            added = f"added.{rest}"
            if added not in file.figures:
                yield (
                    ("figures", added),
                    f"is missing: {name} is of a change that grows",
                    None,
                    None,
                )
    for name in NEEDED:
        if name not in file.figures:
            yield ("figures", name), "is missing", None, None
    for name, figure in file.figures.items():
        yield from _name_amiss(name, ids, growing)
        unit = unit_of(name)
        if figure.unit != unit:
            yield ("figures", name, "unit"), f"must be {unit}", unit, None


def _name_amiss(
    name: str, break_ids: Iterable[str], growing: Iterable[str]
) -> Iterator[tuple[tuple[str | int, ...], str, str | None, str | None]]:
    """A figure that nothing reads."""
    parts = name.split(".")
    heads = [f"break.{each}" for each in break_ids] + [f"added.{each}" for each in growing]
    of_break = len(parts) == 3 and ".".join(parts[:2]) in heads
    if name not in NEEDED and not of_break:
        known = [*NEEDED, *(f"{head}.<place>" for head in heads)]
        yield ("figures", name), "is read by nothing", listed(known), nearest_name(name, known)


def unit_of(name: str) -> str:
    """The unit that a figure of this name is given in."""
    if name == "break.alike":
        return "share"
    return "points" if name.startswith("growth.") or name == "preliminary" else "log"
