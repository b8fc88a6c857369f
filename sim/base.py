"""A variant prepared once for many runs that differ in behaviour and place.

    base = Base(scenario, "as-enacted")
    inputs = base.with_values({"behaviour.payback": 2.5, "place.own_trend_share": 0.4})

`with_values` gives what `prepare` gives for the same settings, to the byte, in a fraction of a
millisecond: it copies the few tables that a value stands in. Quantities for which tables have to
be made anew (rates and caps of policies, counts of firms, what stands in `MADE_ANEW`) are prepared
in full, and what was prepared for them last is kept.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from numbers import Real
from threading import Lock
from typing import TYPE_CHECKING, Any

from sim.environment import fill_paths, path_values
from sim.law.arithmetic import PPM
from sim.model_inputs import Inputs, Table, first_quarters, identity_with, prepare

if TYPE_CHECKING:
    from scenarios.lever_declarations import LeverPath
    from scenarios.scenario_schema import LeverValue, Scenario

# Read where rules and pots are made, or where a rule may set the same column.
MADE_ANEW = frozenset({"mechanism.selection", "place.counting_threshold"})
BASES_KEPT = 16
SWITCH = {"on": 1.0, "off": 0.0}


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value stands in the tables, and what it may be.

    Attributes:
        table: field of `Inputs`; "paths" for the paths of the place.
        row: of the table, or year of the path.
        field: column, or name of the path.
        low: smallest value.
        high: largest value.
        is_switch: whether it is "on" or "off" instead of a number.
    """

    table: str
    row: int
    field: str
    low: float = -math.inf
    high: float = math.inf
    is_switch: bool = False

    def number(self, value: Any) -> float | None:
        """The value as the table holds it; None if it needs a closer look, or is not allowed."""
        if self.is_switch:
            return SWITCH.get(value) if isinstance(value, str) else None
        if isinstance(value, bool) or not isinstance(value, Real):
            return None
        try:
            number = float(value)
        except OverflowError:
            return None
        return number if math.isfinite(number) and self.low <= number <= self.high else None


class Base:
    """One variant's tables, and other inputs made from them.

    Attributes:
        inputs: of the base itself.
        variant: id of the variant.
    """

    def __init__(
        self,
        scenario: Scenario,
        variant: str,
        levers: Mapping[str, LeverValue] | None = None,
        quarters: int | None = None,
    ) -> None:
        """Prepare a variant.

        Args:
            scenario: a loaded scenario.
            variant: id of one of its variants.
            levers: settings that all runs share; those of policies belong here where they can.
            quarters: end the runs after so many (`first_quarters`); None for the whole horizon.

        Raises:
            scenarios.InputError: a lever does not exist or has a value outside its range.
            KeyError: there is no such variant.
            ValueError: fewer quarters than 1, or more than the horizon has.
        """
        self.scenario, self.variant = scenario, variant
        self.levers, self.quarters = dict(levers or {}), quarters
        self.inputs = self._cut(prepare(scenario, variant, self.levers or None))
        self._own = frozenset(scenario.variant(variant).set)
        self._further: OrderedDict[tuple[Any, ...], Base] = OrderedDict()
        self._lock = Lock()

    def with_values(self, values: Mapping[str, LeverValue]) -> Inputs:
        """Inputs with quantities set by name, as full preparation would make them.

        Args:
            values: by dotted name. A quantity that the variant itself sets keeps that value.

        Raises:
            scenarios.InputError: a name is unknown or a value is not allowed; all are told.
        """
        from scenarios.errors import InputError

        numbers, rest = self._parted(values)
        if not rest:
            return self._applied(numbers, values)
        try:
            further = self._prepared_for(rest)
            return further._applied(numbers, {name: values[name] for name in numbers})
        except InputError:
            self._refuse(values)  # all faults at once
            raise

    def check(self, settings: Iterable[Mapping[str, LeverValue]]) -> None:
        """Refuse unknown names, and values of behaviour and place that are not allowed.

        What is wrong with a policy's figure may show only when its tables are made.

        Raises:
            scenarios.InputError: of the first settings that are at fault, with their number.
        """
        from scenarios.errors import InputError

        for number, values in enumerate(settings):
            _, rest = self._parted(values)
            if all(name in self._paths and name not in self._slots for name in rest):
                continue
            try:
                self._refuse(values)
            except InputError as error:
                faults = [replace(f, file=f"{f.file}[{number}]") for f in error.faults]
                raise InputError(faults) from None

    def _parted(
        self, values: Mapping[str, LeverValue]
    ) -> tuple[dict[str, float], dict[str, LeverValue]]:
        """What can be written into tables, as numbers; and what has to be prepared in full."""
        numbers: dict[str, float] = {}
        rest: dict[str, LeverValue] = {}
        for name, value in values.items():
            slot = self._slots.get(name)
            number = None if slot is None else slot.number(value)
            if number is None:
                rest[name] = value
            else:
                numbers[name] = number
        return numbers, rest

    def _applied(self, numbers: Mapping[str, float], values: Mapping[str, LeverValue]) -> Inputs:
        """Copies of the tables that the numbers stand in, with these written."""
        if not numbers:
            return self.inputs
        if not self._directions_fit(numbers, values):
            return self._cut(prepare(self.scenario, self.variant, self.levers | dict(values)))
        tables: dict[str, Any] = {}
        on_paths: dict[tuple[str, int], float] = {}
        for name in numbers.keys() - self._own:
            slot, number = self._slots[name], numbers[name]
            if slot.table == "paths":
                on_paths[slot.field, slot.row] = number
                continue
            if slot.table not in tables:
                tables[slot.table] = getattr(self.inputs, slot.table).copy()
            tables[slot.table][slot.field][slot.row] = number
        tables |= self._following(numbers, on_paths)
        settings = self.levers | dict(values)
        content = partial(identity_with, self.scenario, self.variant, settings, self.quarters)
        return replace(self.inputs, content=content, **tables)

    def _following(
        self, numbers: Mapping[str, float], on_paths: Mapping[tuple[str, int], float]
    ) -> dict[str, Table]:
        """Tables of quarters and rules where a value is read when they are made."""
        tables: dict[str, Table] = {}
        set_here = {name: numbers[name] for name in numbers.keys() - self._own}
        expected = set_here.get("behaviour.expected_scaling")
        if expected is not None and float(self.inputs.behaviour["with_selection"][0]) > 0.0:
            tables["rules"] = self.inputs.rules.copy()
            tables["rules"]["expected_ppm"] = int(expected * PPM + 0.5)
        own, tenure = set_here.get("place.own_trend_share"), set_here.get("place.tenure_granted")
        if own is None and tenure is None and not on_paths:
            return tables
        environment = self.inputs.environment.copy()
        if tenure is not None:
            environment["tenure_years"][environment["tenure_years"] != 0] = int(tenure)
        if own is not None or on_paths:
            values = {name: dict(years) for name, years in self._path_values.items()}
            for (name, year), number in on_paths.items():
                values[name][year] = number
            share = float(self.inputs.place["own_trend_share"][0]) if own is None else own
            fill_paths(environment, self._world, self.inputs.calendar, values, share)
        return tables | {"environment": environment}

    def _directions_fit(
        self, numbers: Mapping[str, float], values: Mapping[str, LeverValue]
    ) -> bool:
        """Whether the rows of directions, which have rules over several columns, admit it."""
        from scenarios.place_schema import DirectionRow
        from scenarios.validation import check_data

        rows: dict[int, dict[str, Any]] = {}
        for name in numbers:
            slot = self._slots[name]
            if slot.table == "directions":
                number = int(self._paths[name].path[1])
                row = rows.setdefault(number, dict(self._world.place.directions[number]))
                value = values[name]
                row[slot.field] = int(value) if isinstance(value, int) else numbers[name]
        return all(check_data(DirectionRow, row)[0] is not None for row in rows.values())

    def _prepared_for(self, rest: Mapping[str, LeverValue]) -> Base:
        """The base with further settings, prepared in full unless it is among those kept."""
        key = tuple(sorted((name, type(value).__name__, value) for name, value in rest.items()))
        with self._lock:
            if key in self._further:
                self._further.move_to_end(key)
                return self._further[key]
        made = Base(self.scenario, self.variant, self.levers | dict(rest), self.quarters)
        with self._lock:
            self._further[key] = made
            while len(self._further) > BASES_KEPT:
                self._further.popitem(last=False)
        return made

    def _refuse(self, values: Mapping[str, LeverValue]) -> None:
        """Tell every fault of settings as full preparation does; do nothing if there is none."""
        from scenarios.levers import apply_levers

        apply_levers(self.scenario, self.levers | dict(values))

    def _cut(self, inputs: Inputs) -> Inputs:
        return inputs if self.quarters is None else first_quarters(inputs, self.quarters)

    @cached_property
    def _world(self) -> Scenario:
        """The scenario with the base's levers and those of the variant."""
        from scenarios.levers import apply_levers, variant_scenario

        return variant_scenario(apply_levers(self.scenario, self.levers), self.variant)

    @cached_property
    def _path_values(self) -> dict[str, dict[int, float]]:
        return path_values(self._world)

    @cached_property
    def _paths(self) -> dict[str, LeverPath]:
        from scenarios.lever_declarations import lever_paths

        return lever_paths(self.scenario)

    @cached_property
    def _slots(self) -> dict[str, Slot]:
        """Slots of all quantities that can be written into tables."""
        found = {name: self._slot_at(path) for name, path in self._paths.items()}
        slots = {name: slot for name, slot in found.items() if slot and name not in MADE_ANEW}
        if any(name.startswith("place.directions.") for name in self._own):
            # The variant's own figures stand in one rule with those that are set here.
            slots = {name: slot for name, slot in slots.items() if slot.table != "directions"}
        if int(self.inputs.place["tenure_granted"][0]) == 0:
            slots.pop("place.tenure_granted", None)  # what is 0 does not show where it is granted
        return slots

    def _slot_at(self, at: LeverPath) -> Slot | None:
        """The slot of a quantity; None where tables have to be made anew for it."""
        from sim.declared import SWITCH as PREFIX
        from sim.law.codes import DIRECTIONS

        place = self.scenario.place
        match (at.part, *at.path):
            case ("behaviour", "parameters", str(key), _):
                prior = self.scenario.behaviour.parameters[key].prior
                return Slot("behaviour", 0, key, prior.low, prior.high)
            case ("behaviour", "mechanisms", str(key), _):
                return Slot("behaviour", 0, PREFIX + key, is_switch=True)
            case ("place", "quantities", str(key), _):
                return Slot("place", 0, key, *_range(place.quantities[key]))
            case ("place", "strata", int(row), str(key), _) if key != "count":
                return Slot("strata", row, key, *_range(getattr(place.strata[row], key)))
            case ("place", "directions", int(row), str(key)):
                return Slot("directions", DIRECTIONS.index(place.directions[row].id), key)
            case ("place", "paths", str(key), _, int(point), _):
                return Slot("paths", place.paths[key].points[point].year, key)
        return None


def _range(quantity: Any) -> tuple[float, float]:
    """Smallest and largest value of a fact, or of an assumed fact within its prior."""
    prior = getattr(quantity, "prior", None)
    return (0.0, math.inf) if prior is None else (prior.low, prior.high)
