"""Reading projects: one, a table, or a mapping; every fault at once, each at its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from results.project_support.project_csv import is_csv, read_csv
from results.project_support.project_schema import Project, ProjectTable
from scenarios.errors import Fault, InputError, Problem, shown
from scenarios.validation import check, check_data, placed
from scenarios.yaml_document import Document, read_document

GIVEN = "project"  # what faults of a project given as a mapping name in place of a file


@dataclass(frozen=True)
class Projects:
    """Projects and where they came from.

    Attributes:
        rows: the projects.
        is_table: whether they stood in a table, not alone.
        document: the file; None for a mapping.
    """

    rows: tuple[Project, ...]
    is_table: bool
    document: Document | None = None

    def faults(self, problems: Iterable[tuple[int, Problem]]) -> list[Fault]:
        """Place the problems of projects, each with the number of its project."""
        return [self._fault(number, problem) for number, problem in problems]

    def _fault(self, number: int, problem: Problem) -> Fault:
        path = ("projects", number, *problem.path) if self.is_table else problem.path
        moved = Problem(
            path, problem.message, problem.value, problem.has_value, problem.allowed,
            problem.nearest, problem.at_key,
        )  # fmt: skip
        return _unplaced(moved) if self.document is None else placed(moved, self.document)


def read_projects(
    source: str | Path | Mapping[str, Any] | Project | Sequence[Project],
    as_of: dt.date | None = None,
) -> Projects:
    """Read projects.

    Args:
        source: a YAML or CSV file, a mapping as such a file has it, or projects made already.
        as_of: day of application in place of each project's own.

    Raises:
        InputError: every fault; among them a project without a day of application.
    """
    if isinstance(source, Project):
        found = Projects((source,), False)
    elif isinstance(source, Mapping):
        found = _of_mapping(source)
    elif isinstance(source, str | Path):
        found = _of_file(Path(source))
    else:
        found = Projects(tuple(source), True)
    if as_of is not None:
        rows = tuple(row.model_copy(update={"applied": as_of}) for row in found.rows)
        found = Projects(rows, found.is_table, found.document)
    faults = found.faults(_undated(found.rows))
    if faults:
        raise InputError(faults)
    return found


def _undated(rows: Sequence[Project]) -> Iterable[tuple[int, Problem]]:
    for number, row in enumerate(rows):
        if row.applied is None:
            message = "is missing: which rules are in force depends on it; state it or give --as-of"
            yield number, Problem(("applied",), message, at_key=True)


def _of_file(path: Path) -> Projects:
    document = read_csv(path, str(path)) if is_csv(path) else read_document(path, str(path))
    if "projects" in document.data:
        table, faults = check(ProjectTable, document)
        rows = () if table is None else tuple(table.projects)
    else:
        record, faults = check(Project, document)
        rows = () if record is None else (record,)
    if faults:
        raise InputError(faults)
    return Projects(rows, "projects" in document.data, document)


def _of_mapping(data: Mapping[str, Any]) -> Projects:
    plain = dict(data)
    problems: list[Problem]
    if "projects" in plain:
        table, problems = check_data(ProjectTable, plain)
        rows = () if table is None else tuple(table.projects)
    else:
        record, problems = check_data(Project, plain)
        rows = () if record is None else (record,)
    if problems:
        raise InputError(_unplaced(problem) for problem in problems)
    return Projects(rows, "projects" in plain)


def _unplaced(problem: Problem) -> Fault:
    field = ""
    for part in problem.path:
        field += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if field else part
    found = shown(problem.value) if problem.has_value else None
    return Fault(GIVEN, 0, 0, field, problem.message, found, problem.allowed, problem.nearest)
