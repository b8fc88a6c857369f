"""What stands beside a record: the readings that it depends on, and how sure its figures are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from scenarios.instrument_schema import Instrument
from scenarios.policy_schema import Policy, Pot, Relation, Target
from scenarios.quantities import AssumedLever
from scenarios.readings import is_read
from scenarios.register import Entry

# The loader asks whether anything in a file reads a switch. On a page it stands beside the records
# whose terms it is about, so some of its readers are left out here.
ONLY: dict[str, Callable[[Any], bool]] = {
    "RW05": lambda rule: rule.cap is not None and rule.cap.scope == "project",
    "RW14": lambda rule: isinstance(rule, Relation) and rule.kind == "Q5",
    "RW15": lambda target: target.type == "T2",
    "RW24": lambda rule: rule.base == "related_cost",
    "RW25": lambda target: target.measure == "smart_workshops",
}


# Terms that a page calls otherwise than the file does.
NAMES = {"appropriation": "yearly sum", "intensity": "reach"}


def switches_of(policy: Policy, entry: Entry) -> dict[str, str]:
    """Option in force of each switch that a record reads."""
    alone = policy.model_copy(
        update={
            "instruments": [entry] if isinstance(entry, Instrument) else [],
            "relations": [entry] if isinstance(entry, Relation) else [],
            "pots": [entry] if isinstance(entry, Pot) else [],
            "targets": [entry] if isinstance(entry, Target) else [],
        }
    )
    return {
        name: option
        for name, option in policy.readings.items()
        if is_read(name, alone) and ONLY.get(name, _always)(entry)
    }


def _always(_entry: Any) -> bool:
    return True


def assumed_figures(entry: Entry) -> Iterator[tuple[str, AssumedLever]]:
    """Figures of a record that no document prints, by the name of the term."""
    for name in type(entry).model_fields:
        value = getattr(entry, name)
        if isinstance(value, AssumedLever):
            yield name, value


def status_of(policy: Policy, entry: Entry) -> Iterator[str]:
    """Where the record stands, and which of its figures come from elsewhere, with the basis."""
    document = policy.document
    yield "seed" if document.status == "seed" else f"outside ({document.grade})"
    if isinstance(entry, Instrument):
        for name, tiers in (("tiers", entry.tiers), ("tiers by size", entry.size_tiers)):
            if tiers is not None:
                yield f"{name} {tiers.status}: {tiers.basis}"
    for name, figure in assumed_figures(entry):
        yield f"{NAMES.get(name, name)} assumed: {figure.basis.strip()}"
    if document.status == "seed":
        beside = [
            f"{cited.document}, {cited.article}"
            for cited in getattr(entry, "cites", ())
            if cited.document.startswith("B.")
        ]
        if beside:
            yield f"with outside rule {'; '.join(beside)}"
