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

# Figures that the reader asks for by name. Those of breaks are `break.<id>.<place>`.
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


class Break(Record):
    """A change of what a series counts."""

    id: Identifier
    title: Label
    about: Annotated[str, Field(min_length=1)]


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
        figure = self.figures.get(name)
        if figure is None or not figure.disputed:
            message = "is no disputed figure of the error model"
            known = self.disputed()
            near = nearest_name(name, known)
            raise InputError([Fault(SETTINGS, 0, 0, name, message, None, listed(known), near)])
        assert figure.low is not None and figure.high is not None
        if not figure.low <= value <= figure.high:
            allowed = f"{figure.low} to {figure.high}"
            raise InputError(
                [Fault(SETTINGS, 0, 0, name, "is out of range", f"number {value}", allowed)]
            )
        changed = figure.model_copy(update={"value": value})
        return ErrorModel({**self.figures, name: changed}, self.breaks)


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
    for name in NEEDED:
        if name not in file.figures:
            yield ("figures", name), "is missing", None, None
    for name, figure in file.figures.items():
        yield from _name_amiss(name, ids)
        unit = unit_of(name)
        if figure.unit != unit:
            yield ("figures", name, "unit"), f"must be {unit}", unit, None


def _name_amiss(
    name: str, break_ids: Iterable[str]
) -> Iterator[tuple[tuple[str | int, ...], str, str | None, str | None]]:
    """A figure that nothing reads."""
    parts = name.split(".")
    of_break = len(parts) == 3 and parts[0] == "break" and parts[1] in break_ids
    if name not in NEEDED and not of_break:
        known = [*NEEDED, *(f"break.{break_id}.<place>" for break_id in break_ids)]
        yield ("figures", name), "is read by nothing", listed(known), nearest_name(name, known)


def unit_of(name: str) -> str:
    """The unit that a figure of this name is given in."""
    if name == "break.alike":
        return "share"
    return "points" if name.startswith("growth.") or name == "preliminary" else "log"
