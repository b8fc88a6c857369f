"""What the pages show of the declarations: quantities by their lever names, rows, policy rows."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from results.model_pages.law_source import ROOT, notes_of
from scenarios.errors import InputError
from scenarios.place_schema import Place, Quantity
from scenarios.policy_folder import load_policies
from scenarios.quantities import BehaviourParameter, Mechanism
from scenarios.register import read_register
from scenarios.scenario_schema import BehaviourFile
from scenarios.validation import AnyRecord, check
from scenarios.yaml_document import read_document
from sim.declared import SWITCH
from sim.law.business import Demand
from sim.law.space import FloorWay
from sim.law.terms import Plan, Terms
from sim.rows import DIRECTION, FIRM, PROJECT, QUARTER, RULE, SECTOR, STRATUM, Field

SCENARIOS = ROOT / "scenarios"
EFFECTS = ROOT / "docs" / "parameter-effects.md"
# What a row is called where a law function reads it.
ROWS: dict[str, tuple[Field, ...]] = {
    "firm": FIRM,
    "project": PROJECT,
    "reserve": PROJECT,
    "building": PROJECT,
    "quarter": QUARTER,
    "row": DIRECTION,
    "stratum": STRATUM,
    "sector": SECTOR,
    "rule": RULE,
}
# What is carried from one law function to the next, and kept nowhere.
CARRIED: dict[str, type[Demand] | type[Terms] | type[Plan] | type[FloorWay]] = {
    "demand": Demand,
    "terms": Terms,
    "plan": Plan,
    "floor": FloorWay,
}


@dataclass(frozen=True, slots=True)
class Declared:
    """A quantity with the name by which it is set.

    Attributes:
        name: such as behaviour.payback, place.land_price, place.strata.leading.count.
        quantity: its declaration.
        place: id of the place that declares it; "" for behaviour.
    """

    name: str
    quantity: Quantity | BehaviourParameter
    place: str

    @property
    def owner(self) -> str:
        """What the law reads it of."""
        return self.name.split(".")[0]

    @property
    def field(self) -> str:
        """Its own name."""
        return self.name.split(".", 1)[1]


@cache
def behaviour() -> BehaviourFile:
    """The mechanisms and the unknown parameters."""
    return _loaded(BehaviourFile, SCENARIOS / "behaviour.yaml")


@cache
def places() -> tuple[Place, ...]:
    """Every place, in the order of the file names."""
    return tuple(_loaded(Place, path) for path in sorted((SCENARIOS / "places").glob("*.yaml")))


def mechanisms() -> Mapping[str, Mechanism]:
    """Mechanisms by their names, in the order of their ids."""
    rows = behaviour().mechanisms
    return dict(sorted(rows.items(), key=lambda item: int(item[1].id[1:])))


def declared_quantities() -> Iterator[Declared]:
    """Parameters of behaviour, quantities and strata of each place, in the order of the files."""
    for name, parameter in behaviour().parameters.items():
        yield Declared(f"behaviour.{name}", parameter, "")
    for place in places():
        for name, quantity in place.quantities.items():
            yield Declared(f"place.{name}", quantity, place.id)
        for stratum in place.strata:
            for name in ("count", "scale", "shape"):
                field = f"place.strata.{stratum.id}.{name}"
                yield Declared(field, getattr(stratum, name), place.id)


@cache
def meanings() -> Mapping[str, str]:
    """What each field that a law may read means, by "owner.field"."""
    words = {f"{owner}.{field[0]}": field[2] for owner, fields in ROWS.items() for field in fields}
    words |= {
        declared.name: f"{declared.quantity.label.en} ({declared.quantity.unit})"
        for declared in declared_quantities()
    }
    for owner in CARRIED:
        words |= {f"{owner}.{name}": told for name, told in carried(owner).items()}
    for name, mechanism in mechanisms().items():
        words[f"behaviour.{SWITCH}{name}"] = f"1 if mechanism {mechanism.id} is on, else 0"
    return words


@cache
def carried(owner: str) -> Mapping[str, str]:
    """What each attribute of a record that is carried means."""
    record = CARRIED[owner]
    return notes_of(inspect.getdoc(record) or "", "Attributes", record._fields)


@cache
def effects() -> Mapping[str, tuple[str, str, str]]:
    """What each quantity moves over its range: investment, money, counts, as measured last."""
    found = {}
    for line in EFFECTS.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 5:
            found[cells[0].strip("`")] = (cells[2], cells[3], cells[4])
    return found


@cache
def policy_page_of_row() -> Mapping[str, str]:
    """Page of docs/policies that tells of each row of the register."""
    pages = {policy.document.key: f"{policy.id}.md" for policy in load_policies()}
    return {row.id: pages[row.document] for row in read_register() if row.document in pages}


def _loaded(model: type[AnyRecord], path: Path) -> AnyRecord:
    record, faults = check(model, read_document(path, path.relative_to(ROOT).as_posix()))
    if record is None:
        raise InputError(faults)
    return record
