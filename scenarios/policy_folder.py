"""All policy files of a folder, outside any scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from scenarios.errors import Fault, InputError
from scenarios.policy_schema import Policy
from scenarios.readings import reading_conflicts, reading_problems
from scenarios.validation import check, placed
from scenarios.yaml_document import Document, read_document

POLICY_FOLDER = Path(__file__).parent / "policies"


def load_policies(folder: Path = POLICY_FOLDER) -> list[Policy]:
    """Load every policy file of `folder`, in the order of the file names.

    Raises:
        InputError: with every fault of every file; or the folder holds none.
    """
    documents: list[Document] = []
    policies: list[Policy] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read_document(path, str(path))
        except InputError as error:
            faults += error.faults
            continue
        policy, found = check(Policy, document)
        faults += found
        if policy is not None:
            documents.append(document)
            policies.append(policy)
    if not faults and not policies:
        faults.append(Fault(str(folder), 0, 0, "", "there is no policy file (*.yaml) here"))
    faults += _between(documents, policies)
    if faults:
        raise InputError(faults)
    return policies


def _between(documents: Sequence[Document], policies: Sequence[Policy]) -> Iterator[Fault]:
    """Faults that show only where the records stand beside each other."""
    for document, policy in zip(documents, policies, strict=True):
        yield from (placed(problem, document) for problem in reading_problems(policy))
    for number, problem in reading_conflicts(policies):
        yield placed(problem, documents[number])
    owners: dict[str, str] = {}
    for document, policy in zip(documents, policies, strict=True):
        for number, instrument in enumerate(policy.instruments):
            name = instrument.id
            if name in owners:
                message = f"another instrument has this id already, in policy {owners[name]}"
                yield document.fault(("instruments", number, "id"), message, found=f"'{name}'")
            owners.setdefault(name, policy.id)
