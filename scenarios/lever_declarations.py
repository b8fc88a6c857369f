"""Every quantity of a scenario that has a name to be set by: where it is and what it may be.

Names: `<instrument>.<field>`, `<instrument>.tiers.<n>.rate` (n from 1),
`<instrument>.awards.<title>`, `<relation>.ceiling`, `<pot>.appropriation`, `place.<quantity>`,
`place.paths.<path>.<year>`, `place.directions.<id>.<column>`, `place.sectors.<id>.<column>`,
`place.strata.<id>.<quantity>`, `behaviour.<parameter>`, `mechanism.<name>` (on or off), and the
switch of a reading by itself (`RW07`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from scenarios.findings import Part
from scenarios.instrument_schema import Award, Tiers
from scenarios.instrument_terms import FIELDS_READ
from scenarios.lever_fields import (
    DIRECTION_FIELDS,
    INSTRUMENT_FIELDS,
    NAMED_BY_KIND,
    POT_FIELDS,
    RELATION_FIELDS,
    SECTOR_FIELDS,
    STRATUM_QUANTITIES,
    FieldDeclaration,
)
from scenarios.place_schema import (
    NOT_READ_BY_NATURE,
    DirectionRow,
    Path,
    PathPoint,
    Place,
    Sector,
)
from scenarios.policy_schema import Instrument, Policy, Pot, Relation
from scenarios.quantities import (
    MILLIONTHS,
    AssumedFact,
    AssumedLever,
    BehaviourParameter,
    Citation,
    Fact,
    Label,
    Mechanism,
    Prior,
    Record,
)
from scenarios.readings import READINGS, readings_in_force
from scenarios.scenario_schema import LeverValue, Scenario
from scenarios.schema_walk import (
    Expected,
    Location,
    bounds,
    expected_at,
    range_text,
    type_words,
)

LeverKind = Literal["lever", "reading", "fact", "assumed", "behaviour", "mechanism"]
# The part that a switch stands in: every policy that lists it.
SWITCHES = "readings"
MILLIONTH_DIGITS = 6


@dataclass(frozen=True, slots=True)
class LeverPath:
    """Where the value of a named quantity stands: a part of the scenario and the path in it."""

    part: Part
    path: Location


@dataclass(frozen=True, slots=True)
class LeverDeclaration:
    """A quantity that can be set by name.

    Attributes:
        name: Dotted name.
        label: In both languages.
        unit: Unit; "choice", "day" and "yes/no" for what is no number.
        value: Value in this scenario.
        kind: Policy lever, reading of an ambiguous wording, measured fact, assumed fact,
            behaviour parameter, or switch of a mechanism.
        allowed: The values that may be set, in words.
        low: Smallest number that may be set, if there is one.
        high: Largest number that may be set, if there is one.
        whole: Whether only whole numbers may be set.
        prior: What is believed about the value, where it is uncertain.
        cites: The articles a policy lever rests on.
        basis: Source of a fact, basis of an assumption, evidence for a behaviour.
        place: Where the value stands.
        in_millionths: Whether it must be a whole number of millionths.
    """

    name: str
    label: Label
    unit: str
    value: LeverValue
    kind: LeverKind
    allowed: str
    low: float | None
    high: float | None
    whole: bool
    prior: Prior | None
    cites: tuple[Citation, ...]
    basis: str
    place: LeverPath
    in_millionths: bool = False

    def settable(self, number: float) -> float | int:
        """The value nearest to a drawn number that may be set.

        A draw may have more digits than the law reckons in, and one that was printed to six digits
        may lie a digit outside bounds that were reckoned.
        """
        ends = (self.prior.low, self.prior.high) if self.prior else (self.low, self.high)
        inside = number if ends[0] is None else max(number, ends[0])
        inside = inside if ends[1] is None else min(inside, ends[1])
        if self.whole:
            return round(inside)
        return round(inside, MILLIONTH_DIGITS) if self.in_millionths else inside


def list_levers(scenario: Scenario) -> list[LeverDeclaration]:
    """Declare every quantity that can be set: of the policies, the place, and behaviour."""
    names = lever_paths(scenario)
    return [_declaration(scenario, name, place) for name, place in names.items()]


def lever_paths(scenario: Scenario) -> dict[str, LeverPath]:
    """Name every quantity that can be set, with the place of its value."""
    names: dict[str, LeverPath] = {}
    for part, policy in enumerate(scenario.policies):
        names.update((name, LeverPath(part, path)) for name, path in _of_policy(policy))
    for name in readings_in_force(scenario.policies):
        names[name] = LeverPath(SWITCHES, (name,))
    names.update((name, LeverPath("place", path)) for name, path in _of_place(scenario.place))
    for key in scenario.behaviour.mechanisms:
        names[f"mechanism.{key}"] = LeverPath("behaviour", ("mechanisms", key, "switch"))
    for key in scenario.behaviour.parameters:
        names[f"behaviour.{key}"] = LeverPath("behaviour", ("parameters", key, "fixed"))
    return names


def part_of(scenario: Scenario, part: Part) -> Record:
    """The record of a part of the scenario."""
    if isinstance(part, int):
        return scenario.policies[part]
    return {"place": scenario.place, "behaviour": scenario.behaviour}[part]


def is_read(family: str, field: str) -> bool:
    """Whether the law of a family reads a field of its instruments; dates are read of all."""
    if "." not in field and field in ("announced", "valid_from", "valid_to"):
        return True
    if field == "eligibility.requires_filing" and family in ("I1", "F1"):
        return False  # they pay on filed renovation only
    return field in FIELDS_READ[family] or field.split(".")[0] in FIELDS_READ[family]


def _of_policy(policy: Policy) -> Iterator[tuple[str, Location]]:
    for number, row in enumerate(policy.instruments):
        for field in INSTRUMENT_FIELDS:
            if is_read(row.family, field):
                for name, path in _of_field(row, field):
                    yield f"{row.id}.{name}", ("instruments", number, *path)
    for number, relation in enumerate(policy.relations):
        for field in RELATION_FIELDS:
            if getattr(relation, field) is not None:
                yield f"{relation.id}.{field}", ("relations", number, field)
    for number, pot in enumerate(policy.pots):
        for field in POT_FIELDS:
            yield f"{pot.id}.{field}", ("pots", number, field)


def _of_field(row: Instrument, field: str) -> Iterator[tuple[str, Location]]:
    """Names and places of a field: each step of tiers and each award has its own."""
    head, _, below = field.partition(".")
    value: Any = getattr(row, head)
    if isinstance(value, list):
        for number, award in enumerate(value):
            yield f"{head}.{award.title}", (head, number, below)
    elif isinstance(value, Tiers) and below.startswith("steps."):
        key = below.removeprefix("steps.")
        for number in range(len(value.steps)):
            yield f"{head}.{number + 1}.{key}", (head, "steps", number, key)
    else:
        for key in filter(None, below.split(".")):
            value = getattr(value, key, None)
        # An instrument without threshold or cap has none to set.
        if value is not None:
            yield field, tuple(field.split("."))


def _of_place(place: Place) -> Iterator[tuple[str, Location]]:
    for key, quantity in place.quantities.items():
        yield f"place.{key}", ("quantities", key, _slot(quantity))
    for key, path in place.paths.items():
        for number, point in enumerate(path.points):
            yield f"place.paths.{key}.{point.year}", ("paths", key, "points", number, "value")
    for number, direction in enumerate(place.directions):
        for field in DIRECTION_FIELDS:
            if field in NOT_READ_BY_NATURE[direction.nature]:
                continue
            yield f"place.directions.{direction.id}.{field}", ("directions", number, field)
    for number, sector in enumerate(place.sectors):
        for field in SECTOR_FIELDS:
            yield f"place.sectors.{sector.id}.{field}", ("sectors", number, field)
    for number, stratum in enumerate(place.strata):
        for field in STRATUM_QUANTITIES:
            slot = _slot(getattr(stratum, field))
            yield f"place.strata.{stratum.id}.{field}", ("strata", number, field, slot)


def _slot(quantity: Fact | AssumedFact) -> str:
    """The field that a setting writes: an assumed fact keeps its prior and is fixed within."""
    return "value" if isinstance(quantity, Fact) else "fixed"


def _declaration(scenario: Scenario, name: str, place: LeverPath) -> LeverDeclaration:
    """Declare the quantity at `place`, by the record that holds it."""
    if place.part == SWITCHES:
        return _switch(scenario, name, place)
    record = part_of(scenario, place.part)
    holders: list[Any] = [record]
    for key in place.path:
        last = holders[-1]
        holders.append(getattr(last, str(key)) if isinstance(last, Record) else last[key])
    if isinstance(record, Policy):
        return _policy_lever(name, place, holders)
    quantity = holders[-2]
    if isinstance(quantity, Fact | AssumedFact | BehaviourParameter):
        return _quantity(name, place, quantity)
    if isinstance(quantity, Mechanism):
        return LeverDeclaration(
            name, quantity.label, "choice", quantity.switch, "mechanism", "on, off", None, None,
            False, None, (), quantity.without.en, place,
        )  # fmt: skip
    assert isinstance(record, Place)
    if isinstance(quantity, PathPoint):
        return _path_year(name, place, record.paths[str(place.path[1])], quantity)
    assert isinstance(quantity, DirectionRow | Sector)
    return _column(name, place, record, quantity)


def _switch(scenario: Scenario, name: str, place: LeverPath) -> LeverDeclaration:
    """A reading of an ambiguous wording; what its option means is its basis."""
    reading, option = READINGS[name], readings_in_force(scenario.policies)[name]
    return LeverDeclaration(
        name, reading.question, reading.unit, option, "reading", ", ".join(reading.options),
        None, None, False, None, (), reading.meanings[option].en, place,
    )  # fmt: skip


_OF_POLICY: dict[str, tuple[type[Record], dict[str, FieldDeclaration]]] = {
    "instruments": (Instrument, INSTRUMENT_FIELDS),
    "relations": (Relation, RELATION_FIELDS),
    "pots": (Pot, POT_FIELDS),
}


def _policy_lever(name: str, place: LeverPath, holders: list[Any]) -> LeverDeclaration:
    """A lever of an instrument, a relation or a pot; `holders` are the records on its path."""
    record, fields = _OF_POLICY[str(place.path[0])]
    path = place.path[2:]
    row, value = holders[2], holders[-1]
    field_name = ".".join(key for key in path if isinstance(key, str))
    field = NAMED_BY_KIND.get((getattr(row, "kind", ""), field_name), fields[field_name])
    label, unit, basis, prior = row.label, field.unit, "", None
    for holder, key in zip(holders[3:], path[1:], strict=False):
        if isinstance(holder, Tiers):
            basis = holder.basis
            unit = "level" if path[-1] == "at_least" and holder.by == "maturity_level" else unit
        if isinstance(holder, list) and isinstance(key, int):
            label = _joined(label, _row_label(holder[key], key))
    if isinstance(value, AssumedLever):
        prior, basis = _uniform(value.low, value.high), value.basis
        value = value.value
    return _declared(
        name, _joined(label, field.label), unit, value, "lever", expected_at(record, path).scalar,
        place, prior, tuple(row.cites), basis,
    )  # fmt: skip


def _row_label(row: Any, number: int) -> Label:
    """What tells a row of a list of an instrument from the others."""
    if isinstance(row, Award):
        return row.label
    return Label(zh=f"第 {number + 1} 档", en=f"tier {number + 1}")


def _quantity(
    name: str, place: LeverPath, quantity: Fact | AssumedFact | BehaviourParameter
) -> LeverDeclaration:
    """A quantity that carries its own label, unit and basis."""
    expected = expected_at(type(quantity), (str(place.path[-1]),))
    label, unit, value = quantity.label, quantity.unit, quantity.value
    if isinstance(quantity, Fact):
        basis = quantity.source.title
        return _declared(name, label, unit, value, "fact", expected, place, None, (), basis)
    kind: LeverKind = "assumed" if isinstance(quantity, AssumedFact) else "behaviour"
    basis = quantity.basis if isinstance(quantity, AssumedFact) else quantity.evidence
    prior = quantity.prior
    return LeverDeclaration(
        name, label, unit, value, kind, f"{prior.low} to {prior.high} (its prior)",
        prior.low, prior.high, False, prior, (), basis, place,
    )  # fmt: skip


def _path_year(name: str, place: LeverPath, path: Path, point: PathPoint) -> LeverDeclaration:
    """One year of a path of the environment."""
    year = str(point.year)
    prior = None
    if point.assumed:
        prior = _uniform(point.value - path.spread, point.value + path.spread)
    return _declared(
        name, _joined(path.label, Label(zh=year, en=year)), path.unit, point.value,
        "assumed" if point.assumed else "fact", expected_at(PathPoint, ("value",)), place, prior,
        (), path.basis if point.assumed else path.source.title,
    )  # fmt: skip


def _column(
    name: str, place: LeverPath, record: Place, row: DirectionRow | Sector
) -> LeverDeclaration:
    """One figure of a direction (assumed, with the range of the table) or of a sector."""
    column = str(place.path[-1])
    value, expected = getattr(row, column), expected_at(type(row), (column,))
    if isinstance(row, Sector):
        field = SECTOR_FIELDS[column]
        label = _joined(row.label, field.label)
        basis = record.shares_basis
        return _declared(name, label, field.unit, value, "fact", expected, place, None, (), basis)
    field, spread = DIRECTION_FIELDS[column], record.directions_range
    high = bounds(expected)[1]
    most = value * (1 + spread)
    prior = _uniform(value * (1 - spread), most if high is None else min(most, high))
    return _declared(
        name, _joined(row.label, field.label), field.unit, value, "assumed", expected, place, prior,
        (), record.directions_basis,
    )  # fmt: skip


def _declared(
    name: str,
    label: Label,
    unit: str,
    value: LeverValue,
    kind: LeverKind,
    expected: Expected,
    place: LeverPath,
    prior: Prior | None,
    cites: tuple[Citation, ...],
    basis: str,
) -> LeverDeclaration:
    """Fill in what the declared type says about the values that may be set."""
    low, high, _, _ = bounds(expected)
    if get_origin(expected.kind) is Literal:
        allowed = ", ".join(map(str, get_args(expected.kind)))
    else:
        allowed = ", ".join(filter(None, (type_words(expected), range_text(expected))))
    return LeverDeclaration(
        name, label, unit, value, kind, allowed, low, high, expected.kind is int, prior, cites,
        basis, place, MILLIONTHS in expected.metadata,
    )  # fmt: skip


def _uniform(low: float, high: float) -> Prior | None:
    """A flat prior; None where there is no range."""
    return Prior(distribution="uniform", low=low, high=high) if low < high else None


def _joined(row: Label, field: Label) -> Label:
    return Label(zh=f"{row.zh}：{field.zh}", en=f"{row.en}: {field.en}")


__all__ = [
    "SWITCHES", "LeverDeclaration", "LeverKind", "LeverPath", "lever_paths", "list_levers",
    "part_of",
]  # fmt: skip
