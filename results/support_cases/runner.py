"""A file of worked cases run against the policy files and the law.

All faults of the file are told at once; only a file without one is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from results.support_cases.case import Case, CaseError, Kind, Laws
from results.support_cases.case_file import CaseFile, CaseRecord, below, read_cases
from results.support_cases.kinds import KINDS
from results.support_cases.params import option_differences, param_differences, param_problems
from results.support_cases.policy_index import Match, PolicyIndex
from results.support_cases.report import CaseReport, Difference
from scenarios.errors import InputError, Problem, listed, nearest_name
from scenarios.policy_folder import POLICY_FOLDER, load_policies
from scenarios.quantities import Record
from scenarios.readings import readings_in_force, setting_problems
from scenarios.validation import check_data, placed


def run_file(path: Path, policies: Path | None = None) -> CaseReport:
    """Run a file of cases.

    Args:
        path: the file.
        policies: folder of the policy files; those that come along if None.

    Raises:
        InputError: every fault of the file, or of a policy file.
    """
    file = read_cases(path)
    laws = Laws(PolicyIndex(load_policies(policies or POLICY_FOLDER)))
    problems = list(param_problems(laws, file.meta.params))
    results: dict[int, dict[str, Any]] = {}
    for number, record in file.cases.items():
        try:
            results[number] = results_of(record, laws)
        except CaseError as error:
            problems += [below(("cases", number), problem) for problem in error.problems]
    faults = [*file.faults, *(placed(problem, file.document) for problem in problems)]
    if faults:
        raise InputError(faults)
    return _compared(path, file, laws, results)


def results_of(record: CaseRecord, laws: Laws) -> dict[str, Any]:
    """What our files and our law make of a case: the keys that it expects.

    Raises:
        CaseError: every fault of the case.
    """
    kind, inputs, problems = _inputs(record)
    own = laws.index.find(record.instrument)
    if not own:
        problems.append(_unknown_instrument(laws, ("instrument",), record.instrument))
    matches = [*own, *_outside(record, laws)]
    if kind is not None and inputs is not None:
        for where, name in kind.names(inputs):
            meant = laws.index.find(name)
            if not meant:
                problems.append(_unknown_instrument(laws, where, name))
            matches += meant
    numbers = sorted({match.policy for match in matches})
    if numbers:
        problems += _readings(record, laws, numbers)
    if problems or kind is None:
        raise CaseError(problems)
    return _run(kind, record, inputs, own, laws, numbers)


def _run(
    kind: Kind, record: CaseRecord, inputs: Any, own: list[Match], laws: Laws, numbers: list[int]
) -> dict[str, Any]:
    """Ask the adapter; what it cannot tell is a fault."""
    try:
        rules = laws.rules(numbers, record.reading)
        case = Case(
            record.kind, inputs, record.expected, record.instrument, tuple(own), laws, rules
        )
        results = kind.run(case)
    except (OverflowError, ValueError) as error:
        message = f"cannot be reckoned with: {error}"
        raise CaseError([Problem(("inputs",), message, at_key=True)]) from error
    untold = [key for key in case.expected if key not in results]
    if untold:
        message = "cannot be told from these inputs"
        raise CaseError(Problem(("expected", key), message, at_key=True) for key in untold)
    return {key: results[key] for key in case.expected}


def _inputs(record: CaseRecord) -> tuple[Kind | None, Record | None, list[Problem]]:
    """The kind of a case, its inputs as a record, and what is wrong with either."""
    kind = KINDS.get(record.kind)
    if kind is None:
        nearest = nearest_name(record.kind, KINDS)
        allowed = listed(list(KINDS), 40)
        problem = Problem(("kind",), "no such kind", record.kind, True, allowed, nearest)
        return None, None, [problem]
    inputs, problems = check_data(kind.inputs, record.inputs)
    found = [below(("inputs",), problem) for problem in problems]
    for key in record.expected:
        if key not in kind.results:
            message = f"is no result of cases of kind {kind.name}"
            nearest = nearest_name(key, kind.results)
            allowed = ", ".join(kind.results)
            found.append(
                Problem(("expected", key), message, key, True, allowed, nearest, at_key=True)
            )
    return kind, inputs, found


def _outside(record: CaseRecord, laws: Laws) -> list[Match]:
    """Records of the outside rules that a case names; sources without a file mean none."""
    return [match for name in record.outside_the_seeds for match in laws.index.find(name)]


def _unknown_instrument(laws: Laws, where: tuple[str | int, ...], name: str) -> Problem:
    nearest = nearest_name(name, laws.index.names())
    return Problem(where, "no policy file has this instrument", name, True, None, nearest)


def _readings(record: CaseRecord, laws: Laws, numbers: list[int]) -> Iterator[Problem]:
    """Readings that do not exist, or that no file of the case leaves open."""
    policies = [laws.index.policies[number] for number in numbers]
    listed_here = readings_in_force(policies)
    listed_anywhere = readings_in_force(laws.index.policies)
    for switch, option in record.reading.items():
        if switch in listed_anywhere and switch not in listed_here:
            message = "is read by no document of this case; a setting without effect is refused"
            allowed = ", ".join(listed_here) or "nothing"
            path = ("reading", switch)
            yield Problem(path, message, allowed=allowed, at_key=True)
            continue
        for problem in setting_problems(policies, {switch: option}):
            yield below(("reading",), problem)


def _compared(
    path: Path, file: CaseFile, laws: Laws, results: dict[int, dict[str, Any]]
) -> CaseReport:
    """Hold what was found against what is expected."""
    differences = [
        Difference(record.id, record.instrument, key, expected, found, _article(record, laws))
        for number, record in file.cases.items()
        for key, expected in record.expected.items()
        if not is_same(expected, found := results[number][key])
    ]
    differing = {difference.id for difference in differences}
    params = [
        *param_differences(laws, file.meta.params),
        *option_differences(file.meta.reading_options),
    ]
    return CaseReport(
        str(path), len(file.cases), len(file.cases) - len(differing), tuple(differences),
        tuple(params),
    )  # fmt: skip


def is_same(expected: Any, found: Any) -> bool:
    """Whether two values are the same; a yes is no number."""
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, list) and isinstance(found, list):
        pairs = zip(expected, found, strict=False)
        return len(expected) == len(found) and all(is_same(a, b) for a, b in pairs)
    if isinstance(expected, dict) and isinstance(found, dict):
        same_keys = expected.keys() == found.keys()
        return same_keys and all(is_same(value, found[key]) for key, value in expected.items())
    return bool(expected == found)


def _article(record: CaseRecord, laws: Laws) -> str:
    """The articles of a case: those it cites, or those of the records that it names."""
    if record.cites:
        return ", ".join(record.cites)
    cited = [
        f"{citation.document} {citation.article}"
        for match in laws.index.find(record.instrument)
        for citation in getattr(match.record, "cites", ())
    ]
    return ", ".join(dict.fromkeys(cited))
