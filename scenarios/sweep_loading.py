"""Load a sweep with its scenario and make its points; tell all faults of a step at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.errors import Fault, InputError, nearest_name
from scenarios.levers import applied
from scenarios.loading import Check, load_scenario, placed_settings
from scenarios.scenario_schema import LeverValue, Scenario
from scenarios.sweep_factors import FactorReader
from scenarios.sweep_points import Factor, Settings, drawn_points, grid_points, grid_size
from scenarios.sweep_schema import MOST_POINTS, SweepFile
from scenarios.sweep_table import read_points
from scenarios.validation import check
from scenarios.yaml_document import Document, read_document


@dataclass(frozen=True)
class SweepRow:
    """One set of parameters to be run.

    Attributes:
        point: number of its point, from 0.
        draw: number of its draw of the posterior; None without draws.
        settings: all that is set: the draw, and over it the point.
    """

    point: int
    draw: int | None
    settings: Settings


@dataclass(frozen=True, eq=False)
class Sweep:
    """A sweep with all that it names loaded and checked.

    Attributes:
        scenario: with what the sweep sets for all runs.
        variants: that the sweep asks about, in its order.
        baseline: that effects are held against; None where the sweep does without.
        factors: what is varied; empty for a table.
        names: of all that the points set, in the order of columns.
        points: settings of each point.
        rows: points, with each draw of the posterior or one in turn.
    """

    file: SweepFile
    path: Path
    scenario: Scenario
    variants: tuple[str, ...]
    baseline: str | None
    factors: tuple[Factor, ...]
    names: tuple[str, ...]
    points: tuple[Settings, ...]
    rows: tuple[SweepRow, ...]


def load_sweep(path: Path | str, checks: Sequence[Check] = ()) -> Sweep:
    """Load a sweep.

    Args:
        path: the design file; the scenario that it names is looked for from its folder.
        checks: further checks of the scenario, as `load_scenario` takes them.

    Raises:
        InputError: with every fault that the first faulty step finds.
    """
    document = read_document(Path(path), str(path))
    file, faults = check(SweepFile, document)
    if file is None:
        raise InputError(faults)
    scenario = _scenario(file, document, Path(path), checks)
    variants, baseline = _variants(file, document, scenario)
    reader = FactorReader(scenario, file, document, variants)
    factors = reader.factors()
    reader.faults += _posterior_faults(file, document, scenario)
    reader.faults += _length_faults(file, document, scenario)
    if reader.faults:
        raise InputError(reader.faults)
    points = _points(file, document, Path(path), reader, factors)
    names = tuple(dict.fromkeys(name for point in points for name in point))
    rows = tuple(_rows(file, scenario, points))
    return Sweep(
        file, Path(path), scenario, variants, baseline, tuple(factors), names, tuple(points), rows
    )


def _scenario(file: SweepFile, document: Document, path: Path, checks: Sequence[Check]) -> Scenario:
    """The scenario, with what all runs share."""
    where = path.parent / file.scenario
    if not where.is_file():
        near = nearest_name(where.name, [one.name for one in where.parent.glob("*.yaml")])
        nearest = None if near is None else str(Path(file.scenario).with_name(near))
        raise InputError(
            [document.fault(("scenario",), "no such file", found=f"'{file.scenario}'",
                            nearest=nearest)]
        )  # fmt: skip
    scenario = load_scenario(where, None, checks)
    changed, faults = applied(scenario, file.set)
    if faults:
        raise InputError(placed_settings(faults, document, ("set",)))
    return changed.holding(file.set)


def _variants(
    file: SweepFile, document: Document, scenario: Scenario
) -> tuple[tuple[str, ...], str | None]:
    """The variants that are asked about, and the baseline."""
    known = [variant.id for variant in scenario.variants]
    faults: list[Fault] = []
    for number, name in enumerate(file.variants or ()):
        where = ("variants", number)
        if name not in known:
            faults.append(
                document.fault(where, "no variant of this name", found=f"'{name}'",
                               allowed=", ".join(known), nearest=nearest_name(name, known))
            )  # fmt: skip
        elif name in (file.variants or ())[:number]:
            faults.append(document.fault(where, "stands twice", found=f"'{name}'"))
    if faults:
        raise InputError(faults)
    baseline = scenario.baseline if file.with_baseline else None
    return tuple(file.variants or known[:1]), baseline


def _length_faults(file: SweepFile, document: Document, scenario: Scenario) -> list[Fault]:
    """Refuse runs longer than the horizon, and those of which no year would be reported."""
    horizon = scenario.file.horizon
    whole, found = horizon.quarters, file.quarters
    least = 4 * (horizon.report_from - int(horizon.start[:4]) + 1)
    if found is None or least <= found <= whole:
        return []
    message = f"must be at most {whole}"
    if found < least:
        message = f"ends before the first reported year, {horizon.report_from}, is whole"
    allowed = f"{least} to {whole}"
    return [document.fault(("quarters",), message, found=f"{found}", allowed=allowed)]


def _posterior_faults(file: SweepFile, document: Document, scenario: Scenario) -> list[Fault]:
    if file.posterior is None:
        return []
    if scenario.posterior is None:
        message = "the scenario names no posterior, so there are no draws"
        return [document.fault(("posterior",), message, at_key=True)]
    asked, there = file.posterior.draws, len(scenario.posterior.draws)
    if asked is not None and asked > there:
        message = "the posterior has fewer draws"
        where = ("posterior", "draws")
        return [document.fault(where, message, found=f"{asked}", allowed=f"1 to {there}")]
    return []


def _points(
    file: SweepFile,
    document: Document,
    path: Path,
    reader: FactorReader,
    factors: Sequence[Factor],
) -> list[Settings]:
    """Settings of each point of the design."""
    if file.design.kind == "csv":
        return _from_table(file, document, path, reader)
    if not factors:
        return [{}]  # draws of a posterior alone
    if file.design.kind != "grid":
        return drawn_points(file.design, factors)
    size = grid_size(factors)
    if size > MOST_POINTS:
        message = f"a grid of {size:,} points; a sweep has at most {MOST_POINTS:,}"
        raise InputError([document.fault(("vary",), message, at_key=True)])
    return grid_points(factors)


def _from_table(
    file: SweepFile, document: Document, path: Path, reader: FactorReader
) -> list[Settings]:
    """Settings of each row of a table, each different value of a quantity tried once."""
    assert file.design.file is not None
    where = ("design", "file")
    table = path.parent / file.design.file
    if not table.is_file():
        fault = document.fault(where, "no such file", found=f"'{file.design.file}'")
        raise InputError([fault])

    def problem_of(name: str) -> Fault | None:
        reader.faults.clear()
        return None if reader.usable(name, where) else reader.faults.pop()

    points = read_points(table, problem_of)
    faults: list[Fault] = []
    tried: set[tuple[str, type, LeverValue]] = set()
    for line, point in points:
        for name, value in point.items():
            if (name, type(value), value) in tried:
                continue
            tried.add((name, type(value), value))
            _, found = applied(reader.scenario, {name: value})
            faults += [
                Fault(str(table), line, 1, name, fault.message, fault.found, fault.allowed,
                      fault.nearest)
                for fault in found
            ]  # fmt: skip
    if faults:
        raise InputError(faults)
    return [point for _, point in points]


def _rows(file: SweepFile, scenario: Scenario, points: Sequence[Settings]) -> list[SweepRow]:
    """Points with draws; what a point sets wins over the draw."""
    if file.posterior is None or scenario.posterior is None:
        return [SweepRow(number, None, dict(point)) for number, point in enumerate(points)]
    draws: list[Mapping[str, LeverValue]] = list(scenario.posterior.settings())
    draws = draws[: file.posterior.draws]
    if file.posterior.with_points == "in_turn":
        return [
            SweepRow(number, number % len(draws), {**draws[number % len(draws)], **point})
            for number, point in enumerate(points)
        ]
    return [
        SweepRow(number, place, {**draw, **point})
        for number, point in enumerate(points)
        for place, draw in enumerate(draws)
    ]


__all__ = ["Sweep", "SweepRow", "load_sweep"]
