"""Factors put together, so that a table has a dozen rows: declared in `groups.yaml`.

A quantity belongs to the first group with a pattern that fits its name, but figures of policy that
were assumed, since they were not found, make a group of unknowns. Levers that no pattern fits go by
the scenario's own groups of instruments, unknowns into a last group of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from calibration.sensitivity.factors import Factor, Kind
from scenarios.quantities import Label, Record

if TYPE_CHECKING:
    from scenarios.scenario_schema import Scenario

DECLARED = Path(__file__).with_name("groups.yaml")
REST = Label(zh="其他未知量", en="Other unknowns")
NOT_FOUND = "not-found"
NOT_FOUND_LABEL = Label(zh="未查到的政策数字", en="Figures of policy that were not found")
NOT_FOUND_WHY = Label(
    zh="政策定了但没有查到，按声明的范围假定",
    en="set by policy, but not found: assumed over a declared range",
)


class GroupRow(Record):
    """One declared group.

    Attributes:
        id: short name.
        label: in both languages.
        members: patterns of names, with * for anything.
        because: what its members have in common.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    label: Label
    members: Annotated[list[str], Field(min_length=1)]
    because: Label


class GroupFile(Record):
    """The declared groups, in the order in which they are tried."""

    groups: Annotated[list[GroupRow], Field(min_length=1)]


@dataclass(frozen=True)
class Group:
    """Factors that are moved together.

    Attributes:
        id: short name.
        label: in both languages.
        factors: at least one.
        because: what they have in common; None for a factor by itself.
    """

    id: str
    label: Label
    factors: tuple[Factor, ...]
    because: Label | None = None

    @property
    def kind(self) -> Kind | None:
        """What all of its factors are: levers or unknowns; None where it has both (refused)."""
        kinds = {one.kind for one in self.factors}
        return kinds.pop() if len(kinds) == 1 else None


def read_groups(path: Path = DECLARED) -> tuple[GroupRow, ...]:
    """Read a file of groups.

    Raises:
        InputError: every fault of the file, a group declared twice among them.
    """
    from scenarios.errors import InputError
    from scenarios.validation import check
    from scenarios.yaml_document import read_document

    document = read_document(path, path.name)
    file, faults = check(GroupFile, document)
    if file is not None:
        seen: set[str] = set()
        for number, row in enumerate(file.groups):
            if row.id in seen:
                place = ("groups", number, "id")
                faults.append(document.fault(place, "a group of this name stands above"))
            seen.add(row.id)
    if file is None or faults:
        raise InputError(faults)
    return tuple(file.groups)


def grouped(
    factors: Iterable[Factor], rows: Iterable[GroupRow], scenario: Scenario
) -> tuple[Group, ...]:
    """Put factors into groups, in the order of the rows; groups without members are left out.

    Raises:
        InputError: every group with levers and unknowns, whose share would answer no question.
    """
    rows = tuple(rows)
    members: dict[str, list[Factor]] = {row.id: [] for row in rows}
    labels = {row.id: row.label for row in rows}
    why = {row.id: row.because for row in rows} | {NOT_FOUND: NOT_FOUND_WHY}
    labels[NOT_FOUND] = NOT_FOUND_LABEL
    for factor in factors:
        if factor.is_not_found:
            members.setdefault(NOT_FOUND, []).append(factor)
            continue
        row = next((row for row in rows if _fits(row, factor.name)), None)
        if row is None:
            name, label = _of_itself(factor, scenario)
            labels.setdefault(name, label)
            members.setdefault(name, []).append(factor)
        else:
            members[row.id].append(factor)
    made = tuple(
        Group(name, labels[name], tuple(found), why.get(name))
        for name, found in members.items()
        if found
    )
    _refuse_mixed(made)
    return made


def _refuse_mixed(groups: Iterable[Group]) -> None:
    """Levers and unknowns in one group are refused, with one of each named."""
    from scenarios.errors import Fault, InputError

    faults = []
    for group in groups:
        if group.kind is None:
            lever, unknown = (
                next(one.name for one in group.factors if one.kind == kind)
                for kind in ("lever", "unknown")
            )
            faults.append(
                Fault(
                    "settings", 0, 0, f"groups.{group.id}",
                    f"a group has levers or unknowns, not both: {lever} is set by policy, "
                    f"{unknown} is not known",
                )
            )  # fmt: skip
    if faults:
        raise InputError(faults)


def each_alone(factors: Iterable[Factor]) -> tuple[Group, ...]:
    """Every factor as a group of its own."""
    return tuple(Group(one.name, one.declaration.label, (one,)) for one in factors)


def _fits(row: GroupRow, name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in row.members)


def _of_itself(factor: Factor, scenario: Scenario) -> tuple[str, Label]:
    """The group of a factor that no row names: its instrument's, else the rest."""
    for instrument in scenario.instruments.values():
        if factor.name.startswith(f"{instrument.id}."):
            return instrument.group, scenario.groups[instrument.group]
    if factor.kind == "lever":
        return "other-levers", Label(zh="其他政策参数", en="Other levers")
    return "other-unknowns", REST
