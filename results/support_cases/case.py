"""One case as an adapter sees it: its inputs, the records it is about, the rows under its readings.

What an adapter cannot do with the inputs it says with `CaseError`; the runner gives it its line.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace
from typing import Any, TypeVar

from results.support_cases.policy_index import Match, PolicyIndex, records
from scenarios.errors import Problem, listed, nearest_name
from scenarios.instrument_schema import Instrument
from scenarios.policy_schema import Policy, Relation, Target
from scenarios.quantities import Record
from scenarios.reading_list import DEFAULTS
from scenarios.readings import with_readings
from sim.calendar import Days
from sim.rows import plain
from sim.rule_table import rules_on

Found = TypeVar("Found")


class CaseError(Exception):
    """What is wrong with a case.

    Attributes:
        problems: paths begin at the case.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)


@dataclass(frozen=True)
class Kind:
    """One kind of case.

    Attributes:
        name: as the file has it.
        inputs: record of what a case may state.
        results: keys that a case may expect.
        run: turns a case into results.
        names: inputs that name further instruments, by the case's inputs.
    """

    name: str
    inputs: type[Record]
    results: tuple[str, ...]
    run: Callable[[Case], dict[str, Any]]
    names: Callable[[Any], Sequence[tuple[tuple[str | int, ...], str]]] = lambda inputs: ()


@dataclass
class Laws:
    """The policy files and the rows made of some of them, kept for the next case."""

    index: PolicyIndex
    kept: dict[Any, Rules] = field(default_factory=dict)

    @cached_property
    def districts(self) -> list[str]:
        """Districts that any instrument names."""
        named = {
            name
            for policy in self.index.policies
            for rule in policy.instruments
            for name in rule.eligibility.districts
        }
        return sorted(named)

    def rules(self, numbers: Iterable[int], readings: Mapping[str, str | int]) -> Rules:
        """Rows of some policies under some readings."""
        chosen = tuple(sorted(set(numbers)))
        key = (chosen, tuple(sorted((name, str(option)) for name, option in readings.items())))
        if key not in self.kept:
            policies = with_readings([self.index.policies[n] for n in chosen], readings)
            made = rules_on(policies, Days(), self.districts)
            rows = [plain(row) for row in made.table]
            names = [rule.id for rule in made.instruments]
            self.kept[key] = Rules(dict(zip(chosen, policies, strict=True)), names, rows)
        return self.kept[key]


@dataclass(frozen=True)
class Rules:
    """Policies with their readings, by number, and the rows of their instruments."""

    policies: dict[int, Policy]
    names: list[str]
    rows: list[SimpleNamespace]

    def row(self, name: str) -> SimpleNamespace:
        """A copy of an instrument's row, free to be changed."""
        return copy.copy(self.rows[self.names.index(name)])


@dataclass(frozen=True)
class Case:
    """One case with all that its adapter needs."""

    kind: str
    inputs: Any
    expected: Mapping[str, Any]
    instrument: str
    matches: tuple[Match, ...]
    laws: Laws
    rules: Rules

    # -- the records it is about

    def instruments(self, *kinds: str) -> list[Instrument]:
        """Instruments of some kinds that the case names."""
        return [
            match.record
            for match in self.matches
            if isinstance(match.record, Instrument) and match.record.kind in kinds
        ]

    def relations(self, kind: str) -> list[Relation]:
        """Rules between instruments of a kind that the case names."""
        return [
            match.record
            for match in self.matches
            if isinstance(match.record, Relation) and match.record.kind == kind
        ]

    def targets(self, **terms: Any) -> list[Target]:
        """Targets that the case names, with these terms."""
        return [
            match.record
            for match in self.matches
            if isinstance(match.record, Target)
            and all(getattr(match.record, name) == value for name, value in terms.items())
        ]

    def only(self, *kinds: str) -> Instrument:
        """The one instrument of some kinds that the case names."""
        return self.single(self.instruments(*kinds), f"instrument of kind {' or '.join(kinds)}")

    def single(self, found: Sequence[Found], what: str) -> Found:
        """The one record found.

        Raises:
            CaseError: none, or several.
        """
        if len(found) == 1:
            return found[0]
        several = ", ".join(record.id for record in found)  # type: ignore[attr-defined]
        message = f"names several: {several}" if found else "names none"
        message = f"cases of kind {self.kind} are about one {what}; this {message}"
        raise CaseError([Problem(("instrument",), message, self.instrument, True)])

    def instrument_named(self, name: str, where: tuple[str | int, ...]) -> Instrument:
        """The one instrument with a row that an input names."""
        found = [
            match.record
            for match in self.laws.index.find(name)
            if isinstance(match.record, Instrument) and match.record.id in self.rules.names
        ]
        if len(found) != 1:
            raise CaseError([Problem(where, "names no single instrument that pays", name, True)])
        return found[0]

    # -- how its documents are read

    def row(self, instrument: Instrument) -> SimpleNamespace:
        """A copy of an instrument's row under the readings of the case."""
        return self.rules.row(instrument.id)

    def policy_of(self, record: Any) -> Policy:
        """The policy that holds a record, with the readings of the case."""
        for policy in self.rules.policies.values():
            if any(record is each for each in records(policy)):
                return policy
        raise KeyError(getattr(record, "id", record))

    @property
    def policies(self) -> list[Policy]:
        """The policies of the records named, in the order of the files."""
        return [self.rules.policies[n] for n in sorted({match.policy for match in self.matches})]

    def reading(self, switch: str, record: Any) -> str:
        """How the document of a record is read."""
        return self.policy_of(record).readings.get(switch, DEFAULTS[switch])

    def inclusive(self, record: Any) -> int:
        """1 if an amount on the line qualifies (RW29)."""
        return int(self.reading("RW29", record) == "inclusive")

    def line(self, record: Any, amount: int) -> int:
        """The smallest whole amount that reaches a line: itself, or the next one (RW29)."""
        return amount if self.inclusive(record) else amount + 1

    # -- what it states and wants

    def wants(self, *keys: str) -> bool:
        """Whether one of these results is expected."""
        return any(key in self.expected for key in keys)

    def need(self, name: str, why: str = "") -> Any:
        """An input that may be left out elsewhere but is asked for here."""
        value = getattr(self.inputs, name)
        if value is None:
            raise missing(name, why)
        return value


def missing(name: str, why: str = "") -> CaseError:
    """The error of an input that is asked for and not there."""
    message = f"is missing{'; ' + why if why else ''}"
    return CaseError([Problem(("inputs", name), message, at_key=True)])


def unknown(
    where: tuple[str | int, ...], message: str, found: str, known: Sequence[str]
) -> CaseError:
    """The error of a name that is none of the known ones."""
    nearest = nearest_name(found, known)
    return CaseError([Problem(where, message, found, True, listed(list(known)), nearest)])


def rate_of(row: SimpleNamespace, rate_ppm: int) -> SimpleNamespace:
    """A copy of a row that pays one given rate in place of its own rate or tiers."""
    changed = copy.copy(row)
    changed.rate_ppm, changed.tier_by, changed.rest_above = rate_ppm, 0, 0
    return changed
