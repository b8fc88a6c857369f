"""A CSV table of projects as the same plain data with places that a YAML file gives.

A column is a field; a dot leads into a record (`energy.saving_tce`). A cell is typed as in YAML; a
list is written with semicolons (`smart; internet`) or as in YAML (`[[4000000, 6]]`); an empty cell
is a field left out.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, get_origin

from results.project_support.project_schema import Project
from scenarios.errors import Fault, InputError, clipped
from scenarios.schema_walk import expected_at
from scenarios.yaml_document import MAXIMUM_BYTES, Document, Place, parse_document
from scenarios.yaml_scalars import scalar_value

_CELL = re.compile(r'("(?:[^"]|"")*"|[^",]*)(,|$)')
Cell = tuple[int, str, bool]


def read_csv(path: Path, name: str) -> Document:
    """Read a table of projects.

    Raises:
        InputError: it cannot be read, or is no table.
    """
    try:
        if not path.is_file():
            raise InputError([Fault(name, 0, 0, "", "there is no such file")])
        content = path.read_bytes()
        if len(content) > MAXIMUM_BYTES:
            raise InputError([Fault(name, 0, 0, "", "the file is too large")])
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise InputError([Fault(name, 0, 0, "", f"cannot be read: {error}")]) from error
    except UnicodeDecodeError as error:
        raise InputError([Fault(name, 1, 1, "", "the file must be UTF-8 text")]) from error
    lines = re.split("\r\n|\r|\n", text)
    document = Document(name, lines, hashlib.sha256(content).hexdigest(), {"projects": []})
    faults = _Table(document).fill()
    if faults:
        raise InputError(faults)
    return document


class _Table:
    """Fills a document from the lines of a table, noting places and faults."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[Fault] = []
        self.columns: list[str] = []

    def fill(self) -> list[Fault]:
        """Read the head and every row; return the faults."""
        projects = self.document.data["projects"]
        self.document.places[("projects",)] = Place((1, 1), (1, 1))
        for line, text in enumerate(self.document.lines, start=1):
            if not text.strip(", \t"):
                continue
            cells = self._cells(text, line)
            if not self.columns:
                self.columns = [cell for _column, cell, _quoted in cells]
                self._repeated(cells, line)
            else:
                self._row(projects, cells, line)
        return self.faults

    def _repeated(self, cells: list[Cell], line: int) -> None:
        for number, (column, cell, _quoted) in enumerate(cells):
            if cell in self.columns[:number] or not cell:
                message = "a column of this name stands already" if cell else "a column has no name"
                self._note(line, column, cell, message)

    def _cells(self, text: str, line: int) -> list[Cell]:
        """The cells of a line, each with its column, and whether it is quoted."""
        cells: list[Cell] = []
        position = 0
        while position <= len(text):
            match = _CELL.match(text, position)
            if match is None:
                self._note(line, position + 1, "", "a quote is opened and never closed, or "
                           "stands inside a cell that is not quoted")  # fmt: skip
                break
            cell = match[1]
            quoted = cell.startswith('"')
            written = cell[1:-1].replace('""', '"') if quoted else cell
            cells.append((position + 1, written.strip(), quoted))
            position = match.end()
            if not match[2]:
                break
        return cells

    def _row(self, projects: list[dict[str, Any]], cells: list[Cell], line: int) -> None:
        row: dict[str, Any] = {}
        path: tuple[str | int, ...] = ("projects", len(projects))
        self.document.places[path] = Place((line, 1), (line, 1))
        for number, (column, cell, _quoted) in enumerate(cells):
            if not cell:
                continue
            if number >= len(self.columns):
                self._note(line, column, "", "there is no column for this cell", cell)
                continue
            keys = self.columns[number].split(".")
            target = row
            for depth, key in enumerate(keys[:-1], start=1):
                target = target.setdefault(key, {})
                self.document.places[(*path, *keys[:depth])] = Place((line, 1), (line, column))
            place = Place((line, column), (line, column), cell)
            self.document.places[(*path, *keys)] = place
            target[keys[-1]] = self._value(keys, cell, line, column)
        projects.append(row)

    def _value(self, keys: list[str], cell: str, line: int, column: int) -> Any:
        """Type a cell as its field asks."""
        name = ".".join(keys)
        try:
            if cell[0] in "[{":
                return parse_document(f"cell: {cell}".encode(), "cell").data["cell"]
            try:
                expected = expected_at(Project, tuple(keys))
            except KeyError:
                return cell  # the record tells that there is no such field
            if get_origin(expected.kind) is list:
                return [scalar_value(part.strip()) for part in cell.split(";")]
            return cell if expected.kind is str else scalar_value(cell)
        except InputError as error:
            self._note(line, column, name, error.faults[0].message, clipped(cell))
        except ValueError as error:
            self._note(line, column, name, str(error), clipped(cell))
        return None

    def _note(
        self, line: int, column: int, field: str, message: str, found: str | None = None
    ) -> None:
        self.faults.append(self.document.fault_at(line, column, field, message, found=found))


def is_csv(path: Path) -> bool:
    """Whether a file is taken as a table by its name."""
    return path.suffix.lower() == ".csv"
