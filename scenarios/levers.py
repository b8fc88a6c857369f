"""Set quantities of a scenario by name, and make the worlds of its variants.

Settings of a scenario file, of a variant and of the command line all go through `applied`, and
every changed record is checked by the rules that its file was checked by.
"""

from __future__ import annotations

import datetime as dt
import numbers
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any

from pydantic import BaseModel

from scenarios.crosschecks import cross_check
from scenarios.errors import SETTINGS, Fault, InputError, listed, nearest_name, shown
from scenarios.lever_declarations import (
    SWITCHES,
    LeverDeclaration,
    LeverPath,
    lever_paths,
    list_levers,
    part_of,
)
from scenarios.lever_fields import INSTRUMENT_FIELDS, field_named
from scenarios.policy_schema import Instrument, Policy, Relation
from scenarios.readings import (
    readings_left,
    require_option,
    setting_problems,
    with_readings,
)
from scenarios.scenario_schema import LeverValue, Scenario, Variant
from scenarios.schema_walk import Location, expected_at
from scenarios.validation import Problem, check_data
from scenarios.yaml_scalars import scalar_value


def apply_levers(scenario: Scenario, settings: Mapping[str, LeverValue]) -> Scenario:
    """Return the scenario with quantities set by name.

    An assumed fact or behaviour parameter is fixed within its prior; the prior stays. A day may be
    given as text (2020-12-31). What is set here no draw of a posterior moves any more.

    Raises:
        InputError: a name is unknown or a value is not allowed; every such fault is told.
    """
    changed, faults = applied(scenario, settings)
    if faults:
        raise InputError(faults)
    return changed.holding(settings)


def applied(scenario: Scenario, settings: Mapping[str, LeverValue]) -> tuple[Scenario, list[Fault]]:
    """Set quantities; return the scenario and the faults, whose `field` is the lever's name."""
    if not settings:
        return scenario, []
    known = lever_paths(scenario)
    faults = [unknown_lever(scenario, name, known) for name in settings if name not in known]
    places = {name: known[name] for name in settings if name in known}
    changed, problems = _set_all(scenario, {places[name]: settings[name] for name in places})
    for part, problem in problems:
        name = _blamed(places, part, problem.path)
        faults.append(_fault(name, problem.message, settings[name], problem.allowed,
                             problem.nearest))  # fmt: skip
    policies_touched = any(isinstance(place.part, int) for place in places.values())
    if policies_touched and not faults:
        for finding in cross_check(changed):
            if finding.path[:1] == (SWITCHES,):
                continue  # a term set to nothing may leave a switch idle, which was listed rightly
            name = _blamed(places, finding.part, finding.path)
            faults.append(_fault(name, finding.message, settings[name], finding.allowed))
    return (scenario if faults else changed), faults


def variant_scenario(scenario: Scenario, variant_id: str) -> Scenario:
    """Return the world of a variant: its instruments taken out, its settings applied.

    Policies stay in the list without the instruments that are not in force, without relations that
    are among none of those left, and without switches that nothing left reads. Settings made in
    `scenario` before hold in every variant; a variant's own settings come on top.

    Raises:
        InputError: there is no such variant, or its settings do not fit.
    """
    names = [variant.id for variant in scenario.variants]
    if variant_id not in names:
        nearest = nearest_name(variant_id, names)
        raise InputError([_fault(variant_id, "no variant of this name", None, None, nearest)])
    variant = scenario.variant(variant_id)
    in_force = [_in_force(policy, scenario, variant) for policy in scenario.policies]
    left = [row for rows in in_force for row in rows]
    policies = [
        _reduced(policy, rows, left, policy.id in variant.without_policies)
        for policy, rows in zip(scenario.policies, in_force, strict=True)
    ]
    reduced = scenario.model_copy(update={"policies": policies})
    changed, faults = applied(reduced, variant.set)
    if faults:
        raise InputError(_explained(faults, scenario, reduced))
    return changed


def parse_setting(text: str) -> tuple[str, LeverValue]:
    """Read a setting of the command line, `name=value`; the value is typed as in a file.

    Raises:
        InputError: there is no name, no value, or a number that is none.
    """
    name, sign, written = (part.strip() for part in text.partition("="))
    if not (name and sign and written):
        raise InputError([_fault(text, "a setting has the form name=value", None)])
    try:
        value = scalar_value(written)
    except ValueError as error:
        raise InputError([_fault(name, str(error), written)]) from None
    if value is None:
        raise InputError([_fault(name, "a setting needs a value", None)])
    assert isinstance(value, LeverValue)
    return name, value


def parse_reading(text: str) -> tuple[str, LeverValue]:
    """Read a switch of the command line, `RW07=stack`.

    Raises:
        InputError: as `parse_setting`, or there is no such switch or option.
    """
    name, option = parse_setting(text)
    require_option(name, option)
    return name, option


def _in_force(policy: Policy, scenario: Scenario, variant: Variant) -> list[Instrument]:
    """The instruments of a policy that a variant keeps."""
    if policy.id in variant.without_policies:
        return []
    rows = [
        row
        for row in policy.instruments
        if row.group not in variant.without_groups and row.id not in scenario.file.left_out
    ]
    kept_groups = variant.only_programme_groups
    if kept_groups is not None and policy.id in scenario.programme.policies:
        rows = [row for row in rows if row.group in kept_groups]
    return rows


def _reduced(
    policy: Policy, rows: list[Instrument], left: list[Instrument], taken_out: bool
) -> Policy:
    """A policy as a variant has it.

    Args:
        policy: the policy as enacted.
        rows: its instruments that are in force.
        left: those of all policies.
        taken_out: whether the variant takes the whole policy out.
    """
    names = {row.id for row in left}
    # A bar against an instrument that is not in force has nothing to say.
    kept = [
        row.model_copy(
            update={"exclusive_with": [name for name in row.exclusive_with if name in names]}
        )
        if row.exclusive_with
        else row
        for row in rows
    ]
    relations = [] if taken_out else [_among(row, names) for row in policy.relations]
    changes = {
        "instruments": kept,
        "relations": [row for row in relations if row is not None],
    }
    reduced = policy.model_copy(update=changes)
    return reduced.model_copy(update={SWITCHES: readings_left(reduced, left)})


def _among(relation: Relation, names: Collection[str]) -> Relation | None:
    """A relation among the instruments left; None where it was among others only."""
    kept = [name for name in relation.among if name in names]
    if kept == relation.among:
        return relation
    return relation.model_copy(update={"among": kept}) if kept else None


def _explained(faults: list[Fault], full: Scenario, reduced: Scenario) -> list[Fault]:
    """Say of a lever that the variant has taken out that it is not in force."""
    taken_out = lever_paths(full).keys() - lever_paths(reduced).keys()
    message = "is not in force in this variant, so it cannot be set"
    return [
        replace(fault, message=message, nearest=None) if fault.field in taken_out else fault
        for fault in faults
    ]


def _set_all(
    scenario: Scenario, values: Mapping[LeverPath, LeverValue]
) -> tuple[Scenario, list[tuple[int | str, Problem]]]:
    """Write values at their places, part by part; every changed record is checked again."""
    trees: dict[int | str, dict[str | int, Any]] = {}
    switches: dict[str, LeverValue] = {}
    for place, value in values.items():
        if place.part == SWITCHES:
            switches[str(place.path[-1])] = value
            continue
        branch = trees.setdefault(place.part, {})
        *above, last = place.path
        for key in above:
            branch = branch.setdefault(key, {})
        branch[last] = _typed(scenario, place, value)
    problems: list[tuple[int | str, Problem]] = [
        (SWITCHES, problem) for problem in setting_problems(scenario.policies, switches)
    ]
    policies = list(scenario.policies if problems else with_readings(scenario.policies, switches))
    changed: dict[str, Any] = {"policies": policies}
    for part, tree in trees.items():
        found: list[Problem] = []
        old = policies[part] if isinstance(part, int) else part_of(scenario, part)
        record = _rebuilt(old, tree, (), found)
        problems += [(part, problem) for problem in found]
        if isinstance(part, int):
            policies[part] = record
        else:
            changed[part] = record
    return scenario.model_copy(update=changed), problems


def _rebuilt(node: Any, tree: Any, path: Location, problems: list[Problem]) -> Any:
    """Copy `node` with the leaves of `tree` written in; note what the records refuse."""
    if not isinstance(tree, dict):
        return tree
    if isinstance(node, BaseModel):
        # Only what was stated is stated again: a record may refuse terms that it does not read.
        fields = {key: value for key, value in node if key in node.model_fields_set}
        for key, branch in tree.items():
            fields[key] = _rebuilt(getattr(node, key), branch, (*path, key), problems)
        record, found = check_data(type(node), fields)
        problems += [replace(problem, path=(*path, *problem.path)) for problem in found]
        return node if record is None else record
    copy = node.copy()
    for key, branch in tree.items():
        copy[key] = _rebuilt(node[key], branch, (*path, key), problems)
    return copy


def _typed(scenario: Scenario, place: LeverPath, value: Any) -> Any:
    """Take numbers of array libraries as plain ones, and a day written as text as a day."""
    if isinstance(value, bool):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    if isinstance(value, str) and isinstance(place.part, int):
        row = part_of(scenario, place.part)
        if expected_at(type(row), place.path).kind is dt.date:
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                return value  # the record says what a day looks like
    return value


def _blamed(places: Mapping[str, LeverPath], part: int | str, path: Location) -> str:
    """The setting that a problem comes from: of the same part, the one on the nearest path."""

    def nearness(name: str) -> int:
        place = places[name]
        common = takewhile(lambda pair: pair[0] == pair[1], zip(place.path, path, strict=False))
        return len(list(common)) if place.part == part else -1

    return max(places, key=nearness)


def unknown_lever(scenario: Scenario, name: str, known: Mapping[str, LeverPath]) -> Fault:
    """Tell an unknown name; of a switch or an instrument's field that is not here, say so."""
    if re.fullmatch(r"RW\d*", name.upper()):
        (problem,) = setting_problems(scenario.policies, {name: ""})
        return _fault(name, problem.message, None, problem.allowed, problem.nearest)
    for row in scenario.instruments.values():
        field = name.removeprefix(f"{row.id}.")
        head = field.split(".")[0]
        # Where there are tiers or awards, the names of those that can be set are told below.
        in_list = field_named(field) != field and bool(getattr(row, head))
        if field != name and field_named(field) in INSTRUMENT_FIELDS and not in_list:
            message = f"instrument {row.id} has no {field} to set"
            return _fault(name, message, None)
    # Compare what follows the last part that fits: a long common head makes any two names alike.
    heads = [name[: dot.end()] for dot in re.finditer(r"\.", name)]
    for head in [*reversed(heads), ""]:
        tails = [other.removeprefix(head) for other in known if other.startswith(head)]
        if tails:
            nearest = nearest_name(name.removeprefix(head), tails)
            allowed = f"{head}… {listed(tails)}" if head else None
            nearest = None if nearest is None else head + nearest
            return _fault(name, "nothing of this name can be set", None, allowed, nearest)
    return _fault(name, "nothing can be set in this scenario", None)


def _fault(
    name: str,
    message: str,
    value: LeverValue | None,
    allowed: str | None = None,
    nearest: str | None = None,
) -> Fault:
    found = None if value is None else shown(value)
    return Fault(SETTINGS, 0, 0, name, message, found, allowed, nearest)


__all__ = [
    "SETTINGS", "LeverDeclaration", "applied", "apply_levers", "list_levers", "parse_reading",
    "parse_setting", "unknown_lever", "variant_scenario",
]  # fmt: skip
