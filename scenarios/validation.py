"""Check plain data against the records; tell every fault in plain words, at its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from scenarios.errors import Fault, Problem, RecordError, listed, nearest_name
from scenarios.schema_walk import (
    Expected,
    Location,
    Walked,
    expected_at,
    figure,
    range_text,
    type_words,
    walk,
)
from scenarios.yaml_document import Document

AnyRecord = TypeVar("AnyRecord", bound=BaseModel)

# Types of pydantic errors that say: this branch of a union was not meant.
_SHAPE = ("missing", "extra_forbidden")


@dataclass(frozen=True, slots=True)
class _Error:
    """One error of pydantic with its location walked."""

    type: str
    walked: Walked
    input: Any
    context: Mapping[str, Any]


def check(model: type[AnyRecord], document: Document) -> tuple[AnyRecord | None, list[Fault]]:
    """Make a record of a document.

    Returns:
        The record and no faults, or None and every fault at its place.
    """
    record, problems = check_data(model, document.data)
    return record, [placed(problem, document) for problem in problems]


def check_data(model: type[AnyRecord], data: Any) -> tuple[AnyRecord | None, list[Problem]]:
    """Make a record of plain data: the record and no problems, or None and every problem."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        found = [
            _Error(row["type"], walk(model, row["loc"]), row["input"], row.get("ctx", {}))
            for row in error.errors(include_url=False)
        ]
    return None, [problem for each in _settled(found, 0) for problem in _problems(each)]


def placed(problem: Problem, document: Document) -> Fault:
    """Give a problem its place in the document."""
    return document.fault(
        problem.path,
        problem.message,
        at_key=problem.at_key,
        found=document.found(problem.path, problem.value) if problem.has_value else None,
        allowed=problem.allowed,
        nearest=problem.nearest,
    )


def _settled(errors: list[_Error], number: int) -> list[_Error]:
    """Of errors in several branches of one union, keep those of the branch that was meant.

    Args:
        errors: Errors that agree on their first `number` unions.
        number: Which union on the way is settled now.
    """
    kept: list[_Error] = []
    unions: dict[Location, dict[str, list[_Error]]] = {}
    for error in errors:
        if number < len(error.walked.branches):
            length, tag = error.walked.branches[number]
            branches = unions.setdefault(error.walked.path[:length], {})
            branches.setdefault(tag, []).append(error)
        else:
            kept.append(error)
    for union_path, branches in unions.items():
        kept += _settled(_meant(union_path, branches), number + 1)
    return kept


def _meant(union_path: Location, branches: dict[str, list[_Error]]) -> list[_Error]:
    """Choose the branch whose fields fit best; among scalars, the one that tells the most."""
    inside = [
        rows for rows in branches.values() if any(_is_inside(row, union_path) for row in rows)
    ]
    if inside:
        # The value is a mapping: whoever wrote `prior` meant the record that has one.
        return min(inside, key=lambda rows: (sum(row.type in _SHAPE for row in rows), len(rows)))
    first = [rows[0] for rows in branches.values()]
    telling = [row for row in first if not row.type.endswith("_type")]
    return (telling or first)[:1]


def _is_inside(error: _Error, union_path: Location) -> bool:
    """Whether an error lies in the fields of a record of the union, not at the union itself."""
    return len(error.walked.path) > len(union_path) or (
        error.type == "value_error" and isinstance(error.input, dict)
    )


def _problems(error: _Error) -> list[Problem]:
    """Say one error in plain words; a rule over several fields may tell of each of them."""
    told = error.context.get("error")
    if isinstance(told, RecordError):
        return [_below(error.walked, problem) for problem in told.problems]
    return [_problem(error)]


def _below(walked: Walked, problem: Problem) -> Problem:
    """A problem of a record, at its place in the whole; what is missing with its range."""
    allowed = problem.allowed
    if allowed is None and problem.at_key and walked.expected.record is not None:
        allowed = range_text(expected_at(walked.expected.record, problem.path))
    return replace(problem, path=(*walked.path, *problem.path), allowed=allowed)


def _problem(error: _Error) -> Problem:
    """Say one error in plain words."""
    walked = error.walked
    if error.type == "missing":
        return Problem(walked.path, "is missing", allowed=range_text(walked.expected), at_key=True)
    if error.type == "extra_forbidden":
        return _unknown_field(walked, error.input)
    if error.type == "value_error":
        message = str(error.context["error"])
        return Problem(_named_field(walked, message), message)
    if walked.at_key:
        key = str(error.input)
        return Problem(walked.path, "is not a name: " + _NAME_RULE, key, True, at_key=True)
    wanted = walked.expected
    if walked.union is not None and error.type.endswith("_type"):
        wanted = walked.union
    nearest = None
    if get_origin(wanted.kind) is Literal and isinstance(error.input, str):
        nearest = nearest_name(error.input, [str(word) for word in get_args(wanted.kind)])
    allowed = range_text(wanted) or (range_text(walked.union) if walked.union else None)
    return Problem(walked.path, _message(error, wanted), error.input, True, allowed, nearest)


_NAME_RULE = "letters a-z, digits, dots, dashes and underscores"


def _message(error: _Error, wanted: Expected) -> str:
    """Say what the value must be."""
    context = error.context
    comparisons = {
        "greater_than_equal": ("ge", "at least"),
        "greater_than": ("gt", "above"),
        "less_than_equal": ("le", "at most"),
        "less_than": ("lt", "below"),
    }
    if error.type in comparisons:
        key, words = comparisons[error.type]
        return f"must be {words} {figure(context[key])}"
    if error.type == "finite_number":
        return "must be a finite number"
    if error.type in ("string_too_short", "too_short"):
        return "must not be empty"
    if error.type == "string_pattern_mismatch":
        pattern = context["pattern"]
        name = pattern.startswith("^[A-Za-z0-9][A-Za-z0-9_.-]*")
        return f"must be a name ({_NAME_RULE})" if name else f"must have the form {pattern}"
    message = f"must be {type_words(wanted)}"
    if error.type == "string_type" and error.input is not None:
        message += " (put it in quotes)" if not isinstance(error.input, dict | list) else ""
    return message


def _unknown_field(walked: Walked, value: Any) -> Problem:
    """A key that the record does not know: the names it knows, and the most similar one."""
    record = walked.expected.record
    names = list(record.model_fields) if record else []
    key = str(walked.path[-1])
    message = "is an unknown field"
    if " " in key and value is None:
        # {en: Cost, one firm} reads as a second field, "one firm", without a value.
        message += "; put text that holds a comma in quotes"
    return Problem(
        walked.path,
        message,
        allowed=listed(names) if names else None,
        nearest=nearest_name(key, names),
        at_key=True,
    )


def _named_field(walked: Walked, message: str) -> Location:
    """Where a rule over several fields is broken: at the field its message names first."""
    record = walked.expected.record
    for word in re.findall(r"\w+", message):
        if record is not None and word in record.model_fields:
            return (*walked.path, word)
    return walked.path


__all__ = ["Problem", "check", "check_data", "placed"]
