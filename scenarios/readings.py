"""Readings of ambiguous wordings: which are in force, whether they may be, and setting them.

A policy lists the switches that it leaves open. One switch has one reading in a scenario, so a
setting holds in every policy that lists it. The switches stand in `reading_list.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol, TypeVar

from scenarios.errors import SETTINGS, Fault, InputError, Problem, nearest_name, shown
from scenarios.reading_list import DEFAULTS, READ_BY, READINGS, TERMS_NEEDED, Reading


class ListsReadings(Protocol):
    """A policy, as far as it is needed here."""

    @property
    def id(self) -> str:
        """Name of the policy."""

    @property
    def readings(self) -> dict[str, str]:
        """Option by switch."""

    @property
    def instruments(self) -> Sequence[Any]:
        """Its instruments."""

    def model_copy(self, *, update: Mapping[str, Any]) -> Any:
        """Copy it with some fields changed."""


AnyPolicy = TypeVar("AnyPolicy", bound=ListsReadings)


def readings_in_force(policies: Sequence[ListsReadings]) -> dict[str, str]:
    """Option of each switch that a policy lists, by the switches' numbers."""
    listed = {name: option for policy in policies for name, option in policy.readings.items()}
    return {name: listed[name] for name in sorted(listed)}


def with_readings(policies: Sequence[AnyPolicy], settings: Mapping[str, object]) -> list[AnyPolicy]:
    """Set switches in every policy that lists them.

    Raises:
        InputError: a switch or an option is unknown, or no policy lists the switch; every such
            fault is told.
    """
    problems = list(setting_problems(policies, settings))
    if problems:
        raise InputError(_fault(problem) for problem in problems)
    options = {name: _written(option) for name, option in settings.items()}
    return [
        policy.model_copy(
            update={"readings": {n: options.get(n, old) for n, old in policy.readings.items()}}
        )
        if options.keys() & policy.readings.keys()
        else policy
        for policy in policies
    ]


def setting_problems(
    policies: Sequence[ListsReadings], settings: Mapping[str, object]
) -> Iterator[Problem]:
    """Find settings that mean nothing here; the path of each problem is the switch alone."""
    in_force = readings_in_force(policies)
    for name, option in settings.items():
        if name not in READINGS:
            yield _unknown_switch((name,), name)
        elif name not in in_force:
            message = "no loaded policy lists this switch, so it cannot be set"
            yield Problem((name,), message, allowed=", ".join(in_force) or "nothing")
        elif _written(option) not in READINGS[name].options:
            yield _unknown_option((name,), READINGS[name], option)
        else:
            for policy in policies:
                if name in policy.readings:
                    yield from _missing_terms((name,), policy, _written(option))


def require_option(name: str, option: object) -> None:
    """Refuse the name of what is no switch, and an option that it has not.

    Raises:
        InputError: there is no such switch or option.
    """
    if name not in READINGS:
        raise InputError([_fault(_unknown_switch((name,), name))])
    if _written(option) not in READINGS[name].options:
        raise InputError([_fault(_unknown_option((name,), READINGS[name], option))])


def reading_problems(policy: Any) -> Iterator[Problem]:
    """Find switches of a policy that are unknown, wrongly set, or read by nothing in its file."""
    for name, option in policy.readings.items():
        path = ("readings", name)
        if name not in READINGS:
            yield _unknown_switch(path, name)
            continue
        if option not in READINGS[name].options:
            yield _unknown_option(path, READINGS[name], option)
        yield from _missing_terms(path, policy, option)
        if not is_read(name, policy):
            message = "is read by nothing in this file; a setting without effect is refused"
            yield Problem(path, message, allowed=f"with {' or '.join(READ_BY[name])}", at_key=True)


def reading_conflicts(policies: Sequence[ListsReadings]) -> Iterator[tuple[int, Problem]]:
    """Find switches that two policies read differently, each with the number of the later one."""
    first: dict[str, ListsReadings] = {}
    for number, policy in enumerate(policies):
        for name, option in policy.readings.items():
            other = first.setdefault(name, policy)
            theirs = other.readings[name]
            if theirs != option:
                message = f"must be {theirs}, as in policy {other.id}: a switch is read one way"
                yield number, Problem(("readings", name), message, option, True, theirs)


def readings_left(policy: Any, in_force: Sequence[Any]) -> dict[str, str]:
    """The switches that still have a reader when only some instruments are in force.

    Args:
        policy: a policy without the instruments and relations that were taken out.
        in_force: the instruments left, of all policies.
    """
    return {
        name: option for name, option in policy.readings.items() if is_read(name, policy, in_force)
    }


def validity(policy: Any) -> tuple[dt.date, dt.date]:
    """First and last day on which a document is in force.

    One whose start is open (RW14) begins on the day of signing under the other reading, and ends
    as much earlier: its years are counted from its start.
    """
    first, last = policy.document.valid_from, policy.document.valid_to
    earlier = dt.timedelta(0)
    if policy.readings.get("RW14") == "from_2012_08_17":
        earlier = first - policy.document.signed
    return first - earlier, last - earlier


def is_read(name: str, policy: Any, in_force: Sequence[Any] | None = None) -> bool:
    """Whether anything in a policy reads a switch.

    Args:
        name: the switch.
        policy: the policy.
        in_force: the instruments in force, of all policies. Then pots that pay none of them read
            nothing, nor does a document without instruments and relations. None before any choice.
    """
    return any(_reads(_reader(text), policy, in_force) for text in READ_BY[name])


class _Reader(NamedTuple):
    """An entry of `READ_BY`, taken apart.

    Attributes:
        what: "relation", "targets", "pots", "document", a kind of instrument, or "*" for any kind.
        which: kind of the relation, mode of timing, or key of the document; empty for any.
        term: dotted name of a term that the instrument must state; empty for none.
        payer: who must pay the instrument; empty for anybody.
    """

    what: str
    which: str
    term: str
    payer: str


@cache
def _reader(text: str) -> _Reader:
    form = r"(\*|\w+)(?:[. ](?!with |by )(\w+))?(?: with ([\w.]+))?(?: by (\w+))?"
    found = re.fullmatch(form, text)
    if found is None:
        raise ValueError(f"no reader of the form expected: {text!r}")
    return _Reader(*(part or "" for part in found.groups()))


def _reads(reader: _Reader, policy: Any, in_force: Sequence[Any] | None) -> bool:
    """Whether a policy has what a reader names."""
    if reader.what == "targets":
        return bool(policy.targets)
    if reader.what == "document":
        holds = in_force is None or bool(policy.instruments) or bool(policy.relations)
        return policy.document.key == reader.which and holds
    if reader.what == "pots":
        paying = None if in_force is None else {row.pot for row in in_force}
        return any(paying is None or pot.id in paying for pot in policy.pots)
    if reader.what == "relation":
        return any(row.kind == reader.which for row in policy.relations)
    return any(_is_meant(reader, row) for row in policy.instruments)


def _is_meant(reader: _Reader, row: Any) -> bool:
    """Whether an instrument is of the kind, mode and payer of a reader and states its term."""
    value = row
    for key in filter(None, reader.term.split(".")):
        value = getattr(value, key)
    return (
        reader.what in ("*", row.kind)
        and reader.which in ("", row.timing.mode)
        and reader.payer in ("", row.payer)
        and value is not None
        and value is not False
    )


def _missing_terms(path: tuple[str, ...], policy: ListsReadings, option: str) -> Iterator[Problem]:
    """Find instruments that read the switch and lack the term that its option needs."""
    name = path[-1]
    term = TERMS_NEEDED.get((name, option))
    if term is None:
        return
    readers = [_reader(text) for text in READ_BY[name]]
    for row in policy.instruments:
        if getattr(row, term) is None and any(_is_meant(reader, row) for reader in readers):
            message = f"{option} needs {term} of instrument {row.id}, which has none"
            yield Problem(path, message)


def _written(option: object) -> str:
    """An option as text: a year such as 2016 may be given as a number."""
    is_number = isinstance(option, int) and not isinstance(option, bool)
    return str(option) if is_number or isinstance(option, str) else ""


def _unknown_switch(path: tuple[str, ...], name: str) -> Problem:
    names = list(READINGS)
    number = re.fullmatch(r"RW0*(\d{1,2})", name.upper())
    # Of two numbers none is more like a third; only a slip in writing one has a nearest name.
    meant = nearest_name(name.upper(), names) if number is None else f"RW{int(number[1]):02}"
    nearest = meant if meant in READINGS else None
    allowed = f"{names[0]} to {names[-1]}"
    return Problem(path, "there is no such switch", name, True, allowed, nearest, at_key=True)


def _unknown_option(path: tuple[str, ...], reading: Reading, option: object) -> Problem:
    nearest = nearest_name(_written(option), reading.options)
    allowed = ", ".join(reading.options)
    return Problem(path, f"{reading.name} has no such option", option, True, allowed, nearest)


def _fault(problem: Problem) -> Fault:
    found = shown(problem.value) if problem.has_value else None
    return Fault(
        SETTINGS, 0, 0, str(problem.path[-1]), problem.message, found, problem.allowed,
        problem.nearest,
    )  # fmt: skip


__all__ = [
    "DEFAULTS", "READINGS", "READ_BY", "ListsReadings", "Reading", "is_read", "reading_conflicts",
    "reading_problems", "readings_in_force", "readings_left", "require_option", "setting_problems",
    "validity", "with_readings",
]  # fmt: skip
