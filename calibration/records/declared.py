"""What a city could record: every statistic with its scale, every office with its error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.errors import InputError, Problem, RecordError, listed, nearest_name
from scenarios.quantities import Label, Record
from scenarios.validation import check
from scenarios.yaml_document import read_document

FILE = Path(__file__).with_name("records.yaml")
NAME = "calibration/records/records.yaml"
BLOCK = "records"
YEARS = 5
"""Reported years that records cover."""

Scale = Literal["log", "mean_log", "share"]
Size = Literal["all", "small", "larger"]
Year = Annotated[int, Field(ge=0, lt=YEARS)]


class Group(Record):
    """Records of one office: its error is that of every statistic counted from them."""

    id: Annotated[str, Field(pattern="^[a-z_]+$")]
    label: Label
    held_by: Label
    error: Annotated[float, Field(gt=0)]
    basis: Annotated[str, Field(min_length=1)]


class Declared(Record):
    """One statistic, of each size and at each year named."""

    id: Annotated[str, Field(pattern="^[a-z_]+$")]
    group: str
    label: Label
    scale: Scale
    sizes: list[Size] = Field(default_factory=list)
    years: list[Year] = Field(default_factory=list)

    def columns(self) -> Iterator[Column]:
        """What is kept of a run, one number each."""
        for size in self.sizes or (None,):
            for year in self.years or (None,):
                yield Column(self, size, year)


@dataclass(frozen=True)
class Column:
    """One number of a run.

    Attributes:
        of: the statistic.
        size: of firms; None where sizes are not told apart.
        year: after the first reported one, at whose end; None over all.
    """

    of: Declared
    size: Size | None
    year: int | None

    @property
    def name(self) -> str:
        """Such as records.filings.cost.small."""
        parts = [BLOCK, self.of.group, self.of.id, self.size, self.year]
        return ".".join(str(part) for part in parts if part is not None)


class RecordsFile(Record):
    """The whole file."""

    groups: list[Group]
    records: list[Declared]

    @model_validator(mode="after")
    def _whole(self) -> RecordsFile:
        problems = list(self._faults())
        if problems:
            raise RecordError(problems)
        return self

    def _faults(self) -> Iterator[Problem]:
        groups = [one.id for one in self.groups]
        yield from _repeated("groups", groups)
        yield from _repeated("records", [one.id for one in self.records])
        for number, one in enumerate(self.records):
            if one.group not in groups:
                near = nearest_name(one.group, groups)
                at = ("records", number, "group")
                yield Problem(at, "is no group of records", one.group, True, listed(groups), near)
        for number, group in enumerate(groups):
            if group not in {one.group for one in self.records}:
                yield Problem(("groups", number, "id"), "has no records", group, True)

    def group(self, id: str) -> Group:
        """A group by its id."""
        return next(one for one in self.groups if one.id == id)

    def columns(self, group: str | None = None) -> tuple[Column, ...]:
        """Every column, or those of a group, in their order."""
        chosen = (one for one in self.records if group in (None, one.group))
        return tuple(column for one in chosen for column in one.columns())


def _repeated(part: str, ids: list[str]) -> Iterator[Problem]:
    for number, id in enumerate(ids):
        if id in ids[:number]:
            yield Problem((part, number, "id"), "stands twice", id, True)


def read_records(path: Path = FILE, name: str = NAME) -> RecordsFile:
    """Read the file.

    Raises:
        InputError: with every fault of it.
    """
    file, faults = check(RecordsFile, read_document(path, name))
    if file is None:
        raise InputError(faults)
    return file


@lru_cache(maxsize=1)
def shipped_records() -> RecordsFile:
    """The file of this folder, read once."""
    return read_records()
