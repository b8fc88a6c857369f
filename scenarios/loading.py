"""Load a scenario with every file it names; tell the faults of all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pydantic import BaseModel

from scenarios.crosschecks import cross_check
from scenarios.errors import Fault, InputError, nearest_name
from scenarios.findings import Finding, Part
from scenarios.levers import applied, variant_scenario
from scenarios.place_schema import Place
from scenarios.policy_schema import Policy
from scenarios.posterior_checks import unfit_for_the_scenario
from scenarios.posterior_schema import Posterior
from scenarios.reach_checks import left_out
from scenarios.scenario_schema import BehaviourFile, LeverValue, Scenario, ScenarioFile
from scenarios.schema_walk import Location
from scenarios.validation import check
from scenarios.yaml_document import Document, read_document

Check = Callable[[Scenario], Iterable[Finding]]
AnyRecord = TypeVar("AnyRecord", bound=BaseModel)


@dataclass(slots=True)
class ScenarioParts:
    """The documents of a scenario and the records made of them; None where one has faults.

    Attributes:
        document: The scenario file.
        file: Its record.
        documents: The files it names, as far as they could be read.
        records: Their records.
        hashes: SHA-256 of each file's bytes, by its name relative to the scenario's folder.
    """

    document: Document
    file: ScenarioFile | None
    documents: dict[Part, Document] = field(default_factory=dict)
    records: dict[Part, BaseModel | None] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def scenario(self) -> Scenario:
        """Put the records together; call it only where no file had a fault."""
        assert self.file is not None
        count = len(self.file.policies)
        return Scenario.model_validate(
            {
                "file": self.file,
                "place": self.records["place"],
                "behaviour": self.records["behaviour"],
                "policies": [self.records[number] for number in range(count)],
                "file_hashes": self.hashes,
                "posterior": self.records.get("posterior"),
            }
        )


def load_scenario(
    path: Path | str,
    overrides: Mapping[str, LeverValue] | None = None,
    checks: Sequence[Check] = (),
    with_posterior: bool = True,
) -> Scenario:
    """Load a scenario.

    The means of the posterior that it names are applied, the settings of the file, then `overrides`
    (see `levers.py` for their names). Each variant is built once, so that a fault in its settings
    shows now and not after hours.

    Args:
        path: The scenario file. Files that it names stand in its folder or below.
        overrides: Values by lever name, as from the command line.
        checks: Further checks of a user of scenarios, told with those made here.
        with_posterior: False for the scenario as if it named no posterior: for those who make one.

    Raises:
        InputError: with every fault of every file.
    """
    parts, faults = read_parts(Path(path), with_posterior)
    if faults:
        raise InputError(faults)
    return finished(parts, overrides or {}, checks)


def finished(
    parts: ScenarioParts, overrides: Mapping[str, LeverValue], checks: Sequence[Check] = ()
) -> Scenario:
    """Check faultless files against each other, apply the settings, try the variants.

    Raises:
        InputError: with every fault found by the first of these steps that finds any.
    """
    scenario = parts.scenario()
    documents: dict[Part, Document] = {"scenario": parts.document, **parts.documents}
    faults = [
        documents[finding.part].fault(
            finding.path, finding.message, found=finding.found, allowed=finding.allowed,
            nearest=finding.nearest, at_key=finding.at_key,
        )
        for finding in chain(
            cross_check(scenario),
            left_out(scenario),
            unfit_for_the_scenario(scenario),
            *(check(scenario) for check in checks),
        )
    ]  # fmt: skip
    if faults:
        raise InputError(faults)
    changed, mean_faults = applied(
        scenario, scenario.posterior.mean() if scenario.posterior else {}
    )
    if mean_faults:
        raise InputError(placed_settings(mean_faults, documents["posterior"], ("free",)))
    changed, set_faults = applied(changed, scenario.file.set)
    faults += placed_settings(set_faults, parts.document, ("set",))
    changed, override_faults = applied(changed, overrides)
    faults += override_faults
    for number, variant in enumerate(scenario.variants):
        if faults:
            break
        try:
            variant_scenario(changed, variant.id)
        except InputError as error:
            faults += placed_settings(error.faults, parts.document, ("variants", number, "set"))
    if faults:
        raise InputError(faults)
    return changed.holding([*scenario.file.set, *overrides])


def read_parts(path: Path, with_posterior: bool = True) -> tuple[ScenarioParts, list[Fault]]:
    """Read a scenario file and all it names, each against its own record.

    Args:
        path: The scenario file.
        with_posterior: Whether the posterior that it names is read.

    Raises:
        InputError: the scenario file itself cannot be read.
    """
    document = read_document(path, str(path))
    file, faults = check(ScenarioFile, document)
    parts = ScenarioParts(document, file, hashes={path.name: document.sha256})
    seen: set[str] = set()
    for part, model, where, name in _named_files(document.data):
        if part == "posterior" and not with_posterior:
            continue
        if name in seen:
            faults.append(document.fault(where, "this file is named twice", found=f"'{name}'"))
            continue
        seen.add(name)
        record, found = _read_part(parts, path, part, model, where, name)
        parts.records[part] = record
        faults += found
    return parts, faults


def _named_files(
    data: Mapping[str, Any],
) -> Iterable[tuple[Part, type[BaseModel], Location, str]]:
    """The files a scenario names, as far as it names them; its own faults are told elsewhere."""
    singles: tuple[tuple[str, type[BaseModel]], ...] = (
        ("place", Place), ("behaviour", BehaviourFile), ("posterior", Posterior),
    )  # fmt: skip
    for key, model in singles:
        if isinstance(data.get(key), str):
            yield key, model, (key,), data[key]
    policies = data.get("policies")
    for number, name in enumerate(policies if isinstance(policies, list) else []):
        if isinstance(name, str):
            yield number, Policy, ("policies", number), name


def _read_part(
    parts: ScenarioParts,
    scenario_path: Path,
    part: Part,
    model: type[AnyRecord],
    where: Location,
    name: str,
) -> tuple[AnyRecord | None, list[Fault]]:
    """Read one named file and check it against its record."""
    root = scenario_path.parent
    reason = _refusal(root, name)
    if reason is not None:
        fault = parts.document.fault(
            where, reason, found=f"'{name}'", nearest=_nearest_file(root, name)
        )
        return None, [fault]
    try:
        document = read_document(root / name, str(root / name))
    except InputError as error:
        return None, error.faults
    parts.documents[part] = document
    parts.hashes[str(PurePosixPath(name))] = document.sha256
    return check(model, document)


def _refusal(root: Path, name: str) -> str | None:
    """Why a file may not be read; None if it may."""
    pure = PurePosixPath(name)
    outside = "must lie in the folder of the scenario file or below"
    if pure.is_absolute() or ".." in pure.parts or "\\" in name:
        return outside
    try:
        target = (root / name).resolve()
        if not target.is_relative_to(root.resolve()):
            return f"{outside}; this is a link that leads out"
        if not target.is_file():
            return "no such file"
    except (OSError, ValueError, RuntimeError):  # a name that no file can have; a circle of links
        return "no such file"
    return None


def _nearest_file(root: Path, name: str) -> str | None:
    """The YAML file near the scenario whose name is most like `name`."""
    files = chain(root.glob("*.y*ml"), root.glob("*/*.y*ml"))
    return nearest_name(name, [file.relative_to(root).as_posix() for file in islice(files, 2000)])


def placed_settings(faults: list[Fault], document: Document, where: Location) -> list[Fault]:
    """Give faults of settings their places in the scenario file."""
    return [
        document.fault(
            (*where, fault.field), fault.message, found=fault.found, allowed=fault.allowed,
            nearest=fault.nearest,
        )
        for fault in faults
    ]  # fmt: skip
