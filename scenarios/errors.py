"""Faults in what a user wrote: the place, what was found, what is allowed, the nearest name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

# Columns of a quoted source line that are shown around the fault.
EXCERPT_WIDTH = 100
# Characters of a found value that are shown.
FOUND_WIDTH = 60
# What faults of values given outside a file name in place of a file.
SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the input.

    Attributes:
        file: File as the user would name it; "settings" for values given outside a file.
        line: Line, from 1; 0 for values given outside a file and for files that cannot be read.
        column: Column in characters, from 1; 0 where there is no line.
        field: Where in the document, for example `instruments[sz2019.universal].rate`.
        message: What is wrong, in plain words.
        found: The value met, as text.
        allowed: The values that would do, as text.
        nearest: The known name that is most like the one met.
        excerpt: The line of the file.
    """

    file: str
    line: int
    column: int
    field: str
    message: str
    found: str | None = None
    allowed: str | None = None
    nearest: str | None = None
    excerpt: str | None = None

    def summary(self) -> str:
        """The fault in one line: place, field, what is wrong and what would do."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        text = ": ".join(part for part in (place, self.field, self.message) if part)
        if self.found is not None:
            text += f", found {self.found}"
        if self.nearest is not None:
            text += f"; did you mean '{self.nearest}'?"
        if self.allowed is not None:
            text += f" (allowed: {self.allowed})"
        return text

    def text(self) -> str:
        """The summary, then the line of the file and a caret below the place."""
        if self.excerpt is None or not self.line:
            return self.summary()
        line, before = _window(self.excerpt, self.column - 1)
        return f"{self.summary()}\n    {line}\n    {' ' * display_width(before)}^"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of plain data, without the file: where, what, and what would do.

    Attributes:
        path: Keys and item numbers, from the top of the data.
        message: What is wrong, in plain words.
        value: What was found; told where `has_value` says so.
        has_value: Whether the value adds anything to the message.
        allowed: The values or names that would do, as text.
        nearest: The known name that is most like the one met.
        at_key: Whether to point at the key instead of the value.
    """

    path: tuple[str | int, ...]
    message: str
    value: Any = None
    has_value: bool = False
    allowed: str | None = None
    nearest: str | None = None
    at_key: bool = False


class RecordError(ValueError):
    """What a rule over several fields of a record refuses, each problem at its own field.

    A validator of a record raises it where a plain ValueError would point at the record only.

    Attributes:
        problems: The problems; their paths begin at the record.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(_in_brief, self.problems)))


class InputError(Exception):
    """What a user gave cannot be used. The command line ends with exit code 2.

    Attributes:
        faults: Every fault that was found, by file and line.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: (fault.file, fault.line, fault.column))
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(fault.text() for fault in self.faults)


def display_width(text: str) -> int:
    """Columns that `text` takes on a terminal: two for a Chinese character, none for a mark."""
    from wcwidth import wcwidth

    return sum(max(wcwidth(character), 0) for character in text)


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """Return the name of `known` that is most like `name`, or None where none is like it."""
    matches = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def shown(value: object) -> str:
    """Name a value the way its writer would: `text 'abc'`, `number 5`, `nothing`, `a list`."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the yes/no value {str(value).lower()}"
    if isinstance(value, int | float):
        return f"number {value}"
    if isinstance(value, str):
        return f"text {clipped(value)!r}"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"{type(value).__name__} {value}"


def clipped(text: str) -> str:
    """Shorten a text that is too long to be quoted."""
    return text if len(text) <= FOUND_WIDTH else text[: FOUND_WIDTH - 1] + "…"


def listed(names: Sequence[str], limit: int = 14) -> str:
    """Write names in a row; of many, the first `limit` and how many more there are."""
    if len(names) <= limit:
        return ", ".join(names)
    return f"{', '.join(names[:limit])} and {len(names) - limit} more"


def _in_brief(problem: Problem) -> str:
    """A problem of a record in a row of words, for those who make records without a file."""
    text = f"{'.'.join(map(str, problem.path))}: {problem.message}"
    if problem.has_value:
        text += f", found {shown(problem.value)}"
    return text if problem.allowed is None else f"{text} (allowed: {problem.allowed})"


def _window(line: str, position: int) -> tuple[str, str]:
    """Cut a long line around `position`; return the piece and what of it lies before."""
    line = line.replace("\t", " ")
    start = max(0, position - EXCERPT_WIDTH // 2) if len(line) > EXCERPT_WIDTH else 0
    piece = line[start : start + EXCERPT_WIDTH]
    return piece, piece[: position - start]
