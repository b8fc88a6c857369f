"""Checks over a scenario and all its files, each with the place of the offending value."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from scenarios.errors import Problem, shown
from scenarios.exclusions import across_kinds, half_excluded
from scenarios.findings import Finding, instruments_of, unknown
from scenarios.instrument_terms import TERMS
from scenarios.policy_schema import Instrument, Policy
from scenarios.reach_checks import district_services, reach, whole_groups
from scenarios.readings import reading_conflicts, reading_problems
from scenarios.scenario_schema import Scenario, Variant, quarter_number
from scenarios.schema_walk import Location


def cross_check(scenario: Scenario) -> list[Finding]:
    """Find all that does not fit together in a scenario whose files are valid one by one."""
    checks: tuple[Callable[[Scenario], Iterable[Finding]], ...] = (
        _unique_ids, _ids_like_terms, _unique_in_place, _pots_of_instruments, _groups,
        _exclusions, _groups_of_one, _versions, _among, reach,
        whole_groups, district_services,
        _one_ceiling, _repeals, _programme, _variants, _baseline,
        _horizon, _readings,
    )  # fmt: skip
    return [finding for check in checks for finding in check(scenario)]


def version_base(name: str) -> str:
    """Id of an instrument without its version: `sz.loan@2019` becomes `sz.loan`."""
    return re.sub(r"@\d{4}$", "", name)


def _unique_ids(scenario: Scenario) -> Iterator[Finding]:
    """Ids of policies and of each kind of row in them stand once over all policies."""
    seen: dict[tuple[str, str], str] = {}
    for part, policy in enumerate(scenario.policies):
        for path, kind, name in _ids(policy):
            if (kind, name) in seen:
                message = f"another {kind} has this id already, in policy {seen[kind, name]}"
                yield Finding(part, path, message, f"'{name}'")
            seen.setdefault((kind, name), policy.id)
            if name.split(".")[0] in ("place", "behaviour"):
                message = "an id may not begin with 'place.' or 'behaviour.', as settings do"
                yield Finding(part, path, message, f"'{name}'")


def _ids(policy: Policy) -> Iterator[tuple[Location, str, str]]:
    """Place, kind and name of each id of a policy."""
    yield ("id",), "policy", policy.id
    for number, instrument in enumerate(policy.instruments):
        yield ("instruments", number, "id"), "instrument", instrument.id
    for number, relation in enumerate(policy.relations):
        yield ("relations", number, "id"), "relation", relation.id
    for number, pot in enumerate(policy.pots):
        yield ("pots", number, "id"), "pot", pot.id
    for number, target in enumerate(policy.targets):
        yield ("targets", number, "id"), "target", target.id
    for number, clause in enumerate(policy.without_effect):
        yield ("without_effect", number, "id"), "clause without effect", clause.id


def _ids_like_terms(scenario: Scenario) -> Iterator[Finding]:
    """No id reads like a term of another instrument, such as `a.awards` beside `a`."""
    known = scenario.instruments
    for part, number, row in instruments_of(scenario):
        parts = row.id.split(".")
        for length in range(1, len(parts)):
            other = ".".join(parts[:length])
            if other in known and parts[length] in TERMS:
                message = f"reads like a term of instrument {other}, as settings name it"
                yield Finding(part, ("instruments", number, "id"), message, f"'{row.id}'")


def _unique_in_place(scenario: Scenario) -> Iterator[Finding]:
    """Rows of each table of the place have ids of their own; a figure is published once."""
    place = scenario.place
    tables: dict[str, list[str]] = {
        "districts": [row.id for row in place.districts],
        "sectors": [row.id for row in place.sectors],
        "strata": [row.id for row in place.strata],
        "directions": [row.id for row in place.directions],
    }
    for table, names in tables.items():
        for number, name in enumerate(names):
            if name in names[:number]:
                message = "another row of this table has this id already"
                yield Finding("place", (table, number, "id"), message, f"'{name}'")
    figures = [(row.measure, row.year) for row in place.observations]
    for number, (measure, year) in enumerate(figures):
        if (measure, year) in figures[:number]:
            message = f"{measure} of {year} is given already"
            yield Finding("place", ("observations", number, "year"), message)


def _pots_of_instruments(scenario: Scenario) -> Iterator[Finding]:
    """A pot exists, has the payer of its instruments, and has money while they are paid."""
    pots = scenario.pots
    for part, number, row in instruments_of(scenario):
        path: Location = ("instruments", number)
        if row.pot is None:
            continue
        if row.pot not in pots:
            yield from unknown(part, (*path, "pot"), "pot", row.pot, pots)
            continue
        pot = pots[row.pot]
        if row.payer != pot.payer:
            message = f"must be {pot.payer}, the payer of pot {pot.id}"
            yield Finding(part, (*path, "payer"), message, row.payer)
        # What was spent in a year of validity is paid in that year or the next ones.
        first, last = row.valid_from.year, row.valid_to.year + 1 + row.timing.years
        if last < pot.from_year or pot.to_year < first:
            message = (
                f"pot {pot.id} has money in {pot.from_year} to {pot.to_year}, never while this "
                f"instrument pays ({first} to {last})"
            )
            yield Finding(part, (*path, "pot"), message)


def _groups(scenario: Scenario) -> Iterator[Finding]:
    """Groups of instruments are declared in the scenario."""
    for part, number, row in instruments_of(scenario):
        path: Location = ("instruments", number, "group")
        yield from unknown(part, path, "group in the scenario", row.group, scenario.groups)


def _exclusions(scenario: Scenario) -> Iterator[Finding]:
    """An exclusion names other instruments that exist."""
    known = scenario.instruments
    for part, number, row in instruments_of(scenario):
        for position, other in enumerate(row.exclusive_with):
            path: Location = ("instruments", number, "exclusive_with", position)
            yield from unknown(part, path, "instrument", other, known)
            if other == row.id:
                yield Finding(part, path, "an instrument cannot exclude itself", f"'{other}'")


def _groups_of_one(scenario: Scenario) -> Iterator[Finding]:
    """Of instruments that exclude each other one is paid; the files say so of each pair alike."""
    places = {row.id: (part, number) for part, number, row in instruments_of(scenario)}
    said = [
        (one, f"excludes {third} and not {two}, which {third} excludes too; say which way it is")
        for one, two, third in half_excluded(scenario.policies)
    ] + [
        (one, f"excludes {two}, but one is paid by the project and the other by the year")
        for one, two in across_kinds(scenario.policies)
    ]
    for name, message in said:
        part, number = places[name]
        yield Finding(part, ("instruments", number, "id"), message, f"'{name}'")


def _versions(scenario: Scenario) -> Iterator[Finding]:
    """Two versions of one instrument are never valid on the same day."""
    families: dict[str, list[tuple[int, int, Instrument]]] = {}
    for each in instruments_of(scenario):
        families.setdefault(version_base(each[2].id), []).append(each)
    for family in families.values():
        ordered = sorted(family, key=lambda each: each[2].valid_from)
        before = ordered[0][2]
        for part, number, row in ordered[1:]:
            # The same id twice is told by the check of ids.
            if row.valid_from <= before.valid_to and row.id != before.id:
                message = (
                    f"{row.id} begins before {before.id} has ended ({before.valid_to}); "
                    "versions of one instrument may not overlap"
                )
                path: Location = ("instruments", number, "valid_from")
                yield Finding(part, path, message, str(row.valid_from))
            before = max(before, row, key=lambda each: each.valid_to)


def _among(scenario: Scenario) -> Iterator[Finding]:
    """A choice of one, a ceiling and a division between levels are among instruments that exist."""
    known = scenario.instruments
    for part, policy in enumerate(scenario.policies):
        for number, relation in enumerate(policy.relations):
            # Others may name what is not loaded: permission to stack, bars against other funds.
            names = relation.among if relation.kind in ("Q2", "Q4", "Q7") else []
            for position, name in enumerate(names):
                path: Location = ("relations", number, "among", position)
                yield from unknown(part, path, "instrument", name, known)


def _one_ceiling(scenario: Scenario) -> Iterator[Finding]:
    """One ceiling on the sum of grants at a time."""
    first: str | None = None
    for part, policy in enumerate(scenario.policies):
        for number, relation in enumerate(policy.relations):
            if relation.kind == "Q4":
                if first is not None:
                    message = f"a ceiling is loaded already, {first}; one at a time"
                    yield Finding(part, ("relations", number, "kind"), message, relation.id)
                first = first or relation.id


def _repeals(scenario: Scenario) -> Iterator[Finding]:
    """What a document repeals has ended on the day before that document begins."""
    for policy in scenario.policies:
        begins = policy.document.valid_from
        for relation in policy.relations:
            if relation.ends is None:
                continue
            document, articles = relation.ends.document, relation.ends.articles
            for part, number, row in instruments_of(scenario):
                # Without articles, the whole document ends.
                ended = [
                    cited.article
                    for cited in row.cites
                    if cited.document == document and (not articles or cited.article in articles)
                ]
                if ended and row.valid_to >= begins:
                    message = (
                        f"must lie before {begins}: from then on {policy.id} repeals article "
                        f"{ended[0]} of {document}, on which this rests"
                    )
                    path: Location = ("instruments", number, "valid_to")
                    yield Finding(part, path, message, str(row.valid_to))


def _programme(scenario: Scenario) -> Iterator[Finding]:
    """The programme consists of loaded policies."""
    known = [policy.id for policy in scenario.policies]
    for number, name in enumerate(scenario.programme.policies):
        path: Location = ("programme", "policies", number)
        yield from unknown("scenario", path, "policy", name, known)


def _variants(scenario: Scenario) -> Iterator[Finding]:
    """Variants take out policies and groups that exist."""
    policies = [policy.id for policy in scenario.policies]
    for number, variant in enumerate(scenario.variants):
        named: tuple[tuple[str, str, list[str], Collection[str]], ...] = (
            ("without_policies", "policy", variant.without_policies, policies),
            ("without_groups", "group", variant.without_groups, scenario.groups),
            ("only_programme_groups", "group", variant.only_programme_groups or [],
             scenario.groups),
        )  # fmt: skip
        for field, what, names, known in named:
            for position, name in enumerate(names):
                path: Location = ("variants", number, field, position)
                yield from unknown("scenario", path, what, name, known)


def _baseline(scenario: Scenario) -> Iterator[Finding]:
    """The baseline is a variant other than the first, and takes out exactly the programme."""
    names = [variant.id for variant in scenario.variants]
    if scenario.baseline not in names:
        yield from unknown("scenario", ("baseline",), "variant", scenario.baseline, names)
    elif scenario.baseline == names[0]:
        message = "must not be the first variant, which is the world as enacted"
        yield Finding("scenario", ("baseline",), message, f"'{names[0]}'")
    else:
        number = names.index(scenario.baseline)
        yield from _baseline_removals(scenario, number, scenario.variants[number])


def _baseline_removals(scenario: Scenario, number: int, variant: Variant) -> Iterator[Finding]:
    wanted = scenario.programme.policies
    if sorted(set(variant.without_policies)) != sorted(set(wanted)):
        path: Location = ("variants", number, "without_policies")
        message = "the baseline must take out exactly the policies of the programme"
        found = ", ".join(variant.without_policies) or "none"
        yield Finding("scenario", path, message, found, allowed=", ".join(wanted))


def _horizon(scenario: Scenario) -> Iterator[Finding]:
    """Each path has a point for each year of the run."""
    horizon = scenario.file.horizon
    first, last = quarter_number(horizon.start) // 4, quarter_number(horizon.end) // 4
    for name, path in scenario.place.paths.items():
        given = {point.year for point in path.points}
        missing = [year for year in range(first, last + 1) if year not in given]
        if missing:
            message = f"must cover every year of the horizon, {first} to {last}; without a value: "
            yield Finding("place", ("paths", name, "points"), message + _years(missing))


def _readings(scenario: Scenario) -> Iterator[Finding]:
    """Switches exist, are set to one of their options, and are read; each has one reading."""
    policies = scenario.policies
    problems: list[tuple[int, Problem]] = [
        (part, problem)
        for part, policy in enumerate(policies)
        for problem in reading_problems(policy)
    ]
    for part, problem in [*problems, *reading_conflicts(policies)]:
        found = shown(problem.value) if problem.has_value else None
        yield Finding(
            part, problem.path, problem.message, found, problem.nearest, problem.allowed,
            problem.at_key,
        )  # fmt: skip


def _years(years: list[int]) -> str:
    """Write rising years with runs joined: 2015-2017, 2020."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
