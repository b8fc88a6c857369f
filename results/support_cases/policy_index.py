"""From the name that a case gives to the records of the policy files that it means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.policy_schema import Policy

OUTSIDE = "B."


@dataclass(frozen=True)
class Match:
    """A record of a policy that a name means; the document itself where `record` is None."""

    policy: int
    record: Any = None


class PolicyIndex:
    """Everything of the policy files that can be named.

    A name means the records of that id or below it (004.A12: 004.A12.interest), of that clause of
    the register or its parts (000.III.2: 000.III.2a), of that article among those cited (000.I.2),
    a document that another one ended, or a whole document (003). Names of outside rules carry
    "B." or not; several names are joined by "+".
    """

    def __init__(self, policies: Sequence[Policy]) -> None:
        self.policies = policies
        self._named: list[tuple[str, Match]] = []
        self._clauses: list[tuple[str, Match]] = []
        self._exact: list[tuple[str, Match]] = []
        for number, policy in enumerate(policies):
            self._note(number, policy)

    def find(self, names: str) -> list[Match]:
        """Every record that the names mean, each once; nothing if one of them means none."""
        found: list[Match] = []
        for name in names.split("+"):
            meant = self._find_one(name.strip().removeprefix(OUTSIDE))
            if not meant:
                return []
            found += meant
        once = {(match.policy, id(match.record)): match for match in found}
        return list(once.values())

    def names(self) -> list[str]:
        """Names to compare a mistaken one with, outside rules in both writings."""
        plain = {name for table in (self._named, self._clauses, self._exact) for name, _ in table}
        outside = {OUTSIDE + name for name in plain if not re.match(r"00\d", name)}
        return sorted(plain | outside)

    def _find_one(self, name: str) -> list[Match]:
        below, part = name + ".", re.compile(re.escape(name) + r"([a-z.].*)?")
        found = [match for known, match in self._named if known == name or known.startswith(below)]
        found += [match for known, match in self._clauses if part.fullmatch(known)]
        found += [match for known, match in self._exact if known == name]
        return found

    def _note(self, number: int, policy: Policy) -> None:
        document = Match(number)
        self._exact.append((policy.document.key.removeprefix(OUTSIDE), document))
        for record in records(policy):
            match = Match(number, record)
            self._exact.append((policy.document.key.removeprefix(OUTSIDE), match))
            self._named.append((record.id.removeprefix(OUTSIDE), match))
            for clause in getattr(record, "clauses", ()):
                self._clauses.append((clause.removeprefix(OUTSIDE), match))
            for cited in getattr(record, "cites", ()):
                name = f"{cited.document}.{cited.article}".removeprefix(OUTSIDE)
                self._exact.append((name, match))
            ended = getattr(record, "ends", None)
            if ended is not None:
                self._exact.append((ended.document.removeprefix(OUTSIDE), match))


def records(policy: Policy) -> Iterator[Any]:
    """Every record of a policy that has an id."""
    yield from policy.instruments
    yield from policy.relations
    yield from policy.targets
    yield from policy.pots
    yield from policy.without_effect
