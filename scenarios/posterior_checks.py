"""Hold a posterior against its scenario: its place, its names, and the ranges of its draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios.errors import shown
from scenarios.findings import Finding
from scenarios.lever_declarations import LeverDeclaration, list_levers
from scenarios.levers import applied, unknown_lever
from scenarios.posterior_schema import DRAW_DIGITS, Posterior
from scenarios.scenario_schema import Scenario

PART = "posterior"
LEARNABLE = ("behaviour", "assumed")
_IS = {
    "lever": "is a lever of policy",
    "reading": "is a reading of a wording",
    "fact": "is a measured fact",
    "mechanism": "is the switch of a mechanism",
}
_ALLOWED = "parameters of behaviour, assumed facts of the place"


def unfit_for_the_scenario(scenario: Scenario) -> Iterator[Finding]:
    """Find what a posterior says that this scenario cannot use; nothing where it names none."""
    posterior = scenario.posterior
    if posterior is None:
        return
    if posterior.place != scenario.place.id:
        message = "was made for another place than the scenario's"
        found, allowed = shown(posterior.place), scenario.place.id
        yield Finding(PART, ("place",), message, found, allowed=allowed)
    declared = {row.name: row for row in list_levers(scenario)}
    names = list(_names(scenario, posterior, declared))
    yield from names
    ranges = [
        finding
        for column, name in enumerate(posterior.names)
        if name in declared and declared[name].kind in LEARNABLE
        for finding in _outside(posterior, column, declared[name])
    ]
    yield from ranges
    if not names and not ranges:
        yield from _refused_rows(scenario, posterior)


def _names(
    scenario: Scenario, posterior: Posterior, declared: Mapping[str, LeverDeclaration]
) -> Iterator[Finding]:
    """Names that nothing has, or that no data may move."""
    learnable = {name: row.place for name, row in declared.items() if row.kind in LEARNABLE}
    for number, name in enumerate(posterior.names):
        path = ("free", number, "name")
        if name in declared:
            if name not in learnable:
                message = f"{_IS[declared[name].kind]}, which no calibration may move"
                yield Finding(PART, path, message, shown(name), allowed=_ALLOWED)
            continue
        fault = unknown_lever(scenario, name, learnable)
        yield Finding(
            PART, path, "no parameter of this name", shown(name), fault.nearest, fault.allowed
        )


def _outside(posterior: Posterior, column: int, declared: LeverDeclaration) -> Iterator[Finding]:
    """Draws of one parameter outside its declared range, told at the first of them."""
    low, high = declared.low, declared.high
    if declared.prior is not None:
        # Bounds that are reckoned (a figure and its spread) may lie beside six printed digits.
        slack = DRAW_DIGITS * max(abs(declared.prior.low), abs(declared.prior.high))
        low = max(declared.prior.low - slack, -float("inf") if low is None else low)
        high = min(declared.prior.high + slack, float("inf") if high is None else high)
    wrong = [
        number
        for number, row in enumerate(posterior.draws)
        if (low is not None and row[column] < low) or (high is not None and row[column] > high)
    ]
    if wrong:
        message = f"lies outside the range of {declared.name}"
        if len(wrong) > 1:
            message += f", as do {len(wrong) - 1} more draws"
        found = shown(posterior.draws[wrong[0]][column])
        path = ("draws", wrong[0], column)
        yield Finding(PART, path, message, found, allowed=declared.allowed)


def _refused_rows(scenario: Scenario, posterior: Posterior) -> Iterator[Finding]:
    """Draws that a rule over several figures of a row of the place refuses."""
    if not any(name.startswith("place.directions.") for name in posterior.names):
        return  # no other record of the place has such a rule
    for number, values in enumerate(posterior.settings()):
        for fault in applied(scenario, values)[1]:
            yield Finding(PART, ("draws", number), f"{fault.field}: {fault.message}")


__all__ = ["unfit_for_the_scenario"]
