"""What a file of worked cases may say, and its faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from scenarios.errors import Fault, InputError, Problem
from scenarios.quantities import Record
from scenarios.validation import check, check_data, placed
from scenarios.yaml_document import Document, read_document

Text = Annotated[str, Field(min_length=1)]


class CaseRecord(Record):
    """One worked case, as the file has it."""

    id: Text
    kind: Text
    instrument: Text
    inputs: dict[str, Any]
    expected: dict[str, Any]
    unit: str | None = None
    derivation: str | None = None
    cites: list[str] = Field(default_factory=list)
    outside_the_seeds: list[str] = Field(default_factory=list)
    reading: dict[str, str | int] = Field(default_factory=dict)
    note: str | None = None


class Meta(BaseModel):
    """The head of the file; what is read of it. The rest is words for people."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    params: dict[str, dict[str, Any]] = Field(default_factory=dict)
    reading_options: dict[str, list[str | int]] = Field(default_factory=dict)


class CaseList(Record):
    """A file of worked cases, each still as data."""

    meta: Meta = Meta()
    cases: Annotated[list[dict[str, Any]], Field(min_length=1)]


@dataclass(frozen=True)
class CaseFile:
    """A file of worked cases as far as its form is right.

    Attributes:
        document: gives faults their lines.
        meta: the head.
        cases: by number in the file; without those whose form is wrong.
        faults: of the form.
    """

    document: Document
    meta: Meta
    cases: dict[int, CaseRecord]
    faults: list[Fault]


def read_cases(path: Path) -> CaseFile:
    """Read a file of cases; what is wrong with single cases is noted.

    Raises:
        InputError: it cannot be read, or is no list of cases.
    """
    document = read_document(path, str(path))
    whole, faults = check(CaseList, document)
    if whole is None:
        raise InputError(faults)
    cases: dict[int, CaseRecord] = {}
    for number, data in enumerate(whole.cases):
        record, problems = check_data(CaseRecord, data)
        if record is not None:
            cases[number] = record
        faults += [placed(below(("cases", number), problem), document) for problem in problems]
    faults += [placed(problem, document) for problem in _repeated(cases)]
    return CaseFile(document, whole.meta, cases, faults)


def below(path: tuple[str | int, ...], problem: Problem) -> Problem:
    """A problem seen from further up."""
    return replace(problem, path=(*path, *problem.path))


def _repeated(cases: Mapping[int, CaseRecord]) -> Iterator[Problem]:
    """An id stands once, and a case expects something."""
    seen: set[str] = set()
    for number, case in cases.items():
        if case.id in seen:
            message = "another case has this id already"
            yield Problem(("cases", number, "id"), message, case.id, True)
        seen.add(case.id)
        if not case.expected:
            yield Problem(("cases", number, "expected"), "must not be empty")
