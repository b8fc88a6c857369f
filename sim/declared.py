"""Names that the law reads of behaviour, place and paths, and the check that a scenario has them.

A parameter is declared in YAML and read in the law; here the two lists are held against each
other before a run, so that a misspelt name is an input error with its line and not a crash, and a
declared name that nothing reads is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from scenarios.errors import nearest_name
from scenarios.findings import Finding
from sim.environment import PATHS
from sim.law.codes import DIRECTIONS

if TYPE_CHECKING:
    from scenarios.scenario_schema import Scenario

# A mechanism called finance is read as behaviour.with_finance: 1 if it is on, 0 if off.
SWITCH = "with_"
# Read when the tables are made, not by a law: each with the file that reads it.
READ_AT_PREPARATION = {
    "behaviour": {
        "expected_scaling": "sim/rule_table.py",
        "with_selection": "sim/rule_table.py",
        "peers_watched": "sim/model_inputs.py",
    },
    "place": {
        "own_trend_share": "sim/environment.py",
        "counting_threshold": "sim/environment.py",
        "tenure_granted": "sim/environment.py",
    },
}


@cache
def names_read(owner: str) -> frozenset[str]:
    """Names read as `owner.name` in the law and the acts."""
    from sim.engine import law_sources

    found = set(READ_AT_PREPARATION.get(owner, {}))
    for path in law_sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == owner
            ):
                found.add(node.attr)
    return frozenset(found)


def unfit_for_the_law(scenario: Scenario) -> Iterator[Finding]:
    """Find names that the law misses or that nothing reads.

    Pass it to `scenarios.load_scenario(..., checks=[unfit_for_the_law])`, so that each finding is
    told with file and line.
    """
    place = scenario.place
    switches = {name for name in names_read("behaviour") if name.startswith(SWITCH)}
    named = {name.removeprefix(SWITCH) for name in switches}
    yield from _differences("behaviour", "mechanisms", scenario.behaviour.mechanisms, named)
    read = names_read("behaviour") - switches
    yield from _differences("behaviour", "parameters", scenario.behaviour.parameters, read)
    yield from _against("place", "quantities", place.quantities, "place")
    yield from _differences("place", "paths", place.paths, PATHS)
    yield from _differences("place", "directions", [row.id for row in place.directions], DIRECTIONS)


def is_on(scenario: Scenario, switch: str) -> bool:
    """Whether the mechanism of a switch, `with_` and its name, is on."""
    return scenario.behaviour.mechanisms[switch.removeprefix(SWITCH)].switch == "on"


def behaviour_of(scenario: Scenario) -> dict[str, float]:
    """Parameters by name, and of each mechanism whether it is on (1) or off (0)."""
    switches = {
        SWITCH + name: float(row.switch == "on")
        for name, row in scenario.behaviour.mechanisms.items()
    }
    return switches | {name: row.value for name, row in scenario.behaviour.parameters.items()}


def _against(part: str, field: str, declared: Iterable[str], owner: str) -> Iterator[Finding]:
    """Hold a mapping of declarations against what the law reads of `owner`."""
    yield from _differences(part, field, declared, names_read(owner))


def _differences(
    part: str, field: str, declared: Iterable[str], read: Iterable[str]
) -> Iterator[Finding]:
    """One finding for each name that is missing or unread, with the nearest name."""
    have, want = list(declared), set(read)
    for name in sorted(want - set(have)):
        near = nearest_name(name, [other for other in have if other not in want])
        yield Finding(part, (field,), f"lacks {name}, which the law reads", nearest=near)
    for number, name in enumerate(have):
        if name not in want:
            yield Finding(
                part,
                (field, number, "id") if field == "directions" else (field, name),
                "is read by nothing; a setting without effect is refused",
                nearest=nearest_name(name, want),
            )
