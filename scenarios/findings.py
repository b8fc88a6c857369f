"""A fault between the files of a scenario: which value is to blame, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scenarios.errors import nearest_name
from scenarios.policy_schema import Instrument
from scenarios.scenario_schema import Scenario
from scenarios.schema_walk import Location

# Which file of a scenario: "scenario", "place", "behaviour", or the number of a policy.
Part = str | int


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault between files: the part and path of the value to blame, and what is wrong."""

    part: Part
    path: Location
    message: str
    found: str | None = None
    nearest: str | None = None
    allowed: str | None = None
    at_key: bool = False


def instruments_of(scenario: Scenario) -> Iterator[tuple[int, int, Instrument]]:
    """Every instrument with the number of its policy and its number therein."""
    for part, policy in enumerate(scenario.policies):
        for number, row in enumerate(policy.instruments):
            yield part, number, row


def unknown(
    part: Part, path: Location, what: str, name: str, known: Collection[str]
) -> Iterator[Finding]:
    """A finding if `name` is not among the known ones."""
    if name not in known:
        yield Finding(part, path, f"no {what} of this name", f"'{name}'", nearest_name(name, known))
