"""Which instruments exclude each other: groups of which a project, or a year, gets only one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from scenarios.policy_schema import Policy


def exclusion_groups(policies: Sequence[Policy]) -> list[list[str]]:
    """Groups of mutually exclusive instruments, each in the order in which ties are numbered.

    Linked are those of a choice among articles (a relation Q2) and those that name each other
    (`exclusive_with`). First come the articles of a choice, as it lists them, then the others by
    id. Groups stand in the order of their first id; instruments that exclude nothing in none.
    """
    linked = _linked(policies)
    listed = [
        name for policy in policies for row in policy.relations if row.kind == "Q2"
        for name in row.among if name in linked
    ]  # fmt: skip
    order = {name: number for number, name in reversed(list(enumerate(listed)))}
    groups: list[list[str]] = []
    seen: set[str] = set()
    for name in sorted(linked):
        if name not in seen and linked[name]:
            group = _reached(name, linked)
            seen |= group
            groups.append(sorted(group, key=lambda each: (order.get(each, len(order)), each)))
    return groups


def half_excluded(policies: Sequence[Policy]) -> Iterator[tuple[str, str, str]]:
    """Two instruments that a third excludes and that do not exclude each other: (one, two, third).

    Which of them would be paid is not said then, so such files are refused.
    """
    linked = _linked(policies)
    for group in exclusion_groups(policies):
        for one, two in combinations(group, 2):
            if two not in linked[one]:
                yield one, two, next(name for name in group if name in linked[one])


def across_kinds(policies: Sequence[Policy]) -> Iterator[tuple[str, str]]:
    """Two instruments that exclude each other though one pays a finished project and one does not.

    No law keeps these apart: grants on a project choose among themselves, yearly ones likewise.
    """
    per_project = {
        row.id: row.family in ("I1 per project", "I2")
        for policy in policies
        for row in policy.instruments
    }
    for one, others in _linked(policies).items():
        for two in sorted(others):
            if one < two and per_project[one] != per_project[two]:
                yield one, two


def _linked(policies: Sequence[Policy]) -> dict[str, set[str]]:
    """Of each instrument those that it excludes, said from either side."""
    linked: dict[str, set[str]] = {
        row.id: set() for policy in policies for row in policy.instruments
    }
    for policy in policies:
        pairs = [(row.id, other) for row in policy.instruments for other in row.exclusive_with]
        for relation in policy.relations:
            if relation.kind == "Q2":
                pairs += combinations(relation.among, 2)
        for one, two in pairs:
            if one != two and one in linked and two in linked:
                linked[one].add(two)
                linked[two].add(one)
    return linked


def _reached(start: str, linked: dict[str, set[str]]) -> set[str]:
    """All that is linked with one instrument, directly or through others."""
    found, ahead = {start}, [start]
    while ahead:
        for other in linked[ahead.pop()] - found:
            found.add(other)
            ahead.append(other)
    return found
