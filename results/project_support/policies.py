"""The policies that a question is about: by file, by id, or all of a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from results.refusal import refusal
from scenarios.errors import Fault, InputError, Problem, shown
from scenarios.policy_folder import POLICY_FOLDER
from scenarios.policy_schema import Policy
from scenarios.readings import reading_conflicts, reading_problems, with_readings
from scenarios.validation import check, placed
from scenarios.yaml_document import Document, read_document

Source = tuple[str, Policy, Document | None]


def policies_of(
    names: Sequence[str | Path | Policy], readings: Mapping[str, object] | None = None
) -> list[Policy]:
    """Load policies and set their readings.

    Args:
        names: of each a policy file, the id of a shipped policy, a scenario file (all of its
            policies, with the scenario's own settings), or a policy made already.
        readings: option by switch, in force in every policy that lists the switch.

    Raises:
        InputError: every fault of every file; or the policies do not go together.
    """
    faults: list[Fault] = []
    sources: list[Source] = []
    for name in names:
        try:
            sources += _sources(name)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    if not sources:
        raise refusal("POLICY", "name at least one policy or a scenario")
    unique = _once(sources)
    faults += _between(unique)
    if faults:
        raise InputError(faults)
    return with_readings([policy for _name, policy, _document in unique], dict(readings or {}))


def shipped() -> list[str]:
    """Ids of the shipped policies."""
    return sorted(path.stem for path in POLICY_FOLDER.glob("*.yaml"))


def _sources(name: str | Path | Policy) -> list[Source]:
    if isinstance(name, Policy):
        return [(name.id, name, None)]
    path = Path(name)
    is_file = path.suffix in (".yaml", ".yml") or len(path.parts) > 1 or path.is_file()
    if not is_file:
        if str(name) not in shipped():
            message = "there is no policy of this id, and no such file"
            raise refusal("POLICY", message, str(name), shipped())
        path = POLICY_FOLDER / f"{name}.yaml"
    document = read_document(path, str(path))
    if isinstance(document.data.get("policies"), list):
        from scenarios.loading import load_scenario

        return [(str(path), policy, None) for policy in load_scenario(path).policies]
    policy, faults = check(Policy, document)
    if policy is None:
        raise InputError(faults)
    faults = [placed(problem, document) for problem in reading_problems(policy)]
    if faults:
        raise InputError(faults)
    return [(str(path), policy, document)]


def _once(sources: Sequence[Source]) -> list[Source]:
    """Each policy once, though named twice.

    Raises:
        InputError: two policies of one id differ.
    """
    kept: dict[str, Source] = {}
    for name, policy, document in sources:
        other = kept.setdefault(policy.id, (name, policy, document))
        if other[1] != policy:
            message = f"{name} and {other[0]} give two versions of policy {policy.id}"
            raise refusal("POLICY", message)
    return list(kept.values())


def _between(sources: Sequence[Source]) -> Iterator[Fault]:
    """Faults that show only where the policies stand beside each other."""
    policies = [policy for _name, policy, _document in sources]
    for number, problem in reading_conflicts(policies):
        yield _fault(sources[number], problem)
    owners: dict[str, str] = {}
    for source in sources:
        policy = source[1]
        for number, row in enumerate(policy.instruments):
            if row.id in owners:
                message = f"policy {owners[row.id]} has an instrument of this id already"
                yield _fault(source, Problem(("instruments", number, "id"), message, row.id, True))
            owners.setdefault(row.id, policy.id)


def _fault(source: Source, problem: Problem) -> Fault:
    name, _policy, document = source
    if document is not None:
        return placed(problem, document)
    field = ".".join(map(str, problem.path))
    found = shown(problem.value) if problem.has_value else None
    return Fault(name, 0, 0, field, problem.message, found, problem.allowed, problem.nearest)
