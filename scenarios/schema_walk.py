"""Walk an error's location through the records: what is expected there, and where in the data.

pydantic names the branch of a union inside a location, for example `('rate', 'float')`. Those parts
are no keys of the document; the walk tells the two apart by following the declared types.
"""

from __future__ import annotations

import datetime as dt
import re
import types
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """A declared type with its bounds and unit.

    Attributes:
        kind: The type, without `Annotated`, and without None where that is one of two.
        metadata: Constraints declared for it.
        unit: Unit, where one is declared.
        optional: Whether nothing may stand here.
    """

    kind: Any
    metadata: tuple[Any, ...] = ()
    unit: str | None = None
    optional: bool = False

    @property
    def members(self) -> tuple[Any, ...]:
        """The types of a union, None left out; empty for any other type."""
        if get_origin(self.kind) in (Union, types.UnionType):
            return tuple(member for member in get_args(self.kind) if member is not type(None))
        return ()

    @property
    def scalar(self) -> Expected:
        """The scalar of a union of one scalar and records; any other type as it is."""
        members = [unwrapped(member) for member in self.members]
        scalars = [member for member in members if not member.record]
        return scalars[0] if len(scalars) == 1 < len(members) else self

    @property
    def record(self) -> type[BaseModel] | None:
        """The record expected here, if it is one."""
        is_record = isinstance(self.kind, type) and issubclass(self.kind, BaseModel)
        return self.kind if is_record else None

    def item(self, key: str | int) -> Expected | None:
        """What is expected one step further; None where nothing may follow."""
        if self.record is not None:
            field = self.record.model_fields.get(str(key))
            return None if field is None else unwrapped(field)
        origin, arguments = get_origin(self.kind), get_args(self.kind)
        if origin is list and isinstance(key, int):
            return unwrapped(arguments[0])
        if origin is dict and isinstance(key, str):
            return unwrapped(arguments[1])
        return None

    def branch(self, tag: str) -> Expected:
        """The member of a union that pydantic calls `tag`; scalars need no telling apart."""
        for member in map(unwrapped, self.members):
            if member.record and re.search(rf"\b{member.record.__name__}\b", tag):
                return member
        scalars = [member for member in map(unwrapped, self.members) if not member.record]
        return scalars[0] if scalars else self


@dataclass(frozen=True, slots=True)
class Walked:
    """A location, told apart.

    Attributes:
        path: Keys and item numbers of the document.
        branches: Each union on the way: how much of `path` leads to it, and the branch's name.
        expected: What is declared at the end.
        union: The union whose branch the location ends in, if it ends in one.
        at_key: Whether the location ends in a mapping's key, not its value.
    """

    path: Location
    branches: tuple[tuple[int, str], ...]
    expected: Expected
    union: Expected | None = None
    at_key: bool = False


def unwrapped(declared: Any) -> Expected:
    """Take `Annotated`, `FieldInfo` and `| None` off a declaration, keeping what they say."""
    kind, metadata, unit, optional = declared, [], None, False
    while True:
        if isinstance(kind, FieldInfo):
            metadata += kind.metadata
            unit = unit or _unit(kind)
            kind = kind.annotation
        elif get_origin(kind) is Annotated:
            kind, *notes = get_args(kind)
            for note in notes:
                if isinstance(note, FieldInfo):
                    metadata += note.metadata
                    unit = unit or _unit(note)
                else:
                    metadata.append(note)
        elif type(None) in get_args(kind) and get_origin(kind) in (Union, types.UnionType):
            optional = True
            members = [member for member in get_args(kind) if member is not type(None)]
            kind = Union[tuple(members)]  # noqa: UP007  (a union of one is that one)
        else:
            return Expected(kind, tuple(metadata), unit, optional)


def walk(model: type[BaseModel], location: Location) -> Walked:
    """Follow `location`, as pydantic reports it, from the top record."""
    expected = Expected(model)
    union: Expected | None = None
    path: list[str | int] = []
    branches: list[tuple[int, str]] = []
    for number, part in enumerate(location):
        if part == "[key]" and number == len(location) - 1:
            return Walked(tuple(path), tuple(branches), expected, at_key=True)
        if expected.members:
            branches.append((len(path), str(part)))
            union, expected = expected, expected.branch(str(part))
            continue
        union = None
        path.append(part)
        step = expected.item(part)
        if step is None:
            break
        expected = step
    return Walked(tuple(path), tuple(branches), expected, union)


def expected_at(model: type[BaseModel], path: Location) -> Expected:
    """What is declared at a path of the document that passes through no union of records.

    Raises:
        KeyError: the record has no such field.
    """
    expected = Expected(model)
    for part in path:
        step = expected.item(part)
        if step is None:
            raise KeyError(part)
        expected = step
    return expected


def bounds(expected: Expected) -> tuple[float | None, float | None, bool, bool]:
    """Declared low and high of a scalar, and whether each of them is itself refused."""
    low: float | None = None
    high: float | None = None
    open_low = open_high = False
    for note in expected.scalar.metadata:
        if isinstance(note, annotated_types.Ge | annotated_types.Gt):
            open_low = isinstance(note, annotated_types.Gt)
            low = _number(note.gt if isinstance(note, annotated_types.Gt) else note.ge)
        if isinstance(note, annotated_types.Le | annotated_types.Lt):
            open_high = isinstance(note, annotated_types.Lt)
            high = _number(note.lt if isinstance(note, annotated_types.Lt) else note.le)
    return low, high, open_low, open_high


def range_text(expected: Expected) -> str | None:
    """Write the declared bounds: "0 to 1", "above 0", "at least 0 and below 1"."""
    low, high, open_low, open_high = bounds(expected)
    if low is not None and high is not None and not open_low and not open_high:
        return f"{figure(low)} to {figure(high)}"
    parts = []
    if low is not None:
        parts.append(f"{'above' if open_low else 'at least'} {figure(low)}")
    if high is not None:
        parts.append(f"{'below' if open_high else 'at most'} {figure(high)}")
    return " and ".join(parts) or None


def figure(number: float) -> str:
    """Write a number; a long whole one in groups of three, as a file may have it."""
    return f"{number:_}" if isinstance(number, int) and abs(number) >= 100_000 else f"{number}"


def type_words(expected: Expected) -> str:
    """Say in words what kind of value is declared."""
    kind = expected.kind
    if expected.members:
        members = [unwrapped(member) for member in expected.members]
        kinds = [member.kind for member in members]
        # "a number" says "a whole number" too.
        told = [each for each in members if each.kind is not int or float not in kinds]
        return " or ".join(type_words(each) for each in told)
    if expected.record:
        needed = [name for name, row in expected.record.model_fields.items() if row.is_required()]
        return f"a record with {', '.join(needed or expected.record.model_fields)}"
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(str(value) for value in get_args(kind))
    if get_origin(kind) is list:
        return "a list"
    if get_origin(kind) is dict:
        return "a mapping of names to values"
    words = {
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        str: "text",
        dt.date: "a day such as 2019-03-01",
    }[kind]
    return f"{words} of {expected.unit}" if expected.unit else words


def _unit(field: FieldInfo) -> str | None:
    extra = field.json_schema_extra
    unit = extra.get("unit") if isinstance(extra, dict) else None
    return unit if isinstance(unit, str) else None


def _number(value: Any) -> float:
    assert isinstance(value, int | float)
    return value
