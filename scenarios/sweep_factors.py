"""From the names of a sweep to its factors: patterns, values, ranges and priors, each checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from scenarios.errors import Fault, listed, nearest_name
from scenarios.lever_declarations import LeverDeclaration, list_levers
from scenarios.levers import applied, unknown_lever, variant_scenario
from scenarios.readings import READINGS
from scenarios.scenario_schema import Scenario
from scenarios.sweep_points import RATE_DIGITS, Factor
from scenarios.sweep_schema import SweepFile, Vary
from scenarios.yaml_document import Document, DocumentPath

PATTERN = re.compile(r"[*?\[]")
SWITCH = ("on", "off")
PATHS = "place.paths."


@dataclass
class FactorReader:
    """Makes the factors of a sweep and notes every fault at its place in the file.

    Attributes:
        variants: that the sweep asks about, its baseline not among them.
    """

    scenario: Scenario
    file: SweepFile
    document: Document
    variants: Sequence[str]
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.declared = {lever.name: lever for lever in list_levers(self.scenario)}
        self.idle = idle_names(self.scenario, self.variants) | self._after_the_end()

    def _after_the_end(self) -> dict[str, str]:
        """Years of paths that no run reaches."""
        horizon = self.scenario.file.horizon
        quarters = min(self.file.quarters or horizon.quarters, horizon.quarters)
        last = int(horizon.start[:4]) + (quarters - 1) // 4
        years = {name: name.rsplit(".", 1)[-1] for name in self.declared if name.startswith(PATHS)}
        return {name: f"runs end with {last}" for name, year in years.items() if int(year) > last}

    def factors(self) -> list[Factor]:
        """All factors, in the order of the file; those of a pattern in that of their declaration.

        A name that stands by itself is not taken by a pattern as well.
        """
        alone = {row.name for row in self.file.vary if not PATTERN.search(row.name)}
        found: dict[str, int] = {}
        factors = []
        for number, row in enumerate(self.file.vary):
            for name in self._names(number, row, alone):
                if name in found:
                    other = self.document.field_name(("vary", found[name]))
                    message = f"is varied twice: also by {other}"
                    self._note(number, "name", message, found=f"'{name}'")
                    continue
                found[name] = number
                factor = self._factor(number, row, self.declared[name])
                if factor is not None:
                    factors.append(factor)
        return factors

    def _names(self, number: int, row: Vary, alone: set[str]) -> Iterator[str]:
        """The quantities that a row names."""
        is_pattern = bool(PATTERN.search(row.name))
        if not is_pattern:
            if self.usable(row.name, ("vary", number, "name")):
                yield row.name
            return
        fitting = [name for name in self.declared if fnmatchcase(name, row.name)]
        used = [
            name
            for name in fitting
            if name not in alone and name not in self.file.set and name not in self.idle
            and (row.low is not None or row.values is not None or self._has_span(name))
        ]  # fmt: skip
        if not used:
            message = "no quantity of this pattern can be varied"
            if fitting:
                message += ": none of those that fit has a prior or options, or each is set already"
            near = None if fitting else nearest_name(row.name, self.declared)
            self._note(number, "name", message, found=f"'{row.name}'", nearest=near)
        yield from used

    def _has_span(self, name: str) -> bool:
        lever = self.declared[name]
        return lever.prior is not None or len(self.admitted(lever)) > 1

    def admitted(self, lever: LeverDeclaration) -> tuple[str | bool, ...]:
        """Options of a switch, a reading or a choice that this scenario takes."""
        return tuple(
            option
            for option in options_of(lever)
            if not applied(self.scenario, {lever.name: option})[1]
        )

    def usable(self, name: str, where: DocumentPath) -> bool:
        """Whether a quantity exists and does something in this sweep; if not, that is noted."""
        if name not in self.declared:
            paths = {key: lever.place for key, lever in self.declared.items()}
            fault = unknown_lever(self.scenario, name, paths)
            self.faults.append(
                self.document.fault(
                    where, fault.message, found=f"'{name}'", allowed=fault.allowed,
                    nearest=fault.nearest,
                )
            )  # fmt: skip
            return False
        reason = None
        if name in self.file.set:
            reason = "is set for all runs under `set`, so it cannot vary"
        elif name in self.idle:
            reason = "changes nothing: " + self.idle[name]
        if reason is not None:
            self.faults.append(self.document.fault(where, reason, found=f"'{name}'"))
        return reason is None

    def _factor(self, number: int, row: Vary, lever: LeverDeclaration) -> Factor | None:
        """The factor of one quantity; None where something is at fault."""
        before = len(self.faults)
        if row.values is not None:
            for position, value in enumerate(row.values):
                self._try(("vary", number, "values", position), lever.name, value)
            factor = Factor(lever.name, tuple(row.values))
        elif row.low is not None and row.high is not None:
            factor = self._range(number, row, lever)
        elif len(options := self.admitted(lever)) > 1:
            factor = Factor(lever.name, options)
        elif lever.prior is not None:
            factor = Factor(
                lever.name, is_whole=lever.whole, is_rate=lever.kind == "lever", prior=lever.prior,
                steps=row.steps,
            )  # fmt: skip
        else:
            message = "has no prior; state values, or low and high"
            self._note(number, "name", message, found=f"'{lever.name}'", allowed=lever.allowed)
            return None
        needs_steps = self.file.design.kind == "grid" and not factor.options
        if needs_steps and row.steps is None:
            message = "a grid needs values, or steps of a range or a prior"
            self._note(number, "name", message, found=f"'{lever.name}'")
        if factor.options and row.steps is not None:
            self._note(number, "steps", f"{lever.name} has options and goes in no steps")
        return factor if len(self.faults) == before else None

    def _range(self, number: int, row: Vary, lever: LeverDeclaration) -> Factor:
        low, high = row.low, row.high
        assert low is not None and high is not None
        if isinstance(lever.value, str | bool) or options_of(lever):
            message = "has no range: state its values"
            self._note(number, "low", message, allowed=lever.allowed)
        else:
            for end, value in (("low", low), ("high", high)):
                if lever.whole and value != int(value):
                    self._note(number, end, "must be a whole number", found=f"number {value}")
                else:
                    self._try(
                        ("vary", number, end), lever.name, int(value) if lever.whole else value
                    )
        return Factor(
            lever.name,
            (),
            low,
            high,
            row.scale == "log",
            lever.whole,
            lever.kind == "lever",
            steps=row.steps,
        )

    def _try(self, where: DocumentPath, name: str, value: object) -> None:
        """Note what the scenario or the law would refuse of a value."""
        is_rate = self.declared[name].kind == "lever"
        if is_rate and isinstance(value, float) and value != round(value, RATE_DIGITS):
            message = f"{name}: the law keeps rates in whole parts per million"
            self.faults.append(self.document.fault(where, message, found=f"number {value}"))
            return
        _, faults = applied(self.scenario, {name: value})  # type: ignore[dict-item]
        for fault in faults:
            self.faults.append(
                self.document.fault(
                    where, f"{name}: {fault.message}", found=fault.found, allowed=fault.allowed,
                    nearest=fault.nearest,
                )
            )  # fmt: skip

    def _note(
        self,
        number: int,
        key: str,
        message: str,
        found: str | None = None,
        allowed: str | None = None,
        nearest: str | None = None,
    ) -> None:
        where = ("vary", number, key)
        self.faults.append(
            self.document.fault(where, message, found=found, allowed=allowed, nearest=nearest)
        )


def options_of(lever: LeverDeclaration) -> tuple[str | bool, ...]:
    """All that a switch, a reading or a choice may be; empty for numbers, days and text."""
    if lever.kind == "mechanism":
        return SWITCH
    if lever.kind == "reading":
        return tuple(READINGS[lever.name].options)
    if isinstance(lever.value, bool):
        return (True, False)
    if isinstance(lever.value, str):
        options = tuple(lever.allowed.split(", "))
        return options if lever.value in options else ()
    return ()


def idle_names(scenario: Scenario, variants: Sequence[str]) -> dict[str, str]:
    """Quantities that change nothing in any of the variants, with the reason of each."""
    reasons: dict[str, str] = {}
    worlds = [variant_scenario(scenario, name) for name in variants]
    in_force = [{lever.name for lever in list_levers(world)} for world in worlds]
    for lever in list_levers(scenario):
        own = [name for name in variants if lever.name in scenario.variant(name).set]
        out = [
            name for name, names in zip(variants, in_force, strict=True) if lever.name not in names
        ]
        if len(own) == len(variants):
            reasons[lever.name] = f"set by the variant itself ({listed(own)})"
        elif len({*own, *out}) == len(variants):
            reasons[lever.name] = f"not in force in {listed(out)}"
    return reasons


__all__ = ["FactorReader", "idle_names", "options_of"]
