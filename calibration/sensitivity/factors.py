"""The quantities that a sensitivity analysis moves, each over its declared range."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from scenarios.lever_declarations import LeverDeclaration
    from scenarios.scenario_schema import LeverValue, Scenario

# Of a figure that policy sets and for which no range is declared: so much to either side.
EITHER_WAY = 0.25
# Whole numbers up to this count quarters, years or steps: a quarter of them is no range.
SMALL_COUNT = 12

Spread = Literal["prior", "either way", "off to enacted", "options"]
Kind = Literal["unknown", "lever"]


@dataclass(frozen=True)
class Factor:
    """One quantity and the values that it takes.

    Attributes:
        name: as `--set` takes it.
        declaration: its one declaration.
        spread: "prior" for its declared range, "either way" for `EITHER_WAY` around its value, "off
            to enacted" for a figure of policy that stands as far up as it may be set, "options" for
            values that are equally likely.
        low: smallest value, where it is a number.
        high: largest value.
        options: values to choose from.
    """

    name: str
    declaration: LeverDeclaration
    spread: Spread
    low: float = 0.0
    high: float = 0.0
    options: tuple[LeverValue, ...] = ()

    @property
    def kind(self) -> Kind:
        """Whether policy sets it; what was not found, or is left open by a wording, is unknown."""
        return "unknown" if self.declaration.kind != "lever" or self.is_not_found else "lever"

    @property
    def is_not_found(self) -> bool:
        """Whether it is a figure of policy that was assumed, over a declared range."""
        return self.declaration.kind == "lever" and self.spread == "prior"

    def value(self, place: float) -> LeverValue:
        """Value at a quantile of its range, 0 to 1."""
        if self.spread == "options":
            return self.options[min(int(place * len(self.options)), len(self.options) - 1)]
        if self.spread == "prior":
            assert self.declaration.prior is not None
            found = float(self.declaration.prior.quantile(place))
        else:
            found = self.low + place * (self.high - self.low)
        inside = min(max(found, self.low), self.high)
        if self.declaration.whole:
            return round(inside)
        # The law keeps what policy sets in whole parts per million.
        return round(inside, 6) if self.declaration.kind == "lever" else inside


def factor_of(scenario: Scenario, lever: LeverDeclaration) -> Factor | None:
    """A quantity as a factor; None where nothing says over what it could be moved.

    Days and measured facts have no range; options that this scenario does not admit are left out.
    """
    value = lever.value
    if lever.prior is not None:
        return Factor(lever.name, lever, "prior", float(lever.prior.low), float(lever.prior.high))
    if lever.kind in ("reading", "mechanism") or isinstance(value, bool):
        options = tuple(_admitted(scenario, lever))
        return Factor(lever.name, lever, "options", options=options) if len(options) > 1 else None
    is_figure = lever.kind == "lever" and isinstance(value, int | float) and value != 0
    if not is_figure or (lever.whole and isinstance(value, int) and abs(value) <= SMALL_COUNT):
        return None
    assert isinstance(value, int | float)
    if lever.high is not None and value == lever.high:
        # A quarter up is not admitted: a range to one side would only cut the effect in half.
        off = 0.0 if lever.low is None else float(lever.low)
        return Factor(lever.name, lever, "off to enacted", off, float(value))
    ends = sorted((value * (1 - EITHER_WAY), value * (1 + EITHER_WAY)))
    low = ends[0] if lever.low is None else max(ends[0], lever.low)
    high = ends[1] if lever.high is None else min(ends[1], lever.high)
    return Factor(lever.name, lever, "either way", low, high) if low < high else None


def factors_of(scenario: Scenario) -> Iterator[Factor]:
    """Every quantity that has a range, in the order of declaration.

    Unknowns with a prior, readings, and figures that policy sets. Switches of mechanisms and yes/no
    terms are questions about worlds, not doubts about this one, and steps of a scale could not keep
    their order if each were moved by itself: they enter only by name.
    """
    from scenarios.levers import list_levers

    for lever in list_levers(scenario):
        is_step = lever.name.endswith(".at_least") or ".band." in lever.name
        if lever.kind != "mechanism" and not isinstance(lever.value, bool) and not is_step:
            found = factor_of(scenario, lever)
            if found is not None:
                yield found


def without_years_after(factors: Iterable[Factor], last: int) -> list[Factor]:
    """The factors without those of years that are not run: they could move nothing."""
    return [one for one in factors if not _is_later(one.name, last)]


def _is_later(name: str, last: int) -> bool:
    parts = name.split(".")
    return parts[:2] == ["place", "paths"] and parts[-1].isdigit() and int(parts[-1]) > last


def _admitted(scenario: Scenario, lever: LeverDeclaration) -> Iterator[LeverValue]:
    """The options that the scenario takes, its own first."""
    from scenarios import InputError
    from scenarios.levers import apply_levers
    from scenarios.readings import READINGS

    if lever.kind == "reading":
        every: list[LeverValue] = list(READINGS[lever.name].options)
    else:
        every = ["on", "off"] if lever.kind == "mechanism" else [True, False]
    for option in sorted(every, key=lambda one: one != lever.value):
        try:
            apply_levers(scenario, {lever.name: option})
        except InputError:
            continue
        yield option
